"""Sending a message where nobody knows whether Discord has it already: the connection broke while it was sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import aiohttp
import discord

LONGEST_NONCE = 25
"""Discord: characters of a nonce. Of messages with the same one, sent within minutes, it takes the first alone."""
FAILURES = (discord.HTTPException, aiohttp.ClientError, OSError)
"""What sending may come to: Discord refuses, or is not reached."""


async def send_surely(send: Callable[[], Awaitable[discord.Message]]) -> discord.Message:
    """Send what has a nonce, and once more where the connection broke: it stands there once.

    Raises one of FAILURES where Discord does not take it.
    """
    try:
        return await send()
    except (aiohttp.ClientConnectionError, ConnectionError):
        return await send()
