"""Ports for servers that are told theirs before they listen on it."""

from __future__ import annotations

import secrets
import socket

_FIRST, _LAST = 20_000, 32_000


def free_port() -> int:
    """A port of loopback that nobody listens on.

    None of those that the system gives to whoever wants any (Linux: from 32768): else a program beside could be given it
    before the server listens, or while the server is stopped.
    """
    while True:
        port = _FIRST + secrets.randbelow(_LAST - _FIRST)  # `random` is seeded alike in all workers
        with socket.socket() as trying:
            try:
                trying.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
