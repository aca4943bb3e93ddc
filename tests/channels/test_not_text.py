"""What is no text gets a reply with the number to call; what nobody wrote gets none."""

from __future__ import annotations

import time

import pytest

from tests.channels import signed
from tests.channels.conftest import a_while, until
from tests.channels.signed import (  # fmt: skip
    ADDRESS,
    MAKE,
    SENDER,
    event,
    messenger,
    page,
    sign_messenger,
    sign_slack,
    sign_telegram,
    slack,
    sms,
    telegram,
    whatsapp,
)

MEDIA = {"NumMedia": "1", "MediaUrl0": "https://api.twilio.com/m", "MediaContentType0": "image/jpeg"}
NOT_TEXT = {
    "sms a picture": sms("", "m", **MEDIA),
    "sms nothing": sms("", "m"),
    "sms blanks": sms(" \n ", "m"),
    "sms a slash": sms("/", "m"),
    "whatsapp a voice note": whatsapp("", "m", **{**MEDIA, "MediaContentType0": "audio/ogg"}, MessageType="audio"),
    "whatsapp a place": whatsapp("", "m", Latitude="51.5", Longitude="-0.1", Address="PLANTED-PLACE", MessageType="location"),
    "whatsapp a sticker": whatsapp("", "m", **{**MEDIA, "MediaContentType0": "image/webp"}, MessageType="sticker"),
    "whatsapp a contact": whatsapp("", "m", **{**MEDIA, "MediaContentType0": "text/vcard"}, MessageType="contacts"),
    "telegram a photo": telegram(None, "m", photo=[{"file_id": "f", "width": 1, "height": 1}]),
    "telegram a place": telegram(None, "m", location={"latitude": 51.5, "longitude": -0.1}),
    "telegram a sticker": telegram(None, "m", sticker={"file_id": "f", "emoji": "👍"}),
    "telegram a voice note": telegram(None, "m", voice={"file_id": "f", "duration": 1}),
    "telegram a contact": telegram(None, "m", contact={"phone_number": "1", "first_name": "PLANTED-NAME"}),
    "telegram a document": telegram(None, "m", document={"file_id": "f"}),
    "telegram an empty text": telegram("", "m"),
    "telegram a reaction": sign_telegram({"update_id": 5, "message_reaction": {
        "chat": {"id": int(signed.PERSON), "type": "private"}, "message_id": 7, "user": {"id": int(signed.PERSON), "is_bot": False},
        "date": int(time.time()), "old_reaction": [], "new_reaction": [{"type": "emoji", "emoji": "👍"}]}}),
    "slack a file": slack("", "m", subtype="file_share", files=[{"id": "F1", "name": "PLANTED-NAME.jpg"}]),
    "slack nothing": slack("", "m"),
    "slack only a mention": slack("<@UBOT>", "m", type="app_mention", channel_type="im"),
    "messenger a picture": messenger(None, "m", attachments=[{"type": "image", "payload": {"url": "https://x"}}]),
    "messenger a voice note": messenger(None, "m", attachments=[{"type": "audio", "payload": {"url": "https://x"}}]),
    "messenger a place": messenger(None, "m", attachments=[{"type": "location", "payload": {"coordinates": {"lat": 1, "long": 2}}}]),
    "messenger a sticker": messenger(None, "m", sticker_id=369, attachments=[{"type": "image", "payload": {"sticker_id": 369}}]),
    "messenger a reaction": sign_messenger(page([event({"reaction": {"mid": "m", "action": "react", "emoji": "👍"}})])),
}  # fmt: skip


@pytest.mark.parametrize("what", NOT_TEXT)
async def test_what_is_no_text_gets_a_reply(line, provider, assistant, what, caplog):
    assert await line.post(NOT_TEXT[what]) == 200
    await until(lambda: provider.accepted)
    (said,) = provider.texts()
    assert said.startswith("I can only read text. In an emergency call ") and "999" in said
    assert not assistant.heard and "PLANTED" not in caplog.text


