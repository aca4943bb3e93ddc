"""Measures the understanding on messages that the model was never trained on, and writes a report with a plot."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import Counter
from pathlib import Path
from typing import Dict, List, NamedTuple, Sequence, Tuple

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from ruamel.yaml import YAML

from components.conversation_state import FOUND
from knowledge.settings import ROOT
from knowledge.topic_ids import OUT_OF_SCOPE, topic_of_intent
from scripts import evaluate_conversation, evaluate_safety
from scripts.figures import FALLBACK, RED_FLAG, topics_answered, wilson
from scripts.fresh_model import MODEL

QUESTIONS = ROOT / "tests" / "evaluation" / "questions.yml"
REPORT = ROOT / "results" / "evaluation"
SLIPS, SLIPPED_WORDS, MIN_SLIPPED = 2, 3, 5  # slips a word, words a message, letters of a word


class Outcome(NamedTuple):
    """What the model made of one labelled message."""

    id: str
    text: str
    style: str
    topics: List[str]
    ranked: List[str]
    confidence: float
    unsure: bool
    seconds: float
    danger: str  # what the screen made of it: `none`, `check` or `danger`
    given: List[str]  # topics that are answered in this turn, in order

    @property
    def first_right(self) -> bool:
        """Whether the best topic is an acceptable one, however sure the model was."""
        return self.ranked[0] in self.topics

    @property
    def right_answer_given(self) -> bool:
        """Whether the first answer that the person gets is the one asked for."""
        return bool(self.given) and self.given[0] in self.topics

    @property
    def answered(self) -> bool:
        """Whether the person gets an answer, not a question back."""
        return not self.unsure


async def outcomes(agent: Agent, questions: Sequence[dict]) -> List[Outcome]:
    """Every message through the whole NLU pipeline."""
    read = []
    for one in questions:
        start = time.perf_counter()
        parsed = await agent.processor.parse_message(UserMessage(one["text"]))
        seconds = time.perf_counter() - start
        ranking = [entry for entry in parsed.get("intent_ranking", []) if entry["name"] not in (FALLBACK, RED_FLAG)]
        ranked = list(dict.fromkeys(topic_of_intent(entry["name"]) for entry in ranking)) or [OUT_OF_SCOPE]
        confidence = ranking[0]["confidence"] if ranking else 0.0
        unsure = parsed["intent"]["name"] == FALLBACK
        found = parsed.get(FOUND) or {}
        given = topics_answered(parsed)
        read.append(
            Outcome(one["id"], one["text"], one["style"], one["topics"], ranked, confidence, unsure, seconds,
                    found.get("kind", "none"), given)
        )  # fmt: skip
    return read


def figures(read: Sequence[Outcome]) -> Dict[str, Tuple[int, int]]:
    """The figures as (hits, of)."""
    inside = [one for one in read if OUT_OF_SCOPE not in one.topics]
    outside = [one for one in read if one.topics[0] == OUT_OF_SCOPE]
    refused = [one for one in read if one.answered and one.ranked[0] == OUT_OF_SCOPE]
    answered = [one for one in inside if one.answered]
    return {
        "first topic right": (sum(one.first_right for one in inside), len(inside)),
        "right among the first three": (
            sum(any(topic in one.topics for topic in one.ranked[:3]) for one in inside),
            len(inside),
        ),
        "asked back (unsure)": (len(inside) - len(answered), len(inside)),
        "right when answered": (sum(one.first_right for one in answered), len(answered)),
        "out of scope: recall (refused)": (sum(one in refused for one in outside), len(outside)),
        "out of scope: refused or asked back": (sum(one in refused or one.unsure for one in outside), len(outside)),
        "out of scope: precision": (sum(OUT_OF_SCOPE in one.topics for one in refused), len(refused)),
        "in scope, wrongly refused": (sum(one in refused for one in inside), len(inside)),
        "the first answer given is right": (sum(one.right_answer_given for one in inside), len(inside)),
        "one question, more than one answer": (sum(len(one.given) > 1 for one in inside), len(inside)),
        "an ordinary message taken for danger": (sum(one.danger == "danger" for one in read), len(read)),
        "an ordinary message that gets a check question": (sum(one.danger == "check" for one in read), len(read)),
        "of these, with its answer behind it": (
            sum(one.danger == "check" and one.right_answer_given for one in read),
            sum(one.danger == "check" for one in read),
        ),
    }


def with_slips(text: str, chance: random.Random) -> str:
    """The text with two slips in each of its three longest words: letters swapped, left out, doubled or hit beside."""
    words = text.split(" ")
    longest = sorted(range(len(words)), key=lambda index: -len(words[index]))[:SLIPPED_WORDS]
    for index in longest:
        for _ in range(SLIPS):
            word = words[index]
            if len(word) < MIN_SLIPPED:
                break
            at = chance.randrange(1, len(word) - 1)
            words[index] = chance.choice(
                [
                    word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                    word[:at] + word[at + 1 :],
                    word[:at] + word[at] + word[at:],
                    word[:at] + chance.choice("aeiostnr") + word[at + 1 :],
                ]
            )
    return " ".join(words)


def calibration_error(read: Sequence[Outcome], bins: int = 10) -> float:
    """Expected calibration error: how far confidence and share of right ones lie apart, weighted over `bins`."""
    total = 0.0
    for low in range(bins):
        inside = [
            one
            for one in read
            if low / bins <= one.confidence < (low + 1) / bins or (low == bins - 1 and one.confidence == 1.0)
        ]
        if inside:
            right = sum(one.first_right for one in inside) / len(inside)
            total += len(inside) / len(read) * abs(right - sum(one.confidence for one in inside) / len(inside))
    return total


def confusions(read: Sequence[Outcome]) -> List[Tuple[Tuple[str, str], int]]:
    """Label and mistaken topic, most frequent first."""
    return Counter((one.topics[0], one.ranked[0]) for one in read if not one.first_right).most_common()


def report(read: Sequence[Outcome]) -> str:
    """The whole report as Markdown."""
    lines = [
        "# What the assistant understands",
        "",
        f"{len(read)} messages of `{QUESTIONS.relative_to(ROOT)}`, never trained on. 95 % bounds in brackets.",
        "",
        "| figure | share | bounds | count |",
        "| --- | --- | --- | --- |",
    ]
    for name, (hits, of) in figures(read).items():
        low, high = wilson(hits, of)
        lines.append(f"| {name} | {100 * hits / max(1, of):.1f} % | {100 * low:.0f}-{100 * high:.0f} % | {hits}/{of} |")
    times = sorted(one.seconds * 1000 for one in read)
    lines += [
        "",
        f"Expected calibration error {calibration_error(read):.3f}. NLU latency {times[len(times) // 2]:.1f} ms at the median, {times[int(len(times) * 0.95)]:.1f} ms at the 95th percentile.",
        "",
        "![confidence](confidence.png)",
        "",
        "## By style",
        "",
        "| style | first topic right | count |",
        "| --- | --- | --- |",
    ]
    for style in sorted({one.style for one in read}):
        own = [one for one in read if one.style == style]
        lines.append(f"| {style} | {100 * sum(one.first_right for one in own) / len(own):.0f} % | {len(own)} |")
    lines += [
        "",
        "## By author",
        "",
        "| author | first topic right | out of scope refused | taken for danger, asked |",
        "| --- | --- | --- | --- |",
    ]
    for author in sorted({one.id[0] for one in read}):
        by_name = figures([one for one in read if one.id[0] == author])
        names = ("first topic right", "out of scope: recall (refused)", "an ordinary message taken for danger", "an ordinary message that gets a check question")  # fmt: skip
        topic, outside, danger, check = (
            f"{100 * hits / max(1, of):.1f} %" for hits, of in (by_name[name] for name in names)
        )
        lines.append(f"| {author} | {topic} | {outside} | {danger}, {check} |")
    lines += ["", "## Confusions", "", "| meant | taken for | times |", "| --- | --- | --- |"]
    lines += [f"| {meant} | {taken} | {times} |" for (meant, taken), times in confusions(read)]
    lines += ["", "## Every miss", ""]
    lines += [
        f"- {one.id} `{'/'.join(one.topics)}` taken for `{one.ranked[0]}` ({one.confidence:.2f}{', asked back' if one.unsure else ''}): {one.text[:160]}"
        for one in read
        if not one.first_right
    ]
    return "\n".join(lines) + "\n"


def plot(read: Sequence[Outcome], path: Path) -> None:
    """Share right and share answered, against the confidence demanded."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    thresholds = [step / 50 for step in range(50)]
    kept = [[one for one in read if one.confidence >= threshold] for threshold in thresholds]
    figure, axes = pyplot.subplots(figsize=(7, 4))
    axes.plot(thresholds, [len(one) / len(read) for one in kept], label="answered")
    axes.plot(
        thresholds,
        [sum(o.first_right for o in one) / max(1, len(one)) for one in kept],
        label="right, of those answered",
    )
    axes.set(xlabel="confidence demanded", ylabel="share of messages", ylim=(0, 1))
    axes.grid(alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=120)


