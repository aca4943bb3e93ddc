"""When a tool opens: where it is asked for, also later; a sum for nobody who did not ask."""

from __future__ import annotations

import pytest
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from actions.daily_total import with_total
from components.follow_up import QUESTIONS
from components.tool_opener import ToolOpener
from knowledge.people import NOBODY_IN_PARTICULAR
from replies.reply import Reply

TRIP, MISSED = "use_travel_supply", "use_missed_dose"


def opened(*turns, questions=()):
    """The intent that the last of some (text, intent) is given; None where it keeps its own.

    Args:
        questions: full ids that the last message asks.
    """
    events = []
    for text, intent in turns[:-1]:
        events += [
            ActionExecuted("action_listen"),
            UserUttered(text, {"name": intent}, parse_data={"intent": {"name": intent}}),
        ]
    tracker = DialogueStateTracker.from_events("someone", events)
    text, intent = turns[-1]
    message = Message({TEXT: text, INTENT: {INTENT_NAME_KEY: intent}, QUESTIONS: list(questions)})
    ToolOpener().process([message], tracker)
    name = message.get(INTENT)[INTENT_NAME_KEY]
    return name if name != intent else None


@pytest.mark.parametrize(
    ("turns", "tool"),
    [
        ([("I'm off for 10 days, 3 a day, how many do I pack?", "ask_travel_supply")], TRIP),
        ([("im going on hoilday for a mont, 30mg a day", "ask_travel_supply"), ("10 mg tablets", "ask_forms_strengths"),
          ("so how many is that", "ask_dose")], TRIP),
        ([("im going on hoilday for a mont, 30mg a day", "ask_travel_supply")], TRIP),
        ([("we fly to Rome on monday for 8 days", "ask_travel_supply"), ("how many do we need then?", "nlu_fallback")], TRIP),
        ([("away for 2 weeks soon", "ask_travel_supply"), ("can I drink on it", "ask_alcohol"), ("and how many tablets should I take with me", "ask_how_to_take")], TRIP),
        ([("how many tablets for a week in Wales", "ask_travel_supply")], TRIP),
        ([("10 days away, 3 a day, how many", TRIP), ("no, four a day", "ask_dose")], TRIP),
        ([("going abroad for a month, what do I need at customs", "ask_travel_supply")], None),
        ([("I had a glass of wine, last tablet at 5, it's 8 now and the next one is due at 10. what now?", "ask_missed_dose")], None),
        ([("the noon dose didn't happen, next is at 4", "ask_missed_dose")], MISSED),
        ([("slept through my 6am, the next one is due at 2", "ask_missed_dose")], MISSED),
        ([("we are away for 2 weeks, can it go in hand luggage", "ask_travel_supply")], None),
        ([("does heat harm it on a 10 day trip", "ask_travel_supply")], None),
        ([("I take 10 mg three times a day", "ask_dose")], None),
        ([("I take 10 mg three times a day", "ask_dose"), ("how many times a day is usual", "ask_dose")], None),
        ([("what is baclofen", "ask_what_is"), ("so how many is that", "nlu_fallback")], None),
        ([("been on it for 3 months", "ask_treatment_length"), ("how many is that", "nlu_fallback")], None),
        ([("we go away for 9 days", "ask_travel_supply"), ("how many mg can I take", "ask_dose")], None),
        ([("i forgot my tablet, now is 2 am. do i take now", "ask_missed_dose"), ("its the 10 mg one, next is at 8 morning", "ask_forms_strengths")], MISSED),
        ([("I missed my dose", "ask_missed_dose"), ("it's 7 pm now", "out_of_scope")], MISSED),
        ([("I missed my dose", "ask_missed_dose"), ("half past seven", "nlu_fallback")], MISSED),
        ([("I missed my dose", "ask_missed_dose"), ("next one is 10pm", "ask_how_to_take")], MISSED),
        ([("3 hours late, next at 10pm", "ask_missed_dose")], MISSED),
        ([("I missed my dose", "ask_missed_dose"), ("can I drink beer in 3 hours", "ask_alcohol")], None),
        ([("can I drink", "ask_alcohol"), ("next one is 10pm", "nlu_fallback")], None),
        ([("I forgot my tablet", "ask_missed_dose")], None),
    ],
)  # fmt: skip
def test_a_tool_opens_where_it_is_asked_for(turns, tool):
    assert opened(*turns) == tool


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("10 mg three times a day, how much is that", 30),
        ("what does 20 mg four times a day come to", 80),
        ("15 twice a day, what's that in total", 30),
        ("5 mg three times a day, how many mg a day is that?", 15),
        ("add up 10 at breakfast, 10 at lunch and 20 at bedtime please", 40),
        ("I'm on 10 mg three times a day, is that a lot", None),
        ("can I take 20 mg four times a day with food", None),
        ("10mg tds makes me sleepy", None),
        ("does 15 mg twice a day come in a liquid", None),
        ("I take 10 mg three times a day, will it work out for me", None),
        ("how long does 20 mg twice a day take to work", None),
        ("25 mg four times a day, is the total lack of energy normal", None),
        ("10 mg 3 times a day. All in all I feel better. Can I drive", None),
        ("is 10 mg three times a day a total waste if I still have spasms", None),
        ("20 mg x 3 a day and it adds to my tiredness", None),
    ],
)
def test_a_sum_is_worked_out_only_for_one_who_asks(text, total):
    answer = Reply({"type": "answer", "parts": {"answer": "x"}}, ("x",))
    made = with_total(text, answer, NOBODY_IN_PARTICULAR)
    assert made.payload.get("result", {}).get("mg_per_day") == total


@pytest.mark.parametrize(
    ("question", "tool"),
    [
        ("missed_dose/overview", MISSED),
        ("missed_dose/child", MISSED),
        ("missed_dose/one_effect", None),
        ("missed_dose/shift_rest", None),
    ],
)
def test_the_question_decides_whether_a_late_dose_is_worked_out(question, tool):
    text = "Tuesday's teatime one was four hours late, the next was due at 10."
    assert opened((text, "ask_missed_dose"), questions=[question]) == tool
