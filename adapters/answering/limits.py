"""How much one person, and one group, may ask: a share that fills up again as time passes.

By hand, because the libraries for it go by the clock of the day: where that is
set back an hour, they would turn everybody away for an hour.
"""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial

from adapters.answering import phrases

_SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3600.0}
_MOST_KNOWN = 10_000
"""People or groups whose share is remembered; who asked longest ago is forgotten first."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`count` questions in so many `seconds`; that many at once after a pause."""

    count: int
    seconds: float


def read_limit(written: str) -> Limit | None:
    """`20/minute` as a limit; None for `off`.

    Raises ValueError for anything else.
    """
    words = written.strip().casefold()
    if words == "off":
        return None
    found = re.fullmatch(r"(\d{1,6})\s*(?:/|per)\s*(second|minute|hour)", words)
    if found is None or not int(found[1]):
        raise ValueError(f"“{written}” is no limit")
    return Limit(int(found[1]), _SECONDS[found[2]])


@dataclass(frozen=True, slots=True)
class Refused:
    """A question too many: after how many seconds one is answered again, whose share is used up, and whether that was said before.

    `note_said` is to be called once it is said where everybody concerned reads it.
    """

    seconds: float
    is_of_group: bool
    was_said: bool
    note_said: Callable[[], None]


class TooManyError(Exception):
    """A question too many, in a kind sentence. Where `was_said` already, a platform that can be silent is silent."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(phrases.too_many(refused.seconds, is_of_group=refused.is_of_group))
        self.seconds = refused.seconds
        self.was_said = refused.was_said
        self.note_said = refused.note_said


class _Shares:
    """The shares that are left, by whoever has one. None of it outlives the program."""

    def __init__(self, limit: Limit, clock: Callable[[], float]) -> None:
        self._limit = limit
        self._clock = clock
        self._left: OrderedDict[Hashable, tuple[float, float, bool]] = OrderedDict()

    def wait(self, whose: Hashable) -> float:
        """Seconds until one more may be asked; 0 where it may be now."""
        left, _ = self._now(whose)
        return max(0.0, (1.0 - left) * self._limit.seconds / self._limit.count)

    def take(self, whose: Hashable) -> None:
        """Use one up."""
        left, _ = self._now(whose)
        self._keep(whose, left - 1.0, was_told=False)

    def was_told(self, whose: Hashable) -> bool:
        """Whether it was said already that the share is used up."""
        return self._now(whose)[1]

    def tell(self, whose: Hashable) -> None:
        """From now on, it was said."""
        left, _ = self._now(whose)
        self._keep(whose, left, was_told=True)

    def _now(self, whose: Hashable) -> tuple[float, bool]:
        left, at, was_told = self._left.get(whose, (float(self._limit.count), 0.0, False))
        filled = (self._clock() - at) * self._limit.count / self._limit.seconds
        return min(left + filled, float(self._limit.count)), was_told

    def _keep(self, whose: Hashable, left: float, *, was_told: bool) -> None:
        self._left[whose] = (left, self._clock(), was_told)
        self._left.move_to_end(whose)
        while len(self._left) > _MOST_KNOWN:
            self._left.popitem(last=False)


class Limits:
    """The shares of people and of groups; None where there is no limit."""

    def __init__(
        self, of_user: Limit | None, of_group: Limit | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._users = _Shares(of_user, clock) if of_user else None
        self._groups = _Shares(of_group, clock) if of_group else None

    def ask(self, platform: str, group: str, user: str) -> Refused | None:
        """Use up one question; None where it may be asked. Who is refused uses up nothing of the group's."""
        mine = [(self._users, (platform, user), False)] if user else []
        shares = [
            (one, whose, is_of_group)
            for one, whose, is_of_group in (*mine, (self._groups, (platform, group), True))
            if one
        ]
        for share, whose, is_of_group in shares:
            if (seconds := share.wait(whose)) > 0:
                return Refused(seconds, is_of_group, share.was_told(whose), partial(share.tell, whose))
        for share, whose, _ in shares:
            share.take(whose)
        return None
