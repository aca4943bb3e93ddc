"""Side effects found in messages; every figure stands in the answer that was written from the labels."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.effects import MOST, content, find_effects


@pytest.mark.parametrize(
    ("text", "effects"),
    [
        ("is a headache a side effect", ["headache"]),
        ("could baclofen make me so sleepy", ["sleepiness"]),
        ("dizzy and sick since I started", ["dizziness"]),
        ("I feel sick and dizzy", ["nausea", "dizziness"]),
        ("my ankles are swollen", ["ankle_swelling"]),
        ("swollen feet, is that it?", ["ankle_swelling"]),
        ("my legs feel weak", ["weakness"]),
        ("I can't sleep", ["poor_sleep"]),
        ("i can’t sleep at all", ["poor_sleep"]),
        ("trouble sleeping and nightmares", ["poor_sleep", "nightmares"]),
        ("constipated for a week", ["constipation"]),
        ("going to the toilet all the time", ["urinating_often"]),
        ("peeing a lot", ["urinating_often"]),
        ("I keep wetting the bed", ["bed_wetting"]),
        ("my mouth is so dry", ["dry_mouth"]),
        ("diarrhea", ["diarrhoea"]),
        ("diarrhoea and stomach cramps", ["diarrhoea", "tummy_pain"]),
        ("he has been throwing up", ["vomiting"]),
        ("low blood pressure", ["low_blood_pressure"]),
        ("seeing double", ["blurred_vision"]),
        ("my eyes are all blurry", ["blurred_vision"]),
        ("night sweats", ["sweating"]),
        ("an itchy rash", ["rash"]),
        ("I have put on a stone in weight", ["weight_gain"]),
        ("no appetite", ["appetite_loss"]),
        ("can't get an erection", ["sexual_problems"]),
        ("so tired all the time", ["tiredness"]),
        ("brain fog", ["confusion"]),
        ("my hands are shaking", ["tremor"]),
        ("unsteady on my feet", ["unsteadiness"]),
        ("feeling low and tearful", ["low_mood"]),
        ("what are the common side effects", []),
        ("does it cause hair loss", []),
        ("ringing in my ears", []),
    ],
)
def test_effects_are_found_in_people_s_words(text, effects):
    assert [effect.id for effect in find_effects(text)] == effects


def test_a_long_list_is_cut():
    assert len(find_effects("headache, rash, sweating, dizzy, nausea, constipation, tremor")) == MOST


@pytest.mark.parametrize("effect", content().effects, ids=lambda effect: effect.id)
def test_each_effect_finds_itself_by_its_name(effect):
    assert effect.id in [found.id for found in find_effects(effect.name)]


@pytest.mark.parametrize(
    "effect", [one for one in content().effects if one.high_percent is not None], ids=lambda effect: effect.id
)
def test_its_words_hold_its_figures(effect):
    figures = re.findall(r"(\d+)%", effect.how_often)
    assert {effect.low_percent, effect.high_percent} - {None, 0} <= {float(figure) for figure in figures}


@given(st.text(max_size=200))
def test_no_text_breaks_the_finder(text):
    assert len(find_effects(text)) <= MOST
