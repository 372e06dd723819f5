"""Which time zones a country has."""

from __future__ import annotations

import pytest

from adapters.digest.countries import zones_of_countries
from adapters.digest.schedule import zones


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("germany", "Europe/Berlin"),
        ("de", "Europe/Berlin"),
        ("china", "Asia/Shanghai"),
        ("uk", "Europe/London"),
        ("scotland", "Europe/London"),
        ("south korea", "Asia/Seoul"),
        ("bosnia and herzegovina", "Europe/Sarajevo"),
        ("usa", "America/New_York"),
    ],
)
def test_a_country_has_zones(name: str, first: str) -> None:
    assert zones_of_countries()[name][0] == first


def test_of_a_large_country_the_large_parts_come_alone() -> None:
    assert zones_of_countries()["united states"][:4] == (
        "America/New_York",
        "America/Chicago",
        "America/Denver",
        "America/Los_Angeles",
    )


def test_a_name_that_two_countries_have_has_the_zones_of_both() -> None:
    assert zones_of_countries()["korea"] == ("Asia/Pyongyang", "Asia/Seoul")


def test_each_zone_is_one_that_can_be_planned_in() -> None:
    named = {zone for of_country in zones_of_countries().values() for zone in of_country}
    assert named <= set(zones())
