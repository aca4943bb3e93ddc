"""What was said in this conversation is not said again in full."""

from __future__ import annotations

from actions.answer import ActionAnswerTopic
from tests.actions.test_answering import asks, run

ASKED = "alcohol/allowed"


async def ask(store, queue, slots=None, text="can I drink", channel="rest"):
    messages, remembered = await run(ActionAnswerTopic(store, queue), asks(ASKED, text=text, slots=slots), channel)
    return messages[0], {**(slots or {}), **remembered}


async def test_the_second_time_the_first_sentence_is_enough(store, queue):
    first, slots = await ask(store, queue)
    again, _ = await ask(store, queue, slots)
    sentence = first["custom"]["parts"]["answer"].split(". ")[0] + "."
    assert again["text"].startswith(f"As I said: {sentence}\n\n")
    assert again["custom"]["parts"]["answer"] == f"As I said: {sentence}"
    assert (again["custom"]["question"], again["custom"]["version"]) == (ASKED, first["custom"]["version"])


async def test_the_warning_signs_can_still_be_asked_for(store, queue):
    first, slots = await ask(store, queue)
    again, _ = await ask(store, queue, slots)
    assert again["custom"]["parts"]["help"] == first["custom"]["parts"]["help"]


async def test_another_answer_to_the_same_question_is_said_in_full(store, queue):
    """It is about somebody else now: the text is another one."""
    _, slots = await ask(store, queue)
    other, slots = await ask(store, queue, slots, text="and my son of 15?")
    assert not other["text"].startswith("As I said") and "teenager" in other["text"]
    back, _ = await ask(store, queue, slots)
    assert not back["text"].startswith("As I said")


async def test_asked_twice_in_one_message_it_is_said_once(store, queue):
    messages, _ = await run(ActionAnswerTopic(store, queue), asks(ASKED, "alcohol/why", text="I'm in the UK"))
    assert len({one["custom"]["question"] for one in messages}) == 2


async def test_a_slot_of_an_old_conversation_costs_nothing(store, queue):
    first, _ = await ask(store, queue, {"said": None})
    assert not first["text"].startswith("As I said")
