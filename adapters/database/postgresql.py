"""A store on a server: PostgreSQL, for several processes at a time."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from adapters.database import phrases
from adapters.database.errors import DatabaseError

APPLICATION = "catena"
"""What a connection is called on the server."""
_CONNECTS_IN = 5
"""Seconds in which the server has to answer."""
_TIMEOUTS = {"lock_timeout": "5s", "statement_timeout": "30s", "idle_in_transaction_session_timeout": "60s"}
"""Nothing waits for ever: for what another process holds, for an answer, or for a process that stands still and holds it."""
_LIVENESS: dict[str, Any] = {
    # A cable that was pulled out says nothing: after half a minute it is asked, after another it is over.
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,  # milliseconds; Linux
}
_LOOKS = 20
"""Times that the fate of a transaction is asked for while it is under way."""
_LOOKS_EVERY = 0.05


def postgresql(url: URL) -> Engine:
    """What opens connections to a server.

    Raises DatabaseError where the driver is not installed.
    """
    try:
        import psycopg  # noqa: F401, PLC0415  # heavy, and in an extra of its own
    except ImportError:
        raise DatabaseError(phrases.of_store(f"{url.host or 'PostgreSQL'}", phrases.NO_DRIVER)) from None
    chosen = {"application_name": APPLICATION, "connect_timeout": _CONNECTS_IN, **_LIVENESS}
    connect_args: dict[str, Any] = {name: value for name, value in chosen.items() if name not in url.query}
    connect_args["client_encoding"] = "utf8"
    connect_args["prepare_threshold"] = None  # what stands between (PgBouncer) may give each transaction another connection
    engine = create_engine(
        url,
        connect_args=connect_args,
        hide_parameters=True,  # they are what people wrote
        pool_size=1,  # one thread asks
        max_overflow=1,
    )
    event.listen(engine, "connect", _prepare)
    return engine
