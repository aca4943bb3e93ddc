"""Reads the whole content folder and finds everything that is wrong with it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Dict, Iterable, List, NamedTuple, Optional

import textstat

from knowledge import effects_schema, medicines_schema, reading_schema, schema
from knowledge.contacts import Contacts
from knowledge.files import ContentError, Fault, collect
from knowledge.settings import CONTENT

MAX_GRADE = 8.0  # Flesch-Kincaid, of every text by itself
MEAN_GRADE = 6.0  # and of all texts on average


class Content(NamedTuple):
    """All content, checked."""

    topics: schema.Topics
    sources: Dict[str, schema.Source]
    answers: Dict[str, schema.Answer]
    red_flags: Dict[str, schema.RedFlag]
    contacts: Contacts


def load_content(folder: Path = CONTENT) -> Content:
    """Reads and checks every content file.

    Raises:
        ContentError: with every fault, each naming file, key and line.
    """
    faults: List[Fault] = []
    topics = collect(faults, folder / "topics.yml", schema.Topics)
    sources = collect(faults, folder / "sources.yml", schema.Sources)
    contacts = collect(faults, folder / "contacts.yml", schema.Contacts)
    never = collect(faults, folder / "never_say.yml", schema.NeverSay)
    frames = collect(faults, folder / "frames.yml", schema.Frames)
    collect(faults, folder / "people.yml", schema.People)
    collect(faults, folder / "regions.yml", schema.Regions)
    collect(faults, folder / "red_flag_rules.yml", reading_schema.RedFlagRules)
    collect(faults, folder / "danger_words.yml", reading_schema.DangerWords)
    collect(faults, folder / "assertion.yml", reading_schema.Assertion)
    collect(faults, folder / "follow_ups.yml", reading_schema.FollowUps)
    collect(faults, folder / "languages.yml", reading_schema.Languages)
    collect(faults, folder / "tools.yml", reading_schema.Tools)
    medicines = collect(faults, folder / "medicines.yml", medicines_schema.Medicines)
    effects = collect(faults, folder / "effects.yml", effects_schema.Effects)
    asks = collect(faults, folder / "questions_to_ask.yml", reading_schema.QuestionsToAsk)
    paths = sorted((folder / "answers").glob("*.yml"))
    answers = {path: collect(faults, path, schema.Answer) for path in paths}
    flag_paths = sorted((folder / "red_flags").glob("*.yml"))
    flags = {path: collect(faults, path, schema.RedFlag) for path in flag_paths}
    if not (topics and sources and contacts and never and frames):
        raise ContentError(faults)
    for key, text in frames:
        said = never_said(text, never)
        faults += [Fault(folder / "frames.yml", key, None, f"never say {said}")] if said else []
    known = Content(
        topics,
        {source.id: source for source in sources.sources},
        {path.stem: answer for path, answer in answers.items() if answer},
        {path.stem: flag for path, flag in flags.items() if flag},
        Contacts(contacts),
    )
    faults += _unique(folder / "sources.yml", [s.id for s in sources.sources])
    for path, answer in answers.items():
        if answer:
            faults += _answer_faults(path, answer, known, never)
    for path, flag in flags.items():
        if flag:
            faults += _flag_faults(path, flag, known, never)
    for group in medicines.classes if medicines else []:
        texts = {"effect": group.effect, "advice": group.advice}
        faults += [Fault(folder / "medicines.yml", f"{group.id}.{key}", None, what) for key, text in texts.items()
                   for what in _text_faults(key, text, known.contacts, never)]  # fmt: skip
        faults += [
            Fault(folder / "medicines.yml", group.id, None, f"unknown source {one!r}")
            for one in group.sources
            if one not in known.sources
        ]
    for effect in effects.effects if effects else []:
        texts = {"how_often": effect.how_often, "helps": effect.helps}
        faults += [Fault(folder / "effects.yml", f"{effect.id}.{key}", None, what) for key, text in texts.items()
                   for what in _text_faults(key, text, known.contacts, never)]  # fmt: skip
        unknown = [one for one in [effect.source, *effect.sources] if one not in known.sources]
        faults += [Fault(folder / "effects.yml", effect.id, None, f"unknown source {one!r}") for one in unknown]
        if effect.topic and effect.topic not in known.answers:
            faults.append(Fault(folder / "effects.yml", effect.id, None, f"unknown topic {effect.topic!r}"))
    for text in [*asks.questions, *(one.question for one in asks.when)] if asks else []:
        faults += [Fault(folder / "questions_to_ask.yml", "", None, what)
                   for what in _text_faults("questions", text, known.contacts, never)]  # fmt: skip
    named = [one for ids in topics.red_flags.values() for one in ids]
    faults += [
        Fault(folder / "red_flags" / f"{one}.yml", "", None, "is missing: every red flag needs its words")
        for one in named
        if not (folder / "red_flags" / f"{one}.yml").is_file()
    ]
    missing = [topic.id for topic in topics.topics if not (folder / "answers" / f"{topic.id}.yml").is_file()]
    faults += [
        Fault(folder / "answers" / f"{topic}.yml", "", None, "is missing: every topic needs its answer")
        for topic in missing
    ]
    if faults:
        raise ContentError(faults)
    return known


def grades(answers: Iterable[schema.Answer], contacts: Contacts) -> Dict[str, float]:
    """The Flesch-Kincaid grade of every text, by `topic.key`, with the UK's words in the placeholders."""
    return {
        f"{answer.topic}.{key}": grade(contacts.fill(text, "UK")) for answer in answers for key, text in answer.texts()
    }


