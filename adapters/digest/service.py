"""Posts claims of the day: each at its time, once, whatever happens between."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfoNotFoundError

import structlog

from adapters.answering.answerer import Answer, Answerer
from adapters.database.digests import DigestsTable, Planned
from adapters.digest import phrases
from adapters.digest.posters import Poster, Queued, RefusedError
from adapters.digest.schedule import day_of, following
from adapters.runtime.health import Health
from adapters.runtime.keys import key_of
from bot.groups.digests import MOST_FAILURES, Digest
from bot.handlers.digest import NAME, RESUME

_log = structlog.get_logger(__name__)

LOOKS_EVERY = 10.0
"""Seconds between two looks at what is due."""
_LOOKS_SOON = 1.0
"""The same, while the platform is still away: what waits for it is to come when it is back."""
_AT_ONCE = 100
"""Digests that are taken in hand with one look."""
_SIDE_BY_SIDE = 8
"""Of those, posted at the same time."""
_IN_HAND = 120
"""Seconds for which nobody else takes one up; after that its process is taken for dead."""
_TAKES = 60.0
"""Seconds that posting may take."""
_FINISHES_IN = 1.0
"""Seconds that what is being posted is given when the program is to stop."""
_TOO_LATE = 12 * 3_600
"""Seconds after which it is left out: it would be in the way of the next."""
_AFTER_REFUSAL = (600, 3_600)
"""Seconds until it is tried again after the first refusal, and after the second; after the third it is paused."""
_AFTER_TROUBLE = (15, 60, 300)
"""Seconds until it is tried again when nobody refused it, by tries; the last one from then on."""
_AHEAD = 26 * 3_600
"""Seconds after which nothing is due that is planned for every day, unless a clock was wrong or a day has had its claim."""

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
        self._side_by_side = {name: asyncio.Semaphore(_SIDE_BY_SIDE) for name in channels}

    async def run(self, stop: asyncio.Event) -> None:
        """Post until `stop` is set. What is being posted then is finished, or taken up at the next start."""
        platforms = [asyncio.create_task(self._follow(name, stop)) for name in self._channels]
        await stop.wait()
        if platforms:
            _, late = await asyncio.wait(platforms, timeout=_FINISHES_IN)
            for task in late:
                task.cancel()
            await asyncio.gather(*platforms, return_exceptions=True)

    async def look(self) -> None:
        """Post what is due now, on every platform."""
        await asyncio.gather(*map(self._look, self._channels))

    async def _follow(self, name: str, stop: asyncio.Event) -> None:
        """Post on one platform until `stop` is set: what it keeps waiting holds up no other."""
        while not stop.is_set():
            seconds = LOOKS_EVERY
            try:
                if await self._look(name):
                    continue  # there is more
                if not self._channels[name].poster.is_connected:
                    seconds = _LOOKS_SOON
            except Exception as error:  # noqa: BLE001  # the store is away, or whatever it is: the next look may go well
                _log.warning("digests cannot be looked at, trying again", platform=name, **_told(error))
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), seconds)

    async def _look(self, name: str) -> bool:
        """Post what is due now on a platform. Whether there may be more that gets on."""
        now = int(self._clock())
        for planned in await self._digests.beyond([name], now + _AHEAD):
            await self._guarded(planned, self._bring_back)
        if not self._channels[name].poster.is_connected:
            return False
        found = await self._digests.due([name], now, _AT_ONCE)
        got_on = await asyncio.gather(*(self._guarded(planned, self._attempt) for planned in found))
        return len(found) == _AT_ONCE and any(got_on)

    async def _guarded(self, planned: Planned, work: Callable[[Planned], Awaitable[None]]) -> bool:
        """Do something with one digest. Whether that went well; whatever it was, the others are posted all the same."""
        async with self._side_by_side[planned.place.platform]:
            try:
                try:
                    await work(planned)
                except ZoneInfoNotFoundError:  # it was there when it was planned, perhaps on another machine
                    await self._refused(planned, RefusedError(phrases.no_zone(planned.digest.zone)))
            except Exception as error:  # noqa: BLE001  # as said above
                _log.warning("a digest is tried again later", platform=planned.place.platform, **_told(error))
                return False
        return True

    async def _bring_back(self, planned: Planned) -> None:
        """Let one be due on its next day that is further ahead than that, as after a clock that was wrong."""
        following_at = self._next(planned.digest, int(self._clock()))
        if following_at < planned.due_at or planned.try_at != planned.due_at:
            await self._digests.move_on(planned, following_at)

    async def _attempt(self, planned: Planned) -> None:
        now = int(self._clock())
        due = datetime.fromtimestamp(planned.due_at, UTC)
        day = day_of(due, planned.digest.zone)
        if planned.digest.has_had(day):  # it was planned anew on a day that had its claim
            await self._digests.move_on(planned, self._next(planned.digest, max(now, planned.due_at)))
            return
        if now - planned.due_at > _TOO_LATE:
            self.counts[LEFT_OUT] += 1
            _log.warning("a digest came too late and is left out", platform=planned.place.platform, due=due.isoformat())
            await self._digests.move_on(planned, self._next(planned.digest, now))
            return
        if not await self._digests.take(planned, now + _IN_HAND):
            return  # another process has it
        mine = replace(planned, try_at=now + _IN_HAND, tries=planned.tries + 1)
        channel = self._channels[planned.place.platform]
        try:
            async with asyncio.timeout(_TAKES):
                answer = await channel.answerer.of_day(planned.place, day)
                if answer is None:  # a library without claims
                    await self._digests.move_on(mine, self._next(planned.digest, max(now, planned.due_at)))
                    return
                queued = await self._post(planned, day, answer)
        except RefusedError as error:
            await self._refused(mine, error)
        except Exception:
            self.counts[FAILED] += 1
            wait = _AFTER_TROUBLE[min(planned.tries, len(_AFTER_TROUBLE) - 1)]
            await self._digests.put_off(mine, now + wait)
            raise
        else:
            await self._posted(mine, day, now, queued)

    async def _post(self, planned: Planned, day: date, answer: Answer) -> Queued | None:
        place = planned.place
        key = key_of("digest", place.platform, place.group, place.channel, day.isoformat())
        due = datetime.fromtimestamp(planned.due_at, UTC)
        poster = self._channels[place.platform].poster
        return await poster.post(place, answer, key, due, may_be_posted=planned.tries > 0)

    async def _posted(self, planned: Planned, day: date, now: int, queued: Queued | None) -> None:
        """Keep that it is posted, and what is to be sent for it; then begin to send."""
        following_at = self._next(replace(planned.digest, last_day=day), max(now, planned.due_at))
        account, outgoing = (queued.account, queued.outgoing) if queued is not None else ("", ())
        is_kept = await self._digests.posted(planned, day, now, following_at, account, outgoing)
        if queued is not None and not is_kept:
            _log.info("a digest was changed before it was posted", platform=planned.place.platform)
            return
        self.counts[POSTED] += 1
        self._health.last_digest = datetime.fromtimestamp(now, UTC)
        _log.info("a digest was posted", platform=planned.place.platform, channel=planned.place.channel)
        if queued is not None:
            await self._channels[planned.place.platform].poster.send(queued)

    async def _refused(self, planned: Planned, refusal: RefusedError) -> None:
        problem = str(refusal)
        failures = planned.digest.failures + 1
        is_paused = failures >= MOST_FAILURES
        until = None if is_paused else int(self._clock()) + _AFTER_REFUSAL[failures - 1]
        if not await self._digests.refused(planned, problem, until, may_be_posted=refusal.may_be_posted):
            return  # it was changed meanwhile, and what was refused is planned no more
        self.counts[PAUSED if is_paused else FAILED] += 1
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
        channel = self._channels[planned.place.platform]
        try:
            async with asyncio.timeout(_TAKES):
                resume = await channel.answerer.typed(planned.place, f"{NAME} {RESUME[0]}")
                await channel.poster.tell(planned.digest.by, planned.place, planned.digest, resume)
        except Exception as error:  # noqa: BLE001  # nobody else can be told
            _log.warning("who planned a digest cannot be told that it is paused", exc_info=error)

    @staticmethod
    def _next(digest: Digest, after: int) -> int:
        return int(following(digest, datetime.fromtimestamp(after, UTC)).timestamp())


def _told(error: Exception) -> dict[str, object]:
    """What the log says of an error: of what is away, which many may meet at once, no more than that it is."""
    return {"problem": str(error) or type(error).__name__} if isinstance(error, OSError) else {"exc_info": error}
