"""What holds on every message channel, driven by the provider's own requests against a server in the provider's place."""

from __future__ import annotations

import asyncio
import json
import logging
import time

import pytest

from channels.store import ChannelStore
from knowledge.database import engine_for
from tests.channels import signed
from tests.channels.conftest import DANGER, DANGER_REPLY, a_while, until
from tests.channels.provider import TOKEN, basic
from tests.channels.signed import ADDRESS, MAKE, SENDER, Signed

every_channel = pytest.mark.parametrize("channel", sorted(MAKE))
two_channels = pytest.mark.parametrize("channel", ["sms", "messenger"])  # for what they all share


@every_channel
async def test_a_question_is_answered(line, provider, assistant, channel):
    assert await line.post(MAKE[channel]("is a beer ok", "m-1")) == 200
    await until(lambda: provider.accepted)
    assert provider.texts(ADDRESS[channel]) == ["An answer."]
    heard = assistant.heard[0]
    assert (heard.text, heard.sender_id, heard.input_channel) == ("is a beer ok", SENDER[channel], channel)


@every_channel
async def test_danger_is_told(line, provider, channel):
    await line.post(MAKE[channel](DANGER, "m-1"))
    await until(lambda: provider.accepted)
    assert provider.texts() == [DANGER_REPLY]


@two_channels
async def test_a_turn_s_replies_come_in_order(line, provider, assistant, channel):
    assistant.replies = [{"text": f"{number} is said."} for number in ("First", "Second", "Third")]
    await line.post(MAKE[channel]("two questions", "m-1"))
    await until(lambda: len(provider.accepted) == 3)
    assert provider.texts() == ["First is said.", "Second is said.", "Third is said."]


@two_channels
async def test_a_payload_is_dropped(line, provider, assistant, channel):
    assistant.replies = [{"custom": {"type": "answer"}}, {"text": "An answer.", "custom": {"type": "answer"}}]
    await line.post(MAKE[channel]("hi", "m-1"))
    await until(lambda: provider.accepted)
    await a_while()
    assert provider.texts() == ["An answer."]


@every_channel
@pytest.mark.parametrize("spoilt", ["no signature", "wrong signature", "changed body"])
async def test_a_forged_request_is_refused(line, provider, assistant, channel, spoilt, caplog):
    good = MAKE[channel]("PLANTED-WORDS", "m-1")
    header = next(name for name in good.headers if "Signature" in name or "Secret" in name)
    headers = {name: value for name, value in good.headers.items() if name != header}
    if spoilt == "wrong signature":
        headers[header] = good.headers[header][:-2] + "xx"
    body = good.body
    if spoilt == "changed body":
        if channel == "telegram":
            pytest.skip("Telegram signs no body: its secret is all that there is")
        headers, body = good.headers, good.body.replace(b"PLANTED", b"CHANGED")
    assert await line.post(Signed(channel, body, headers)) == 403
    await a_while(0.1)
    assert not assistant.heard and not provider.tries
    assert "PLANTED" not in caplog.text and "CHANGED" not in caplog.text
    assert line.channels[channel].counts["refused"] == 1


@every_channel
async def test_a_replayed_request_is_answered_once(line, provider, assistant, channel):
    request = MAKE[channel]("is a beer ok", "m-1")
    for _ in range(3):
        assert await line.post(request) == 200
    await until(lambda: provider.accepted)
    await a_while()
    assert len(assistant.heard) == len(provider.tries) == 1
    assert line.channels[channel].counts["repeated"] == 2


@two_channels
async def test_a_replay_after_a_restart_is_known(start, provider, assistant, channel):
    request = MAKE[channel]("is a beer ok", "m-1")
    async with start() as first:
        await first.post(request)
        await until(lambda: provider.accepted)
    async with start() as second:
        assert await second.post(request) == 200
        await a_while()
    assert len(assistant.heard) == len(provider.tries) == 1


@every_channel
async def test_the_provider_s_retry_while_the_first_is_at_work_changes_nothing(line, provider, assistant, channel):
    assistant.gate = asyncio.Event()
    await line.post(MAKE[channel]("is a beer ok", "m-1"))
    await assistant.started.wait()
    assert await line.post(MAKE[channel]("is a beer ok", "m-1")) == 200
    assistant.gate.set()
    await until(lambda: provider.accepted)
    await a_while()
    assert len(assistant.heard) == len(provider.tries) == 1


