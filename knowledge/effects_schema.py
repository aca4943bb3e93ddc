"""What the list of side effects may hold."""

from __future__ import annotations

import re
from typing import Optional

from pydantic import conlist, root_validator, validator

from knowledge.schema import Review, Strict, Text


class Effect(Strict):
    """One side effect.

    Attributes:
        topic: the topic whose answers say more of it; None where it is that of side effects.
        question: full id of the question that fits it best.
        help: the warning set that goes with it.
        words: how people name it, regular expressions for whole words, in lower case.
        how_often: what a label says of how common it is, without the label's name.
        low_percent, high_percent: the same as figures, where the label gives some.
        source: id of the label.
        helps: what may help.
    """

    id: Text
    name: Text
    topic: Optional[Text] = None
    question: Text
    help: conlist(Text, max_items=1) = []  # type: ignore[valid-type]
    words: conlist(Text, min_items=1)  # type: ignore[valid-type]
    how_often: Text
    low_percent: Optional[float] = None
    high_percent: Optional[float] = None
    source: Text
    helps: Text
    sources: conlist(Text, min_items=1)  # type: ignore[valid-type]
    review: Review

    @validator("words", each_item=True)
    def _compiles(cls, words: str) -> str:
        try:
            re.compile(words)
        except re.error as error:
            raise ValueError(f"{words!r} is not a regular expression: {error}") from error
        return words

    @root_validator(skip_on_failure=True)
    def _figures_are_in_the_words(cls, values: dict) -> dict:
        for figure in (values["low_percent"], values["high_percent"]):
            if figure is not None and f"{figure:g}%" not in values["how_often"]:
                raise ValueError(f"{values['id']}: {figure:g}% does not stand in how_often")
        return values


class Effects(Strict):
    """Every effect that a label lists, and what the tool says of each."""

    effects: conlist(Effect, min_items=1)  # type: ignore[valid-type]
