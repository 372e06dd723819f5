"""What is said to whoever watches over the program."""

from __future__ import annotations

ALIVE = "alive\n"
STUCK = "one question has been thought about for more than a minute\n"
SLOW_STORE = "the store does not answer in time"


def cannot_listen(host: str, port: int, reason: str) -> str:
    return (
        f"Health and metrics cannot be served at {host}:{port} ({reason}). "
        "Is there a second Catena, or another program at that port? Name another one: CATENA_HTTP=127.0.0.1:8081"
    )
