"""A number chooses what the last message offered; anywhere else it stays a number."""

from __future__ import annotations

import pytest
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from channels.conversation import chosen
from tests.channels.conftest import until
from tests.channels.signed import ADDRESS, MAKE, SENDER

BUTTONS = [
    {"title": "Side effects", "payload": "What are the side effects?"},
    {"title": "Missed dose", "payload": "I missed a dose"},
]


def after(*events) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("a", [UserUttered("hi"), *events])


@pytest.mark.parametrize(
    "text", ["2", " 2 ", "2.", "2)", "#2", "option 2", "Option 2.", "number 2", "No. 2", "nr 2", "(2)", "choice 2"]
)
def test_a_number_is_what_it_offers(text):
    assert chosen(text, after(BotUttered("Which?", {"buttons": BUTTONS}))) == "I missed a dose"


@pytest.mark.parametrize("text", ["3", "0", "22", "1 or 2", "2 tablets", "no", "2 mg", "1.5", "²", "-"])
def test_everything_else_stays_what_it_is(text):
    assert chosen(text, after(BotUttered("Which?", {"buttons": BUTTONS}))) == text


@pytest.mark.parametrize(
    "tracker",
    [
        None,
        DialogueStateTracker("a", []),
        after(),
        after(BotUttered("An answer.")),
        after(BotUttered("Which?", {"buttons": BUTTONS}), UserUttered("no"), BotUttered("Then what?")),
        after(BotUttered("Which?", {"buttons": BUTTONS}), BotUttered("For how many days?")),
        after(BotUttered("Which?", {"buttons": BUTTONS}), UserUttered("no")),
    ],
)
def test_a_number_that_was_not_offered_last_stays_a_number(tracker):
    assert chosen("1", tracker) == "1"


@pytest.mark.parametrize("channel", sorted(MAKE))
async def test_a_choice_is_offered_and_understood(line, provider, assistant, channel):
    assistant.replies = [{"text": "Which?", "buttons": BUTTONS}]
    await line.post(MAKE[channel]("help me", "m-1"))
    await until(lambda: provider.accepted)
    assert provider.texts(ADDRESS[channel]) == ["Which?\n\nReply 1 or 2:\n1 Side effects\n2 Missed dose"]
    assistant.replies = [{"text": "An answer."}]
    await line.post(MAKE[channel]("2", "m-2"))
    await until(lambda: len(provider.accepted) == 2)
    assert assistant.texts == ["help me", "I missed a dose"]


@pytest.mark.parametrize("channel", sorted(MAKE))
async def test_the_answer_to_a_tool_s_question_stays_a_figure(line, assistant, channel):
    assistant.ask_for_a_figure(SENDER[channel])
    await line.post(MAKE[channel]("3", "m-1"))
    await until(lambda: assistant.heard)
    assert assistant.texts == ["3"]
