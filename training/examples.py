"""What the encoder is tuned on: the examples of data/nlu, varied anew in every epoch.

People put the same thing between greetings, questions and apologies, type it without punctuation or with slips, and tell two
things at once. An encoder that has seen one danger in many frames reads the danger and not the frame. The frames stand in
`frames.yml`; tests/ have others of their own.
"""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Dict, List, NamedTuple, Optional

import yaml

ROOT = Path(__file__).resolve().parent.parent
TURN = " / "  # between a person's messages; components/encoder.py has the same
REPLY = "reply"  # answers to a card or a check question: a head of its own learns them, from the encoder as it is
TURNS = 3  # messages before it that a message is read with, as components/conversation_state.py has it
BEHIND_OTHERS = (
    0.33  # share of the single messages that stand behind another, so that only what leans on it is read with it
)
SHORT = 160  # characters; what is put together stays within what people write
FRAMED, SLIPPED, BARE, UNSTOPPED = 0.15, 0.2, 0.15, 0.2  # shares of the examples that are varied so
RENAMED = 0.3  # of those that name another medicine: another of its class, so that the name itself teaches little
UNASKED = (
    0.4  # of the dangers and hard negatives that end in a question: without it, a danger is one and a negative none
)
MIN_SLIP = 5  # letters; a slip in a shorter word makes another word


class Example(NamedTuple):
    """One message with what it is: shares of labels, whether it tells of danger, whether it asks several things."""

    text: str
    shares: Dict[str, float]
    danger: float
    author: str
    kind: Optional[str]
    before: str = ""  # what the person wrote just before it
    several: float = 0.0  # whether it asks more than one thing

    @property
    def is_question(self) -> bool:
        """A plain question about a topic, no hard negative."""
        return not self.danger and not self.kind and next(iter(self.shares)).startswith("ask_")

    @property
    def may_lose_its_question(self) -> bool:
        """A danger or a hard negative, which stays one; what several questions and dialogues ask for would be lost."""
        return bool(self.danger or (self.kind and self.kind not in ("dialogue", "double", "turns")))

    @property
    def is_statement(self) -> bool:
        """What tells something and asks nothing."""
        return "statement" in self.shares and self.kind is None


