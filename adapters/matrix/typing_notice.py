"""“Catena is typing …”, where an answer takes so long that somebody might think it never comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.matrix.wire import Wire, WireError, segment

AFTER = 0.5
"""Seconds after which it is said."""
_HOLDS = 30_000
"""Milliseconds for which it holds, where nothing else is said."""


@asynccontextmanager
async def typing(wire: Wire, room_id: str, user: str) -> AsyncIterator[None]:
    """Say that the bot is at it, for as long as it is."""
    begun = asyncio.Event()
    saying = asyncio.create_task(_say_later(wire, room_id, user, begun))
    try:
        yield
    finally:
        saying.cancel()
        await asyncio.gather(saying, return_exceptions=True)
        if begun.is_set():  # perhaps it is on its way still
            await _say(wire, room_id, user, {"typing": False})


async def _say_later(wire: Wire, room_id: str, user: str, begun: asyncio.Event) -> None:
    await asyncio.sleep(AFTER)
    begun.set()
    await _say(wire, room_id, user, {"typing": True, "timeout": _HOLDS})


async def _say(wire: Wire, room_id: str, user: str, content: dict[str, object]) -> None:
    try:
        await wire.ask("PUT", f"/rooms/{segment(room_id)}/typing/{segment(user)}", content, patience=5)
    except WireError:
        return  # it is a courtesy
