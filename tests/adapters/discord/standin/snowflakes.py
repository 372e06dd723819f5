"""Ids as Discord makes them: milliseconds since 2015 in the upper bits (Discord: Snowflakes)."""

from __future__ import annotations

import itertools
import time
from datetime import UTC, datetime

_EPOCH = 1_420_070_400_000
_counter = itertools.count()


def snowflake() -> int:
    """A new id, of now."""
    return (int(time.time() * 1000) - _EPOCH << 22) | (next(_counter) & 0x3FFFFF)


def now() -> str:
    """The time as Discord writes it."""
    return datetime.now(UTC).isoformat(timespec="microseconds")
