"""What is said of how the bot is, in one place so that it can be translated."""

from __future__ import annotations

from datetime import datetime

from bot.status import Connected

TITLE = "Status"
WHAT, NOW = "what", "now"
VERSION = "version"
LIBRARY = "library"
CONNECTIONS = "connections"
LAST_DIGEST = "last digest"
LAST_ERROR = "last error"
NO_CONNECTION = "none"
NO_DIGEST = "none since the start"
NOT_ASKED = "not known: no running bot answers here. One that runs with CATENA_HTTP is asked by “catena status”."


def library(title: str, documents: int, claims: int, hash_: str) -> str:
    return f"{title}: {_counted(documents, 'document')}, {_counted(claims, 'claim')}; hash {hash_}"


def connection(name: str) -> str:
    return name.capitalize()


def connected(one: Connected, *, is_told_why: bool) -> str:
    """Whether a connection stands, and since when; and why not, where that is told."""
    since = f" since {at(one.since)}" if one.since is not None else ""
    if one.is_ready:
        return f"connected{since}"
    return f"not connected{since}{f': {one.problem}' if one.problem and is_told_why else ''}"


def at(moment: datetime) -> str:
    """`25 November 2026, 18:42 UTC`."""
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def error(last: tuple[datetime, str] | None, started: datetime | None) -> str:
    """What went wrong last."""
    if last is not None:
        return f"{at(last[0])}: {last[1]}"
    return f"none since the start, {at(started)}" if started is not None else "none"


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
