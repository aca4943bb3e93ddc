"""Fits the weights by which a message's topics are told (components/several_questions.py), and prints them for config.yml.

Learns from training/doubles.yml and from the validation sets' questions and doubles; those of each of nine authors are also read with weights that
had not seen them (of ga, gb and gc the encoder has, of ga, gb, gc, gj and gk the rest of the model). `python -m training.fit_several`, with a trained model on disk.
"""

from __future__ import annotations

from typing import Dict, List, NamedTuple, Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from components.encoder import shared_encoder
from components.intent_classifier import SentenceIntentClassifier
from components.several_questions import Candidate, asked_for, candidates
from knowledge.settings import ROOT
from knowledge.topic_ids import ASK
from training.trained import VALIDATION, read_labelled, trained_classifier

SIGNS = ("margin", "whole", "sure", "words", "asks", "leads", "second")
THRESHOLD = 0.5
IN_ORDER = 0.8
ALONE_FROM = 0.95
# Authors that are also read with weights that had not seen them.
HELD_OUT = "da db ga gb gc gj gk w gm".split()


class Labelled(NamedTuple):
    """A message's candidates, the topics that each of its questions accepts, whose it is, its likeliest topic as a whole and how sure that is."""

    found: List[Candidate]
    wanted: List[List[str]]
    author: str
    likeliest: str
    sure: float


def labelled_messages(classifier: SentenceIntentClassifier) -> List[Labelled]:
    """Every message to learn from."""
    doubles = [(one["text"], one["topics"], one["author"]) for one in read_labelled(ROOT / "training" / "doubles.yml")]
    singles = [
        (one["text"], [one["topics"]], one["id"].rstrip("0123456789"))
        for one in read_labelled(VALIDATION / "questions.yml")
    ]
    held = [(one["text"], one["topics"], one["id"][:2]) for one in read_labelled(VALIDATION / "doubles.yml")]
    made = []
    for text, wanted, author in [*doubles, *singles, *held]:
        vector = shared_encoder().encode([text])[0]
        own = classifier.reader.read([text], vector[np.newaxis, :])[0]
        likeliest = classifier.reader.intents[int(own.argmax())].removeprefix(ASK)
        made.append(Labelled(candidates(text, vector, classifier.reader), wanted, author, likeliest, float(own.max())))
    return made


def fit(messages: Sequence[Labelled], intents: Sequence[str]) -> Dict[str, float]:
    """Logistic regression on the candidates: is it one of the topics asked for?"""
    signs, wanted = [], []
    for one in messages:
        accepted = {topic for question in one.wanted for topic in question}
        for candidate in one.found:
            signs.append([candidate.signs[name] for name in SIGNS])
            wanted.append(intents[candidate.intent].removeprefix(ASK) in accepted)
    model = LogisticRegression(C=1.0, max_iter=2000).fit(np.array(signs), wanted)
    weights = {name: round(float(value), 2) for name, value in zip(SIGNS, model.coef_[0], strict=True)}
    return {
        "base": round(float(model.intercept_[0]), 2),
        **weights,
        "threshold": THRESHOLD,
        "in_order": IN_ORDER,
        "alone_from": ALONE_FROM,
    }


def given(one: Labelled, weights: Dict[str, float], intents: Sequence[str]) -> List[str]:
    """The topics that a message is answered with; its likeliest where nothing is several."""
    several = asked_for(one.found, weights) if one.sure < ALONE_FROM else []
    return [intents[found.intent].removeprefix(ASK) for found in several] if len(several) > 1 else [one.likeliest]


def main() -> None:
    """Prints the check on unseen authors, then the weights."""
    classifier = trained_classifier()
    messages, intents = labelled_messages(classifier), classifier.reader.intents
    for author in HELD_OUT:
        weights = fit([one for one in messages if one.author != author], intents)
        several = [one for one in messages if one.author == author and len(one.wanted) > 1]
        single = [one for one in messages if one.author == author and len(one.wanted) == 1]
        several_given = [given(one, weights, intents) for one in several]
        single_given = [given(one, weights, intents) for one in single]
        figures = {
            "all answered": [
                all(set(topics) & set(question) for question in one.wanted)
                for one, topics in zip(several, several_given, strict=True)
            ],
            "in the order asked": [
                len(topics) == len(one.wanted)
                and all(topic in question for topic, question in zip(topics, one.wanted, strict=True))
                for one, topics in zip(several, several_given, strict=True)
            ],
            "one question, first answer right": [
                topics[0] in one.wanted[0] for one, topics in zip(single, single_given, strict=True)
            ],
            "one question, one answer": [len(topics) == 1 for topics in single_given],
        }
        print(author, {name: f"{np.mean(right):.3f} of {len(right)}" for name, right in figures.items() if right})
    print("several:", fit(messages, intents))


if __name__ == "__main__":
    main()
