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
    assert f"you need {needed}." in reply["text"]


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
    after = results(pair, "danger", "It is over, we have help now", "can I drink beer with baclofen?")
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
    reply = results(pair, "unlisted", "can I take blarfomycin together with baclofen")[0]
    assert "no reviewed information on blarfomycin" in reply["text"]
    assert "does not mean that it is safe" in reply["text"]


def test_a_medicine_that_is_listed_though_nothing_is_known_of_it_is_never_called_safe(pair):
    reply = results(pair, "unknown", "can I take amoxicillin together with baclofen")[0]
    assert reply["custom"]["result"]["medicines"][0]["severity"] == "unknown"
    assert reply["text"].startswith("No reviewed source here says how amoxicillin")
    assert "ask your pharmacist" in reply["text"] and "safe" not in reply["text"]


@pytest.mark.parametrize(
    ("turns", "rule"),
    [
        (["I'm 3 hours late with my dose, the next one is due in 3 hours"], "take"),
        (["my tablet is an hour late and the next dose is due in 90 minutes"], "leave_out"),
        (["my dose is late, how many hours is it until the next one", "in 3 hours"], "take"),
        (["what do I do if I miss a dose of baclofen", "in 1 hour"], "leave_out"),
        (["what is done about a missed dose of baclofen", "in 1 hour", "for me"], "leave_out"),
        (["I'm 3 hours late with my dose, the next one is due in 3 hours", "and if it is in 1 hour?"], "leave_out"),
    ],
)
def test_a_missed_dose_gets_the_rule_for_its_gap(pair, turns, rule):
    custom = results(pair, f"missed-{hash(tuple(turns))}", *turns)[-1]["custom"]
    assert (custom["type"], custom["topic"], custom["result"].get("rule")) == ("tool", "missed_dose", rule)


def test_several_missed_doses_told_to_the_tool_escalate(pair):
    replies = results(
        pair, "several-missed", "my dose is late, how many hours is it until the next one", "more than one dose"
    )
    assert [(one["custom"]["type"], one["custom"]["level"]) for one in replies] == [("escalation", "urgent")]
    assert "stopped_suddenly" in replies[0]["custom"]["flags"]


STOPS = "I want to stop taking baclofen, help me plan what to ask"


def test_before_a_stop_a_list_for_the_prescriber_is_made(pair):
    opened = results(pair, "stop", STOPS)
    assert [one["custom"]["type"] for one in opened] == ["answer", "tool"]
    reply = results(pair, "stop", "no", "two years", "10 mg three times a day")[0]
    assert reply["custom"]["result"]["taken_for"] == "2 years"
    assert reply["custom"]["result"]["mg_per_day"] == 30
    assert len(reply["custom"]["result"]["questions"]) >= 6


def test_one_who_has_stopped_is_escalated_and_any_symptom_makes_it_an_emergency(pair):
    stopped = results(pair, "stopped", STOPS, "yes, three days ago")
    assert (stopped[0]["custom"]["type"], stopped[0]["custom"]["level"]) == ("escalation", "urgent")
    worse = results(pair, "stopped", "I am shaking and burning up")
    assert (worse[0]["custom"]["level"], worse[0]["custom"]["flags"][0]) == ("emergency", "severe_withdrawal")


def test_yes_to_the_signs_after_a_stop_is_an_emergency(pair):
    replies = results(pair, "stopped-yes", STOPS, "yes", "yes")
    assert (replies[0]["custom"]["level"], replies[0]["custom"]["flags"][0]) == ("emergency", "severe_withdrawal")


def test_a_side_effect_is_asked_for_and_its_figure_told(pair):
    asked = results(pair, "effect", "could it be a side effect")
    assert [one["custom"]["type"] for one in asked] == ["answer", "tool"] and asked[1]["custom"]["result"] == {}
    told = results(pair, "effect", "headache")[0]
    assert told["custom"]["result"]["effects"][0]["id"] == "headache"
    assert "4% to 8%" in told["text"]


