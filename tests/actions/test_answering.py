"""Answers, questions back, and sources: what the person gets."""

from __future__ import annotations

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import ActionAnswerTopic
from actions.clarify import ActionClarify
from actions.sources import ActionSources
from knowledge.database import engine_for
from knowledge.loader import load
from knowledge.schema import Review
from knowledge.store import KnowledgeStore
from knowledge.topic_ids import topic_ids
from review.store import ReviewStore
from tests.builders import on_channel, tracker

NOT_REVIEWED = "It has not been clinically reviewed yet."


async def run(action, made, channel="rest"):
    """What the action says and remembers."""
    dispatcher = CollectingDispatcher()
    events = await action.run(dispatcher, on_channel(made, channel), {})
    return dispatcher.messages, {event["name"]: event["value"] for event in events if event["event"] == "slot"}


@pytest.mark.parametrize("topic", topic_ids())
async def test_a_question_of_each_topic_gets_that_topic_s_answer(store, topic):
    said, remembered = await run(ActionAnswerTopic(store), tracker(f"ask_{topic}"))
    assert len(said) == 1
    payload = said[0]["custom"]
    assert payload["type"] == "answer"
    assert payload["topic"] == remembered["last_topic"] == topic
    assert payload["answer_id"] == f"baclofen/{topic}"
    assert payload["version"] == remembered["last_version"]
    assert set(payload) == {
        "schema", "type", "topic", "level", "answer_id", "version", "review", "sources", "see_also",
    }  # fmt: skip
    assert said[0]["text"].splitlines()[-1].endswith(NOT_REVIEWED)
    assert "{" not in said[0]["text"]
    for source in payload["sources"]:
        assert source["title"] in said[0]["text"]


@pytest.mark.parametrize("channel", ["cmdline", "twilio", "telegram", "slack", "facebook"])
async def test_text_only_channels_get_no_json(store, channel):
    said, _ = await run(ActionAnswerTopic(store), tracker("ask_alcohol"), channel)
    assert not said[0]["custom"]
    assert "Sources:" in said[0]["text"]


async def test_the_pump_s_answer_is_given_when_the_message_speaks_of_the_pump(store, content):
    topic, variant = next((a.topic, v) for a in content.answers.values() for v in a.variants if v.when.dict() == {
        "route": "pump", "audience": None, "region": None})  # fmt: skip
    said, _ = await run(ActionAnswerTopic(store), tracker(f"ask_{topic}", "and with the Pump?"))
    assert variant.full.split(".")[0].split("{")[0] in said[0]["text"]


@pytest.mark.parametrize(
    ("text", "audience"),
    [
        ("can my little boy have it", "child"),
        ("he is a 7 year old", "child"),
        ("I'm 12 weeks along", "pregnant"),
        ("is it ok for me", None),
        ("my 43 year old husband", None),
    ],
)
async def test_whom_a_message_is_about_is_read_from_its_words(text, audience):
    from actions.asked import person_of

    assert person_of(tracker(text=text)).audience == audience


async def test_a_topic_that_may_not_be_served_says_so_and_whom_to_ask(tmp_path, content):
    engine = engine_for(f"sqlite:///{tmp_path / 'k.db'}")
    retired = content.answers["alcohol"].copy(update={"review": Review(status="retired", due="2099-01-01")})
    load(engine, content._replace(answers={**content.answers, "alcohol": retired}))
    queue = ReviewStore(engine)
    said, remembered = await run(ActionAnswerTopic(KnowledgeStore(engine), queue), tracker("ask_alcohol"))
    assert [(one["kind"], one["offered"], one["text"]) for one in queue.listing()] == [("no_answer", ["alcohol"], None)]
    assert said[0]["custom"] == {"schema": 1, "type": "unavailable", "topic": "alcohol", "level": "none"}
    assert "no reviewed answer" in said[0]["text"]
    assert "pharmacist" in said[0]["text"]
    assert retired.full.split(".")[0] not in said[0]["text"]
    assert remembered["last_version"] is None


async def test_an_approved_answer_names_who_signed_it(tmp_path, content):
    engine = engine_for(f"sqlite:///{tmp_path / 'k.db'}")
    review = Review(status="approved", by="A. Clinician, MRPharmS", on="2026-12-01", due="2099-01-01")
    signed = content.answers["alcohol"].copy(update={"review": review})
    load(engine, content._replace(answers={**content.answers, "alcohol": signed}))
    said, _ = await run(ActionAnswerTopic(KnowledgeStore(engine)), tracker("ask_alcohol"))
    assert said[0]["text"].splitlines()[-1] == "Reviewed by A. Clinician, MRPharmS on 2026-12-01."
    assert said[0]["custom"]["review"]["by"] == "A. Clinician, MRPharmS"


async def test_a_store_that_is_down_is_said_not_hidden():
    action = ActionAnswerTopic(KnowledgeStore(engine_for("postgresql://nobody@127.0.0.1:1/none")))
    said, remembered = await run(action, tracker("ask_alcohol"))
    assert [message["response"] for message in said] == ["utter_unavailable"]
    assert remembered == {}


