"""What is being answered right now, so that a stop can wait for it."""

from __future__ import annotations

import asyncio
from types import TracebackType


class UnderWay:
    """Counts what was begun and not finished: `with under_way:` around each answer."""

    def __init__(self) -> None:
        self._count = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def __enter__(self) -> None:
        self._count += 1
        self._idle.clear()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._count -= 1
        if not self._count:
            self._idle.set()

    async def finished(self, grace: float) -> bool:
        """Wait until nothing is under way, for `grace` seconds at most; False where something still is."""
        try:
            await asyncio.wait_for(self._idle.wait(), grace)
        except TimeoutError:
            return False
        return True
