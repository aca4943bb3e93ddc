"""The keywords of SMS, opt-outs, regions by number, and what Twilio signs."""

from __future__ import annotations

import pytest

from channels.keywords import keyword
from channels.regions import region_of_number
from replies.sms import segments
from tests.channels import signed
from tests.channels.conftest import DANGER, DANGER_REPLY, a_while, until
from tests.channels.signed import SENDER, sign_twilio, twilio

both = pytest.mark.parametrize("channel", ["sms", "whatsapp"])


async def say(line, channel, text, id, provider, answers) -> list:
    """Says something and gives what came back; `answers` says how many replies to wait for."""
    before = len(provider.accepted)
    assert await line.post(twilio(channel, text, id)) == 200
    await until(lambda: len(provider.accepted) >= before + answers)
    if not answers:
        await a_while()
    return [sent.text for sent in provider.accepted[before:]]


@both
async def test_stop_is_confirmed_once_and_then_there_is_silence_until_start(line, provider, assistant, channel):
    (confirmed,) = await say(line, channel, "Stop", "1", provider, 1)
    assert confirmed.startswith("You won't get any more messages") and "999" in confirmed and "START" in confirmed
    assert await say(line, channel, "STOP", "2", provider, 0) == []
    assert await say(line, channel, "is a beer ok", "3", provider, 0) == []
    assert await say(line, channel, "", "4", provider, 0) == []
    assert (await say(line, channel, "start", "5", provider, 1))[0].startswith("Bedside is on again.")
    assert await say(line, channel, "is a beer ok", "6", provider, 1) == ["An answer."]
    assert assistant.texts == ["is a beer ok", "is a beer ok"]


@both
async def test_help_says_who_this_is_and_whom_to_call_also_after_stop(line, provider, assistant, channel):
    for number, before in enumerate(["HELP", "STOP", "info"]):
        (said,) = await say(line, channel, before, str(number), provider, 1)
        if before != "STOP":
            assert said.startswith("In an emergency call 999.") and "Bedside" in said and "Reply STOP" in said
    assert not assistant.heard


@both
async def test_danger_is_answered_after_stop(line, provider, channel):
    await say(line, channel, "STOP", "1", provider, 1)
    assert await say(line, channel, DANGER, "2", provider, 1) == [DANGER_REPLY]
    # While the emergency is open everything is answered, and a "yes" is no START.
    assert await say(line, channel, "yes", "3", provider, 1) == ["An answer."]


@both
async def test_what_nobody_could_look_at_is_answered_after_stop(line, provider, assistant, channel):
    await say(line, channel, "STOP", "1", provider, 1)
    assistant.replies = []
    (said,) = await say(line, channel, "he took all of them", "2", provider, 1)
    assert "999" in said


async def test_an_opt_out_survives_a_restart(start, provider):
    async with start() as line:
        await say(line, "sms", "STOP", "1", provider, 1)
    async with start() as line:
        assert await say(line, "sms", "is a beer ok", "2", provider, 0) == []
        assert await say(line, "whatsapp", "is a beer ok", "3", provider, 1) == ["An answer."]


@both
@pytest.mark.parametrize("word", ["cancel", "END", "Quit"])
async def test_a_tool_can_be_left_without_opting_out(line, provider, assistant, channel, word):
    assistant.ask_for_a_figure(SENDER[channel])
    assert await say(line, channel, word, "1", provider, 1) == ["An answer."]
    assert assistant.texts == [word]


@both
async def test_what_twilio_has_answered_itself_is_noted_and_not_answered_again(line, provider, assistant, channel):
    for number, (word, kind) in enumerate([("STOP", "STOP"), ("HELP", "HELP"), ("hi", None), ("START", "START")]):
        fields = {"OptOutType": kind} if kind else {}
        await line.post(twilio(channel, word, str(number), **fields))
    await a_while()
    assert not provider.tries
    assert await say(line, channel, "is a beer ok", "9", provider, 1) == ["An answer."]


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("STOP", "STOP"), (" stop ", "STOP"), ("Stop.", "STOP"), ("stopall", "STOP"), ("Unsubscribe", "STOP"), ("cancel", "STOP"),
        ("STOP ALL", "STOP"), ("STOP please", "STOP"), ("please stop", "STOP"), ("Stop, thank you!", "STOP"), ("stop texting me", "STOP"), ("STOPP", "STOP"), ("OPT-OUT", "STOP"), ("opt out", "STOP"),
        ("STOP \U0001f64f", "STOP"), ("\U0001f6d1 stop \U0001fae8", "STOP"), ("STOP\u200b", "STOP"), ("\uff33\uff34\uff2f\uff30", "STOP"), ("\U0001d5e6\U0001d5e7\U0001d5e2\U0001d5e3", "STOP"), ("STO\u0420", "STOP"),
        ("ARRET", "STOP"), ("Arr\u00eat", "STOP"), ("arre\u0302t svp", "STOP"), ("PARAR", "STOP"), ("parar por favor", "STOP"), ("baja", "STOP"), ("aide", "HELP"),
        ("stop?", None), ("stop 2", None), ("stop please help me", None), ("stop now", None), ("end \U0001f52b", None), ("please end", None), ("help please", None), ("stop all of it today", None), ("please", None), ("\U0001f64f", None),
        ("end", "STOP"), ("QUIT", "STOP"), ("start", "START"), ("unstop", "START"), ("yes", None), ("help", "HELP"), ("Info", "HELP"),
        ("stop baclofen", None), ("can I stop", None), ("stop it", None), ("help me", None), ("how do I stop?", None), ("", None),
        ("help signs", None), ("HELP SIGNS", None), ("more", None), ("sources", None), ("start again tomorrow", None), ("the end", None), ("I can't stop shaking", None),
    ],
)  # fmt: skip
def test_only_the_bare_word_is_a_keyword(text, means):
    assert keyword(text, opted_out=False, in_a_tool=False, in_danger=False) == means


