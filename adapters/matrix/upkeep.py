"""Keeps the device's keys in order beside the loop, so that nobody waits for it."""

from __future__ import annotations

import asyncio
import math
import time

import structlog

from adapters.matrix.encryption import ALGORITHM, Encryption
from adapters.matrix.syncing import BACKOFF, Batch
from adapters.matrix.wire import WireError

_log = structlog.get_logger(__name__)

_FALLBACK = 60.0
"""Seconds between two fallback keys: some servers never say that they have one."""


class Upkeep:
    """Does what the keys need, whenever a batch may have changed that."""

    def __init__(self, encryption: Encryption) -> None:
        self._encryption = encryption
        self._due = asyncio.Event()
        self._lacks_fallback = False
        self._uploaded_at = -math.inf

    def see(self, batch: Batch) -> None:
        """Take in what a batch tells of keys."""
        unused = batch.body.get("device_unused_fallback_key_types")
        is_used = isinstance(unused, list) and ALGORITHM not in unused
        if is_used and time.monotonic() - self._uploaded_at >= _FALLBACK:
            self._lacks_fallback = True
        if self._lacks_fallback or self._encryption.needs_upkeep:
            self._due.set()

    async def run(self) -> None:
        """Keep them in order until cancelled."""
        failures = 0
        while True:
            await self._due.wait()
            self._due.clear()
            try:
                await self._encryption.upkeep()
                if self._lacks_fallback:
                    await self._encryption.upload_fallback_key()
                    self._lacks_fallback = False
                    self._uploaded_at = time.monotonic()
            except WireError as error:
                failures += 1
                _log.info("the keys are not in order yet", problem=str(error))
                await asyncio.sleep(max(error.wait, BACKOFF.delay(failures)))
                self._due.set()
            else:
                failures = 0
