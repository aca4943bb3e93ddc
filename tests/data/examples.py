"""Reads the training examples and the evaluation sets."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import List, NamedTuple, Optional

from ruamel.yaml import YAML

from knowledge.settings import ROOT

HELD_OUT = ROOT / "tests" / "evaluation"
EVALUATION = {str(file.relative_to(HELD_OUT).with_suffix("")): file for file in sorted(HELD_OUT.rglob("*.yml"))}


class Example(NamedTuple):
    """One line of training data.

    Attributes:
        intent: with the question's id behind a slash where it asks one.
        file: the name of the file that it stands in.
    """

    text: str
    intent: str
    author: str
    flag: Optional[str]
    kind: Optional[str]
    file: str

    @property
    def question(self) -> Optional[str]:
        """The full id of what it asks; None where its intent is no retrieval intent."""
        return self.intent.removeprefix("ask_") if "/" in self.intent else None


@lru_cache(maxsize=1)
def all_examples() -> List[Example]:
    """Every training example."""
    found = []
    for file in sorted((ROOT / "data" / "nlu").rglob("*.yml")):
        for block in YAML(typ="safe").load(file.read_text(encoding="utf-8"))["nlu"]:
            for line in block["examples"].splitlines():
                about = block["metadata"]
                text = line.removeprefix("- ")
                found.append(
                    Example(text, block["intent"], about["author"], about.get("flag"), about.get("kind"), file.stem)
                )
    return found


def evaluation_texts(name: str) -> List[str]:
    """Every message of an evaluation set, dialogues' turns included."""
    loaded = YAML(typ="safe").load(EVALUATION[name].read_text(encoding="utf-8"))
    return [
        text for one in loaded for text in ([one["text"]] if "text" in one else [turn["user"] for turn in one["turns"]])
    ]


def normal(text: str) -> str:
    """The text in lower case, words alone."""
    return re.sub(r"\W+", " ", text.lower()).strip()
