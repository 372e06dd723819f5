"""Waiting for something to become true."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

DEADLINE = 60.0
"""Seconds after which what has not come is taken for never coming. Generous: no test passes or fails by it but one that hangs."""


class Changes:
    """Wakes whoever waits, whenever something has changed."""

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    def tell(self) -> None:
        """Something has changed."""
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def until(self, is_so: Callable[[], bool], say: Callable[[], str], deadline: float = DEADLINE) -> None:
        """Wait until something is so. Raises AssertionError with what `say` says where it never is."""
        try:
            async with asyncio.timeout(deadline):
                while not is_so():
                    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                    self._waiting.append(future)
                    await future
        except TimeoutError:
            raise AssertionError(f"in {deadline:g} s it never came to this: {say()}") from None