def test_yes_starts_again_only_after_stop_and_not_in_danger():
    assert keyword("Yes", opted_out=True, in_a_tool=False, in_danger=False) == "START"
    assert keyword("Yes", opted_out=True, in_a_tool=False, in_danger=True) is None
    assert keyword("stop", opted_out=False, in_a_tool=True, in_danger=False) == "STOP"


@pytest.mark.parametrize(
    ("number", "region"),
    [
        ("+447700900123", "UK"), ("+447624300000", "UK"), ("+61491570156", "AU"), ("+353871234567", "IE"), ("+4915112345678", "DE"),
        ("+33612345678", "FR"), ("+351912345678", "EU"), ("+41781234567", "EU"), ("+64211234567", "NZ"), ("+442890123456", "NI"), ("+12025550123", "US"), ("+14165550123", "CA"), ("+18765550123", None), ("+919876543210", None),
        ("12345", None), ("", None), ("anonymous", None),
    ],
)  # fmt: skip
def test_the_region_is_that_of_the_phone_s_country(number, region):
    assert region_of_number(number) == region


async def test_the_region_reaches_the_assistant(line, assistant):
    await line.post(twilio("sms", "hi", "1", phone="+61491570156"))
    await line.post(twilio("sms", "hi", "2", phone="+919876543210"))
    await until(lambda: len(assistant.heard) == 2)
    assert {one.sender_id: one.metadata for one in assistant.heard} == {
        "sms:+61491570156": {"region": "AU"}, "sms:+919876543210": {},
    }  # fmt: skip


@both
async def test_a_signature_of_another_account_or_for_another_address_is_refused(line, assistant, channel):
    form = {"MessageSid": "SM1", "From": signed.PHONE, "Body": "hi"}
    assert await line.post(sign_twilio(channel, {**form, "AccountSid": "AC1"})) == 403
    other = "whatsapp" if channel == "sms" else "sms"
    moved = sign_twilio(other, {**form, "AccountSid": signed.ACCOUNT})._replace(channel=channel)
    assert await line.post(moved) == 403
    forwarded = {**moved.headers, "Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    assert await line.post(moved._replace(headers=forwarded)) == 403
    assert not assistant.heard


@both
@pytest.mark.parametrize("words", ["HELP SIGNS", "help signs", "Help signs.", "MORE", "More", "SOURCES", "sources"])
async def test_the_words_that_ask_for_the_rest_reach_the_assistant(line, provider, assistant, channel, words):
    assert await say(line, channel, words, "1", provider, 1) == ["An answer."]
    assert assistant.texts == [words]


async def test_a_long_answer_comes_in_messages_of_three_segments_in_order(line, provider, assistant):
    paragraphs = [f"Point {number}: take it with food, and don’t stop on your own. " * 6 for number in range(5)]
    assistant.replies = [{"text": "\n\n".join(paragraphs)}]
    await line.post(twilio("sms", "tell me all", "1"))
    await until(lambda: " ".join(provider.texts()).split() == "\n".join(paragraphs).replace("’", "'").split())
    assert len(provider.texts()) == 5 and all(segments(text) <= 3 for text in provider.texts())


async def test_a_messaging_service_sends_where_one_is_set(env, monkeypatch, start, provider):
    monkeypatch.setenv("TWILIO_SMS_NUMBER", "MG00000000000000000000000000000000")
    async with start() as line:
        await line.post(twilio("sms", "hi", "1"))
        await until(lambda: provider.accepted)
    assert provider.accepted[0].body["MessagingServiceSid"].startswith("MG") and "From" not in provider.accepted[0].body
