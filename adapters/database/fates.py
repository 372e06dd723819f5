"""What becomes of a transaction that failed: whether it may be done again, and whether it was kept after all."""

from __future__ import annotations

import time

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

_CONFLICTS = {
    "23505",  # unique_violation: another process kept the same row between our look and our word
    "40001",  # serialization_failure: another process changed what we had read
    "40P01",  # deadlock_detected
}
_IN_THE_FUTURE = "22023"  # of a number that the server has forgotten: nothing of that transaction was written
_LOOKS_FOR = 5.0
"""Seconds for which the server is asked, while it comes back."""
_LOOKS_EVERY = 0.05
_NUMBER = text("SELECT CAST(pg_current_xact_id() AS text)")
_STATUS = text("SELECT pg_xact_status(CAST(CAST(:number AS text) AS xid8))")


def is_conflict(error: DBAPIError) -> bool:
    """Whether another process came between, so that the same goes well when it is done again."""
    return getattr(error.orig, "sqlstate", None) in _CONFLICTS


def number_of(connection: Connection) -> str | None:
    """The number of the transaction that a connection is in; None where the database gives none, as SQLite."""
    return str(connection.scalar(_NUMBER)) if connection.dialect.name == "postgresql" else None


def was_kept(engine: Engine, number: str) -> bool | None:
    """Whether a transaction was kept whose connection was lost while it was being kept; None where nobody knows."""
    until = time.monotonic() + _LOOKS_FOR
    while time.monotonic() < until:
        try:
            with engine.connect() as connection:
                status = connection.scalar(_STATUS, {"number": number})
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) == _IN_THE_FUTURE:
                return False
        else:
            if status != "in progress":
                return None if status is None else status == "committed"
        time.sleep(_LOOKS_EVERY)  # on the store's thread, where nobody else waits
    return None
