"""What a content file may hold. Anything else is refused with its key, before it can reach a patient."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Dict, List, Literal, Optional

from pydantic import BaseModel, Extra, Field, HttpUrl, conlist, constr, root_validator, validator

SHORT_CHARACTERS = 300  # what two SMS segments carry, with room for a sender's name
FULL_WORDS = 150
MORE_WORDS = 150
WARNING_WORDS = 60

Status = Literal["draft", "sourced", "approved", "retired"]
REGIONS = ("US", "CA", "UK", "EU", "AU")
STATUS_ORDER = ("draft", "sourced", "approved")  # `retired` is below all: never served

if TYPE_CHECKING:
    Text = str
else:
    Text = constr(strip_whitespace=True, min_length=1)


def _at_most_words(text: Optional[str], limit: int) -> Optional[str]:
    if text is not None and len(text.split()) > limit:
        raise ValueError(f"{len(text.split())} words, at most {limit}")
    return text


class Strict(BaseModel):
    """Base of every content model: unknown keys are errors, values never change."""

    class Config:
        extra = Extra.forbid
        frozen = True
        error_msg_templates = {"value_error.extra": "unknown key"}


class Source(Strict):
    """A document that answers rest on."""

    id: Text
    title: Text
    publisher: Text
    year: Optional[int] = Field(None, ge=1900, le=2100)
    kind: Literal["label", "government", "charity", "review", "article"]
    url: HttpUrl
    url_checked: bool  # False: the publisher's own page was not read, only a copy of its text


class Review(Strict):
    """Who checked an answer, and until when that holds."""

    status: Status
    by: Optional[Text] = None
    on: Optional[datetime.date] = None
    due: datetime.date

    @root_validator(skip_on_failure=True)
    def _signed_means_by_somebody_on_a_day(cls, values: dict) -> dict:
        if values["status"] == "approved" and not (values["by"] and values["on"]):
            raise ValueError("approved needs `by` (a named clinician) and `on` (a date)")
        if values["status"] in ("draft", "sourced") and (values["by"] or values["on"]):
            raise ValueError(
                f"{values['status']} has no reviewer yet: leave `by` and `on` empty, or set status: approved"
            )
        if values["on"] and values["due"] < values["on"]:
            raise ValueError(f"due {values['due']} lies before the review of {values['on']}")
        return values


class When(Strict):
    """For whom a variant is meant: every key that is set must hold."""

    route: Optional[Literal["pump"]] = None
    audience: Optional[Literal["child", "pregnant"]] = None
    region: Optional[Literal["US", "CA", "UK", "EU", "AU"]] = None

    @root_validator(skip_on_failure=True)
    def _says_something(cls, values: dict) -> dict:
        if not any(values.values()):
            raise ValueError("needs at least one of route, audience, region")
        return values


class Variant(Strict):
    """Texts that replace the general ones for some people."""

    when: When
    short: Text
    full: Text

    _full = validator("full", allow_reuse=True)(lambda text: _at_most_words(text, FULL_WORDS))


class Answer(Strict):
    """One topic's vetted answer, as its file holds it."""

    topic: Text
    title: constr(strip_whitespace=True, min_length=1, max_length=40)  # type: ignore[valid-type]
    question: Text
    short: Text
    full: Text
    more: Optional[Text] = None
    warning_signs: Optional[Text] = None
    variants: List[Variant] = []
    sources: conlist(Text, min_items=1, unique_items=True)  # type: ignore[valid-type]
    see_also: conlist(Text, min_items=1, max_items=4, unique_items=True)  # type: ignore[valid-type]
    review: Review

    _full = validator("full", allow_reuse=True)(lambda text: _at_most_words(text, FULL_WORDS))
    _more = validator("more", allow_reuse=True)(lambda text: _at_most_words(text, MORE_WORDS))
    _warning = validator("warning_signs", allow_reuse=True)(lambda text: _at_most_words(text, WARNING_WORDS))

    def texts(self) -> List[tuple]:
        """Every text that a patient can be shown, as (key, text)."""
        own = [(key, getattr(self, key)) for key in ("short", "full", "more", "warning_signs") if getattr(self, key)]
        for index, variant in enumerate(self.variants):
            own += [(f"variants.{index}.short", variant.short), (f"variants.{index}.full", variant.full)]
        return own


FLAG_CHARACTERS = 306  # two SMS segments in GSM-7
FLAG_CHARACTERS_ALL_REGIONS = 400  # while the region is unknown, the line of all regions' numbers makes it longer
CHECK_CHARACTERS = 260
GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)


class RedFlag(Strict):
    """What is said, word for word, when this danger is noticed.

    Attributes:
        call: whom the text names, in that order; it decides the numbers in the payload.
        text: the whole message of an SMS. Its first sentence is the action.
        more: what stands below it where there is room.
        check: the question asked where it is unclear whether it is happening now; holds the number itself.
        settled_by: the plain answer to it that is believed; every other answer escalates.
        tell: what the triage nurse should ask.
    """

    flag: Text
    level: Literal["urgent", "emergency"]
    title: constr(strip_whitespace=True, min_length=1, max_length=40)  # type: ignore[valid-type]
    call: conlist(Literal["emergency", "poison", "crisis", "same_day"], min_items=1, unique_items=True)  # type: ignore[valid-type]
    text: Text
    more: Text
    check: Text
    settled_by: Literal["no", "yes"] = "no"
    tell: Text
    sources: conlist(Text, min_items=1, unique_items=True)  # type: ignore[valid-type]
    review: Review


