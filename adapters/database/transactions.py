"""Transactions beside the event loop: each one from its beginning to its end on the store's own thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine

from adapters.database.errors import DatabaseError, told
from adapters.runtime.work import OverloadedError, Worker

_P = ParamSpec("_P")
_T = TypeVar("_T")

WRITES = "writes"
"""Execution option of a connection whose transaction writes: on SQLite it waits for its turn before it reads anything."""
MOST_WAITING = 10_000
"""Transactions that wait at a time; each one takes a fraction of a millisecond."""


class Transactions:
    """Runs functions in a transaction each, one after the other, in the order in which they were asked for.

    Whoever stops waiting takes back a transaction that was not begun; what was begun runs to its end.
    """

    def __init__(self, engine: Engine, where: str) -> None:
        self._reading = engine
        self._writing = engine.execution_options(**{WRITES: True})
        self._where = where
        self._worker = Worker(MOST_WAITING)
        self._is_closed = False

    async def read(self, work: Callable[Concatenate[Connection, _P], _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """What the function returns; nothing that it changes is kept.

        Raises DatabaseError where the store cannot be read.
        """
        return await self._run(self._read, lambda connection: work(connection, *args, **kwargs))

    async def write(self, work: Callable[Concatenate[Connection, _P], _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """What the function returns; all that it changes is kept, or none of it where it raises.

        Raises DatabaseError where the store cannot be written.
        """
        return await self._run(self._write, lambda connection: work(connection, *args, **kwargs))

    async def close(self, grace: float) -> None:
        """Do what was asked for, for `grace` seconds at most, and let go of the store."""
        if self._is_closed:
            return
        self._is_closed = True
        with suppress(OverloadedError, TimeoutError):  # what is left undone was never said to be done
            await asyncio.wait_for(self._worker.run(self._reading.dispose), grace)
        await self._worker.close(grace=0)

    async def _run(
        self,
        transaction: Callable[[Callable[[Connection], _T]], _T],
        work: Callable[[Connection], _T],
    ) -> _T:
        if self._is_closed:
            raise DatabaseError(f"The store ({self._where}) is closed.")
        try:
            return await self._worker.run(transaction, work)
        except OverloadedError:
            raise DatabaseError(f"The store ({self._where}): it does not keep up with what is asked of it.") from None

    def _read(self, work: Callable[[Connection], _T]) -> _T:
        with told(self._where), self._reading.connect() as connection:
            return work(connection)

    def _write(self, work: Callable[[Connection], _T]) -> _T:
        with told(self._where), self._writing.begin() as connection:
            return work(connection)
