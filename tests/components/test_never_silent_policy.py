"""A turn is never empty."""

from __future__ import annotations

import pytest
import rasa.core.actions.action
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from components.conversation_state import STAGE_SLOT
from components.never_silent_policy import ACTION_SECONDS, next_action, stage_events
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


@pytest.mark.parametrize("kind", ["check", "danger"])
def test_what_is_asked_beside_a_danger_is_answered_behind_it(kind):
    found = {"kind": kind, "level": "urgent", "flags": ["pump_problem"], "beside": ["ask_travel_supply"]}
    said = UserUttered("hello", {"name": "red_flag"}, parse_data={"red_flags": found}, input_channel="rest")
    events = [ActionExecuted("action_listen"), said, ActionExecuted("utter_red_flag"), BotUttered("call 999")]
    assert next_action(DialogueStateTracker.from_events("a", events), DOMAIN) == "action_answer_topic"
    events += [ActionExecuted("action_answer_topic"), BotUttered("the answer")]
    assert next_action(DialogueStateTracker.from_events("a", events), DOMAIN) == "action_listen"


def test_where_the_doubt_is_faint_the_answer_comes_before_the_check_question():
    found = {"kind": "check", "level": "urgent", "flags": ["pump_problem"], "beside": ["ask_travel_supply"]}
    found["answer_first"] = True
    said = UserUttered("hello", {"name": "red_flag"}, parse_data={"red_flags": found}, input_channel="rest")
    events = [ActionExecuted("action_listen"), said]
    order = []
    for _ in range(3):
        order.append(next_action(DialogueStateTracker.from_events("a", events), DOMAIN))
        events += [ActionExecuted(order[-1]), BotUttered("something")]
    assert order == ["action_answer_topic", "utter_red_flag", "action_listen"]


def test_the_check_question_is_asked_though_the_answer_before_it_failed():
    found = {"kind": "check", "level": "urgent", "flags": ["seizure"], "beside": ["ask_dose"], "answer_first": True}
    said = UserUttered("hello", {"name": "red_flag"}, parse_data={"red_flags": found}, input_channel="rest")
    events = [ActionExecuted("action_listen"), said, ActionExecuted("action_answer_topic")]
    assert next_action(DialogueStateTracker.from_events("a", events), DOMAIN) == "utter_red_flag"


def turning(*events, text="I'm off for 10 days, 3 a day, how many do I pack?", waits="missed_dose_form"):
    """What comes next where one tool waits and a message is for another."""
    before = [ActionExecuted(waits), ActiveLoop(waits), ActionExecuted("action_listen")]
    said = UserUttered(text, {"name": "use_travel_supply"}, input_channel="rest")
    return next_action(DialogueStateTracker.from_events("someone", [*before, said, *events]), DOMAIN)


LEFT = [ActionExecuted("action_deactivate_loop"), ActiveLoop(None)]
OPENED = [*LEFT, ActionExecuted("travel_supply_form")]


def test_a_tool_is_left_for_another():
    assert turning() == "action_deactivate_loop"
    assert turning(*LEFT) == "travel_supply_form"


def test_another_tool_that_has_all_it_needs_tells_its_result_and_one_that_asks_listens():
    assert turning(*OPENED, SlotSet("trip_days", 10)) == "action_travel_supply"
    assert turning(*OPENED, ActiveLoop("travel_supply_form"), BotUttered("how many days?")) == "action_listen"
    assert turning(*OPENED, ActionExecuted("action_travel_supply"), BotUttered("30")) == "action_listen"


def test_figures_and_the_tool_s_own_opening_leave_nothing():
    assert turning(text="10 days") is None
    assert turning(waits="travel_supply_form") is None


@pytest.mark.parametrize(("kept", "stage", "set_to"), [(None, "told", "told"), ("told", "called", "called"), ("called", "called", None), ("told", None, None)])  # fmt: skip
def test_where_a_danger_stands_becomes_a_slot_without_the_action_server(kept, stage, set_to):
    found = {"red_flags": {"kind": "after", "stage": stage}} if stage else {}
    said = UserUttered("rang them", {"name": "red_flag"}, parse_data=found)
    tracker = DialogueStateTracker.from_events("someone", [SlotSet(STAGE_SLOT, kept), said], slots=DOMAIN.slots)
    assert stage_events(tracker) == ([SlotSet(STAGE_SLOT, set_to)] if set_to else [])
