"""What the person says of an escalation after its card was told, and the number that they leave to be called at.

The number stands here alone, beside its escalation: not in the notices, whose bodies are handed on, and not in the history.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("escalation_notices") as table:
        table.add_column(sa.Column("act", sa.String(16)))
    with op.batch_alter_table("escalations") as table:
        table.add_column(sa.Column("phone", sa.String(32)))


def downgrade() -> None:
    with op.batch_alter_table("escalations") as table:
        table.drop_column("phone")
    with op.batch_alter_table("escalation_notices") as table:
        table.drop_column("act")
