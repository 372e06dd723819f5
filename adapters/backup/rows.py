"""The rows of a store as lines of JSON, which any database can take up again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import Any, BinaryIO

from sqlalchemy import Connection, MetaData, Table, func, insert, select

from adapters.database.schema import inbox, metadata, outbox, positions

ON_ITS_WAY = frozenset(table.name for table in (inbox, outbox, positions))
"""Tables of what is being answered at the moment.

Restored, it would be answered and sent a second time; and it holds what people wrote.
"""
_AT_A_TIME = 1_000


class RowError(ValueError):
    """A line that is no row of the store."""


def dump(connection: Connection, file: BinaryIO) -> dict[str, int]:
    """Write every row of every table that lasts. How many there were of each."""
    counted: dict[str, int] = {}
    for name, table in _tables(connection).items():
        counted[name] = 0
        found = select(table).order_by(*table.primary_key.columns)
        options = {"stream_results": True, "yield_per": _AT_A_TIME}
        for row in connection.execute(found, execution_options=options).mappings():
            line = json.dumps({"table": name, "row": dict(row)}, ensure_ascii=False, separators=(",", ":"))
            file.write(line.encode("utf-8", "surrogatepass"))
            file.write(b"\n")
            counted[name] += 1
    return counted


def load(connection: Connection, file: BinaryIO) -> dict[str, int]:
    """Take up the rows that were written, into tables that are empty. How many there were of each.

    Raises RowError for a line that is none.
    """
    tables = _tables(connection)
    counted = dict.fromkeys(tables, 0)
    for name, rows in groupby(_read(file, tables), key=lambda one: one[0]):
        several = (row for _, row in rows)
        while batch := list(islice(several, _AT_A_TIME)):
            connection.execute(insert(tables[name]), batch)
            counted[name] += len(batch)
    return counted


def count(connection: Connection) -> int:
    """How many rows there are that a backup would hold."""
    return sum(connection.scalar(select(func.count()).select_from(one)) or 0 for one in _tables(connection).values())


def _tables(connection: Connection) -> dict[str, Table]:
    """The tables that last, as they are in a store of whatever version."""
    names = set(connection.dialect.get_table_names(connection)) & set(metadata.tables) - ON_ITS_WAY
    found = MetaData()
    found.reflect(connection, only=sorted(names))
    return {table.name: table for table in found.sorted_tables}


def _read(file: Iterable[bytes], tables: dict[str, Table]) -> Iterator[tuple[str, dict[str, Any]]]:
    for line in file:
        try:
            found = json.loads(line.decode("utf-8", "surrogatepass"))
            name, row = found["table"], found["row"]
            if row.keys() != set(tables[name].columns.keys()) or not all(map(_is_value, row.values())):
                raise RowError(name)
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
            raise RowError("a line that is no row") from None
        yield name, row


def _is_value(found: object) -> bool:
    """Whether any database can hold it."""
    return found is None or isinstance(found, str) or (type(found) is int and abs(found) < 1 << 63)
