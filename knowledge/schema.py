"""What a content file may hold. Anything else is refused with its key, before it can reach a patient."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any, Dict, List, Literal, Optional

from pydantic import BaseModel, Extra, Field, HttpUrl, conlist, constr, root_validator, validator

ANSWER_CHARACTERS = 300  # of an answer with the longest region's numbers in it: two SMS segments
ANSWER_CHARACTERS_ALL_REGIONS = 360  # while the region is unknown, a line of every region's numbers makes it longer
SAFETY_CHARACTERS = 120
SAFETY_CHARACTERS_ALL_REGIONS = 150
MORE_WORDS = 80
WARNING_WORDS = 60  # of a whole warning set
MOST_SETS = 2  # behind one answer

Status = Literal["draft", "sourced", "approved", "retired"]
# Whose numbers can be given. EU stands for every other country of the Union, OTHER for every other one.
REGIONS = ("US", "UK", "NI", "IE", "CA", "AU", "NZ", "DE", "FR", "IT", "ES", "NL", "PL", "EU", "OTHER")
OTHER_REGION = REGIONS[-1]
# Whose labels and limits can be told apart. A region that stands in neither has the general, most cautious wording.
LABEL_REGIONS = ("US", "CA", "UK", "IE", "EU", "AU")
_SHARED_LABELS = {"NI": "UK", **dict.fromkeys(("DE", "FR", "IT", "ES", "NL", "PL"), "EU")}
STATUS_ORDER = ("draft", "sourced", "approved")  # `retired` is below all: never served
Route = Literal["pump"]
Audience = Literal["pregnant", "breastfeeding", "child", "teen", "kidney", "older"]
Urgency = Literal["emergency", "crisis", "poison", "now", "today", "usual"]
URGENCIES = ("emergency", "crisis", "poison", "now", "today", "usual")  # the most urgent first

if TYPE_CHECKING:
    Text = str
else:
    Text = constr(strip_whitespace=True, min_length=1)


def at_most_words(text: Optional[str], limit: int) -> Optional[str]:
    """The text itself.

    Raises:
        ValueError: it has more than `limit` words.
    """
    if text is not None and len(text.split()) > limit:
        raise ValueError(f"{len(text.split())} words, at most {limit}")
    return text


def labels_of(region: Optional[str]) -> Optional[str]:
    """The region whose labels and limits hold in a region; None where they are not known."""
    shared = _SHARED_LABELS.get(region or "", region)
    return shared if shared in LABEL_REGIONS else None


class Strict(BaseModel):
    """Base of every content model: unknown keys are errors, values never change."""

    class Config:
        extra = Extra.forbid
        frozen = True
        error_msg_templates = {"value_error.extra": "unknown key"}


class Source(Strict):
    """A document that texts rest on.

    Attributes:
        url: the publisher's own page.
        checked: the day on which its text was read.
    """

    id: Text
    title: Text
    publisher: Text
    year: Optional[int] = Field(None, ge=1900, le=2100)
    kind: Literal["label", "government", "charity", "review", "article"]
    url: HttpUrl
    checked: datetime.date


class Review(Strict):
    """Who signed a text, and until when that holds.

    Attributes:
        version: the text's hash when it was signed; the signature holds for that text alone.
    """

    status: Status
    by: Optional[Text] = None
    on: Optional[datetime.date] = None
    due: datetime.date
    version: Optional[constr(regex=r"^[0-9a-f]{64}$")] = None  # type: ignore[valid-type]

    @root_validator(skip_on_failure=True)
    def _signed_means_by_somebody_on_a_day(cls, values: dict) -> dict:
        signature = [values["by"], values["on"], values["version"]]
        if values["status"] == "approved" and not all(signature):
            raise ValueError(
                "approved needs `by` (a named clinician), `on` (a date) and `version`: use `knowledge sign`"
            )
        if values["status"] in ("draft", "sourced") and any(signature):
            raise ValueError(
                f"{values['status']} has no reviewer yet: leave `by`, `on` and `version` empty, or sign it"
            )
        if values["on"] and values["on"] > datetime.date.today():
            raise ValueError(f"signed on {values['on']}, which is still to come")
        if values["on"] and values["due"] < values["on"]:
            raise ValueError(f"due {values['due']} lies before the review of {values['on']}")
        return values


class When(Strict):
    """For whom a variant is meant: every key that is set must hold."""

    route: Optional[Route] = None
    audience: Optional[Audience] = None
    region: Optional[Literal["US", "CA", "UK", "IE", "EU", "AU"]] = None

    @root_validator(skip_on_failure=True)
    def _says_something(cls, values: dict) -> dict:
        if not any(values.values()):
            raise ValueError("needs at least one of route, audience, region")
        return values


class Shown(Strict):
    """What a person sees of one answer.

    Attributes:
        answer: answers the question in its first sentence.
        safety: one line behind it, where the very question calls for it.
        more: further text for one who asks for it.
        help: ids of the warning sets that go with it.
    """

    answer: Text
    safety: Optional[Text] = None
    more: Optional[Text] = None
    help: conlist(Text, max_items=MOST_SETS, unique_items=True) = []  # type: ignore[valid-type]

    _more = validator("more", allow_reuse=True)(lambda text: at_most_words(text, MORE_WORDS))

    def texts(self) -> List[tuple]:
        """Every text of it, as (key, text)."""
        return [(key, getattr(self, key)) for key in ("answer", "safety", "more") if getattr(self, key)]


class Variant(Shown):
    """Takes the place of the whole answer for some people: nothing is inherited but its sources."""

    when: When
    sources: Optional[Dict[Text, Text]] = None


class Question(Shown):
    """One question that people ask, and its answer.

    Attributes:
        ask: the question as a patient types it; it labels buttons.
        sources: what each source supports, by its id.
        related: full ids of what a person is likely to ask next.
    """

    ask: constr(strip_whitespace=True, min_length=1, max_length=70)  # type: ignore[valid-type]
    sources: Dict[Text, Text]
    related: conlist(Text, max_items=3, unique_items=True) = []  # type: ignore[valid-type]
    variants: List[Variant] = []
    review: Review

    @validator("ask")
    def _is_a_question(cls, ask: str) -> str:
        if not ask.endswith("?"):
            raise ValueError("must end with a question mark")
        return ask

    @validator("sources")
    def _rests_on_something(cls, sources: Dict[str, str]) -> Dict[str, str]:
        if not sources:
            raise ValueError("an answer needs a source")
        return sources

    def all_texts(self) -> List[tuple]:
        """Every text that anybody can be shown, as (key, text)."""
        own = [("ask", self.ask), *self.texts()]
        for index, variant in enumerate(self.variants):
            own += [(f"variants.{index}.{key}", text) for key, text in variant.texts()]
        return own


class TopicAnswers(Strict):
    """One topic's file: each of its questions by its id, `overview` first."""

    topic: Text
    title: constr(strip_whitespace=True, min_length=1, max_length=30)  # type: ignore[valid-type]
    questions: Dict[Text, Question]


