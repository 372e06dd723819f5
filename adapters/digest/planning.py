"""Planning claims of the day, as somebody asked."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from adapters.database.digests import DigestsTable
from adapters.digest.countries import zones_of_countries
from adapters.digest.schedule import following, in_zone, zones
from bot.groups import Place
from bot.groups.digests import Digest
from bot.reply import EndDigest, PlanDigest, ResumeDigest


class Planning:
    """Plans in the store. `clock` is that of the day, in seconds since 1970."""

    def __init__(self, digests: DigestsTable, clock: Callable[[], float] = time.time) -> None:
        self._digests = digests
        self._clock = clock

    async def of(self, place: Place) -> Digest | None:
        """What is planned for a channel, with times as they are in its zone. Raises OSError where the store cannot be reached."""
        found = await self._digests.of(place)
        if found is None:
            return None
        return replace(found, next_at=in_zone(found.next_at, found.zone), last_at=in_zone(found.last_at, found.zone))

    async def carry_out(self, effect: PlanDigest | EndDigest | ResumeDigest, place: Place, user: str) -> None:
        """Plan, end or resume one. Raises OSError where the store cannot be reached."""
        match effect:
            case PlanDigest(at=at, zone=zone):
                planned = Digest(at, zone, last_day=await self._digests.last_day(place))
                await self._digests.plan(place, at, zone, user, self._next(planned))
            case EndDigest():
                await self._digests.end(place)
            case ResumeDigest():
                known = await self._digests.of(place)
                if known is not None:
                    await self._digests.resume(place, self._next(known))

    def countries(self) -> Mapping[str, tuple[str, ...]]:
        """The time zones of countries, by their names in lower case."""
        return zones_of_countries()

    def zones(self) -> Collection[str]:
        """The time zones there are."""
        return zones()

    def _next(self, digest: Digest) -> int:
        """When the next one is due."""
        return int(following(digest, datetime.fromtimestamp(self._clock(), UTC)).timestamp())
