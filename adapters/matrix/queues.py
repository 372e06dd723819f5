"""One queue a room: what happened there is answered in order, and no room waits for another."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

import structlog

from adapters.matrix.wire import WireError
from adapters.runtime.supervision import Backoff

_log = structlog.get_logger(__name__)

REFUSALS = 30
"""Times that a server may fail at one thing before the others in its room get their turn: some four minutes."""
_BACKOFF = Backoff(first=1.0, longest=8.0)

Job = Callable[[], Awaitable[None]]


class Queues:
    """The queues of an account."""

    def __init__(self) -> None:
        self._jobs: dict[str, deque[Job]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._idle = asyncio.Event()
        self._idle.set()

    def put(self, room: str, job: Job) -> None:
        """Do a job when those before it are done."""
        self._jobs.setdefault(room, deque()).append(job)
        if room not in self._tasks:
            self._idle.clear()
            self._tasks[room] = asyncio.create_task(self._work(room))

    def is_busy(self, room: str) -> bool:
        """Whether more waits in a room than what is being done."""
        return len(self._jobs.get(room, ())) > 1

    async def drain(self, grace: float) -> bool:
        """Wait until all is done, for `grace` seconds at most; False where something is not."""
        try:
            await asyncio.wait_for(self._idle.wait(), grace)
        except TimeoutError:
            return False
        return True

    async def close(self) -> None:
        """Leave what is not done: it is in the store."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _work(self, room: str) -> None:
        jobs = self._jobs[room]
        try:
            while jobs:
                await _done(jobs[0], room)
                jobs.popleft()
        finally:
            del self._tasks[room], self._jobs[room]
            if not self._tasks:
                self._idle.set()


async def _done(job: Job, room: str) -> None:
    """Do a job. Where the store or the server is in the way, it waits: what was asked is not lost for that."""
    failures = 0
    while True:
        try:
            await job()
        except OSError as error:  # the store, or the server
            failures += 1
            if isinstance(error, WireError) and error.status and failures >= REFUSALS:
                # The server is there, and fails at this one thing. It stays in the inbox for the next start.
                _log.exception("something is put aside in a room", room=room)
                return
            delay = _BACKOFF.delay(failures)
            _log.warning("an answer has to wait", room=room, problem=str(error), seconds=round(delay, 1))
            await asyncio.sleep(delay)
        except Exception:  # noqa: BLE001  # the room's next question is to be answered all the same
            _log.exception("something was left undone in a room", room=room)
            return
        else:
            return
