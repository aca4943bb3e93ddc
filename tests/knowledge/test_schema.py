"""What a content file may hold."""

from __future__ import annotations

import datetime

import pytest
from pydantic import ValidationError

from knowledge import schema
from knowledge.content_check import load_content
from knowledge.files import ContentError
from tests.builders import answer, content_copy


def test_a_whole_answer_is_accepted():
    assert schema.Answer(**answer()).topic == "alcohol"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"colour": "blue"}, "unknown key"),
        ({"sources": []}, "at least 1 item"),
        ({"full": "word " * 151}, "151 words, at most 150"),
        ({"short": " "}, "at least 1 character"),
        ({"review": {"status": "checked", "due": "2027-01-01"}}, "unexpected value"),
        ({"review": {"status": "approved", "due": "2027-01-01"}}, "needs `by`"),
        ({"review": {"status": "sourced", "by": "Dr A", "due": "2027-01-01"}}, "no reviewer yet"),
        (
            {"review": {"status": "approved", "by": "Dr A", "on": "2027-02-01", "due": "2027-01-01"}},
            "lies before the review",
        ),
        ({"variants": [{"when": {}, "short": "a", "full": "b"}]}, "at least one of"),
        ({"variants": [{"when": {"route": "nose"}, "short": "a", "full": "b"}]}, "unexpected value"),
    ],
)
def test_a_wrong_answer_is_refused_and_says_why(changes, said):
    with pytest.raises(ValidationError, match=said):
        schema.Answer(**answer(**changes))


def test_an_approved_answer_names_its_clinician():
    review = schema.Review(status="approved", by="A. Clinician", on="2026-12-01", due="2027-12-01")
    assert review.on == datetime.date(2026, 12, 1)


def spoil(tmp_path, name: str, old: str, new: str):
    """The shipped content with one file changed."""
    folder = content_copy(tmp_path)
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("answers/alcohol.yml", "topic: alcohol", "topic: alcohol\nmood: good", r"alcohol\.yml:2: mood: unknown key"),
        ("answers/alcohol.yml", "topic: alcohol", "topic: beer", "unknown id 'beer'"),
        ("answers/alcohol.yml", "see_also: [drowsiness", "see_also: [beer", "unknown or own id 'beer'"),
        ("answers/alcohol.yml", "sources: [", "sources: [HEARSAY, ", "unknown source 'HEARSAY'"),
        ("answers/alcohol.yml", "due: 2027-11-22", "due: soon", r"alcohol\.yml:\d+: review\.due: invalid date"),
        ("answers/alcohol.yml", "full: |", "full: |\n  It is fine to stop.", r"full: never say \[fine_to_stop\]"),
        ("answers/alcohol.yml", "full: |", "full: |\n  Call {phone}.", "unknown placeholder 'phone'"),
        ("answers/alcohol.yml", "topic: alcohol", "topic: [", "is not YAML"),
        ("sources.yml", "kind: label", "kind: gossip", r"sources\.yml:\d+: sources\.0\.kind"),
        ("contacts.yml", "  UK:", "  GB:", "must be exactly US, CA, UK"),
        ("frames.yml", "not_reviewed:", "unreviewed:", "not_reviewed: field required"),
    ],
)
def test_broken_content_names_file_key_and_line(tmp_path, name, old, new, said):
    folder = spoil(tmp_path, name, old, new)
    with pytest.raises(ContentError, match=said):
        load_content(folder)


def test_every_fault_is_named_not_only_the_first(tmp_path):
    folder = spoil(tmp_path, "answers/alcohol.yml", "topic: alcohol", "topic: alcohol\nmood: good")
    (folder / "answers" / "pump.yml").unlink()
    with pytest.raises(ContentError) as refused:
        load_content(folder)
    assert {fault.file.name for fault in refused.value.faults} >= {"alcohol.yml", "pump.yml"}


def test_a_file_that_is_not_utf8_is_named(tmp_path):
    folder = content_copy(tmp_path)
    (folder / "answers" / "alcohol.yml").write_bytes(b"topic: alc\xffhol\n")
    with pytest.raises(ContentError, match="alcohol.yml: is not UTF-8"):
        load_content(folder)