class Sign(Strict):
    """Something that can be wrong with a person, and how urgent that is: stands in the one table that every text is held against.

    Attributes:
        words: as it is listed behind "Call … now for:".
        urgency: of an adult who takes it by mouth.
        pump, child: the same with a pump, and for a child, where it differs.
        flag: the red flag that it is.
        said: regular expressions that find it in our own texts.
        why: what the urgency rests on.
        open: a question that a clinician has to settle.
    """

    id: Text
    words: Text
    urgency: Urgency
    pump: Optional[Urgency] = None
    child: Optional[Urgency] = None
    flag: Optional[Text] = None
    said: List[Text] = []
    why: Text
    open: Optional[Text] = None

    @validator("said", each_item=True)
    def _compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"{pattern!r} is not a regular expression: {error}") from error
        return pattern

    def urgency_for(self, route: Optional[str], is_child: bool) -> str:
        """How urgent it is for one person: the higher one where a child has a pump."""
        told = [self.pump] if route == "pump" and self.pump else []
        told += [self.child] if is_child and self.child else []
        return min(told, key=URGENCIES.index) if told else self.urgency


class SignContext(Strict):
    """What a sentence, a red flag's words or a reader have to be about for some signs to count.

    Attributes:
        words: a regular expression that says so in a sentence; empty where words alone never do.
    """

    words: str
    flags: List[Text]
    signs: List[Text]


