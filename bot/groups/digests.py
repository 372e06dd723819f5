"""A digest: a claim of the day, in one channel, at a time of day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

MOST_FAILURES = 3
"""Times in a row that posting may be refused before a digest is paused."""


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """An hour, 0 to 23, and a minute."""

    hour: int
    minute: int

    def __post_init__(self) -> None:
        if not (0 <= self.hour < 24 and 0 <= self.minute < 60):
            raise ValueError(f"{self.hour}:{self.minute} is no time of day")

    def __str__(self) -> str:
        return f"{self.hour:02}:{self.minute:02}"


@dataclass(frozen=True, slots=True)
class Digest:
    """What was planned for a channel, and how it goes.

    `zone` is an IANA time zone; `next_at` when the next one is due; `last_day` the day, in that zone, of the one
    posted last, and `last_at` when that was. `failures` counts refusals in a row; `problem` is what the last one said.
    `by` is whoever planned it, by the platform's own id.
    """

    at: TimeOfDay
    zone: str
    by: str = ""
    next_at: datetime | None = None
    last_day: date | None = None
    last_at: datetime | None = None
    failures: int = 0
    problem: str = ""

    @property
    def is_paused(self) -> bool:
        """Whether it was refused so often that it is not tried any more."""
        return self.failures >= MOST_FAILURES

    def has_had(self, day: date) -> bool:
        """Whether a day has had its claim.

        So has the one before the last: it comes again where a clock is set back, or the zone is moved to the west. Where
        the last one is further ahead, a clock was wrong, and nothing is held up by that.
        """
        return self.last_day is not None and day <= self.last_day <= day + timedelta(days=1)


_WRITTEN = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})|(?P<bare>h))?\s*(?P<half>am|pm|a\.m\.|p\.m\.|uhr|o'clock)?",
    re.IGNORECASE,
)
_NAMED = {"noon": TimeOfDay(12, 0), "midday": TimeOfDay(12, 0), "midnight": TimeOfDay(0, 0)}


def read_time(written: str) -> TimeOfDay | None:
    """`9`, `09:00`, `21.30`, `9am`, `9:30 pm`, `noon` as a time of day; None for anything else."""
    words = written.strip().casefold()
    if words in _NAMED:
        return _NAMED[words]
    found = _WRITTEN.fullmatch(words)
    if found is None:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    half = (found["half"] or "").replace(".", "")
    if half in ("am", "pm"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return TimeOfDay(hour, minute)
    except ValueError:
        return None
