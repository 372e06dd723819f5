"""Looking after the store while the program runs: whether it can be written, and what it has kept for long enough."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import structlog

from adapters.database.errors import DatabaseError
from adapters.database.opening import Database

_log = structlog.get_logger(__name__)

LOOKS_EVERY = 60.0
"""Seconds between two looks: as long as a collector of metrics may take to notice."""
SWEEPS_EVERY = 86_400.0
"""Seconds after which what is old is deleted once more: a bot may run for months, and opening does it but once."""


class Upkeep:
    """Tries the store again and again, so that nobody's choice is lost to find out; sweeps it once a day.

    What a look finds, `Database.problem` says; the log is told when that changes.
    """

    def __init__(
        self, database: Database, every: float = LOOKS_EVERY, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._every = every
        self._clock = clock
        self._swept_at = clock()
        self._is_well = True

    async def run(self, stop: asyncio.Event) -> None:
        """Look until `stop` is set; a look that hangs then is not waited for."""
        looking, stopping = asyncio.create_task(self._look_again_and_again()), asyncio.create_task(stop.wait())
        try:
            done, _ = await asyncio.wait({looking, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            looking.cancel()
            stopping.cancel()
        if looking in done:  # by a fault of ours: by itself it goes on for ever
            looking.result()

    async def _look_again_and_again(self) -> None:
        while True:
            await self._look()
            await asyncio.sleep(self._every)

    async def _look(self) -> None:
        try:
            await self._database.try_writing()
            if self._clock() - self._swept_at >= SWEEPS_EVERY:
                await self._database.sweep()
                self._swept_at = self._clock()
        except DatabaseError as error:
            if self._is_well:
                _log.error("the store cannot be written", problem=str(error))
            self._is_well = False
            return
        if not self._is_well:
            _log.info("the store can be written again")
        self._is_well = True
