"""Escalations, their notices, and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "escalations",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("conversation", sa.String(256), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("region", sa.String(8)),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("state_by", sa.String(128)),
        sa.Column("state_at", sa.DateTime(timezone=True)),
    )
    for column in ("conversation", "at", "state"):
        op.create_index(f"ix_escalations_{column}", "escalations", [column])
    op.create_table(
        "escalation_notices",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("escalation_id", sa.String(36), sa.ForeignKey("escalations.id"), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("trigger", sa.String(128), nullable=False),
        sa.Column("turns", sa.JSON(), nullable=False),
    )
    op.create_index("ix_escalation_notices_escalation_id", "escalation_notices", ["escalation_id"])
    op.create_table(
        "escalation_outbox",
        sa.Column("id", sa.String(36), sa.ForeignKey("escalation_notices.id"), primary_key=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.Float(), nullable=False),
        sa.Column("delivered_at", sa.Float()),
        sa.Column("mailed_at", sa.Float()),
        sa.Column("last_error", sa.String(256)),
    )
    op.create_index("ix_escalation_outbox_next_try", "escalation_outbox", ["next_try"])


def downgrade() -> None:
    for table in ("escalation_outbox", "escalation_notices", "escalations"):
        op.drop_table(table)
