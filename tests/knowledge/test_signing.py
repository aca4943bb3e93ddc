"""A signature is of a text: it is written for the very words, and an edit takes it away."""

from __future__ import annotations

import datetime

import pytest

from knowledge.__main__ import main
from knowledge.content_check import load_content
from knowledge.loader import texts_of
from knowledge.policy import standing, why_withheld
from knowledge.signing import SignatureRefused, sign
from knowledge.store import open_store
from knowledge.versions import version_of
from tests.builders import content_copy, with_question

WHO = "A. Clinician, MRPharmS 1234567"
ASKED = "alcohol/allowed"
TODAY = datetime.date.today()
DAY = datetime.timedelta(days=1)


SIGNED = {
    ("answer", ASKED),
    ("warning", "pump"),
    ("red_flag", "seizure"),
    ("medicines", "muscle_relaxants"),
    ("effect", "sleepiness"),
    ("contacts", "contacts"),
}


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    """A copy of the content with one text of every kind signed on the command line."""
    folder = content_copy(tmp_path_factory.mktemp("signed"))
    for kind, name in sorted(SIGNED):
        due = str(TODAY + 365 * DAY)
        assert main(["--content", str(folder), "sign", name, "--kind", kind, "--by", WHO, "--due", due]) == 0
    return folder


def text_of(folder, kind, name):
    return next(text for text in texts_of(load_content(folder)) if (text.kind, text.id) == (kind, name))


def test_the_command_writes_who_when_and_the_hash_of_the_text_and_touches_nothing_else(signed, content):
    before = {(text.kind, text.id): text for text in texts_of(content)}
    after = {(text.kind, text.id): text for text in texts_of(load_content(signed))}
    assert {key: text.version for key, text in after.items()} == {key: text.version for key, text in before.items()}
    approved = {key for key, text in after.items() if text.review["status"] == "approved"}
    assert approved == SIGNED
    for key in approved:
        review = after[key].review
        assert review == {
            "status": "approved", "by": WHO, "on": str(TODAY), "due": str(TODAY + 365 * DAY), "version": after[key].version,
        }  # fmt: skip
        assert standing(review, after[key].version) == ("approved", None)


def test_a_signed_text_is_served_under_approved_and_the_others_are_not(signed, tmp_path, capsys):
    url = f"sqlite:///{tmp_path / 'k.db'}"
    assert main(["--url", url, "--content", str(signed), "load"]) == 0
    store = open_store(url, "approved")
    assert store.answer(ASKED).review["by"] == WHO
    assert list(store.warnings(["pump", "mood"])) == ["pump"]
    assert store.medicines("muscle_relaxants").review["by"] == store.effect("sleepiness").review["by"] == WHO
    assert {(row.kind, row.id) for row in store.listing() if row.withheld is None} == SIGNED


def test_an_edit_after_signing_falls_back_to_sourced_and_says_so(signed, tmp_path, capsys):
    path = signed / "answers" / "alcohol.yml"
    text = path.read_text(encoding="utf-8")
    try:
        path.write_text(
            text.replace("alcohol on baclofen, not even one glass", "alcohol on baclofen, not one glass"),
            encoding="utf-8",
        )
        assert main(["--content", str(signed), "check"]) == 0
        said = capsys.readouterr().out
        assert f"answer {ASKED}: changed since {WHO} signed it on {TODAY}; it counts as sourced" in said
        url = ["--url", f"sqlite:///{tmp_path / 'k.db'}"]
        main([*url, "--content", str(signed), "load"])
        main([*url, "list"])
    finally:
        path.write_text(text, encoding="utf-8")
    line = next(line for line in capsys.readouterr().out.splitlines() if f" {ASKED} " in line)
    assert " sourced " in line and f"changed since {WHO} signed it" in line and " served " in line


@pytest.mark.parametrize(
    "changes",
    [
        {"ask": "May I have a drink?"},
        {"safety": "Call {emergency} now if very sleepy."},
        {"more": "Other words."},
        {"help": ["pump"]},
        {"related": []},
        {"sources": {"NHS-about": "other support"}},
        {"variants": []},
    ],
)
def test_whatever_can_be_shown_belongs_to_the_version(content, changes):
    def version(one):
        return next(text.version for text in texts_of(one) if text.id == ASKED)

    assert version(with_question(content, ASKED, **changes)) != version(content)


def test_the_review_itself_and_the_order_of_keys_do_not_belong_to_it(content):
    assert version_of("answer", "a/b", {"x": 1, "y": 2}) == version_of("answer", "a/b", {"y": 2, "x": 1})
    assert version_of("answer", "a/b", {"x": 1}) != version_of("warning", "a/b", {"x": 1})


@pytest.mark.parametrize(
    ("kind", "name", "on", "due"),
    [
        ("answer", ASKED, TODAY + DAY, TODAY + 365 * DAY),  # signed ahead
        ("answer", ASKED, TODAY, TODAY),  # holds for no day
        ("answer", ASKED, TODAY, TODAY - DAY),
    ],
)
def test_dates_that_do_not_fit_are_refused(tmp_path, kind, name, on, due):
    with pytest.raises(SignatureRefused):
        sign(tmp_path / "no content is read", kind, name, WHO, on, due)


def test_a_text_that_does_not_exist_cannot_be_signed(signed, capsys):
    before = (signed / "answers" / "alcohol.yml").read_bytes()
    due = str(TODAY + DAY)
    assert main(["--content", str(signed), "sign", "alcohol/no_such", "--by", WHO, "--due", due]) == 1
    assert "there is no answer 'alcohol/no_such'" in capsys.readouterr().err
    assert (signed / "answers" / "alcohol.yml").read_bytes() == before


def test_a_signature_names_somebody(tmp_path):
    with pytest.raises(SignatureRefused, match="names a clinician"):
        sign(tmp_path, "answer", ASKED, "  ", TODAY, TODAY + DAY)


@pytest.mark.parametrize("due", ["soon", "2027-13-01", ""])
def test_a_day_that_is_none_is_told(signed, capsys, due):
    assert main(["--content", str(signed), "sign", ASKED, "--by", WHO, "--due", due]) == 1
    assert "YYYY-MM-DD" in capsys.readouterr().err


def test_a_signature_stops_counting_when_it_is_due():
    review = {"status": "approved", "by": WHO, "on": "2026-01-01", "due": "2026-12-01", "version": "a" * 64}
    assert why_withheld(review, "a" * 64, "approved", datetime.date(2026, 12, 1)) is None
    assert why_withheld(review, "a" * 64, "sourced", datetime.date(2026, 12, 2)) == "review was due on 2026-12-01"


def test_nothing_is_shipped_as_reviewed(content):
    for text in texts_of(content):
        assert (text.review["status"], text.review["by"], text.review["on"]) == ("sourced", None, None), text.id


def test_due_dates_are_spread_over_the_year(content):
    months = [str(text.review["due"])[:7] for text in texts_of(content) if text.kind == "answer"]
    assert len(set(months)) >= 9
    assert max(months.count(month) for month in set(months)) <= len(months) / 4


def test_due_lists_what_runs_out_soon_and_nothing_else(content, capsys):
    days = sorted(str(text.review["due"]) for text in texts_of(content))
    until = (datetime.date.fromisoformat(days[0]) - datetime.datetime.now(datetime.timezone.utc).date()).days
    assert main(["due", "--days", str(until - 1)]) == 0
    assert capsys.readouterr().out == ""
    assert main(["due", "--days", str(until)]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert len(listed) == days.count(days[0]) and all(line.startswith(days[0]) for line in listed)
    assert main(["due", "--days", "4000"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(days)
