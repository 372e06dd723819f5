"""When a digest is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.digest.schedule import day_of, following, next_due, zones
from bot.groups.digests import Digest, TimeOfDay

BERLIN = "Europe/Berlin"


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "zone", "after", "due"),
    [
        (TimeOfDay(9, 0), "UTC", "2026-11-25T08:59:59", "2026-11-25T09:00"),
        (TimeOfDay(9, 0), "UTC", "2026-11-25T09:00", "2026-11-26T09:00"),
        (TimeOfDay(9, 0), BERLIN, "2026-11-25T07:00", "2026-11-25T08:00"),
        (TimeOfDay(9, 0), BERLIN, "2026-07-25T06:59", "2026-07-25T07:00"),
        (TimeOfDay(0, 30), "Pacific/Kiritimati", "2026-11-25T10:00", "2026-11-25T10:30"),  # there it is the 26th
        (TimeOfDay(23, 30), "Pacific/Pago_Pago", "2026-11-25T10:00", "2026-11-25T10:30"),  # there it is the 24th
        # 29 March 2026: from 02:00 it is 03:00. 02:30 is as much later.
        (TimeOfDay(2, 30), BERLIN, "2026-03-28T12:00", "2026-03-29T01:30"),
        (TimeOfDay(2, 30), BERLIN, "2026-03-29T01:30", "2026-03-30T00:30"),
        # 25 October 2026: 02:30 comes twice, and the digest once.
        (TimeOfDay(2, 30), BERLIN, "2026-10-24T12:00", "2026-10-25T00:30"),
        (TimeOfDay(2, 30), BERLIN, "2026-10-25T00:30", "2026-10-26T01:30"),
    ],
)
def test_the_next_one(at: TimeOfDay, zone: str, after: str, due: str) -> None:
    assert next_due(at, zone, utc(after)) == utc(due)


@given(
    st.integers(946_684_800, 2_114_380_800),  # 2000 to 2036
    st.sampled_from(zones()),
    st.integers(0, 23),
    st.integers(0, 59),
)
@example(1_711_760_400, "America/Nuuk", 23, 0)  # the 30th of March has no 23:00, and the 31st two moments for it
def test_there_is_one_a_day_everywhere(moment: int, zone: str, hour: int, minute: int) -> None:
    after = datetime.fromtimestamp(moment, UTC)
    digest = Digest(TimeOfDay(hour, minute), zone)
    first = following(digest, after)
    second = following(replace(digest, last_day=day_of(first, zone)), first)
    assert after < first <= after + timedelta(hours=50)  # a zone may leave a day out
    assert day_of(first, zone) < day_of(second, zone)
    assert first < second <= first + timedelta(hours=50)


def test_the_day_is_the_zones() -> None:
    assert day_of(utc("2026-11-25T23:30"), BERLIN) == date(2026, 11, 26)


def test_the_zones_are_those_that_people_name() -> None:
    assert {BERLIN, "Asia/Shanghai", "America/New_York", "UTC"} <= set(zones())
    assert not [name for name in zones() if name.startswith(("Etc/", "posix/"))]
    assert ZoneInfo(zones()[0]).key == zones()[0]
