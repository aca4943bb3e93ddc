"""Rasa knows every question that the content answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.importers.importer import TrainingDataImporter

from components.content_importer import ContentImporter, responses
from knowledge.settings import ROOT
from knowledge.topic_ids import question_ids, topic_ids
from tests.data.examples import all_examples

TRAINING = """
version: "3.1"
nlu:
- intent: ask_alcohol/allowed
  examples: |
    - can I have a beer
- intent: ask_alcohol/why
  examples: |
    - why can't I drink
"""


@pytest.fixture
def importer(tmp_path: Path) -> TrainingDataImporter:
    """As Rasa makes it of the project's configuration and domain, with little to train on."""
    (tmp_path / "nlu.yml").write_text(TRAINING, encoding="utf-8")
    files = [str(tmp_path / "nlu.yml")]
    return TrainingDataImporter.load_from_config(str(ROOT / "config.yml"), str(ROOT / "domain.yml"), files)


def test_every_question_has_its_plain_wording_as_response(content):
    assert responses() == {f"utter_ask_{one}": [{"text": content.questions[one].ask}] for one in question_ids()}


def test_rasa_finds_the_importer_that_the_configuration_names_and_takes_the_topics_for_retrieval_intents(importer):
    domain = importer.get_domain()
    assert set(domain.retrieval_intents) == {"ask_alcohol"}  # of those that are trained on
    assert {f"utter_ask_{one}" for one in question_ids()} <= set(domain.responses)


def test_the_examples_keep_their_question_through_rasa_s_reading(importer):
    read = {one.get("text"): one.get("intent_response_key") for one in importer.get_nlu_data().intent_examples}
    assert read["can I have a beer"] == "ask_alcohol/allowed"
    assert read["why can't I drink"] == "ask_alcohol/why"


def test_every_retrieval_intent_of_the_training_data_is_a_question_of_the_content():
    carried = {one.intent.removeprefix("ask_") for one in all_examples() if "/" in one.intent}
    assert carried <= set(question_ids())
    assert {one.partition("/")[0] for one in carried} == set(topic_ids())


def test_it_adds_nothing_but_responses():
    made = ContentImporter()
    assert not made.get_nlu_data().intent_examples
    assert not made.get_stories().story_steps
    assert made.get_config() == {}