@pytest.mark.parametrize(
    "opens",
    [
        "how many tablets do I pack for my holiday",
        "my dose is late, how many hours is it until the next one",
        "could it be a side effect",
        STOPS,
    ],
)
@pytest.mark.parametrize(
    "danger",
    [
        "he is convulsing on the floor",
        # With figures and words that the forms read.
        "he swallowed 20 tablets 2 hours ago and won't wake up",
        "she took 3 a day for 10 days and now she is not breathing",
        "headache and 10 mg and I want to kill myself tonight",
    ],
)
def test_a_danger_leaves_any_tool_whatever_figures_are_in_it(pair, opens, danger):
    sender = f"danger-{opens}-{danger}"
    replies = results(pair, sender, opens, danger)
    assert [(one["custom"]["type"], one["custom"]["level"]) for one in replies] == [("escalation", "emergency")]
    assert results(pair, sender, "It is over, we have help now", "thank you")[0]["custom"]["topic"] == "thanks"


def test_a_tool_that_nobody_answers_any_more_is_left(pair):
    replies = results(pair, "asides", STOPS, "can I drink beer with baclofen?", "can I drive on baclofen?")
    assert "left that" in replies[-1]["text"]
    assert [one["custom"]["type"] for one in results(pair, "asides", "what is baclofen?")] == ["answer"]


def test_the_appointment_s_list_and_what_is_known(pair):
    turns = ["can I drink beer with baclofen?", "my son takes it, is it safe for children", "make me a list"]
    listed = results(pair, "list", *turns)[0]["custom"]
    assert [one["asked"] for one in listed["result"]["questions"]] == turns[:2]
    assert "about a child" in results(pair, "list", "what do you know about me?")[0]["text"]
    results(pair, "list", "forget me")
    assert "do not know anything" in results(pair, "list", "what do you know about me?")[0]["text"]


def test_a_command_in_the_middle_of_a_tool_is_obeyed_and_the_tool_goes_on(pair):
    replies = results(pair, "command", "how many tablets do I pack for my holiday", "what do you know about me?")
    assert [one["custom"]["topic"] for one in replies] == ["privacy", "travel_supply"]


def test_more_tells_the_details(pair):
    first = results(pair, "more", "how does baclofen work?")[0]["custom"]
    replies = results(pair, "more", "tell me more")
    assert replies[0]["text"].startswith(first["parts"]["more"])
    assert replies[0]["custom"]["topic"] == "how_it_works"


def test_one_tool_gives_way_to_another(pair):
    first = results(pair, "another", "my dose is late, how many hours is it until the next one")
    assert first[-1]["custom"]["topic"] == "missed_dose"
    replies = results(pair, "another", "I'm off for 10 days, 3 a day, how many do I pack?")
    assert [(one["custom"]["topic"], one["custom"]["result"].get("needed")) for one in replies] == [
        ("travel_supply", 30)
    ]
    assert results(pair, "another", "thank you")[0]["custom"]["topic"] == "thanks"


def test_another_tool_asks_for_what_it_needs(pair):
    results(pair, "another-asks", "how many tablets do I pack for my holiday")
    asked = results(pair, "another-asks", "my dose is late, how many hours is it until the next one")
    assert [(one["custom"]["type"], one["custom"]["topic"]) for one in asked] == [
        ("answer", "missed_dose"), ("tool", "missed_dose"),
    ]  # fmt: skip
    assert results(pair, "another-asks", "in 3 hours")[0]["custom"]["result"]["rule"] == "take"


@pytest.mark.parametrize("told", ["no tablets for 3 days", "taking 30 tablets at once"])
def test_figures_that_tell_of_danger_are_no_figures_for_a_tool(pair, told):
    replies = results(pair, f"figures-{told}", "how many tablets do I pack for my holiday", told)
    assert replies[0]["custom"]["type"] == "escalation"