CAPTIONED = [
    sms("is this rash from it", "m", **MEDIA),
    whatsapp("is this rash from it", "m", **MEDIA),
    telegram(None, "m", photo=[{"file_id": "f"}], caption="is this rash from it"),
    slack("is this rash from it", "m", subtype="file_share", files=[{"id": "F1"}]),
    messenger("is this rash from it", "m", attachments=[{"type": "image", "payload": {"url": "https://x"}}]),
]


@pytest.mark.parametrize("request_", CAPTIONED, ids=lambda one: one.channel)
async def test_a_picture_with_words_is_its_words(line, provider, assistant, request_):
    await line.post(request_)
    await until(lambda: provider.accepted)
    assert assistant.texts == ["is this rash from it"] and provider.texts() == ["An answer."]


OLD = time.time() - 30 * 86400
NOBODY = {
    "sms a report of delivery": signed.sign_twilio("sms", {"MessageSid": "m", "MessageStatus": "delivered", "From": signed.NUMBER, "To": signed.PHONE, "AccountSid": signed.ACCOUNT}),
    "telegram a group": telegram("hi", "m", chat={"id": -5, "type": "group"}),
    "telegram a bot": telegram("hi", "m", **{"from": {"id": 1, "is_bot": True}}),
    "telegram a channel's post": sign_telegram({"update_id": 1, "channel_post": {"text": "hi"}}),
    "telegram a member": sign_telegram({"update_id": 1, "my_chat_member": {"chat": {"id": 1}}}),
    "telegram a live place that moves": telegram(None, "m", kind="edited_message", edit_date=int(time.time()), location={"latitude": 1}),
    "telegram a reaction taken back": sign_telegram({"update_id": 5, "message_reaction": {
        "chat": {"id": 1, "type": "private"}, "user": {"id": 1}, "date": int(time.time()), "old_reaction": [1], "new_reaction": []}}),
    "telegram an old update": telegram("hi", "m", date=OLD),
    "slack a bot": slack("hi", "m", bot_id="B1"),
    "slack a bot's message": slack("hi", "m", subtype="bot_message"),
    "slack a change": slack("hi", "m", subtype="message_changed"),
    "slack a deletion": slack("", "m", subtype="message_deleted"),
    "slack a channel's talk": slack("hi", "m", channel="C1", channel_type="channel"),
    "slack somebody without id": slack("hi", "m", user=None),
    "slack another kind": sign_slack({"type": "app_rate_limited"}),
    "messenger an echo": messenger("hi", "m", is_echo=True),
    "messenger a deletion": messenger(None, "m", is_deleted=True),
    "messenger a report of delivery": sign_messenger(page([event({"delivery": {"mids": ["m"], "watermark": 1}})])),
    "messenger a report of reading": sign_messenger(page([event({"read": {"watermark": 1}})])),
    "messenger a reaction taken back": sign_messenger(page([event({"reaction": {"mid": "m", "action": "unreact"}})])),
    "messenger standby": sign_messenger({"object": "page", "entry": [{"id": "1", "standby": [{"message": {"text": "hi"}}]}]}),
    "messenger another object": sign_messenger({"object": "instagram", "entry": []}),
    "messenger an old event": messenger("hi", "m", at=OLD),
}  # fmt: skip


@pytest.mark.parametrize("what", NOBODY)
async def test_what_nobody_wrote_is_ignored(line, provider, assistant, what):
    assert await line.post(NOBODY[what]) == 200
    await a_while(0.1)
    assert not assistant.heard and not provider.tries


async def test_an_edited_message_is_read_anew(line, provider, assistant):
    await line.post(telegram("hi", "m-1"))
    await line.post(telegram("is a beer ok", "m-2", kind="edited_message", edit_date=int(time.time())))
    await until(lambda: len(provider.accepted) == 2)
    assert assistant.texts == ["hi", "is a beer ok"]


