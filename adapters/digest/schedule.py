"""When a digest is due: a time of day in a time zone, as a moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from bot.groups.digests import Digest, TimeOfDay


@cache
def zones() -> tuple[str, ...]:
    """The time zones there are, by their names in IANA's database."""
    return tuple(sorted(name for name in available_timezones() if not name.startswith(("posix/", "right/", "Etc/"))))


def next_due(at: TimeOfDay, zone: str, after: datetime) -> datetime:
    """The first moment after another one at which it is that time of day, in UTC.

    A time that a day does not have, because clocks go forward, is as much later as
    they do; of one that a day has twice, the first counts.
    Raises ZoneInfoNotFoundError for a zone that is not there.
    """
    here = ZoneInfo(zone)
    day = after.astimezone(here).date() - timedelta(days=1)
    while True:
        due = datetime(day.year, day.month, day.day, at.hour, at.minute, tzinfo=here).astimezone(UTC)
        if due > after:
            return due
        day += timedelta(days=1)


def day_of(due: datetime, zone: str) -> date:
    """The day that it is in a zone."""
    return due.astimezone(ZoneInfo(zone)).date()


def in_zone(moment: datetime | None, zone: str) -> datetime | None:
    """The same moment by the clocks of a zone; as it is where that is not known."""
    try:
        return moment.astimezone(ZoneInfo(zone)) if moment is not None else None
    except ZoneInfoNotFoundError:  # as after a move to another machine
        return moment


def following(digest: Digest, after: datetime) -> datetime:
    """The first moment after another one at which a digest is due, on a day that has not had its claim.

    Raises ZoneInfoNotFoundError for a zone that is not there.
    """
    due = next_due(digest.at, digest.zone, after)
    while digest.has_had(day_of(due, digest.zone)):
        due = next_due(digest.at, digest.zone, due)
    return due
