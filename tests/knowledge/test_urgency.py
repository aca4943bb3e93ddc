"""One sign has one urgency everywhere: every answer, warning set and danger is held against the one table."""

from __future__ import annotations

import pytest

from knowledge.after_card import after_card
from knowledge.content_check import Content, _reader
from knowledge.schema import URGENCIES
from knowledge.tools import openings
from knowledge.topic_ids import red_flag_levels
from knowledge.urgency import Reader, UrgencyTable, in_order


@pytest.fixture(scope="module")
def table(content: Content) -> UrgencyTable:
    return UrgencyTable(content.signs_file)


def test_every_answer_gives_each_sign_that_it_names_the_urgency_of_the_table(content, table):
    wrong = [
        (name, key, what)
        for name, question in content.questions.items()
        for prefix, shown in [("", question), *((str(one.when), one) for one in question.variants)]
        for key, text in shown.texts()
        for what in table.contradictions(text, _reader(name, shown))
    ]
    assert wrong == []


def test_every_danger_s_words_give_the_urgency_of_the_table(content, table):
    wrong = [
        (flag.flag, what)
        for flag in content.red_flags.values()
        for text in (*flag.do, *flag.behind_call, flag.tell, flag.dont, flag.more, flag.check)
        for what in table.contradictions(text, Reader(flag=flag.flag))
    ]
    assert wrong == []


def test_every_class_of_medicines_and_every_effect_keeps_to_the_table(content, table):
    texts = [(one.id, text.answer) for one in content.medicines.classes for text in (one, *one.variants)]
    texts += [(one.id, one.helps) for one in content.effects.effects]
    assert [(name, what) for name, text in texts for what in table.contradictions(text, Reader())] == []


def test_every_text_of_a_tool_and_every_line_behind_a_card_keeps_to_the_table(content, table):
    """{check} and {until} are the card's own words, which are held to it above."""
    texts = list(content.phrases)
    after = after_card()
    for lines in (after.lines, after.stays):
        texts += [(act, text) for act, one in lines.items() for text in (one.emergency, one.urgent, one.later) if text]
    assert [(name, what) for name, text in texts for what in table.contradictions(text, Reader())] == []


def test_what_a_tool_is_told_is_as_urgent_as_the_table_has_it(content):
    told = [one for opening in openings().values() for one in opening.dangers]
    assert len(told) >= 8
    for danger in told:
        own = [sign for sign in content.signs.values() if sign.flag == danger.flag]
        assert danger.level == red_flag_levels()[danger.flag], danger.flag
        assert danger.level in {"emergency" if sign.urgency == "emergency" else "urgent" for sign in own}, danger.flag


@pytest.mark.parametrize("route", [None, "pump"])
@pytest.mark.parametrize("is_child", [False, True])
def test_every_edition_of_a_warning_set_names_the_most_urgent_first(content, route, is_child):
    for name, one in content.warnings.sets.items():
        urgencies = [content.signs[sign].urgency_for(route, is_child) for sign in one.edition(route, is_child)]
        assert in_order(urgencies), (name, urgencies)
        assert set(urgencies) <= set(content.warnings.actions["pump" if route else "oral"]), name


def test_a_sign_that_is_a_danger_is_as_urgent_as_the_danger(content):
    levels = red_flag_levels()
    for sign in content.signs.values():
        if sign.flag:
            assert sign.flag in levels, sign.id
            if levels[sign.flag] == "emergency":
                assert sign.urgency in ("emergency", "crisis", "poison", "now"), sign.id


def test_with_a_pump_or_for_a_child_a_sign_is_never_less_urgent(content):
    for sign in content.signs.values():
        for other in (sign.pump, sign.child):
            assert other is None or URGENCIES.index(other) <= URGENCIES.index(sign.urgency), sign.id


def test_a_sign_s_own_words_are_found_as_that_sign_or_its_like(content, table):
    """What a set lists is also recognised in prose, with the same urgency; but for those that count only in a context."""
    in_context = {sign for context in content.signs_file.contexts.values() for sign in context.signs}
    heads = {"emergency": "Call {emergency} now for", "poison": "Ring {poison} now for", "crisis": "Contact {crisis} now for",
             "now": "Contact {same_day} now for", "today": "Contact {same_day} today for"}  # fmt: skip
    for sign in content.signs.values():
        if sign.urgency in heads and sign.id not in in_context:
            said = f"{heads[sign.urgency]} {sign.words}."
            assert list(table.contradictions(said, Reader())) == [], sign.id


def test_nobody_is_sent_from_a_pump_to_a_pharmacist(content):
    """Who asks about the pump need not have said that it is theirs."""
    for name, question in content.questions.items():
        if name.startswith("pump/") or name.endswith("/pump"):
            assert not any("{same_day}" in text for _, text in question.all_texts()), name


def test_the_sets_are_between_nine_and_fifteen(content):
    assert 9 <= len(content.warnings.sets) <= 15


@pytest.mark.parametrize(
    ("text", "reader", "wrong"),
    [
        ("Hard to wake? Call {emergency} now.", Reader(), False),
        ("Call {emergency} now if they are hard to wake.", Reader(), False),
        ("If they are hard to wake, contact {same_day} today.", Reader(), True),
        ("They may be hard to wake.", Reader(), False),  # no call: nothing is said of how urgent it is
        ("The pump alarm sounds: ring {pump_line} now.", Reader("pump"), False),
    ],
)
def test_a_call_that_does_not_fit_its_sign_is_found(table, text, reader, wrong):
    assert bool(list(table.contradictions(text, reader))) == wrong
