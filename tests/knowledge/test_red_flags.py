"""Which steps stand on one card: of every danger, at every level it can reach, and of every two of them."""

from __future__ import annotations

import re
from itertools import permutations
from typing import Iterator, List, Tuple

import pytest

from knowledge.after_card import after_card
from knowledge.content_check import AT_ONCE, Content, _Check
from knowledge.red_flags import (
    MOST_STEPS,
    calls_crisis_first,
    more_of,
    red_flags,
    said_in_order,
    steps_of,
    weighs_a_call,
)
from knowledge.schema import RedFlag
from knowledge.settings import ROOT
from knowledge.topic_ids import red_flag_levels

LEVELS = red_flag_levels()
FLAGS = list(LEVELS)
URGENT = [flag for flag in FLAGS if LEVELS[flag] == "urgent"]
STEPPED_UP = "Call {emergency} now. This can be an emergency."
# Which line comes first in these depends on what happened, as the facts have it (blocks P and S): alone, they weigh it themselves.
WEIGHED = {"overdose", "self_harm"}

Card = Tuple[List[str], List[RedFlag], str]


def card(flags: List[str], level: str) -> Card:
    """The flags that are said, their words, and the level."""
    said = said_in_order(flags)
    return said, [red_flags()[flag] for flag in said], level


def emergency_cards() -> Iterator[Card]:
    """Every danger alone, stepped up or of itself, and every two of them in both orders, at the level of an emergency."""
    for one in FLAGS:
        yield card([one], "emergency")
    for two in permutations(FLAGS, 2):
        yield card(list(two), "emergency")


def test_the_phrase_of_a_step_up_is_the_one_that_is_tried_here(content: Content):
    assert content.phrases.stepped_up.strip() == STEPPED_UP and STEPPED_UP.startswith(AT_ONCE)


def test_on_an_emergency_card_the_call_stands_first_without_an_if_and_no_step_behind_it_weighs_a_call():
    wrong = []
    for said, flags, level in emergency_cards():
        steps = steps_of(flags, level, STEPPED_UP)
        assert 2 <= len(steps) <= MOST_STEPS and len(set(steps)) == len(steps), said
        if said[0] in WEIGHED and (len(said) == 1 or calls_crisis_first(flags)):
            continue
        if not steps[0].startswith(AT_ONCE) or any(weighs_a_call(step) for step in steps[1:]):
            wrong.append((said, steps))
    assert wrong == []


def test_only_too_much_taken_and_despair_alone_weigh_which_line_to_call():
    """A first step that does more than call at once weighs too."""
    alone = set()
    for said, flags, level in emergency_cards():
        first, *behind = steps_of(flags, level, STEPPED_UP)
        own = len(said) == 1 and LEVELS[said[0]] == level
        if own and (not first.startswith(AT_ONCE) or any(weighs_a_call(step) for step in behind)):
            alone.add(said[0])
    assert alone == WEIGHED
    for said, flags, _ in emergency_cards():
        if calls_crisis_first(flags):
            assert said in (["self_harm"], ["self_harm", "mood_crisis"])


def test_what_stands_below_an_emergency_card_of_a_lesser_danger_weighs_no_call_either():
    for said, flags, level in emergency_cards():
        own = (len(said) == 1 and LEVELS[said[0]] == level) or calls_crisis_first(flags)
        more = more_of(flags, level)
        assert more and (own or not weighs_a_call(more)), said
        assert "{in_writing}" in more, said


@pytest.mark.parametrize("flag", URGENT)
def test_at_its_own_level_a_lesser_danger_says_what_makes_it_an_emergency(flag: str):
    own = red_flags()[flag]
    steps = steps_of([own], "urgent", STEPPED_UP)
    assert steps == own.do
    assert "{emergency}" in " ".join(steps[1:])
    assert more_of([own], "urgent") == own.more.strip()


