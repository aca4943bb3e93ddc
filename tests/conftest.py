"""What all tests share: databases, real ones."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from typing import Iterator

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import OperationalError

from knowledge.content_check import Content, load_content
from knowledge.database import engine_for
from knowledge.loader import load
from knowledge.settings import ROOT
from knowledge.store import KnowledgeStore
from scripts.fresh_model import MODEL
from tests.system.pair import pair, start_pair  # noqa: F401 - fixtures for every folder

# How long one example takes says more of the machine than of the code; what must be quick has a test of its own.
settings.register_profile("bedside", deadline=None)
settings.load_profile("bedside")
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")


@pytest.fixture(scope="session", autouse=True)
def _a_queue_of_the_tests_own(tmp_path_factory) -> Iterator[None]:
    """Nothing that a test asks lands in the deployment's queue."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BEDSIDE_REVIEW_URL", f"sqlite:///{tmp_path_factory.mktemp('queue') / 'review.db'}")
        yield


@pytest.fixture(scope="session")
def content() -> Content:
    """The content that is shipped."""
    return load_content()


@pytest.fixture(scope="session")
def model() -> str:
    """The model of the inputs as they are now."""
    subprocess.run([sys.executable, "-m", "scripts.fresh_model"], cwd=ROOT, check=True)
    return str(MODEL)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path) -> Iterator[Engine]:
    """An empty database of each kind that the product runs on."""
    if request.param == "sqlite":
        yield engine_for(f"sqlite:///{tmp_path / 'knowledge.db'}")
        return
    yield from fresh_postgres_database()


def fresh_postgres_database() -> Iterator[Engine]:
    """A PostgreSQL database of the test's own, dropped afterwards."""
    server = create_engine(POSTGRES, future=True, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    name = f"bedside_test_{uuid.uuid4().hex[:12]}"
    try:
        with server.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
    except OperationalError:
        if os.environ.get("CI"):
            raise
        pytest.skip("no PostgreSQL on 127.0.0.1:5432; set TEST_POSTGRES_URL to use another")
    engine = engine_for(make_url(POSTGRES).set(database=name).render_as_string(hide_password=False))
    try:
        yield engine
    finally:
        engine.dispose()
        with server.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        server.dispose()


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory, content: Content) -> KnowledgeStore:
    """A store that holds the shipped content, filled once: look-ups change nothing."""
    engine = engine_for(f"sqlite:///{tmp_path_factory.mktemp('store') / 'knowledge.db'}")
    load(engine, content)
    return KnowledgeStore(engine)
