"""What is wrong with a store, in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError


class DatabaseError(OSError):
    """A store that cannot be opened, read or written: what is wrong, and what to do."""

    def __str__(self) -> str:
        return " ".join(map(str, self.args))


_SAID = {
    "unable to open database file": "it cannot be opened. Does its folder exist, and may Catena write there?",
    "readonly database": "Catena may not write to it. Give it to the user that Catena runs as.",
    "file is not a database": "it is no SQLite file, or broken. Move it away: Catena makes a new one, and groups choose again.",
    "malformed": "it is broken. Move it away: Catena makes a new one, and groups choose again.",
    "database is locked": "another program holds it. Is there a second Catena, or a backup that does not end?",
    "disk is full": "the disk is full. Make room; nothing was lost.",
    "disk I/O error": "the disk could not be read or written.",
}


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
        driver = str(getattr(error, "orig", None) or error)
        reason = getattr(error, "strerror", None) or type(error).__name__
        said = next((words for sign, words in _SAID.items() if sign in driver), f"it cannot be used ({reason}).")
        raise DatabaseError(f"The store ({where}): {said}") from error
