"""What is said of danger: the steps, whom to call, the question that settles a doubt, and the notice for the staff."""

from __future__ import annotations

import re
from itertools import permutations
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from channels import NUMBER_CHANNELS, PHONE_CHANNELS
from components import red_flag_reply
from components.conversation_state import STAGE
from components.dialogue_acts import BETTER, OVER
from components.response_generator import ResponseGenerator
from escalations.safekeeping import Safekeeping
from escalations.spool import Spool
from knowledge.contacts import load_contacts
from knowledge.phrasebook import phrasebook
from knowledge.red_flags import red_flags, version_of
from knowledge.schema import REGIONS
from knowledge.settings import ROOT
from knowledge.topic_ids import red_flag_levels
from replies.reply import region_options

SLOTS = Domain.load(str(ROOT / "domain.yml")).slots
FLAGS = list(red_flag_levels())
ROLES = {"emergency", "poison", "crisis", "same_day", "clinic"}


@pytest.fixture(autouse=True)
def spool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Spool:
    """Where this test's notices are kept."""
    made = Spool(tmp_path / "spool")
    monkeypatch.setattr(red_flag_reply, "safekeeping", lambda: Safekeeping(made))
    return made


def found(*flags: str, kind: str = "danger", level: str = "", lead: str = "") -> dict:
    """What the screen leaves for these flags."""
    own = level or red_flag_levels()[flags[0]]
    return {"kind": kind, "level": own, "flags": list(flags), "trigger": "test", "score": 0.9, "lead": lead or None}


async def said(finding: dict, region=None, channel: str = "rest", text: str = "help") -> dict:
    """The message for what was found."""
    about = {"region": region} if region else {}
    event = UserUttered(
        text, {"name": "red_flag"}, parse_data={"red_flags": finding}, input_channel=channel, metadata=about
    )
    tracker = DialogueStateTracker.from_events("someone", [event], slots=SLOTS)
    return await ResponseGenerator().generate("utter_red_flag", tracker, channel)


@pytest.mark.parametrize("region", [*REGIONS, None])
@pytest.mark.parametrize("flag", FLAGS)
async def test_every_danger_has_its_steps_the_call_first_and_what_to_tell_and_not_to_do(flag, region):
    message = await said(found(flag), region)
    payload, parts = message["custom"], message["custom"]["parts"]
    assert (payload["schema"], payload["type"], payload["level"]) == (2, "escalation", red_flag_levels()[flag])
    assert payload["flags"] == [flag] and "topic" not in payload
    assert 2 <= len(parts["do"]) <= 5 and parts["tell"] and parts["dont"] and parts["more"]
    first = red_flags()[flag].call[0]
    assert phrasebook().words(region)[first] in parts["do"][0]
    lines = message["text"].splitlines()
    assert lines[0] == f"1. {parts['do'][0]}"
    for part in (*parts["do"], parts["tell"], parts["dont"], "I can't send help."):
        assert part in message["text"]
    assert "{" not in message["text"] + parts["more"]


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("flag", FLAGS)
async def test_its_numbers_have_roles_one_number_each_and_the_first_is_the_one_to_call(flag, region):
    payload = (await said(found(flag), region))["custom"]
    actions = payload["actions"]
    assert actions and all(set(one) == {"label", "number", "tel", "role"} for one in actions)
    assert {one["role"] for one in actions} <= ROLES
    assert len({one["tel"] for one in actions}) == len(actions)
    first_step = payload["parts"]["do"][0]
    if red_flag_levels()[flag] == "emergency" and re.search(r"\d", first_step):
        assert actions[0]["number"] in first_step


async def test_beside_another_emergency_thoughts_of_suicide_call_the_emergency_number_first():
    told = (await said(found("self_harm", "overdose", lead="self_harm"), "UK"))["custom"]
    roles = [one["role"] for one in told["actions"]]
    assert roles[0] == "emergency" and "crisis" in roles
    assert told["parts"]["do"][0].startswith("Call 999") and told["flags"][0] == "overdose"


async def test_who_has_a_pump_presses_no_number_of_those_who_know_nothing_of_pumps():
    about = {"region": "UK"}
    for text, has_111 in [("I ran out", True), ("I have a baclofen pump and I ran out of the tablets", False)]:
        event = UserUttered(text, {"name": "red_flag"}, parse_data={"red_flags": found("stopped_suddenly")}, input_channel="rest", metadata=about)  # fmt: skip
        tracker = DialogueStateTracker.from_events("someone", [event], slots=SLOTS)
        message = await ResponseGenerator().generate("utter_red_flag", tracker, "rest")
        assert any(one["tel"] == "111" for one in message["custom"]["actions"]) is has_111, text


async def test_an_overdose_names_the_emergency_number_and_then_the_poisons_line():
    actions = (await said(found("overdose"), "US"))["custom"]["actions"]
    assert [one["role"] for one in actions][:2] == ["emergency", "poison"]
    assert actions[0]["tel"] == "911"


