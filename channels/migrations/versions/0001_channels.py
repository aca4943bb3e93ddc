"""Messages received, replies on their way, opt-outs."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "channel_received",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("message_id", sa.String(256), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("sender", sa.String(256)),
        sa.Column("body", sa.Text()),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.Float()),
        sa.UniqueConstraint("channel", "message_id"),
    )
    for column in ("at", "sender"):
        op.create_index(f"ix_channel_received_{column}", "channel_received", [column])
    op.create_table(
        "channel_outgoing",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("message_id", sa.String(256), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("address", sa.String(256)),
        sa.Column("text", sa.Text()),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.Float(), nullable=False),
        sa.Column("sent_at", sa.Float()),
        sa.Column("given_up_at", sa.Float()),
        sa.Column("last_error", sa.String(256)),
    )
    for column in ("at", "address", "next_try"):
        op.create_index(f"ix_channel_outgoing_{column}", "channel_outgoing", [column])
    op.create_table(
        "channel_opt_outs",
        sa.Column("channel", sa.String(16), primary_key=True),
        sa.Column("sender", sa.String(256), primary_key=True),
        sa.Column("at", sa.Float(), nullable=False),
    )


def downgrade() -> None:
    for table in ("channel_opt_outs", "channel_outgoing", "channel_received"):
        op.drop_table(table)
