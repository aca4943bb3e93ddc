"""Measures the red-flag screen on messages and dialogues that it was never trained on."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Sequence

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from ruamel.yaml import YAML

from components.conversation_state import FOUND, SCORE
from knowledge.settings import ROOT
from scripts.figures import share_row, wilson

LABELLED = ROOT / "tests" / "evaluation" / "red_flags.yml"
VALIDATION = sorted((ROOT / "tests" / "validation").glob("red_flags*.yml"))
# The start of the field: what a list of the plainest words finds. Kept to compare with, never served.
KEYWORDS = (
    "can't breathe|cant breathe|not breathing|trouble breathing|blue|unconscious|passed out|won't wake|unresponsive|seizure|fit|convuls|"
    "overdose|took too many|swallowed|suicid|kill myself|end my life|die|swelling|swollen|hives|throat|hallucinat|seeing things|voices|fever|"
    "confus|chest pain|heart|stroke|slurred|droop|dark urine|newborn|ran out|stopped|vomit|fell|hit my head|alarm|can't pee|pregnant"
)


class Outcome(NamedTuple):
    """What the screen made of one labelled message or dialogue."""

    label: Dict[str, Any]
    kind: str
    level: str
    flags: List[str]
    seconds: float
    keywords: bool
    score: float

    @property
    def raised(self) -> bool:
        """Whether it escalated, or asked the check question, whose text holds the number."""
        return self.kind in ("danger", "check")

    @property
    def accepted_levels(self) -> List[str]:
        """The levels that a fair judge would accept."""
        return [self.label["level"], *self.label.get("also_ok", [])]

    def text(self) -> str:
        """The message, or the dialogue's turns."""
        return self.label.get("text") or " / ".join(turn["user"] for turn in self.label["turns"])


async def read(agent: Agent, labelled: Sequence[Dict[str, Any]]) -> List[Outcome]:
    """Every labelled message through the pipeline; dialogues turn by turn."""
    import re

    words = re.compile(rf"\b({KEYWORDS})", re.IGNORECASE)
    outcomes = []
    for one in labelled:
        turns = [turn["user"] for turn in one["turns"]] if "turns" in one else [one["text"]]
        tracker = DialogueStateTracker.from_events("evaluation", [])
        for turn in turns:
            start = time.perf_counter()
            parsed = await agent.processor.parse_message(UserMessage(turn), tracker)
            seconds = time.perf_counter() - start
            tracker.update(UserUttered(turn, parsed["intent"], parse_data=parsed, input_channel="rest"))
        found = parsed.get(FOUND) or {}
        kind = found.get("kind", "none")
        level = found["level"] if kind == "danger" else "check" if kind == "check" else "none"
        outcomes.append(
            Outcome(
                one, kind, level, found.get("flags", []), seconds, bool(words.search(turns[-1])), parsed.get(SCORE, 0.0)
            )
        )
    return outcomes


def of_level(outcomes: Sequence[Outcome], level: str, dialogues: Optional[bool] = False) -> List[Outcome]:
    """Those labelled with a level; single messages, dialogues, or both (None)."""
    return [
        o for o in outcomes if o.label["level"] == level and (dialogues is None or ("turns" in o.label) == dialogues)
    ]