async def test_telegram_s_start_is_a_greeting(line, assistant):
    await line.post(telegram("/start", "m-1"))
    await until(lambda: assistant.heard)
    assert assistant.texts == ["hello"]


async def test_messenger_s_batches_are_read_whole_and_in_order(line, assistant):
    events = [event({"message": {"mid": f"m-{number}", "text": f"question {number}"}}) for number in range(4)]
    await line.post(sign_messenger(page(events[:2], events[2:])))
    await until(lambda: len(assistant.heard) == 4)
    assert assistant.texts == [f"question {number}" for number in range(4)]


async def test_messenger_s_get_started_is_a_greeting(line, assistant):
    await line.post(sign_messenger(page([event({"postback": {"title": "Get started", "payload": "GET_STARTED"}})])))
    await until(lambda: assistant.heard)
    assert assistant.texts == ["hello"]


@pytest.mark.parametrize(
    ("query", "status", "body"),
    [
        ("hub.mode=subscribe&hub.verify_token=a-verify-token&hub.challenge=42", 200, "42"),
        ("hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=42", 403, None),
        ("hub.mode=subscribe&hub.challenge=42", 403, None),
        ("hub.verify_token=a-verify-token&hub.challenge=42", 403, None),
    ],
)
async def test_meta_s_subscription_is_answered_to_who_knows_the_words(line, query, status, body):
    assert await line.get(f"/webhooks/messenger/webhook?{query}") == status
    assert body is None or line.last_body == body


async def test_slack_s_challenge_is_answered_only_if_signed(line):
    request = sign_slack({"type": "url_verification", "challenge": "3eZbrw1"})
    assert await line.post(request) == 200 and line.last_body == "3eZbrw1"
    assert await line.post(sign_slack({"type": "url_verification", "challenge": "x"}, secret="another")) == 403


@pytest.mark.parametrize("minutes", [-6, 6])
async def test_slack_s_old_requests_are_refused_although_signed(line, assistant, minutes):
    assert await line.post(slack("hi", "m", at=time.time() + minutes * 60)) == 403
    await a_while(0.05)
    assert not assistant.heard


@pytest.mark.parametrize("header", [{"X-Slack-Request-Timestamp": "soon"}, {"X-Slack-Signature": "ü"}])
async def test_slack_s_odd_headers_are_refused(line, header):
    good = slack("hi", "m")
    assert await line.post(good._replace(headers={**good.headers, **header})) == 403


async def test_slack_s_mention_is_answered_in_its_thread_without_markup(line, provider, assistant):
    assistant.replies = [{"text": "Less than 5 & <!channel> *bold*"}]
    text = "<@UBOT> is <https://x.org|this> &lt; 5 ok"
    await line.post(slack(text, "m", type="app_mention", channel="C1", channel_type="channel", ts="17.5"))
    await until(lambda: provider.accepted)
    assert assistant.texts == ["is this < 5 ok"]
    assert assistant.heard[0].sender_id != SENDER["slack"]  # what was said in private does not go on where others read
    sent = provider.accepted[0].body
    assert (sent["channel"], sent["thread_ts"]) == ("C1", "17.5")
    assert sent["text"] == "Less than 5 &amp; &lt;!channel&gt; *bold*" and sent["mrkdwn"] is False


@pytest.mark.parametrize("channel", sorted(MAKE))
async def test_the_number_to_call_is_that_of_where_the_person_says_they_are(line, provider, assistant, channel):
    await line.post(MAKE[channel]("I am in Australia", "m-1"))
    await until(lambda: provider.accepted)
    await line.post(NOT_TEXT[next(what for what in NOT_TEXT if what.startswith(channel))]._replace())
    await until(lambda: len(provider.accepted) == 2)
    assert "call 000." in provider.texts(ADDRESS[channel])[1]
