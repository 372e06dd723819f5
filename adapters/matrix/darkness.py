"""Messages that cannot be read yet: tried again whenever keys may have come, and not for ever."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from adapters.database.post import Received
from adapters.matrix.encryption import Encryption
from adapters.matrix.reading import Dark, Happening, read

WAITS = 60.0
"""Seconds that a key may be late before the bot says that it cannot read."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """What became of a message: it can be read now, whatever it is (None: nothing for anybody), or it `stays_dark`."""

    received: Received
    dark: Dark
    happening: Happening | None = None
    stays_dark: bool = False


class Darkness:
    """The dark messages of an account, the oldest first."""

    def __init__(self, encryption: Encryption, clock: Callable[[], float] = time.monotonic) -> None:
        self._encryption = encryption
        self._clock = clock
        self._waiting: dict[str, tuple[float, Received, Dark]] = {}

    def add(self, received: Received, dark: Dark) -> None:
        """Wait for the key of a message."""
        self._waiting[received.id] = (self._clock() + WAITS, received, dark)

    def look(self) -> list[Cleared]:
        """What can be read by now, and what nobody waits for any longer."""
        found: list[Cleared] = []
        for until, received, dark in list(self._waiting.values()):
            clear = self._encryption.decrypt(received.room, dark.source)
            if clear is not None:
                found.append(Cleared(received, dark, read(clear)))
            elif until <= self._clock():
                found.append(Cleared(received, dark, stays_dark=True))
            else:
                continue
            del self._waiting[received.id]
        return found

    @property
    def is_empty(self) -> bool:
        return not self._waiting
