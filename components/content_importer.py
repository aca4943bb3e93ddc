"""Tells Rasa of the questions that the content answers: `rasa data validate` and `rasa test` know every retrieval intent by its response.

The response is the question's plain wording. What patients read comes from the store; nothing of it is copied here.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Union

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.training_data import TrainingData

from knowledge import schema
from knowledge.files import read
from knowledge.settings import CONTENT
from knowledge.topic_ids import ASK, topic_ids


class ContentImporter(TrainingDataImporter):
    """Adds a response for each question; stands beside Rasa's own importer in config.yml."""

    def __init__(
        self,
        config_file: Optional[str] = None,
        domain_path: Optional[str] = None,
        training_data_paths: Optional[Union[List[str], str]] = None,
        **_: Any,
    ) -> None:
        """Takes what Rasa hands to every importer, and needs none of it."""

    def get_domain(self) -> Domain:
        """The responses of all retrieval intents."""
        return Domain.from_dict({"responses": responses()})

    def get_stories(self, exclusion_percentage: Optional[int] = None) -> StoryGraph:
        """None."""
        return StoryGraph([])

    def get_conversation_tests(self) -> StoryGraph:
        """None."""
        return StoryGraph([])

    def get_config(self) -> Dict[str, Any]:
        """None."""
        return {}

    def get_config_file_for_auto_config(self) -> Optional[str]:
        """None."""
        return None

    def get_nlu_data(self, language: Optional[str] = "en") -> TrainingData:
        """None."""
        return TrainingData()


def responses() -> Dict[str, List[Dict[str, str]]]:
    """The plain wording of every question, by the name that Rasa gives to its response."""
    found = {}
    for topic in topic_ids():
        answers = read(CONTENT / "answers" / f"{topic}.yml", schema.TopicAnswers)
        for name, question in answers.questions.items():
            found[f"utter_{ASK}{topic}/{name}"] = [{"text": question.ask}]
    return found