@two_channels
async def test_the_provider_is_answered_before_the_work_is_done(line, assistant, channel):
    assistant.gate = asyncio.Event()
    before = time.monotonic()
    assert await line.post(MAKE[channel]("is a beer ok", "m-1")) == 200
    assert time.monotonic() - before < 1 and not assistant.heard
    assistant.gate.set()


@every_channel
async def test_a_person_s_messages_are_worked_off_in_order(line, assistant, channel):
    assistant.gate = asyncio.Event()
    for number in range(5):
        await line.post(MAKE[channel](f"question {number}", f"m-{number}"))
    assistant.gate.set()
    await until(lambda: len(assistant.heard) == 5)
    assert assistant.texts == [f"question {number}" for number in range(5)]


@pytest.mark.parametrize(
    ("channel", "mood"),
    [(channel, mood) for channel in sorted(MAKE) for mood in (500, 429)]
    + [("sms", 503), ("telegram", 404), ("messenger", 401), ("sms", "hang"), ("telegram", "cut")],
)
async def test_a_reply_that_is_not_accepted_is_sent_again(start, provider, monkeypatch, channel, mood, caplog):
    monkeypatch.setenv("BEDSIDE_CHANNELS_TIMEOUT", "0.3")
    provider.moods = [mood, mood]
    with caplog.at_level(logging.WARNING):
        async with start() as line:
            await line.post(MAKE[channel]("is a beer ok", "m-1"))
            await until(lambda: provider.accepted)
            assert provider.texts() == ["An answer."] and len(provider.tries) == 3
            await until(lambda: line.channels[channel].counts["sent"] == 1)
            assert line.channels[channel].counts["failed"] == 2
    told = caplog.text
    assert "was not accepted" in told and "An answer" not in told and TOKEN not in told and "planted-token" not in told
    assert signed.PHONE not in told and signed.PERSON not in told.replace(str(signed.number("m-1")), "")


@every_channel
async def test_the_wait_that_a_provider_asks_for_is_kept(line, provider, channel):
    provider.moods, provider.retry_after = [429], 1
    await line.post(MAKE[channel]("is a beer ok", "m-1"))
    await until(lambda: provider.accepted)
    refused, accepted = provider.tried_at
    assert accepted - refused > 0.8


@two_channels
async def test_danger_goes_before_a_reply_that_is_stuck(line, provider, channel):
    provider.moods, provider.retry_after = [429], 2
    await line.post(MAKE[channel]("is a beer ok", "m-1"))
    await until(lambda: provider.tries)
    await line.post(MAKE[channel](DANGER, "m-2"))
    await until(lambda: provider.accepted, 1.5)
    assert provider.texts() == [DANGER_REPLY]
    await until(lambda: len(provider.accepted) == 2)


GONE = {"sms": (400, 21610), "whatsapp": (400, 63016), "telegram": (403, 403), "slack": ("refuse", "channel_not_found"), "messenger": (400, 551)}  # fmt: skip


@every_channel
async def test_a_reply_that_can_never_arrive_is_given_up_and_shown(line, provider, env, channel, caplog, capsys):
    from channels.__main__ import main

    mood, provider.code = GONE[channel]
    provider.moods = [mood]
    await line.post(MAKE[channel]("is a beer ok", "m-1"))
    await until(lambda: line.channels[channel].counts["given up"])
    await a_while()
    assert len(provider.tries) == 1
    assert [record.levelname for record in caplog.records if "GIVEN UP" in record.message] == ["CRITICAL"]
    assert main(["--url", env["BEDSIDE_CHANNELS_URL"], "status"]) == 1
    told = capsys.readouterr().out
    assert "1 given up" in told and "An answer" not in told and signed.PHONE not in told


@every_channel
async def test_a_limit_of_the_provider_is_no_reason_to_give_up(line, provider, channel):
    limits = {"slack": ("refuse", "ratelimited"), "messenger": (400, 613)}
    mood, provider.code = limits.get(channel, (429, 20429))
    provider.moods = [mood]
    await line.post(MAKE[channel]("is a beer ok", "m-1"))
    await until(lambda: provider.accepted)


@every_channel
@pytest.mark.parametrize("asked", [86_400, 1e308, "inf", "nan", "-5"])
async def test_nobody_makes_a_reply_wait_for_a_day(start, provider, monkeypatch, channel, asked):
    monkeypatch.setenv("BEDSIDE_CHANNELS_LONGEST_WAIT", "0.2")
    provider.moods, provider.retry_after = [429], asked
    async with start() as line:
        await line.post(MAKE[channel]("is a beer ok", "m-1"))
        await until(lambda: provider.accepted)


