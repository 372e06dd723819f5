"""A store in a file: SQLite, with readers and a writer side by side."""

from __future__ import annotations

import sqlite3
import time
from contextlib import suppress
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event

from adapters.database import phrases
from adapters.database.errors import DatabaseError
from adapters.database.transactions import WRITES

WAITS = 5.0
"""Seconds that a writer waits for another."""
_TRIES_EVERY = 0.01
"""Seconds between tries of what SQLite does not wait for."""


def file_of(url: URL) -> Path | None:
    """The file that an address names; None where the store is in memory, or is no file's."""
    is_file = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    return Path(str(url.database)) if is_file else None


def sqlite(url: URL) -> Engine:
    """What opens connections to a file."""
    # Without a level, the driver begins nothing by itself: see `_begin`.
    connect_args = {"timeout": WAITS, "isolation_level": None}
    engine = create_engine(url, connect_args=connect_args, hide_parameters=True)  # they are what people wrote
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def make_file(path: Path) -> None:
    """An empty file that only its owner may read, in a folder of the kind: SQLite would ask the umask."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseError(phrases.no_folder(path, error.strerror or type(error).__name__)) from error
    with suppress(OSError):  # it is there, or SQLite will say why it cannot be
        path.touch(mode=0o600, exist_ok=False)


def _begin(connection: Connection) -> None:
    """Begin a transaction where SQLAlchemy says so, not where the driver guesses (SQLAlchemy: SQLite, transactions)."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITES) else "BEGIN")


def _prepare(connection: sqlite3.Connection, record: object) -> None:  # noqa: ARG001  # the event's signature
    """A connection to SQLite: readers and a writer side by side (WAL), nothing lost when the program is killed."""
    _use_wal(connection)
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _use_wal(connection: sqlite3.Connection) -> None:
    """Have the file written by WAL. For this alone SQLite does not wait by itself until another writer is done."""
    until = time.monotonic() + WAITS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                raise
            time.sleep(_TRIES_EVERY)  # on the store's thread, where nobody else waits
        else:
            return
