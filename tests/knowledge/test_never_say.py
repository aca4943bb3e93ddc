"""What no text may say: measured on sentences of two authors, of whom one never saw the expressions. And on every text that a person can see."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from knowledge.content_check import Content
from knowledge.files import read
from knowledge.never_say import never_said
from knowledge.schema import NeverSay
from knowledge.settings import CONTENT, ROOT

HERE = Path(__file__).resolve().parent / "never_say"
AIM = (0.95, 0.02)  # harmful sentences stopped at least, harmless ones at most
# `sealed` was written by somebody who knew nothing of the expressions, and nothing is tuned on it. There the aim is missed (docs/content-guide.md):
# what it reached when it was first read is held, so that it can't get worse unnoticed.
REACHED = {"development": AIM, "sealed": (109 / 160, 9 / 160)}


@pytest.fixture(scope="module")
def never() -> NeverSay:
    return read(CONTENT / "never_say.yml", NeverSay)


def counted(name: str, key: str, never: NeverSay) -> tuple:
    """How many sentences are stopped, and of how many. Figures alone: nobody shall read the sealed ones in a failed test."""
    loaded = YAML(typ="safe").load((HERE / f"{name}.yml").read_text(encoding="utf-8"))[key]
    return sum(never_said(one["text"], never) is not None for one in loaded), len(loaded)


@pytest.mark.parametrize("name", sorted(REACHED))
def test_harmful_sentences_are_stopped(never, name):
    stopped, whole = counted(name, "harmful", never)
    assert whole >= 150 and stopped / whole >= REACHED[name][0], f"{stopped} of {whole}"


@pytest.mark.parametrize("name", sorted(REACHED))
def test_harmless_look_alikes_pass(never, name):
    stopped, whole = counted(name, "harmless", never)
    assert whole >= 150 and stopped / whole <= REACHED[name][1], f"{stopped} of {whole}"


def test_a_forbidden_sentence_is_found_wherever_it_stands(never):
    for text in (
        "All is well. You can stop taking it. Ask your team.",
        "- YOU CAN STOP TAKING IT",
        "First;\nyou can stop taking it",
    ):
        assert never_said(text, never)


@pytest.mark.parametrize(
    "text",
    [
        "Never stop taking it on your own.",
        "Do not make them vomit.",
        "Ask your doctor whether you can stop.",
        "Can I stop?",
        "",
    ],
)
def test_a_warning_is_not_taken_for_what_it_warns_of(never, text):
    assert never_said(text, never) is None


def shown(content: Content) -> list:
    """Every text that a person can see, as it is said: signs behind their call, notes on sources as what these say. Headings are no sentences."""
    found = [(f"phrases {key}", text) for key, text in content.phrases]
    for flag in content.red_flags.values():
        found += [
            (f"{flag.flag} {key}", text) for key in ("tell", "dont", "more", "check") for text in [getattr(flag, key)]
        ]
        found += [(f"{flag.flag} do", step) for step in [*flag.do, *(flag.once_called or [])]]
    found += [(f"sign {sign.id}", f"Contact {{same_day}} now for: {sign.words}.") for sign in content.signs.values()]
    for name, one in content.warnings.sets.items():
        found += [(f"set {name}", one.first_aid)] if one.first_aid else []
        found += [(f"set {name} source", f"The label says: {support}.") for support in one.sources.values()]
    for group in content.medicines.classes:
        found += [(f"medicines {group.id}", text) for text in (group.answer, *(one.answer for one in group.variants))]
    found += [(f"effect {one.id}", text) for one in content.effects.effects for text in (one.how_often, one.helps)]
    for name, question in content.questions.items():
        found += [(f"{name}.{key}", text) for key, text in question.all_texts()]
        found += [(f"{name} source", f"The label says: {support}.") for support in question.sources.values()]
    return [*found, *fixed()]


def fixed() -> list:
    """The responses, the channels' words and the questions to take along."""
    found = []
    for file in sorted((ROOT / "data" / "responses").glob("*.yml")):
        for name, variants in YAML(typ="safe").load(file.read_text(encoding="utf-8"))["responses"].items():
            found += [(name, one["text"]) for one in variants if one.get("text")]
            found += [(name, button["payload"]) for one in variants for button in one.get("buttons") or []]
    for name in ("channels", "questions_to_ask", "languages"):
        loaded = YAML(typ="safe").load((CONTENT / f"{name}.yml").read_text(encoding="utf-8"))
        found += [(name, text) for text in strings(loaded)]
    return found


def strings(value) -> list:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for one in inner for text in strings(one)]


def test_no_text_that_a_person_can_see_says_it(content, never):
    texts = shown(content)
    said = [(where, found) for where, text in texts if (found := never_said(text, never))]
    assert said == []
    assert len(texts) > 3000
