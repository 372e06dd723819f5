"""What is said of how the bot is, in one place so that it can be translated."""

from __future__ import annotations

from datetime import datetime

from bot.status import Connected, Unknown

TITLE = "Status"
WHAT, NOW = "what", "now"
VERSION = "version"
LIBRARY = "library"
CONNECTIONS = "connections"
LAST_DIGEST = "last digest"
LAST_ERROR = "last error"
NO_CONNECTION = "none"
NO_DIGEST = "none since the start"
STORE = "store"
CORE = "core"


def library(title: str, documents: int, claims: int, hash_: str) -> str:
    return f"{title}: {_counted(documents, 'document')}, {_counted(claims, 'claim')}; hash {hash_}"


def broken_library(folder: str, problems: int, first: str) -> str:
    return (
        f"{folder} cannot be used: {_counted(problems, 'problem')}, the first: {first}. "
        f"A bot that runs answers on out of the library before. To see them all: catena check {folder}"
    )


def not_known(why: Unknown, address: str) -> str:
    """Why nothing is known of the running bot, and the next step."""
    match why:
        case Unknown.NOT_SET:
            return (
                "not known: CATENA_HTTP is not set here, so no running bot can be asked. "
                "Set it as it is set for the bot (CATENA_HTTP=127.0.0.1:8080), and ask again"
            )
        case Unknown.NOBODY:
            return (
                f"nobody answers at {address} (CATENA_HTTP). Does the bot run? Look: systemctl status catena, "
                "or docker compose ps. To start it: catena serve"
            )
        case Unknown.SOMETHING_ELSE:
            return (
                f"what is at {address} (CATENA_HTTP) does not answer as a bot of this kind. Another program may have that port: "
                "name another one, as in CATENA_HTTP=127.0.0.1:8081, and start the bot again. If it is the bot, its log says more"
            )


def store(problem: str, *, is_told_why: bool) -> str:
    """What somebody notices of a store that is not well."""
    return f"not ready: {problem}" if is_told_why else "not ready: what is chosen now is not kept"


def core(problem: str, *, is_told_why: bool) -> str:
    return f"not ready: {problem}" if is_told_why else "not ready"


def connection(name: str) -> str:
    return name.capitalize()


def connected(one: Connected, *, is_told_why: bool) -> str:
    """Whether a connection stands, and since when; and why not, where that is told."""
    since = f" since {at(one.since)}" if one.since is not None else ""
    if one.is_ready:
        return f"connected{since}"
    return f"not connected{since}{f': {one.problem}' if one.problem and is_told_why else ''}"


def at(moment: datetime) -> str:
    """`25 November 2026, 18:42 UTC`, or with another time zone's name."""
    return f"{moment.day} {moment:%B %Y, %H:%M} {moment.tzinfo}"


def error(last: tuple[datetime, str] | None, started: datetime | None) -> str:
    """What went wrong last."""
    if last is not None:
        return f"{at(last[0])}: {last[1]}"
    return f"none since the start, {at(started)}" if started is not None else "none"


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
