"""A turn is never empty."""

from __future__ import annotations

import rasa.core.actions.action
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from components.never_silent_policy import ACTION_SECONDS, next_action
from knowledge.settings import ROOT

DOMAIN = Domain.load(str(ROOT / "domain.yml")).merge(
    Domain.from_dict({"responses": {"utter_unavailable": [{"text": "x"}], "utter_greet": [{"text": "x"}]}})
)


def after(*events, channel="rest"):
    """The conversation after one message and these events."""
    said = UserUttered("hello", {"name": "ask_dose"}, input_channel=channel)
    tracker = DialogueStateTracker.from_events("someone", [ActionExecuted("action_listen"), said, *events])
    return next_action(tracker, DOMAIN)


def test_an_action_that_said_nothing_is_followed_by_unavailable():
    assert after(ActionExecuted("action_answer_topic")) == "utter_unavailable"


def test_an_action_that_only_set_a_slot_left_the_turn_empty_too():
    assert after(ActionExecuted("action_answer_topic"), SlotSet("last_topic", "dose")) == "utter_unavailable"


def test_an_action_that_spoke_is_left_alone():
    assert after(ActionExecuted("action_answer_topic"), BotUttered("the answer")) is None


def test_after_unavailable_it_listens():
    assert after(ActionExecuted("action_answer_topic"), ActionExecuted("utter_unavailable"), BotUttered("sorry")) == (
        "action_listen"
    )


def test_fixed_wording_needs_no_guard():
    assert after(ActionExecuted("utter_greet"), BotUttered("hi")) is None


def test_what_was_said_a_turn_ago_does_not_count():
    events = [
        ActionExecuted("action_answer_topic"),
        BotUttered("the answer"),
        ActionExecuted("action_listen"),
        UserUttered("and?", {"name": "ask_pump"}, input_channel="rest"),
        ActionExecuted("action_answer_topic"),
    ]
    assert after(*events) == "utter_unavailable"


def test_nothing_is_predicted_where_nobody_listens():
    assert after(ActionExecuted("action_answer_topic"), channel=None) is None


def test_rasa_waits_seconds_not_minutes_for_the_action_server():
    assert rasa.core.actions.action.DEFAULT_REQUEST_TIMEOUT == ACTION_SECONDS <= 10
