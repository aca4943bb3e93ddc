"""Measures what is made of answers to a card or a check question, by the whole pipeline, on messages that nothing was trained on.

Each stands behind a message that tells of its red flag (`tests/validation/red_flags.yml`), to which the card was told or the check question asked.

    python -m scripts.evaluate_replies [file]      # tests/validation/replies.yml where left out; .jsonl too
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Sequence

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from ruamel.yaml import YAML

from components.conversation_state import ACT, FOUND, SCORE
from knowledge.red_flags import red_flags
from knowledge.settings import ROOT
from knowledge.topic_ids import red_flag_levels
from scripts.figures import share_row
from scripts.fresh_model import MODEL

VALIDATION = ROOT / "tests" / "validation"
REPLIES, DANGERS = VALIDATION / "replies.yml", VALIDATION / "red_flags.yml"
DOUBT = 0.2  # the score of the check question that is answered: no faint one
HELPED, ENDS = ("called", "on_the_way"), ("arrived", "better", "false_alarm")
NOT_OVER = ("cannot", "worse", "yes", "no", "thanks", "other")


class Answered(NamedTuple):
    """One answer and what became of it.

    Attributes:
        at: `card` or `check`.
        act: what its author says that it does.
        read: the act that it was read as.
        made: what the screen found: `danger`, `check`, `after`, `over`, `settled` or `none`.
        stage: where the danger stands then; None where nothing was said of it.
        score: how surely the message by itself tells of danger.
    """

    at: str
    flag: str
    act: str
    text: str
    read: str
    made: str
    stage: str
    score: float

    @property
    def settles(self) -> bool:
        """Whether a check question is answered so that nothing is wrong."""
        return self.act in (red_flags()[self.flag].settled_by, "false_alarm")

    @property
    def confirms(self) -> bool:
        """Whether it is answered so that it is happening."""
        return not self.settles and self.act not in ("better", "thanks", "other")


def answers_in(file: Path) -> List[Dict[str, str]]:
    """The answers of a file, each with `context`, `label` and `text`."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".jsonl":
        return [json.loads(line) for line in text.splitlines()]
    return list(YAML(typ="safe").load(text))


async def read(agent: Agent, file: Path) -> List[Answered]:
    """Every answer of a file in its conversation."""
    dangers: Dict[str, List[str]] = {}
    for one in YAML(typ="safe").load(DANGERS.read_text(encoding="utf-8")):
        for flag in one.get("flags", [])[:1] if "text" in one else []:
            dangers.setdefault(flag, []).append(one["text"])
    return [await _answered(agent, one, dangers, number) for number, one in enumerate(answers_in(file))]


async def _answered(agent: Agent, one: Dict[str, str], dangers: Dict[str, List[str]], number: int) -> Answered:
    at, _, flag = one["context"].partition(":")
    texts = dangers.get(flag) or ["something is wrong"]
    kind, score = ("danger", 0.99) if at == "card" else ("check", DOUBT)
    found = {"kind": kind, "level": red_flag_levels()[flag], "flags": [flag], "lead": flag, "score": score}
    told = UserUttered(
        texts[number % len(texts)], {"name": "red_flag"}, parse_data={FOUND: found}, input_channel="rest"
    )
    tracker = DialogueStateTracker.from_events("evaluation", [told])
    parsed: Dict[str, Any] = await agent.processor.parse_message(UserMessage(one["text"]), tracker)
    made = parsed.get(FOUND) or {}
    kind = made.get("kind", "none")
    if at == "check" and kind == "none" and parsed.get(ACT) in (red_flags()[flag].settled_by, "better", "false_alarm"):
        kind = "settled"  # without a word, where nothing was answered with the question
    return Answered(at, flag, one["label"], one["text"], parsed.get(ACT) or "-", kind, made.get("stage") or "-", parsed.get(SCORE) or 0.0)  # fmt: skip


def table(found: Sequence[Answered]) -> List[str]:
    """What becomes of them, as Markdown rows: first what is understood, then what must not happen."""
    card, check = ([one for one in found if one.at == at] for at in ("card", "check"))
    quiet = [one for one in card if one.act in NOT_OVER]
    open_yet = [one for one in card if one.act not in ENDS]
    rows = ["| answers | share | bounds | count |", "| --- | --- | --- | --- |"]

    def row(name: str, own: Sequence[Answered], true: Any) -> None:
        rows.append(share_row(name, [true(one) for one in own]))

    row(
        "card, help was called or comes: taken so",
        [one for one in card if one.act in HELPED],
        lambda one: one.stage in HELPED or one.made == "over",
    )
    row(
        "card, they have help, it is better, or was none: taken so",
        [one for one in card if one.act in ENDS],
        lambda one: one.made == "over" or one.stage == "doubted",
    )
    row(
        "card, nobody can be reached: told how else",
        [one for one in card if one.act == "cannot"],
        lambda one: one.read == "cannot" or one.made == "danger",
    )
    row(
        "card, no better or worse: told to call",
        [one for one in card if one.act == "worse"],
        lambda one: one.read == "worse" or one.made == "danger",
    )
    row(
        "card, thanks, yes, no: heard",
        [one for one in card if one.act in ("thanks", "yes", "no")],
        lambda one: one.made == "after",
    )
    row(
        "card, another question or news: left to be answered",
        [one for one in card if one.act == "other"],
        lambda one: one.made == "none",
    )
    row(
        "**card, not over, but taken as over or none**",
        open_yet,
        lambda one: one.made == "over" or one.stage == "doubted",
    )
    row("**card, no help called, but taken so**", quiet, lambda one: one.stage in HELPED)
    row("check, nothing is wrong: believed", [one for one in check if one.settles], lambda one: one.made == "settled")
    row("check, it is happening: escalated", [one for one in check if one.confirms], lambda one: one.made == "danger")
    row(
        "**check, it is happening, but taken as settled**",
        [one for one in check if one.confirms],
        lambda one: one.made == "settled",
    )
    row(
        "check, another question or news: escalated",
        [one for one in check if one.act == "other"],
        lambda one: one.made == "danger",
    )
    return rows


def confusion(found: Sequence[Answered]) -> List[str]:
    """Each act and what it was read as."""
    rows = []
    for act in sorted({one.act for one in found}):
        own = Counter(one.read for one in found if one.act == act)
        rows.append(f"{act}: " + ", ".join(f"{read} {count}" for read, count in own.most_common()))
    return rows


def main() -> None:
    """Prints the tables."""
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else REPLIES
    found = asyncio.run(read(Agent.load(str(MODEL)), file))
    print("\n".join([*table(found), "", *confusion(found)]))


if __name__ == "__main__":
    main()
