"""The tables, as they are after the last migration."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

HEAD = "0003"
"""The last migration. A test holds it against the scripts, so that a store that is up to date costs no alembic."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up by itself only what it calls INTEGER, which holds as much there."""

choices = Table(
    "choices",
    metadata,
    Column("platform", String(16), nullable=False),
    Column("group_id", String(255), nullable=False),
    Column("channel_id", String(255), nullable=False),  # "" for the whole group
    Column("setting", String(64), nullable=False),
    Column("value", String(255), nullable=False),
    PrimaryKeyConstraint("platform", "group_id", "channel_id", "setting"),
)

answers = Table(
    "answers",
    metadata,
    Column("platform", String(16), nullable=False),
    Column("group_id", String(255), nullable=False, index=True),
    Column("channel_id", String(255), nullable=False),
    Column("question_id", String(255), nullable=False),
    Column("answer_ids", Text, nullable=False),  # ids with spaces between them; never a text
    Column("asked_at", BigInteger, nullable=False, index=True),  # seconds since 1970
    PrimaryKeyConstraint("platform", "channel_id", "question_id"),
)

synced = Table(
    "synced",
    metadata,
    Column("platform", String(16), nullable=False),
    Column("application_id", String(255), nullable=False),
    Column("digest", String(64), nullable=False),
    PrimaryKeyConstraint("platform", "application_id"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("number", _NUMBER, primary_key=True),  # in the order in which they came
    Column("account", String(255), nullable=False),
    Column("id", String(255), nullable=False),
    Column("room", String(255), nullable=False),
    Column("kind", String(255), nullable=False),
    Column("content", Text, nullable=False),  # "" once it is settled
    Column("settled_at", BigInteger, index=True),  # seconds since 1970; NULL until it is
    UniqueConstraint("account", "id"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("number", _NUMBER, primary_key=True),  # in the order in which they are to be sent
    Column("account", String(255), nullable=False),
    Column("key", String(255), nullable=False),
    Column("room", String(255), nullable=False),
    Column("kind", String(255), nullable=False),
    Column("content", Text, nullable=False),
    Column("question", String(255), nullable=False),  # "" where it answers none; then the place is "" as well
    Column("platform", String(16), nullable=False),
    Column("group_id", String(255), nullable=False),
    Column("channel_id", String(255), nullable=False),
    UniqueConstraint("account", "key"),
)

positions = Table(
    "positions",
    metadata,
    Column("account", String(255), primary_key=True),
    Column("position", Text, nullable=False),
)

digests = Table(
    "digests",
    metadata,
    Column("platform", String(16), nullable=False),
    Column("group_id", String(255), nullable=False),
    Column("channel_id", String(255), nullable=False),
    Column("time", String(5), nullable=False),  # 09:00, in the zone; "" where it was ended
    Column("zone", String(64), nullable=False),
    Column("planned_by", String(255), nullable=False),  # the one who is told when it is paused
    Column("due_at", BigInteger, nullable=False),  # seconds since 1970
    Column(
        "try_at", BigInteger, index=True
    ),  # when it is tried next, or may be by another process; NULL while it is paused
    Column("tries", Integer, nullable=False),  # of the one that is due
    Column("failures", Integer, nullable=False),
    Column("problem", Text, nullable=False),
    Column("last_day", String(10), nullable=False),  # 2026-11-25, in the zone; "" where there was none
    Column("last_at", BigInteger),  # seconds since 1970
    PrimaryKeyConstraint("platform", "group_id", "channel_id"),
)
