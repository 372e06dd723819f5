"""A reply as the messages that Discord would get, for whoever wants to look at them."""

from __future__ import annotations

from typing import Any

from adapters.discord.pages import render
from bot.groups import FULL
from bot.library import Library
from bot.reply import Reply

_EPHEMERAL = 1 << 6
"""Discord: message flag EPHEMERAL, for the asker alone."""


def payloads(reply: Reply, library: Library) -> list[dict[str, Any]]:
    """The message for a reply; more of them where its pages cannot be turned."""
    pages = render(reply, library, f"{reply.command} {reply.query}".strip(), FULL)
    shown = [page.payload() for page in (pages.pages[:1] if pages.is_turnable else pages.pages)]
    if reply.for_asker:
        return [{**payload, "flags": payload["flags"] | _EPHEMERAL} for payload in shown]
    return shown
