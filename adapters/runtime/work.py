"""Synchronous work beside the event loop: one thread, so that the core is never asked from two at a time."""

from __future__ import annotations

import asyncio
import functools
import threading
import time
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Any, ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")
_Work = tuple["Future[Any]", Callable[[], Any]]

MOST_WAITING = 1_000
"""Pieces of work that wait at a time: what a second brings at the worst."""


class OverloadedError(Exception):
    """More work waits than will be done in time."""


class Worker:
    """Runs functions one after the other while the event loop turns on.

    The thread is a daemon's, and no ThreadPoolExecutor's: for that one the
    interpreter waits when it ends, however long a piece of work takes.
    """

    def __init__(self, most_waiting: int = MOST_WAITING) -> None:
        self._most_waiting = most_waiting
        self._waiting = 0
        self._began: list[float] = []
        """When the piece of work began that is being done; empty where none is."""
        self._queue: SimpleQueue[_Work | None] = SimpleQueue()
        self._ended: Future[None] = Future()
        self._end = weakref.finalize(self, self._queue.put, None)  # nor does a thread outlive a forgotten worker
        threading.Thread(target=_work, args=(self._queue, self._ended, self._began), name="core", daemon=True).start()

    @property
    def waiting(self) -> int:
        """Pieces of work that wait, or are being done."""
        return self._waiting

    @property
    def seconds_busy(self) -> float:
        """Seconds for which one piece of work has been done; 0 where none is."""
        began = self._began[:1]
        return time.monotonic() - began[0] if began else 0.0

    async def run(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """What the function returns, or raises. Whoever stops waiting takes back work that was not begun.

        Raises OverloadedError where too much waits already, RuntimeError after `close`.
        """
        if not self._end.alive:
            raise RuntimeError("the worker is closed")
        if self._waiting >= self._most_waiting:
            raise OverloadedError(f"{self._waiting} questions wait already")
        self._waiting += 1
        try:
            result: Future[_T] = Future()
            self._queue.put((result, functools.partial(function, *args, **kwargs)))
            return await asyncio.wrap_future(result)
        finally:
            self._waiting -= 1

    async def close(self, grace: float) -> None:
        """Do what was begun, for `grace` seconds at most; drop what was not.

        What takes longer is left to itself, and ends with the program.
        """
        while True:
            try:
                work = self._queue.get_nowait()
            except Empty:
                break
            if work is not None:
                work[0].cancel()
        self._end()
        ended = asyncio.wrap_future(self._ended)
        await asyncio.wait({ended}, timeout=grace or 0.001)
        ended.cancel()


def _work(queue: SimpleQueue[_Work | None], ended: Future[None], began: list[float]) -> None:
    """What the thread does. It knows the queue and not the worker, which would live as long as it."""
    ended.set_running_or_notify_cancel()  # from now on nobody can cancel it
    while (work := queue.get()) is not None:
        result, function = work
        if result.set_running_or_notify_cancel():
            began[:] = [time.monotonic()]
            try:
                try:
                    found = function()
                finally:
                    began.clear()  # before anybody is told that it is done
                result.set_result(found)
                del found
            except StopIteration as error:  # asyncio's futures take none before Python 3.12: the wait would never end
                told = RuntimeError("the work raised StopIteration")
                result.set_exception(told.with_traceback(error.__traceback__))
                del told
            except BaseException as error:  # noqa: BLE001  # whoever waits for it is told
                result.set_exception(error)
        del work, result, function  # nothing is kept alive by the thread that waits
    ended.set_result(None)
