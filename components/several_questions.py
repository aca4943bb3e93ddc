"""Which topics a message asks for, in order: what its whole names and what each of its parts names, weighed against each other.

The weights stand in config.yml; `training/fit_several.py` fits them. They are few and each can be read: a topic is asked for where a
part of the message names it more clearly than anything else, and the whole agrees: it leads there, or comes second where nothing leads
for sure.
"""

from __future__ import annotations

import math
from typing import Dict, List, Mapping, NamedTuple, Sequence

import numpy as np

from components.questions import asks, parts_that_may_ask
from components.topic_reader import TopicReader
from knowledge.topic_ids import ASK

MOST = 3  # questions of one message that are answered
LIKELY = 3  # topics of the whole message that are looked at though no part names them first
FLOOR = 1e-4  # of a share, before its logarithm


class Candidate(NamedTuple):
    """A topic that a message may ask for.

    Attributes:
        intent: its index among the reader's intents.
        place: of the part that names it best.
        part: that part's text.
        signs: what speaks for it, by the names of the weights.
    """

    intent: int
    place: int
    part: str
    signs: Dict[str, float]

    def chance(self, weights: Mapping[str, float]) -> float:
        """How surely it is asked for, 0 to 1."""
        total = weights["base"] + sum(weights[name] * value for name, value in self.signs.items())
        return 1.0 / (1.0 + math.exp(-total))


def candidates(text: str, vector: np.ndarray, reader: TopicReader) -> List[Candidate]:
    """The topics that any part of a message or its whole may ask for; empty where it is one clause.

    Args:
        text: the message.
        vector: float (width,), of the whole message.
        reader: reads parts without its weight for out of scope: "max dose" alone says little.
    """
    parts = parts_that_may_ask(text)
    if not parts:
        return []
    topics = np.array([intent.startswith(ASK) for intent in reader.intents])
    whole = np.where(topics, reader.read([text], vector[np.newaxis, :], out_of_scope_weight=1.0)[0], 0.0)
    words = reader.words([text])[0]
    by_part = reader.read([part.text for part in parts], out_of_scope_weight=1.0)
    named = {int(intent) for intent in by_part.argmax(axis=1)} | {int(intent) for intent in np.argsort(-whole)[:LIKELY]}
    leader, second = np.argsort(-whole)[:2]
    found = []
    for intent in sorted(one for one in named if topics[one]):
        best = int(by_part[:, intent].argmax())
        others = np.delete(by_part[best], intent)
        signs = {
            "margin": math.log(by_part[best, intent] + FLOOR) - math.log(others.max() + FLOOR),
            "whole": math.log(whole[intent] / whole[leader] + FLOOR),
            "sure": math.log(whole[leader] + FLOOR),
            "words": math.log(words[intent] + FLOOR),
            "asks": float(asks(parts[best].text)),
            "leads": float(intent == leader),
            "second": float(intent == second),
        }
        found.append(Candidate(intent, parts[best].place, parts[best].text, signs))
    return found


def asked_for(found: Sequence[Candidate], weights: Mapping[str, float]) -> List[Candidate]:
    """What is asked for; of more than MOST the surest.

    In the order asked where each is sure. Where one is not, what leads the whole message comes first: a story before a question names other
    things too, and the person who reads the first answer alone should have the right one.
    """
    kept = sorted(found, key=lambda one: -one.chance(weights))[:MOST]
    kept = [one for one in kept if one.chance(weights) >= weights["threshold"]]
    all_sure = all(one.chance(weights) >= weights["in_order"] for one in kept)
    return sorted(kept, key=lambda one: (not all_sure and not one.signs["leads"], one.place))
