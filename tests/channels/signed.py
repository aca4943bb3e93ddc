"""Requests as each provider documents them, signed by its own library where it ships one."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any, Callable, Dict, NamedTuple, Optional
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier
from twilio.request_validator import RequestValidator

from tests.channels.provider import ACCOUNT, NUMBER, TOKEN

PUBLIC = "https://bedside.example"
SECRET = "a-signing-secret"
PHONE = "+447700900123"  # of a range that Ofcom keeps for drama
PERSON = "700900123"


class Signed(NamedTuple):
    """A request to one channel's webhook."""

    channel: str
    body: bytes
    headers: Dict[str, str]

    @property
    def path(self) -> str:
        return f"/webhooks/{self.channel}/webhook"


def twilio(channel: str, text: Optional[str], id: str, phone: str = PHONE, **fields: str) -> Signed:
    """A message in the fields of Twilio's webhook."""
    prefix = "whatsapp:" if channel == "whatsapp" else ""
    form = {
        "ToCountry": "GB", "SmsMessageSid": id, "NumMedia": "0", "SmsSid": id, "SmsStatus": "received", "FromCountry": "GB",
        "Body": text or "", "To": f"{prefix}{NUMBER}", "NumSegments": "1", "MessageSid": id, "AccountSid": ACCOUNT,
        "From": f"{prefix}{phone}", "ApiVersion": "2010-04-01", "FromCity": "",
    }  # fmt: skip
    if channel == "whatsapp":
        form |= {"ProfileName": "PLANTED-NAME", "WaId": phone.lstrip("+")}
    return sign_twilio(channel, {**form, **fields})


def sign_twilio(channel: str, form: Dict[str, str], token: str = TOKEN) -> Signed:
    signature = RequestValidator(token).compute_signature(f"{PUBLIC}/webhooks/{channel}/webhook", form)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
    return Signed(channel, urlencode(form).encode(), headers)


def sms(text: Optional[str], id: str, **fields: str) -> Signed:
    return twilio("sms", text, id, **fields)


def whatsapp(text: Optional[str], id: str, **fields: str) -> Signed:
    return twilio("whatsapp", text, id, **fields)


def telegram(
    text: Optional[str], id: str, kind: str = "message", date: Optional[float] = None, **fields: Any
) -> Signed:
    """An update of the Bot API."""
    about: Dict[str, Any] = {
        "message_id": 7, "date": int(date or time.time()), "chat": {"id": int(PERSON), "type": "private", "first_name": "PLANTED-NAME"},
        "from": {"id": int(PERSON), "is_bot": False, "first_name": "PLANTED-NAME"}, **({} if text is None else {"text": text}), **fields,
    }  # fmt: skip
    return sign_telegram({"update_id": number(id), kind: about})


def sign_telegram(data: Any, secret: str = SECRET) -> Signed:
    headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": secret}
    return Signed("telegram", as_json(data), headers)


def slack(text: Optional[str], id: str, at: Optional[float] = None, **fields: Any) -> Signed:
    """An event of the Events API: a direct message to the app."""
    event = {
        "type": "message", "channel": f"D{PERSON}", "channel_type": "im", "user": f"U{PERSON}", "ts": "1700000000.000100",
        "text": text or "", **fields,
    }  # fmt: skip
    data = {
        "token": "old",
        "team_id": "T1",
        "api_app_id": "A1",
        "type": "event_callback",
        "event_id": id,
        "event": event,
    }
    return sign_slack(data, at)


def sign_slack(data: Any, at: Optional[float] = None, secret: str = SECRET) -> Signed:
    body, timestamp = as_json(data), str(int(at or time.time()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature,
    }
    return Signed("slack", body, headers)


def messenger(text: Optional[str], id: str, at: Optional[float] = None, **fields: Any) -> Signed:
    """A page's event with one message."""
    message = {"mid": id, **({} if text is None else {"text": text}), **fields}
    return sign_messenger(page([event({"message": message}, at)]))


def event(about: Dict[str, Any], at: Optional[float] = None, person: str = PERSON) -> Dict[str, Any]:
    return {"sender": {"id": person}, "recipient": {"id": "1"}, "timestamp": int((at or time.time()) * 1000), **about}


def page(*entries: Any) -> Dict[str, Any]:
    return {"object": "page", "entry": [{"id": "1", "time": 1, "messaging": events} for events in entries]}


def sign_messenger(data: Any, secret: str = SECRET) -> Signed:
    """Meta ships no library for Python: signed as its documentation has it."""
    body = as_json(data)
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return Signed("messenger", body, {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={signature}"})


def as_json(data: Any) -> bytes:
    return data if isinstance(data, bytes) else json.dumps(data).encode()


def number(id: str) -> int:
    """A Telegram update's id, made of a name."""
    return int(hashlib.sha256(id.encode()).hexdigest()[:8], 16)


MAKE: Dict[str, Callable[..., Signed]] = {
    "sms": sms, "whatsapp": whatsapp, "telegram": telegram, "slack": slack, "messenger": messenger,
}  # fmt: skip
ADDRESS = {
    "sms": PHONE,
    "whatsapp": f"whatsapp:{PHONE}",
    "telegram": PERSON,
    "slack": f"D{PERSON}",
    "messenger": PERSON,
}
SENDER = {
    "sms": f"sms:{PHONE}", "whatsapp": f"whatsapp:{PHONE}", "telegram": f"telegram:{PERSON}", "slack": f"slack:U{PERSON}",
    "messenger": f"messenger:{PERSON}",
}  # fmt: skip


def environment(api: str, store: str) -> Dict[str, str]:
    """What a deployment sets to have all five channels, with one server in all providers' place."""
    return {
        "BEDSIDE_PUBLIC_URL": PUBLIC, "BEDSIDE_CHANNELS_URL": store, "BEDSIDE_CHANNELS_FIRST_WAIT": "0.1",
        "BEDSIDE_CHANNELS_LOOK_EVERY": "0.1",
        "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_SMS_NUMBER": NUMBER, "TWILIO_WHATSAPP_NUMBER": NUMBER,
        "TWILIO_API_BASE": api, "TELEGRAM_BOT_TOKEN": "123:planted-token", "TELEGRAM_SECRET_TOKEN": SECRET, "TELEGRAM_API_BASE": api,
        "SLACK_SIGNING_SECRET": SECRET, "SLACK_BOT_TOKEN": TOKEN, "SLACK_API_BASE": f"{api}/api",
        "MESSENGER_APP_SECRET": SECRET, "MESSENGER_PAGE_TOKEN": TOKEN, "MESSENGER_VERIFY_TOKEN": "a-verify-token",
        "MESSENGER_API_BASE": f"{api}/v21.0",
    }  # fmt: skip
