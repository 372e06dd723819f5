"""What opens connections to a store, whatever database it is in."""

from __future__ import annotations

from sqlalchemy import URL, Engine
from sqlalchemy.exc import ArgumentError

from adapters.database import phrases
from adapters.database.errors import DatabaseError
from adapters.database.sqlite import sqlite


def engine_of(url: URL) -> Engine:
    """The engine for an address, with its driver loaded; nothing is connected yet.

    Raises DatabaseError where the address is none, or the driver is not installed.
    """
    try:
        if url.get_backend_name() == "sqlite":
            return sqlite(url)
        from adapters.database.postgresql import postgresql

        return postgresql(url)
    except (ArgumentError, ValueError):  # a host in SQLite's address, a number that is none
        raise DatabaseError(phrases.NO_ADDRESS) from None
