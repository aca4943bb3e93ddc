"""Whom a message is about: single cases, and 3,000 messages as annotators labelled them."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import List, NamedTuple, Set

import pytest
from ruamel.yaml import YAML

from knowledge.settings import ROOT
from tools.person import person_in

LABELLED = ROOT / "tests" / "validation" / "people.yml"
# What is reached, rounded down: precision and recall by class, on the half that the expressions were mended on and on the one kept apart.
REACHED = {
    "tuned": {
        "child": (0.97, 0.90), "pump": (0.97, 0.87), "pregnant": (0.93, 0.87), "breastfeeding": (0.98, 0.88),
        "kidney": (0.99, 0.76), "older": (0.95, 0.89), "teen": (0.99, 0.82),
    },
    "apart": {
        "child": (0.94, 0.78), "pump": (0.96, 0.79), "pregnant": (0.90, 0.67), "breastfeeding": (0.92, 0.68),
        "kidney": (0.99, 0.73), "older": (0.95, 0.72), "teen": (0.92, 0.60),
    },
}  # fmt: skip
MOST_ABOUT_NOBODY = 0.08  # share of those that are about nobody in particular and are taken for somebody


class Labelled(NamedTuple):
    """One message and whom it is about."""

    text: str
    who: Set[str]
    half: str


@lru_cache(maxsize=1)
def labelled() -> List[Labelled]:
    loaded = YAML(typ="safe").load(LABELLED.read_text(encoding="utf-8"))
    return [Labelled(one["text"], set(one["who"]), one["half"]) for one in loaded]


def read(*messages: str) -> Set[str]:
    """Everything that is read from a person's messages, newest first."""
    person = person_in(messages)
    return set(person.audiences) | ({person.route} if person.route else set())


@pytest.mark.parametrize("half", sorted(REACHED))
@pytest.mark.parametrize("one", sorted(REACHED["tuned"]))
def test_each_class_is_read_as_well_as_was_reached(half, one):
    told = [(message.who, read(message.text)) for message in labelled() if message.half == half and message.who]
    both = sum(one in who and one in found for who, found in told)
    precision = both / sum(one in found for _, found in told)
    recall = both / sum(one in who for who, _ in told)
    least_precision, least_recall = REACHED[half][one]
    assert precision >= least_precision and recall >= least_recall, (precision, recall)


def test_few_messages_about_nobody_are_taken_for_somebody():
    nobody = [message for message in labelled() if not message.who]
    taken = [message.text for message in nobody if read(message.text)]
    assert len(nobody) >= 900
    assert len(taken) / len(nobody) <= MOST_ABOUT_NOBODY, len(taken)


def test_the_labels_are_those_of_two_thousand_messages_each_once():
    texts = [message.text for message in labelled()]
    assert len(texts) == len(set(texts)) and sum(bool(message.who) for message in labelled()) >= 2000


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("my son is 34 and has cerebral palsy", set()),
        ("my son works at the harbour, can he drive on it", set()),
        ("my kids are asleep, can I take it now", set()),
        ("keep it away from children, I know", set()),
        ("my daughter says I should ask you", set()),
        ("when I was a child I had fits", set()),
        ("my little boy takes it", {"child"}),
        ("she's only seven, is it allowed", {"child"}),
        ("he weighs 16 kilos, what would they give", {"child"}),
        ("she lost 2 kg on it", set()),
        ("I'm 15, can I have a beer", {"teen"}),
        ("I nod off in maths since I take it", {"teen"}),
        ("my daughter is expecting and takes it", {"pregnant"}),
        ("I'm not pregnant, is it safe", set()),
        ("im expectin and on baclofen", {"pregnant"}),
        ("I am expecting a parcel", set()),
        ("I breastfeed him every three hours", {"breastfeeding"}),
        ("the nurse says it is fine", set()),
        ("pump and dump, is that needed", {"breastfeeding"}),
        ("my kidneys are at thirty per cent", {"kidney"}),
        ("my kidneys are fine, they checked", set()),
        ("dad is on dialysis", {"kidney"}),
        ("creatinine is 2.4, he gave it without looking", {"kidney"}),
        ("mum is 84, does she need less", {"older"}),
        ("at seventy-nine I don't want to be a guinea pig", {"older"}),
        ("my nan says it's bad for you", set()),
        ("where do I put old ones", set()),
        ("my pump beeped this morning", {"pump"}),
        ("not the tablets, she has the pump", {"pump"}),
        ("what is a baclofen pump", set()),
        ("if I get the pump, can I still play rugby", set()),
        ("he has an insulin pump", set()),
        ("I'm 12 weeks pregnant and have a pump", {"pregnant", "pump"}),
        ("Mein Sohn ist 7", set()),
        ("", set()),
    ],
)
def test_whom_one_message_is_about(text, found):
    assert read(text) == found


@pytest.mark.parametrize(
    ("turns", "found"),
    [
        (["she has a pump", "how long does it last"], {"pump"}),
        (["she has a pump", "and the tablets?"], set()),
        (["my little boy takes it", "does it make you sleepy"], {"child"}),
        (["my little boy takes it", "can I drink on it"], set()),
        (["I'm 12 weeks pregnant", "can I take ibuprofen"], {"pregnant"}),
        (["I'm 12 weeks pregnant", "and my husband?", "is it safe"], set()),
        (["I'm 12 weeks pregnant", "is it safe for a child of six"], {"child"}),
        (["my son is 7", "sorry, he is 27"], set()),
        (["I'm breastfeeding", "I stopped breastfeeding", "can I have wine"], set()),
        (["she has a pump", *["hm"] * 7, "how long does it last"], set()),
    ],
)
def test_it_is_remembered_until_the_talk_leaves_them(turns, found):
    assert read(*reversed(turns)) == found


@pytest.mark.parametrize("text", ["my son " * 700, "i'm 12 " * 700, "weighs " * 700 + "kg", "pump " * 1000, "a" * 5000])
def test_a_long_message_is_read_at_once(text):
    begun = time.monotonic()
    read(text)
    assert time.monotonic() - begun < 1.0
