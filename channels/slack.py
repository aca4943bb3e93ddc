"""Slack, for clinic staff: direct messages, and mentions of the app in a channel, which are answered in their thread."""

from __future__ import annotations

import re
from typing import Any, Dict, List, Optional

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse
from slack_sdk.signature import SignatureVerifier

from channels.base import MessageChannel
from channels.message import Incoming
from channels.request import Refused, object_in
from channels.sending import Call, Client, NotAccepted
from channels.settings import SlackSettings, secret
from channels.shape import at_most

# Slack's error codes behind which trying again is of no use; the others are trouble on its side, or a token that can be mended.
FOR_GOOD = {
    "channel_not_found",
    "is_archived",
    "not_in_channel",
    "user_not_found",
    "no_text",
    "msg_too_long",
    "restricted_action",
}
WITH_WORDS = {None, "file_share", "thread_broadcast"}  # subtypes that a person writes
_MENTION, _LABELLED, _LINK = re.compile(r"<[@!#][^>]*>"), re.compile(r"<[^<>|]+\|([^<>]*)>"), re.compile(r"<([^<>|]+)>")


class SlackClient(Client):
    """`chat.postMessage`, with markup off."""

    def __init__(self, provider: SlackSettings, timeout: float) -> None:
        super().__init__(timeout)
        self._url = f"{provider.api_base}/chat.postMessage"
        self._headers = {"Authorization": f"Bearer {secret(provider.bot_token)}"}

    def call(self, address: str, text: str) -> Call:
        """One message to a channel, or to `channel thread`."""
        channel, _, thread = address.partition(" ")
        plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        body = {"channel": channel, "text": plain, "mrkdwn": False, "unfurl_links": False, "unfurl_media": False}
        return Call(self._url, self._headers, json={**body, "thread_ts": thread} if thread else body)

    def refusal(self, status: int, answer: Dict[str, Any]) -> Optional[NotAccepted]:
        """Slack answers 200 to what it refuses, with `"ok": false` and a code."""
        if status == 200 and answer.get("ok") is True:
            return None
        code = str(answer.get("error") or f"status {status}")
        return NotAccepted(code, for_good=code in FOR_GOOD)


class Slack(MessageChannel):
    """An app's Events API."""

    settings_class = SlackSettings
    fits = staticmethod(at_most(3000))
    _provider: SlackSettings

    @classmethod
    def name(cls) -> str:
        """Part of the channel's address, and what actions know it by."""
        return "slack"

    def client(self) -> Client:
        """Sends as the app's bot."""
        return SlackClient(self._provider, self._settings.timeout)

    def verify(self, request: Request) -> None:
        """By the signature over time and body; a request of more than five minutes ago is refused."""
        verifier = SignatureVerifier(secret(self._provider.signing_secret))
        try:
            valid = verifier.is_valid_request(request.body, request.headers)
        except (ValueError, TypeError):  # a time that is no number, a body that is no UTF-8, a signature beyond ASCII
            valid = False
        if not valid:
            raise Refused(403, "the signature is missing, wrong or too old")

    def handshake(self, request: Request) -> Optional[HTTPResponse]:
        """Slack's test of the address."""
        data = object_in(request.body)
        return response.text(str(data["challenge"])) if data.get("type") == "url_verification" else None

    def read(self, request: Request) -> List[Incoming]:
        """One person's message to the app; none where a bot wrote, or something else happened."""
        data = object_in(request.body)
        event = data.get("event") if data.get("type") == "event_callback" else None
        if event is None or event.get("bot_id") or event.get("subtype") not in WITH_WORDS or not event.get("user"):
            return []
        is_direct = event["type"] == "message" and event.get("channel_type") == "im"
        if not is_direct and event["type"] != "app_mention":
            return []
        thread = f"{event['channel']} {event.get('thread_ts') or event['ts']}"
        address = event["channel"] if is_direct else thread
        # What was said in private must not be gone on with where others read.
        sender = f"slack:{event['user']}" if is_direct else f"slack:{thread.replace(' ', ':')}:{event['user']}"
        return [Incoming(str(data["event_id"]), sender, address, _written(event.get("text") or ""))]


def _written(text: str) -> str:
    """A message as it was typed: without mentions, links by their label, Slack's three escapes undone."""
    typed = _LINK.sub(r"\1", _LABELLED.sub(r"\1", _MENTION.sub(" ", text)))
    return typed.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()
