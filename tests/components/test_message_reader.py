"""The reader learns, ranks, finds several questions, and survives being stored."""

from __future__ import annotations

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.message_reader import READING, MessageReader, example_of

CONTEXT = ExecutionContext(GraphSchema({}))
RESOURCE = Resource("reader")
WORDS = ("dose", "pump", "most", "start", "battery", "hello", "swallowed", "also", "fine", "called")


class Words:
    """Stands in for the encoder: which of a few words a message holds, those before it at half their weight."""

    def encode(self, messages, before=None):
        earlier = before or [""] * len(messages)
        rows = [
            [(word in text) + 0.5 * (word in said) + 1e-3 for word in WORDS]
            for text, said in zip(messages, earlier, strict=True)
        ]
        return np.array([np.array(row) / np.linalg.norm(row) for row in rows], dtype=np.float32)


def example(text: str, intent: str, question=None, **about) -> Message:
    """A training example; it may carry the question that it asks."""
    made = Message({TEXT: text, INTENT: intent, "metadata": {"intent": about}})
    if question:
        made.set(INTENT_RESPONSE_KEY, f"ask_{question}")
    return made


EXAMPLES = [
    example("dose most", "ask_dose", "dose/maximum"),
    example("dose start", "ask_dose", "dose/start"),
    example("pump battery", "ask_pump", "pump/battery"),
    example("pump", "ask_pump", "pump/overview"),
    example("hello", "greet"),
    example("fine", "statement", kind="recovered_or_handled"),
    example("overdose / called", "red_flag", kind="reply", act="called", at="card"),
    example("overdose / fine", "red_flag", kind="reply", act="better", at="card"),
    example("overdose / most", "red_flag", kind="reply", act="yes", at="check"),
    example("swallowed", "red_flag", flag="overdose"),
    example("dose most also pump battery", "ask_dose", "dose/maximum", then=["pump/battery"]),
    example("pump / most", "ask_pump", "pump/overview", kind="turns"),
]


def new(storage) -> MessageReader:
    config = {**MessageReader.get_default_config(), "C": 1000.0, "max_iter": 500, "question_C": 1000.0, "act_C": 1000.0}
    return MessageReader(config, storage, RESOURCE, Words())


@pytest.fixture
def trained(tmp_path):
    storage = LocalModelStorage.create(tmp_path)
    reader = new(storage)
    reader.train(TrainingData(EXAMPLES))
    return reader, storage


def read(reader: MessageReader, text: str, tracker=None) -> Message:
    return reader.process([Message({TEXT: text})], tracker)[0]


def test_the_nearest_intent_is_ranked_first_and_the_shares_are_of_one_whole(trained):
    found = read(trained[0], "pump battery")
    assert found.get(INTENT)["name"] == "ask_pump"
    assert sum(one["confidence"] for one in found.get("intent_ranking")) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("text", "intent", "question"),
    [
        ("dose most", "ask_dose", "dose/maximum"),
        ("dose start", "ask_dose", "dose/start"),
        ("pump battery", "ask_pump", "pump/battery"),
    ],
)
def test_a_message_gets_its_topic_and_the_question_of_that_topic(trained, text, intent, question):
    found = read(trained[0], text)
    assert (found.get(INTENT)["name"], found.get("questions")) == (intent, [question])


def test_a_danger_is_read_beside_what_is_asked(trained):
    found = read(trained[0], "swallowed")
    assert found.get(INTENT)["name"] == "red_flag"
    assert found.get(READING).danger > 0.9 > 0.1 > read(trained[0], "dose most").get(READING).danger
    assert max(found.get(READING).flags, key=found.get(READING).flags.get) == "overdose"


def told(kind: str) -> DialogueStateTracker:
    """A conversation in which a card was told, or a check question asked."""
    found = {"red_flags": {"kind": kind, "level": "emergency", "flags": ["overdose"]}}
    return DialogueStateTracker.from_events("c", [UserUttered("swallowed", {"name": "red_flag"}, parse_data=found)])


def test_what_a_message_does_is_read_where_a_card_or_a_check_question_is_open_and_nowhere_else(trained):
    reader = trained[0]
    assert read(reader, "called").get(READING).acts == {}
    assert read(reader, "called", told("danger")).get(READING).acts["called"] > 0.8
    assert read(reader, "fine", told("danger")).get(READING).acts["better"] > 0.8
    assert read(reader, "most", told("check")).get(READING).acts["yes"] > 0.8


def test_answers_to_a_card_teach_no_other_head_and_no_spelling(trained):
    reader = trained[0]
    assert sum(one.get(INTENT) == "red_flag" for one in EXAMPLES) == 4
    assert read(reader, "called").get(READING).danger < 0.5  # it stands under the intent of danger, and is none
    assert reader.spelling.repaired("calle") == "calle"


def test_what_asks_more_than_one_thing_is_known_from_the_whole(trained):
    reader = trained[0]
    assert read(reader, "dose most also pump battery").get(READING).several > 0.5
    assert read(reader, "dose most").get(READING).several < 0.5


