"""The list for the appointment: the person's own questions, and what was answered."""

from __future__ import annotations

import pytest

from actions.appointment_list import LONGEST, MOST, ActionMakeList, entries_of
from tests.actions.test_about_me import conversation, said
from tests.actions.test_answering import run
from tests.builders import tracker


async def test_a_list_of_the_person_s_questions(store):
    made = conversation(
        "can I drink beer", "my knee hurts", "hi", "he is having a fit", "can i DRINK beer", "make me a list"
    )
    intents = ["ask_alcohol", "nlu_fallback", "greet", "red_flag", "ask_alcohol", "make_list"]
    for event, intent in zip(made.events, intents, strict=True):
        event["parse_data"] = {"intent": {"name": intent}}
    made.events[3]["parse_data"]["red_flags"] = {"kind": "danger", "level": "emergency"}
    message, _ = await said(ActionMakeList(store), made)
    listed = message["custom"]["result"]["questions"]
    assert [(one["asked"], one["topic"], one["answered"], one["danger"]) for one in listed] == [
        ("can I drink beer", "alcohol", True, False),
        ("my knee hurts", None, False, False),
        ("he is having a fit", None, False, True),
    ]
    assert '2. You asked: "my knee hurts"\n   No answer here: please ask.' in message["text"]
    assert "Bedside: It is best not to drink" in message["text"]
    assert 'Tell them too that you wrote: "he is having a fit"' in message["text"]


async def test_answers_to_a_tool_are_no_questions(store):
    made = conversation("how many do I pack", "10 days", "three", "why")
    intents = ["use_travel_supply", "nlu_fallback", "out_of_scope", "nlu_fallback"]
    for event, intent in zip(made.events, intents, strict=True):
        event["parse_data"] = {"intent": {"name": intent}}
    events = [*made.events]
    events.insert(1, {"event": "active_loop", "name": "travel_supply_form"})
    events.insert(4, {"event": "active_loop", "name": None})
    assert [(one.asked, one.question) for one in entries_of(events)] == [
        ("how many do I pack", "travel_supply/overview"), ("why", None),
    ]  # fmt: skip


async def test_an_empty_list_says_so(store):
    made = tracker("make_list", "make me a list")
    message = (await run(ActionMakeList(store), made))[0][0]
    assert "not asked me anything yet" in message["text"]


async def test_braces_in_a_question_are_no_placeholders(store):
    made = conversation("what about {emergency} and {x}", "make me a list")
    made.events[0]["parse_data"] = {"intent": {"name": "nlu_fallback"}}
    message, _ = await said(ActionMakeList(store), made)
    assert "what about {emergency} and {x}" in message["text"]


@pytest.mark.parametrize(
    ("intent", "found", "listed"),
    [
        ("ask_alcohol", {}, ("alcohol/overview", False)),
        ("ask_pump", {}, ("pump/overview", False)),
        ("use_travel_supply", {}, ("travel_supply/overview", False)),
        ("use_missed_dose", {}, ("missed_dose/overview", False)),
        ("nlu_fallback", {}, (None, False)),
        ("out_of_scope", {}, (None, False)),
        ("red_flag", {"kind": "danger", "level": "urgent"}, (None, True)),
        ("red_flag", {"kind": "danger", "level": "emergency"}, (None, True)),
        ("red_flag", {"kind": "check", "level": "urgent"}, None),
        ("red_flag", {"kind": "over", "level": "none"}, None),
        ("greet", {}, None),
        ("thanks", {}, None),
        ("goodbye", {}, None),
        ("help", {}, None),
        ("privacy", {}, None),
        ("feedback", {}, None),
        ("sources", {}, None),
        ("make_list", {}, None),
        ("about_me", {}, None),
        ("forget_me", {}, None),
    ],
)
def test_what_stands_on_the_list(intent, found, listed):
    event = {"event": "user", "text": "words", "parse_data": {"intent": {"name": intent}, "red_flags": found}}
    entries = entries_of([event])
    assert [(one.question, one.danger) for one in entries] == ([listed] if listed else [])


def test_a_long_list_keeps_the_newest():
    events = [
        {"event": "user", "text": f"question {n}", "parse_data": {"intent": {"name": "ask_alcohol"}}} for n in range(30)
    ]
    entries = entries_of(events)
    assert len(entries) == MOST and entries[-1].asked == "question 29"


def test_a_long_question_is_cut():
    event = {"event": "user", "text": "very " * 100, "parse_data": {"intent": {"name": "ask_alcohol"}}}
    assert len(entries_of([event])[0].asked) <= LONGEST


def test_what_is_to_be_forgotten_is_not_listed():
    events = [
        {
            "event": "user",
            "text": f"question {at}",
            "timestamp": float(at),
            "parse_data": {"intent": {"name": "ask_alcohol"}},
        }
        for at in (1, 5)
    ]
    assert [one.asked for one in entries_of(events, since=3.0)] == ["question 5"]
