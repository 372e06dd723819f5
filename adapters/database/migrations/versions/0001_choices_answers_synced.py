"""What groups chose, which messages answer which, which commands were registered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "choices",
        sa.Column("platform", sa.String(16), nullable=False),
        sa.Column("group_id", sa.String(255), nullable=False),
        sa.Column("channel_id", sa.String(255), nullable=False),
        sa.Column("setting", sa.String(64), nullable=False),
        sa.Column("value", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("platform", "group_id", "channel_id", "setting", name="pk_choices"),
    )
    op.create_table(
        "answers",
        sa.Column("platform", sa.String(16), nullable=False),
        sa.Column("group_id", sa.String(255), nullable=False),
        sa.Column("channel_id", sa.String(255), nullable=False),
        sa.Column("question_id", sa.String(255), nullable=False),
        sa.Column("answer_ids", sa.Text, nullable=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("platform", "channel_id", "question_id", name="pk_answers"),
    )
    op.create_index("ix_answers_group_id", "answers", ["group_id"])
    op.create_index("ix_answers_asked_at", "answers", ["asked_at"])
    op.create_table(
        "synced",
        sa.Column("platform", sa.String(16), nullable=False),
        sa.Column("application_id", sa.String(255), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("platform", "application_id", name="pk_synced"),
    )


def downgrade() -> None:
    for table in ("synced", "answers", "choices"):
        op.drop_table(table)
