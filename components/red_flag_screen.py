"""Last in the pipeline: looks at every message for danger that is happening now, and overrides the intent.

Two readers, and either may raise. One is learned: two logistic regressions on the sentence vectors of the message and of its parts
(any danger at all; and which), their mean the score. The other is rules that a clinician can read (`red_flag_rules.py`): sums
of doses, combinations that step up. Neither asks the intent classifier, so nothing that it makes of a message can talk
the screen down. The text they read is what was typed.

The conversation counts: a danger that shows only over several messages, the answer to a check question, and an
emergency that is still open.
"""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional, Tuple

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.linear_model import LogisticRegression

from components import conversation_state as state
from components.clauses import parts_of, spellings_of, statements_of, without_pleasantries
from components.encoder import SentenceEncoder, shared_encoder
from components.intent_classifier import INTENT_RANKING, sentence_vector
from components.red_flag_rules import Finding, is_within_limit, read_by_rules, stepped_up_level
from knowledge.topic_ids import red_flag_levels

FILE = "red_flag_screen.npz"
NONE = "none"
SPELLING_WEIGHTS = (0.5, 0.25, 0.25)  # of the text as typed, and of its two other spellings
INTENT_RED_FLAG = "red_flag"
FALLBACK = "nlu_fallback"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class RedFlagScreen(GraphComponent):
    """Sets the intent `red_flag`, with what was found under the key `red_flags`."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """See config.yml, where each threshold stands with how it was chosen."""
        return {
            "C": 0.5,
            "max_iter": 300,
            "threshold": 0.38,
            "check_threshold": 0.3,
            "statements_threshold": 0.9,
            "part_threshold": 0.97,
            "part_needs_whole": 0.2,
            "context_threshold": 0.5,
            "emergency_share": 0.35,
            "second_flag": 0.4,
            "all_clear_threshold": 0.5,
            "still_dangerous": 0.9,
        }

    def __init__(
        self, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, encoder: SentenceEncoder
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._encoder = encoder
        self._flags: List[str] = []
        self._weights: Dict[str, np.ndarray] = {}

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RedFlagScreen:
        """Creates an untrained screen."""
        return cls(config, model_storage, resource, shared_encoder())

    # --- learning

    def train(self, training_data: TrainingData) -> Resource:
        """Fits the regressions on all examples: those of data/nlu/red_flags/ name their flag, all others are none."""
        examples = [one for one in training_data.intent_examples if one.get(TEXT)]
        vectors = np.stack([sentence_vector(one) for one in examples])
        labels = [_label(one) for one in examples]
        weights = [float(_metadata(one).get("weight", 1.0)) for one in examples]
        self._fit("any", vectors, [label != NONE for label in labels], weights)
        self._flags = [str(name) for name in self._fit("which", vectors, labels, weights)]
        self._fit("over", vectors, [_metadata(one).get("kind") == "recovered_or_handled" for one in examples], weights)
        self._persist()
        return self._resource

    def _fit(self, name: str, vectors: np.ndarray, labels: List[Any], weights: List[float]) -> List[Any]:
        model = LogisticRegression(C=self._config["C"], max_iter=self._config["max_iter"], random_state=0)
        model.fit(vectors, labels, weights)
        self._weights[f"{name}_weights"] = model.coef_.astype(np.float32)
        self._weights[f"{name}_bias"] = model.intercept_.astype(np.float32)
        return list(model.classes_)

    # --- reading

    def process(self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None) -> List[Message]:
        """Screens each message; `tracker` holds the conversation before it."""
        for message in messages:
            self._screen(message, tracker)
        return messages

    def _screen(self, message: Message, tracker: Optional[DialogueStateTracker]) -> None:
        text = message.get(TEXT) or ""
        before = state.Conversation(tracker)
        finding = self.find(text, before)
        if finding is None:
            _without_flags(message)
            pending = before.pending_check
            if pending and pending.get("asked"):  # "no" to a check question: what was asked before it is answered now
                message.set(
                    INTENT, {INTENT_NAME_KEY: pending["asked"], PREDICTED_CONFIDENCE_KEY: 1.0}, add_to_output=True
                )
            return
        _without_flags(message)
        asked = (message.get(INTENT) or {}).get(INTENT_NAME_KEY)
        message.set(INTENT, {INTENT_NAME_KEY: INTENT_RED_FLAG, PREDICTED_CONFIDENCE_KEY: 1.0}, add_to_output=True)
        message.set(state.FOUND, {**finding.as_dict(), "asked": asked}, add_to_output=True)

    def find(self, text: str, before: state.Conversation) -> Optional[Finding]:
        """What the message tells of, in the light of what was said before; None where it is nothing."""
        if not text.strip():
            return None
        own = self._read(text)
        if before.open_emergency and own.score < self._config["still_dangerous"] and self._is_over(text):
            return Finding("over", "none", [], "the person says that it is over", 1.0)
        if own.kind == "danger":
            return self._whole(own, text, before)
        pending = before.pending_check
        if pending:
            return None if state.says_no(text) else self._confirmed(pending)
        emerging = self._read_with_context(text, own, before)
        if emerging:
            return self._whole(emerging, text, before)
        return own if own.kind == "check" else None

    def _is_over(self, text: str) -> bool:
        learned = self._share("over", self._vectors([text]))[0] >= self._config["all_clear_threshold"]
        return state.says_over(text) or bool(learned)

    @staticmethod
    def _confirmed(pending: Dict[str, Any]) -> Finding:
        """A check question that was not clearly answered with no."""
        return Finding(
            "danger", pending["level"], pending["flags"], "the answer to a check question", 1.0, pending.get("lead")
        )

    def _read(self, text: str) -> Finding:
        learned = self._read_learned(text)
        if learned.lead == "dose_above_max" and is_within_limit(text):
            learned = learned._replace(kind="none")
        by_rule = read_by_rules(text)
        if by_rule is None:
            return learned
        if learned.kind != "danger":
            return by_rule
        flags = sorted({*by_rule.flags, *learned.flags}, key=list(red_flag_levels()).index)
        return by_rule._replace(flags=flags, level=red_flag_levels()[flags[0]])

    def _read_learned(self, text: str) -> Finding:
        scores, shares = self._scores([text, without_pleasantries(text) or text, statements_of(text) or text])
        best = int(np.argmax(scores[:2]))
        if scores[2] >= self._config["statements_threshold"] and scores[2] > scores[best]:
            best = 2
        score, share = float(scores[best]), shares[best]
        parts = parts_of(text) if score >= self._config["part_needs_whole"] else []
        if parts:
            of_parts, shares = self._scores(parts)
            worst = int(np.argmax(of_parts))
            if of_parts[worst] >= self._config["part_threshold"] and of_parts[worst] > score:
                score, share = float(of_parts[worst]), shares[worst]
        kind = "none"
        if score >= self._config["check_threshold"]:
            kind = "danger" if score >= self._config["threshold"] else "check"
        return self._named(share, Finding(kind, "none", [], "the classifier", score))

    def _read_with_context(self, text: str, own: Finding, before: state.Conversation) -> Optional[Finding]:
        """A danger that shows only together with the person's last messages; never raised by the older ones alone."""
        if before.open_emergency or not before.recent:
            return None
        joined = ". ".join([*before.recent, text])
        by_rule = read_by_rules(joined)
        if by_rule and not any(read_by_rules(one) for one in before.recent):
            return by_rule._replace(trigger=f"{by_rule.trigger}, over several messages")
        scores, shares = self._scores([joined, ". ".join(before.recent)])
        if scores[0] < self._config["context_threshold"] or scores[1] >= scores[0]:
            return None
        return self._named(
            shares[0], Finding("danger", "none", [], "the classifier, over several messages", float(scores[0]))
        )

    def _whole(self, finding: Finding, text: str, before: state.Conversation) -> Finding:
        """The finding with its level stepped up where something else in the conversation makes it an emergency."""
        return stepped_up_level(finding, " ".join([*before.recent, text]))

    def _named(self, share: np.ndarray, finding: Finding) -> Finding:
        """The finding with its level and flags: the likeliest of that level, and others that come near it."""
        levels = red_flag_levels()
        by_flag = {flag: float(share[number]) for number, flag in enumerate(self._flags) if flag != NONE}
        emergencies = sum(value for flag, value in by_flag.items() if levels[flag] == "emergency")
        is_emergency = emergencies >= self._config["emergency_share"] * (sum(by_flag.values()) or 1.0)
        allowed = {flag: value for flag, value in by_flag.items() if is_emergency or levels[flag] == "urgent"}
        leads = {flag: value for flag, value in allowed.items() if not is_emergency or levels[flag] == "emergency"}
        lead = max(leads, key=lambda flag: leads[flag])
        near = [flag for flag, value in allowed.items() if value >= self._config["second_flag"] * allowed[lead]]
        chosen = sorted({lead, *sorted(near, key=lambda flag: -allowed[flag])[:3]}, key=list(levels).index)
        return finding._replace(level="emergency" if is_emergency else "urgent", flags=chosen, lead=lead)

    def _vectors(self, texts: List[str]) -> np.ndarray:
        return self._encoder.encode(texts)

    def _scores(self, texts: List[str]) -> Tuple[np.ndarray, np.ndarray]:
        """Danger scores (texts,), 0 to 1, and shares of the flags (texts, flags): means over each text's spellings."""
        spelt = [spellings_of(text) for text in texts]
        distinct = list(dict.fromkeys(one for own in spelt for one in own))
        vectors = self._vectors(distinct)
        shares = self._softmax(vectors @ self._weights["which_weights"].T + self._weights["which_bias"])
        some = 1.0 - shares[:, self._flags.index(NONE)]
        scores = (some + self._share("any", vectors)) / 2
        rows = [[distinct.index(one) for one in own] for own in spelt]
        weights = np.array(SPELLING_WEIGHTS)[:, np.newaxis]
        return (
            np.array([float((scores[own][:, np.newaxis] * weights).sum()) for own in rows]),
            np.stack([(shares[own] * weights).sum(axis=0) for own in rows]),
        )

    def _share(self, name: str, vectors: np.ndarray) -> np.ndarray:
        logits = (vectors @ self._weights[f"{name}_weights"].T + self._weights[f"{name}_bias"])[:, 0]
        return 1.0 / (1.0 + np.exp(-logits))

    @staticmethod
    def _softmax(scores: np.ndarray) -> np.ndarray:
        exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
        return exponents / exponents.sum(axis=1, keepdims=True)

    # --- keeping

    def _persist(self) -> None:
        with self._model_storage.write_to(self._resource) as folder:
            names = np.frombuffer(json.dumps(self._flags).encode(), dtype=np.uint8)
            np.savez(folder / FILE, flags=names, **self._weights)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> RedFlagScreen:
        """Loads a trained screen from the model archive."""
        screen = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder, np.load(folder / FILE, allow_pickle=False) as stored:
            screen._flags = json.loads(stored["flags"].tobytes().decode())
            screen._weights = {name: stored[name] for name in stored.files if name != "flags"}
        return screen


def _metadata(example: Message) -> Dict[str, Any]:
    return (example.get("metadata") or {}).get("intent") or {}


def _label(example: Message) -> str:
    return str(_metadata(example).get("flag") or NONE)


def _without_flags(message: Message) -> None:
    """No danger: where the intent classifier thought of one all the same, its next best intent counts."""
    if (message.get(INTENT) or {}).get(INTENT_NAME_KEY) != INTENT_RED_FLAG:
        return
    ranking = [
        one for one in message.get(INTENT_RANKING) or [] if one[INTENT_NAME_KEY] not in (INTENT_RED_FLAG, FALLBACK)
    ]
    if ranking:
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING, ranking, add_to_output=True)
