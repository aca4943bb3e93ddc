"""What is said to an answer to a card: one human line, for every act, level, stage and flag; and what the staff learn of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from channels import PHONE_CHANNELS
from components import red_flag_reply
from components.after_reply import line
from components.dialogue_acts import (
    ACTS,
    ARRIVED,
    CALLED,
    CANNOT,
    DENIES,
    DOUBTED,
    LEFT_NUMBER,
    ON_THE_WAY,
    OTHER,
    OVER,
    STAGES,
    TOLD,
    UNSURE,
    WORSE,
    act_of,
    stage_after,
)
from components.red_flag_screen import RedFlagScreen
from components.response_generator import ResponseGenerator
from escalations.safekeeping import Safekeeping
from escalations.spool import Spool
from knowledge.after_card import AT_CHECK, after_card, offered
from knowledge.contacts import load_contacts
from knowledge.content_check import grade
from knowledge.people import Person
from knowledge.phrasebook import phrasebook
from knowledge.red_flags import red_flags
from knowledge.schema import REGIONS
from knowledge.settings import ROOT
from knowledge.topic_ids import red_flag_levels
from replies.rendering import MOST_SEGMENTS
from replies.sms import fits_segments, in_sms_alphabet

SLOTS = Domain.load(str(ROOT / "domain.yml")).slots
FLAGS = list(red_flag_levels())
SETTINGS = RedFlagScreen.get_default_config()
SAID = [act for act in ACTS if act != OTHER]
MOST_GRADE = 6.0


@pytest.fixture(autouse=True)
def spool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Spool:
    """Where this test's notices are kept."""
    made = Spool(tmp_path / "spool")
    monkeypatch.setattr(red_flag_reply, "safekeeping", lambda: Safekeeping(made))
    return made


def found(flag: str, act: str, stage: str = TOLD) -> dict:
    """What the screen leaves for such an answer to such a card."""
    after = stage_after(act, stage, [flag])
    kind = "over" if after == OVER else "after"
    return {
        "kind": kind,
        "level": red_flag_levels()[flag],
        "flags": [flag],
        "trigger": "test",
        "score": 1.0,
        "lead": flag,
        "act": act,
        "stage": after,
    }


async def said(finding: dict, region="UK", channel: str = "rest", text: str = "so it is") -> dict:
    """The message for it, behind its card."""
    about = {"metadata": {"region": region} if region else {}, "input_channel": channel}
    card = {"kind": "danger", "level": finding["level"], "flags": finding["flags"]}
    events = [
        UserUttered("help", {"name": "red_flag"}, parse_data={"red_flags": card}, **about),
        UserUttered(text, {"name": "red_flag"}, parse_data={"red_flags": finding}, **about),
    ]
    tracker = DialogueStateTracker.from_events("someone", events, slots=SLOTS)
    return await ResponseGenerator().generate("utter_red_flag", tracker, channel)


@pytest.mark.parametrize("flag", FLAGS)
@pytest.mark.parametrize("act", SAID)
async def test_every_answer_to_every_card_gets_one_line(act, flag):
    for region in ("UK", None):
        message = await said(found(flag, act), region)
        payload = message["custom"]
        assert (payload["type"], payload["topic"], payload["level"]) == ("conversation", "feedback", "none")
        assert payload["stage"] == stage_after(act, TOLD, [flag]) and payload["flags"] == [flag]
        assert "{" not in message["text"] and "\n" not in message["text"]
        assert 4 <= len(message["text"].split()) <= 75


@pytest.mark.parametrize("act", SAID)
def test_the_lines_are_easy_to_read(act):
    """Of each line by itself, with the UK's words, as they are said behind a call and with what else stands in them."""
    fill = {"call": "999", "until": "Lay them on one side.", "check": "Is it so now? If so, call 999 now."}
    lines = [after_card().lines[act], *([after_card().stays[act]] if act in DENIES else [])]
    for one in lines:
        for text in filter(None, (one.emergency, one.urgent, one.later)):
            assert grade(phrasebook().fill(text, "UK", **fill)) <= MOST_GRADE, text


@pytest.mark.parametrize("channel", sorted(PHONE_CHANNELS))
async def test_on_a_phone_it_is_said_without_a_payload(channel):
    message = await said(found("seizure", CALLED), channel=channel)
    assert "custom" not in message and message["text"] == line(found("seizure", CALLED), Person(region="UK"))


@pytest.mark.parametrize("act", SAID)
def test_it_is_one_sms_of_three_segments_at_most(act):
    for flag in FLAGS:
        for region in (*REGIONS, None):
            text = line(found(flag, act), Person(region=region))
            assert fits_segments(in_sms_alphabet(text), MOST_SEGMENTS), (flag, region, text)


@pytest.mark.parametrize("region", [*REGIONS, None])
async def test_who_can_reach_nobody_gets_the_number_what_keeps_the_person_safe_and_another_way(region):
    message = await said(found("unresponsive", CANNOT), region)
    words = load_contacts().words(region)
    assert words["emergency"] in message["text"] and words["in_writing"] in message["text"]
    assert "Not breathing normally? Start CPR" in message["text"] and "neighbour" in message["text"]
    assert bool(message["custom"]["actions"]) is (region is not None)


