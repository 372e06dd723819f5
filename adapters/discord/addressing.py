"""Whether a message speaks to the bot, and what it asks."""

from __future__ import annotations

import re
from collections.abc import Collection

from adapters.answering.addressed import Addressed, Way


def addressed(content: str, bot: int, roles: Collection[int], prefix: str, *, is_direct: bool) -> Addressed | None:
    """The line in a message for the bot; None where it is for others.

    `prefix` is what commands begin with there, or "". `roles` are the ids of the
    bot's own roles: somebody who picks the bot's name from the list may have
    picked its role. A mention counts at the beginning alone; further on, the
    message speaks of the bot, not to it.
    """
    names = "|".join([f"!?{bot}", *(f"&{role}" for role in roles)])
    mention = re.match(rf"\s*<@(?:{names})>[\s,:]*", content)
    if mention is not None:
        return Addressed(_without(prefix, content[mention.end() :].strip()) or "help", Way.MENTION)
    words = content.strip()
    line = _without(prefix, words)
    if is_direct:
        return Addressed(line, Way.DIRECT) if line else None
    return Addressed(line, Way.PREFIX) if line != words else None


def _without(prefix: str, words: str) -> str:
    """The words without the prefix, where they are a command that begins with it."""
    rest = words[len(prefix) :]
    return rest if words[: len(prefix)].casefold() == prefix and rest[:1].isalpha() else words
