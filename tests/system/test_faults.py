"""Every fault while people write: each message is answered, and each escalation reaches the clinic. Counts in results/faults.md."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from contextlib import contextmanager
from typing import Dict, Iterator, List, NamedTuple

import pytest

from escalations.store import EscalationStore
from knowledge.database import engine_for
from knowledge.settings import ROOT
from tests.components.plain_danger import PLAIN
from tests.escalations.receiver import Receiver
from tests.system.test_danger import dispatching, place, until  # noqa: F401 - a fixture

MESSAGES = [texts[0] for texts in PLAIN.values()]
DELIVERY_SECONDS = 60


class Counts(NamedTuple):
    """What became of one fault's messages."""

    fault: str
    sent: int
    answered: int
    escalations: int
    delivered: int
    duplicated: int

    @property
    def lost(self) -> int:
        """Escalations that were told to a person and never reached the clinic."""
        return self.escalations - self.delivered


class Run:
    """Sends messages, each in a conversation of its own, and counts what becomes of them."""

    def __init__(self, receiver: Receiver, where: Dict[str, str]) -> None:
        self.receiver, self.place = receiver, where
        self.rows: List[Counts] = []
        self._store = EscalationStore(engine_for(where["BEDSIDE_ESCALATION_URL"]))

    def send(self, pair, fault: str) -> List[str]:
        """Every message once; answers the escalation ids that people were given."""
        replies = [pair.say(text, f"{fault}-{number}") for number, text in enumerate(MESSAGES)]
        self._answered = sum(bool(reply and reply[0]["text"]) for reply in replies)
        return [reply[0]["custom"]["escalation_id"] for reply in replies]

    def settle(self, fault: str, ids: List[str]) -> None:
        """Waits until the clinic has them all, or the time is over, and counts."""
        wanted = set(ids)

        def got() -> List[str]:
            return [one["escalation_id"] for one in list(self.receiver.accepted) if one["escalation_id"] in wanted]

        deadline = time.monotonic() + DELIVERY_SECONDS
        while set(got()) != wanted and time.monotonic() < deadline:
            time.sleep(0.1)
        repeated = len(got()) - len(set(got()))
        self.rows.append(Counts(fault, len(MESSAGES), self._answered, len(wanted), len(set(got())), repeated))

    def table(self) -> str:
        """All counts as Markdown."""
        lines = ["| fault | messages sent | answered | escalations made | delivered | delivered twice | lost |",
                 "| --- | --- | --- | --- | --- | --- | --- |"]  # fmt: skip
        lines += [
            f"| {one.fault} | {one.sent} | {one.answered} | {one.escalations} | {one.delivered} | {one.duplicated} | {one.lost} |"
            for one in self.rows
        ]
        return "\n".join(lines) + "\n"


@contextmanager
def store_locked(where: Dict[str, str]) -> Iterator[None]:
    """The escalation store can't be used, as long as somebody else holds it."""
    held = sqlite3.connect(where["BEDSIDE_ESCALATION_URL"].removeprefix("sqlite:///"), isolation_level=None)
    held.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        held.execute("ROLLBACK")
        held.close()


@pytest.fixture
def run(place) -> Run:  # noqa: F811
    return Run(Receiver(), place)


def test_whatever_breaks_nothing_is_lost(start_pair, run):
    with start_pair(**run.place) as pair:
        with dispatching(run.place, run.receiver):
            run.settle("none", run.send(pair, "none"))
            for mood in ("hang", "error500", "missing404", "redirect", "cut"):
                run.receiver.mood = mood
                ids = run.send(pair, mood)
                time.sleep(1.5)  # some tries fail
                run.receiver.mood = "ok"
                run.settle(f"the clinic's receiver: {mood}", ids)
            with store_locked(run.place):
                ids = run.send(pair, "locked")
                time.sleep(1)
            run.settle("escalation store can't be used", ids)
        ids = run.send(pair, "no-dispatcher")
        for _ in range(4):
            with dispatching(run.place, run.receiver) as dispatcher:
                time.sleep(1.2)
                os.kill(dispatcher.pid, signal.SIGKILL)
        with dispatching(run.place, run.receiver):
            run.settle("dispatcher killed four times while it delivers", ids)
            os.kill(pair.actions.process.pid, signal.SIGKILL)
            run.settle("action server killed", run.send(pair, "no-actions"))
        ids = run.send(pair, "killed")
        os.kill(pair.rasa.process.pid, signal.SIGKILL)
    with start_pair(**run.place), dispatching(run.place, run.receiver):
        run.settle("everything killed, then started again", ids)
        until(lambda: run._store.undelivered() == 0)  # the receiver has a notice a moment before the store knows
    (ROOT / "results").mkdir(exist_ok=True)
    (ROOT / "results" / "faults.md").write_text(run.table(), encoding="utf-8")
    print("\n" + run.table())
    for row in run.rows:
        assert row.answered == row.sent == row.escalations, row
        assert row.lost == 0, row
    assert run.receiver.forged == 0