async def test_an_unsure_question_is_offered_its_likeliest_topics(store):
    ranking = ["nlu_fallback", "ask_dose", "greet", "ask_overdose_info", "ask_pump", "ask_refill"]
    said, remembered = await run(ActionClarify(store), tracker("nlu_fallback", ranking=ranking))
    titles = store.titles()
    assert said[0]["buttons"] == [
        {"title": titles[topic]["title"], "payload": titles[topic]["question"]}
        for topic in ("dose", "overdose_info", "pump")
    ]
    assert all(button["title"] in said[0]["text"] for button in said[0]["buttons"])
    assert said[0]["custom"]["type"] == "conversation"
    assert remembered["unsure_turns"] == 1


async def test_the_second_time_in_a_row_a_plain_way_out_is_given(store):
    made = tracker("nlu_fallback", ranking=["ask_dose"], slots={"unsure_turns": 1})
    said, remembered = await run(ActionClarify(store), made)
    assert not said[0]["buttons"]
    assert "pharmacist" in said[0]["text"]
    assert said[0]["custom"]["topic"] == "out_of_scope"
    assert remembered["unsure_turns"] == 0


async def test_sources_tells_where_the_shown_answer_came_from(store):
    shown = store.answer("alcohol")
    said, _ = await run(ActionSources(store), tracker("sources", slots={"last_version": shown.version}))
    for source in shown.sources:
        assert source["url"] in said[0]["text"]
    assert NOT_REVIEWED in said[0]["text"]
    assert said[0]["custom"]["topic"] == "sources"


async def test_sources_before_any_answer_speaks_in_general(store):
    said, _ = await run(ActionSources(store), tracker("sources"))
    assert "names its own sources" in said[0]["text"]


async def test_nothing_that_the_person_wrote_is_logged_when_an_action_fails(caplog):
    class Broken:
        def answer(self, *_):
            raise ValueError("PLANTED-WORDS")

    said, _ = await run(ActionAnswerTopic(Broken()), tracker("ask_alcohol", "PLANTED-WORDS"))
    assert said[0]["response"] == "utter_unavailable"
    assert "ValueError" in caplog.text
    assert "PLANTED-WORDS" not in caplog.text


async def test_a_question_that_was_not_understood_is_queued_and_labelled_by_what_is_then_chosen(store, queue):
    ranking = ["nlu_fallback", "ask_alcohol", "ask_driving", "ask_dose"]
    _, remembered = await run(ActionClarify(store, queue), tracker("nlu_fallback", "hm that thing", ranking=ranking))
    assert [(one["kind"], one["offered"], one["chosen"], one["text"]) for one in queue.listing()] == [
        ("unsure", ["alcohol", "driving", "dose"], None, "hm that thing")
    ]
    made = tracker("ask_driving", slots={"unsure_question": remembered["unsure_question"]})
    dispatcher = CollectingDispatcher()

    def heard(*intents):
        return [
            {"event": "user", "text": "x", "input_channel": "rest", "parse_data": {"intent": {"name": name}}}
            for name in intents
        ]

    made.events = heard("nlu_fallback", "thanks", "ask_driving")  # something else was said in between
    await ActionAnswerTopic(store, queue).run(dispatcher, made, {})
    assert queue.listing()[0]["chosen"] is None
    made.events = heard("nlu_fallback", "ask_driving")
    events = await ActionAnswerTopic(store, queue).run(dispatcher, made, {})
    assert queue.listing()[0]["chosen"] == "driving"
    assert {event["name"]: event["value"] for event in events}["unsure_question"] is None


async def test_a_queue_that_is_out_of_reach_costs_nobody_the_answer(store, tmp_path):
    broken = ReviewStore(engine_for(f"sqlite:///{tmp_path}"), keep_text=True)
    said, remembered = await run(ActionClarify(store, broken), tracker("nlu_fallback", "hm", ranking=["ask_dose"]))
    assert "Did you mean" in said[0]["text"]
    assert remembered["unsure_question"] is None
    said, _ = await run(ActionAnswerTopic(store, broken), tracker("ask_dose", slots={"unsure_question": "x"}))
    assert said[0]["custom"]["type"] == "answer"


async def test_who_writes_in_another_language_is_told_so_in_it(store, queue):
    said, _ = await run(ActionClarify(store, queue), tracker("nlu_fallback", "puedo beber alcohol con esto"))
    assert said[0]["text"].startswith("Solo entiendo")
    assert "{" not in said[0]["text"]
    assert "911" in said[0]["text"]
    assert queue.listing() == []


@pytest.mark.parametrize(
    ("turns", "route", "audience"),
    [
        (["she has a pump", "how long does it last"], "pump", None),
        (["she has a pump", "and the tablets?"], None, None),
        (["my little boy takes it", "does it make you sleepy"], None, "child"),
        (["my little boy takes it", "can I drink on it"], None, None),
        (["I'm 12 weeks pregnant", "can I take ibuprofen"], None, "pregnant"),
        (["I'm 12 weeks pregnant", "and my husband?", "is it safe"], None, None),
        (["I'm 12 weeks pregnant", "is it safe for a child of six"], None, "child"),
        (["she has a pump", *["hm"] * 7, "how long does it last"], None, None),
    ],
)
def test_whom_it_is_about_is_remembered_until_another_is_spoken_of(turns, route, audience):
    from actions.asked import person_of

    made = tracker(text=turns[-1])
    made.events = [{"event": "user", "text": text} for text in turns]
    assert (person_of(made).route, person_of(made).audience) == (route, audience)
