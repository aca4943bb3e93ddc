"""Measures what a person gets: every labelled message goes to the running assistant over HTTP, and its replies are held against the questions asked.

python -m scripts.evaluate_answers [--sets tests/evaluation/answers] [--replies FILE]
"""

from __future__ import annotations

import argparse
import json
import socket
import tempfile
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any, Dict, Iterator, List, NamedTuple, Sequence

import requests
from ruamel.yaml import YAML

from knowledge.__main__ import main as knowledge
from knowledge.settings import ROOT
from scripts.figures import share_row
from scripts.serve import LOOPBACK, MODEL, environment, start, stop, wait_until_up

SETS = ROOT / "tests" / "evaluation" / "answers"
REPORT = ROOT / "results" / "evaluation" / "answers.md"
ANSWERS = ("answer", "tool")  # types of replies that answer a question
TURN_SECONDS = 60


class Turn(NamedTuple):
    """One message and what was said to it.

    Attributes:
        wanted: for each question asked, the full ids that are accepted, the best first.
        given: the full ids that were answered, in order.
        kinds: the types of all replies.
        words: of everything that was said.
    """

    id: str
    number: int
    text: str
    wanted: List[List[str]]
    given: List[str]
    kinds: List[str]
    words: int

    @property
    def first_right(self) -> bool:
        """Whether the first answer is to the first question asked."""
        return bool(self.given) and self.given[0] in self.wanted[0]

    @property
    def first_topic_right(self) -> bool:
        """Whether the first answer is of the topic asked about."""
        return bool(self.given) and _topic(self.given[0]) in {_topic(one) for one in self.wanted[0]}

    @property
    def all_answered(self) -> bool:
        """Whether each question is among those answered."""
        return all(set(self.given) & set(accepted) for accepted in self.wanted)

    @property
    def exactly(self) -> bool:
        """Whether the questions asked were answered, in their order, and nothing else."""
        return len(self.given) == len(self.wanted) and all(
            one in accepted for one, accepted in zip(self.given, self.wanted, strict=True)
        )


def _topic(question: str) -> str:
    return question.partition("/")[0]


@contextmanager
def assistant() -> Iterator[str]:
    """The real action server and Rasa with stores of their own; answers Rasa's address."""
    with tempfile.TemporaryDirectory() as folder:
        store = f"sqlite:///{folder}/knowledge.db"
        if knowledge(["--url", store, "load"]) != 0:
            raise SystemExit("The content has faults.")
        port, action_port = _free_port(), _free_port()
        env = {
            **environment(action_port),
            "ACTION_PORT": str(action_port),
            "ACTION_URL": f"http://{LOOPBACK}:{action_port}/webhook",
            "TRACKER_DB": f"{folder}/conversations.db",
            "BEDSIDE_KNOWLEDGE_URL": store,
            "BEDSIDE_REVIEW_URL": f"sqlite:///{folder}/review.db",
            "BEDSIDE_ESCALATION_SPOOL": f"{folder}/spool",
            "BEDSIDE_ESCALATION_URL": f"sqlite:///{folder}/escalations.db",
            "BEDSIDE_WIDGET_SECRET_FILE": f"{folder}/secret",
        }
        with Path(folder, "log").open("wb") as log:
            running = [
                start(["-m", "actions"], env, log),
                start(
                    ["-m", "channels.server", "--interface", LOOPBACK, "--port", str(port), "--model", MODEL], env, log
                ),
            ]
            try:
                wait_until_up(running[0], f"http://{LOOPBACK}:{action_port}/health", "The action server")
                wait_until_up(running[1], f"http://{LOOPBACK}:{port}/webhooks/rest/", "Rasa")
                yield f"http://{LOOPBACK}:{port}"
            finally:
                stop(running)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def ask(url: str, labelled: Sequence[Dict[str, Any]], kept: List[Dict[str, Any]]) -> List[Turn]:
    """Sends every message of a set, each conversation under an id of its own; `kept` gets the replies as they came."""
    turns = []
    for one in labelled:
        said = one.get("turns") or [{"user": one["text"], "questions": one["questions"]}]
        for number, turn in enumerate(said):
            body = {"sender": f"evaluation-{one['id']}", "message": turn["user"]}
            answer = requests.post(f"{url}/webhooks/rest/webhook", json=body, timeout=TURN_SECONDS)
            answer.raise_for_status()
            replies = answer.json()
            payloads = [reply.get("custom") or {} for reply in replies]
            given = [load["question"] for load in payloads if load.get("type") in ANSWERS and load.get("question")]
            words = sum(len((reply.get("text") or "").split()) for reply in replies)
            kinds = [str(load.get("type")) for load in payloads]
            turns.append(Turn(one["id"], number, turn["user"], turn["questions"], given, kinds, words))
            kept.append({"id": one["id"], "turn": number, "text": turn["user"], "replies": replies})
    return turns


def report(turns: Dict[str, List[Turn]]) -> str:
    """The figures as Markdown."""
    rows = []
    for name, found in turns.items():
        asking = [turn for turn in found if turn.wanted]
        single = [turn for turn in asking if len(turn.wanted) == 1]
        several = [turn for turn in asking if len(turn.wanted) > 1]
        rows += [
            share_row(f"{name}: first answer of the right topic", [turn.first_topic_right for turn in asking]),
            share_row(f"{name}: first answer to the very question", [turn.first_right for turn in asking]),
        ]
        if single:
            rows.append(share_row(f"{name}: one question, one answer", [len(turn.given) == 1 for turn in single]))
        if several:
            rows.append(share_row(f"{name}: several questions, all answered", [turn.all_answered for turn in several]))
            rows.append(share_row(f"{name}: exactly these, in order", [turn.exactly for turn in several]))
        later = [turn for turn in asking if turn.number > 0]
        if later:
            rows.append(share_row(f"{name}: later turns, the very question", [turn.first_right for turn in later]))
        rows.append(share_row(f"{name}: a check question or an escalation",
                              [bool({"check", "escalation"} & set(turn.kinds)) for turn in found]))  # fmt: skip
        rows.append(share_row(f"{name}: nothing answered", [not turn.given for turn in asking]))
        cuts = quantiles([turn.words for turn in found], n=10)
        rows.append(
            f"| {name}: words shown, median and 90th percentile | {cuts[4]:.0f}, {cuts[8]:.0f} | | {len(found)} |"
        )
    lines = ["# What a person gets", "", "| figure | share | bounds | count |", "| --- | --- | --- | --- |", *rows, ""]
    return "\n".join(lines)


def main() -> None:
    """Command line: see the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=Path, default=SETS, help="folder of labelled sets")
    parser.add_argument("--replies", type=Path, help="where to keep every reply as it came (JSON lines)")
    options = parser.parse_args()
    turns: Dict[str, List[Turn]] = {}
    kept: List[Dict[str, Any]] = []
    with assistant() as url:
        for path in sorted(options.sets.glob("*.yml")):
            turns[path.stem] = ask(url, YAML(typ="safe").load(path.read_text(encoding="utf-8")), kept)
    text = report(turns)
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(text, encoding="utf-8")
    if options.replies:
        options.replies.write_text("".join(json.dumps(one) + "\n" for one in kept), encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
