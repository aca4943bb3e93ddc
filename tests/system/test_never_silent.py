"""Nothing is ever silent: real processes are stopped, and the person still gets an answer with numbers to call."""

from __future__ import annotations

import os
import signal
import time

from components.never_silent_policy import ACTION_SECONDS
from tests.system.test_conversation import EMERGENCY_NUMBERS, PLANTED, only

CLINIC = {"BEDSIDE_CLINIC_NAME": "the spasticity clinic", "BEDSIDE_CLINIC_PHONE": "01632 960123"}


def assert_unavailable(reply, topic):
    assert reply["custom"] == {"schema": 2, "type": "unavailable", "topic": topic, "level": "none"}
    for number in EMERGENCY_NUMBERS:
        assert number in reply["text"]
    assert "the spasticity clinic on 01632 960123" in reply["text"]


def test_with_the_action_server_stopped_or_hanging_every_message_gets_a_reply(start_pair):
    with start_pair(**CLINIC) as pair:
        assert only(pair.say("can I drink beer with baclofen"))["custom"]["type"] == "answer"

        os.kill(pair.actions.process.pid, signal.SIGSTOP)  # hangs: takes the connection, never answers
        start = time.monotonic()
        assert_unavailable(only(pair.say(f"can {PLANTED} drink beer with baclofen")), "alcohol")
        assert time.monotonic() - start < ACTION_SECONDS + 4
        os.kill(pair.actions.process.pid, signal.SIGCONT)
        assert only(pair.say("can I drink beer with baclofen"))["custom"]["type"] == "answer"

        pair.actions.stop()
        assert_unavailable(only(pair.say(f"can {PLANTED} drink beer with baclofen")), "alcohol")
        assert_unavailable(only(pair.say("what about driving on baclofen")), "driving")
        assert only(pair.say("hello there"))["custom"]["topic"] == "greet"  # what needs no action server still works
        assert PLANTED not in pair.logs()


def test_with_the_store_unreadable_every_message_gets_a_reply(start_pair):
    with start_pair(BEDSIDE_KNOWLEDGE_URL="postgresql://nobody@127.0.0.1:1/none", **CLINIC) as pair:
        assert_unavailable(only(pair.say(f"can {PLANTED} drink beer with baclofen")), "alcohol")
        assert PLANTED not in pair.logs()


def test_a_store_that_comes_back_is_used_again(start_pair, tmp_path, content):
    from knowledge.database import engine_for
    from knowledge.loader import load

    database = f"sqlite:///{tmp_path / 'late.db'}"
    with start_pair(BEDSIDE_KNOWLEDGE_URL=database, **CLINIC) as pair:
        assert_unavailable(only(pair.say("can I drink beer with baclofen")), "alcohol")
        load(engine_for(database), content)
        assert only(pair.say("can I drink beer with baclofen"))["custom"]["type"] == "answer"
