"""The REST channel: `POST /webhooks/rest/webhook`, as the reply contract has it.

Rasa's own takes any JSON, lets the client name its channel and metadata, logs what people wrote when something fails, and then
answers an empty list. This one refuses what is no message, keeps the text out of the log, and always answers.
"""

from __future__ import annotations

import asyncio
import time
from typing import NamedTuple, Optional

from rasa.core.channels.rest import RestInput
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels import OWN_CONVERSATIONS, conversation
from channels.callback import taken_out
from channels.news import newsroom, with_news
from channels.request import MAX_CHARACTERS, Refused, object_in, region_named
from channels.turn import OnMessage, take_turn
from components.plain_text import plain

MAX_SENDER = 256


class Incoming(NamedTuple):
    """One message of one conversation; `region` is the one that the page is set up for."""

    sender: str
    text: str
    region: Optional[str] = None


class Rest(RestInput):
    """Rasa's REST channel, made fit for patients."""

    @classmethod
    def name(cls) -> str:
        """Part of the channel's address, and what actions know it by."""
        return "rest"

    def blueprint(self, on_new_message: OnMessage) -> Blueprint:
        """The channel's two addresses: `/` says that it is up, `/webhook` takes a message."""
        rest = Blueprint("bedside_rest", __name__)

        @rest.get("/")
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @rest.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            try:
                incoming = read_message(request.body)
            except Refused as refused:
                return response.json({"error": refused.error}, status=refused.status)
            about = {"region": incoming.region} if incoming.region else {}
            before = await conversation.tracker_of(request.app, incoming.sender)
            region = conversation.region(before, incoming.region)
            asked = asyncio.ensure_future(newsroom().of(before, region))
            text, more = taken_out(incoming.text, before, Rest.name(), region, time.time())
            replies = await take_turn(on_new_message, Rest.name(), incoming.sender, text, {**about, **more})
            after = await conversation.tracker_of(request.app, incoming.sender)
            return response.json(with_news(replies, await asked, before, after))

        return rest


def read_message(body: bytes) -> Incoming:
    """The message in a request's body.

    Raises:
        Refused: the body is too large, no JSON, or names no sender or no text.
    """
    data = object_in(body)
    sender, text = data.get("sender"), data.get("message")
    if not isinstance(sender, str) or not plain(sender) or len(sender) > MAX_SENDER:
        raise Refused(400, f'"sender" must be a string of 1 to {MAX_SENDER} characters')
    if plain(sender).startswith(OWN_CONVERSATIONS):
        # Whoever knows a phone number or an id must not go on there.
        raise Refused(400, '"sender" is of another channel')
    if not isinstance(text, str):
        raise Refused(400, '"message" must be a string')
    if len(text) > MAX_CHARACTERS:
        raise Refused(413, f'"message" has more than {MAX_CHARACTERS} characters')
    return Incoming(plain(sender), plain(text), region_named(data.get("region")))
