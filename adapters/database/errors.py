"""What is wrong with a store, in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from adapters.database import phrases


class DatabaseError(OSError):
    """A store that cannot be opened, read or written: what is wrong, and what to do."""

    def __str__(self) -> str:
        return " ".join(map(str, self.args))


class PassingError(DatabaseError):
    """What may be over in a while by itself: a server that is not there yet, a lock, a full disk."""


@contextmanager
def told(where: str) -> Iterator[None]:
    """Say what went wrong in plain words; a driver's own words name tables and numbers, and a URL may hold a password.

    Raises DatabaseError for whatever a driver raises.
    """
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        if isinstance(error, DatabaseError):
            raise
        said = _said(error)
        kind = PassingError if said in phrases.PASSING else DatabaseError
        raise kind(phrases.of_store(where, said)) from error


def _said(error: Exception) -> str:
    driver = getattr(error, "orig", None) or error
    code = getattr(driver, "sqlstate", None)
    if code:
        found = next((words for begin, words in phrases.SQLSTATES.items() if code.startswith(begin)), None)
        return found or phrases.cannot_be_used(f"{type(error).__name__}, {code}")
    text = f"{driver}\n"
    for known in (phrases.SQLITE, phrases.UNREACHED):
        for sign, words in known.items():
            if sign in text:
                return words
    # Of a server in another language: what it says holds host, user and database, and never the password.
    reached = re.search(r"connection to server .*? failed: (.+)", text)
    if reached:
        return phrases.cannot_be_reached(reached[1])
    return phrases.cannot_be_used(getattr(error, "strerror", None) or type(error).__name__)
