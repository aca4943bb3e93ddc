"""Alembic migrations of the escalation store."""
