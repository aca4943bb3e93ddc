"""What is said to an answer to a card: one human line by act, level and where the danger stands; and to one who says that it was none, what would
make it one. The words are content (after_card.yml)."""

from __future__ import annotations

from typing import Any, Dict, List

from components.conversation_state import STAGE
from components.dialogue_acts import CANNOT, DENIES, DOUBTED, TOLD, WORSE
from knowledge.after_card import after_card, offered
from knowledge.people import Person
from knowledge.phrasebook import PUMP, phrasebook
from knowledge.red_flags import red_flags
from replies import reply as replies
from replies.reply import Reply

TOPIC = "feedback"
WITH_NUMBERS = (CANNOT, WORSE)  # the acts to which the numbers are shown again


def after_reply(found: Dict[str, Any], actions: List[Dict[str, str]], person: Person) -> Reply:
    """The line.

    Args:
        found: what the screen made of the message: the danger's level and flags, the `act`, and the `stage` after it.
        actions: the numbers of its card.
    """
    about: Dict[str, Any] = {STAGE: found[STAGE], "flags": found["flags"]}
    if found["act"] in WITH_NUMBERS:
        about["actions"] = actions
    made = replies.conversation(TOPIC, line(found, person), **about)
    options = offered(found[STAGE])
    return made.with_options(options) if options else made


def line(found: Dict[str, Any], person: Person) -> str:
    """The words, filled for this person and the likeliest flag."""
    content, book, flag, level = after_card(), phrasebook(), found["flags"][0], found["level"]
    act, stays = found["act"], found[STAGE] == DOUBTED and found["act"] in DENIES
    own = (content.stays if stays else content.lines)[act]
    text = own.later if own.later and found[STAGE] != TOLD else getattr(own, level)
    danger, words = red_flags()[flag], book.words(person.region, person.route)

    def fill(one: str) -> str:
        return book.fill(one, person.region, person.route)

    call = danger.call[0] if level == danger.level else "emergency"
    call = "pump_line" if person.route == PUMP and call == "same_day" else call
    until = danger.once_called[0] if danger.once_called else danger.do[content.until[flag] - 1]
    return book.fill(text, person.region, person.route, call=words[call], until=fill(until), check=fill(danger.check))
