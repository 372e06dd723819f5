"""How the running program is: what it is connected to, since when, and what went wrong last."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.status import Connected, Status

FRESH = 60.0
"""Seconds after which a connection that ought to be heard of all the time counts as lost."""


class Connection:
    """The connection to one platform, as its adapter tells of it.

    `silence` is how many seconds nothing may be heard on a connection that
    stands; endless where the platform's library notices that by itself.
    """

    def __init__(self, name: str, silence: float = math.inf, clock: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self.problem = ""
        """Why it is down, in words for people; "" where that is not known."""
        self.since: datetime | None = None
        """When it came to be as it is; None where it never stood."""
        self.reconnects = 0
        self._silence = silence
        self._clock = clock
        self._is_up = False
        self._heard_at: float | None = None

    @property
    def is_ready(self) -> bool:
        """Whether it stands, and is heard of."""
        return self._is_up and self.seconds_silent <= self._silence

    @property
    def seconds_silent(self) -> float:
        """Seconds since something was heard; endless where nothing ever was."""
        return math.inf if self._heard_at is None else self._clock() - self._heard_at

    def up(self) -> None:
        """It stands."""
        self.heard()
        if self._is_up:
            return
        self.reconnects += self.since is not None
        self._is_up, self.problem, self.since = True, "", datetime.now(UTC)

    def heard(self) -> None:
        """Something came over it."""
        self._heard_at = self._clock()

    def down(self, problem: str = "") -> None:
        """It does not stand, or does not yet."""
        self.problem = problem
        if self._is_up:
            self._is_up, self.since = False, datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Error:
    """Something that went wrong: when, and what, in words that stand in the code and repeat nobody's."""

    at: datetime
    what: str


class Health:
    """What the program knows of itself; one for each process."""

    def __init__(self) -> None:
        self.started = datetime.now(UTC)
        self.connections: dict[str, Connection] = {}
        self.last_error: Error | None = None
        self.last_digest: datetime | None = None
        """When a claim of the day was posted last."""
        self.errors = 0
        self.store_problem: Callable[[], str] = lambda: ""
        """Why the store could not be written the last time, "" where it could; whoever opens one sets it."""

    def connection(self, name: str, silence: float = math.inf) -> Connection:
        """The connection of that name; the same one each time."""
        return self.connections.setdefault(name, Connection(name, silence))

    def went_wrong(self, what: str) -> None:
        """Take note of an error."""
        self.errors += 1
        self.last_error = Error(datetime.now(UTC), what)

    def status(self, version: str) -> Status:
        """What `status` shows of it."""
        connections = (Connected(one.name, one.is_ready, one.since, one.problem) for one in self.connections.values())
        error = self.last_error
        return Status(
            version,
            tuple(connections),
            started=self.started,
            last_digest=self.last_digest,
            last_error=(error.at, error.what) if error is not None else None,
            store=self.store_problem(),
        )
