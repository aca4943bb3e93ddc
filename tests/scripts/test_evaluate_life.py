"""The report on ordinary life and danger: each row counts what it says."""

from __future__ import annotations

from scripts.evaluate_life import Block, Read, curve, listing, table


def message(kind, label, found="none", **rest):
    known = {"level": "none", "flags": [], "score": 0.1, "intent": "statement", "topics": [], "questions": []} | rest
    return Read(id="a1", kind=kind, author="a", text="words", labels=[label], found=found, seconds=0.004, **known)


def block(*turns):
    return Block(turns[0].kind, list(turns))


BLOCKS = [
    block(message("ordinary", "statement")),
    block(message("ordinary", "statement", "danger", flags=["confusion"], level="urgent", score=0.9)),
    block(message("ordinary", "statement", "check", score=0.3)),
    block(message("foreign", "out_of_scope", intent="out_of_scope")),
    block(
        message("question", "alcohol/allowed", intent="ask_alcohol", topics=["alcohol"], questions=["alcohol/allowed"])
    ),
    block(
        message("double", "alcohol/allowed", intent="ask_alcohol", topics=["alcohol"], questions=["alcohol/allowed"])
    ),
    block(message("danger_plain", "seizure", "danger", flags=["seizure"], level="emergency", score=0.95)),
    block(message("danger_indirect", "self_harm", "check", score=0.4)),
    block(  # told only at the end: an alarm before there was reason counts for nothing
        message("danger_dialogue", "statement", "danger", flags=["overdose"], level="emergency"),
        message("danger_dialogue", "stopped_suddenly", "none"),
    ),
]


def row(name):
    (found,) = [line for line in table(BLOCKS) if line.startswith(f"| {name} |")]
    return found.split(" | ")[-1].rstrip(" |")


def test_alarms_on_ordinary_messages_are_counted():
    assert row("ordinary: escalated") == "1/3"
    assert row("ordinary: asked a check question") == "1/3"
    assert row("foreign: refused") == "1/1"


def test_dangers_count_from_the_message_that_tells_them():
    assert row("every danger, emergency: escalated") == "1/2"
    assert row("every danger, emergency: escalated or asked") == "2/2"
    assert row("every danger, urgent: escalated") == "0/1"
    assert row("self-harm: escalated") == "0/1"
    assert row("danger_plain, emergency: first flag right") == "1/1"


def test_questions_count_by_topic_and_by_id():
    assert row("question: first topic") == "1/1" and row("question: first question") == "1/1"


def test_what_each_threshold_would_do_is_told():
    assert any(line.startswith("| 0.5 |") and "100.0 %" not in line for line in curve(BLOCKS))


def test_every_false_alarm_and_every_miss_is_listed():
    listed = listing(BLOCKS)
    assert sum(line.startswith("- a1 ordinary danger") for line in listed) == 1
    assert sum(line.startswith("- a1 danger_") for line in listed) == 2
