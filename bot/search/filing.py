"""An engine as one file: its arrays end to end, and a head that says what lies where.

The file is mapped into memory, its largest tables are read where they lie, so
that opening it costs next to nothing, and processes that share it share the
memory. It is checked whole when it is opened: what is cut short, damaged or of
another version is refused.

    magic            8 bytes
    length of head   8 bytes, big-endian
    head             JSON: format, library (its hash), length and crc32 of what follows it,
                     tables: name → [type, place after the head, count]
    crc32 of head    4 bytes, big-endian
    tables           little-endian, each at a multiple of 64
"""

from __future__ import annotations

import json
import mmap
import os
import zlib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import IO, Any, get_type_hints

import numpy as np
from numpy.typing import NDArray

from bot.search.engine import Engine
from bot.search.tables import Filed, Lists

MAGIC = b"CATENA\r\n"
FORMAT = 2
"""Goes up with every change of what the tables mean."""
_ALIGNED = 64
"""Bytes of a line of the processor's cache."""
_NUMBER = 8
_CHECKSUM = 4
_AT_ONCE = 1 << 20
_LARGE = 16 << 20
"""Bytes from which on the members of lists stay in the file."""
_TYPES = frozenset({"|u1", "<u2", "<u4", "<i4", "<f4"})


class IndexFileError(ValueError):
    """A file that holds no engine that can be trusted."""


def write(engine: Engine, library_hash: str, file: IO[bytes]) -> None:
    """Write an engine to a file that is open for it, at its beginning."""
    tables: dict[str, list[Any]] = {}
    place = checksum = 0
    parts: list[bytes | memoryview] = []
    for name, table in _tables(engine):
        parts.append(bytes(-place % _ALIGNED))
        place += len(parts[-1])
        content = np.ascontiguousarray(table, dtype=table.dtype.newbyteorder("<"))
        tables[name] = [content.dtype.str, place, len(content)]
        parts.append(content.data.cast("B") if len(content) else b"")
        place += content.nbytes
    for part in parts:
        checksum = zlib.crc32(part, checksum)
    known = {"format": FORMAT, "library": library_hash, "length": place, "crc32": checksum, "tables": tables}
    head = json.dumps(known).encode("ascii")
    head += b" " * (-(len(MAGIC) + _NUMBER + len(head) + _CHECKSUM) % _ALIGNED)
    file.write(MAGIC + len(head).to_bytes(_NUMBER, "big") + head + zlib.crc32(head).to_bytes(_CHECKSUM, "big"))
    file.writelines(parts)


def read(path: Path, library_hash: str) -> Engine:
    """Open a file. Raises IndexFileError for one that is not whole and right, OSError for one that is not there."""
    with path.open("rb") as file:
        try:
            head, begin = _head(file, library_hash)
            _check(file, head)
            engine = _made(Engine, "", _Opened(file, begin, head["tables"]))
        except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
            raise error if isinstance(error, IndexFileError) else IndexFileError("it holds no engine") from error
    assert isinstance(engine, Engine)
    return engine


class _Opened:
    """A file that is open, and where in it each table is."""

    def __init__(self, file: IO[bytes], begin: int, tables: dict[str, Any]) -> None:
        self._file = file
        self._begin = begin
        self._tables = tables
        self._content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def table(self, name: str, *, may_stay: bool) -> NDArray[Any] | Filed:
        dtype, place, count = self._tables[name]
        if dtype not in _TYPES:
            raise ValueError(f"{name} is of the type {dtype}")
        length = count * np.dtype(dtype).itemsize
        if not 0 <= self._begin + place <= self._begin + place + length <= len(self._content):
            raise ValueError(f"{name} is not in the file")
        if may_stay and length >= _LARGE and hasattr(os, "pread"):  # Windows has none
            return Filed(os.dup(self._file.fileno()), dtype, self._begin + place, count)
        return np.frombuffer(self._content, dtype=dtype, count=count, offset=self._begin + place)


def _head(file: IO[bytes], library_hash: str) -> tuple[dict[str, Any], int]:
    start = file.read(len(MAGIC) + _NUMBER)
    if len(start) < len(MAGIC) + _NUMBER or not start.startswith(MAGIC):
        raise IndexFileError("it is no index")
    length = int.from_bytes(start[len(MAGIC) :], "big")
    if length > _AT_ONCE:
        raise IndexFileError("its head is too long")
    head, checksum = file.read(length), file.read(_CHECKSUM)
    if len(head) < length or zlib.crc32(head).to_bytes(_CHECKSUM, "big") != checksum:
        raise IndexFileError("its head is damaged")
    known = json.loads(head)
    if known.get("format") != FORMAT or known.get("library") != library_hash:
        raise IndexFileError("it is of another version, or of another library")
    return known, len(start) + length + _CHECKSUM


def _check(file: IO[bytes], head: dict[str, Any]) -> None:
    checksum = length = 0
    while part := file.read(_AT_ONCE):
        checksum = zlib.crc32(part, checksum)
        length += len(part)
    if (length, checksum) != (head["length"], head["crc32"]):
        raise IndexFileError("it is cut short or damaged")


def _tables(value: object, name: str = "") -> Iterator[tuple[str, NDArray[Any]]]:
    """The arrays that a value is made of, each with the way to it."""
    if isinstance(value, np.ndarray):
        yield name, value
        return
    assert is_dataclass(value), f"{name} is neither a table nor made of tables"
    for field in fields(value):
        if field.init:
            yield from _tables(getattr(value, field.name), f"{name}.{field.name}".lstrip("."))


def _made(cls: type[Any], name: str, opened: _Opened) -> Any:
    """The value of a class that the tables under a name make."""
    parts: dict[str, Any] = {}
    for field, kind in _fields(cls):
        way = f"{name}.{field}".lstrip(".")
        is_members = cls is Lists and field == "members"
        parts[field] = opened.table(way, may_stay=is_members) if kind is None else _made(kind, way, opened)
    return cls(**parts)


def _fields(cls: type[Any]) -> tuple[tuple[str, type[Any] | None], ...]:
    """The fields of a class: those that are made of tables with their class, tables themselves with None."""
    hints = get_type_hints(cls)
    return tuple(
        (field.name, hints[field.name] if is_dataclass(hints[field.name]) else None)
        for field in fields(cls)
        if field.init
    )
