"""On a phone's screen: the answer and one compact line, at most three SMS segments; the rest on request."""

from __future__ import annotations

import pytest

from actions.answer import ActionAnswerTopic
from actions.more import ActionHelpSigns, ActionTellMore
from channels import PHONE_CHANNELS
from replies.sms import in_sms_alphabet, segments
from tests.actions.test_answering import asks, run
from tests.builders import tracker

ASKED = "alcohol/allowed"


@pytest.mark.parametrize("channel", sorted(PHONE_CHANNELS))
async def test_the_answer_comes_first_without_payload(store, queue, channel):
    messages, remembered = await run(ActionAnswerTopic(store, queue), asks(ASKED, text="can I drink beer"), channel)
    message = messages[0]
    assert message["text"].startswith("It is best not to drink alcohol on baclofen, not even one glass")
    assert message["text"].splitlines()[-1].startswith("From: NHS")
    assert not message.get("custom") and segments(in_sms_alphabet(message["text"])) <= 3
    assert remembered["last_question"] == ASKED


async def test_more_brings_the_rest_and_then_what_to_ask_next(store, queue, content):
    messages, slots = await run(ActionAnswerTopic(store, queue), asks(ASKED), "sms")
    more, told = await run(ActionTellMore(store), tracker("tell_more", "MORE", slots=slots), "sms")
    assert more[0]["text"].startswith(content.questions[ASKED].more[:20]) and "From: " in more[0]["text"]
    assert "Reply MORE" in messages[0]["text"] and "Reply MORE" not in more[0]["text"]
    nothing, _ = await run(ActionTellMore(store), tracker("tell_more", "MORE", slots={**slots, **told}), "sms")
    assert nothing[0]["text"].startswith("That is all that I have on this") and nothing[0]["buttons"]


async def test_the_signs_come_as_lines(store):
    made = tracker(
        "help_signs", "help signs, I'm in the UK", slots={"last_question": "withdrawal/overview", "hinted": True}
    )
    messages, _ = await run(ActionHelpSigns(store), made, "sms")
    assert "Call 999 now for:\n- " in messages[0]["text"] and not messages[0].get("custom")


async def test_two_questions_are_two_messages_of_three_segments_at_most(store):
    made = asks("driving/overview", ASKED, text="both, I'm in Ireland")
    messages, _ = await run(ActionAnswerTopic(store), made, "sms")
    assert len(messages) == 2
    assert all(segments(in_sms_alphabet(one["text"])) <= 3 for one in messages)
