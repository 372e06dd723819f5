"""What alembic runs its steps in: the connection that adapters.database.migrating has opened."""

from __future__ import annotations

from alembic import context

from adapters.database.schema import metadata

connection = context.config.attributes["connection"]
# SQLite changes few things of a table that is there; alembic makes it anew instead ("batch").
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
