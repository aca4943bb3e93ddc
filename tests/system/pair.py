"""The real pair, action server and Rasa, started once for all tests that need it; `tests/conftest.py` makes it known to them."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import Callable, Dict, Iterator, List

import pytest
import requests

from knowledge.__main__ import main as knowledge
from tests.system.processes import Running, free_port, running


class Pair:
    """Both servers and their addresses."""

    def __init__(self, port: int, serve: List[str], env: Dict[str, str]) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.actions: Running
        self.rasa: Running
        self._serve = serve
        self._env = env
        self._earlier = ""

    @property
    def clinic_port(self) -> int:
        """A port whose pages may use the web chat from another origin."""
        return int(self._env["BEDSIDE_WIDGET_ORIGINS"].rpartition(":")[2])

    def start_rasa(self, stack: ExitStack) -> None:
        """Starts Rasa, until the stack is left."""
        self.rasa = stack.enter_context(running(self._serve, f"{self.url}/webhooks/rest/", **self._env))
        self._stack = stack

    def stop_rasa(self) -> None:
        """Ends Rasa alone; `start_again` brings it back where it was, with what it stored."""
        self._earlier += self.rasa.log()
        self.rasa.stop()

    def start_again(self) -> None:
        """Starts Rasa once more, at the same address."""
        self.start_rasa(self._stack)

    def say(self, text: str, sender: str = "someone") -> List[Dict]:
        """Sends one message and answers the replies."""
        answer = requests.post(
            f"{self.url}/webhooks/rest/webhook", json={"sender": sender, "message": text}, timeout=60
        )
        assert answer.status_code == 200
        return answer.json()

    def logs(self) -> str:
        """What both logged."""
        return self.actions.log() + self._earlier + self.rasa.log()


@pytest.fixture(scope="session")
def start_pair(model: str, tmp_path_factory: pytest.TempPathFactory) -> Callable:
    """Starts a pair of its own; to be used as a context manager by tests that break one."""

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
            "BEDSIDE_ESCALATION_URL": f"sqlite:///{folder / 'escalations.db'}",
            "BEDSIDE_ESCALATION_SPOOL": str(folder / "spool"),
            "BEDSIDE_WIDGET_SECRET_FILE": str(folder / "widget_secret"),
            "BEDSIDE_WIDGET_ORIGINS": f"http://localhost:{free_port()}",
            **env,
        }
        serve = ["-m", "channels.server", "--interface", "127.0.0.1", "--port", str(port), "--model", model]
        made = Pair(port, serve, shared)
        with ExitStack() as stack:
            made.actions = stack.enter_context(
                running(["-m", "actions"], f"http://127.0.0.1:{action_port}/health", **shared)
            )
            made.start_rasa(stack)
            yield made

    return start


@pytest.fixture(scope="session")
def pair(start_pair: Callable) -> Iterator[Pair]:
    """The pair that tests share as long as they leave it whole."""
    with start_pair() as made:
        yield made