class Signs(Strict):
    """The table of signs."""

    contexts: Dict[Text, SignContext]
    signs: conlist(Sign, min_items=1)  # type: ignore[valid-type]


class WarningSet(Strict):
    """Signs that belong together. `child` and `pump` are editions of the list for those people.

    Attributes:
        signs: ids of the table, the most urgent first.
        first_aid: one line on what helps now.
        open_first: whether the web chat shows it unfolded when it comes up for the first time.
    """

    title: constr(strip_whitespace=True, min_length=1, max_length=40)  # type: ignore[valid-type]
    signs: conlist(Text, min_items=1, max_items=8, unique_items=True)  # type: ignore[valid-type]
    child: Optional[conlist(Text, min_items=1, max_items=8, unique_items=True)] = None  # type: ignore[valid-type]
    pump: Optional[conlist(Text, min_items=1, max_items=8, unique_items=True)] = None  # type: ignore[valid-type]
    first_aid: Optional[constr(strip_whitespace=True, min_length=1, max_length=110)] = None  # type: ignore[valid-type]
    open_first: bool = False
    sources: Dict[Text, Text]
    review: Review

    def edition(self, route: Optional[str], is_child: bool) -> List[str]:
        """The signs for one person."""
        if route == "pump" and self.pump:
            return list(self.pump)
        return list(self.child) if is_child and self.child else list(self.signs)


class Warnings(Strict):
    """All warning sets, and what to do about each urgency, by route."""

    actions: Dict[Literal["oral", "pump"], Dict[Urgency, Text]]
    sets: Dict[Text, WarningSet]


FLAG_CHARACTERS = 459  # three SMS segments in GSM-7
FLAG_CHARACTERS_ALL_REGIONS = 459  # while the region is unknown, the line of all regions' numbers makes it longer
CHECK_CHARACTERS = 260
STEP_WORDS = 14  # of one step, its numbers as placeholders
GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)


class RedFlag(Strict):
    """What is said when this danger is noticed.

    Attributes:
        call: whom, in that order; the first is the one to call. It decides the numbers in the payload.
        do: the steps, the first of them the call, the second what keeps the person alive.
        once_called: the steps behind "Call {emergency} now", where the card is an emergency's and `do` weighs one call against another: it
            calls nobody the same day and makes no call depend on anything. Left out where `do` begins with that call and names no other.
        stands_for: dangers that its own steps see to: beside them it leads, and theirs are not said.
        tell: one line of what to tell the staff.
        dont: one line of what not to do.
        more: what stands below it for one who asks.
        check: the question asked where it is unclear whether it is happening now; holds the number itself.
        settled_by: the plain answer to it that is believed; every other answer escalates.
        triage: what the triage nurse should ask.
    """

    flag: Text
    level: Literal["urgent", "emergency"]
    title: constr(strip_whitespace=True, min_length=1, max_length=40)  # type: ignore[valid-type]
    call: conlist(Literal["emergency", "poison", "crisis", "same_day", "pump_line"], min_items=1, unique_items=True)  # type: ignore[valid-type]
    do: conlist(Text, min_items=2, max_items=5)  # type: ignore[valid-type]
    once_called: Optional[conlist(Text, min_items=2, max_items=4)] = None  # type: ignore[valid-type]
    stands_for: List[Text] = []
    tell: Text
    dont: Text
    more: Text
    check: Text
    settled_by: Literal["no", "yes"] = "no"
    triage: Text
    sources: conlist(Text, min_items=1, unique_items=True)  # type: ignore[valid-type]
    review: Review

    @validator("do", "once_called", each_item=True)
    def _short_steps(cls, step: str) -> str:
        return str(at_most_words(step, STEP_WORDS))

    @property
    def behind_call(self) -> List[str]:
        """Its steps behind an emergency call that is already the first one."""
        return list(self.once_called or self.do[1:])


class Topic(Strict):
    """A topic's stable id, what it covers, and the ids of its questions."""

    id: Text
    about: Text
    questions: conlist(Text, min_items=1, unique_items=True)  # type: ignore[valid-type]

    @validator("questions")
    def _overview_first(cls, questions: List[str]) -> List[str]:
        if questions[0] != "overview":
            raise ValueError("`overview` comes first")
        return questions


