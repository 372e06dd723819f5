"""Hears what happens: asks /sync again and again, and hands over what it says, each answer once.

The position is kept by whoever takes the batch, together with what was in it:
what was not taken is told again after a restart.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog
from nio import SyncResponse

from adapters.matrix import phrases
from adapters.matrix.encryption import Encryption
from adapters.matrix.wire import Wire, WireError
from adapters.runtime.health import Connection
from adapters.runtime.supervision import Backoff

_log = structlog.get_logger(__name__)

_POLL = 30.0
"""Seconds that the server holds the request while nothing happens."""
_SLACK = 10.0
"""Seconds that the answer may take beyond that."""
_FIRST = 20.0
"""Seconds that the first answer may take, which tells of all rooms; doubled each time that it took longer."""
_FIRST_AT_MOST = 300.0
TIMELINE = 50
"""Events of a room in one answer; of more, the rest is fetched."""
BACKOFF = Backoff(first=1.0, longest=8.0, settled=30.0)
"""Waits between tries: a server that comes back is answered within eight seconds."""

_NOTHING: dict[str, Any] = {"types": []}
_FILTER = json.dumps(
    {
        "presence": _NOTHING,
        "account_data": _NOTHING,
        "room": {"timeline": {"limit": TIMELINE}, "ephemeral": _NOTHING, "account_data": _NOTHING},
    },
    separators=(",", ":"),
)


@dataclass(frozen=True, slots=True)
class Batch:
    """What one answer told: as the library read it, and as it came. `since` is the position that it begins at."""

    response: SyncResponse
    body: Mapping[str, Any]
    since: str | None

    @property
    def is_first(self) -> bool:
        """Whether there was no position before it: all in it is older than the bot."""
        return self.since is None


class Syncing:
    """The loop. `take` is given each batch, and returns when it is kept; `told` is told how it goes."""

    def __init__(
        self,
        wire: Wire,
        encryption: Encryption,
        take: Callable[[Batch], Awaitable[None]],
        told: Connection | None = None,
    ) -> None:
        self._wire = wire
        self._encryption = encryption
        self._take = take
        self._told = told or Connection("matrix")
        self.connected = asyncio.Event()
        """Set once the rooms are known."""

    async def run(self, since: str | None) -> None:
        """Follow what happens from a position on, or from now on.

        Raises WireError where the server knows the token no more. Anything else it waits out.
        """
        failures = 0
        while True:
            try:
                body = await self._ask(since, failures)
                response = await self._encryption.receive(body)
            except WireError as error:
                if error.is_token_gone:
                    raise
                if error.status == 400 and error.code and since is not None:  # without a code it is no word of Matrix's
                    _log.warning("the homeserver knows the position no more; what happened since is left out")
                    since = None
                    self.connected.clear()
                failures += 1
                delay = max(error.wait, BACKOFF.delay(failures))
                is_refused = 400 <= error.status < 500  # above that, it is a proxy that answers, or nothing that could
                self._told.down(phrases.REFUSES if is_refused else phrases.NO_ANSWER)
                said = "refuses" if is_refused else "does not answer"
                _log.warning(f"the homeserver {said}, trying again", problem=str(error), seconds=round(delay, 1))
                await asyncio.sleep(delay)
                continue
            if failures:
                _log.info("the homeserver answers again", failures=failures)
                failures = 0
            self._told.heard()
            await self._take(Batch(response, body, since))
            since = response.next_batch
            self._told.up()
            if not self.connected.is_set():
                self.connected.set()
                _log.info("connected", rooms=len(self._encryption.rooms))

    async def _ask(self, since: str | None, failures: int) -> dict[str, Any]:
        query = {"filter": _FILTER}
        if since is not None:
            query["since"] = since
        if self.connected.is_set():
            # After a failure the server is asked at once for what there is: it may hold the request, and be down again.
            poll = 0.0 if failures else _POLL
            query["timeout"] = str(int(poll * 1000))
            return await self._wire.ask("GET", "/sync", query=query, patience=poll + _SLACK)
        # The state of all rooms is not kept by the library, so it is told anew at each start.
        query.update(full_state="true", timeout="0")
        patience = min(_FIRST * 2.0 ** min(failures, 8), _FIRST_AT_MOST)
        return await self._wire.ask("GET", "/sync", query=query, patience=patience)


async def repeated(
    name: str, attempt: Callable[[], Awaitable[None]], tries: int | None = None, backoff: Backoff = BACKOFF
) -> bool:
    """Do something until it succeeds; what the server refuses for good, or refused `tries` times, is let be. Whether it succeeded.

    Raises WireError where the server knows the token no more.
    """
    failures = 0
    while True:
        try:
            await attempt()
        except WireError as error:
            if error.is_token_gone:
                raise
            failures += 1
            if error.is_final or failures == tries:
                _log.info(f"{name} is not possible", problem=str(error))
                return False
            await asyncio.sleep(max(error.wait, backoff.delay(failures)))
        except OSError as error:  # the store
            failures += 1
            _log.error(f"{name} waits for the store", problem=str(error))
            await asyncio.sleep(backoff.delay(failures))
        else:
            return True


async def cancelled(*tasks: asyncio.Task[Any]) -> None:
    """End tasks, and wait for their end."""
    for task in tasks:
        task.cancel()
    with suppress(asyncio.CancelledError):
        await asyncio.gather(*tasks, return_exceptions=True)
