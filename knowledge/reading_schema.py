"""What the content files that messages are read with may hold."""

from __future__ import annotations

import re
from typing import Dict, List, Literal, Optional

from pydantic import Field, conlist, validator

from knowledge.schema import Strict, Text


def _compiled(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}") from error
    return pattern


class StepUp(Strict):
    """Flags that something else in the conversation makes an emergency."""

    flags: conlist(Text, min_items=1)  # type: ignore[valid-type]
    with_: Text = Field(alias="with")
    becomes: Optional[Text] = None

    _compiles = validator("with_", allow_reuse=True)(_compiled)


class RedFlagRules(Strict):
    """The words and figures of the screen's rules."""

    many_tablets_at_once: int
    takes: List[Text]
    asks: List[Text]
    extra_dose: List[Text]
    took: List[Text]
    whole_supply: List[Text]
    not_now: List[Text]
    step_up: List[StepUp]

    _compiles = validator(
        "takes", "asks", "extra_dose", "took", "whole_supply", "not_now",
        each_item=True, allow_reuse=True,
    )(_compiled)  # fmt: skip


class Cue(Strict):
    """Words that take a sign out of the here and now, and how far they reach."""

    reach: Literal["forward", "backward", "both"]
    words: Text

    _compiles = validator("words", allow_reuse=True)(_compiled)


class Assertion(Strict):
    """All cues, by what they say of the words that they reach."""

    ends: Text
    cues: Dict[Literal["negated", "historical", "hypothetical", "asked", "other"], List[Cue]]

    _compiles = validator("ends", allow_reuse=True)(_compiled)


class FollowUps(Strict):
    """How people lean on what was said before, as regular expressions."""

    again: List[Text]
    more: Text
    chosen_with: Text
    choices: List[Text]
    last: Text

    _compiles = validator("again", "choices", each_item=True, allow_reuse=True)(_compiled)
    _compile = validator("more", "chosen_with", "last", allow_reuse=True)(_compiled)


class Languages(Strict):
    """What is said to one who writes in another language."""

    surely: float = Field(gt=0.5, lt=1)
    languages: Dict[str, Text]

    @validator("languages", each_item=True)
    def _gives_the_number(cls, line: str) -> str:
        if "{emergency}" not in line or line.count("{") > 1:
            raise ValueError("a line holds {emergency} and no other placeholder")
        return line


class ToolDanger(Strict):
    """What raises a red flag within a tool, beside what the screen sees anyway: one of the table of signs, which says how urgent it is. `asked` names
    the slot whose question it answers."""

    sign: Text
    says: Text
    asked: Optional[Text] = None

    _compiles = validator("says", allow_reuse=True)(_compiled)


class Tool(Strict):
    """What opens a tool.

    Attributes:
        only_where: what a message must tell besides, so that its figures alone do not open it.
        answers: full ids of the questions that it works out; none where it is for all of its topic.
    """

    opens: Text
    only_where: Optional[Text] = None
    answers: List[Text] = []
    figures: List[Literal["days", "per_day", "mg_per_day", "left", "late", "to_next"]] = []
    absorbs: List[Text] = []
    dangers: List[ToolDanger] = []

    _compiles = validator("opens", "only_where", allow_reuse=True)(_compiled)


class Tools(Strict):
    """When a conversation turns to a tool, and how it is left. Tools are named after their topic."""

    cancels: Text
    does_not_know: Text
    tools: Dict[str, Tool]
    commands: Dict[Literal["make_list", "about_me", "forget_me", "tell_more", "help_signs", "sources"], Text]

    _compile = validator("cancels", "does_not_know", allow_reuse=True)(_compiled)
    _compile_all = validator("commands", each_item=True, allow_reuse=True)(_compiled)


class AddedQuestion(Strict):
    """A question for some people alone."""

    question: Text
    route: Optional[Literal["pump"]] = None
    audience: Optional[Literal["pregnant", "child"]] = None


class QuestionsToAsk(Strict):
    """What to ask a prescriber."""

    sources: conlist(Text, min_items=1)  # type: ignore[valid-type]
    questions: conlist(Text, min_items=1)  # type: ignore[valid-type]
    when: List[AddedQuestion] = []
