"""Alembic migrations of the knowledge store."""
