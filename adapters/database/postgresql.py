"""A store on a server: PostgreSQL, for several processes at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text

from adapters.database import phrases
from adapters.database.addresses import name_of
from adapters.database.errors import DatabaseError

if TYPE_CHECKING:
    import psycopg

APPLICATION = "catena"
"""What a connection is called on the server."""
_OLDEST = (13,)
"""The first version that says what became of a transaction by its whole number."""
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


def postgresql(url: URL) -> Engine:
    """What opens connections to a server.

    Raises DatabaseError where the driver is not installed.
    """
    try:
        import psycopg  # noqa: F401  # heavy, and in an extra of its own
    except ImportError:
        raise DatabaseError(phrases.of_store(name_of(url), phrases.NO_DRIVER)) from None
    chosen = {"application_name": APPLICATION, "connect_timeout": _CONNECTS_IN, **_LIVENESS}
    connect_args: dict[str, Any] = {name: value for name, value in chosen.items() if name not in url.query}
    connect_args["client_encoding"] = "utf8"
    connect_args["prepare_threshold"] = (
        None  # what stands between (PgBouncer) may give each transaction another connection
    )
    engine = create_engine(
        url,
        connect_args=connect_args,
        hide_parameters=True,  # they are what people wrote
        pool_size=1,  # one thread asks
        max_overflow=1,
    )
    event.listen(engine, "connect", _prepare)
    return engine


def check(connection: Connection) -> None:
    """Raise DatabaseError for a database that Catena cannot use."""
    name = name_of(connection.engine.url)
    if (connection.dialect.server_version_info or _OLDEST) < _OLDEST:
        raise DatabaseError(phrases.of_store(name, phrases.too_old(_OLDEST[0])))
    encoding = str(connection.execute(text("SHOW server_encoding")).scalar())
    if encoding != "UTF8":
        raise DatabaseError(phrases.of_store(name, phrases.NOT_UTF8))


def _prepare(connection: psycopg.Connection, record: object) -> None:  # noqa: ARG001  # the event's signature
    from psycopg.types.string import StrDumperUnknown

    class Text(StrDumperUnknown):
        """Text without what PostgreSQL refuses, which would hold up all that comes with it: NUL, and halves of letters."""

        def dump(self, obj: str) -> bytes:
            return obj.replace("\0", "\ufffd").encode("utf-8", "replace")

    connection.adapters.register_dumper(str, Text)
    connection.autocommit = True
    connection.execute("; ".join(f"SET {name} = '{value}'" for name, value in _TIMEOUTS.items()))
    connection.autocommit = False
