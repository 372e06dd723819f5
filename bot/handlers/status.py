"""`status`: how the bot is, and out of which library it answers."""

from __future__ import annotations

from bot.declaration import Arguments, Context
from bot.handlers import status_phrases as phrases
from bot.handlers.compose import Composer
from bot.library import Library
from bot.reply import Outcome, Reply, Rows
from bot.status import Status

HASH = 12
"""Characters of a library's hash that are shown: enough to tell two apart."""


def answer(arguments: Arguments, context: Context) -> Reply:  # noqa: ARG001  # every handler is given them
    """Version, library, connections, the last digest and the last error."""
    composer = Composer(context.library, "status", "")
    rows = _rows(context.asked.status, _library(context.library), is_told_why=context.asked.place is None)
    composer.add(Rows((phrases.WHAT, phrases.NOW), rows, phrases.TITLE))
    return composer.reply()


def without_library(status: Status, folder: str, problems: int, first: str) -> Reply:
    """The same for whoever runs the bot, where the library cannot be used: the bot may answer on out of the one before it."""
    rows = _rows(status, phrases.broken_library(folder, problems, first), is_told_why=True)
    return Reply("status", "", Outcome.FOUND, (Rows((phrases.WHAT, phrases.NOW), rows, phrases.TITLE),))


def _rows(status: Status | None, library: str, *, is_told_why: bool) -> tuple[tuple[str, str], ...]:
    rows = [(phrases.LIBRARY, library)]
    if status is not None:
        rows = [(phrases.VERSION, status.version), *rows, *_running(status, is_told_why=is_told_why)]
    return tuple(rows)


def _library(library: Library) -> str:
    return phrases.library(library.parts.title, len(library.documents), len(library.claims), library.hash[:HASH])


def _running(status: Status, *, is_told_why: bool) -> list[tuple[str, str]]:
    """How the program is. Why something is down concerns whoever runs it: it may name folders and addresses."""
    if status.connections is None:
        return [(phrases.CONNECTIONS, phrases.not_known(status.unknown, status.address))]
    connections = [
        (phrases.connection(one.name), phrases.connected(one, is_told_why=is_told_why)) for one in status.connections
    ]
    parts = [
        (name, said(problem, is_told_why=is_told_why))
        for name, said, problem in (
            (phrases.STORE, phrases.store, status.store),
            (phrases.CORE, phrases.core, status.core),
        )
        if problem
    ]
    return [
        *(connections or [(phrases.CONNECTIONS, phrases.NO_CONNECTION)]),
        *parts,
        (phrases.LAST_DIGEST, phrases.at(status.last_digest) if status.last_digest else phrases.NO_DIGEST),
        (phrases.LAST_ERROR, phrases.error(status.last_error, status.started)),
    ]
