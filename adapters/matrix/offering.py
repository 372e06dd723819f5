"""Puts the signs below an answer that its readers may touch, when there is nothing else to do.

They are a convenience: the answer says what to reply as well. So they wait for no
one, and where the server wants less, they are the first to be left out.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable

import structlog

from adapters.matrix import contents
from adapters.matrix.outbox import REACTION, Outbox
from adapters.matrix.wire import WireError
from adapters.runtime.keys import key_of

_log = structlog.get_logger(__name__)

_MOST = 100
"""Signs that wait; the oldest of more are left out."""


class Offering:
    """Offers signs, one after the other. `is_busy` says of a room whether questions wait in it."""

    def __init__(self, outbox: Outbox, is_busy: Callable[[str], bool]) -> None:
        self._outbox = outbox
        self._is_busy = is_busy
        self._waiting: deque[tuple[str, str, str]] = deque(maxlen=_MOST)
        self._task: asyncio.Task[None] | None = None

    def offer(self, room: str, message: str, keys: Iterable[str]) -> None:
        """Put signs below a message, soon."""
        self._waiting.extend((room, message, key) for key in keys)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    async def close(self) -> None:
        """Leave out what waits."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _work(self) -> None:
        while self._waiting:
            room, message, key = self._waiting.popleft()
            if self._outbox.is_limited or self._is_busy(room):
                continue
            try:
                await self._outbox.put(room, REACTION, contents.reaction(message, key), key_of("offers", message, key))
            except WireError as error:
                _log.debug("a sign was not offered", room=room, problem=str(error))
                if error.is_limit:
                    self._waiting.clear()
