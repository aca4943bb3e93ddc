"""Questions for the content team."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "review_questions",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("offered", sa.JSON(), nullable=False),
        sa.Column("chosen", sa.String(64)),
        sa.Column("text", sa.Text()),
    )
    op.create_index("ix_review_questions_at", "review_questions", ["at"])


def downgrade() -> None:
    op.drop_table("review_questions")
