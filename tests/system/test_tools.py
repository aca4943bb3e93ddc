"""Tools over REST: the real pair, whole conversations."""

from __future__ import annotations

import pytest


def results(pair, sender, *turns):
    """The replies to the last of some messages."""
    replies = []
    for turn in turns:
        replies = pair.say(turn, sender)
    return replies


@pytest.mark.parametrize(
    ("turns", "needed"),
    [
        (["I'm off for 10 days, 3 a day, how many do I pack?"], 30),
        (["how many tablets do I take on holiday", "12 days", "two a day"], 24),
        (["how many tablets do I take on holiday", "12 days", "no, 14 days", "two a day"], 28),
        (["I need to know how many tablets to bring for 8 days away", "15 mg three times a day", "they're 5s"], 72),
        (["10 days away, 3 tablets a day, how many do I pack?", "no, four a day"], 40),
        (["10 days away, 3 tablets a day, how many do I pack?", "what about 3 weeks"], 63),
        (["I'm off for 10 days, 3 a day, how many do I pack?", "no, four a day"], 40),
        (["I'm off for 10 days, 3 a day, how many do I pack?", "no, four a day", "and with 40 left?"], 40),
    ],
)
def test_a_trip_is_worked_out_over_any_number_of_messages(pair, turns, needed):
    reply = results(pair, f"trip-{hash(tuple(turns))}", *turns)[0]
    assert (reply["custom"]["type"], reply["custom"]["topic"]) == ("tool", "travel_supply")
    assert reply["custom"]["result"]["needed"] == needed
    assert reply["custom"]["result"]["recommended"] > needed
    assert f"is {needed}." in reply["text"]


def test_another_question_in_the_middle_is_answered_and_the_form_goes_on(pair):
    replies = results(pair, "side", "how many tablets do I pack for my holiday", "can I drink beer with baclofen?")
    assert [reply["custom"]["type"] for reply in replies] == ["answer", "tool"]
    assert replies[0]["custom"]["topic"] == "alcohol"
    assert "How many days" in replies[1]["text"]
    results(pair, "side", "5 days")
    assert results(pair, "side", "two a day")[0]["custom"]["result"]["needed"] == 10


def test_a_danger_in_the_middle_escalates_and_the_form_is_left(pair):
    replies = results(pair, "danger", "how many tablets do I pack for my holiday", "he is convulsing on the floor")
    assert [reply["custom"]["type"] for reply in replies] == ["escalation"]
    after = results(pair, "danger", "the ambulance is here", "can I drink beer with baclofen?")
    assert [reply["custom"]["topic"] for reply in after] == ["alcohol"]


def test_a_tool_is_left_on_request(pair):
    replies = results(pair, "left", "how many tablets do I pack for my holiday", "cancel")
    assert "left that" in replies[0]["text"]
    assert results(pair, "left", "thank you")[0]["custom"]["topic"] == "thanks"


def test_nonsense_gets_a_clear_question_back(pair):
    replies = results(pair, "nonsense", "how many tablets do I pack for my holiday", "0 days")
    assert "can't work with that many days" in replies[0]["text"]
    assert "How many days" in replies[1]["text"]


def test_a_form_whose_server_is_down_still_says_something(start_pair):
    with start_pair() as pair:
        pair.actions.stop()
        replies = pair.say("how many tablets do I pack for my holiday", "down")
        assert replies[0]["custom"]["type"] == "unavailable"


def test_what_is_known_of_another_medicine_is_said_and_a_follow_up_names_the_next(pair):
    first = results(pair, "mix", "can I take baclofen with ibuprofen")[0]
    assert (first["custom"]["type"], first["custom"]["topic"]) == ("tool", "interactions")
    assert first["custom"]["result"]["medicines"][0]["class"] == "nsaids"
    then = results(pair, "mix", "and tramadol?")[0]
    assert then["custom"]["result"]["medicines"][0]["class"] == "opioids"


def test_a_medicine_that_is_not_listed_is_never_called_safe(pair):
    reply = results(pair, "unlisted", "can I take amoxicillin together with baclofen")[0]
    assert "no reviewed information" in reply["text"]
