"""How the bot is, as values that `status` shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection: whether it stands, since when it is as it is (None where it never stood), and why it is down."""

    name: str
    is_ready: bool
    since: datetime | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """`connections` are those of the running program; None where none was asked. Times are in UTC.

    `last_digest` is when the last one was posted, `last_error` what went wrong last and when.
    """

    version: str
    connections: tuple[Connected, ...] | None = None
    started: datetime | None = None
    last_digest: datetime | None = None
    last_error: tuple[datetime, str] | None = None
