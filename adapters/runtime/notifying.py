"""Tells systemd how the program is: ready, alive, stopping (systemd: sd_notify(3)).

By hand, as it is one datagram; the packages for it do little more, and have long been left as they are.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress

_MOST_OFTEN = 1.0
"""Seconds between two signs of life, at the least."""
_DESCRIBES_EVERY = 5.0
"""Seconds between two looks at how the program is."""


class Notifier:
    """Speaks to whatever NOTIFY_SOCKET names; where there is none, to nobody.

    Signs of life are given while `is_alive`. `describe` tells in one line how the program is, for `systemctl status`.
    """

    def __init__(
        self,
        is_alive: Callable[[], bool],
        environment: Mapping[str, str] | None = None,
        describe: Callable[[], str] | None = None,
    ) -> None:
        self._is_alive = is_alive
        self._describe = describe
        self._described = ""
        environment = os.environ if environment is None else environment
        self._address = environment.get("NOTIFY_SOCKET", "")
        microseconds = environment.get("WATCHDOG_USEC", "")
        is_ours = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        self._within = int(microseconds) / 1e6 if microseconds.isdecimal() and is_ours else 0.0

    def tell(self, *states: str) -> None:
        """Tell something, as in `READY=1`. That nobody hears it is no fault."""
        if not states or not self._address or not hasattr(socket, "AF_UNIX"):
            return
        address = f"\0{self._address[1:]}" if self._address.startswith("@") else self._address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as speaking:
            speaking.setblocking(False)
            speaking.sendto("\n".join(states).encode(), address)

    async def run(self, stop: asyncio.Event) -> None:
        """Say that the program is ready, give signs of life, and say when it stops."""
        self.tell("READY=1", *self._status())
        waits = [max(self._within / 3, _MOST_OFTEN)] if self._within else []
        if self._address and self._describe is not None:
            waits.append(_DESCRIBES_EVERY)
        every = min(waits, default=None)
        while not stop.is_set():
            try:
                await asyncio.wait_for(stop.wait(), every)
            except TimeoutError:
                signs = ("WATCHDOG=1",) if self._within and self._is_alive() else ()
                self.tell(*signs, *self._status())
        self.tell("STOPPING=1")

    def _status(self) -> tuple[str, ...]:
        """How the program is, where that changed."""
        described = " ".join(self._describe().split()) if self._describe is not None else ""
        if described == self._described:
            return ()
        self._described = described
        return (f"STATUS={described}",)
