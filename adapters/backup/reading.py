"""A store as it is at one moment, whoever writes to it meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from adapters.backup import phrases, rows
from adapters.backup.errors import BackupError
from adapters.database.addresses import name_of, parse
from adapters.database.engines import engine_of
from adapters.database.errors import told
from adapters.database.migrating import revision, revisions
from adapters.database.sqlite import file_of


def copy_rows(url: str, file: Path) -> tuple[str, dict[str, int]]:
    """Write the rows of a store to a file. Its last migration, and how many rows of each table there were.

    Raises BackupError where there is no store, DatabaseError where it cannot be read.
    """
    with snapshot(url) as connection:
        name = name_of(connection.engine.url)
        found = revision(connection)
        if found is None:
            raise BackupError(phrases.not_begun(name))
        if found not in revisions():
            raise BackupError(phrases.later_store(name))
        with file.open("wb") as lines:
            return found, rows.dump(connection, lines)


@contextmanager
def snapshot(url: str) -> Iterator[Connection]:
    """A transaction that sees the store as it is now until its end."""
    parsed = parse(url)
    name = name_of(parsed)
    file = file_of(parsed)
    if file is not None and not file.exists():
        raise BackupError(phrases.nothing_there(name))
    engine = engine_of(parsed)
    try:
        with told(name):
            if engine.dialect.name == "postgresql":
                engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with engine.connect() as connection, connection.begin():
                yield connection
    finally:
        engine.dispose()