@pytest.mark.parametrize("flag", FLAGS)
async def test_it_says_which_words_were_said_and_who_checked_them(flag):
    payload = (await said(found(flag), "UK"))["custom"]
    assert payload["version"] == version_of(flag) and len(payload["version"]) == 64
    assert payload["review"] == {"status": "sourced", "by": None, "on": None, "due": payload["review"]["due"]}
    assert payload["review"]["due"] > "2026"


async def test_while_the_country_is_unknown_the_words_hold_every_number_and_the_countries_are_to_press():
    message = await said(found("seizure"))
    for number in ("911", "999", "112", "000"):
        assert number in message["text"].splitlines()[0]
    places = list(load_contacts().likely.values())
    assert [one["title"] for one in message["buttons"]][: len(places)] == places
    assert message["custom"]["options"] == message["buttons"]
    assert message["custom"]["actions"] == []
    assert message["text"].endswith("Where are you? Then I can give you one number.")


@pytest.mark.parametrize("region", REGIONS)
async def test_a_country_that_is_pressed_is_understood_as_where_the_person_is(region):
    place = load_contacts().places[region]
    offered = [*(await said(found("seizure")))["buttons"], *region_options(further=True)]
    pressed = next(one for one in offered if one["title"] == place)
    again = await said(found("seizure"), text=pressed["payload"])
    assert load_contacts().words(region)["emergency"] in again["text"].splitlines()[0]
    assert again["custom"]["actions"]
    assert not {one["title"] for one in again["buttons"]} & set(load_contacts().likely.values())


async def test_two_dangers_are_told_together_in_five_steps_at_most_the_likeliest_first():
    message = await said(found("seizure", "severe_withdrawal", lead="severe_withdrawal"), "UK")
    flags, steps = red_flags(), message["custom"]["parts"]["do"]
    assert message["custom"]["flags"] == ["severe_withdrawal", "seizure"]
    fill = phrasebook().fill
    assert steps[:3] == [fill(step, "UK") for step in flags["severe_withdrawal"].do[:3]]
    assert fill(flags["seizure"].do[1], "UK") in steps and len(steps) <= 5
    assert message["custom"]["version"] == version_of("severe_withdrawal")


async def test_of_many_dangers_two_are_said_and_all_are_named():
    message = await said(found("breathing", "seizure", "heart", "confusion"), "UK")
    assert message["custom"]["flags"] == ["breathing", "seizure", "heart", "confusion"]
    assert phrasebook().fill(red_flags()["confusion"].do[0], "UK") not in message["text"]


@pytest.mark.parametrize("flag", [flag for flag, level in red_flag_levels().items() if level == "urgent"])
async def test_an_urgent_danger_that_was_stepped_up_begins_with_the_emergency_number(flag):
    message = await said(found(flag, level="emergency"), "UK")
    assert message["text"].startswith("1. Call 999 now.")
    assert message["custom"]["level"] == "emergency"
    assert message["custom"]["actions"][0]["role"] == "emergency"
    assert len(message["custom"]["parts"]["do"]) <= 5


@pytest.mark.parametrize("flags", [["dose_above_max"], ["overdose", "dose_above_max"]])
async def test_a_dose_that_was_stepped_up_tells_nothing_of_a_new_dose_above_the_label(flags):
    message = await said(
        found(*flags, level="emergency", lead="dose_above_max" if len(flags) == 1 else "overdose"), "UK"
    )
    assert message["custom"]["level"] == "emergency" and "Call 999 now" in message["custom"]["parts"]["do"][0]
    assert "New dose above your label" not in message["text"]


async def test_one_who_has_a_pump_is_sent_to_the_pump_clinic():
    message = await said(found("stopped_suddenly"), "UK", text="I have a pump and it has run dry")
    assert message["custom"]["parts"]["do"][0] == f"Call {load_contacts().words('UK')['pump_line']} now."


async def test_the_notice_is_kept_before_the_words_are_said(spool):
    message = await said(found("seizure"), "UK", text="he is having a fit")
    ((_, notice),) = spool.waiting()
    assert message["custom"]["escalation_id"] == notice.escalation_id
    assert (notice.kind, notice.level, notice.flags, notice.region) == ("danger", "emergency", ["seizure"], "UK")
    assert [(turn.who, turn.text) for turn in notice.turns] == [("person", "he is having a fit")]


async def test_a_spool_that_can_t_be_written_changes_no_word(spool, tmp_path, monkeypatch, caplog):
    kept = await said(found("seizure"), "UK")
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    blocked = Safekeeping(Spool(tmp_path / "file" / "spool"))
    monkeypatch.setattr(red_flag_reply, "safekeeping", lambda: blocked)
    unkept = await said(found("seizure"), "UK")
    assert unkept["text"] == kept["text"] and "escalation_id" not in unkept["custom"]
    assert "AN ESCALATION COULD NOT BE KEPT" in caplog.text
    over = await said(
        {"kind": "over", "level": "emergency", "flags": ["seizure"], "trigger": "test", "act": BETTER, STAGE: OVER},
        "UK",
    )
    assert "noted" not in over["text"] and "999" in over["text"]
    (tmp_path / "file").unlink()  # what was held in memory is kept after all
    assert blocked.held == 2 and blocked.try_again()
    assert [notice.kind for _, notice in Spool(tmp_path / "file" / "spool").waiting()] == ["danger", "over"]


