"""What is said of other medicines."""

from __future__ import annotations

import pytest

from actions.answer import ActionAnswerTopic
from knowledge.store import KnowledgeStore
from review.store import ReviewStore
from tests.actions.test_answering import asks, run
from tests.builders import tracker


@pytest.mark.parametrize(
    ("text", "says", "severity"),
    [
        ("can I take ibuprofen with it", "slow the kidneys", "caution"),
        ("tramadol?", "breathe slowly", "caution"),
        ("sertraline", "tell your doctor", "tell"),
        ("and paracetamol", "tell your pharmacist", "tell"),
        ("lithium", "jerky", "caution"),
    ],
)
async def test_a_listed_medicine_gets_its_effect_advice_and_severity(store, text, says, severity):
    said, _ = await run(ActionAnswerTopic(store), tracker("ask_interactions", text))
    assert len(said) == 1
    assert says in said[0]["text"]
    assert said[0]["custom"]["sources"] and said[0]["text"].endswith("Not clinically reviewed.")
    assert "{" not in said[0]["text"]
    payload = said[0]["custom"]
    assert (payload["type"], payload["topic"], payload["level"]) == ("tool", "interactions", "none")
    assert [one["severity"] for one in payload["result"]["medicines"]] == [severity]


async def test_an_unlisted_medicine_is_never_called_safe_and_is_counted(store, engine):
    queue = ReviewStore(engine)
    said, _ = await run(ActionAnswerTopic(store, queue), tracker("ask_interactions", "is quinine ok with it"))
    assert "no reviewed information on quinine" in said[0]["text"]
    assert "Ask your pharmacist" in said[0]["text"]
    assert [one["offered"] for one in queue.listing()] == [["interactions/overview", "quinine"]]


async def test_a_guess_is_said_and_offered_to_be_checked(store):
    said, _ = await run(ActionAnswerTopic(store), tracker("ask_interactions", "with clonnazepem"))
    assert 'I read "clonnazepem" as clonazepam' in said[0]["text"]
    assert said[0]["buttons"] == [{"title": "clonazepam", "payload": "Can I take baclofen with clonazepam?"}]


async def test_several_medicines_are_told_class_by_class(store):
    said, _ = await run(ActionAnswerTopic(store), tracker("ask_interactions", "ibuprofen, naproxen and codeine"))
    assert "ibuprofen and naproxen" in said[0]["text"]
    assert "codeine" in said[0]["text"]


async def test_without_a_name_the_topic_s_answer_is_given(store):
    said, _ = await run(
        ActionAnswerTopic(store), tracker("ask_interactions", "which medicines should I not mix it with")
    )
    assert said[0]["custom"]["type"] == "answer"


async def test_where_only_signed_texts_are_shown_the_list_is_not(store, engine):
    said, _ = await run(
        ActionAnswerTopic(KnowledgeStore(store._engine, "approved"), ReviewStore(engine)),
        tracker("ask_interactions", "ibuprofen?"),
    )
    assert said[0]["custom"]["type"] == "unavailable"
    assert "kidneys" not in said[0]["text"]


async def test_a_medicine_that_is_only_told_of_is_not_what_is_asked(store):
    text = "Sore shoulder. I'm on a statin and baclofen. Which painkiller can I take?"
    said, _ = await run(ActionAnswerTopic(store), asks("interactions/which_painkiller", text=text))
    assert (said[0]["custom"]["type"], said[0]["custom"]["question"]) == ("answer", "interactions/which_painkiller")


async def test_an_unlisted_medicine_is_any_other_medicine(store):
    said, _ = await run(ActionAnswerTopic(store), asks("interactions/other_medicine", text="is malarone ok with it"))
    assert (said[0]["custom"]["type"], said[0]["custom"]["question"]) == ("tool", "interactions/other_medicine")


async def test_of_two_questions_each_is_answered_with_its_own_medicine(store):
    text = "Is cetirizine fine with it? And if I catch a cold, Lemsip?"
    said, _ = await run(
        ActionAnswerTopic(store), asks("interactions/antihistamines", "interactions/cold_flu", text=text)
    )
    told = [[one["name"].lower() for one in reply["custom"]["result"]["medicines"]] for reply in said]
    assert told == [["cetirizine"], ["lemsip"]]
