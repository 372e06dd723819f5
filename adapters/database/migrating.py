"""Bringing a store up to date, once, however many processes start at the same time."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, text

from adapters.database.errors import DatabaseError
from adapters.database.schema import HEAD

SCRIPTS = Path(__file__).parent / "migrations"


def revision(connection: Connection) -> str | None:
    """The last migration that a store has seen; None for a new one."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def migrate(connection: Connection) -> None:
    """Bring a store to the last migration, in the transaction that the connection is in.

    Raises DatabaseError where a later version of the program has been at it.
    """
    if revision(connection) == HEAD:
        return
    from alembic import command  # here, because a store that is up to date needs none of it, and beside the event loop
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    now = revision(connection)
    if now is not None and now not in known:
        raise DatabaseError(
            f"The store was written by a later version of Catena (its number is {now}, the last that this one knows is {HEAD}). "
            "Nothing was changed. Bring Catena up to date, or name another store with CATENA_DATABASE_URL."
        )
    command.upgrade(config, "head")
