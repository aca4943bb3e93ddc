"""What the tests of escalations share: a clock, a store on every database, the clinic's receiver and its mail server."""

from __future__ import annotations

import pytest

from escalations.spool import Spool
from escalations.store import EscalationStore
from tests.escalations.mail_server import MailServer, authority
from tests.escalations.receiver import Receiver


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 2_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(engine, clock):
    made = EscalationStore(engine, clock)
    made.prepare()
    return made


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def spool(tmp_path):
    return Spool(tmp_path / "spool")


@pytest.fixture(scope="session")
def trusted(tmp_path_factory):
    """A certificate for localhost, and its key; both in one file."""
    return authority(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def mail_server(trusted, monkeypatch):
    """The clinic's mail server, whose certificate this machine trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    made = MailServer(trusted)
    yield made
    made.close()
