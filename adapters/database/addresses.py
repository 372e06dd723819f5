"""The addresses of stores: what they name, and what of them may be shown."""

from __future__ import annotations

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from adapters.database import phrases
from adapters.database.errors import DatabaseError

_DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
"""The driver of each database. `postgres` is how many who offer one write its address."""


def parse(url: str) -> URL:
    """The address, with the driver that is used for it.

    Raises DatabaseError for what is none.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # ValueError: what stands for the port may be a piece of the password
        raise DatabaseError(phrases.NO_ADDRESS) from None
    kind = parsed.get_backend_name()
    # SQLite: with `?uri=true` the path is no path any more, and the file would not be its owner's alone.
    if "\0" in (parsed.database or "") or (kind == "sqlite" and parsed.query):
        raise DatabaseError(phrases.NO_ADDRESS)
    driver = _DRIVERS.get(kind)
    if driver is None:
        raise DatabaseError(phrases.unknown_kind(kind))
    return parsed.set(drivername=driver)


def name_of(url: URL) -> str:
    """What a store is called before people: a file by its path, a database without user and password."""
    if url.get_backend_name() == "sqlite":
        return url.database or "in memory"
    return URL.create("postgresql", host=url.host, port=url.port, database=url.database).render_as_string()


def password_of(url: str | None) -> str:
    """The password in a store's address, so that no log shows it; "" where there is none."""
    try:
        parsed = make_url(url) if url else None
    except (ArgumentError, ValueError):
        return ""
    written = (parsed.password or parsed.query.get("password")) if parsed is not None else None
    return "" if written is None else str(written)