class Topic(Strict):
    """A topic's stable id, and what it covers."""

    id: Text
    about: Text


class Topics(Strict):
    """The ids of the product's public contract."""

    topics: conlist(Topic, min_items=1)  # type: ignore[valid-type]
    conversation: conlist(Text, min_items=1)  # type: ignore[valid-type]
    safe_beside_urgent: List[Text]
    nothing_beside: List[Text]
    red_flags: Dict[str, conlist(Text, min_items=1)]  # type: ignore[valid-type]


class PhoneNumber(Strict):
    """A number as people read it, and as a phone dials it."""

    number: Text
    tel: Text


class Contact(Strict):
    """Whom to call, in words and as numbers."""

    words: Text
    label: Text
    numbers: List[PhoneNumber]


class RegionContacts(Strict):
    """The four kinds of contact that a text can name."""

    emergency: Contact
    poison: Contact
    crisis: Contact
    same_day: Contact


class UnknownRegion(Strict):
    """The words used while the region is not known: every region's number in one line."""

    emergency: Text
    poison: Text
    crisis: Text
    same_day: Text


class Contacts(Strict):
    """Every number, by region."""

    regions: Dict[Text, RegionContacts]
    unknown: UnknownRegion
    sources: List[Text]

    @validator("regions")
    def _every_region(cls, regions: Dict[str, RegionContacts]) -> Dict[str, RegionContacts]:
        if set(regions) != set(REGIONS):
            raise ValueError(f"must be exactly {', '.join(REGIONS)}")
        return regions


class Forbidden(Strict):
    """A wording that no text may contain, and the phrases that look like it but say the opposite."""

    id: Text
    why: Text
    pattern: Text
    allow: List[Text] = []


class NeverSay(Strict):
    """Everything that no text may contain."""

    patterns: conlist(Forbidden, min_items=1)  # type: ignore[valid-type]


class Sources(Strict):
    """The sources file."""

    sources: List[Source]


class Frames(Strict):
    """The words around an answer; every one must be there."""

    sources_line: Text
    not_reviewed: Text
    reviewed: Text
    no_reviewed_answer: Text
    did_you_mean: Text
    only_english: Text
    still_unsure: Text
    where_it_came_from: Text
    sources_in_general: Text
    stepped_up: Text
    reminder: Text
    reminder_urgent: Text
    all_clear: Text
    check_settled: Text
    tool_left: Text
    trip_sum: Text
    trip_left_enough: Text
    trip_left_short: Text
    above_usual_most: Text
    trip_carry: Text
    offer_travel_supply: Text
    medicine_avoid: Text
    medicine_caution: Text
    medicine_tell: Text
    medicine_unsure: Text
    medicine_unknown: Text
    medicine_tail: Text
    daily_total: Text
    trip_time_zones: Text
    trip_pump: Text
    missed_adult_take: Text
    missed_adult_leave_out: Text
    missed_child_take: Text
    missed_child_ask: Text
    missed_always: Text
    missed_pregnant: Text
    offer_missed_dose: Text
    stopping_how: Text
    stopping_tell: Text
    stopping_ask: Text
    offer_stopping: Text
    effect_said: Text
    effect_unknown: Text
    effect_tail: Text
    offer_side_effects: Text
    list_head: Text
    list_answered: Text
    list_open: Text
    list_danger: Text
    list_tail: Text
    list_empty: Text
    about_me: Text
    about_me_nothing: Text
    about_child: Text
    about_pregnant: Text
    about_breastfeeding: Text
    about_pump: Text
    about_region: Text
    about_trip: Text
    about_stored: Text
    forgotten: Text
    short_sources: Text
    short_not_reviewed: Text
    short_reviewed: Text
    no_more: Text
    too_many_messages: Text


class People(Strict):
    """Regular expressions that say whom a message is about."""

    route: Dict[Literal["pump"], List[Text]]
    audience: Dict[Literal["pregnant", "breastfeeding", "child"], List[Text]]
    forget: Dict[Literal["pump", "pregnant", "breastfeeding", "child"], List[Text]]
    remember: int = Field(ge=0, le=20)

    @validator("route", "audience", "forget")
    def _compiles(cls, signs: Dict[str, List[str]]) -> Dict[str, List[str]]:
        for patterns in signs.values():
            for pattern in patterns:
                try:
                    re.compile(pattern)
                except re.error as error:
                    raise ValueError(f"{pattern!r} is not a regular expression: {error}") from error
        return signs


class SaidRegion(Strict):
    """How people say that they are in a region."""

    places: List[Text]
    services: List[Text]


class Regions(Strict):
    """How people say where they are, as regular expressions."""

    here: Text
    regions: Dict[Text, SaidRegion]

    @validator("regions")
    def _every_region(cls, regions: Dict[str, SaidRegion]) -> Dict[str, SaidRegion]:
        if set(regions) != set(REGIONS):
            raise ValueError(f"must be exactly {', '.join(REGIONS)}")
        for pattern in (one for region in regions.values() for one in [*region.places, *region.services]):
            re.compile(pattern)
        return regions
