"""Answers and their versions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "answer_versions",
        sa.Column("version", sa.String(64), primary_key=True),
        sa.Column("topic", sa.String(64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_answer_versions_topic", "answer_versions", ["topic"])
    op.create_table(
        "current_answers",
        sa.Column("topic", sa.String(64), primary_key=True),
        sa.Column("version", sa.String(64), sa.ForeignKey("answer_versions.version"), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("current_answers")
    op.drop_index("ix_answer_versions_topic", "answer_versions")
    op.drop_table("answer_versions")
