"""A turn always comes back with something, and an error tells nobody what a person wrote."""

from __future__ import annotations

import asyncio

from channels import turn
from channels.turn import take_turn


async def test_replies_keep_text_buttons_and_payload_together():
    async def handler(message):
        await message.output_channel.send_response("a", {"text": "t", "buttons": [{"title": "b"}], "custom": {"k": 1}})

    said = await take_turn(handler, "rest", "a", "hi")
    assert said == [{"recipient_id": "a", "text": "t", "buttons": [{"title": "b"}], "custom": {"k": 1}}]


async def test_a_failure_is_answered_and_logged_without_the_words(caplog):
    async def handler(message):
        raise RuntimeError(f"could not handle {message.text}")

    said = await take_turn(handler, "rest", "a", "PLANTED-WORDS")
    assert said[0]["custom"]["type"] == "unavailable"
    assert "999" in said[0]["text"]
    assert "RuntimeError" in caplog.text
    assert "PLANTED-WORDS" not in caplog.text


async def test_silence_is_answered():
    async def handler(_):
        return None

    assert (await take_turn(handler, "rest", "a", "hi"))[0]["custom"]["type"] == "unavailable"


async def test_a_turn_that_hangs_is_answered(monkeypatch):
    monkeypatch.setattr(turn, "TURN_SECONDS", 0.05)

    async def handler(_):
        await asyncio.sleep(10)

    assert (await take_turn(handler, "rest", "a", "hi"))[0]["custom"]["type"] == "unavailable"


async def test_what_was_said_before_a_failure_is_kept():
    async def handler(message):
        await message.output_channel.send_response("a", {"text": "first"})
        raise RuntimeError

    assert [said["text"] for said in await take_turn(handler, "rest", "a", "hi")] == ["first"]


async def test_rasa_is_told_who_and_which_message_it_was():
    seen = {}

    async def handler(message):
        seen.update(
            channel=message.input_channel,
            output=message.output_channel.name(),
            sender=message.sender_id,
            id=message.message_id,
            about=message.metadata,
        )

    await take_turn(handler, "sms", "a", "hi", {"region": "UK"}, "m-1")
    assert seen == {"channel": "sms", "output": "sms", "sender": "a", "id": "m-1", "about": {"region": "UK"}}
