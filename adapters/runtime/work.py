"""Synchronous work beside the event loop: one thread, so that the core is never asked from two at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")

MOST_WAITING = 1_000
"""Pieces of work that wait at a time: what a second brings at the worst."""


class OverloadedError(Exception):
    """More work waits than will be done in time."""


class Worker:
    """Runs functions one after the other while the event loop turns on."""

    def __init__(self, most_waiting: int = MOST_WAITING) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="core")
        self._most_waiting = most_waiting
        self._waiting = 0

    async def run(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """What the function returns, or raises. Whoever stops waiting takes back work that was not begun.

        Raises OverloadedError where too much waits already.
        """
        if self._waiting >= self._most_waiting:
            raise OverloadedError(f"{self._waiting} questions wait already")
        self._waiting += 1
        try:
            return await asyncio.wrap_future(self._thread.submit(function, *args, **kwargs))
        finally:
            self._waiting -= 1

    async def close(self, grace: float) -> None:
        """Do what was begun, for `grace` seconds at most; drop what was not."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        ended = asyncio.get_running_loop().run_in_executor(None, self._thread.shutdown)
        await asyncio.wait({ended}, timeout=grace or 0.001)
