"""Rasa's view of the sentence encoder: one dense feature vector a message."""

from __future__ import annotations

from typing import Any, Dict, List, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.encoder import GRAPH_SHA256, SentenceEncoder, shared_encoder


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds a sentence vector, float32 (1, 384) of length 1, to each message.

    The encoder reads raw text with its own word pieces, so no tokenizer has to stand before it.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`weights`: the encoder's fingerprint, so that a change of encoder makes `rasa train` start afresh."""
        return {**DenseFeaturizer.get_default_config(), "weights": GRAPH_SHA256}

    @classmethod
    def required_components(cls) -> List[Type]:
        """None: see the class."""
        return []

    @staticmethod
    def tokenizer_class() -> Type[Tokenizer]:
        """Not used; the interface wants one."""
        return Tokenizer

    def __init__(self, config: Dict[str, Any], name: str, encoder: SentenceEncoder) -> None:
        super().__init__(name, config)
        self._encoder = encoder

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        """Creates the component around the process's one encoder."""
        return cls(config, execution_context.node_name, shared_encoder())

    @classmethod
    def validate_config(cls, config: Dict[str, Any]) -> None:
        """Nothing in the settings can be wrong: weights are checked when they are loaded."""

    def process(self, messages: List[Message]) -> List[Message]:
        """Featurises messages as they come in."""
        self._add(messages)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Featurises the training examples in one batch."""
        self._add([example for example in training_data.training_examples if example.get(TEXT)])
        return training_data

    def _add(self, messages: List[Message]) -> None:
        if not messages:
            return
        vectors = self._encoder.encode([message.get(TEXT) or "" for message in messages])
        for message, vector in zip(messages, vectors, strict=True):
            message.add_features(Features(np.expand_dims(vector, 0), FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
