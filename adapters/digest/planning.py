"""Planning claims of the day, as somebody asked."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime

from adapters.database.digests import DigestsTable
from adapters.digest.schedule import following, zones
from bot.groups import Place
from bot.groups.digests import Digest
from bot.reply import EndDigest, PlanDigest, ResumeDigest


class Planning:
    """Plans in the store. `clock` is that of the day, in seconds since 1970."""

    def __init__(self, digests: DigestsTable, clock: Callable[[], float] = time.time) -> None:
        self._digests = digests
        self._clock = clock

    async def of(self, place: Place) -> Digest | None:
        """What is planned for a channel. Raises OSError where the store cannot be reached."""
        return await self._digests.of(place)

    async def carry_out(self, effect: PlanDigest | EndDigest | ResumeDigest, place: Place, user: str) -> None:
        """Plan, end or resume one. Raises OSError where the store cannot be reached."""
        match effect:
            case PlanDigest(at=at, zone=zone):
                known = await self._digests.of(place)
                planned = Digest(at, zone) if known is None else replace(known, at=at, zone=zone)
                await self._digests.plan(place, at, zone, user, self._next(planned))
            case EndDigest():
                await self._digests.end(place)
            case ResumeDigest():
                known = await self._digests.of(place)
                if known is not None:
                    await self._digests.resume(place, self._next(known))

    def zones(self) -> Collection[str]:
        """The time zones there are."""
        return zones()

    def _next(self, digest: Digest) -> int:
        """When the next one is due."""
        return int(following(digest, datetime.fromtimestamp(self._clock(), UTC)).timestamp())
