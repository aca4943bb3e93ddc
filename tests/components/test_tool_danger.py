"""What is a danger only within a tool: an answer to "have you already stopped?", several missed doses, a pump."""

from __future__ import annotations

import pytest

from components.tool_danger import told_to_a_tool

STOPPED, PUMP, EXTRA = "stopped_suddenly", "pump_problem", "dose_above_max"


@pytest.mark.parametrize(
    ("topic", "asked", "text", "flags"),
    [
        ("stopping", "stopping_has_stopped", "yes", [STOPPED]),
        ("stopping", "stopping_has_stopped", "yeah, on Monday", [STOPPED]),
        ("stopping", "stopping_has_stopped", "I already stopped", [STOPPED]),
        ("stopping", "stopping_has_stopped", "i missed a few", [STOPPED]),
        ("stopping", "stopping_has_stopped", "she stopped it last week", [STOPPED]),
        ("stopping", "stopping_has_stopped", "my last dose was yesterday", [STOPPED]),
        ("stopping", "stopping_has_stopped", "haven't taken any since Friday", [STOPPED]),
        ("stopping", "stopping_has_stopped", "3 days ago", [STOPPED]),
        ("stopping", "stopping_has_stopped", "no", []),
        ("stopping", "stopping_has_stopped", "not yet", []),
        ("stopping", "stopping_has_stopped", "still taking it", []),
        ("stopping", "stopping_has_stopped", "can I drink beer", []),
        ("stopping", "stopping_taken_for", "yes", []),
        ("stopping", "stopping_taken_for", "3 years", []),
        ("missed_dose", None, "I missed two doses, next one in 3 hours", [STOPPED]),
        ("missed_dose", None, "I've missed 3 tablets, the next is due in an hour", [STOPPED]),
        ("missed_dose", None, "haven't had it since yesterday, next dose in 2 hours", [STOPPED]),
        ("missed_dose", None, "no doses since Tuesday, next one in an hour", [STOPPED]),
        ("missed_dose", None, "I forgot all of yesterday's doses, when is the next due", [STOPPED]),
        ("missed_dose", None, "my tablet is a day late, it was due 26 hours ago", [STOPPED]),
        ("missed_dose", None, "what if I missed two doses and the next is in 3 hours", []),
        ("missed_dose", None, "I missed one dose, next in 3 hours", []),
        ("missed_dose", None, "I missed my 6 am dose and my 2 pm dose", [STOPPED]),
        ("missed_dose", None, "I missed my morning dose and the next one is due at 2", []),
        ("missed_dose", None, "I missed my dose by 2 hours, next one is in 3 hours", []),
        ("missed_dose", None, "my pump alarm is going, am I late", [PUMP]),
        ("missed_dose", None, "the tablet is late, I don't have a pump", []),
        ("missed_dose", None, "I took an extra dose, next due in 3 hours", [EXTRA]),
        ("missed_dose", None, "can I take a double dose, next due in 3 hours", []),
        ("missed_dose", "missed_next_hours", "two doses", [STOPPED]),
        ("missed_dose", "missed_next_hours", "more than one", [STOPPED]),
        ("missed_dose", "missed_next_hours", "several", [STOPPED]),
        ("missed_dose", "missed_next_hours", "2 hours", []),
        ("missed_dose", "missed_next_hours", "2", []),
        ("missed_dose", "missed_who", "a pump", [PUMP]),
        ("missed_dose", "missed_who", "adult", []),
        ("travel_supply", "trip_days", "yes", []),
        (None, None, "I missed two doses", []),
    ],
)  # fmt: skip
def test_only_what_is_told_as_a_fact_is_a_danger(topic, asked, text, flags):
    found = told_to_a_tool(topic, asked, text)
    assert (found.flags if found else []) == flags
    if found:
        assert (found.kind, found.level) == ("danger", "urgent")
