"""What a content file may hold."""

from __future__ import annotations

import datetime
import re

import pytest
from pydantic import ValidationError

from knowledge import schema
from knowledge.content_check import load_content
from knowledge.files import ContentError, read
from knowledge.settings import CONTENT, MEDICINE_CONTENT
from tests.builders import content_copy, question

VARIANT = {"when": {"route": "pump"}, "answer": "Ask the pump clinic."}
SIGNED = {"status": "approved", "by": "A. Clinician", "on": "2026-11-01", "due": "2027-11-01", "version": "a" * 64}
TOMORROW = str(datetime.date.today() + datetime.timedelta(days=1))


def test_a_whole_question_is_accepted():
    made = schema.Question(**question(variants=[VARIANT]))
    assert [key for key, _ in made.all_texts()] == ["ask", "answer", "safety", "more", "variants.0.answer"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"colour": "blue"}, "unknown key"),
        ({"ask": "Alcohol and baclofen"}, "must end with a question mark"),
        ({"ask": "Can I " + "really " * 10 + "drink?"}, "at most 70 characters"),
        ({"answer": " "}, "at least 1 character"),
        ({"sources": {}}, "needs a source"),
        ({"more": "word " * 81}, "81 words, at most 80"),
        ({"help": ["pump", "mood", "fall"]}, "at most 2 items"),
        ({"help": ["pump", "pump"]}, "duplicated items"),
        ({"related": ["a/b", "a/c", "a/d", "a/e"]}, "at most 3 items"),
        ({"variants": [{**VARIANT, "when": {}}]}, "at least one of"),
        ({"variants": [{**VARIANT, "when": {"route": "nose"}}]}, "unexpected value"),
        ({"variants": [{**VARIANT, "when": {"audience": "adult"}}]}, "unexpected value"),
        ({"review": {"status": "checked", "due": "2027-01-01"}}, "unexpected value"),
        ({"review": {"status": "approved", "due": "2027-01-01"}}, "needs `by`"),
        ({"review": {"status": "sourced", "by": "Dr A", "due": "2027-01-01"}}, "no reviewer yet"),
        ({"review": {**SIGNED, "version": None}}, "and `version`"),
        ({"review": {**SIGNED, "version": "abc"}}, "regex"),
        ({"review": {**SIGNED, "on": TOMORROW}}, "still to come"),
        ({"review": {**SIGNED, "due": "2026-01-01"}}, "lies before the review"),
    ],
)
def test_a_wrong_question_is_refused_and_says_why(changes, said):
    with pytest.raises(ValidationError, match=said):
        schema.Question(**question(**changes))


def test_a_signed_review_names_who_when_and_which_text():
    review = schema.Review(**SIGNED)
    assert (review.by, review.on, review.version) == ("A. Clinician", datetime.date(2026, 11, 1), "a" * 64)


# Each in a file of its own, so that one reading finds them all.
BROKEN_ANSWERS = [
    ("alcohol", "topic: alcohol", "topic: alcohol\nmood: good", "alcohol.yml:2: mood: unknown key"),
    ("bladder", "topic: bladder", "topic: beer", "topic: 'beer' is not a topic's id and the file's name"),
    ("breastfeeding", "due: 20", "due: soon 20", ".review.due: invalid date"),
    ("cannabis_cbd", "  overview:\n", "  yours:\n", "missing: overview; unknown: yours"),
    ("children", "related: [", "related: [beer/mat] # [", ".overview.related: unknown or own id 'beer/mat'"),
    ("cost_access", "    sources:\n", "    sources:\n      HEARSAY: told\n", "unknown source 'HEARSAY'"),
    ("dose", "help: [", "help: [loneliness, ", "unknown warning set 'loneliness'"),
    ("driving", "answer: >-\n", "answer: >-\n      You can stop taking it.\n", "never say ["),
    ("drowsiness", "answer: >-\n", "answer: >-\n      Call {phone}.\n", "unknown placeholder: phone"),
    ("dry_mouth", "answer: >-\n", "answer: >-\n      Call {phone.\n", "a brace that is no placeholder"),
    ("epilepsy", "topic: epilepsy", "topic: [", "is not YAML"),
    ("evidence", "answer: >-\n", "answer: >-\n" + "      It is so. It is so. It is so.\n" * 12, "at most 300"),
    ("narcotic", "answer: >-\n", "answer: >-\n      It is so → so.\n", "characters that make an SMS longer: ['→']"),
    (
        "uses", "answer: >-\n", "answer: >-\n      Incontrovertibly, pharmacological considerations predominate.\n",
        "reads at grade",
    ),
    ("monitoring", "answer: >-\n", "answer: >-\n      Hard to wake: ring {same_day} today.\n", "'hard to wake' is emergency"),
]  # fmt: skip


