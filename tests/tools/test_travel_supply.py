"""The sums of a trip's supply, against a day-by-day count."""

from __future__ import annotations

import datetime
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.travel_supply import runs_out_on, work_out

TODAY = datetime.date(2026, 11, 25)
quarters = st.integers(1, 80).map(lambda quarter: quarter / 4)
days = st.integers(1, 366)


@given(days, quarters)
def test_enough_is_recommended_and_more_than_is_needed(days, per_day):
    supply = work_out(days, per_day)
    assert supply.recommended >= supply.needed >= days * per_day
    assert supply.needed < days * per_day + 1  # no tablet more than rounding up asks for
    assert supply.spare_days == (7 if days >= 7 else days)
    assert supply.recommended == math.ceil((days + supply.spare_days) * per_day)


@given(st.floats(0.1, 366), st.floats(0.1, 20))
def test_part_days_and_odd_figures_never_leave_one_short(days, per_day):
    assert work_out(days, per_day).needed >= days * per_day - 1e-6


@given(st.integers(0, 2000), quarters)
def test_the_day_it_runs_out_is_that_of_a_day_by_day_count(left, per_day):
    day, stock = TODAY, float(left)
    while stock >= per_day:
        stock -= per_day
        day += datetime.timedelta(days=1)
    assert runs_out_on(left, per_day, TODAY) == day


@pytest.mark.parametrize(("days", "per_day"), [(0, 3), (-3, 3), (10, 0), (10, -1), (4000, 3), (10, 4000)])
def test_what_is_no_trip_is_refused(days, per_day):
    with pytest.raises(ValueError, match="no trip"):
        work_out(days, per_day)


@pytest.mark.parametrize(
    ("days", "per_day", "needed", "recommended"),
    [
        (10, 3, 30, 51),
        (9, 3, 27, 48),
        (15, 4.5, 68, 99),
        (14, 4, 56, 84),
        (3, 2, 6, 12),
        (1, 0.5, 1, 1),
        (7, 4, 28, 56),
    ],
)
def test_known_trips(days, per_day, needed, recommended):
    supply = work_out(days, per_day)
    assert (supply.needed, supply.recommended) == (needed, recommended)
