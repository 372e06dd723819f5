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


MOST = 1_000
"""Messages that are waited for at a time; of more, nobody could say which were for the bot."""


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

    def add(self, received: Received, dark: Dark) -> bool:
        """Wait for the key of a message. False where too many wait already."""
        if len(self._waiting) >= MOST:
            return False
        self._waiting[received.id] = (self._clock() + WAITS, received, dark)
        return True

    def forget(self, id_: str) -> Received | None:
        """Wait no more for the key of a message; the message, where it was waited for."""
        found = self._waiting.pop(id_, None)
        return None if found is None else found[1]

    def look(self) -> list[Cleared]:
        """What can be read by now, and what nobody waits for any longer."""
        found: list[Cleared] = []
        locked: set[tuple[str, str]] = set()
        for until, received, dark in list(self._waiting.values()):
            session = received.room, str(dark.source.get("content", {}).get("session_id"))
            # One key opens all messages of a session, or none.
            clear = None if session in locked else self._encryption.decrypt(received.room, dark.source)
            if clear is not None:
                found.append(Cleared(received, dark, read(clear)))
            elif until <= self._clock():
                found.append(Cleared(received, dark, stays_dark=True))
            else:
                locked.add(session)
                continue
            del self._waiting[received.id]
        return found
