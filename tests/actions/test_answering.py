"""Answers, questions back, and sources: what the person gets."""

from __future__ import annotations

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import ActionAnswerTopic
from actions.clarify import ActionClarify
from actions.sources import ActionSources
from channels import PHONE_CHANNELS
from knowledge.database import engine_for
from knowledge.loader import load, texts_of
from knowledge.store import KnowledgeStore
from knowledge.topic_ids import topic_ids
from review.store import ReviewStore
from tests.builders import on_channel, review, tracker, with_question

NOT_REVIEWED = "Not clinically reviewed."
ASKED = "alcohol/allowed"


async def run(action, made, channel="rest"):
    """What the action says and remembers."""
    dispatcher = CollectingDispatcher()
    events = await action.run(dispatcher, on_channel(made, channel), {})
    return dispatcher.messages, {event["name"]: event["value"] for event in events if event["event"] == "slot"}


def asks(*questions, text="hello", **more):
    """A tracker whose message asks these questions."""
    return tracker(f"ask_{questions[0].partition('/')[0]}", text, questions=questions, **more)


@pytest.mark.parametrize("topic", topic_ids())
async def test_a_message_that_names_no_question_gets_its_topic_s_overview(store, queue_of_one, topic):
    said, remembered = await run(ActionAnswerTopic(store, queue_of_one), tracker(f"ask_{topic}", "x"))
    payload = said[0]["custom"]
    assert len(said) == 1 and payload["type"] == "answer" and payload["question"] == f"{topic}/overview"
    assert (remembered["last_topic"], remembered["last_question"]) == (topic, f"{topic}/overview")
    assert payload["version"] == remembered["last_version"]
    assert said[0]["text"].startswith(payload["parts"]["answer"]) and "{" not in said[0]["text"]


@pytest.fixture
def queue_of_one(tmp_path) -> ReviewStore:
    return ReviewStore(engine_for(f"sqlite:///{tmp_path / 'q.db'}"), keep_text=True)


async def test_the_question_that_was_asked_is_answered_first_and_alone(store, content):
    said, _ = await run(
        ActionAnswerTopic(store), asks("alcohol/wait_hours", text="how long after a dose can I drink, I'm in the UK")
    )
    paragraphs = said[0]["text"].split("\n\n")
    assert paragraphs[0].startswith("No number of hours")
    assert paragraphs[-1] == f"From: US FDA label, NHS. {NOT_REVIEWED}" and len(paragraphs) == 2
    assert [one["question"] for one in said[0]["custom"]["related"]] == content.questions["alcohol/wait_hours"].related
    assert not said[0]["buttons"]


async def test_two_questions_get_two_answers_in_the_order_asked(store):
    made = asks("driving/overview", ASKED, text="can I drive and drink, I'm in Canada")
    said, remembered = await run(ActionAnswerTopic(store), made)
    assert [one["custom"]["question"] for one in said] == ["driving/overview", ASKED]
    assert remembered["last_question"] == ASKED and set(remembered["said"]) == {"driving/overview", ASKED}
    assert len(" ".join(one["text"] for one in said).split()) <= 120


async def test_a_third_question_is_offered_as_a_button(store, content):
    made = asks("driving/overview", ASKED, "storage/overview", text="drive, drink, store? I'm in Canada")
    said, _ = await run(ActionAnswerTopic(store), made)
    ask = content.questions["storage/overview"].ask
    assert len(said) == 2 and not said[0]["buttons"]
    assert said[1]["buttons"] == [{"title": ask, "payload": ask}] == said[1]["custom"]["options"]


async def test_what_is_no_question_id_is_never_looked_up(store):
    said, _ = await run(ActionAnswerTopic(store), tracker("ask_alcohol", questions=["alcohol/weather", ASKED]))
    assert [one["custom"]["question"] for one in said] == [ASKED]


@pytest.mark.parametrize("channel", ["cmdline", *sorted(PHONE_CHANNELS)])
async def test_text_only_channels_get_no_json_and_once_the_words_for_the_rest(store, channel):
    said, remembered = await run(ActionAnswerTopic(store), asks(ASKED), channel)
    assert not said[0]["custom"] and said[0]["text"].endswith(f"{NOT_REVIEWED} Reply MORE, HELP SIGNS or SOURCES.")
    assert remembered["hinted"] is True
    again, remembered = await run(ActionAnswerTopic(store), asks("alcohol/why", slots={"hinted": True}), channel)
    assert again[0]["text"].endswith(NOT_REVIEWED) and "hinted" not in remembered


async def test_of_two_answers_the_last_alone_says_the_words_for_the_rest(store):
    said, _ = await run(ActionAnswerTopic(store), asks("driving/overview", ASKED, text="I'm in the UK"), "sms")
    assert ["Reply MORE" in one["text"] for one in said] == [False, True]


