"""Whom messages are about, read from their words: the route, those special audiences that hold, and ages as numbers.

An age of a grown-up counts more than whose son somebody is: grown-up children with cerebral palsy are at the heart of such a clinic.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Dict, FrozenSet, List, NamedTuple, Optional, Sequence, Set

from knowledge import schema
from knowledge.files import read
from knowledge.people import CHILD, Person
from knowledge.settings import CONTENT
from tools.figures import in_digits

TEEN, OLDER, PREGNANT, BREASTFEEDING = "teen", "older", "pregnant", "breastfeeding"
MOST_YEARS = 115
CHILD_KILOS = (3, 35)  # a weight between these is a child's, where no age says otherwise
_NOT_YEARS = r"(?!\d|\.\d|:\d| ?(?:mg|ml|mcg|weeks?|months?|days?|hours?|hrs?|mins?|minutes?|stone|kg|kilos?|lbs?|feet|cm|%|per ?cent|tablets?|pills?|doses?|times|a day|am\b|pm\b|miles|mph|degrees|years? (?:in|on|into|off|sober|clean|ago|now)|years\b(?! old)))"
_ABOUT = r"(?:only |just |now |nearly |almost |about |around |gonna be |going to be |turning )*"
_WHO = r"(?:he|she|they|who|mum|mom|mam|mama|mother|dad|daddy|da|papa|father|nan|nana|gran|granny|grandma|grandmother|grandad|grandpa|grandfather|husband|wife|brother|sister|uncle|aunt|auntie|partner|son|daughter|boy|girl|lad|lass|child|kid|twins?|nephew|niece|cousin|grandson|granddaughter|yin|patient)"
_OF_WRITER = re.compile(rf"\bi(?:'?m| am| turn(?:ed)?) {_ABOUT}(?:a )?(\d{{1,3}}){_NOT_YEARS}")
_OF_ANYBODY = re.compile(
    r"\b(\d{1,3}) ?-? ?(?:yo|y/o|y\.o\.?|yr?s?[ -]old|years?[ -]old|year[ -]olds?)\b"
    rf"|\b(?:age|aged?):? (\d{{1,3}}){_NOT_YEARS}"
    rf"|\b{_WHO}(?:'s|s|'ll be| is| was| are| turned| turns| has turned| will be|,)? {_ABOUT}(\d{{1,3}}){_NOT_YEARS}(?= ?(?:[,;:!?)/]|\.(?!\d)|and\b|with\b|w\b|n\b|now\b|has\b|but\b|by\b|in\b|if\b|would\b|come\b|$))"
    rf"|\b(?:turn(?:s|ed|ing)?|being|who'?s|who is) {_ABOUT}(\d{{1,3}}){_NOT_YEARS}(?= ?(?:[,;:!?)]|\.(?!\d)|and\b|with\b|now\b|has\b|but\b|$))"
    r"|\((?:aged? )?(\d{1,3})(?=[),;])"
    rf"|\b(?:son|daughter|boy|girl|lad|lass|child|man|woman|lady|one|somebody|someone|person) of (?:about )?(\d{{1,3}}){_NOT_YEARS}"
    r"|\b(\d{1,3}) years? (?:mother|father|mum|mom|dad|man|woman|lady)\b|\bhas (\d{1,3}) years\b"
    r"|[a-z], (\d{2})(?=,)(?!, ?(?:and )?\d)|\b(\d{2}) ?[fm](?=,|\b)"
)
_AT_AN_AGE = re.compile(rf"(?<!\d )\b(?:at|over) ([6-9]\d){_NOT_YEARS}(?= ?(?:[,;!?)]|\.(?!\d)|and\b|but\b|i\b|it\b|there\b|on\b|one\b|should\b|is\b|my\b|like\b|safe\b|$))")  # fmt: skip
_KILOS = re.compile(r"\b(?:weigh(?:s|ing)?|is|he'?s|she'?s|of|kid of|child of)? ?(?:only |about |just )?(\d{1,2}) ?(?:kg|kilos?)\b(?!/| (?:since|in|after|off|less|more|heavier|lighter))")  # fmt: skip
_OWN = re.compile(r"\b(?:i|i'm|im|my|me)\b")
_LOST = re.compile(r"\b(?:lost|gained|put on|lose|gain|dropped|of weight)\b")


class _Read(NamedTuple):
    """What one message says: what holds, and what ends."""

    route: Optional[str]
    audiences: FrozenSet[str]
    ended: FrozenSet[str]


def person_in(messages: Sequence[str], region: Optional[str] = None) -> Person:
    """Whom the newest message is about.

    Args:
        messages: the person's, newest first. What an earlier one says holds until a newer one turns to somebody else.
        region: where the person is, where that is known.
    """
    route: Optional[str] = None
    audiences: set = set()
    ended: set = set()
    for text in list(messages)[: _people().remember + 1]:
        said = _read(text)
        if route is None and said.route and said.route not in ended:
            route = said.route
        if not audiences:
            audiences |= said.audiences - ended
        ended |= said.ended | ({OLDER, CHILD, TEEN} if said.audiences else set())
    return Person(route, frozenset(audiences), region)


@lru_cache(maxsize=256)
def _read(text: str) -> _Read:
    signs, people = _signs(), _people()
    words = in_digits(re.sub(r"-(?=(?:years?|months?|old)\b)", " ", text.lower().replace("’", "'")))
    about = signs["nobody"].sub(" ", words)
    denied: Set[str] = {value for value in people.denied if signs[f"denied {value}"].search(about)}
    route = next((value for value in people.route if signs[f"route {value}"].search(about)), None)
    route = None if route in denied else route
    found: Set[str] = {str(value) for value in people.audience if signs[f"audience {value}"].search(about)} - denied
    writer, ages = _ages(about, _OF_WRITER), [*_ages(about, _OF_ANYBODY), *_ages(about, _AT_AN_AGE)]
    own_age = bool(writer) and people.teen.from_ <= writer[0] <= people.teen.to or _goes_to_school(about)
    if own_age and not found - {TEEN, OLDER}:
        found = (found - {OLDER}) | {TEEN}
    if _is_child(about, writer, ages) and not found & {TEEN, PREGNANT, BREASTFEEDING}:
        found = (found - {OLDER}) | {CHILD}
    if any(age >= people.old for age in [*writer, *ages]):
        found = (found - {CHILD, TEEN}) | {OLDER}
    grown = any(people.adult <= age < people.old for age in [*writer, *ages])
    if grown:
        found.discard(OLDER)
    if found & {PREGNANT, BREASTFEEDING}:
        found -= {OLDER, TEEN} if not own_age else {OLDER}
    ended = denied | {value for value in people.forget if signs[f"forget {value}"].search(about)}
    ended |= {CHILD, TEEN} if grown or OLDER in found else set()
    return _Read(route, frozenset(found), frozenset(ended - found - ({route} if route else set())))


def _is_child(about: str, writer: List[int], ages: List[int]) -> bool:
    """Whether somebody else is spoken of who is a child."""
    signs, people = _signs(), _people()
    if any(age >= people.adult for age in ages):
        return False
    if any(age < people.adult for age in writer):
        return False
    if ages and not writer:
        return True
    if not _LOST.search(about) and any(CHILD_KILOS[0] < int(one[1]) < CHILD_KILOS[1] for one in _KILOS.finditer(about)):
        return True
    at_school = signs["child school"].search(about) and signs["child third"].search(about)
    if at_school or signs["child relation"].search(about) or signs["child surely"].search(about):
        return not signs["child grown_up"].search(about)
    return False


def _goes_to_school(about: str) -> bool:
    """Whether the writer speaks of their own school and of nobody else."""
    signs = _signs()
    others = any(signs[f"child {one}"].search(about) for one in ("third", "past", "relation", "surely", "grown_up"))
    return bool(signs["child school"].search(about) and _OWN.search(about)) and not others


def _ages(about: str, pattern: re.Pattern) -> List[int]:
    found = [int(next(one for one in match.groups() if one)) for match in pattern.finditer(about)]
    return [age for age in found if 0 < age <= MOST_YEARS]


@lru_cache(maxsize=1)
def _people() -> schema.People:
    return read(CONTENT / "people.yml", schema.People)


@lru_cache(maxsize=1)
def _signs() -> Dict[str, re.Pattern]:
    people = _people()
    named: Dict[str, List[str]] = {f"route {key}": words for key, words in people.route.items()}
    named.update({f"audience {key}": words for key, words in people.audience.items()})
    named.update({f"denied {key}": words for key, words in people.denied.items()})
    named.update({f"forget {key}": words for key, words in people.forget.items()})
    named.update({f"child {key}": words for key, words in people.child.items()})
    named["nobody"] = people.nobody
    return {key: re.compile(r"(?<!\w)(?:" + "|".join(words) + r")(?!\w)") for key, words in named.items()}
