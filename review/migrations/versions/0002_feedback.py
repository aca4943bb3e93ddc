"""Whether answers helped."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "review_feedback",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_id", sa.String(128), nullable=False),
        sa.Column("version", sa.String(128), nullable=False),
        sa.Column("helped", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_review_feedback_answer_id", "review_feedback", ["answer_id"])


def downgrade() -> None:
    op.drop_table("review_feedback")