@pytest.mark.parametrize("flag", FLAGS)
async def test_a_check_is_one_question_with_whom_to_call_and_a_yes_and_a_no_to_press(flag, spool):
    message = await said(found(flag, kind="check"), "UK")
    payload = message["custom"]
    assert (payload["schema"], payload["type"], payload["flags"]) == (2, "check", [flag])
    assert [(one["title"], one["payload"]) for one in message["buttons"]] == [("Yes", "Yes"), ("No", "No")]
    assert payload["options"] == message["buttons"]
    assert "?" in payload["parts"]["question"] and message["text"] == payload["parts"]["question"]
    words = load_contacts().words("UK")
    assert any(words[kind] in message["text"] for kind in ("emergency", "poison", "crisis", "same_day", "pump_line"))
    assert payload["actions"] and payload["version"] == version_of(flag)
    assert list(spool.waiting()) == []  # a doubt is no notice


async def test_that_a_check_was_settled_is_told_to_nobody(spool):
    message = await said({"kind": "settled", "level": "none", "flags": []}, "UK")
    assert list(spool.waiting()) == []
    assert message["custom"] == {"schema": 2, "type": "conversation", "topic": "feedback", "level": "none"}
    assert "call 999" in message["text"]


@pytest.mark.parametrize("channel", sorted(PHONE_CHANNELS))
async def test_on_a_channel_of_text_the_same_is_said_without_a_payload(channel):
    by_payload, by_text = await said(found("overdose"), "UK"), await said(found("overdose"), "UK", channel)
    assert "custom" not in by_text and "buttons" not in by_text
    words, _, offer = by_text["text"].partition("May the clinic call you?")
    assert words.split() == by_payload["text"].split()
    assert bool(offer) is (channel not in NUMBER_CHANNELS)  # who writes by phone has left a number


async def test_what_people_answer_to_a_card_is_there_to_press_and_a_number_may_be_left():
    message = await said(found("overdose"), "UK")
    assert [one["title"] for one in message["buttons"]] == ["I called", "Help is coming", "It is over", "False alarm"]
    assert message["custom"]["options"] == message["buttons"] and message["custom"]["stage"] == "told"
    assert message["custom"]["callback"] == {"ask": phrasebook().say("callback_offer")}


URGENT = [flag for flag, level in red_flag_levels().items() if level == "urgent"]


@pytest.mark.parametrize("emergency", [flag for flag, level in red_flag_levels().items() if level == "emergency"])
async def test_nobody_is_sent_to_same_day_advice_on_an_emergency_card(emergency):
    same_day = phrasebook().words("UK")["same_day"]
    for urgent in URGENT:
        card = (await said(found(emergency, urgent, level="emergency"), "UK"))["custom"]
        assert not any(same_day in step for step in card["parts"]["do"]), urgent
        assert not any(one["role"] == "same_day" for one in card["actions"]), urgent


@pytest.mark.parametrize("flag", FLAGS)
async def test_one_who_can_t_speak_is_told_another_way_behind_more(flag):
    for region, way in (("UK", "18000"), ("US", "A text to 911"), ("DE", "relay service"), (None, "relay service")):
        assert way in (await said(found(flag), region))["custom"]["parts"]["more"]


async def test_every_emergency_card_of_one_danger_or_two_calls_first_without_an_if_and_calls_nobody_less_behind_it():
    for two in [*permutations(FLAGS, 2), *((one,) for one in FLAGS)]:
        if set(two) in ({"overdose"}, {"self_harm"}, {"self_harm", "mood_crisis"}):
            continue  # what happened decides there which line comes first
        parts = (await said(found(*two, level="emergency"), "AU"))["custom"]["parts"]
        assert parts["do"][0].startswith("Call 000 now."), two
        behind = " ".join(parts["do"][1:])
        assert "000" not in behind and "emergency number" not in behind and "healthdirect" not in behind, two


async def test_a_step_up_leaves_no_call_to_weigh_below_the_card():
    for flag in URGENT:
        parts = (await said(found(flag, level="emergency"), "AU"))["custom"]["parts"]
        assert "call 000" not in parts["more"].lower() and "pump clinic" not in parts["more"], flag


async def test_beside_thoughts_of_suicide_low_mood_is_no_second_danger_and_the_first_number_is_that_of_the_first_step():
    told = (await said(found("self_harm", "mood_crisis"), "UK"))["custom"]
    grave, not_so = told["parts"]["do"][0].split(" If not: ")
    assert grave == "Call 999 now: hurt, taken pills, a plan, others in danger." and not_so.startswith("Samaritans")
    assert [one["role"] for one in told["actions"]][:2] == ["crisis", "emergency"]


async def test_a_check_asks_the_question_by_which_its_answer_is_understood():
    for two in (("unresponsive", "self_harm"), ("newborn", "unresponsive")):
        for lead in two:
            asked = await said(found(*two, kind="check", lead=lead), "UK")
            assert asked["text"] == phrasebook().fill(red_flags()[lead].check, "UK")
            assert asked["custom"]["flags"][0] == lead
