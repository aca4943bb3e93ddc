"""On a phone's screen: the short answer first, the rest on "MORE"."""

from __future__ import annotations

import pytest

from actions.answer import ActionAnswerTopic
from actions.replies import TWO_SEGMENTS
from channels import SHORT_CHANNELS
from knowledge.contacts import load_contacts
from knowledge.content_check import load_content
from knowledge.schema import REGIONS
from tests.actions.test_answering import run
from tests.builders import tracker


async def ask(store, queue, text, slots=None, channel="sms", intent="ask_alcohol"):
    messages, remembered = await run(ActionAnswerTopic(store, queue), tracker(intent, text, slots=slots), channel)
    return messages[0], remembered


@pytest.mark.parametrize("channel", sorted(SHORT_CHANNELS))
async def test_the_short_answer_comes_first_without_payload(store, queue, channel):
    message, remembered = await ask(store, queue, "can I drink beer", channel=channel)
    assert message["text"].startswith("It is best to avoid alcohol with baclofen.")
    assert message["text"].endswith("Sources: NHS +5. Not yet clinically reviewed. Reply MORE.")
    assert not message.get("custom") and len(message["text"]) <= TWO_SEGMENTS
    assert remembered["last_shown"] == "short"


@pytest.mark.parametrize("more", ["MORE", "more", "More please", "tell me more", "send me the rest", "go on"])
async def test_more_brings_the_rest_and_then_the_details(store, queue, more):
    _, slots = await ask(store, queue, "can I drink beer")
    whole, slots = await ask(store, queue, more, slots)
    assert "Have you already had a drink?" in whole["text"] and "Sources: " in whole["text"]
    assert slots["last_shown"] == "full"
    details, slots = await ask(store, queue, more, slots)
    assert details["text"].startswith("Advice differs a little.") and "Sources: " in details["text"]
    nothing, _ = await ask(store, queue, more, slots)
    assert nothing["text"].startswith("That is all that I have on this")


async def test_elsewhere_more_brings_the_details_at_once(store, queue):
    whole, slots = await ask(store, queue, "can I drink beer", channel="rest")
    assert "Have you already had a drink?" in whole["text"]
    details, _ = await ask(store, queue, "tell me more", slots, channel="rest")
    assert details["text"].startswith("Advice differs a little.")
    assert (details["custom"]["type"], details["custom"]["topic"]) == ("answer", "alcohol")


async def test_a_plain_question_is_no_more(store, queue):
    _, slots = await ask(store, queue, "can I drink beer")
    again, _ = await ask(store, queue, "can I have more than one beer", slots)
    assert again["text"].startswith("It is best to avoid alcohol with baclofen.")


async def test_where_nothing_is_left_that_is_said(store, queue):
    bare = next(answer.topic for answer in load_content().answers.values() if not answer.more)
    _, slots = await ask(store, queue, "hm", channel="rest", intent=f"ask_{bare}")
    last, _ = await ask(store, queue, "more", slots, channel="rest", intent=f"ask_{bare}")
    assert "That is all that I have on this" in last["text"]


@pytest.mark.parametrize("region", [*REGIONS, None])
def test_every_short_answer_and_every_danger_s_first_words_fit_two_segments(region):
    words = {**load_contacts().words(region), "clinic": "your clinic"}
    content, tail = load_content(), len("\nNot yet clinically reviewed. Reply MORE.")
    shorts = [
        text
        for answer in content.answers.values()
        for text in [answer.short, *(one.short for one in answer.variants if one.short)]
    ]
    longest = max(len(text.strip().format_map(words)) for text in shorts)
    assert longest + tail <= TWO_SEGMENTS
    if region:  # without one every region's number is named
        assert max(len(flag.text.strip().format_map(words)) for flag in content.red_flags.values()) <= TWO_SEGMENTS
