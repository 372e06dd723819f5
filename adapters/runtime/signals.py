"""SIGTERM and SIGINT: the first asks the program to stop, a second one ends it at once."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def stop_on_signals(stop: asyncio.Event) -> Iterator[None]:
    """Set `stop` when the program is asked to stop, for as long as this lasts; to be entered on the main thread."""
    loop = asyncio.get_running_loop()
    was_asked = False

    def asked(number: int, frame: FrameType | None = None) -> None:  # noqa: ARG001  # the signature of a signal handler
        nonlocal was_asked
        if was_asked:
            os._exit(128 + number)  # whoever asks twice does not want to wait
        was_asked = True  # and not `stop`: what stops of itself is asked for the first time, too
        loop.call_soon_threadsafe(stop.set)

    before = {number: signal.getsignal(number) for number in SIGNALS}
    for number in SIGNALS:
        try:
            loop.add_signal_handler(number, asked, number)
        except NotImplementedError:  # Windows' event loops
            signal.signal(number, asked)
    try:
        yield
    finally:
        for number, handler in before.items():
            with suppress(NotImplementedError):
                loop.remove_signal_handler(number)
            signal.signal(number, handler)
