"""Times as they stand in the names of files, on every system."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The time, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def written(moment: datetime) -> str:
    """`2026-11-25T18:40:00Z`."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def in_a_name(moment: datetime) -> str:
    """`2026-11-25T18-40-00Z`: a colon means something else to some systems."""
    return moment.strftime("%Y-%m-%dT%H-%M-%SZ")