async def test_the_pump_s_answer_is_given_when_the_message_speaks_of_the_pump(store, content):
    name, variant = next((name, v) for name, q in content.questions.items() for v in q.variants
                         if v.when.dict() == {"route": "pump", "audience": None, "region": None})  # fmt: skip
    said, _ = await run(ActionAnswerTopic(store), asks(name, text="and with my Pump?"))
    assert said[0]["custom"]["parts"]["answer"].startswith(variant.answer.split("{")[0][:40])
    assert "pharmacist today" not in said[0]["text"]


async def test_a_topic_that_may_not_be_served_says_so_and_whom_to_ask(tmp_path, content):
    engine = engine_for(f"sqlite:///{tmp_path / 'k.db'}")
    load(engine, with_question(content, ASKED, review=review(status="retired")))
    queue = ReviewStore(engine)
    said, remembered = await run(ActionAnswerTopic(KnowledgeStore(engine), queue), asks(ASKED))
    assert [(one["kind"], one["offered"], one["text"]) for one in queue.listing()] == [("no_answer", [ASKED], None)]
    assert said[0]["custom"] == {"schema": 2, "type": "unavailable", "topic": "alcohol", "level": "none"}
    assert "no reviewed answer" in said[0]["text"] and "pharmacist" in said[0]["text"]
    assert content.questions[ASKED].answer.split(".")[0] not in said[0]["text"]
    assert remembered["last_version"] is None


async def test_of_two_questions_the_one_that_may_be_served_is_answered(tmp_path, content):
    engine = engine_for(f"sqlite:///{tmp_path / 'k.db'}")
    load(engine, with_question(content, ASKED, review=review(status="retired")))
    action = ActionAnswerTopic(KnowledgeStore(engine), ReviewStore(engine))
    said, remembered = await run(action, asks(ASKED, "driving/overview", text="I'm in the UK"))
    assert [one["custom"]["type"] for one in said] == ["unavailable", "answer"]
    assert remembered["last_question"] == "driving/overview" and remembered["last_version"]


async def test_an_approved_answer_is_told_as_reviewed_and_its_sources_name_who_signed_it(tmp_path, content):
    engine = engine_for(f"sqlite:///{tmp_path / 'k.db'}")
    version = next(text.version for text in texts_of(content) if text.id == ASKED)
    load(engine, with_question(content, ASKED, review=review(status="approved", version=version)))
    store = KnowledgeStore(engine, "approved")
    said, remembered = await run(ActionAnswerTopic(store), asks(ASKED))
    assert said[0]["text"].endswith(" Clinically reviewed.")
    assert said[0]["custom"]["review"] == {
        "status": "approved", "by": "A. Clinician, MRPharmS", "on": "2026-11-22", "due": "2099-01-01",
    }  # fmt: skip
    told, _ = await run(ActionSources(store), tracker("sources", slots={"last_version": remembered["last_version"]}))
    assert "Reviewed by A. Clinician, MRPharmS on 2026-11-22." in told[0]["text"]


async def test_an_edit_after_signing_is_told_as_not_reviewed(tmp_path, content):
    engine = engine_for(f"sqlite:///{tmp_path / 'k.db'}")
    version = next(text.version for text in texts_of(content) if text.id == ASKED)
    signed = review(status="approved", version=version)
    load(engine, with_question(content, ASKED, review=signed, answer="It is best not to. Edited."))
    said, _ = await run(ActionAnswerTopic(KnowledgeStore(engine)), asks(ASKED))
    assert said[0]["text"].endswith(NOT_REVIEWED) and said[0]["custom"]["review"]["by"] is None


async def test_a_store_that_is_down_is_said_not_hidden():
    action = ActionAnswerTopic(KnowledgeStore(engine_for("postgresql://nobody@127.0.0.1:1/none")))
    said, remembered = await run(action, asks(ASKED))
    assert [message["response"] for message in said] == ["utter_unavailable"]
    assert remembered == {}


async def test_an_unsure_question_is_offered_its_likeliest_questions(store, content):
    ranked = ["dose/overview", "overdose_info/overview", "pump/overview", "refill/overview"]
    said, remembered = await run(ActionClarify(store), tracker("nlu_fallback", ranked=ranked))
    offered = [content.questions[name].ask for name in ranked[:3]]
    assert said[0]["buttons"] == [{"title": ask, "payload": ask} for ask in offered]
    assert said[0]["custom"]["type"] == "conversation" and said[0]["custom"]["options"] == said[0]["buttons"]
    assert remembered["unsure_turns"] == 1


