"""Putting rows in the place of what a store holds: a file that is exchanged, or tables within one transaction."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

from sqlalchemy import URL, Connection, select, text, update
from sqlalchemy.exc import DataError, IntegrityError

from adapters.backup import archive, phrases, rows
from adapters.backup.errors import BackupError
from adapters.database.addresses import name_of
from adapters.database.engines import engine_of
from adapters.database.errors import DatabaseError, told
from adapters.database.migrating import lock, migrate, revision, revisions
from adapters.database.postgresql import APPLICATION
from adapters.database.schema import digests, metadata
from adapters.database.sqlite import make_file
from adapters.database.transactions import WRITES
from adapters.digest.schedule import next_due
from bot.groups.digests import TimeOfDay

_BESIDE = ("", "-wal", "-shm")
"""What SQLite writes beside a file has its name, with this behind it."""

Fill = Callable[[Connection], None]
"""Makes the tables in an empty store, and fills them."""


def filling(lines: Path, written_at: str, file: str) -> tuple[Fill, dict[str, int]]:
    """What fills a store with the rows of a backup, and the numbers of them once it is done.

    The tables are made as they were when it was written, and are then brought up to date as a bot would do it.
    """
    counted: dict[str, int] = {}

    def fill(connection: Connection) -> None:
        migrate(connection, written_at)
        try:
            with lines.open("rb") as content:
                counted.update(rows.load(connection, content))
        except (rows.RowError, DataError, IntegrityError):
            raise BackupError(phrases.damaged(file)) from None
        migrate(connection)
        _look_ahead(connection)

    return fill, counted


def exchange_file(file: Path, fill: Fill, aside: Path, *, replace: bool, then: Callable[[], None]) -> Path | None:
    """Fill a new file of SQLite and put it in the place of another, which lies at `aside` then, with all that is beside it.

    `then` is done in between; where that fails, nothing was changed. What was put aside, if anything was.
    """
    name = str(file)
    if file.exists():
        _be_alone(file, replace=replace)
    new = file.with_name(f".{file.name}.restoring")
    _remove(new)
    try:
        make_file(new)
        engine = engine_of(URL.create("sqlite+pysqlite", database=str(new)))
        try:
            with told(name), engine.execution_options(**{WRITES: True}).begin() as connection:
                fill(connection)
        finally:
            engine.dispose()
        then()
        moved = _move(file, aside)
        try:
            new.replace(file)
        except OSError:
            _move(aside, file)
            raise
        archive.settle(file.parent)
    finally:
        _remove(new)
    return aside if moved else None


def exchange_tables(
    url: URL, fill: Fill, keep: Callable[[Connection, str], Path], *, replace: bool, then: Callable[[], None]
) -> Path | None:
    """Fill the tables of PostgreSQL anew, in one transaction; `keep` writes down what they held before, and says where.

    `then` is done in between; where that fails, nothing was changed. What was kept, if anything was.
    """
    name = name_of(url)
    engine = engine_of(url)
    kept: Path | None = None
    try:
        with told(name), engine.begin() as connection:
            lock(connection)
            _refuse_others(connection)
            there = set(connection.dialect.get_table_names(connection)) & {*metadata.tables, "alembic_version"}
            found = revision(connection)
            if found is not None and found not in revisions():
                raise BackupError(phrases.later_store(name))
            many = rows.count(connection) if found is not None else 0
            if many and not replace:
                raise BackupError(phrases.has_rows(name, many))
            for table in sorted(there):  # from now on nobody else reads or writes them
                connection.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
            if many and found is not None:
                kept = keep(connection, found)
            for table in sorted(there):
                connection.execute(text(f"DROP TABLE {table}"))
            fill(connection)
            then()
    finally:
        engine.dispose()
    return kept


def _look_ahead(connection: Connection) -> None:
    """Let no claim of the day be posted again that was posted after the backup: each goes on with the next that is to come."""
    now = int(time.time())
    for row in connection.execute(select(digests).where(digests.c.due_at <= now, digests.c.time != "")).all():
        hour, minute = map(int, row.time.split(":"))
        try:
            due_at = int(next_due(TimeOfDay(hour, minute), row.zone, datetime.fromtimestamp(now, UTC)).timestamp())
        except ZoneInfoNotFoundError:  # this machine knows it not, and the bot tells whoever planned it
            continue
        is_it = (
            (digests.c.platform == row.platform)
            & (digests.c.group_id == row.group_id)
            & (digests.c.channel_id == row.channel_id)
        )
        try_at = None if row.try_at is None else due_at  # None: it is paused
        connection.execute(update(digests).where(is_it).values(due_at=due_at, try_at=try_at, tries=0))


def _be_alone(file: Path, *, replace: bool) -> None:
    """Raise BackupError where a program is connected to a file, or it holds something that may not be replaced."""
    many = 0
    with closing(sqlite3.connect(file, timeout=0.5, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE")  # for this SQLite has to be alone
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise BackupError(phrases.BOT_RUNS) from None
            raise
        except sqlite3.DatabaseError:  # it is none, or broken
            many = 1
    if not many:
        engine = engine_of(URL.create("sqlite+pysqlite", database=str(file)))
        try:
            with told(str(file)), engine.connect() as connection:
                many = rows.count(connection)
        except DatabaseError:  # broken further in
            many = 1
        finally:
            engine.dispose()
    if many and not replace:
        raise BackupError(phrases.has_rows(str(file), many))


def _refuse_others(connection: Connection) -> None:
    others = text(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND application_name = :name AND pid <> pg_backend_pid()"
    )
    if connection.scalar(others, {"name": APPLICATION}):
        raise BackupError(phrases.BOT_RUNS)


def _move(file: Path, aside: Path) -> bool:
    is_there = file.exists()
    for end in _BESIDE:
        part = file.with_name(f"{file.name}{end}")
        if part.exists():
            part.rename(aside.with_name(f"{aside.name}{end}"))
    return is_there


def _remove(file: Path) -> None:
    for end in _BESIDE:
        with suppress(OSError):
            os.unlink(f"{file}{end}")
