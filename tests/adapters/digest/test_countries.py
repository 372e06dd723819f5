"""Which time zones a country has."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from adapters.digest.countries import _LARGE, zones_of_countries
from adapters.digest.schedule import zones
from bot.app import App
from bot.groups import Asked, Place
from bot.groups.digests import TimeOfDay
from bot.loading import open_library
from bot.reply import Options, PlanDigest

ZONES = zones_of_countries()


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("germany", "Europe/Berlin"),
        ("de", "Europe/Berlin"),
        ("france", "Europe/Paris"),
        ("uk", "Europe/London"),
        ("scotland", "Europe/London"),
        ("ukraine", "Europe/Kyiv"),
        ("south korea", "Asia/Seoul"),
        ("bosnia and herzegovina", "Europe/Sarajevo"),
        ("uae", "Asia/Dubai"),
    ],
)
def test_a_country_with_one_time_has_one_zone(name: str, zone: str) -> None:
    assert ZONES[name] == (zone,)


@pytest.mark.parametrize(
    ("name", "some"),
    [
        ("canada", {"America/Toronto", "America/Vancouver", "America/St_Johns"}),
        ("usa", {"America/New_York", "America/Los_Angeles", "Pacific/Honolulu"}),
        ("australia", {"Australia/Sydney", "Australia/Perth"}),
        ("russia", {"Europe/Moscow", "Asia/Vladivostok"}),
        ("china", {"Asia/Shanghai", "Asia/Urumqi"}),
    ],
)
def test_a_country_with_several_times_has_a_zone_for_each(name: str, some: set[str]) -> None:
    assert some <= set(ZONES[name])


def test_of_a_large_country_each_zone_is_another_time() -> None:
    summer, winter = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    for code in _LARGE:
        hours = [
            tuple(at.astimezone(ZoneInfo(zone)).utcoffset() for at in (winter, summer))
            for zone in ZONES[code.casefold()]
        ]
        assert len(set(hours)) == len(hours), code


def test_a_country_is_asked_back_or_taken_as_it_is_typed() -> None:
    asked = Asked(Place("discord", "1", "2"), is_organiser=True, zones=zones(), countries=ZONES)
    app = App(*open_library(Path(__file__).parents[2] / "library", None))
    assert app.respond_to("digest 9 Germany", asked).effects == (PlanDigest(TimeOfDay(9, 0), "Europe/Berlin"),)
    reply = app.respond_to("digest 9 in Canada", asked)
    assert reply.effects == ()
    (options,) = (block for block in reply.blocks if isinstance(block, Options))
    assert [option.label for option in options.options] == list(ZONES["canada"])


def test_a_name_that_two_countries_have_has_the_zones_of_both() -> None:
    assert ZONES["korea"] == ("Asia/Pyongyang", "Asia/Seoul")


def test_without_the_tables_no_country_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tzdata.zoneinfo", None)
    assert zones_of_countries.__wrapped__() == {}


def test_each_zone_is_one_that_can_be_planned_in() -> None:
    named = {zone for of_country in ZONES.values() for zone in of_country}
    assert named <= set(zones())
