"""Connections to the store, and its migrations."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.pool import StaticPool

MIGRATIONS = Path(__file__).resolve().parent / "migrations"  # of the knowledge store


def engine_for(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL; makes the folder of a SQLite file. Opens no connection yet."""
    target = make_url(url)
    if target.get_backend_name() != "sqlite":
        return create_engine(url, future=True, pool_pre_ping=True, connect_args={"connect_timeout": 3})
    if target.database in (None, "", ":memory:"):
        return create_engine(url, future=True, poolclass=StaticPool, connect_args={"check_same_thread": False})
    Path(target.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return create_engine(url, future=True, connect_args={"timeout": 3})


def migrate(connection: Connection, revision: str = "head", migrations: Path = MIGRATIONS) -> None:
    """Brings a store's tables to `revision`, within the caller's transaction."""
    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.attributes["connection"] = connection
    if revision == "base":
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)
