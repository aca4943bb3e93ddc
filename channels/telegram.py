"""Telegram: private chats with the bot."""

from __future__ import annotations

import hmac
import time
from typing import Any, Dict, List, Optional

from sanic.request import Request

from channels.base import MessageChannel
from channels.message import Incoming
from channels.request import Refused, object_in
from channels.sending import Call, Client, NotAccepted
from channels.settings import TelegramSettings, secret
from channels.shape import at_most

HEADER = "X-Telegram-Bot-Api-Secret-Token"
BLOCKED_OR_GONE = {400, 403}
HELLO = "hello"
COMMANDS = {"/start": HELLO}  # what Telegram itself sends when a person opens the chat


class TelegramClient(Client):
    """`sendMessage`, without `parse_mode`: nothing in an answer is taken for markup."""

    def __init__(self, provider: TelegramSettings, timeout: float) -> None:
        super().__init__(timeout)
        self._url = f"{provider.api_base}/bot{secret(provider.bot_token)}/sendMessage"

    def call(self, address: str, text: str) -> Call:
        """One message to one chat."""
        return Call(self._url, json={"chat_id": int(address), "text": text, "disable_web_page_preview": True})

    def refusal(self, status: int, answer: Dict[str, Any]) -> Optional[NotAccepted]:
        """Accepted is what has `"ok": true`; with 429 Telegram says in the body how long to wait."""
        if status == 200 and answer.get("ok") is True:
            return None
        wait = (answer.get("parameters") or {}).get("retry_after")
        wait = float(wait) if isinstance(wait, (int, float)) else None
        return NotAccepted(f"status {status}", wait, for_good=status in BLOCKED_OR_GONE)


class Telegram(MessageChannel):
    """A bot's webhook. There is no `set_webhook` here: whoever runs the service sets it once (docs/channels.md)."""

    settings_class = TelegramSettings
    fits = staticmethod(at_most(4096))
    _provider: TelegramSettings

    @classmethod
    def name(cls) -> str:
        """Part of the channel's address, and what actions know it by."""
        return "telegram"

    def client(self) -> Client:
        """Sends as the bot."""
        return TelegramClient(self._provider, self._settings.timeout)

    def verify(self, request: Request) -> None:
        """By the secret that Telegram was given with `setWebhook`."""
        given = request.headers.get(HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), secret(self._provider.secret_token).encode()):
            raise Refused(403, "the secret token is missing or wrong")

    def read(self, request: Request) -> List[Incoming]:
        """The message of an update: a new one, an edited one by its new text, or a reaction."""
        update = object_in(request.body)
        number = int(update["update_id"])
        for kind in ("message", "edited_message", "message_reaction"):
            about = update.get(kind)
            if about is not None:
                return self._read_one(number, kind, about)
        return []  # of channels, groups' members, polls, payments

    def _read_one(self, number: int, kind: str, about: Dict[str, Any]) -> List[Incoming]:
        chat = about["chat"]
        person = about.get("from") or about.get("user") or {}
        if chat["type"] != "private" or person.get("is_bot"):
            return []  # in a group others would read the answer
        if time.time() - float(about.get("edit_date") or about["date"]) > self.keep_days * 86400:
            return []
        text = about.get("text") or about.get("caption")
        if text is not None and not isinstance(text, str):
            raise ValueError("a text that is none")
        silent_edit = kind == "edited_message" and not text  # a live location is edited every few seconds
        reaction_taken_back = kind == "message_reaction" and not about["new_reaction"]
        if silent_edit or reaction_taken_back:
            return []
        text = COMMANDS.get((text or "").strip(), text)
        return [Incoming(str(number), f"telegram:{int(chat['id'])}", str(int(chat["id"])), text)]
