"""Measures messages that ask several things, and dialogues whose turns lean on earlier ones."""

from __future__ import annotations

import asyncio
from typing import Any, Dict, List, NamedTuple, Sequence

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from ruamel.yaml import YAML

from components.conversation_state import FOUND
from knowledge.settings import ROOT
from scripts.figures import share_row, topics_answered

DOUBLES = ROOT / "tests" / "evaluation" / "doubles.yml"
FOLLOW_UPS = ROOT / "tests" / "evaluation" / "follow_ups.yml"


class Turn(NamedTuple):
    """One message, what it should be answered with, and what it was."""

    id: str
    number: int
    text: str
    wanted: List[List[str]]
    topics: List[str]  # that are answered
    danger: str  # what the screen made of it: `none`, `check` or `danger`

    @property
    def all_found(self) -> bool:
        """Whether each question is among the topics."""
        return all(set(self.topics) & set(accepted) for accepted in self.wanted)

    @property
    def in_order(self) -> bool:
        """Whether the topics are those asked, in the order asked, and no more."""
        return len(self.topics) == len(self.wanted) and all(
            topic in accepted for topic, accepted in zip(self.topics, self.wanted, strict=True)
        )


async def read(agent: Agent, labelled: Sequence[Dict[str, Any]]) -> List[Turn]:
    """Every turn of every labelled message or dialogue."""
    assert agent.processor is not None
    found = []
    for one in labelled:
        turns = one.get("turns") or [{"user": one["text"], "topics": one["topics"]}]
        tracker = DialogueStateTracker.from_events("evaluation", [])
        for number, turn in enumerate(turns):
            parsed = await agent.processor.parse_message(UserMessage(turn["user"]), tracker)
            tracker.update(UserUttered(turn["user"], parsed["intent"], parse_data=parsed, input_channel="rest"))
            topics = topics_answered(parsed)
            danger = (parsed.get(FOUND) or {}).get("kind", "none")
            wanted = turn["topics"] if "text" in one else [turn["topics"]]
            found.append(Turn(one["id"], number, turn["user"], wanted, topics, danger))
    return found


def report(doubles: Sequence[Turn], dialogues: Sequence[Turn]) -> str:
    """The report as Markdown."""
    several = [turn for turn in doubles if len(turn.wanted) > 1]
    single = [turn for turn in doubles if len(turn.wanted) == 1]
    later = [turn for turn in dialogues if turn.number > 0]
    rows = [
        share_row("several questions: all answered", [turn.all_found for turn in several]),
        share_row("several questions: exactly these, in the order asked", [turn.in_order for turn in several]),
        share_row("looks double, one question: one answer", [turn.in_order for turn in single]),
        share_row("dialogues: first turn right", [turn.all_found for turn in dialogues if turn.number == 0]),
        share_row("dialogues: later turns right", [turn.all_found for turn in later]),
        share_row(
            "dialogues: harmless turns taken for danger, or asked about",
            [turn.danger != "none" for turn in dialogues],
        ),
    ]
    for author in sorted({turn.id[:-3] for turn in [*doubles, *dialogues]}):
        own = [turn for turn in several if turn.id[:-3] == author] or [turn for turn in later if turn.id[:-3] == author]
        rows.append(share_row(f"of these, author {author}", [turn.all_found for turn in own]))
    missed = [turn for turn in [*doubles, *later] if not (turn.all_found if len(turn.wanted) > 1 else turn.in_order)]
    lines = ["# Several questions, and conversations", "", "| figure | share | bounds | count |", "| --- | --- | --- | --- |", *rows,
             "", "## Every miss", ""]  # fmt: skip
    lines += [
        f"- {turn.id}.{turn.number} wanted {turn.wanted}, got {turn.topics}{'' if turn.danger == 'none' else f' and a {turn.danger}'}: {turn.text[:160]}"
        for turn in missed
    ]
    return "\n".join(lines) + "\n"


def evaluate(agent: Agent) -> str:
    """The report on both labelled sets."""
    load = YAML(typ="safe").load
    doubles = asyncio.run(read(agent, load(DOUBLES.read_text(encoding="utf-8"))))
    dialogues = asyncio.run(read(agent, load(FOLLOW_UPS.read_text(encoding="utf-8"))))
    return report(doubles, dialogues)