def grade(text: str) -> float:
    """The Flesch-Kincaid school grade of one text."""
    return textstat.flesch_kincaid_grade(" ".join(text.split()))


def never_said(text: str, never: schema.NeverSay) -> Optional[str]:
    """The first forbidden wording in `text`, as `[id] words`, or None."""
    for forbidden in never.patterns:
        plain = " ".join(text.lower().split())
        for phrase in forbidden.allow:
            plain = plain.replace(phrase, " ")
        found = re.search(forbidden.pattern, plain, re.IGNORECASE)
        if found:
            return f"[{forbidden.id}] {found.group(0)!r}"
    return None


def _unique(path: Path, ids: List[str]) -> List[Fault]:
    return [Fault(path, one, None, "stands twice") for one in sorted({one for one in ids if ids.count(one) > 1})]


def _answer_faults(path: Path, answer: schema.Answer, known: Content, never: schema.NeverSay) -> List[Fault]:
    ids = {topic.id for topic in known.topics.topics}
    wrong = [("topic", f"{answer.topic!r} is not the file's name {path.stem!r}")] if answer.topic != path.stem else []
    wrong += [("topic", f"unknown id {answer.topic!r}")] if answer.topic not in ids else []
    wrong += [("sources", f"unknown source {one!r}") for one in answer.sources if one not in known.sources]
    wrong += [("see_also", f"unknown or own id {one!r}") for one in answer.see_also if one not in ids - {answer.topic}]
    for key, text in answer.texts():
        wrong += [(key, what) for what in _text_faults(key, text, known.contacts, never)]
    return [Fault(path, key, None, what) for key, what in wrong]


def _flag_faults(path: Path, flag: schema.RedFlag, known: Content, never: schema.NeverSay) -> List[Fault]:
    wrong = [("flag", f"{flag.flag!r} is not the file's name")] if flag.flag != path.stem else []
    if flag.flag not in known.topics.red_flags[flag.level]:
        wrong.append(("level", f"the contract has no {flag.level} flag {flag.flag!r}"))
    wrong += [("sources", f"unknown source {one!r}") for one in flag.sources if one not in known.sources]
    for key in ("text", "more", "check"):
        wrong += [(key, what) for what in _text_faults(key, getattr(flag, key), known.contacts, never)]
        odd = sorted(set(getattr(flag, key)) - schema.GSM_7 - {"{", "}"})
        wrong += [(key, f"characters that make an SMS longer: {odd}")] if odd else []
    first = re.split(r"(?<=[.!?])\s", flag.text.strip())[0]
    if not any("{" + kind + "}" in first for kind in flag.call) and "clinic's 24-hour line" not in first:
        wrong.append(("text", "the first sentence must be the action, with whom to call"))
    for region, most in [
        *((one, schema.FLAG_CHARACTERS) for one in known.contacts.regions),
        (None, schema.FLAG_CHARACTERS_ALL_REGIONS),
    ]:
        length = len(" ".join(known.contacts.fill(flag.text, region).split()))
        if length > most:
            wrong.append(("text", f"{length} characters for region {region}, at most {most}"))
    if "I can't send help" not in flag.text:
        wrong.append(("text", "must say: I can't send help"))
    if not re.search(r"\{(emergency|crisis|poison|same_day)\}", flag.check):
        wrong.append(("check", "must hold whom to call"))
    return [Fault(path, key, None, what) for key, what in wrong]


def _text_faults(key: str, text: str, contacts: Contacts, never: schema.NeverSay) -> List[str]:
    try:
        filled = [contacts.fill(text, region) for region in [None, *contacts.regions]]
    except (KeyError, ValueError, IndexError) as error:
        return [f"unknown placeholder {error}"]
    wrong = []
    longest = max(len(" ".join(one.split())) for one in filled)
    if key.endswith("short") and longest > schema.SHORT_CHARACTERS:
        wrong.append(f"{longest} characters with the longest numbers, at most {schema.SHORT_CHARACTERS}")
    reading = grade(contacts.fill(text, "UK"))
    if reading > MAX_GRADE:
        wrong.append(f"reads at grade {reading:.1f}, at most {MAX_GRADE:.0f}")
    said = never_said(text, never)
    if said:
        wrong.append(f"never say {said}")
    return wrong