class Topics(Strict):
    """The ids of the product's public contract."""

    topics: conlist(Topic, min_items=1)  # type: ignore[valid-type]
    conversation: conlist(Text, min_items=1)  # type: ignore[valid-type]
    safe_beside_urgent: List[Text]
    nothing_beside: List[Text]
    red_flags: Dict[str, conlist(Text, min_items=1)]  # type: ignore[valid-type]


class PhoneNumber(Strict):
    """A number as people read it, and as a phone dials it.

    Attributes:
        label: where it is another than the contact's.
        source: id of the source that names it.
        checked: the day on which that was read.
    """

    number: Text
    tel: constr(regex=r"^\+?\d{3,15}$")  # type: ignore[valid-type]
    label: Optional[Text] = None
    source: Text
    checked: datetime.date


class Contact(Strict):
    """Whom to call, in words and as numbers, the one to use first in front."""

    words: Text
    label: Text
    numbers: List[PhoneNumber]


class InWriting(Strict):
    """How one who can't speak on the phone reaches somebody."""

    words: Text
    sources: conlist(Text, min_items=1, unique_items=True)  # type: ignore[valid-type]
    checked: datetime.date


class RegionContacts(Strict):
    """The kinds of contact that a text can name; `place` is how people there say where they are."""

    place: Text
    emergency: Contact
    poison: Contact
    crisis: Contact
    same_day: Contact
    out_of_hours: Contact
    pump_line: Contact
    in_writing: Optional[InWriting] = None
    crisis_in_writing: Optional[InWriting] = None

    @property
    def contacts(self) -> List[Contact]:
        """Every kind of contact."""
        return [self.emergency, self.poison, self.crisis, self.same_day, self.out_of_hours, self.pump_line]

    @validator("emergency")
    def _can_be_dialled(cls, emergency: Contact) -> Contact:
        if not emergency.numbers:
            raise ValueError("needs a number")
        return emergency


class UnknownRegion(Strict):
    """The words used while the region is not known: few numbers, as a wall of them helps nobody."""

    emergency: Text
    poison: Text
    crisis: Text
    same_day: Text
    out_of_hours: Text
    pump_line: Text
    in_writing: Text
    crisis_in_writing: Text


class Contacts(Strict):
    """Every number, by region; `likely` are the regions that are offered first."""

    likely: conlist(Text, min_items=1, max_items=6, unique_items=True)  # type: ignore[valid-type]
    regions: Dict[Text, RegionContacts]
    unknown: UnknownRegion
    review: Review

    @property
    def sources(self) -> List[str]:
        """The ids of all sources that a number or a way in writing rests on, each once."""
        named: List[str] = []
        for region in self.regions.values():
            named += [phone.source for contact in region.contacts for phone in contact.numbers]
            named += [one for way in (region.in_writing, region.crisis_in_writing) if way for one in way.sources]
        return list(dict.fromkeys(named))

    @validator("regions")
    def _every_region(cls, regions: Dict[str, RegionContacts]) -> Dict[str, RegionContacts]:
        if set(regions) != set(REGIONS):
            raise ValueError(f"must be exactly {', '.join(REGIONS)}")
        return regions

    @root_validator(skip_on_failure=True)
    def _likely_are_regions(cls, values: dict) -> dict:
        unknown = [one for one in values["likely"] if one not in values["regions"]]
        if unknown or OTHER_REGION in values["likely"]:
            raise ValueError(f"likely: {', '.join(unknown) or OTHER_REGION} is no country")
        return values


class Forbidden(Strict):
    """An act of speech that no text may commit.

    Attributes:
        pattern: a regular expression; `<name>` stands for the expression of that name in `words`.
        also: what the same sentence must say as well, anywhere.
        excused_by: what makes a sentence harmless: names of `excuses`, and "question".
        allow: expressions that make the whole sentence harmless for this pattern.
    """

    id: Text
    why: Text
    pattern: Text
    also: List[Text] = []
    excused_by: List[Literal["not", "asked", "others", "told", "pro", "question"]] = [
        "not", "asked", "others", "told", "pro", "question",
    ]  # fmt: skip
    allow: List[Text] = []


