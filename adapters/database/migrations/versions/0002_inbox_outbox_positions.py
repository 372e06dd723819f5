"""What came in, what is to go out, and how far was read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "inbox",
        sa.Column("number", number, nullable=False),
        sa.Column("account", sa.String(255), nullable=False),
        sa.Column("id", sa.String(255), nullable=False),
        sa.Column("room", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(255), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("settled_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("number", name="pk_inbox"),
        sa.UniqueConstraint("account", "id", name="uq_inbox_account"),
    )
    op.create_index("ix_inbox_settled_at", "inbox", ["settled_at"])
    op.create_table(
        "outbox",
        sa.Column("number", number, nullable=False),
        sa.Column("account", sa.String(255), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("room", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(255), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("question", sa.String(255), nullable=False),
        sa.Column("platform", sa.String(16), nullable=False),
        sa.Column("group_id", sa.String(255), nullable=False),
        sa.Column("channel_id", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_outbox"),
        sa.UniqueConstraint("account", "key", name="uq_outbox_account"),
    )
    op.create_table(
        "positions",
        sa.Column("account", sa.String(255), nullable=False),
        sa.Column("position", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_positions"),
    )


def downgrade() -> None:
    for table in ("positions", "outbox", "inbox"):
        op.drop_table(table)
