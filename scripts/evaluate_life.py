"""Measures what people really write: mostly ordinary life, now and then a danger, often told without its name.

Each labelled block is what one person typed, message after message, read by the whole pipeline with the conversation before it. The sets of
`tests/evaluation/life/` were written for nothing else; `--validation` reads those that thresholds are chosen on.

    python -m scripts.evaluate_life [--validation] [--curve]
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import time
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Sequence

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from ruamel.yaml import YAML

from components.conversation_state import FOUND, SCORE
from components.follow_up import QUESTIONS
from knowledge.settings import ROOT
from knowledge.topic_ids import ASK, OUT_OF_SCOPE, is_question, red_flag_levels, topic_of_question
from scripts.figures import FALLBACK, RED_FLAG, share_row, topics_answered
from scripts.fresh_model import MODEL

EVALUATION, VALIDATION = ROOT / "tests" / "evaluation" / "life", ROOT / "tests" / "validation" / "life"
REPORT = ROOT / "results" / "evaluation" / "life.md"
CALM = ("ordinary", "hard_negative", "foreign", "question", "question_long", "double")
DANGER = ("danger", "danger_plain", "danger_indirect", "danger_dialogue")
UNLABELLED = (
    "context",
)  # an earlier turn that only sets the scene: it must raise nothing, and nothing else is asked of it


class Read(NamedTuple):
    """What one message was taken for.

    Attributes:
        labels: what it is: question ids, red flags, intents; the first counts first.
        found: `danger`, `check` or `none`.
        questions: the ids that are answered, in order.
        topics: that are answered, or the intent's own id.
    """

    id: str
    kind: str
    author: str
    text: str
    labels: List[str]
    found: str
    level: str
    flags: List[str]
    score: float
    intent: str
    topics: List[str]
    questions: List[str]
    seconds: float

    @property
    def flag(self) -> Optional[str]:
        """The red flag that the message is labelled with first."""
        return self.labels[0] if self.labels[0] in red_flag_levels() else None

    @property
    def refused(self) -> bool:
        """Whether it is said that the assistant can't help with that."""
        return self.intent == OUT_OF_SCOPE

    @property
    def answered(self) -> bool:
        """Whether an answer about the medicine is given."""
        return self.intent.startswith(ASK) or bool(self.questions and self.intent == RED_FLAG)


class Block(NamedTuple):
    """What one person typed, in order."""

    kind: str
    turns: List[Read]

    @property
    def told(self) -> List[Read]:
        """The messages from the first that tells of danger."""
        first = next((place for place, one in enumerate(self.turns) if one.flag), len(self.turns))
        return self.turns[first:]

    @property
    def level(self) -> str:
        """The highest level that it is labelled with."""
        levels = {red_flag_levels()[one.flag] for one in self.turns if one.flag}
        return "emergency" if "emergency" in levels else "urgent"

    @property
    def escalated(self) -> List[Read]:
        """The messages that escalated, once there was reason to."""
        return [one for one in self.told if one.found == "danger"]


async def read(agent: Agent, folder: Path) -> List[Block]:
    """Every block of every set, turn by turn."""
    blocks = []
    for file in sorted(folder.glob("*.yml")):
        for one in YAML(typ="safe").load(file.read_text(encoding="utf-8")):
            tracker = DialogueStateTracker.from_events("evaluation", [])
            turns = []
            for turn in one["turns"]:
                start = time.perf_counter()
                parsed = await agent.processor.parse_message(UserMessage(turn["user"]), tracker)
                seconds = time.perf_counter() - start
                tracker.update(UserUttered(turn["user"], parsed["intent"], parse_data=parsed, input_channel="rest"))
                turns.append(_read(one, turn, parsed, seconds, file.stem))
            blocks.append(Block(one["kind"], turns))
    return blocks


def _read(one: Dict[str, Any], turn: Dict[str, Any], parsed: Dict[str, Any], seconds: float, author: str) -> Read:
    found = parsed.get(FOUND) or {}
    kind = found.get("kind", "none")
    intent = parsed["intent"]["name"] or FALLBACK
    return Read(
        one["id"], one["kind"], author, turn["user"], [label.removeprefix(ASK) for label in turn.get("labels", UNLABELLED)],
        kind if kind in ("danger", "check") else "none", found.get("level", "none"), found.get("flags", []),
        parsed.get(SCORE) or 0.0, intent, topics_answered(parsed), parsed.get(QUESTIONS) or [], seconds,
    )  # fmt: skip


