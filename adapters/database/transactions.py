"""Transactions beside the event loop: each one from its beginning to its end on the store's own thread."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from adapters.database import phrases
from adapters.database.errors import DatabaseError, told
from adapters.database.fates import is_conflict, number_of, was_kept
from adapters.runtime.work import OverloadedError, Worker

_P = ParamSpec("_P")
_T = TypeVar("_T")

WRITES = "writes"
"""Execution option of a connection whose transaction writes: on SQLite it waits for its turn before it reads anything."""
# What was read stays as it is until the end; where another process changes it, one of the two is begun again.
_ISOLATED = {"postgresql": {"isolation_level": "REPEATABLE READ"}}
MOST_WAITING = 10_000
"""Transactions that wait at a time; each one takes a fraction of a millisecond."""
_TRIES_FOR = 5.0
"""Seconds for which a transaction is begun again where other processes come between, as long as SQLite waits for a writer."""
_STEP_ASIDE, _LONGEST = 0.005, 0.2
"""Seconds for which it may wait before that: twice as long each time."""


class Transactions:
    """Runs functions in a transaction each, one after the other, in the order in which they were asked for.

    Whoever stops waiting takes back a transaction that was not begun; what was begun runs to its end. A function may be
    run again, on PostgreSQL, where nothing of what it did was kept: it does nothing but ask its connection.
    """

    def __init__(self, engine: Engine, where: str) -> None:
        self._reading = engine
        self._changing = engine.execution_options(**{WRITES: True})
        self._writing = self._changing.execution_options(**_ISOLATED.get(engine.dialect.name, {}))
        self._where = where
        self._worker = Worker(MOST_WAITING)
        self._is_closed = False
        self._rests_until = 0.0
        self._unreached = ""
        self.problem = ""
        """Why the last write went wrong; "" where it went well."""

    @property
    def waiting(self) -> int:
        """Transactions that wait, or are under way."""
        return self._worker.waiting

    async def read(self, work: Callable[Concatenate[Connection, _P], _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """What the function returns; nothing that it changes is kept.

        Raises DatabaseError where the store cannot be read.
        """
        return await self._run(self._read, lambda connection: work(connection, *args, **kwargs))

    async def write(self, work: Callable[Concatenate[Connection, _P], _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """What the function returns; all that it changes is kept, or none of it where it raises.

        Raises DatabaseError where the store cannot be written.
        """
        try:
            kept = await self._run(self._write, lambda connection: work(connection, *args, **kwargs))
        except DatabaseError as error:
            self.problem = str(error)
            raise
        self.problem = ""
        return kept

    async def change(self, work: Callable[[Connection], _T]) -> _T:
        """As `write`, for what changes tables: it sees what others kept while it waited for them.

        Raises DatabaseError where the store cannot be written.
        """
        return await self._run(self._change, work)

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
            raise DatabaseError(phrases.of_store(self._where, phrases.CLOSED))
        try:
            return await self._worker.run(transaction, work)
        except OverloadedError:
            raise DatabaseError(phrases.of_store(self._where, phrases.OVERLOADED)) from None

    def _read(self, work: Callable[[Connection], _T]) -> _T:
        def once() -> _T:
            with self._connected(self._reading) as connection:
                return work(connection)

        return self._done(once)

    def _write(self, work: Callable[[Connection], _T]) -> _T:
        return self._kept(self._writing, work)

    def _change(self, work: Callable[[Connection], _T]) -> _T:
        return self._kept(self._changing, work)

    def _kept(self, engine: Engine, work: Callable[[Connection], _T]) -> _T:
        def once() -> _T:
            number: str | None = None
            result: list[_T] = []
            try:
                with self._connected(engine) as connection, connection.begin():
                    number = number_of(connection)
                    result.append(work(connection))
            except DBAPIError as error:
                if not (result and number and error.connection_invalidated):
                    raise
                was_it = was_kept(self._reading, number)
                if was_it is None:
                    raise DatabaseError(phrases.of_store(self._where, phrases.UNSURE)) from error
                if not was_it:
                    raise
            return result[0]

        return self._done(once)

    def _done(self, once: Callable[[], _T]) -> _T:
        """What a transaction comes to: begun again where another process came between, or the connection had been lost."""
        until = time.monotonic() + _TRIES_FOR
        done = 0
        with told(self._where):
            while True:
                try:
                    return once()
                except DBAPIError as error:
                    is_lost = error.connection_invalidated and done == 0
                    if not is_lost and (not is_conflict(error) or time.monotonic() > until):
                        raise
                    done += 1
                    if not is_lost:
                        time.sleep(random.uniform(0, min(_STEP_ASIDE * 2**done, _LONGEST)))  # noqa: S311  # it guards no secret

    def _connected(self, engine: Engine) -> Connection:
        """A connection. Where one was waited for in vain, the next ones do not wait for as long again, one after the other."""
        began = time.monotonic()
        if began < self._rests_until:
            raise DatabaseError(self._unreached)
        try:
            with told(self._where):
                return engine.connect()
        except DatabaseError as error:
            now = time.monotonic()
            self._rests_until, self._unreached = now + (now - began), str(error)
            raise
