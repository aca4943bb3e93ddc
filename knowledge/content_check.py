"""Reads the whole content folder and finds everything that is wrong with it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, List, NamedTuple, Optional, Sequence, Tuple, Type

import textstat

from knowledge import effects_schema, medicine, medicines_schema, reading_schema, schema
from knowledge.contacts import KINDS, Contacts
from knowledge.files import ContentError, Fault, Model, collect, located
from knowledge.never_say import never_said
from knowledge.red_flags import danger_text, weighs_a_call
from knowledge.settings import CONTENT, MEDICINE_CONTENT
from knowledge.urgency import Reader, UrgencyTable, in_order

MAX_GRADE = 8.0  # Flesch-Kincaid, of every text by itself
MEAN_GRADE = 6.0  # and of all texts on average
_NUMBER = re.compile(r"\d(?:[ -]?\d){2,}")  # a telephone's, not "24-hour" or "8am"
AT_ONCE = "Call {emergency} now."  # how the steps begin that weigh no call
# Stand in for the deployment's own names while texts are checked.
PLAIN_WORDS = {"clinic": "your clinic", "medicine": "the medicine"}
READ_WITH: Dict[str, Type[Any]] = {
    "people.yml": schema.People,
    "regions.yml": schema.Regions,
    "red_flag_rules.yml": reading_schema.RedFlagRules,
    "assertion.yml": reading_schema.Assertion,
    "follow_ups.yml": reading_schema.FollowUps,
    "languages.yml": reading_schema.Languages,
    "tools.yml": reading_schema.Tools,
}


class Content(NamedTuple):
    """All content, checked."""

    topics: schema.Topics
    sources: Dict[str, schema.Source]
    answers: Dict[str, schema.TopicAnswers]
    signs_file: schema.Signs
    warnings: schema.Warnings
    red_flags: Dict[str, schema.RedFlag]
    medicines: medicines_schema.Medicines
    effects: effects_schema.Effects
    contacts_file: schema.Contacts
    phrases: schema.Phrases
    never: schema.NeverSay

    @property
    def signs(self) -> Dict[str, schema.Sign]:
        """The table of signs, by id."""
        return {sign.id: sign for sign in self.signs_file.signs}

    @property
    def contacts(self) -> Contacts:
        """Whom to call."""
        return Contacts(self.contacts_file)

    @property
    def questions(self) -> Dict[str, schema.Question]:
        """Every question by its full id."""
        return {
            f"{one.topic}/{name}": question for one in self.answers.values() for name, question in one.questions.items()
        }


def load_content(folder: Path = CONTENT, of_medicine: Optional[Path] = None) -> Content:
    """Reads and checks every content file.

    Args:
        folder: of one language.
        of_medicine: what holds in every language; the folder above where None.

    Raises:
        ContentError: with every fault, each naming file, key and line.
    """
    faults: List[Fault] = []
    common = of_medicine or (MEDICINE_CONTENT if folder == CONTENT else folder.parent)

    def needed(path: Path, model: Type[Model]) -> Model:
        found = collect(faults, path, model)
        if found is None:
            raise ContentError(faults)
        return found

    for name, model in READ_WITH.items():
        collect(faults, folder / name, model)
    collect(faults, common / "medicine.yml", medicine.Medicine)
    asks = collect(faults, folder / "questions_to_ask.yml", reading_schema.QuestionsToAsk)
    answers = {path: collect(faults, path, schema.TopicAnswers) for path in sorted((folder / "answers").glob("*.yml"))}
    flags = {path: collect(faults, path, schema.RedFlag) for path in sorted((folder / "red_flags").glob("*.yml"))}
    known = Content(
        needed(common / "topics.yml", schema.Topics),
        {source.id: source for source in needed(common / "sources.yml", schema.Sources).sources},
        {path.stem: one for path, one in answers.items() if one},
        needed(folder / "signs.yml", schema.Signs),
        needed(folder / "warnings.yml", schema.Warnings),
        {path.stem: flag for path, flag in flags.items() if flag},
        needed(folder / "medicines.yml", medicines_schema.Medicines),
        needed(folder / "effects.yml", effects_schema.Effects),
        needed(folder / "contacts.yml", schema.Contacts),
        needed(folder / "phrases.yml", schema.Phrases),
        needed(folder / "never_say.yml", schema.NeverSay),
    )
    checked = _Check(known)
    faults += [Fault(folder / "phrases.yml", key, None, what) for key, text in known.phrases
               for what in checked.wording(text)]  # fmt: skip
    for path, topic in answers.items():
        faults += [Fault(path, key, None, what) for key, what in (checked.answers(path.stem, topic) if topic else ())]
    faults += [Fault(folder / "answers" / f"{one.id}.yml", "", None, "is missing: every topic needs its answers")
               for one in known.topics.topics if one.id not in {path.stem for path in answers}]  # fmt: skip
    for path, flag in flags.items():
        faults += [Fault(path, key, None, what) for key, what in (checked.red_flag(path.stem, flag) if flag else ())]
    faults += [Fault(folder / "red_flags" / f"{one}.yml", "", None, "is missing: every red flag needs its words")
               for ids in known.topics.red_flags.values() for one in ids if one not in {path.stem for path in flags}]  # fmt: skip
    faults += [Fault(folder / "warnings.yml", key, None, what) for key, what in checked.warnings()]
    faults += [Fault(folder / "medicines.yml", key, None, what) for key, what in checked.medicines()]
    faults += [Fault(folder / "effects.yml", key, None, what) for key, what in checked.effects()]
    faults += [Fault(folder / "contacts.yml", key, None, what) for key, what in checked.contacts()]
    for text in [*asks.questions, *(one.question for one in asks.when)] if asks else []:
        faults += [Fault(folder / "questions_to_ask.yml", "", None, what) for what in checked.text(text)]
    if faults:
        raise ContentError(located(faults))
    return known


def grades(content: Content) -> Dict[str, float]:
    """The Flesch-Kincaid grade of every text of an answer, by `topic/question.key`, with the UK's words in the placeholders."""
    words = {**content.contacts.words("UK"), **PLAIN_WORDS}
    return {
        f"{name}.{key}": grade(text.format_map(words))
        for name, question in content.questions.items()
        for key, text in question.all_texts()
        if key != "ask"
    }


