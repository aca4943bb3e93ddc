"""What happened to each escalation, as rows that only grow, and when the next contact is told.

What was known before becomes the first rows: that it was opened, and the one state that was kept. Escalations of before are not
paged: nobody set contacts for them, and a whole backlog at once would help nobody.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "escalation_events",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("escalation_id", sa.String(36), sa.ForeignKey("escalations.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("by", sa.String(256), nullable=False),
        sa.Column("why", sa.String(512), nullable=False),
    )
    op.create_index("ix_escalation_events_escalation_id", "escalation_events", ["escalation_id"])
    op.execute(
        "INSERT INTO escalation_events (escalation_id, at, kind, state, by, why) "
        "SELECT id, at, 'opened', 'new', 'the screen', '' FROM escalations"
    )
    op.execute(
        "INSERT INTO escalation_events (escalation_id, at, kind, state, by, why) "
        "SELECT id, state_at, state, state, state_by, 'known before the history was kept' FROM escalations "
        "WHERE state_at IS NOT NULL AND state_by IS NOT NULL AND state <> 'new'"
    )
    with op.batch_alter_table("escalations") as table:
        table.add_column(sa.Column("page_at", sa.Float()))
        table.add_column(sa.Column("page_began", sa.Float()))
        table.add_column(sa.Column("pages", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("page_failures", sa.Integer(), nullable=False, server_default="0"))
        table.create_index("ix_escalations_page_at", ["page_at"])


def downgrade() -> None:
    with op.batch_alter_table("escalations") as table:
        table.drop_index("ix_escalations_page_at")
        for column in ("page_at", "page_began", "pages", "page_failures"):
            table.drop_column(column)
    op.drop_table("escalation_events")
