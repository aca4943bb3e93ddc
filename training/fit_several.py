"""Fits the weights by which a message's topics are told (components/several_questions.py), and prints them for config.yml.

Learns from training/doubles.yml and from the validation sets' questions and doubles; those of each of five authors are also read with weights that
had not seen them (of ga, gb and gc the encoder has). `python -m training.fit_several`, with a trained model on disk.
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
THRESHOLD = 0.55


class Labelled(NamedTuple):
    """A message's candidates, the topics that each of its questions accepts, and whose it is."""

    found: List[Candidate]
    wanted: List[List[str]]
    author: str


def labelled_messages(classifier: SentenceIntentClassifier) -> List[Labelled]:
    """Every message to learn from."""
    doubles = [(one["text"], one["topics"], one["author"]) for one in read_labelled(ROOT / "training" / "doubles.yml")]
    singles = [(one["text"], [one["topics"]], "questions") for one in read_labelled(VALIDATION / "questions.yml")]
    held = [(one["text"], one["topics"], one["id"][:2]) for one in read_labelled(VALIDATION / "doubles.yml")]
    made = []
    for text, wanted, author in [*doubles, *singles, *held]:
        vector = shared_encoder().encode([text])[0]
        made.append(Labelled(candidates(text, vector, classifier.reader), wanted, author))
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
    return {"base": round(float(model.intercept_[0]), 2), **weights, "threshold": THRESHOLD}


def all_answered(messages: Sequence[Labelled], weights: Dict[str, float], intents: Sequence[str]) -> List[bool]:
    """For each message of several questions, whether every one is found."""
    found = []
    for one in messages:
        topics = {intents[index].removeprefix(ASK) for index in asked_for(one.found, weights)}
        if len(one.wanted) > 1:
            found.append(all(topics & set(question) for question in one.wanted))
    return found


def split(messages: Sequence[Labelled], weights: Dict[str, float]) -> List[bool]:
    """For each message of one question, whether it is answered as several."""
    return [len(asked_for(one.found, weights)) > 1 for one in messages if len(one.wanted) == 1]


def main() -> None:
    """Prints the check on unseen authors, then the weights."""
    classifier = trained_classifier()
    messages, intents = labelled_messages(classifier), classifier.reader.intents
    for author in ("da", "db", "ga", "gb", "gc"):
        weights = fit([one for one in messages if one.author != author], intents)
        own = [one for one in messages if one.author == author]
        answered, cut = all_answered(own, weights, intents), split(own, weights)
        print(
            f"{author}, unseen: {np.mean(answered):.3f} of {len(answered)} all answered, {np.mean(cut):.3f} of {len(cut)} wrongly split"
        )
    print("several:", fit(messages, intents))


if __name__ == "__main__":
    main()
