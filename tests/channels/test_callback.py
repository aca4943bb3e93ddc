"""The number that a person leaves goes to the escalation, and nowhere else."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from channels import callback
from channels.callback import INSTEAD, number_in, taken_out
from components.conversation_state import FOUND, LEFT_NUMBER_KEY, RECENT_SECONDS
from escalations.notice import escalation_id
from escalations.settings import Settings
from escalations.spool import Spool
from tests.channels.test_widget import Served, sql_store

ALARM = {"kind": "danger", "level": "emergency", "flags": ["seizure"]}


@pytest.fixture
def spool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Spool:
    """Where this test's notices are kept."""
    monkeypatch.setattr(callback, "settings", lambda: Settings(spool=tmp_path / "spool"))
    return Spool(tmp_path / "spool")


def in_danger(seconds: float = 1.0) -> DialogueStateTracker:
    event = UserUttered("fit", {"name": "red_flag"}, parse_data={FOUND: ALARM}, timestamp=time.time() - seconds)
    return DialogueStateTracker.from_events("someone", [event])


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("07400 123456", "UK", "+447400123456"),
        ("call me on 07400 123456 please", "NI", "+447400123456"),
        ("+33 6 12 34 56 78", None, "+33612345678"),
        ("(212) 736-5000", "US", "+12127365000"),
        ("07400 123456", None, "07400 123456"),
        ("I took 20 tablets of 10 mg", "UK", None),
        ("at 10.30, then 12.45", "UK", None),
        ("25 mg 3 times a day, 75 mg", None, None),
        ("no", "UK", None),
    ],
)
def test_a_number_that_can_be_called_is_found_and_a_dose_is_none(text, region, number):
    found = number_in(text, region)
    assert (found.number if found else None) == number


def test_it_is_taken_out_of_the_message_and_kept_with_the_escalation(spool):
    tracker = in_danger()
    taken = taken_out("my number is 07400 123456, he is blue", tracker, "rest", "UK", time.time())
    assert taken.text == f"my number is {INSTEAD}, he is blue" and taken.about == {LEFT_NUMBER_KEY: True}
    ((path, notice),) = spool.waiting()
    assert notice.number == "+447400123456" and notice.act == "left_number" and notice.turns == []
    assert notice.escalation_id == escalation_id("someone", tracker.events[0].timestamp)
    assert "123456" not in str(notice.as_record())  # what is handed on
    taken_out("07400 123456", tracker, "rest", "UK", time.time())
    assert len({one.id for _, one in spool.waiting()}) == 1  # the same number twice is one


@pytest.mark.parametrize(("channel", "tracker"), [("sms", in_danger()), ("whatsapp", in_danger()), ("rest", None), ("rest", in_danger(RECENT_SECONDS + 60))])  # fmt: skip
def test_where_there_is_nothing_to_call_about_or_the_number_is_known_the_message_stays(spool, channel, tracker):
    assert taken_out("07400 123456", tracker, channel, "UK", time.time()) == ("07400 123456", {})
    assert list(spool.waiting()) == []


def test_a_disk_that_fails_loses_the_number_and_says_nothing_of_it(tmp_path, monkeypatch, caplog):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setattr(callback, "settings", lambda: Settings(spool=tmp_path / "file" / "spool"))
    assert taken_out("07400 123456", in_danger(), "rest", "UK", time.time()) == (INSTEAD, {})
    assert "COULD NOT BE KEPT" in caplog.text and "123456" not in caplog.text


async def test_the_web_chat_leaves_a_number_that_no_transcript_holds(spool, tmp_path):
    async with Served(sql_store(tmp_path)) as served:
        token = await served.start()
        status, _, _ = await served.call("POST", "api/callback", token, number="07400 123456", region="UK")
        assert status == 404  # nothing to call about
        tracker = await served.store.get_or_create_tracker(served.conversation(token))
        tracker.update(UserUttered("fit", {"name": "red_flag"}, parse_data={FOUND: ALARM}))
        await served.store.save(tracker)
        for wrong in ("12", "not a number", "07400 123456 and more"):
            status, body, _ = await served.call("POST", "api/callback", token, number=wrong, region="UK")
            assert status == 400 and "country's code" in body["error"], wrong
        assert list(spool.waiting()) == []
        status, _, _ = await served.call("POST", "api/callback", token, number="07400 123456", region="UK")
        assert status == 204
        assert [one.number for _, one in spool.waiting()] == ["+447400123456"]
        await served.say(token, "or 07400 654321", region="UK")
        assert served.seen[-1][1] == f"or {INSTEAD}" and served.seen[-1][2][LEFT_NUMBER_KEY]
        assert "07400" not in str(await served.turns(token))
        assert b"07400" not in (tmp_path / "conversations.db").read_bytes()
        status, body, _ = await served.call("GET", "api/progress", token)
        assert status == 200 and set(body) == {"progress"}
