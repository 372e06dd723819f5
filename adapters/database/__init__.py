"""The store: what groups chose, and what the bot must remember over a restart, on SQLAlchemy and alembic."""
