"""SMS and WhatsApp, both by Twilio."""

from __future__ import annotations

import asyncio
import logging
from typing import Dict, List, Optional
from urllib.parse import parse_qsl

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse
from sqlalchemy.exc import SQLAlchemyError
from twilio.request_validator import RequestValidator

from channels import conversation
from channels.base import MessageChannel, Reply
from channels.keywords import keyword
from channels.message import Incoming
from channels.regions import region_of_number
from channels.request import Refused
from channels.sending import Client
from channels.settings import SmsSettings, TwilioSettings, WhatsAppSettings, secret
from channels.shape import at_most, fits_sms
from channels.twilio_client import TwilioClient
from channels.wording import filled, wording

logger = logging.getLogger(__name__)

EMPTY = "<Response></Response>"  # TwiML: no reply in this answer, the replies come by the API
ARRIVED = {"", "received", "receiving"}  # every other status is a report on a message of ours


class Twilio(MessageChannel):
    """What SMS and WhatsApp share."""

    keep_days = 400.0  # Twilio signs no time: a request that was once signed could be sent again for ever
    _provider: TwilioSettings

    def verify(self, request: Request) -> None:
        """By the signature over the public address and all parameters, blank ones too, and by the account."""
        query = f"?{request.query_string}" if request.query_string else ""
        url = f"{(self._provider.public_url or '').rstrip('/')}/webhooks/{self.name()}/webhook{query}"
        parameters = _parameters(request)
        validator = RequestValidator(secret(self._provider.auth_token))
        signature = request.headers.get("X-Twilio-Signature", "")
        if not validator.validate(url, parameters, signature):
            raise Refused(403, "the signature is missing or wrong (is BEDSIDE_PUBLIC_URL what Twilio calls?)")
        if parameters.get("AccountSid") != self._provider.account_sid:
            raise Refused(403, "it is of another account")

    def read(self, request: Request) -> List[Incoming]:
        """One message. Of the person only the number is read, not the profile's name."""
        form = _parameters(request)
        if form.get("MessageStatus", form.get("SmsStatus", "")) not in ARRIVED:
            return []
        sid, number = form["MessageSid"], form["From"]
        if not sid or not number:
            raise ValueError("a message without id or sender")
        phone = number.split(":")[-1]
        sender = f"{self.name()}:{phone}"
        text, handled = form.get("Body"), form.get("OptOutType") or None
        return [Incoming(sid, sender, number, text, region_of_number(phone), handled)]

    def thanks(self) -> HTTPResponse:
        """An empty TwiML document."""
        return response.text(EMPTY, content_type="text/xml")

    async def reply_to(self, message: Incoming) -> Reply:
        """Keywords first. Who has said STOP is answered only where it is about danger."""
        opted_out, before = await self._has_opted_out(message.sender), await self.tracker(message.sender)
        state = (opted_out, conversation.is_in_a_tool(before), conversation.is_in_danger(before))
        word = message.handled or keyword(message.text or "", *state)
        if word in ("STOP", "START", "HELP"):
            return await self._keyword(word, message, opted_out, conversation.region(before, message.region))
        reply = await super().reply_to(message)
        return Reply([]) if opted_out and not reply.urgent else reply

    async def _keyword(self, word: str, message: Incoming, opted_out: bool, region: Optional[str]) -> Reply:
        if word == "STOP":
            await asyncio.to_thread(self._store.opt_out, message.sender)
        elif word == "START":
            await asyncio.to_thread(self._store.opt_in, message.sender)
        if message.handled or (word == "STOP" and opted_out):
            return Reply([])  # Twilio has answered it, or we have before
        return self.shaped([{"text": filled(getattr(wording(), word.lower()), region)}])

    async def _has_opted_out(self, sender: str) -> bool:
        try:
            return await asyncio.to_thread(self._store.has_opted_out, sender)
        except SQLAlchemyError as error:
            logger.error("Whether a person has opted out can't be read (%s): they are answered.", type(error).__name__)
            return False


class Sms(Twilio):
    """Text messages: at most three segments each, in the SMS alphabet where that says the same."""

    settings_class = SmsSettings
    fits = staticmethod(fits_sms)
    sms_alphabet = True
    _provider: SmsSettings

    @classmethod
    def name(cls) -> str:
        """Part of the channel's address, and what actions know it by."""
        return "sms"

    def client(self) -> Client:
        """Sends from the number or messaging service that is set."""
        return TwilioClient(self._provider, self._provider.sms_number or "", self._settings.timeout)


class WhatsApp(Twilio):
    """WhatsApp messages: Twilio takes up to 1,600 characters."""

    settings_class = WhatsAppSettings
    fits = staticmethod(at_most(1600))
    _provider: WhatsAppSettings

    @classmethod
    def name(cls) -> str:
        """Part of the channel's address, and what actions know it by."""
        return "whatsapp"

    def client(self) -> Client:
        """Sends from the WhatsApp sender that is set."""
        sender = (self._provider.whatsapp_number or "").split(":")[-1]
        return TwilioClient(self._provider, f"whatsapp:{sender}", self._settings.timeout)


def _parameters(request: Request) -> Dict[str, str]:
    """The form's fields. Sanic drops blank ones, which Twilio signs: an empty message would be taken for forged."""
    try:
        return dict(parse_qsl(request.body.decode("utf-8"), keep_blank_values=True, max_num_fields=200))
    except ValueError as error:
        raise Refused(400, "the body is no form in UTF-8") from error