@pytest.fixture(scope="module")
def faults(tmp_path_factory) -> list:
    """What is said of the shipped content with a file broken for each kind of fault, one deleted, and one that is no text."""
    folder = content_copy(tmp_path_factory.mktemp("broken"))
    for name, old, new, _ in BROKEN_ANSWERS:
        path = folder / "answers" / f"{name}.yml"
        text = path.read_text(encoding="utf-8")
        assert old in text, name
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    (folder / "answers" / "pump.yml").unlink()
    (folder / "answers" / "kidney.yml").write_bytes(b"topic: kid\xffney\n")
    (folder / "red_flags" / "seizure.yml").unlink()
    with pytest.raises(ContentError) as refused:
        load_content(folder)
    return [str(fault) for fault in refused.value.faults]


@pytest.mark.parametrize(("name", "said"), [(name, said) for name, _, _, said in BROKEN_ANSWERS])
def test_broken_content_is_named_with_file_key_and_fault(faults, name, said):
    assert any(fault.startswith(f"{name}.yml") and said in fault for fault in faults), [
        fault for fault in faults if fault.startswith(f"{name}.yml")
    ]


def test_a_fault_says_its_line(faults):
    lines = (CONTENT / "answers" / "children.yml").read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, start=1) if "related: [" in text)
    assert any(fault.startswith(f"children.yml:{line}: questions.overview.related") for fault in faults)
    assert [fault for fault in faults if not re.match(r"\S+\.yml(:\d+)?: ", fault)] == []


def test_what_is_missing_or_no_text_is_named(faults):
    assert any(fault.startswith("pump.yml: is missing") for fault in faults)
    assert any(fault.startswith("seizure.yml: is missing") for fault in faults)
    assert any("kidney.yml: is not UTF-8" in fault for fault in faults)


@pytest.mark.parametrize(
    ("path", "model", "old", "new", "said"),
    [
        (MEDICINE_CONTENT / "sources.yml", schema.Sources, "kind: label", "kind: gossip", r"sources\.yml:\d+: sources\.\d+\.kind"),
        (MEDICINE_CONTENT / "sources.yml", schema.Sources, "checked:", "read:", r"checked: field required"),
        (CONTENT / "contacts.yml", schema.Contacts, "  UK:", "  GB:", "must be exactly US, UK, NI"),
        (CONTENT / "phrases.yml", schema.Phrases, "not_reviewed:", "unreviewed:", "not_reviewed: field required"),
        (CONTENT / "signs.yml", schema.Signs, "    urgency: emergency", "    urgency: soon", "unexpected value"),
        (CONTENT / "warnings.yml", schema.Warnings, "signs: [", "signs: [] # ", "at least 1 items"),
        (CONTENT / "people.yml", schema.People, '"frail"', '"(frail"', "is not a regular expression"),
        (CONTENT / "red_flags" / "seizure.yml", schema.RedFlag, "Stay.", "Stay and time the fit well with a watch if you have one at hand.", "at most 14"),
    ],
)  # fmt: skip
def test_other_files_are_refused_with_file_key_and_line(tmp_path, path, model, old, new, said):
    text = path.read_text(encoding="utf-8")
    assert old in text
    spoilt = tmp_path / path.name
    spoilt.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=said):
        read(spoilt, model)
