"""What is known about the person is shown on request, and forgotten on request."""

from __future__ import annotations

import pytest
from rasa_sdk.executor import CollectingDispatcher
from ruamel.yaml import YAML

from actions.about_me import FIGURES, ActionAboutMe, ActionForgetMe
from actions.answer import ActionAnswerTopic
from actions.asked import FORGET_BEFORE, person_of, region_of
from knowledge.settings import ROOT
from tests.builders import tracker


def conversation(*texts, intent="about_me", slots=None, at=100.0):
    made = tracker(intent, texts[-1], slots=slots)
    made.events = [
        {"event": "user", "text": text, "timestamp": at + number, "input_channel": "rest"}
        for number, text in enumerate(texts)
    ]
    return made


async def said(action, made):
    dispatcher = CollectingDispatcher()
    events = await action.run(dispatcher, made, {})
    return dispatcher.messages[0], {event["name"]: event["value"] for event in events}


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ("my son takes it", "about a child"),
        ("I'm pregnant and take it", "about a pregnancy"),
        ("I am breastfeeding, is that ok", "about breastfeeding"),
        ("she has a baclofen pump", "about a pump"),
        ("I live in Australia", "numbers I give is Australia"),
    ],
)
async def test_what_was_said_is_known(before, words):
    message, _ = await said(ActionAboutMe(), conversation(before, "what do you know about me"))
    assert words in message["text"]
    assert (message["custom"]["type"], message["custom"]["topic"]) == ("conversation", "privacy")
    assert '"forget me"' in message["text"]


async def test_figures_given_to_a_tool_are_known():
    made = conversation("hi", "what do you know about me", slots={"trip_days": 10.0})
    assert "figures of a trip" in (await said(ActionAboutMe(), made))[0]["text"]


async def test_of_nobody_nothing_is_known():
    message, _ = await said(ActionAboutMe(), conversation("hello", "what do you know about me"))
    assert "I do not know anything about you" in message["text"]


async def test_what_is_forgotten_chooses_no_answer_any_more(store):
    texts = ("my son takes it, we live in Australia", "forget me")
    message, slots = await said(ActionForgetMe(), conversation(*texts, intent="forget_me"))
    assert "no longer use" in message["text"]
    assert slots[FORGET_BEFORE] > 101 and all(slots[name] is None for name in FIGURES)
    later = conversation(*texts, "what if I miss a dose", intent="ask_missed_dose", slots={FORGET_BEFORE: 101.5})
    assert not person_of(later).audiences and region_of(later) is None
    assert "4 hours" not in (await said(ActionAnswerTopic(store), later))[0]["text"]


async def test_a_danger_is_not_forgotten_with_the_rest():
    """The escalation and its reminder belong to the person's safety, not to what chooses answers."""
    made = conversation("he is having a fit", "forget me", intent="forget_me")
    made.latest_message["open_level"] = "emergency"
    made.events[0]["parse_data"] = {"red_flags": {"kind": "danger", "level": "emergency"}}
    assert (await said(ActionForgetMe(), made))[0]["text"].startswith("First: if you have not called yet")


def test_every_figure_of_the_tools_is_forgotten():
    slots = YAML(typ="safe").load((ROOT / "domain.yml").read_text(encoding="utf-8"))["slots"]
    held = {name for name in slots if name.split("_")[0] in ("trip", "missed", "stopping", "effect")}
    assert held == set(FIGURES)