@two_channels
async def test_an_unsent_reply_survives_a_restart(start, provider, assistant, monkeypatch, channel):
    monkeypatch.setenv("BEDSIDE_CHANNELS_FIRST_WAIT", "0.5")
    provider.moods = [500]
    async with start() as line:
        await line.post(MAKE[channel]("is a beer ok", "m-1"))
        await until(lambda: line.channels[channel].counts["failed"])
        await a_while(0.05)
    assert not provider.accepted
    async with start():
        await until(lambda: provider.accepted)
    assert provider.texts() == ["An answer."] and len(assistant.heard) == 1


@every_channel
async def test_a_message_that_a_restart_cut_off_is_answered_after_it(start, provider, assistant, channel):
    assistant.gate = asyncio.Event()
    async with start() as line:
        await line.post(MAKE[channel](DANGER, "m-1"))
        await assistant.started.wait()
    assistant.gate = None
    async with start():
        await until(lambda: provider.accepted)
    assert provider.texts() == [DANGER_REPLY]


@two_channels
async def test_a_message_that_always_ends_the_process_gets_the_last_resort(start, provider, assistant, channel):
    assistant.gate = asyncio.Event()
    for _ in range(3):
        assistant.started.clear()
        async with start() as line:
            await line.post(MAKE[channel]("is a beer ok", "m-1"))
            await assistant.started.wait()
    async with start():
        await until(lambda: provider.accepted)
    assert "999" in provider.texts()[0] and not assistant.heard


@two_channels
async def test_what_was_written_is_forgotten_when_it_is_answered(line, provider, env, channel, tmp_path):
    await line.post(MAKE[channel]("PLANTED-WORDS", "m-1"))
    await until(lambda: line.channels[channel].counts["sent"])
    with engine_for(env["BEDSIDE_CHANNELS_URL"]).connect() as connection:
        for table in ("channel_received", "channel_outgoing"):
            row = dict(connection.exec_driver_sql(f"select * from {table}").mappings().one())
            kept = " ".join(str(value) for name, value in row.items() if name != "message_id")
            for gone in ("PLANTED", "An answer", signed.PHONE, signed.PERSON):
                assert gone not in kept


@two_channels
async def test_ids_are_forgotten_in_time(line, env, channel):
    one = line.channels[channel]
    later = time.time() + (one.keep_days - 1) * 86400
    await line.post(MAKE[channel]("hi", "m-1"))
    await until(lambda: one.counts["sent"])
    for days, left in ((0, 1), (2, 0)):
        store = ChannelStore(engine_for(env["BEDSIDE_CHANNELS_URL"]), channel, clock=lambda d=days: later + d * 86400)
        store.prune(one.keep_days)
        assert store.status()["sent"] == left


@two_channels
@pytest.mark.parametrize("broken", ["locked", "gone"])
async def test_a_store_that_can_t_be_used_keeps_nobody_from_an_answer(
    line, provider, assistant, channel, broken, monkeypatch
):
    from sqlalchemy.exc import OperationalError

    def fail(*_, **__):
        raise OperationalError("insert", {}, Exception("database is locked"))

    monkeypatch.setattr(ChannelStore, "claim" if broken == "gone" else "answered", fail)
    request = MAKE[channel](DANGER, "m-1")
    assert await line.post(request) == 200
    await until(lambda: provider.accepted)
    assert await line.post(request) == 200
    await a_while()
    assert provider.texts() == [DANGER_REPLY] and len(assistant.heard) == 1
    monkeypatch.undo()


@two_channels
async def test_a_reply_that_can_t_be_noted_as_sent_is_not_sent_again(line, provider, channel, monkeypatch):
    from sqlalchemy.exc import OperationalError

    def fail(*_, **__):
        raise OperationalError("update", {}, Exception("disk full"))

    monkeypatch.setattr(ChannelStore, "sent", fail)
    await line.post(MAKE[channel]("hi", "m-1"))
    await until(lambda: provider.accepted)
    await a_while()
    assert len(provider.tries) == 1


@every_channel
async def test_a_body_that_is_too_large_is_refused(line, assistant, channel):
    assert await line.post(MAKE[channel]("x" * 70_000, "m-1")) == 413
    await a_while(0.1)
    assert not assistant.heard


