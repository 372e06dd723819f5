"""What is said to whoever watches over the program."""

from __future__ import annotations

import errno
from collections.abc import Iterable

from adapters.runtime.health import Connection

ALIVE = "alive\n"
STUCK = "one question has been thought about for more than a minute\n"
SLOW_STORE = "the store does not answer in time"

_ANOTHER_PORT = (
    "Is there a second Catena, or another program at that port? Name another one: CATENA_HTTP=127.0.0.1:8081"
)
_THIS_MACHINE = "Name one that it has: CATENA_HTTP=127.0.0.1:8080"
_REASONS = {
    errno.EADDRINUSE: ("the port is taken", _ANOTHER_PORT),
    errno.EACCES: ("that port needs the rights of root", "Name one above 1023: CATENA_HTTP=127.0.0.1:8080"),
    errno.EADDRNOTAVAIL: ("this machine has no such address", _THIS_MACHINE),
}


def cannot_listen(host: str, port: int, error: OSError) -> str:
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    said = error.strerror or type(error).__name__
    reason, mend = _REASONS.get(error.errno or 0, (said[:1].lower() + said[1:], _THIS_MACHINE))
    return f"Health and metrics cannot be served at {where}: {reason}. {mend}"


def in_a_line(connections: Iterable[Connection], answered: int) -> str:
    """How the program is, for the service manager."""
    stand = [f"{one.name} {'connected' if one.is_ready else one.problem or 'not connected'}" for one in connections]
    return "; ".join((*stand, f"{answered:,} {'question' if answered == 1 else 'questions'}"))
