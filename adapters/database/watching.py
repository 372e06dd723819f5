"""Whether the store can be written, found out before somebody's choice is lost to it."""

from __future__ import annotations

import asyncio

import structlog

from adapters.database.errors import DatabaseError
from adapters.database.opening import Database

_log = structlog.get_logger(__name__)

LOOKS_EVERY = 60.0
"""Seconds between two looks: as long as a collector of metrics may take to notice."""


class StoreWatch:
    """Tries the store again and again; what it finds, `Database.problem` says. The log is told when that changes."""

    def __init__(self, database: Database, every: float = LOOKS_EVERY) -> None:
        self._database = database
        self._every = every
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
            try:
                await self._database.try_writing()
            except DatabaseError as error:
                if self._is_well:
                    _log.error("the store cannot be written", problem=str(error))
                self._is_well = False
            else:
                if not self._is_well:
                    _log.info("the store can be written again")
                self._is_well = True
            await asyncio.sleep(self._every)