def grade(text: str) -> float:
    """The Flesch-Kincaid school grade of one text."""
    return textstat.flesch_kincaid_grade(" ".join(text.split()))


Wrong = Iterator[Tuple[str, str]]
CHILD_TOPICS = ("children",)
EVERYBODY = Reader()


def _reader(name: str, shown: Any) -> Reader:
    """Whom one text of an answer is written for."""
    when, topic = getattr(shown, "when", None), name.partition("/")[0]
    is_pump = topic == "pump" or name.endswith("/pump") or bool(when and when.route)
    is_child = topic in CHILD_TOPICS or bool(when and when.audience in ("child", "teen"))
    return Reader("pump" if is_pump else None, is_child, topic=topic)


class _Check:
    """Holds texts against what is known; each method yields (key, what is wrong)."""

    def __init__(self, known: Content) -> None:
        self._known = known
        self._table = UrgencyTable(known.signs_file)
        self._signs = known.signs
        self._regions = {region: {**known.contacts.words(region), **PLAIN_WORDS} for region in known.contacts.regions}
        self._regions[""] = {**known.contacts.words(None), **PLAIN_WORDS}

    def answers(self, name: str, topic: schema.TopicAnswers) -> Wrong:
        """One topic's file."""
        ids = {one.id: one.questions for one in self._known.topics.topics}
        if topic.topic != name or name not in ids:
            yield "topic", f"{topic.topic!r} is not a topic's id and the file's name"
            return
        missing = [one for one in ids[name] if one not in topic.questions]
        unknown = [one for one in topic.questions if one not in ids[name]]
        if missing or unknown:
            yield "questions", f"missing: {', '.join(missing) or '-'}; unknown: {', '.join(unknown) or '-'}"
        for question_id, question in topic.questions.items():
            for key, what in self._question(f"{name}/{question_id}", question):
                yield f"questions.{question_id}.{key}", what

    def _question(self, name: str, question: schema.Question) -> Wrong:
        every = {f"{one.id}/{ask}" for one in self._known.topics.topics for ask in one.questions}
        yield from (("related", f"unknown or own id {one!r}") for one in question.related if one not in every - {name})
        for prefix, shown in [("", question), *((f"variants.{n}.", one) for n, one in enumerate(question.variants))]:
            sources = shown.sources or {}  # type: ignore[attr-defined]
            yield from ((f"{prefix}sources", what) for what in self._unknown_sources(sources))
            yield from (
                (f"{prefix}help", f"unknown warning set {one!r}")
                for one in shown.help
                if one not in self._known.warnings.sets
            )
            for key, text in shown.texts():
                yield from ((f"{prefix}{key}", what) for what in self.text(text, key, _reader(name, shown)))
        yield from (("ask", what) for what in self.wording(question.ask))
        whens = [repr(one.when) for one in question.variants]
        yield from ((f"variants.{n}.when", "stands twice") for n, one in enumerate(whens) if one in whens[:n])
        for number, variant in enumerate(question.variants):
            if variant.when.route == "pump" and any("{same_day}" in text for _, text in variant.texts()):
                yield f"variants.{number}", "one who has a pump is sent to {pump_line}, not to {same_day}"

    def text(self, text: str, key: str = "", reader: Reader = EVERYBODY) -> Iterator[str]:
        """A text that patients read: placeholders, length, alphabet, reading grade, and what must not be said."""
        wrong = list(self.wording(text))
        yield from wrong
        if wrong:
            return
        unknown_names = set(re.findall(r"\{(\w+)\}", text)) - set(self._regions[""])
        if unknown_names:
            yield f"unknown placeholder: {', '.join(sorted(unknown_names))}"
            return
        lengths = {region: len(" ".join(text.format_map(words).split())) for region, words in self._regions.items()}
        longest = max(size for region, size in lengths.items() if schema.labels_of(region))
        unknown = max(
            size for region, size in lengths.items() if not schema.labels_of(region)
        )  # words stand for numbers
        limits = {"answer": (schema.ANSWER_CHARACTERS, schema.ANSWER_CHARACTERS_ALL_REGIONS),
                  "safety": (schema.SAFETY_CHARACTERS, schema.SAFETY_CHARACTERS_ALL_REGIONS)}  # fmt: skip
        most, most_unknown = limits.get(key, (longest, unknown))
        if longest > most:
            yield f"{longest} characters with the longest numbers, at most {most}"
        if unknown > most_unknown:
            yield f"{unknown} characters while the region is unknown, at most {most_unknown}"
        odd = sorted(set(text) - schema.GSM_7 - {"{", "}"})
        if key in ("answer", "safety") and odd:
            yield f"characters that make an SMS longer: {odd}"
        reading = grade(text.format_map(self._regions["UK"]))
        if reading > MAX_GRADE:
            yield f"reads at grade {reading:.1f}, at most {MAX_GRADE:.0f}"
        yield from self._table.contradictions(text, reader)

    def wording(self, text: str) -> Iterator[str]:
        """What holds for every text, phrases included."""
        said = never_said(text, self._known.never)
        if said:
            yield f"never say {said}"
        if text.count("{") != text.count("}") or text.count("{") != len(re.findall(r"\{\w+\}", text)):
            yield "a brace that is no placeholder"

    def warnings(self) -> Wrong:
        """The warning sets."""
        known = self._known
        for urgency, head in known.warnings.actions["pump"].items():
            if "{same_day}" in head:
                yield f"actions.pump.{urgency}", "one who has a pump is sent to {pump_line}, not to {same_day}"
        for name, one in known.warnings.sets.items():
            yield from ((f"sets.{name}.sources", what) for what in self._unknown_sources(one.sources))
            for edition in ("signs", "child", "pump"):
                ids = getattr(one, edition) or []
                unknown = [sign for sign in ids if sign not in self._signs]
                if unknown:
                    yield f"sets.{name}.{edition}", f"unknown signs: {', '.join(unknown)}"
            if all(sign in self._signs for edition in (one.signs, one.child or [], one.pump or []) for sign in edition):
                yield from self._editions(name, one)

    def _editions(self, name: str, one: schema.WarningSet) -> Wrong:
        for route in (None, "pump"):
            for is_child in (False, True):
                urgencies = [self._signs[sign].urgency_for(route, is_child) for sign in one.edition(route, is_child)]
                edition = f"sets.{name} ({route or 'oral'}{', child' if is_child else ''})"
                if not in_order(urgencies):
                    yield edition, f"not in order of urgency: {', '.join(urgencies)}"
                heads = {
                    str(level): head
                    for level, head in self._known.warnings.actions["pump" if route else "oral"].items()
                }
                said = [heads[urgency] for urgency in dict.fromkeys(urgencies)] + [
                    self._signs[sign].words for sign in one.edition(route, is_child)
                ]
                words = len(" ".join(said).format_map(self._regions["UK"]).split())
                if words > schema.WARNING_WORDS:
                    yield edition, f"{words} words, at most {schema.WARNING_WORDS}"

    def medicines(self) -> Wrong:
        """The list of other medicines."""
        names: Dict[str, str] = {}
        for group in self._known.medicines.classes:
            for prefix, shown in [("", group), *((f"variants.{n}.", one) for n, one in enumerate(group.variants))]:
                text = shown.answer.replace("{name}", "the medicine")
                yield from ((f"{group.id}.{prefix}answer", what) for what in self.text(text, "answer"))
            yield from ((f"{group.id}.sources", what) for what in self._unknown_sources(group.sources))
            yield from (
                (f"{group.id}.help", f"unknown warning set {one!r}")
                for one in group.help
                if one not in self._known.warnings.sets
            )
            if group.question not in self._known.questions:
                yield f"{group.id}.question", f"unknown id {group.question!r}"
            for name in {name.lower() for row in group.medicines for name in row}:
                if names.setdefault(name, group.id) != group.id:
                    yield f"{group.id}.medicines", f"{name!r} stands in {names[name]} too"

    def effects(self) -> Wrong:
        """The list of side effects."""
        for effect in self._known.effects.effects:
            for key in ("how_often", "helps"):
                yield from ((f"{effect.id}.{key}", what) for what in self.text(getattr(effect, key)))
            yield from (
                (f"{effect.id}.sources", what) for what in self._unknown_sources([effect.source, *effect.sources])
            )
            yield from (
                (f"{effect.id}.help", f"unknown warning set {one!r}")
                for one in effect.help
                if one not in self._known.warnings.sets
            )
            if effect.question not in self._known.questions:
                yield f"{effect.id}.question", f"unknown id {effect.question!r}"

    def red_flag(self, name: str, flag: schema.RedFlag) -> Wrong:
        """The words for one danger."""
        if flag.flag != name or flag.flag not in self._known.topics.red_flags[flag.level]:
            yield "flag", f"{flag.flag!r} is no {flag.level} flag and the file's name"
        yield from (("sources", what) for what in self._unknown_sources(flag.sources))
        said = {**{f"do.{n}": step for n, step in enumerate(flag.do)},
                **{f"once_called.{n}": step for n, step in enumerate(flag.once_called or [])},
                "tell": flag.tell, "dont": flag.dont, "more": flag.more, "check": flag.check}  # fmt: skip
        for key, text in said.items():
            yield from ((key, what) for what in self.text(text, reader=Reader(flag=name)))
            odd = sorted(set(text) - schema.GSM_7 - {"{", "}"})
            if odd:
                yield key, f"characters that make an SMS longer: {odd}"
        if "{" + flag.call[0] + "}" not in flag.do[0]:
            yield "do.0", f"the first step must be the call: {{{flag.call[0]}}}"
        at_once = flag.level == "emergency" and flag.do[0].startswith(AT_ONCE)
        if flag.once_called is None and not at_once:
            yield "once_called", f"is missing: the steps do not begin with {AT_ONCE!r}"
        for step in flag.behind_call:
            if weighs_a_call(step):
                yield "once_called", f"on an emergency card no step behind the call weighs another: {step!r}"
        yield from (
            ("stands_for", f"unknown flag {one!r}") for one in flag.stands_for if one not in self._known.red_flags
        )
        for region, words in self._regions.items():
            most = schema.FLAG_CHARACTERS if schema.labels_of(region) else schema.FLAG_CHARACTERS_ALL_REGIONS
            stepped_up = [self._known.phrases.stepped_up.strip(), *flag.behind_call]
            for key, steps in (("do", flag.do), ("once_called", stepped_up)):
                length = len(danger_text(steps, flag.tell, flag.dont, self._known.phrases).format_map(words))
                if length > most:
                    yield key, f"{length} characters for region {region or 'unknown'}, at most {most}"
        if not re.search(r"\{(emergency|crisis|poison|same_day|pump_line)\}", flag.check):
            yield "check", "must hold whom to call"

    def contacts(self) -> Wrong:
        """Whom to call: every number has its source, and every number that is said in words can be found among them."""
        known = self._known.contacts_file
        yield from (("regions", what) for what in self._unknown_sources(known.sources))
        every = {phone.number for region in known.regions.values() for one in region.contacts for phone in one.numbers}
        said = {f"unknown.{kind}": getattr(known.unknown, kind) for kind in KINDS}
        for name, region in known.regions.items():
            said.update({f"regions.{name}.{kind}.words": getattr(region, kind).words for kind in KINDS})
            for way in ("in_writing", "crisis_in_writing"):
                told = getattr(region, way)  # names its own sources
                yield from ((f"regions.{name}.{way}", what) for what in (self.text(told.words) if told else ()))
        for key, words in said.items():
            unsourced = [number for number in _NUMBER.findall(words) if number not in every]
            if unsourced:
                yield key, f"numbers without a source: {', '.join(unsourced)}"

    def _unknown_sources(self, names: Iterable[str]) -> Sequence[str]:
        return [f"unknown source {one!r}" for one in names if one not in self._known.sources]
