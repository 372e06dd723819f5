"""A claim of the day: what was planned, and how it goes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digests",
        sa.Column("platform", sa.String(16), nullable=False),
        sa.Column("group_id", sa.String(255), nullable=False),
        sa.Column("channel_id", sa.String(255), nullable=False),
        sa.Column("time", sa.String(5), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("planned_by", sa.String(255), nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("try_at", sa.BigInteger),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("last_day", sa.String(10), nullable=False),
        sa.Column("last_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("platform", "group_id", "channel_id", name="pk_digests"),
    )
    op.create_index("ix_digests_try_at", "digests", ["try_at"])


def downgrade() -> None:
    op.drop_table("digests")
