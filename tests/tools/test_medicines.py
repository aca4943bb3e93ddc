"""Names of medicines, as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.content_check import load_content
from tools.medicines import content, find_medicines, with_generic_names


def read(text):
    return [(one.name.lower(), one.group, one.sure) for one in find_medicines(text)]


@pytest.mark.parametrize(
    ("text", "name", "group"),
    [
        ("can I take it with ibuprofen", "ibuprofen", "nsaids"),
        ("is Nurofen ok", "nurofen", "nsaids"),
        ("ibuprofin?", "ibuprofen", "nsaids"),
        ("and gabbapentin", "gabapentin", "gabapentinoids"),
        ("benadril for hayfever", "benadryl", "benadryl"),
        ("diazepam or valium", "diazepam", "benzodiazepines"),
        ("my antidepressants", "antidepressants", "antidepressants"),
        ("sertraline 50 mg", "sertraline", "antidepressants"),
        ("amitriptylin at night", "amitriptyline", "tricyclics"),
        ("water tablets", "water tablets", "kidney_blood_pressure"),
        ("BLOOD PRESSURE PILLS", "blood pressure pills", "blood_pressure"),
        ("co-codamol", "co-codamol", "opioids"),
        ("tylenol 3", "tylenol 3", "opioids"),
        ("tylonol", "tylenol", "paracetamol"),
        ("paracetamol", "paracetamol", "paracetamol"),
        ("St John's wort", "st john's wort", "st_johns_wort"),
        ("st john’s wort", "st john's wort", "st_johns_wort"),
        ("lithium", "lithium", "lithium"),
        ("Sinemet", "sinemet", "levodopa"),
        ("keppra", "keppra", "antiseizure"),
        ("metformin", "metformin", "diabetes"),
        ("zopiclone", "zopiclone", "sleeping_medicines"),
        ("my sleeping pills", "sleeping pills", "sleeping_medicines"),
        ("tizanidine", "tizanidine", "muscle_relaxants"),
        ("quetiapine", "quetiapine", "antipsychotics"),
        ("phenelzine", "phenelzine", "maoi"),
        ("trimethoprim", "trimethoprim", "kidney_medicines"),
    ],
)
def test_a_name_is_found_by_generic_brand_and_class_and_misspelt(text, name, group):
    assert (name, group, True) in read(text)


@pytest.mark.parametrize("text", ["quinine", "is malarone fine", "roaccutane?", "chemo", "zyxomycin"])
def test_a_medicine_that_is_not_listed_is_unknown_not_safe(text):
    assert [group for _, group, _ in read(text)] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "can I take it with other medicines", "is baclofen safe with bacloffen", "lioresal and baclofin", "", "my mother is alive and well",
        "does it mix with anything", "calling about a motion I made", "pills", "the morning after",
    ],
)  # fmt: skip
def test_other_words_are_no_medicines(text):
    assert read(text) == []


def test_several_are_found_in_order_and_once():
    assert [name for name, _, _ in read("ibuprofen, sertraline and ibuprofen and Nytol")] == [
        "ibuprofen",
        "sertraline",
        "nytol",
    ]


def test_two_slips_are_a_guess():
    assert read("clonnazepem") == [("clonazepam", "benzodiazepines", False)]


@pytest.mark.parametrize("name", [one for group in content().classes for row in group.medicines for one in row])
def test_every_listed_name_is_found_in_its_class(name):
    found = find_medicines(f"can I take {name} with it")
    assert [one.name.lower() for one in found if one.group] or name.lower() in ("hemp extract",)
    listed = {
        group.id
        for group in content().classes
        for row in group.medicines
        if name.lower() in [one.lower() for one in row]
    }
    assert {one.group for one in found} & listed


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text):
    find_medicines(text)


def test_every_class_rests_on_known_sources():
    assert {source for group in content().classes for source in group.sources} <= set(load_content().sources)


@pytest.mark.parametrize(
    ("said", "read_as"),
    [
        ("okay if I pop a Nurofen for me knee?", "okay if I pop a ibuprofen for me knee?"),
        ("i take ENDEP 25 at night", "i take amitriptyline 25 at night"),
        ("Zanaflex, Valium", "tizanidine, diazepam"),
        ("Lioresal and ibuprofen", "Lioresal and ibuprofen"),
        ("somatic pain, sominex-like", "somatic pain, sominex-like"),
        ("", ""),
    ],
)
def test_a_brand_is_read_as_its_generic_name(said, read_as):
    assert with_generic_names(said) == read_as


@given(st.text(max_size=300))
def test_what_names_no_brand_is_left_as_it_is(text):
    read_as = with_generic_names(text)
    assert read_as == text or find_medicines(text)