def test_several_questions_are_answered_in_the_order_asked(trained):
    found = read(trained[0], "what is the pump battery? also what is the most dose?")
    assert found.get("questions") == ["pump/battery", "dose/maximum"]
    assert found.get("asked_topics") == ["ask_pump", "ask_dose"]


def test_several_questions_before_it_make_no_several_of_one(trained):
    said = UserUttered("dose most also pump battery", {"name": "ask_dose"}, parse_data={}, input_channel="rest")
    tracker = DialogueStateTracker.from_events("c", [said])
    assert read(trained[0], "pump battery", tracker).get("questions") == ["pump/battery"]


def test_a_message_is_read_behind_what_was_said_before(trained):
    said = UserUttered("pump", {"name": "ask_pump"}, parse_data={}, input_channel="rest")
    tracker = DialogueStateTracker.from_events("c", [said])
    assert read(trained[0], "start", tracker).get(READING).meaning != read(trained[0], "start").get(READING).meaning
    assert read(trained[0], "most", tracker).get(INTENT)["name"] == "ask_pump"


@pytest.mark.parametrize(("text", "intent"), [("hello", "greet"), ("dose most", "ask_dose"), ("battery", "ask_pump")])
def test_a_greeting_or_another_subject_does_not_go_on_about_what_was_asked(trained, text, intent):
    said = [UserUttered("pump", {"name": "ask_pump"}, parse_data={}, input_channel="rest") for _ in range(3)]
    assert read(trained[0], text, DialogueStateTracker.from_events("c", list(said))).get(INTENT)["name"] == intent


def test_a_danger_that_was_told_already_is_not_read_again(trained):
    parsed = {"red_flags": {"kind": "danger", "level": "emergency", "flags": ["overdose"]}}
    said = UserUttered("swallowed", {"name": "red_flag"}, parse_data=parsed, input_channel="rest")
    tracker = DialogueStateTracker.from_events("c", [said])
    assert read(trained[0], "hello", tracker).get(READING).danger == read(trained[0], "hello").get(READING).danger


def test_a_loaded_reader_answers_as_the_trained_one(trained):
    reader, storage = trained
    loaded = new(storage)
    with storage.read_from(RESOURCE) as folder:
        loaded.reader.load(folder)
    for text in ("dose most", "pump", "hello there", "swallowed the pump"):
        own, other = (read(one, text).as_dict(only_output_properties=True) for one in (loaded, reader))
        assert own == other and own["questions"] is not None


@pytest.mark.parametrize("typed", [str, str.upper, lambda ask: ask.rstrip("?"), lambda ask: f" {ask}  "])
def test_what_a_button_shows_is_what_is_asked_when_it_is_pressed(trained, content, typed):
    for question in (one for one in content.questions if one.startswith(("dose/", "pump/"))):
        found = read(trained[0], typed(content.questions[question].ask))
        assert (found.get(INTENT)["name"], found.get("questions")) == (f"ask_{question.partition('/')[0]}", [question])


def test_the_likeliest_question_of_each_of_the_likeliest_topics_is_ranked(trained):
    ranked = read(trained[0], "dose most").get("question_ranking")
    assert [one["id"] for one in ranked][0] == "dose/maximum"
    shares = [one["confidence"] for one in ranked]
    assert shares == sorted(shares, reverse=True) and sum(shares) <= 1.0


def test_a_message_about_no_topic_asks_no_question(trained):
    found = read(trained[0], "hello")
    assert (found.get(INTENT)["name"], found.get("questions")) == ("greet", [])


def test_examples_without_a_question_teach_the_topic_alone(tmp_path):
    reader = new(LocalModelStorage.create(tmp_path))
    reader.train(TrainingData([example("dose", "ask_dose"), example("pump", "ask_pump"), example("hello", "greet")]))
    assert read(reader, "pump").get("questions") == ["pump/overview"]


@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_message_gets_no_intent(trained, text):
    assert read(trained[0], text).get(INTENT)["name"] is None


def test_nothing_is_guessed_before_anything_was_learned(tmp_path):
    assert read(new(LocalModelStorage.create(tmp_path)), "dose").get(INTENT)["name"] is None


def test_an_example_of_several_turns_is_its_last_one_behind_the_others():
    made = example_of(example("I took it / at noon / and how long now", "ask_onset_duration", kind="dialogue"))
    assert (made.before, made.text) == ("I took it / at noon", "and how long now")
    single = example_of(example("20 mg / day", "statement"))
    assert (single.before, single.text) == ("", "20 mg / day")


def test_an_example_of_several_questions_names_them_all():
    made = example_of(example("most, battery", "ask_dose", "dose/maximum", kind="double", then=["pump/battery"]))
    assert made.labels == ("ask_dose", "ask_pump") and made.questions == ("dose/maximum", "pump/battery")
    assert made.signs == {"danger": False, "several": True}
    same = example_of(example("most, start", "ask_dose", "dose/maximum", kind="double", then=["dose/start"]))
    assert same.labels == ("ask_dose",) and same.signs["several"]
