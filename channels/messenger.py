"""Facebook Messenger: messages to a page."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Any, Dict, List, Optional

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.base import MessageChannel
from channels.message import Incoming
from channels.request import Refused, object_in
from channels.sending import Call, Client, NotAccepted
from channels.settings import MessengerSettings, secret
from channels.shape import at_most

HEADER = "X-Hub-Signature-256"
HELLO = "hello"
# Codes of the Graph API behind which trying again is of no use: outside the time that Meta allows for an answer, a person who can't
# be written to. Limits and tokens are codes too, of the same status 400, and may be mended.
FOR_GOOD = {10, 100, 551}


class MessengerClient(Client):
    """The Send API."""

    def __init__(self, provider: MessengerSettings, timeout: float) -> None:
        super().__init__(timeout)
        self._url = f"{provider.api_base}/me/messages?access_token={secret(provider.page_token)}"

    def call(self, address: str, text: str) -> Call:
        """One message to one person."""
        return Call(
            self._url, json={"recipient": {"id": address}, "messaging_type": "RESPONSE", "message": {"text": text}}
        )

    def refusal(self, status: int, answer: Dict[str, Any]) -> Optional[NotAccepted]:
        """Accepted is what got an id."""
        if status == 200 and answer.get("message_id"):
            return None
        error = answer.get("error") or {}
        code = error.get("code") if isinstance(error, dict) else None
        reason = f"status {status}, code {code}" if isinstance(code, int) else f"status {status}"
        return NotAccepted(reason, for_good=code in FOR_GOOD and not error.get("is_transient"))


class Messenger(MessageChannel):
    """A page's webhook."""

    settings_class = MessengerSettings
    fits = staticmethod(at_most(2000))
    _provider: MessengerSettings

    @classmethod
    def name(cls) -> str:
        """Part of the channel's address, and what actions know it by."""
        return "messenger"

    def client(self) -> Client:
        """Sends as the page."""
        return MessengerClient(self._provider, self._settings.timeout)

    def add_routes(self, blueprint: Blueprint) -> None:
        """Meta's test of the address, when it subscribes."""

        @blueprint.get("/webhook")
        async def subscribe(request: Request) -> HTTPResponse:
            given, ours = request.args.get("hub.verify_token", ""), secret(self._provider.verify_token)
            if request.args.get("hub.mode") != "subscribe" or not hmac.compare_digest(given.encode(), ours.encode()):
                return response.json({"error": "the verify token is missing or wrong"}, status=403)
            return response.text(request.args.get("hub.challenge", ""))

    def verify(self, request: Request) -> None:
        """By the HMAC-SHA256 of the body."""
        digest = hmac.new(secret(self._provider.app_secret).encode(), request.body, hashlib.sha256).hexdigest()
        given = request.headers.get(HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), f"sha256={digest}".encode()):
            raise Refused(403, "the signature is missing or wrong")

    def read(self, request: Request) -> List[Incoming]:
        """All messages of all entries, in order; not the page's own, nor reports of delivery and reading."""
        data = object_in(request.body)
        if data["object"] != "page":
            return []
        read = [self._read_one(event) for entry in data["entry"] for event in entry.get("messaging") or []]
        return [message for message in read if message]

    def _read_one(self, event: Dict[str, Any]) -> Optional[Incoming]:
        if time.time() - float(event["timestamp"]) / 1000 > self.keep_days * 86400:
            return None
        message, postback, reaction = event.get("message"), event.get("postback"), event.get("reaction")
        if message and not (message.get("is_echo") or message.get("is_deleted")):
            return self._incoming(event, message["mid"], message.get("text"))
        if postback:  # the page's "Get started": answers have no buttons of Messenger's own
            return self._incoming(
                event, postback.get("mid") or f"postback-{event['sender']['id']}-{event['timestamp']}", HELLO
            )
        if reaction and reaction["action"] == "react":
            return self._incoming(event, f"{reaction['mid']}-{event['timestamp']}", None)
        return None

    @staticmethod
    def _incoming(event: Dict[str, Any], message_id: str, text: Optional[str]) -> Incoming:
        person = event["sender"]["id"]
        if not isinstance(person, str) or not isinstance(message_id, str) or not isinstance(text, (str, type(None))):
            raise ValueError("an id or a text that is none")
        return Incoming(message_id, f"messenger:{person}", person, text)
