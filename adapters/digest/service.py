"""Posts claims of the day: each at its time, once, whatever happens between."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import structlog

from adapters.answering.answerer import Answerer
from adapters.database.digests import DigestsTable, Planned
from adapters.digest.posters import Poster, RefusedError
from adapters.digest.schedule import day_of, next_due
from adapters.runtime.health import Health
from adapters.runtime.keys import key_of
from bot.groups.digests import MOST_FAILURES

_log = structlog.get_logger(__name__)

LOOKS_EVERY = 10.0
"""Seconds between two looks at what is due."""
_LOOKS_SOON = 1.0
"""The same, while a platform is still away: what waits for it is to come when it is back."""
_AT_ONCE = 100
"""Digests that are taken in hand with one look."""
_SIDE_BY_SIDE = 8
"""Of those, posted at the same time."""
_IN_HAND = 120
"""Seconds for which nobody else takes one up; after that its process is taken for dead."""
_TAKES = 60.0
"""Seconds that posting may take."""
_TOO_LATE = 12 * 3_600
"""Seconds after which it is left out: it would be in the way of the next."""
_AFTER_REFUSAL = (600, 3_600)
"""Seconds until it is tried again after the first refusal, and after the second; after the third it is paused."""
_AFTER_TROUBLE = (15, 60, 300)
"""Seconds until it is tried again when nobody refused it, by tries; the last one from then on."""
_AHEAD = 26 * 3_600
"""Seconds after which nothing is due that is planned for every day, unless a clock was wrong."""

POSTED, FAILED, PAUSED, LEFT_OUT = "posted", "failed", "paused", "left-out"


@dataclass(frozen=True, slots=True)
class Channel:
    """How the digests of one platform are made and posted."""

    answerer: Answerer
    poster: Poster


class DigestService:
    """Posts what is due. `counts` tells how that went; `clock` is that of the day, in seconds since 1970."""

    def __init__(
        self,
        digests: DigestsTable,
        channels: Mapping[str, Channel],
        health: Health,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.counts: Counter[str] = Counter()
        self._digests = digests
        self._channels = channels
        self._health = health
        self._clock = clock
        self._side_by_side = asyncio.Semaphore(_SIDE_BY_SIDE)

    async def run(self, stop: asyncio.Event) -> None:
        """Post until `stop` is set. What is being posted then is finished, or taken up at the next start."""
        while not stop.is_set():
            try:
                is_more = await self.look()
            except Exception as error:  # noqa: BLE001  # the store is away, or whatever it is: the next look may go well
                _log.warning("digests cannot be looked at, trying again", exc_info=error)
                is_more = False
            if not is_more:
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), LOOKS_EVERY if self._is_connected() else _LOOKS_SOON)

    async def look(self) -> bool:
        """Post what is due now. Whether there may be more."""
        now = int(self._clock())
        for planned in await self._digests.beyond(now + _AHEAD):
            await self._guarded(planned, self._bring_back)
        connected = [name for name, channel in self._channels.items() if channel.poster.is_connected]
        found = await self._digests.due(connected, now, _AT_ONCE) if connected else []
        await asyncio.gather(*(self._guarded(planned, self._attempt) for planned in found))
        return len(found) == _AT_ONCE

    def _is_connected(self) -> bool:
        return all(channel.poster.is_connected for channel in self._channels.values())

    async def _guarded(self, planned: Planned, work: Callable[[Planned], Awaitable[None]]) -> None:
        async with self._side_by_side:
            try:
                await work(planned)
            except Exception as error:  # noqa: BLE001  # the others are posted all the same
                _log.warning("a digest is tried again later", platform=planned.place.platform, exc_info=error)

    async def _bring_back(self, planned: Planned) -> None:
        """Let one be due on its next day that is further ahead than a day, as after a clock that was wrong."""
        await self._digests.move_on(planned, self._next(planned, int(self._clock())))

    async def _attempt(self, planned: Planned) -> None:
        now = int(self._clock())
        due = datetime.fromtimestamp(planned.due_at, UTC)
        day = day_of(due, planned.digest.zone)
        if day == planned.digest.last_day:  # it was planned anew on a day that had its claim
            await self._digests.move_on(planned, self._next(planned, max(now, planned.due_at)))
            return
        if now - planned.due_at > _TOO_LATE:
            self.counts[LEFT_OUT] += 1
            _log.warning("a digest came too late and is left out", platform=planned.place.platform, due=due.isoformat())
            await self._digests.move_on(planned, self._next(planned, now))
            return
        if not await self._digests.take(planned, now + _IN_HAND):
            return  # another process has it
        mine = replace(planned, try_at=now + _IN_HAND, tries=planned.tries + 1)
        channel = self._channels[planned.place.platform]
        place = planned.place
        key = key_of("digest", place.platform, place.group, place.channel, day.isoformat())
        try:
            async with asyncio.timeout(_TAKES):
                answer = await channel.answerer.of_day(place, day)
                if answer is None:  # a library without claims
                    await self._digests.move_on(mine, self._next(planned, max(now, planned.due_at)))
                    return
                queued = await channel.poster.post(place, answer, key, due, may_be_posted=planned.tries > 0)
        except RefusedError as error:
            await self._refused(mine, str(error))
            return
        except Exception:
            self.counts[FAILED] += 1
            wait = _AFTER_TROUBLE[min(planned.tries, len(_AFTER_TROUBLE) - 1)]
            await self._digests.put_off(mine, now + wait)
            raise
        following = self._next(planned, max(now, planned.due_at))
        account, outgoing = (queued.account, queued.outgoing) if queued is not None else ("", ())
        await self._digests.posted(mine, day, now, following, account, outgoing)
        if queued is not None:
            await channel.poster.send(queued)
        self.counts[POSTED] += 1
        self._health.last_digest = datetime.fromtimestamp(now, UTC)
        _log.info("a digest was posted", platform=planned.place.platform, channel=planned.place.channel)

    async def _refused(self, planned: Planned, problem: str) -> None:
        failures = planned.digest.failures + 1
        is_paused = failures >= MOST_FAILURES
        self.counts[PAUSED if is_paused else FAILED] += 1
        until = None if is_paused else int(self._clock()) + _AFTER_REFUSAL[failures - 1]
        await self._digests.refused(planned, problem, until)
        _log.warning(
            "a digest was refused",
            platform=planned.place.platform,
            channel=planned.place.channel,
            problem=problem,
            failures=failures,
            paused=is_paused,
        )
        if is_paused and planned.digest.by:
            await self._tell(replace(planned, digest=replace(planned.digest, failures=failures, problem=problem)))

    async def _tell(self, planned: Planned) -> None:
        """Tell whoever planned it, where that can be; the log, and `digest` in the channel, say it in any case."""
        poster = self._channels[planned.place.platform].poster
        try:
            async with asyncio.timeout(_TAKES):
                await poster.tell(planned.digest.by, planned.place, planned.digest)
        except Exception as error:  # noqa: BLE001  # nobody else can be told
            _log.warning("who planned a digest cannot be told that it is paused", exc_info=error)

    @staticmethod
    def _next(planned: Planned, after: int) -> int:
        digest = planned.digest
        return int(next_due(digest.at, digest.zone, datetime.fromtimestamp(after, UTC)).timestamp())
