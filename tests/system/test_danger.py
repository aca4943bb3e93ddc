"""Danger, over the running assistant: said at once, stored, delivered; whatever else is down."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from escalations.store import EscalationStore
from knowledge.database import engine_for
from knowledge.settings import ROOT
from tests.escalations.receiver import SECRET, Receiver
from tests.system.processes import running
from tests.system.test_conversation import EMERGENCY_NUMBERS, PLACES, only

AFTER = ["I called", "Help is coming", "It is over", "False alarm"]
EMERGENCY = "He is convulsing on the floor"


@pytest.fixture
def place(tmp_path):
    """Where this test's escalations are kept."""
    return {
        "BEDSIDE_ESCALATION_URL": f"sqlite:///{tmp_path / 'escalations.db'}",
        "BEDSIDE_ESCALATION_SPOOL": str(tmp_path / "spool"),
        "BEDSIDE_ESCALATION_FIRST_WAIT": "0.2",
        "BEDSIDE_ESCALATION_LONGEST_WAIT": "0.5",
        "BEDSIDE_ESCALATION_TIMEOUT": "1",
    }


@contextmanager
def dispatching(place, receiver):
    """The dispatcher as a process of its own."""
    env = {**os.environ, **place, "BEDSIDE_ESCALATION_WEBHOOK": receiver.url, "BEDSIDE_ESCALATION_SECRET": SECRET}
    process = subprocess.Popen([sys.executable, "-m", "escalations", "dispatch"], cwd=ROOT, env=env)
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def until(true, seconds=20.0):
    """Waits for something to become true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return
        time.sleep(0.1)
    raise AssertionError("it did not become true in time")


def spooled(place):
    folder = place["BEDSIDE_ESCALATION_SPOOL"]
    return sorted(name for name in os.listdir(folder) if name.endswith(".json")) if os.path.isdir(folder) else []


def assert_emergency(reply, place):
    payload = reply["custom"]
    assert payload["schema"] == 2
    assert payload["type"] == "escalation"
    assert payload["level"] == "emergency"
    assert "seizure" in payload["flags"]
    assert "topic" not in payload
    assert 2 <= len(payload["parts"]["do"]) <= 5 and payload["parts"]["tell"] and payload["parts"]["dont"]
    assert len(payload["version"]) == 64 and payload["review"]["status"] == "sourced"
    first = reply["text"].splitlines()[0]
    assert first == f"1. {payload['parts']['do'][0]}"
    assert all(number in first for number in EMERGENCY_NUMBERS)
    assert [one["title"] for one in payload["options"]] == [*PLACES, *AFTER]  # which country it is, is not known yet
    assert payload["stage"] == "told" and payload["callback"]["ask"]
    assert reply["buttons"] == payload["options"] and payload["actions"] == []
    assert "I can't send help" in reply["text"]


def test_danger_is_said_stored_and_delivered(start_pair, place):
    receiver = Receiver()
    with start_pair(**place) as pair, dispatching(place, receiver):
        reply = only(pair.say(EMERGENCY, "patient-1"))
        assert_emergency(reply, place)
        until(lambda: receiver.accepted)
        notice = receiver.accepted[0]
        assert notice["escalation_id"] == reply["custom"]["escalation_id"]
        assert notice["conversation"] == "patient-1"
        assert notice["turns"][-1] == {"who": "person", "text": EMERGENCY}
        assert receiver.forged == 0

        careful = only(pair.say("can I drink beer with baclofen", "patient-1"))
        assert careful["custom"]["type"] == "answer"
        assert careful["text"].startswith("First: if you have not called yet, call your emergency number (911")
        over = only(pair.say("It is over, we have help now", "patient-1"))
        assert over["custom"]["type"] == "conversation"
        assert not only(pair.say("can I drink beer with baclofen", "patient-1"))["text"].startswith("First:")
        until(lambda: len(receiver.accepted) == 2)
        assert receiver.accepted[1]["kind"] == "over"
        assert receiver.accepted[1]["escalation_id"] == notice["escalation_id"]

        store = EscalationStore(engine_for(place["BEDSIDE_ESCALATION_URL"]))
        until(lambda: store.show(notice["escalation_id"])["state"] == "delivered")
        assert len(store.listing()) == 1
        assert "convulsing" not in pair.logs()


def test_danger_is_said_though_action_server_database_and_network_are_down(start_pair, place):
    down = {**place, "BEDSIDE_KNOWLEDGE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    with start_pair(**down) as pair:
        pair.actions.stop()
        start = time.monotonic()
        assert_emergency(only(pair.say(EMERGENCY)), place)
        assert time.monotonic() - start < 3
        assert len(spooled(place)) == 1


def test_danger_is_said_though_the_spool_cannot_be_written(start_pair, place, tmp_path):
    blocked = tmp_path / "a-file"
    blocked.write_text("not a folder")
    nowhere = {
        "BEDSIDE_ESCALATION_SPOOL": str(blocked / "spool"),
        "BEDSIDE_ESCALATION_SPOOL_SECOND": str(blocked / "second"),
    }
    with start_pair(**{**place, **nowhere}) as pair:
        reply = only(pair.say(EMERGENCY))
        assert reply["text"].startswith("1. Call your emergency number")
        assert "escalation_id" not in reply["custom"]
        assert "AN ESCALATION COULD NOT BE KEPT" in pair.logs()


def test_a_rasa_killed_right_after_the_reply_has_lost_nothing(start_pair, place):
    with start_pair(**place) as pair:
        reply = only(pair.say(EMERGENCY, "patient-2"))
        os.kill(pair.rasa.process.pid, signal.SIGKILL)
    kept = json.loads(open(os.path.join(place["BEDSIDE_ESCALATION_SPOOL"], spooled(place)[0]), encoding="utf-8").read())
    assert kept["escalation_id"] == reply["custom"]["escalation_id"]
    receiver = Receiver()
    with dispatching(place, receiver):
        until(lambda: receiver.accepted)


def test_a_dispatcher_killed_again_and_again_loses_nothing(place, tmp_path):
    from escalations.spool import Spool
    from tests.escalations.test_escalations import notice

    spool, receiver = Spool(tmp_path / "spool"), Receiver()
    sent = [notice(number, f"conversation-{number % 7}") for number in range(1, 41)]
    for number, one in enumerate(sent):
        spool.keep(one)
        if number % 10 == 9:
            receiver.mood = ["hang", "error500", "cut", "ok"][number // 10]
            with dispatching(place, receiver):
                time.sleep(2.5)
    receiver.mood = "ok"
    with dispatching(place, receiver):
        until(lambda: {got["id"] for got in receiver.accepted} == {one.id for one in sent}, 40)
        # The clinic has them all; the dispatcher may still be writing down that it knows.
        store = EscalationStore(engine_for(place["BEDSIDE_ESCALATION_URL"]))
        until(lambda: store.undelivered() == 0, 40)
    assert len(store.listing()) == 7


def test_the_region_decides_the_numbers(start_pair, place):
    with start_pair(**place, BEDSIDE_REGION="UK") as pair:
        reply = only(pair.say(EMERGENCY))
        assert reply["text"].startswith("1. Call 999 now.")
        assert [(one["tel"], one["role"]) for one in reply["custom"]["actions"]] == [("999", "emergency")]
        assert [one["title"] for one in reply["buttons"]] == AFTER


def test_what_is_answered_to_a_card_gets_one_line_moves_its_stage_and_reaches_the_staff(start_pair, place):
    receiver = Receiver()
    with start_pair(**place, BEDSIDE_REGION="UK") as pair, dispatching(place, receiver):
        card = only(pair.say(EMERGENCY, "after"))
        for button, stage, words in [
            (card["buttons"][0], "called", "Stay on the line"),
            (card["buttons"][1], "on_the_way", "Open the door"),
        ]:
            line = only(pair.say(button["payload"], "after"))
            assert (line["custom"]["type"], line["custom"]["stage"]) == ("conversation", stage)
            assert words in line["text"] and line["text"].count("\n") == 0
        answered = only(pair.say("can I drink beer with baclofen", "after"))
        assert not answered["text"].startswith("First:") and answered["custom"]["stage"] == "on_the_way"
        assert only(pair.say("nobody is picking up, it just rings and rings", "after"))["custom"]["stage"] == "told"
        until(lambda: len(receiver.accepted) == 4)  # two notices at once may be delivered in either order
        assert only(pair.say("can I drink beer with baclofen", "after"))["text"].startswith("First:")
        over = only(pair.say("the ambulance crew is here with him now", "after"))
        assert over["custom"]["stage"] == "over"
        assert "stage" not in only(pair.say("can I drink beer with baclofen", "after"))["custom"]
        until(lambda: len(receiver.accepted) == 5)
        assert [(one["kind"], one["act"]) for one in receiver.accepted] == [
            ("danger", None), ("after", "called"), ("after", "on_the_way"), ("after", "cannot"), ("over", "arrived"),
        ]  # fmt: skip
        assert len({one["escalation_id"] for one in receiver.accepted}) == 1
        store = EscalationStore(engine_for(place["BEDSIDE_ESCALATION_URL"]))
        shown = store.show(receiver.accepted[0]["escalation_id"])
        assert [one["kind"] for one in shown["history"] if one["by"] == "the person"] == [
            "said",
            "said",
            "said",
            "over",
        ]
        assert shown["state"] == "delivered"  # what the person says closes nothing


def test_how_far_the_clinic_has_it_is_told_when_the_person_writes_again(start_pair, place):
    receiver = Receiver()

    def news(replies):
        return [one["custom"]["progress"]["state"] for one in replies if "progress" in one["custom"]]

    with start_pair(**place, BEDSIDE_REGION="UK") as pair:
        kept = only(pair.say(EMERGENCY, "news"))["custom"]["escalation_id"]
        assert news(pair.say("thank you", "news")) == ["noted"]
        assert news(pair.say("can I drink beer with baclofen", "news")) == []  # no news any more
        with dispatching(place, receiver):
            store = EscalationStore(engine_for(place["BEDSIDE_ESCALATION_URL"]))
            until(lambda: receiver.accepted and store.show(kept)["state"] == "delivered")
            assert news(pair.say("and wine?", "news")) == ["handed"]
            store.set_state(kept, "acknowledged", "Nurse N.")
            replies = pair.say("are you there", "news")
            assert news(replies) == ["seen"] and "Somebody at the clinic has read this" in replies[-1]["text"]
            assert "Nurse N." not in str(replies)
        assert "convulsing" not in pair.logs()


def test_a_number_that_is_left_is_in_no_transcript_and_no_log(start_pair, place, tmp_path):
    from escalations.spool import Spool

    with start_pair(**place, BEDSIDE_REGION="UK", TRACKER_DB=str(tmp_path / "said.db")) as pair:
        kept = only(pair.say(EMERGENCY, "number"))["custom"]["escalation_id"]
        thanked = only(pair.say("you can call me on 07400 123456", "number"))
        assert "can see your number" in thanked["text"]
        left = [one for _, one in Spool(tmp_path / "spool").waiting() if one.number]
        assert [(one.number, one.escalation_id) for one in left] == [("+447400123456", kept)]
        worse = only(pair.say("07400 123456 and now he has stopped breathing and is turning blue", "number"))
        assert worse["custom"]["type"] == "escalation"  # danger always wins
        assert "123456" not in pair.logs()
        assert b"123456" not in (tmp_path / "said.db").read_bytes()


def test_the_country_that_is_pressed_gives_one_number(start_pair, place):
    with start_pair(**place) as pair:
        asked = only(pair.say(EMERGENCY, "where"))
        pressed = next(one["payload"] for one in asked["buttons"] if one["title"] == "Ireland")
        assert only(pair.say(pressed, "where"))["text"].startswith("First: if you have not called yet, call 112 or 999")
        again = only(pair.say(EMERGENCY, "where"))
        assert again["text"].startswith("1. Call 112 or 999 now.")
        assert {one["role"] for one in again["custom"]["actions"]} == {"emergency"}


def test_serve_starts_a_dead_helper_again(model, tmp_path, place):
    from tests.system.processes import free_port

    port, action_port = free_port(), free_port()
    env = {
        **place, "TRACKER_DB": str(tmp_path / "c.db"), "BEDSIDE_KNOWLEDGE_URL": f"sqlite:///{tmp_path / 'k.db'}",
        "ACTION_URL": f"http://127.0.0.1:{action_port}/webhook",
    }  # fmt: skip
    command = ["-m", "scripts.serve", "--port", str(port), "--action-port", str(action_port)]
    with running(command, f"http://127.0.0.1:{port}/webhooks/rest/", ACTION_PORT=str(action_port), **env) as served:
        until(lambda: "Bedside is up" in served.log(), 60)
        for name in ("actions", "escalations dispatch"):
            victim = subprocess.run(
                ["pgrep", "-P", str(served.process.pid), "-f", "--", f"-m {name}"],
                capture_output=True,
                text=True,
                check=True,
            ).stdout.split()[0]
            os.kill(int(victim), signal.SIGKILL)
        until(lambda: served.log().count("starting it again") == 2, 20)
        served.process.send_signal(signal.SIGTERM)
        served.process.wait(30)
