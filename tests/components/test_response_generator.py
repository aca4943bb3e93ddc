"""Fixed wording becomes a reply of the contract, with the right numbers."""

from __future__ import annotations

import pytest
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from ruamel.yaml import YAML

from channels import PHONE_CHANNELS
from components.response_generator import ResponseGenerator
from knowledge import schema
from knowledge.contacts import load_contacts
from knowledge.files import read
from knowledge.phrasebook import Phrasebook
from knowledge.settings import CONTENT, ROOT, Settings
from knowledge.topic_ids import conversation_ids


def all_responses():
    """Every response file's wording."""
    files = sorted((ROOT / "data" / "responses").glob("*.yml"))
    return {
        name: wording
        for file in files
        for name, wording in YAML(typ="safe").load(file.read_text(encoding="utf-8"))["responses"].items()
    }


@pytest.fixture
def generator():
    made = ResponseGenerator()
    made.responses = all_responses()
    return made


def conversation(intent="greet", text="hello", **metadata):
    """A tracker after one message."""
    said = UserUttered(text, {"name": intent, "confidence": 0.9}, input_channel="rest", metadata=metadata)
    from rasa.shared.core.domain import Domain

    slots = Domain.load(str(ROOT / "domain.yml")).slots
    return DialogueStateTracker.from_events("someone", [said], slots=slots)


@pytest.mark.parametrize("topic", [one for one in conversation_ids() if one not in ("sources", "statement")])
async def test_every_conversation_id_has_wording_and_payload(generator, topic):
    reply = await generator.generate(f"utter_{topic}", conversation(topic), "rest")
    assert reply["custom"] == {"schema": 2, "type": "conversation", "topic": topic, "level": "none"}
    assert "{" not in reply["text"]


async def test_a_refusal_begins_with_a_line_in_the_writer_s_language(generator):
    reply = await generator.generate("utter_out_of_scope", conversation("out_of_scope", "czy mogę pić alkohol"), "rest")
    assert reply["text"].startswith("Rozumiem tylko angielski.")
    assert "112" in reply["text"].splitlines()[0]
    assert "I can't help with that" in reply["text"]
    plain = await generator.generate("utter_out_of_scope", conversation("out_of_scope", "what is metformin"), "rest")
    assert plain["text"].startswith("I can't help with that")


async def test_text_only_channels_get_no_payload(generator):
    for channel in ("cmdline", "collector", *PHONE_CHANNELS):
        assert "custom" not in await generator.generate("utter_greet", conversation(), channel)


async def test_the_numbers_are_those_of_the_region_that_the_person_said(generator):
    reply = await generator.generate("utter_unavailable", conversation("ask_dose", "I live in Leeds"), "rest")
    assert "call 999." in reply["text"]
    assert "911" not in reply["text"]
    assert reply["custom"]["topic"] == "dose"


async def test_the_numbers_are_those_that_the_page_is_set_up_for_unless_the_person_says_otherwise(generator):
    page = await generator.generate("utter_unavailable", conversation("ask_dose", region="AU"), "rest")
    assert "call 000." in page["text"]
    said = await generator.generate("utter_unavailable", conversation("ask_dose", "I'm in Canada", region="AU"), "rest")
    assert "call 911." in said["text"]


async def test_all_regions_numbers_are_given_while_the_region_is_not_known(generator):
    reply = await generator.generate("utter_unavailable", conversation("ask_dose"), "rest")
    for number in ("911", "999", "112", "000"):
        assert number in reply["text"]


async def test_the_clinic_s_number_is_given_where_there_is_one(generator, monkeypatch):
    clinic = Settings(clinic_name="the spasticity clinic", clinic_phone="01234")
    phrases = read(CONTENT / "phrases.yml", schema.Phrases).dict()
    book = Phrasebook(phrases, load_contacts(), clinic)
    monkeypatch.setattr("components.response_generator.phrasebook", lambda: book)
    reply = await generator.generate("utter_unavailable", conversation("ask_dose"), "rest")
    assert "the spasticity clinic on 01234" in reply["text"]


async def test_a_settled_check_whose_question_was_answered_is_not_answered_twice(generator):
    tracker = conversation("red_flag", "no, nothing like that")
    tracker.latest_message.parse_data["red_flags"] = {"kind": "settled", "level": "none", "flags": []}
    reply = await generator.generate("utter_red_flag", tracker, "rest")
    assert reply["custom"] == {"schema": 2, "type": "conversation", "topic": "feedback", "level": "none"}
    assert "911" in reply["text"]


@pytest.mark.parametrize(
    ("level", "begins"),
    [("emergency", "First: if you have not called yet, call 999 now."), ("urgent", "First: if you have not yet,")],
)
async def test_while_an_escalation_is_open_fixed_wording_begins_with_the_reminder(generator, level, begins):
    tracker = conversation("greet", region="UK")
    tracker.latest_message.parse_data["open_level"] = level  # as the pipeline sets it
    for channel in ("rest", "sms"):
        said = (await generator.generate("utter_greet", tracker, channel))["text"]
        assert said.startswith(begins)
        assert "I'm Bedside" in said


async def test_without_an_open_escalation_there_is_no_reminder(generator):
    tracker = conversation("greet", region="UK")
    tracker.latest_message.parse_data["open_level"] = None
    assert (await generator.generate("utter_greet", tracker, "rest"))["text"].startswith("Hello")


async def test_a_pump_s_user_is_sent_to_the_pump_clinic_and_not_to_a_pharmacist(generator):
    reply = await generator.generate("utter_unavailable", conversation("ask_dose", "my pump, I'm in the UK"), "rest")
    assert f"For advice today contact {load_contacts().words('UK')['pump_line']}" in reply["text"]


async def test_on_a_phone_paragraphs_are_single_lines(generator):
    assert "\n\n" in (await generator.generate("utter_unavailable", conversation("ask_dose"), "rest"))["text"]
    reply = await generator.generate("utter_out_of_scope", conversation("out_of_scope", "czy mogę pić alkohol"), "sms")
    assert reply["text"].splitlines()[1].startswith("I can't help with that")