def main() -> None:
    """Evaluates the model on disk and prints the figures."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    questions = YAML(typ="safe").load(QUESTIONS.read_text(encoding="utf-8"))
    agent = Agent.load(str(MODEL))
    read = asyncio.run(outcomes(agent, questions))
    REPORT.mkdir(parents=True, exist_ok=True)
    text = report(read)
    (REPORT / "understanding.md").write_text(text, encoding="utf-8")
    plot(read, REPORT / "confidence.png")
    print(text.split("## Confusions")[0])
    chance = random.Random(0)
    slipped = asyncio.run(outcomes(agent, [{**one, "text": with_slips(one["text"], chance)} for one in questions]))
    hits, of = figures(slipped)["first topic right"]
    print(
        f"With two slips in each of the three longest words: first topic right {100 * hits / of:.1f} % ({hits}/{of}).\n"
    )
    safety = evaluate_safety.evaluate(agent)
    (REPORT / "safety.md").write_text(safety, encoding="utf-8")
    print(safety.split("## Per flag")[0])
    evaluate_safety.plot(agent, REPORT / "danger_trade_off.png")
    conversation = evaluate_conversation.evaluate(agent)
    (REPORT / "conversation.md").write_text(conversation, encoding="utf-8")
    print(conversation.split("## Every miss")[0])
    print(f"The whole report: {(REPORT / 'understanding.md').relative_to(ROOT)}")


if __name__ == "__main__":
    main()
