"""A reply as the messages that a Matrix room would get, for whoever wants to look at them."""

from __future__ import annotations

from typing import Any

from adapters.matrix.pages import render
from bot.groups import FULL
from bot.library import Library
from bot.reply import Reply


def payloads(reply: Reply, library: Library) -> list[dict[str, Any]]:
    """The content of the event for a reply; more of them where its pages cannot be turned."""
    pages = render(reply, library, f"{reply.command} {reply.query}".strip(), FULL)
    return [page.content() for page in (pages.pages[:1] if pages.is_turnable else pages.pages)]