class NeverSay(Strict):
    """Everything that no text may say.

    Attributes:
        words: expressions that patterns are made of.
        excuses: `not`, `asked` and `others` count before the wording, up to a `break`; `told` and `pro` (unless `pro_not`) anywhere.
    """

    words: Dict[Text, str]
    excuses: Dict[Text, Text]
    patterns: conlist(Forbidden, min_items=1)  # type: ignore[valid-type]


class Sources(Strict):
    """The sources file."""

    sources: List[Source]


class Phrases(Strict):
    """The fixed phrases around vetted texts; every one must be there."""

    from_sources: Text
    not_reviewed_short: Text
    reviewed_short: Text
    ask_for_rest: Text
    not_reviewed: Text
    reviewed: Text
    no_reviewed_answer: Text
    told: Text
    told_offer: Text
    did_you_mean: Text
    only_english: Text
    still_unsure: Text
    where_it_came_from: Text
    source_line: Text
    sources_in_general: Text
    said_before: Text
    no_more: Text
    no_more_but: Text
    nothing_asked_yet: Text
    no_help_signs: Text
    also_asked: Text
    ask_region: Text
    ask_country: Text
    region_noted: Text
    region_option: Text
    stepped_up: Text
    reminder: Text
    reminder_urgent: Text
    callback_offer: Text
    progress_noted: Text
    progress_handed: Text
    progress_seen: Text
    check_settled: Text
    danger_tell: Text
    danger_no_help: Text
    danger_more: Text
    tool_left: Text
    trip_sum: Text
    trip_left_enough: Text
    trip_left_short: Text
    trip_carry: Text
    trip_pump: Text
    trip_above_usual_most: Text
    unit_ml: Text
    unit_tablets: Text
    unit_tablets_of: Text
    above_usual_most: Text
    daily_total: Text
    medicine_unsure: Text
    medicine_unknown: Text
    medicine_option: Text
    list_and: Text
    missed_adult_take: Text
    missed_adult_leave_out: Text
    missed_child_take: Text
    missed_child_ask: Text
    missed_always: Text
    missed_pregnant: Text
    stopping_how: Text
    stopping_told_for: Text
    stopping_told_since: Text
    stopping_told_mg: Text
    stopping_tell: Text
    stopping_question: Text
    stopping_ask: Text
    effect_said: Text
    effect_unknown: Text
    effect_tail: Text
    effect_figure: Text
    list_head: Text
    list_answered: Text
    list_open: Text
    list_danger: Text
    list_tail: Text
    list_empty: Text
    about_me: Text
    about_me_nothing: Text
    about_child: Text
    about_teen: Text
    about_pregnant: Text
    about_breastfeeding: Text
    about_older: Text
    about_kidney: Text
    about_pump: Text
    about_region: Text
    about_trip: Text
    about_stored: Text
    forgotten: Text
    too_many_messages: Text


class Ages(Strict):
    """Years, both ends included."""

    from_: int = Field(alias="from", ge=1, le=120)
    to: int = Field(ge=1, le=120)


class People(Strict):
    """Regular expressions that say whom a message is about.

    Attributes:
        child: what makes it a child (`relation`, `surely`, `school` with a `third` person; unless `grown_up`).
        nobody: what sounds like somebody and is nobody that the message is about.
        teen, adult, old: ages in years.
        denied: what takes back a word of the same message ("not pregnant").
        forget: what ends something that was said before.
        remember: messages for which what was said holds.
    """

    route: Dict[Route, List[Text]]
    audience: Dict[Audience, List[Text]]
    child: Dict[Literal["relation", "surely", "school", "third", "past", "grown_up"], List[Text]]
    nobody: List[Text]
    teen: Ages
    adult: int = Field(ge=1, le=120)
    old: int = Field(ge=1, le=120)
    denied: Dict[Literal["pump", "pregnant", "breastfeeding", "kidney"], List[Text]]
    forget: Dict[Literal["pump", "pregnant", "breastfeeding", "child", "teen", "kidney", "older"], List[Text]]
    remember: int = Field(ge=0, le=20)

    @validator("route", "audience", "child", "denied", "forget", "nobody")
    def _compiles(cls, signs: Any) -> Any:
        for patterns in signs.values() if isinstance(signs, dict) else [signs]:
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
