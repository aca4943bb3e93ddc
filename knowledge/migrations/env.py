"""Alembic's entry: migrates the store over the connection that `knowledge.database.migrate` hands in."""

from alembic import context

from knowledge.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table="knowledge_version",  # escalations keep a version table of their own beside it
    render_as_batch=True,  # SQLite can't alter a table in place
)
with context.begin_transaction():
    context.run_migrations()