def test_of_two_lesser_dangers_both_say_what_makes_them_an_emergency():
    for two in permutations(URGENT, 2):
        said, flags, level = card(list(two), "urgent")
        steps = steps_of(flags, level, STEPPED_UP)
        assert steps[:3] == flags[0].do[:3] and len(steps) <= MOST_STEPS
        assert any("{emergency}" in step for step in steps[1:]), said


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"do": [AT_ONCE, "Worse? Call the emergency number."]}, "weighs another"),
        ({"do": [AT_ONCE, "Call {poison} if well."]}, "weighs another"),
        ({"do": ["If it goes on, call {emergency} now.", "Stay."]}, "do not begin"),
        ({"once_called": ["Stay.", "Call {same_day} today."]}, "weighs another"),
        ({"stands_for": ["nothing"]}, "unknown flag"),
    ],
)
def test_a_card_that_could_weigh_a_call_in_an_emergency_is_refused(content: Content, changed, fault):
    faults = list(_Check(content).red_flag("seizure", red_flags()["seizure"].copy(update=changed)))
    assert any(fault in what for _, what in faults), faults


@pytest.mark.parametrize("other", ["heart", "breathing"])
def test_an_allergic_reaction_leads_beside_the_heart_or_breathing_and_its_pen_and_its_way_to_lie_are_all_that_is_said(
    other,
):
    for found, lead in (([other, "allergic_reaction"], other), (["allergic_reaction", other], None)):
        assert said_in_order(found, lead) == ["allergic_reaction"]
    three = said_in_order(["breathing", "seizure", "allergic_reaction", "heart"], "heart")
    assert three == ["allergic_reaction", "seizure"]
    steps = red_flags()["allergic_reaction"].do
    assert "pen" in steps[1] and steps[2].startswith("Lie flat") and any("CPR" in step for step in steps)


def test_a_newborn_stands_alone_but_for_thoughts_of_suicide():
    assert set(red_flags()["newborn"].stands_for) == set(FLAGS) - {"newborn", "self_harm"}
    for other in FLAGS:
        if other not in ("newborn", "self_harm"):
            assert said_in_order(["newborn", other], other) == said_in_order([other, "newborn"]) == ["newborn"]
    said, flags, level = card(["self_harm", "newborn"], "emergency")
    assert said == ["newborn", "self_harm"]
    steps = steps_of(flags, level, STEPPED_UP)
    assert steps[:3] == flags[0].do[:3] and any("{crisis}" in step for step in steps)


def test_the_likeliest_leads_and_the_body_before_the_crisis_line():
    assert said_in_order(["seizure", "severe_withdrawal"], "severe_withdrawal") == ["severe_withdrawal", "seizure"]
    assert said_in_order(["self_harm", "overdose"], "self_harm") == ["overdose", "self_harm"]
    assert said_in_order(["breathing", "seizure", "heart"]) == ["breathing", "seizure"]
    assert said_in_order(["self_harm", "mood_crisis"]) == ["self_harm", "mood_crisis"]


def test_too_much_taken_says_who_calls_the_emergency_number_at_once_and_what_all_others_do():
    """Block E straight away: a child, an older person, weak kidneys, a mix, intent, any symptom; block P for all others (facts, overdose)."""
    unwell, _, at_risk, others = red_flags()["overdose"].do
    assert unwell.startswith("Call {emergency} now") and all(
        one in unwell for one in ("unwell", "on purpose", "alcohol")
    )
    assert at_risk.endswith("Call {emergency}.")
    assert "{poison}" in others and "even if well" in others
    for asked in (at_risk, red_flags()["overdose"].check):
        assert all(one in asked for one in ("child", "over 65", "weak kidneys"))


@pytest.mark.parametrize("flag", FLAGS)
def test_no_word_that_readers_took_for_another_stands_on_a_card(flag: str):
    """ "Fit" was read as "healthy", "surgery" as an operation, "them" as anybody."""
    own = red_flags()[flag]
    for text in (*own.do, *own.behind_call, own.dont, own.check):
        assert not re.search(r"\bfit(?! \(seizure\))\b|\bfitting\b|\bsurgery\b|\bmeans\b", text), text
        assert not re.search(r"\b(?:them|they|their)\b", text), text
    assert not re.search(r"\bfitting\b|\bsurgery\b|\bmeans\b", f"{own.more} {own.tell}")