def read_examples(folder: Path = ROOT / "data" / "nlu") -> List[Example]:
    """Every training example of data/nlu, the dialogues and the double questions."""
    found = _dialogues() + _doubles()
    for path in sorted(folder.rglob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            about = block["metadata"]
            if about.get("kind") == REPLY:
                continue
            label = "flag_" + about["flag"] if "flag" in about else block["intent"]
            for line in block["examples"].splitlines():
                shares = _shares([label, *(intent_of(one) for one in about.get("then", []))])
                one = Example(line[2:], shares, float("flag" in about), about["author"], about.get("kind"))
                found.append(_behind_its_turns(one._replace(several=float(len(shares) > 1))))
    return found


def _behind_its_turns(one: Example) -> Example:
    """An example of several turns as its last one, with those before it."""
    before, _, text = one.text.rpartition(TURN)
    return one._replace(text=text, before=before) if one.kind in ("dialogue", "turns") else one


def _dialogues() -> List[Example]:
    found = []
    for one in _read("dialogues.yml"):
        label = "flag_" + one["flag"] if "flag" in one else intent_of(one["topic"])
        *before, text = one["turns"]
        found.append(
            Example(text, {label: 1.0}, float("flag" in one), one["author"], "dialogue", TURN.join(before[-TURNS:]))
        )
    return found


def _doubles() -> List[Example]:
    return [
        Example(
            one["text"],
            _shares([intent_of(accepted[0]) for accepted in one["topics"]]),
            0.0,
            one["author"],
            "double",
            several=float(len(one["topics"]) > 1),
        )
        for one in _read("doubles.yml")
    ]


def _shares(labels: List[str]) -> Dict[str, float]:
    """Each label with its share of a message."""
    return {label: labels.count(label) / len(labels) for label in labels}


def _read(name: str) -> List[dict]:
    return yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8"))


def intent_of(name: str) -> str:
    """The intent of a topic, a question (`topic/question`) or a conversation id: the topics of data/nlu/topics/ are asked."""
    topic = name.partition("/")[0]
    return f"ask_{name}" if (ROOT / "data" / "nlu" / "topics" / f"{topic}.yml").is_file() else name


def _medicines_by_name() -> Dict[str, List[str]]:
    """Each other medicine that the content knows by name, in lower case, with all of its class."""
    (path,) = (ROOT / "knowledge" / "content").glob("*/en/medicines.yml")
    found = {}
    for one in yaml.safe_load(path.read_text(encoding="utf-8"))["classes"]:
        names = [name for medicine in one.get("medicines", []) for name in medicine]
        found.update({name.lower(): names for name in names if len(name) >= MIN_SLIP})
    return found


_QUESTION = re.compile(r"^\W*(?:(?:and|but|so|also|anyway|oh),?\s+)*(?:can|could|do|does|is|are|will|would|should|may|what|how|when|where|which|who|why|any)\b", re.IGNORECASE)  # fmt: skip


def statements_of(text: str) -> str:
    """The text without its questions; empty where nothing is left."""
    sentences = re.split(r"(?<=[.!?])\s+", text)
    return " ".join(one for one in sentences if not one.endswith("?") and not _QUESTION.match(one))


class Variation:
    """Makes an epoch's examples: each as it stands or varied, and pairs of them."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        frames = _read("frames.yml")
        self._medicines = _medicines_by_name()
        named = sorted(self._medicines, key=len, reverse=True)
        self._medicine = re.compile(rf"\b(?:{'|'.join(map(re.escape, named))})\b", re.IGNORECASE)
        self._before, self._after, self._joins = frames["before"], frames["after"], frames["joins"]

    def epoch(self, examples: List[Example], paired: float) -> List[Example]:
        """All examples, varied, and `paired` times as many pairs again; some single messages behind another's that has nothing to do with them."""
        made = [self._varied(one) for one in examples]
        made += self._pairs([one for one in examples if len(one.text) < SHORT], int(paired * len(examples)))
        earlier = [one.text for one in examples if not one.before and len(one.text) < SHORT]
        return [
            one._replace(before=self._chance.choice(earlier))
            if not one.before and self._chance.random() < BEHIND_OTHERS
            else one
            for one in made
        ]

    def _varied(self, one: Example) -> Example:
        text = one.text
        if one.may_lose_its_question and self._chance.random() < UNASKED:
            text = statements_of(text) or text
        if self._chance.random() < RENAMED:
            text = self._medicine.sub(lambda name: self._chance.choice(self._medicines[name[0].lower()]), text)
        if self._chance.random() < FRAMED:
            text = self._framed(text)
        if self._chance.random() < SLIPPED:
            text = self._slipped(text)
        if self._chance.random() < UNSTOPPED:
            text = text.rstrip(" .!?") if text[-1:] in ".!?" else text + self._chance.choice([".", "!", "...", "!!"])
        if self._chance.random() < BARE:
            text = " ".join(re.sub(r"[^\w\s']", " ", text).split())
        return one._replace(text=text or one.text)

    def _framed(self, text: str) -> str:
        end = "" if text[-1:] in ".!?" else self._chance.choice([".", ",", ".", " -", ""])
        which = self._chance.random()
        before = self._chance.choice(self._before) + " " if which < 0.6 else ""
        after = f"{end} {self._chance.choice(self._after)}" if which > 0.4 else ""
        return before + text + after

    def _slipped(self, text: str) -> str:
        """One or two slips in long words: letters swapped, dropped, doubled or replaced by a neighbour."""
        words = text.split(" ")
        long = [index for index, word in enumerate(words) if len(word) >= MIN_SLIP and word.isalpha()]
        for index in self._chance.sample(long, min(len(long), self._chance.choice([1, 1, 2]))):
            word = words[index]
            at = self._chance.randrange(1, len(word) - 1)
            slips = [
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + self._chance.choice("aeioutnrs") + word[at + 1 :],
            ]
            words[index] = self._chance.choice(slips)
        return " ".join(words)

    def _pairs(self, short: List[Example], count: int) -> List[Example]:
        """A danger beside a question is still that danger, beside something harmless too; two harmless things are both."""
        short = [one for one in short if not one.before and not one.several]
        dangers = [one for one in short if one.danger]
        questions = [one for one in short if one.is_question]
        negatives = [one for one in short if one.kind and not one.danger]
        statements = [one for one in short if one.is_statement]
        kinds = [
            (0.25, dangers, questions, 0.6), (0.1, dangers, negatives, 0.5), (0.1, dangers, statements, 0.5),
            (0.15, negatives, questions, 0.6), (0.1, questions, statements, 0.4), (0.3, questions, questions, 1.0),
        ]  # fmt: skip
        made = [
            self._joined(self._chance.choice(first), self._chance.choice(second), in_order)
            for share, first, second, in_order in kinds
            for _ in range(int(share * count))
        ]
        return made

    def _joined(self, first: Example, second: Example, in_order: float) -> Example:
        one, two = (first, second) if self._chance.random() < in_order else (second, first)
        stop = "" if one.text[-1:] in ".!?" else self._chance.choice([".", "", ",", " ...", "."])
        text = f"{one.text}{stop} {self._chance.choice(self._joins)}{two.text}"
        if first.danger or second.is_statement:
            return first._replace(text=text, before="")
        shares = _shares([*first.shares, *second.shares])
        several = float(len(shares) > 1 and first.is_question and second.is_question)
        return Example(text, shares, 0.0, first.author, first.kind, several=several)