@pytest.mark.parametrize("flag", FLAGS)
async def test_what_keeps_the_person_safe_until_help_comes_is_a_step_of_the_card(flag):
    own = red_flags()[flag]
    step = phrasebook().fill((own.once_called or [own.do[after_card().until[flag] - 1]])[0], "UK")
    for act in (CALLED, ON_THE_WAY) if red_flag_levels()[flag] == "emergency" else ():
        assert step in (await said(found(flag, act)))["text"]


@pytest.mark.parametrize("flag", FLAGS)
async def test_who_says_that_it_was_none_is_told_what_would_make_it_one(flag):
    message = await said(found(flag, "false_alarm"))
    assert phrasebook().fill(red_flags()[flag].check, "UK") in message["text"]
    believed = flag in after_card().believed
    assert message["custom"]["stage"] == (OVER if believed else DOUBTED)
    assert ("keep the number here" in message["text"]) is not believed


@pytest.mark.parametrize("flag", ["self_harm", "overdose", "unresponsive", "breathing", "stroke_signs", "heart", "allergic_reaction"])  # fmt: skip
def test_of_these_nobody_is_believed_at_once(flag):
    assert flag not in after_card().believed


async def test_a_number_that_was_left_is_thanked_for_and_promises_nothing_and_is_kept_by_the_channel(spool):
    message = await said({**found("seizure", "thanks"), "act": LEFT_NUMBER})
    assert "can see your number" in message["text"] and "can't say whether they will call" in message["text"]
    assert list(spool.waiting()) == []


async def test_once_help_was_called_thanks_are_only_thanks():
    assert "If you have not called 999" in (await said(found("seizure", "thanks")))["text"]
    assert "If you have not called" not in (await said(found("seizure", "thanks", CALLED)))["text"]


@pytest.mark.parametrize("act", SAID)
async def test_the_staff_learn_each_answer_and_the_danger_that_it_belongs_to(spool, act):
    await said(found("seizure", act))
    (notice,) = [one for _, one in spool.waiting()]
    assert (notice.kind, notice.act) == ("over" if act in (ARRIVED, *DENIES) else "after", act)
    assert [turn.text for turn in notice.turns] == ["help", "so it is"]


def test_what_a_button_says_is_what_it_does_whatever_it_is_read_as():
    titles = [one["title"] for one in offered(TOLD)]
    assert titles == ["I called", "Help is coming", "It is over", "False alarm"]
    shown = [*offered(TOLD), *offered(AT_CHECK)]
    for one, act in zip(shown, (CALLED, ON_THE_WAY, ARRIVED, "false_alarm", "yes", "no"), strict=True):
        assert act_of(one["payload"], {WORSE: 1.0}, SETTINGS) == (act, 1.0)
        assert act_of(one["payload"].upper() + "!", {}, SETTINGS) == (act, 1.0)
    assert [one["title"] for one in offered(CALLED)] == ["Help is coming", "It is over"]
    assert offered(OVER) == [] == offered(DOUBTED)


@pytest.mark.parametrize(("act", "threshold"), [(CANNOT, "act"), (OTHER, "act"), (CALLED, "help"), (ON_THE_WAY, "help"), (ARRIVED, "over"), ("better", "over"), ("false_alarm", "over")])  # fmt: skip
def test_what_ends_something_has_to_be_surer_and_below_its_threshold_an_act_is_unsure(act, threshold):
    least = SETTINGS[f"{threshold}_threshold"]
    assert act_of("hm", {act: least}, SETTINGS) == (act, least)
    assert act_of("hm", {act: least - 0.01}, SETTINGS).name == UNSURE
    assert act_of("hm", {}, SETTINGS).name == UNSURE
    assert SETTINGS["act_threshold"] < SETTINGS["help_threshold"] < SETTINGS["over_threshold"]


@pytest.mark.parametrize(
    ("act", "stage", "after"),
    [
        (CALLED, TOLD, CALLED),
        (CALLED, ON_THE_WAY, ON_THE_WAY),
        (CALLED, DOUBTED, CALLED),
        (ON_THE_WAY, CALLED, ON_THE_WAY),
        (ARRIVED, TOLD, OVER),
        (CANNOT, ON_THE_WAY, TOLD),
        (WORSE, CALLED, CALLED),
        ("thanks", TOLD, TOLD),
    ],
)
def test_where_a_danger_stands_after_each_act(act, stage, after):
    assert stage_after(act, stage, ["overdose"]) == after and after in STAGES


def test_every_flag_has_its_step_and_every_act_its_line():
    content = after_card()
    assert set(content.until) == set(FLAGS) and set(content.lines) == {*SAID, LEFT_NUMBER}
    assert all(1 <= step <= len(red_flags()[flag].do) for flag, step in content.until.items())
    assert set(content.believed) <= set(FLAGS)
    assert {one.act for one in content.buttons} <= set(SAID)
