"""Bringing a store up to date, once, however many processes start at the same time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from adapters.database import phrases
from adapters.database.errors import DatabaseError
from adapters.database.schema import HEAD

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS = Path(__file__).parent / "migrations"
_LOCK = (
    text("SET LOCAL lock_timeout = '5min'"),
    text("SET LOCAL statement_timeout = 0"),
    text("SELECT pg_advisory_xact_lock(109270215781985)"),
)
"""One process at a time, until the end of its transaction. The number is anybody's choice: it spells the program's name."""


def revision(connection: Connection) -> str | None:
    """The last migration that a store has seen; None for a new one."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def load() -> None:
    """Load what migrations are run by, which takes a while: what is loaded while the store is held keeps others waiting."""
    import alembic.command  # noqa: F401  # here, because a store that is up to date needs none of it


def lock(connection: Connection) -> None:
    """Be alone with the tables until the end of the transaction that the connection is in."""
    if connection.dialect.name == "postgresql":  # on SQLite, a transaction that writes is alone from its beginning
        for statement in _LOCK:
            connection.execute(statement)


def migrate(connection: Connection, to: str = HEAD) -> None:
    """Bring a store to a migration, in the transaction that the connection is in.

    Raises DatabaseError where a later version of the program has been at it.
    """
    lock(connection)
    if revision(connection) == to:
        return
    from alembic import command  # see `load`

    now = revision(connection)
    if now is not None and now not in revisions():
        raise DatabaseError(phrases.later_version(now, HEAD))
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def revisions() -> frozenset[str]:
    """All migrations that this version of the program knows."""
    from alembic.script import ScriptDirectory

    return frozenset(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config
