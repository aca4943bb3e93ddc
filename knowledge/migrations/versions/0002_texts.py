"""Texts of every kind and their versions; the leaflets of before stay as versions that were shown."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "text_versions",
        sa.Column("version", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("id", sa.String(80), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_text_versions_id", "text_versions", ["id"])
    op.create_table(
        "current_texts",
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("id", sa.String(80), primary_key=True),
        sa.Column("version", sa.String(64), sa.ForeignKey("text_versions.version"), nullable=False),
        sa.Column("review", sa.JSON(), nullable=False),
    )
    op.execute(
        "INSERT INTO text_versions (version, kind, id, content, loaded_at) "
        "SELECT version, 'leaflet', topic, content, loaded_at FROM answer_versions"
    )
    op.drop_table("current_answers")
    op.drop_index("ix_answer_versions_topic", "answer_versions")
    op.drop_table("answer_versions")


def downgrade() -> None:
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
    op.execute(
        "INSERT INTO answer_versions (version, topic, content, loaded_at) "
        "SELECT version, id, content, loaded_at FROM text_versions WHERE kind = 'leaflet'"
    )
    op.drop_table("current_texts")
    op.drop_index("ix_text_versions_id", "text_versions")
    op.drop_table("text_versions")
