"""The time zones of countries: people name their country where a zone is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_ALSO = {
    "america": "US",
    "bosnia": "BA",
    "england": "GB",
    "great britain": "GB",
    "north korea": "KP",
    "scotland": "GB",
    "south korea": "KR",
    "uae": "AE",
    "uk": "GB",
    "united kingdom": "GB",
    "usa": "US",
    "wales": "GB",
}
"""What people say and the table does not, with its code."""
_LARGE = {
    "AU": ("Australia/Sydney", "Australia/Brisbane", "Australia/Adelaide", "Australia/Darwin", "Australia/Perth"),
    "BR": ("America/Sao_Paulo", "America/Noronha", "America/Manaus", "America/Rio_Branco"),
    "CA": (
        *("America/Toronto", "America/Vancouver", "America/Edmonton", "America/Winnipeg", "America/Regina"),
        *("America/Halifax", "America/St_Johns"),
    ),
    "MX": ("America/Mexico_City", "America/Cancun", "America/Mazatlan", "America/Tijuana"),
    "RU": (
        *("Europe/Moscow", "Europe/Kaliningrad", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Omsk"),
        *("Asia/Krasnoyarsk", "Asia/Irkutsk", "Asia/Vladivostok"),
    ),
    "US": (
        *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix"),
        *("America/Anchorage", "Pacific/Honolulu"),
    ),
}
"""By code, one zone for each time that most of a large country goes by: the table has one for each that a town ever had."""
_MOST = "most of "
"""So begins what the table says of a zone that is nearly all of its country's: `most of Germany`."""


@cache
def zones_of_countries() -> Mapping[str, tuple[str, ...]]:
    """By a country's name or code, in lower case, its time zones; the one alone that nearly all of it goes by.

    They are those of IANA's `zone.tab` and `iso3166.tab`.
    """
    by_code: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, _, zone, *about in _rows("zone.tab"):
        by_code[code].append((zone, about[0] if about else ""))
    found: dict[str, tuple[str, ...]] = {}
    for code, name in _rows("iso3166.tab"):
        most = [zone for zone, about in by_code[code] if about.startswith(_MOST)]
        zones = _LARGE.get(code) or most or [zone for zone, _ in by_code[code]]
        for called in _called(code, name):
            found[called] = (*found.get(called, ()), *zones)  # two countries are called Korea
    return found


def _called(code: str, name: str) -> set[str]:
    """`Korea (South)`, KR: `korea (south)`, `korea`, `kr`, and what people say beside."""
    names = (name, name.partition(" (")[0], name.replace(" & ", " and "), code)
    return {one.casefold() for one in names} | {said for said, of in _ALSO.items() if of == code}


def _rows(table: str) -> list[list[str]]:
    try:
        text = (files("tzdata.zoneinfo") / table).read_text(encoding="utf-8")
    except (
        ModuleNotFoundError,
        OSError,
    ):  # as where a distribution leaves it out: then zones go by their own names alone
        return []
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
