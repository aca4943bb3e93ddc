"""Plain commands about the conversation, and how tools are left: whole messages, in people's own words."""

from __future__ import annotations

import pytest

from knowledge.tools import cancels, command_of, does_not_know

MADE, KNOWN, FORGOTTEN = "make_list", "about_me", "forget_me"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("make me a list", MADE),
        ("Make me a list please", MADE),
        ("can you make me a list of my questions", MADE),
        ("could you please write a list for my doctor", MADE),
        ("give me a list for the appointment", MADE),
        ("print my questions for the doctor", MADE),
        ("questions for my doctor", MADE),
        ("my list please", MADE),
        ("list", MADE),
        ("what did I ask you so far?", MADE),
        ("what have i asked", MADE),
        ("ok make a summary", MADE),
        ("prepare a list of things to ask for my appointment", MADE),
        ("put together a list for the nurse", MADE),
        ("is there a list of side effects", None),
        ("list the side effects", None),
        ("make me a list of side effects", None),
        ("give me a list of foods to avoid", None),
        ("what questions should I ask my doctor", None),
        ("can you make me better", None),
        ("what do you know about me", KNOWN),
        ("What do you know about me?", KNOWN),
        ("what have you stored about me", KNOWN),
        ("show me what you know about me", KNOWN),
        ("who do you think I am", KNOWN),
        ("what do you know about baclofen", None),
        ("what do you know", None),
        ("forget me", FORGOTTEN),
        ("Please forget everything", FORGOTTEN),
        ("forget what I told you", FORGOTTEN),
        ("forget what you know about me", FORGOTTEN),
        ("start over", FORGOTTEN),
        ("I forget my tablets", None),
        ("I forgot everything the doctor said", None),
        ("forget it", None),  # leaves a tool
    ],
)
def test_a_command_is_a_whole_message(text, intent):
    assert command_of(text) == intent


@pytest.mark.parametrize(
    "text", ["cancel", "Cancel.", "forget it", "never mind", "no thanks", "stop", "leave it please"]
)
def test_a_tool_is_left_by_plain_words(text):
    assert cancels(text)


@pytest.mark.parametrize("text", ["stop taking it?", "can I cancel my appointment", "no", "I don't want to stop"])
def test_other_words_leave_no_tool(text):
    assert not cancels(text)


@pytest.mark.parametrize("text", ["don't know", "I don't know", "no idea", "not sure yet", "dunno"])
def test_not_knowing_is_understood(text):
    assert does_not_know(text)
