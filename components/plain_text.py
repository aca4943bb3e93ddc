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
import string
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
# Unicode's Default_Ignorable_Code_Point: seen by nobody. Within or beside a word they go; one between emoji joins or colours them and stays.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2060-\u206f\ufe00-\ufe0f\ufeff\uffa0\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
EMOJI_STYLE = "\ufe0f"  # makes a picture of the sign before it
_BREAK = "\u200b"  # where a line may break: a space, in a text that has no other
_BLANKS = "\u2800\u3164"  # look like spaces and count as letters or signs
_OVERLAID = re.compile(r"(?<=[A-Za-z])[\u0300-\u036f\u0483-\u0489\u20d0-\u20f0]+")
# A letter within a sign: circled, squared, in brackets, a small capital. Python's name for it ends with the letter's.
_OF_A_LETTER = re.compile(r"LATIN (?:(CAPITAL|SMALL) LETTER|LETTER SMALL CAPITAL) ([A-Z])")
# A sign glued to a word is no part of it; degrees are.
_GLUED = re.compile(
    r"(?<=\w)(?=[\u231a-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff])|(?<=[\u231a-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f])(?=\w)"
)
# A new line that begins something ends a sentence; one within a sentence is a space.
_NEW_SENTENCE = re.compile(r"(?<=[^\W_])[ \t]*(?:\n[ \t]*\n\s*|\n\s*(?=[A-Z0-9\-*\u2022]))(?=\S)")
MOST_PASSES = 4
FEWEST_WORDS = 3  # of a text that has only places to break a line
SPACED_OUT = 3  # letters that stand alone from which a message of nothing else is a word, spelt out


def plain(text: str) -> str:
    """The text as it looks, on one line, without leading command signs; what is plain already comes back as it is.

    A mark may come to stand over a letter only when another sign between them is gone: it is made plain until nothing changes.
    """
    for _ in range(MOST_PASSES):
        seen = _pass(text)
        if seen == text:
            break
        text = seen
    return text


def _pass(text: str) -> str:
    seen = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\x00", "")).translate(_TABLE)
    seen = _parted(seen)
    seen = _OVERLAID.sub("", _without_accents(_INVISIBLE.sub(_joiner, seen)))
    seen = _NEW_SENTENCE.sub(". ", seen)
    seen = _GLUED.sub(" ", "".join(_readable(one) for one in seen))
    seen = " ".join(_spelt_out(seen.lstrip(COMMAND_PREFIX + string.whitespace)).split())
    return _LONG_WORD.sub(r"\1 ", _LONG_FIGURE.sub(r"\1", _in_one_alphabet(seen))).strip()


_TABLE = {
    **{ord(one): None for one in DIRECTIONS},
    **{ord(one): " " for one in _BLANKS},
    **{ord(one): plain_one for one, plain_one in QUOTES.items()},
}


def _joiner(found: re.Match[str]) -> str:
    before = found.string[max(0, found.start() - 1) : found.start()]
    behind = found.string[found.end() : found.end() + 1]
    colours = bool(before) and not (before + behind).isspace() and found[0] == EMOJI_STYLE
    joins = bool(before and behind) and len(found[0]) <= 2
    return found[0] if (joins or colours) and not any(one.isalnum() for one in before + behind) else ""


def _parted(text: str) -> str:
    """The text with spaces where it has only places to break a line, as some pages copy them."""
    pieces = text.split(_BREAK)
    if len(pieces) < FEWEST_WORDS or len(text) < 3 * len(pieces) or any(one.isspace() for one in text.strip()):
        return text
    return " ".join(pieces)


def _spelt_out(text: str) -> str:
    """ "h e l p  m e" as its words: where nothing but single letters is written, two spaces part the words."""
    letters = text.split()
    if any(len(one) > 1 or one.isdigit() for one in letters) or sum(map(str.isalpha, letters)) < max(
        SPACED_OUT, len(letters) / 2
    ):
        return text
    return " ".join("".join(word.split()) for word in re.split(r"\s{2,}", text.strip()))


def _without_accents(text: str) -> str:
    """Accents go where nearly each letter of the message has one: no language writes so."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    marks = sum(1 for one in apart if "\u0300" <= one <= "\u036f")
    if 4 * marks <= 3 * sum(1 for one in text if one.isalpha()):
        return text
    return "".join(one for one in apart if not "\u0300" <= one <= "\u036f")


def _readable(one: str) -> str:
    """A character; a space for one that nobody can read, and the plain letter or digit for one of another block."""
    if one.isascii():
        return one if one.isprintable() else " "
    category = unicodedata.category(one)
    if category in UNREADABLE:
        return " "
    name = unicodedata.name(one, "")
    if one not in MICRO and (category[0] == "L" or category == "Nd" or "CIRCLED" in name):
        same = unicodedata.normalize("NFKC", one)
        if same.isascii() and same.isalnum():
            return same
    letter = _OF_A_LETTER.search(name) if category[0] in "LS" else None
    if letter and letter.end() == len(name):
        return letter[2] if letter[1] == "CAPITAL" else letter[2].lower()
    return one


def _in_one_alphabet(text: str) -> str:
    """The text with letters of other alphabets replaced by those that they look like, in words that have Latin ones too. A word of nothing but
    look-alikes is one of those where most words are in Latin letters."""
    if text.isascii():
        return text
    words = _WORD.findall(text)
    is_latin = 2 * sum(1 for word in words if _is_latin(word)) > len(words)
    return _WORD.sub(lambda word: _unmasked(word[0], is_latin), text)


def _is_latin(word: str) -> bool:
    return any(one.isascii() and one.isalpha() for one in word)


def _unmasked(word: str, is_latin: bool) -> str:
    if word.isascii() or all(one in MICRO for one in word):
        return word
    if not _is_latin(word) and not (is_latin and all(one.isascii() or one in _look_alikes() for one in word)):
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
                likest = (same_case or latin)[0]
                found[one] = "I" if likest == "l" and one.isupper() else likest
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
