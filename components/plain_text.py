"""First in the pipeline: a message is text, whatever it begins with, and read as a person would read it on their screen.

Rasa reads a leading `/` as a command: `/restart`, `/ask_dose{"slot": "value"}` (its RegexMessageHandler runs behind every
pipeline). Patients must not reach intents, slots or internal actions that way, on any channel; without its `/` the message is
read like any other. Characters that no person types, and that storage or tokenisers choke on, go too.

What only looks like the letters of a word becomes them: letters of other blocks (fullwidth, bold), of other alphabets within a word
(Unicode TR39, by `confusable_homoglyphs`), invisible characters and marks laid over letters. A word that is wholly of another alphabet stays. Runs
are cut, so that no reader searches one for minutes.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any, Dict, List

from confusable_homoglyphs.confusables import confusables_data
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

COMMAND_PREFIX = "/"
# Cc: control, Cs: half a surrogate pair, Co and Cn: private or unassigned.
UNREADABLE = {"Cc", "Cs", "Co", "Cn"}
DIRECTIONS = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
QUOTES = {"\u2018": "'", "\u2019": "'", "\u201b": "'", "\u02bc": "'", "\u00b4": "'", "`": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"'}  # fmt: skip
MICRO = "\u00b5\u03bc"  # of micrograms: no letter in disguise
# No figure is so long: the readers of doses and hours would search such a run for minutes, and everybody else would wait.
LONGEST_FIGURE = 24
LONGEST_WORD = 100  # no word is; a tokeniser's time grows with the square of one
_LONG_FIGURE = re.compile(rf"(\d{{{LONGEST_FIGURE}}})\d+")
_LONG_WORD = re.compile(rf"(\S{{{LONGEST_WORD}}})(?=\S)")
_WORD = re.compile(r"[^\W_]+")
# An invisible character (Cf): within or beside a word it goes; between emoji it joins them and stays.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060-\u2064\ufeff]+")
_OVERLAID = re.compile(r"(?<=[A-Za-z])[\u0300-\u036f\u0483-\u0489\u20d0-\u20f0]+")
# A new line that begins something ends a sentence; one within a sentence is a space.
_NEW_SENTENCE = re.compile(r"(?<=[^\W_])[ \t]*(?:\n[ \t]*\n\s*|\n\s*(?=[A-Z0-9\-*\u2022]))(?=\S)")


def plain(text: str) -> str:
    """The text as it looks, on one line, without leading command signs; what is plain already comes back as it is."""
    seen = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\x00", "")).translate(_TABLE)
    seen = _OVERLAID.sub("", _INVISIBLE.sub(_joiner, seen))
    seen = _NEW_SENTENCE.sub(". ", seen)
    seen = " ".join("".join(_readable(one) for one in seen).split())
    seen = _WORD.sub(lambda word: _unmasked(word[0]), seen)
    seen = _LONG_WORD.sub(r"\1 ", _LONG_FIGURE.sub(r"\1", seen))
    return seen.strip().lstrip(COMMAND_PREFIX + " ").strip()


_TABLE = {**{ord(one): None for one in DIRECTIONS}, **{ord(one): plain_one for one, plain_one in QUOTES.items()}}


def _joiner(found: re.Match[str]) -> str:
    around = found.string[max(0, found.start() - 1) : found.start()] + found.string[found.end() : found.end() + 1]
    return "" if any(one.isalnum() for one in around) or len(around) < 2 or len(found[0]) > 1 else found[0]


def _readable(one: str) -> str:
    """A character; a space for one that nobody can read, and the plain letter or digit for one of another block."""
    if one.isascii():
        return one if one.isprintable() else " "
    category = unicodedata.category(one)
    if category in UNREADABLE:
        return " "
    if one not in MICRO and (category[0] == "L" or category == "Nd" or "CIRCLED" in unicodedata.name(one, "")):
        same = unicodedata.normalize("NFKC", one)
        return same if same.isascii() and same.isalnum() else one
    return one


def _unmasked(word: str) -> str:
    """A word with the letters of other alphabets replaced by those that they look like, where it has Latin ones too."""
    if word.isascii() or not any(one.isascii() and one.isalpha() for one in word):
        return word
    return "".join(one if one.isascii() or one in MICRO else _look_alikes().get(one, one) for one in word)


@lru_cache(maxsize=1)
def _look_alikes() -> Dict[str, str]:
    """The Latin letter that each letter of another alphabet looks like."""
    found = {}
    for one, others in confusables_data.items():
        if len(one) == 1 and one.isalpha() and not unicodedata.name(one, "LATIN").startswith("LATIN"):
            latin = [other["c"] for other in others if other["c"].isascii() and other["c"].isalpha()]
            if latin:
                same_case = [letter for letter in latin if letter.isupper() == one.isupper()]
                found[one] = (same_case or latin)[0]
    return found


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class PlainText(GraphComponent):
    """Replaces each message's text by its plain form."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PlainText:
        """Creates the component; it has no settings."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leaves training examples as they are: a test holds that they are plain already."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Cleans messages as they come in."""
        for message in messages:
            message.set(TEXT, plain(message.get(TEXT) or ""))
        return messages
