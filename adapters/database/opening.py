"""Opening the store: its file, its mode, its migrations."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from adapters.database.answers import AnswersTable
from adapters.database.choices import ChoicesTable, RememberedChoices
from adapters.database.digests import DigestsTable
from adapters.database.errors import DatabaseError
from adapters.database.migrating import migrate, revision
from adapters.database.post import Post
from adapters.database.schema import HEAD
from adapters.database.synced import SyncedTable
from adapters.database.transactions import WRITES, Transactions

__all__ = ["Database", "DatabaseError", "open_database", "password_of"]

_WAITS = 5.0
"""Seconds that a writer waits for another."""
_TRIES_EVERY = 0.01
"""Seconds between tries of what SQLite does not wait for."""
_ENDS_WITHIN = 2.0
"""Seconds that closing waits for what was begun."""
_NO_ADDRESS = "CATENA_DATABASE_URL is no database's address; write sqlite:////var/lib/catena/catena.sqlite3"
_DRIVERS = {"sqlite": "sqlite+pysqlite"}
"""The driver of each database: the standard library's."""


class Database:
    """An open store, up to date."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self.choices = RememberedChoices(ChoicesTable(transactions))
        self.answers = AnswersTable(transactions)
        self.synced = SyncedTable(transactions)
        self.post = Post(transactions)
        self.digests = DigestsTable(transactions)

    async def close(self) -> None:
        """Let go of it; what was kept is on disk already."""
        await self._transactions.close(_ENDS_WITHIN)


async def open_database(url: str) -> Database:
    """Open the store that a URL names (`sqlite:////var/lib/catena/catena.sqlite3`), making it where there is none.

    Raises DatabaseError where that cannot be.
    """
    parsed = _parse(url)
    where = parsed.database if parsed.get_backend_name() == "sqlite" else parsed.render_as_string(hide_password=True)
    name = where or "in memory"
    engine = _engine(parsed, name)
    if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
        await asyncio.to_thread(_make_file, Path(str(parsed.database)))
    transactions = Transactions(engine, name)
    try:
        if await transactions.read(revision) != HEAD:
            await transactions.write(migrate)  # one process at a time: the second one finds the work done
        database = Database(transactions)
        await database.answers.sweep()
        await database.post.sweep()
    except BaseException:
        await transactions.close(_ENDS_WITHIN)
        raise
    return database


def password_of(url: str | None) -> str:
    """The password in a store's address, so that no log shows it; "" where there is none."""
    try:
        return str(make_url(url).password or "") if url else ""
    except (ArgumentError, ValueError):
        return ""


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # ValueError: what stands for the port may be a piece of the password
        raise DatabaseError(_NO_ADDRESS) from None
    # SQLite: with `?uri=true` the path is no path any more, and the file would not be its owner's alone.
    if "\0" in (parsed.database or "") or (parsed.get_backend_name() == "sqlite" and parsed.query):
        raise DatabaseError(_NO_ADDRESS)
    driver = _DRIVERS.get(parsed.get_backend_name())
    if driver is None:
        raise DatabaseError(
            f"CATENA_DATABASE_URL names “{parsed.get_backend_name()}”, which Catena does not know; "
            f"it knows {', '.join(_DRIVERS)}: sqlite:////var/lib/catena/catena.sqlite3"
        )
    return parsed.set(drivername=driver)


def _engine(url: URL, name: str) -> Engine:
    try:
        engine = create_engine(url, connect_args=_connect_args(url), hide_parameters=True)  # they are what people wrote
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise DatabaseError(f"The store ({name}) needs a driver that is not installed: {error}.") from None
    except (ArgumentError, ValueError):  # a host in SQLite's address, a number that is none
        raise DatabaseError(_NO_ADDRESS) from None
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def _make_file(path: Path) -> None:
    """An empty file that only its owner may read, in a folder of the kind: SQLite would ask the umask."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseError(
            f"The store ({path}): its folder cannot be made ({error.strerror or type(error).__name__}). "
            "Make it, and give it to the user that Catena runs as; or name another store with CATENA_DATABASE_URL."
        ) from error
    with suppress(OSError):  # it is there, or SQLite will say why it cannot be
        path.touch(mode=0o600, exist_ok=False)


def _connect_args(url: URL) -> dict[str, Any]:
    # Without a level, the driver begins nothing by itself: see `_begin`.
    return {"timeout": _WAITS, "isolation_level": None} if url.get_backend_name() == "sqlite" else {}


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
    until = time.monotonic() + _WAITS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                raise
            time.sleep(_TRIES_EVERY)  # on the store's thread, where nobody else waits
        else:
            return