async def test_the_second_time_in_a_row_a_plain_way_out_is_given(store):
    made = tracker("nlu_fallback", ranked=["dose/overview"], slots={"unsure_turns": 1})
    said, remembered = await run(ActionClarify(store), made)
    assert not said[0]["buttons"]
    assert "pharmacist" in said[0]["text"]
    assert said[0]["custom"]["topic"] == "out_of_scope"
    assert remembered["unsure_turns"] == 0


async def test_sources_tells_where_the_shown_answer_came_from_and_what_each_supports(store):
    shown = store.answer(ASKED)
    said, _ = await run(ActionSources(store), tracker("sources", slots={"last_version": shown.version}))
    for source in shown.sources:
        assert source["url"] in said[0]["text"] and source["supports"][1:] in said[0]["text"]
    assert shown.ask in said[0]["text"] and "not been clinically reviewed" in said[0]["text"]
    assert said[0]["custom"]["topic"] == "sources"
    assert {one["id"] for one in said[0]["custom"]["sources"]} == {one["id"] for one in shown.sources}


async def test_sources_before_any_answer_speaks_in_general(store):
    said, _ = await run(ActionSources(store), tracker("sources"))
    assert "names its own sources" in said[0]["text"]


async def test_nothing_that_the_person_wrote_is_logged_when_an_action_fails(caplog):
    class Broken:
        def answer(self, *_):
            raise ValueError("PLANTED-WORDS")

    said, _ = await run(ActionAnswerTopic(Broken()), asks(ASKED, text="PLANTED-WORDS"))
    assert said[0]["response"] == "utter_unavailable"
    assert "ValueError" in caplog.text
    assert "PLANTED-WORDS" not in caplog.text


async def test_a_question_that_was_not_understood_is_queued_and_labelled_by_what_is_then_chosen(store, queue):
    ranked = [ASKED, "driving/overview", "dose/overview"]
    _, remembered = await run(ActionClarify(store, queue), tracker("nlu_fallback", "hm that thing", ranked=ranked))
    assert [(one["kind"], one["offered"], one["chosen"], one["text"]) for one in queue.listing()] == [
        ("unsure", ranked, None, "hm that thing")
    ]
    made = asks("driving/overview", slots={"unsure_question": remembered["unsure_question"]})
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
    assert queue.listing()[0]["chosen"] == "driving/overview"
    assert {event["name"]: event["value"] for event in events}["unsure_question"] is None


async def test_a_queue_that_is_out_of_reach_costs_nobody_the_answer(store, tmp_path):
    broken = ReviewStore(engine_for(f"sqlite:///{tmp_path}"), keep_text=True)
    made = tracker("nlu_fallback", "hm", ranked=["dose/overview"])
    said, remembered = await run(ActionClarify(store, broken), made)
    assert "Did you mean" in said[0]["text"]
    assert remembered["unsure_question"] is None
    said, _ = await run(ActionAnswerTopic(store, broken), asks("dose/overview", slots={"unsure_question": "x"}))
    assert said[0]["custom"]["type"] == "answer"


async def test_who_writes_in_another_language_is_told_so_in_it(store, queue):
    said, _ = await run(ActionClarify(store, queue), tracker("nlu_fallback", "puedo beber alcohol con esto"))
    assert said[0]["text"].startswith("Solo entiendo")
    assert "{" not in said[0]["text"]
    assert "911" in said[0]["text"]
    assert queue.listing() == []


@pytest.mark.parametrize(
    ("level", "begins"), [("emergency", "First: if you have not called yet"), ("urgent", "First: if you have not yet")]
)
async def test_while_a_danger_is_open_the_first_answer_begins_with_a_reminder(store, level, begins):
    made = asks("driving/overview", ASKED, text="I'm in the UK")
    made.latest_message["open_level"] = level
    said, _ = await run(ActionAnswerTopic(store), made)
    assert said[0]["text"].startswith(begins) and not said[1]["text"].startswith("First:")


async def test_below_an_answer_that_is_not_sure_stands_what_else_may_be_meant(store, content):
    near = ["alcohol/wait_hours", "driving/overview"]
    unsure = tracker("ask_alcohol", "x", questions=[ASKED], ranked=[ASKED, *near])
    for one in unsure.latest_message["question_ranking"]:
        one["confidence"] = 0.2
    said, _ = await run(ActionAnswerTopic(store), unsure)
    shown = [one["question"] for one in said[0]["custom"]["related"]]
    assert said[0]["custom"]["question"] == ASKED and shown[:2] == near and len(shown) == 3
    sure, _ = await run(ActionAnswerTopic(store), tracker("ask_alcohol", "x", questions=[ASKED], ranked=[ASKED, *near]))
    assert [one["question"] for one in sure[0]["custom"]["related"]] == content.questions[ASKED].related