def report(outcomes: Sequence[Outcome]) -> str:
    """The whole report as Markdown."""
    lines = ["# Danger: what the screen finds, and where it cries wolf", "",
             f"{len(outcomes)} messages and dialogues of `{LABELLED.relative_to(ROOT)}`, never trained on. 95 % bounds (Wilson).", "",
             "| figure | share | bounds | count |", "| --- | --- | --- | --- |"]  # fmt: skip
    for level in ("emergency", "urgent"):
        own = of_level(outcomes, level)
        lines.append(share_row(f"{level}: noticed (escalated or asked)", [o.raised for o in own]))
        lines.append(share_row(f"{level}: escalated", [o.kind == "danger" for o in own]))
        lines.append(
            share_row(
                f"{level}: escalated at an acceptable level",
                [o.kind == "danger" and o.level in o.accepted_levels for o in own],
            )
        )
        lines.append(
            share_row(f"{level}: one of its flags named", [bool(set(o.flags) & set(o.label["flags"])) for o in own])
        )
        lines.append(share_row(f"{level}: a list of keywords, for comparison", [o.keywords for o in own]))
    negatives = of_level(outcomes, "none")
    lines.append(share_row("hard negatives: false emergency", [o.level == "emergency" for o in negatives]))
    lines.append(share_row("hard negatives: false urgent", [o.level == "urgent" for o in negatives]))
    lines.append(share_row("hard negatives: asked a check question", [o.kind == "check" for o in negatives]))
    lines.append(share_row("hard negatives: a list of keywords, for comparison", [o.keywords for o in negatives]))
    dangerous = [o for o in outcomes if "turns" in o.label and o.label["level"] != "none"]
    harmless = [o for o in outcomes if "turns" in o.label and o.label["level"] == "none"]
    lines.append(share_row("dialogues, dangerous: noticed", [o.raised for o in dangerous]))
    lines.append(share_row("dialogues, harmless: escalated", [o.kind == "danger" for o in harmless]))
    times = sorted(o.seconds * 1000 for o in outcomes)
    lines += ["", f"Latency of the whole pipeline {times[len(times) // 2]:.1f} ms at the median, {times[int(len(times) * 0.95)]:.1f} ms at the 95th percentile.", "",
              "## Per flag", "", "| flag | noticed | count |", "| --- | --- | --- |"]  # fmt: skip
    per_flag = defaultdict(list)
    for o in outcomes:
        if o.label["flags"] and "text" in o.label:
            per_flag[o.label["flags"][0]].append(o.raised)
    lines += [
        f"| {flag} | {sum(found)}/{len(found)} | {wilson(sum(found), len(found))[0] * 100:.0f} % at least |"
        for flag, found in sorted(per_flag.items())
    ]
    lines += ["", "## Per kind of negative", "", "| kind | escalated | asked | count |", "| --- | --- | --- | --- |"]
    kinds = defaultdict(list)
    for o in negatives:
        kinds[o.label["kind"]].append(o.kind)
    lines += [
        f"| {kind} | {found.count('danger')} | {found.count('check')} | {len(found)} |"
        for kind, found in sorted(kinds.items())
    ]
    missed = [o for o in outcomes if o.label["level"] != "none" and not o.raised]
    false = [o for o in outcomes if o.label["level"] == "none" and o.kind == "danger"]
    lines += ["", "## Every miss", ""] + [
        f"- {o.label['id']} {o.label['level']} `{'/'.join(o.label['flags'])}`: {o.text()[:220]}" for o in missed
    ]
    lines += ["", "## Every false escalation", ""] + [
        f"- {o.label['id']} {o.label['kind']} taken for {o.level} `{'/'.join(o.flags)}`: {o.text()[:220]}"
        for o in false
    ]
    return "\n".join(lines) + "\n"


def plot(agent: Agent, path: Path) -> None:
    """What the screen's threshold trades, on the validation sets it was chosen on: danger found against false alarms.

    The curve is the learned reader's alone; the point is the whole screen as it is set.
    """
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    labelled = [one for file in VALIDATION for one in YAML(typ="safe").load(file.read_text(encoding="utf-8"))]
    outcomes = asyncio.run(read(agent, [one for one in labelled if "text" in one]))
    negatives = of_level(outcomes, "none")
    figure, axes = pyplot.subplots(figsize=(7, 4.5))
    for level, colour in (("emergency", "tab:red"), ("urgent", "tab:orange")):
        own = of_level(outcomes, level)
        thresholds = sorted({round(o.score, 3) for o in [*own, *negatives]} | {0.0, 1.001})
        false = [sum(o.score >= one for o in negatives) / len(negatives) for one in thresholds]
        found = [sum(o.score >= one for o in own) / len(own) for one in thresholds]
        axes.plot(false, found, color=colour, label=f"{level}, by threshold")
        at = (sum(o.kind == "danger" for o in negatives) / len(negatives), sum(o.raised for o in own) / len(own))
        axes.plot(*at, "o", color=colour, label=f"{level}, as set")
    axes.set(xlabel="hard negatives escalated", ylabel="danger noticed", xlim=(0, 0.15), ylim=(0.7, 1.005))
    axes.grid(alpha=0.3)
    axes.legend(loc="lower right")
    figure.tight_layout()
    figure.savefig(path, dpi=120)


def evaluate(agent: Agent) -> str:
    """The report on the labelled set."""
    labelled = YAML(typ="safe").load(LABELLED.read_text(encoding="utf-8"))
    return report(asyncio.run(read(agent, labelled)))
