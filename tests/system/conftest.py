"""The real pair, action server and Rasa, started once for all system tests."""

from __future__ import annotations

from typing import Callable, Dict, Iterator, List, NamedTuple

import pytest
import requests

from knowledge.__main__ import main as knowledge
from tests.system.processes import Running, free_port, running


class Pair(NamedTuple):
    """Both servers and their addresses."""

    actions: Running
    rasa: Running
    url: str

    def say(self, text: str, sender: str = "someone") -> List[Dict]:
        """Sends one message and answers the replies."""
        answer = requests.post(
            f"{self.url}/webhooks/rest/webhook", json={"sender": sender, "message": text}, timeout=60
        )
        assert answer.status_code == 200
        return answer.json()

    def logs(self) -> str:
        """What both logged."""
        return self.actions.log() + self.rasa.log()


@pytest.fixture(scope="session")
def start_pair(model: str, tmp_path_factory: pytest.TempPathFactory) -> Callable:
    """Starts a pair of its own; to be used as a context manager by tests that break one."""
    from contextlib import contextmanager

    @contextmanager
    def start(**env: str) -> Iterator[Pair]:
        folder = tmp_path_factory.mktemp("pair")
        store = f"sqlite:///{folder / 'knowledge.db'}"
        assert knowledge(["--url", store, "load"]) == 0
        port, action_port = free_port(), free_port()
        shared = {
            "ACTION_PORT": str(action_port),
            "ACTION_URL": f"http://127.0.0.1:{action_port}/webhook",
            "TRACKER_DB": str(folder / "conversations.db"),
            "BEDSIDE_KNOWLEDGE_URL": store,
            **env,
        }
        serve = ["-m", "rasa", "run", "--interface", "127.0.0.1", "--port", str(port), "--model", model]
        with running(["-m", "actions"], f"http://127.0.0.1:{action_port}/health", **shared) as actions:
            with running(serve, f"http://127.0.0.1:{port}/webhooks/rest/", **shared) as rasa:
                yield Pair(actions, rasa, f"http://127.0.0.1:{port}")

    return start


@pytest.fixture(scope="session")
def pair(start_pair: Callable) -> Iterator[Pair]:
    """The pair that tests share as long as they leave it whole."""
    with start_pair() as made:
        yield made