def test_no_line_for_advice_the_same_day_is_called_a_surgery(content: Content):
    regions = content.contacts_file.regions.values()
    assert not any("surgery" in getattr(region, kind).words for region in regions for kind in ("same_day", "poison"))


def test_whether_someone_is_far_too_sleepy_is_asked_so_that_yes_is_ordinary_and_no_is_the_sign_itself():
    """Awake and alert: the sign is not there. A no is that sign, which is urgent; what is graver stands in the question with its own number,
    before the line for advice: who can't be woken is never sent to a pharmacist."""
    own = red_flags()["extreme_drowsiness"]
    usual, graver = own.check.strip().split("? ")
    graver, not_so = graver.split(". ")
    assert own.settled_by == "yes" and usual.startswith("Is the person awake")
    assert graver.startswith("If not, call {emergency} now if hard to wake")
    assert not_so == "If none of these, call {same_day} now." and own.level == "urgent"
    assert own.do[0] == "Call {same_day} now if easy to wake."


def test_no_question_names_a_lesser_line_before_the_emergency_number():
    for flag in FLAGS:
        named = re.findall(r"\{(\w+)\}", red_flags()[flag].check)
        assert named[0] == "emergency", flag


def test_who_thinks_of_suicide_and_is_hurt_took_something_or_has_a_plan_reads_the_emergency_number_first():
    first = red_flags()["self_harm"].do[0]
    grave, not_so = first.split(". If not: ")
    assert grave.startswith("Call {emergency} now: ") and not_so == "{crisis}."
    for text in (grave, red_flags()["self_harm"].check.partition("{emergency}")[0]):
        assert all(one in text for one in ("hurt", "taken", "a plan", "others in danger"))


def test_a_step_that_adds_to_a_call_stands_right_behind_it_on_every_card():
    """ "Also if worse" adds to the emergency call of the step before it."""
    for two in [*permutations(FLAGS, 2), *((one,) for one in FLAGS)]:
        level = "emergency" if any(LEVELS[one] == "emergency" for one in two) else "urgent"
        _, flags, level = card(list(two), level)
        steps = steps_of(flags, level, STEPPED_UP)
        for before, step in zip(steps, steps[1:], strict=False):
            assert not step.startswith("Also") or before.startswith("Also") or "{emergency}" in before, (two, steps)
        assert not steps[0].startswith("Also")


def test_an_extra_dose_asks_for_the_same_reasons_as_too_much_taken():
    reasons = ("leepy", "unwell", "on purpose", "alcohol", "drugs", "child", "over 65", "weak kidneys", "pump")
    for name in ("overdose", "dose_above_max"):
        own = red_flags()[name]
        grave = " ".join(step for step in own.do if "{emergency}" in step)
        for text in (grave, own.check.partition("{emergency}")[0]):
            assert all(one in text for one in reasons), (name, text)


@pytest.mark.parametrize("level", ["emergency", "urgent"])
def test_the_head_of_a_card_and_what_is_said_after_it_are_as_urgent_as_its_steps(level: str, content: Content):
    """One head serves all cards of a level: it may name a time only where the first step of every one of them names that time and no other."""
    words = (ROOT / "widget" / "src" / "strings.ts").read_text(encoding="utf-8")
    (head,) = re.findall(rf'^ +{level}: \["(.+)"\],$', words, re.MULTILINE)
    after = [getattr(line, level) for act, line in after_card().lines.items() if act != "better"]
    reminder = content.phrases.reminder if level == "emergency" else content.phrases.reminder_urgent
    for flag in (red_flags()[one] for one in FLAGS if LEVELS[one] == level):
        times = set(re.findall(r"\b(now|today)\b", flag.do[0]))
        assert times, flag.flag
        assert {*re.findall(r"\b(now|today|tomorrow)\b", head)} <= times and (len(times) == 1 or head.count("now") == 0)
        for line in (*after, reminder):
            assert "today" not in line or times == {"today"}, (flag.flag, line)
