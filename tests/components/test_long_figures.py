"""A run of digits, or of numbers, must not hold everybody up: the readers stand in the way of each message."""

from __future__ import annotations

import time

import pytest

from components.plain_text import LONGEST_FIGURE, plain
from components.red_flag_rules import read_by_rules
from components.tool_danger import told_to_a_tool
from tools.daily_dose import daily_dose_mg
from tools.effects import find_effects
from tools.figures import read_figures
from tools.missed_dose import read_times
from tools.stopping import mg_a_day, taken_for

SECONDS = 1.5
HARD = {
    "digits": "9" * 10_000,
    "digits and a half": "9" * 4_400 + " 1/2",
    "numbers": "9 " * 5_000,
    "doses": "20 mg " * 1_600,
    "dots": "1." * 5_000,
    "words": "my dose is late " * 600,
    "spaces": " " * 9_000 + "x",
}


@pytest.mark.parametrize("hard", HARD.values(), ids=HARD)
@pytest.mark.parametrize(
    "reader",
    [read_by_rules, daily_dose_mg, read_times, taken_for, mg_a_day, read_figures, find_effects],
    ids=lambda reader: reader.__name__,
)
def test_no_message_holds_a_reader_up(reader, hard):
    text = plain(hard)[:10_000]
    began = time.process_time()
    reader(text)
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("hard", HARD.values(), ids=HARD)
def test_no_message_holds_a_tool_up(hard):
    began = time.process_time()
    told_to_a_tool("missed_dose", None, plain(hard)[:10_000])
    assert time.process_time() - began < 2 * SECONDS


def test_a_figure_of_hundreds_of_digits_is_cut_and_a_phone_number_is_not():
    assert plain("9" * 300 + " mg") == "9" * LONGEST_FIGURE + " mg"
    assert plain("call +447700900123 now") == "call +447700900123 now"
