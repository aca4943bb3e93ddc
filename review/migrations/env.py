"""Alembic's entry: migrates the queue's tables over the connection that `review.store` hands in."""

from alembic import context

from review.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table="review_version",  # each store keeps one of its own
    render_as_batch=True,  # SQLite can't alter a table in place
)
with context.begin_transaction():
    context.run_migrations()
