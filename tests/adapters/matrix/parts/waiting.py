"""Waiting for what another task does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def until(is_so: Callable[[], object], seconds: float = 30) -> None:
    """Return once something is so.

    Raises TimeoutError where it does not become so.
    """
    async with asyncio.timeout(seconds):
        while not is_so():  # noqa: ASYNC110  # what is waited for tells nobody
            await asyncio.sleep(0.005)
