"""What is in a store, whatever database it is in, without the program."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, create_engine

from adapters.database.addresses import parse


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A connection; what is done with it is kept."""
    engine = create_engine(parse(url))
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def rows(url: str, statement: str) -> list[tuple[Any, ...]]:
    """What a statement finds."""
    with connected(url) as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement)]


def let_go(url: str) -> None:
    """Wait until a server is done with what programs asked of a database that were killed: it notices a little later."""
    until = time.monotonic() + 60
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    while rows(url, others) != [(0,)]:
        assert time.monotonic() < until, "somebody is still connected"
        time.sleep(0.02)


def run(url: str, *statements: str) -> None:
    """Do what some statements say."""
    with connected(url) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def tables(url: str) -> list[str]:
    """The names of the tables that are there."""
    with connected(url) as connection:
        return sorted(connection.dialect.get_table_names(connection))
