"""Opening the store, and bringing it up to date."""

from __future__ import annotations

import asyncio

from sqlalchemy import Connection, delete, insert

from adapters.database.addresses import name_of, parse, password_of
from adapters.database.answers import AnswersTable
from adapters.database.choices import ChoicesTable, RememberedChoices
from adapters.database.digests import DigestsTable
from adapters.database.engines import engine_of
from adapters.database.errors import DatabaseError
from adapters.database.migrating import load, migrate, revision
from adapters.database.post import Post
from adapters.database.schema import HEAD, positions
from adapters.database.sqlite import file_of, make_file
from adapters.database.synced import SyncedTable
from adapters.database.transactions import Transactions

__all__ = ["Database", "DatabaseError", "open_database", "password_of"]

_ENDS_WITHIN = 2.0
"""Seconds that closing waits for what was begun."""
_NOBODY = ""
"""The account of no platform."""


class Database:
    """An open store, up to date."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self.choices = RememberedChoices(ChoicesTable(transactions))
        self.answers = AnswersTable(transactions)
        self.synced = SyncedTable(transactions)
        self.post = Post(transactions)
        self.digests = DigestsTable(transactions)

    @property
    def waiting(self) -> int:
        """Transactions that wait, or are under way."""
        return self._transactions.waiting

    @property
    def problem(self) -> str:
        """Why it could not be written the last time; "" where it could."""
        return self._transactions.problem

    async def reach(self) -> None:
        """Raise DatabaseError where it cannot be read, or could not be written the last time."""
        await self.post.position("")
        if self.problem:
            raise DatabaseError(self.problem)

    async def try_writing(self) -> None:
        """Write what leaves nothing. Raise DatabaseError where that cannot be."""
        await self._transactions.write(_write_and_delete)

    async def sweep(self) -> None:
        """Delete what was kept for long enough. Raise DatabaseError where that cannot be."""
        await self.answers.sweep()
        await self.post.sweep()
        await self.digests.sweep()

    async def close(self) -> None:
        """Let go of it; what was kept is on disk already."""
        await self._transactions.close(_ENDS_WITHIN)


async def open_database(url: str) -> Database:
    """Open the store that a URL names, making it where there is none: a file of SQLite, tables in PostgreSQL.

    Raises DatabaseError where that cannot be.
    """
    parsed = parse(url)
    engine = await asyncio.to_thread(engine_of, parsed)  # where a driver is loaded
    file = file_of(parsed)
    if file is not None:
        await asyncio.to_thread(make_file, file)
    transactions = Transactions(engine, name_of(parsed))
    try:
        if await transactions.read(_revision) != HEAD:
            await asyncio.to_thread(load)
            await transactions.change(migrate)  # one process at a time: the second one finds the work done
        database = Database(transactions)
        await database.sweep()
    except BaseException:
        await transactions.close(_ENDS_WITHIN)
        raise
    return database


def _write_and_delete(connection: Connection) -> None:
    """Write a row, and delete it before anybody sees it: a transaction that changes nothing would try nothing."""
    connection.execute(insert(positions).values(account=_NOBODY, position=""))
    connection.execute(delete(positions).where(positions.c.account == _NOBODY))


def _revision(connection: Connection) -> str | None:
    if connection.dialect.name == "postgresql":
        from adapters.database.postgresql import check

        check(connection)
    return revision(connection)
