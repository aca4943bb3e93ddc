"""To one who only tells something: one human line, and the likeliest questions to press; never an answer that nobody asked for."""

from __future__ import annotations

import pytest

from actions.statement import ActionStatement
from tests.actions.test_answering import run
from tests.builders import tracker


def telling(*ranked, text="dreams so real I look for the dog that died", **parsed):
    """A tracker whose message tells something; the likeliest questions with their shares of the whole."""
    made = tracker("statement", text)
    made.latest_message.update(question_ranking=[{"id": one, "confidence": share} for one, share in ranked], **parsed)
    return made


async def test_a_trouble_that_is_told_is_one_press_away_from_its_answer(store):
    said, _ = await run(ActionStatement(store), telling(("mood_sleep/nightmares", 0.2), ("mood_sleep/insomnia", 0.1)))
    asks = list(store.asks(["mood_sleep/nightmares", "mood_sleep/insomnia"]).values())
    assert len(said) == 1 and said[0]["custom"]["type"] == "conversation" and said[0]["custom"]["topic"] == "help"
    assert [one["payload"] for one in said[0]["buttons"]] == asks
    assert said[0]["custom"]["options"] == said[0]["buttons"] and len(said[0]["text"].split()) <= 25


@pytest.mark.parametrize("ranked", [(), (("mood_sleep/nightmares", 0.01),)])
async def test_where_nothing_likely_was_told_nothing_is_offered(store, ranked):
    said, _ = await run(ActionStatement(store), telling(*ranked))
    assert not said[0]["buttons"] and "Thank you" in said[0]["text"] and "{" not in said[0]["text"]


async def test_a_text_channel_gets_the_questions_as_words(store):
    said, _ = await run(ActionStatement(store), telling(("mood_sleep/nightmares", 0.2)), channel="twilio")
    (ask,) = store.asks(["mood_sleep/nightmares"]).values()
    assert ask in said[0]["text"] or [one["payload"] for one in said[0]["buttons"]] == [ask]


async def test_an_open_emergency_is_called_to_mind_first(store):
    said, _ = await run(ActionStatement(store), telling(("mood_sleep/nightmares", 0.2), open_level="emergency"))
    assert said[0]["text"].startswith("First:")
