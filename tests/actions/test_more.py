"""What there is beside the last answer: "MORE", "HELP SIGNS", and the country by itself."""

from __future__ import annotations

import pytest

from actions.more import ActionHelpSigns, ActionRegion, ActionTellMore
from knowledge.tools import command_of
from knowledge.topic_ids import question_ids
from tests.actions.test_answering import run
from tests.builders import tracker

ASKED = "alcohol/allowed"


def after(question, text="more", **slots):
    return tracker("tell_more", text, slots={"last_question": question, **slots})


async def test_more_tells_what_there_is_more_once(store, content):
    said, remembered = await run(ActionTellMore(store), after(ASKED))
    assert (
        said[0]["custom"]["parts"]["answer"]
        == said[0]["text"].split("\n\n")[0]
        == content.questions[ASKED].more.strip()
    )
    assert (said[0]["custom"]["type"], said[0]["custom"]["question"]) == ("answer", ASKED)
    assert remembered["told_more"] is True


async def test_then_the_related_questions_are_offered(store, content):
    said, _ = await run(ActionTellMore(store), after(ASKED, told_more=True))
    asks = [content.questions[name].ask for name in content.questions[ASKED].related]
    assert said[0]["buttons"] == [{"title": ask, "payload": ask} for ask in asks]
    assert said[0]["text"].startswith("That is all that I have on this. You could ask me next:")
    assert said[0]["custom"]["type"] == "conversation"


async def test_where_nothing_more_is_held_the_related_ones_are_offered_at_once(store, content):
    bare = next(name for name, one in content.questions.items() if not one.more and one.related)
    said, remembered = await run(ActionTellMore(store), after(bare))
    assert said[0]["buttons"] and "told_more" not in remembered


async def test_more_is_the_person_s_own(store, content):
    name, variant = next((name, v) for name, q in content.questions.items() for v in q.variants
                         if v.more and v.more != q.more and v.when.dict() == {"route": "pump", "audience": None, "region": None})  # fmt: skip
    made = after(name)
    said, _ = await run(ActionTellMore(store), made)
    pumped = after(name, text="more, with my pump")
    own, _ = await run(ActionTellMore(store), pumped)
    assert own[0]["text"] != said[0]["text"] and own[0]["text"].startswith(variant.more.split("{")[0][:30])


@pytest.mark.parametrize("question", [None, "alcohol/no_such"])
async def test_before_any_answer_there_is_no_more(store, question):
    said, _ = await run(ActionTellMore(store), after(question))
    assert "first, then I can tell you more" in said[0]["text"]


async def test_help_signs_are_those_of_the_last_answer(store):
    made = tracker("help_signs", "help signs, I'm in Ireland", slots={"last_question": "withdrawal/overview"})
    said, _ = await run(ActionHelpSigns(store), made)
    assert "Call 112 or 999 now for:\n- " in said[0]["text"]
    assert said[0]["custom"]["parts"]["help"] and said[0]["custom"]["question"] == "withdrawal/overview"


async def test_a_pump_user_s_help_signs_are_the_pump_s(store):
    made = tracker("help_signs", "help signs with my pump, in the UK", slots={"last_question": "withdrawal/overview"})
    said, _ = await run(ActionHelpSigns(store), made)
    assert "pump clinic" in said[0]["text"] and "your GP," not in said[0]["text"]


async def test_where_there_are_no_signs_the_emergency_number_is_given(store, content):
    none = next(name for name in question_ids() if not content.questions[name].help)
    for question in (none, None):
        said, _ = await run(
            ActionHelpSigns(store),
            tracker("help_signs", "help signs, I'm in the UK", slots={"last_question": question}),
        )
        assert "In an emergency call 999." in said[0]["text"]


async def test_a_country_by_itself_is_noted_with_its_one_number():
    said, _ = await run(ActionRegion(), tracker("tell_region", "I'm in Australia"))
    assert "In an emergency call 000." in said[0]["text"] and "911" not in said[0]["text"]
    assert said[0]["custom"]["type"] == "conversation"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("MORE", "tell_more"), ("tell me more", "tell_more"), ("help signs", "help_signs"), ("HELP SIGNS", "help_signs"),
        ("can I have more than one beer", None), ("help", None),
    ],
)  # fmt: skip
def test_the_words_that_the_hint_names_are_commands(text, intent):
    assert command_of(text) == intent
