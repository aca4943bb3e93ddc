"""Alembic's entry: migrates the channel store over the connection that `channels.store` hands in."""

from alembic import context

from channels.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table="channels_version",  # the knowledge store keeps one of its own
    render_as_batch=True,  # SQLite can't alter a table in place
)
with context.begin_transaction():
    context.run_migrations()