MALFORMED = {
    "telegram": [b"", b"{", b"[]", b"null", b"\xff", b"[" * 50_000, {"update_id": "x"}, {}, {"update_id": 1, "message": 7},
                 b'{"update_id": Infinity, "message": {}}', b'{"update_id": 1e400, "message": {}}',
                 b'{"update_id": 1, "message": {"chat": {"id": 1, "type": "private"}, "date": ' + b"9" * 400 + b"}}",
                 b'{"update_id": 1, "message": {"chat": {"id": -Infinity, "type": "private"}, "date": 1e12, "text": "PLANTED-WORDS"}}',
                 {"update_id": 1, "message": {"text": "hi"}}, {"update_id": 1, "message": {"chat": {"type": "private"}, "date": 1e12}},
                 {"update_id": 1, "message": {"chat": {"id": 1, "type": "private"}, "date": 1e12, "text": ["PLANTED-WORDS"]}}],
    "slack": [b"", b"{", b"[]", b"null", b"[" * 50_000, {"type": "event_callback", "event": "x"},
              {"type": "event_callback", "event": {"user": "U1"}},
              {"type": "event_callback", "event_id": "E", "event": {"user": "U1", "type": "message", "channel_type": "im"}}],
    "messenger": [b"", b"{", b"[]", b"null", b"\xff", b"[" * 50_000, {}, {"object": "page"}, {"object": "page", "entry": 7},
                  {"object": "page", "entry": [{"messaging": [{}]}]}, {"object": "page", "entry": [{"messaging": ["PLANTED-WORDS"]}]},
                  signed.page([signed.event({"message": {"mid": "m", "text": {"a": 1}}})]),
                  signed.page([signed.event({"message": {"text": "PLANTED-WORDS"}})])],
}  # fmt: skip
SIGN = {"telegram": signed.sign_telegram, "slack": signed.sign_slack, "messenger": signed.sign_messenger}


@pytest.mark.parametrize(
    ("channel", "data"),
    [
        pytest.param(channel, data, id=f"{channel} {index}")
        for channel, bodies in MALFORMED.items()
        for index, data in enumerate(bodies)
    ],
)
async def test_a_malformed_body_is_refused_and_not_logged(line, provider, assistant, channel, data, caplog):
    assert await line.post(SIGN[channel](data)) == 400
    await a_while(0.05)
    assert not assistant.heard and not provider.tries and "PLANTED" not in caplog.text


@pytest.mark.parametrize(
    "form", [{}, {"MessageSid": "SM1"}, {"From": signed.PHONE}, {"MessageSid": "", "From": signed.PHONE}]
)
@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
async def test_a_malformed_form_is_refused(line, assistant, channel, form):
    assert await line.post(signed.sign_twilio(channel, {"AccountSid": signed.ACCOUNT, "Body": "hi", **form})) == 400
    assert not assistant.heard


async def test_each_provider_is_called_as_it_documents(line, provider):
    for channel in MAKE:
        await line.post(MAKE[channel]("is a beer ok", f"id-{channel}"))
    await until(lambda: len(provider.accepted) == len(MAKE))
    by = {sent.path: sent for sent in provider.accepted if sent.to != ADDRESS["whatsapp"]}
    twilio = by[f"/2010-04-01/Accounts/{signed.ACCOUNT}/Messages.json"]
    assert (
        twilio.body == {"To": signed.PHONE, "From": signed.NUMBER, "Body": "An answer."}
        and twilio.authorization == basic()
    )
    assert by["/bot123:planted-token/sendMessage"].body == {
        "chat_id": int(signed.PERSON), "text": "An answer.", "disable_web_page_preview": True,
    }  # fmt: skip
    slack = by["/api/chat.postMessage"]
    assert slack.authorization == f"Bearer {TOKEN}" and slack.body["mrkdwn"] is False
    assert by["/v21.0/me/messages"].body == {
        "recipient": {"id": signed.PERSON}, "messaging_type": "RESPONSE", "message": {"text": "An answer."},
    }  # fmt: skip
    whatsapp = next(sent for sent in provider.accepted if sent.to == ADDRESS["whatsapp"])
    assert whatsapp.body["From"] == f"whatsapp:{signed.NUMBER}"


async def test_nothing_is_logged_of_who_wrote_and_what(line, provider, caplog):
    with caplog.at_level(logging.DEBUG, logger="channels"):
        for channel in MAKE:
            await line.post(MAKE[channel]("PLANTED-WORDS", f"id-{channel}"))
        await until(lambda: len(provider.accepted) == len(MAKE))
    told = json.dumps([record.getMessage() for record in caplog.records])
    for planted in ("PLANTED", signed.PHONE, signed.PERSON, "An answer", TOKEN, "planted-token", signed.SECRET):
        assert planted not in told
