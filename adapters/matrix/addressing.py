"""Whether a message speaks to the bot, and what it asks."""

from __future__ import annotations

import re

from adapters.answering.addressed import Addressed, Way
from adapters.matrix.reading import Message


def addressed(message: Message, bot: str, name: str, prefix: str, *, is_direct: bool) -> Addressed | None:
    """The line in a message for the bot; None where it is for others.

    `bot` is its user id, `name` what it is called in the room, `prefix` what commands begin with there, or "". A
    mention counts at the beginning alone; further on, the message speaks of the bot, not to it.
    """
    if message.command and bot in message.mentions:
        return Addressed(message.command, Way.MENTION)
    words = message.text.strip()
    line = _after_name(words, bot, name, is_mentioned=bot in message.mentions)
    if line is not None:
        return Addressed(_without(prefix, line) or line or "help", Way.MENTION)
    command = _without(prefix, words)
    if command:
        return Addressed(command, Way.DIRECT if is_direct else Way.PREFIX)
    return Addressed(words, Way.DIRECT) if is_direct and words else None


def _without(prefix: str, words: str) -> str:
    """The command behind a prefix; "" where none begins so: “! really” and “!!” are no commands."""
    rest = words[len(prefix) :]
    return rest if prefix and words[: len(prefix)].casefold() == prefix and rest[:1].isalpha() else ""


def _after_name(words: str, bot: str, name: str, *, is_mentioned: bool) -> str | None:
    """What stands behind the bot's name at the beginning; None where it does not stand there.

    A name without a sign that it is one (`@`, or a colon or comma behind it) counts
    where the message says itself that it mentions the bot: “Catena is a fine word” does not speak to it.
    """
    local = bot[1:].partition(":")[0]
    link = rf"\[[^\]]*\]\(<?https://matrix\.to/#/{re.escape(bot)}>?\)"  # what some clients make of a pill
    somebody = re.match(r"@[^\s:]+:[\w-]+(?:\.[\w-]+)+", words)
    if somebody is not None and somebody.group().casefold() != bot.casefold():
        return None  # “@catena:elsewhere.org” is another one
    ids = rf"(?:{re.escape(bot)}|@{re.escape(local)})(?![\w=/+-]|\.\w)|{link}"
    names = "|".join(re.escape(one) for one in sorted({name.strip(), local}, key=len, reverse=True) if one)
    found = re.match(rf"(?:{ids})[\s:,]*", words, re.IGNORECASE)
    if found is None:
        found = re.match(rf"(@?)(?:{names})(\s*[:,]\s*|\s+|$)", words, re.IGNORECASE)
        if found is not None and not is_mentioned and not (found[1] or found[2].strip()):
            return None
    return None if found is None else words[found.end() :].strip()