def table(blocks: Sequence[Block]) -> List[str]:
    """Every figure with its bounds, as Markdown rows."""
    rows = ["| figure | share | bounds | count |", "| --- | --- | --- | --- |"]
    for kind in CALM:
        own = [one for block in blocks if block.kind == kind for one in block.turns if not one.flag]
        if own:
            rows.append(share_row(f"{kind}: escalated", [one.found == "danger" for one in own]))
            rows.append(share_row(f"{kind}: asked a check question", [one.found == "check" for one in own]))
    for name in (*DANGER, None):
        dangers = [block for block in blocks if block.kind == name or (name is None and block.kind in DANGER)]
        for level in ("emergency", "urgent"):
            told = [block for block in dangers if block.level == level and block.told]
            rows += _danger_rows(f"{name or 'every danger'}, {level}", told)
    despair = [
        block for block in blocks if block.kind in DANGER and any(one.flag == "self_harm" for one in block.turns)
    ]
    rows += _danger_rows("self-harm", despair)
    calm = [one for block in blocks for one in block.turns if not one.flag]
    statements = [one for one in calm if one.labels[0] == "statement"]
    rows.append(share_row("statements: answered with a leaflet's text", [one.answered for one in statements]))
    rows.append(share_row("statements: told that they can't be helped with", [one.refused for one in statements]))
    rows.append(share_row("statements: asked what was meant", [one.intent == FALLBACK for one in statements]))
    foreign = [one for one in calm if one.kind == "foreign" and one.labels[0] == OUT_OF_SCOPE]
    rows.append(share_row("foreign: refused", [one.refused for one in foreign]))
    rows.append(share_row("foreign: wrongly answered", [one.answered for one in foreign]))
    for kind in ("question", "question_long"):
        asked = [one for one in calm if one.kind == kind and is_question(one.labels[0])]
        rows.append(share_row(f"{kind}: first topic", [one.topics[:1] == [topic_of_question(one.labels[0])] for one in asked]))  # fmt: skip
        rows.append(share_row(f"{kind}: first question", [one.questions[:1] == one.labels[:1] for one in asked]))
        rows.append(share_row(f"{kind}: one answer", [len(one.questions) == 1 for one in asked]))
        rows.append(share_row(f"{kind}: wrongly refused", [one.refused for one in asked]))
    doubles = [one for one in calm if one.kind == "double" and len(one.labels) > 1]
    topics = [{topic_of_question(label) for label in one.labels} for one in doubles]
    rows.append(share_row("double: both topics answered", [own <= set(one.topics) for own, one in zip(topics, doubles, strict=True)]))  # fmt: skip
    rows.append(share_row("double: both questions answered", [set(one.labels) <= set(one.questions) for one in doubles]))  # fmt: skip
    times = sorted(one.seconds * 1000 for block in blocks for one in block.turns)
    rows += ["", f"NLU {times[len(times) // 2]:.1f} ms at the median, {times[int(len(times) * 0.95)]:.1f} ms at the 95th percentile."]  # fmt: skip
    return rows


def _danger_rows(name: str, blocks: Sequence[Block]) -> List[str]:
    if not blocks:
        return []
    return [
        share_row(f"{name}: escalated", [bool(block.escalated) for block in blocks]),
        share_row(f"{name}: escalated or asked", [any(one.found != "none" for one in block.told) for block in blocks]),
        share_row(
            f"{name}: at its level",
            [
                any(
                    one.level == block.level or (one.level == "emergency" and block.level == "urgent")
                    for one in block.escalated
                )
                for block in blocks
            ],
        ),  # fmt: skip
        share_row(
            f"{name}: first flag right",
            [
                any(one.flags[:1] == [block.told[-1].flag or block.told[0].flag] for one in block.escalated)
                for block in blocks
            ],
        ),  # fmt: skip
    ]


def curve(blocks: Sequence[Block]) -> List[str]:
    """What each threshold of a single message's score would do: for choosing one, on the validation sets."""
    calm = [one.score for block in blocks if block.kind in ("ordinary", "foreign", "question") for one in block.turns]
    hard = [one.score for block in blocks if block.kind == "hard_negative" for one in block.turns]
    danger = [one.score for block in blocks if block.kind in ("danger", "danger_plain", "danger_indirect") for one in block.turns if one.flag]  # fmt: skip
    rows = ["", "| score from | ordinary, foreign, questions | hard negatives | dangers in one message |", "| --- | --- | --- | --- |"]  # fmt: skip
    for at in (0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        shares = [100 * sum(score >= at for score in own) / max(1, len(own)) for own in (calm, hard, danger)]
        rows.append(f"| {at} | " + " | ".join(f"{share:.1f} %" for share in shares) + " |")
    return rows


def listing(blocks: Sequence[Block]) -> List[str]:
    """Every false alarm and every miss, to read."""
    rows = ["", "## False alarms", ""]
    rows += [
        f"- {one.id} {one.kind} {one.found} {'/'.join(one.flags)} {one.score:.2f}: {one.text[:200]!r}"
        for block in blocks for one in block.turns if block.kind in CALM and not one.flag and one.found == "danger"
    ]  # fmt: skip
    rows += ["", "## Missed dangers", ""]
    rows += [
        f"- {block.turns[0].id} {block.kind} {block.level}: {' / '.join(one.text for one in block.turns)[:300]!r}"
        for block in blocks if block.kind in DANGER and block.told and not block.escalated
    ]  # fmt: skip
    return rows


def main() -> None:
    """Prints the table and writes it, with every miss, to `results/evaluation/life.md`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--validation", action="store_true", help="the sets that thresholds are chosen on")
    parser.add_argument("--curve", action="store_true", help="what each threshold would do")
    parser.add_argument("--model", default=str(MODEL))
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    agent = Agent.load(options.model)
    blocks = asyncio.run(read(agent, VALIDATION if options.validation else EVALUATION))
    rows = [*table(blocks), *(curve(blocks) if options.curve else [])]
    print("\n".join(rows))
    if not options.validation:
        rows = ["# What people really write", "", *rows]
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text("\n".join([*rows, *listing(blocks)]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
