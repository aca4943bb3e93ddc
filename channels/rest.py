"""The REST channel: `POST /webhooks/rest/webhook`, as the reply contract has it.

Rasa's own takes any JSON, lets the client name its channel and metadata, logs what people wrote when something fails, and then
answers an empty list. This one refuses what is no message, keeps the text out of the log, and always answers.
"""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any, Awaitable, Callable, Dict, List, NamedTuple, Optional

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.last_resort import last_resort
from components.plain_text import plain
from knowledge.schema import REGIONS

logger = logging.getLogger(__name__)

MAX_BODY = 64 * 1024  # bytes; a message of 5,000 characters takes at most 30,000
MAX_CHARACTERS = 10_000
MAX_SENDER = 256
TURN_SECONDS = 20  # above the action server's limit, so that this one is reached only if Rasa itself hangs

OnMessage = Callable[[UserMessage], Awaitable[Any]]


class Refused(Exception):
    """The request holds no message. Carries the HTTP status and what to mend."""

    def __init__(self, status: int, error: str) -> None:
        self.status = status
        self.error = error
        super().__init__(error)


class Incoming(NamedTuple):
    """One message of one conversation; `region` is the one that the page is set up for."""

    sender: str
    text: str
    region: Optional[str] = None


class RestOutput(CollectingOutputChannel):
    """Collects replies, each with its text, buttons and payload in one message."""

    @classmethod
    def name(cls) -> str:
        """The name that decides whether payloads are carried."""
        return "rest"

    async def send_response(self, recipient_id: str, message: Dict[str, Any]) -> None:
        """Keeps one reply whole; Rasa's own would split it."""
        kept = {key: message[key] for key in ("text", "buttons", "custom") if message.get(key)}
        if kept:
            self.messages.append({"recipient_id": recipient_id, **kept})


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
            return response.json(await replies(on_new_message, incoming))

        return rest


def read_message(body: bytes) -> Incoming:
    """The message in a request's body.

    Raises:
        Refused: the body is too large, no JSON, or names no sender or no text.
    """
    if len(body) > MAX_BODY:
        raise Refused(413, f"the body has more than {MAX_BODY} bytes")
    try:
        data = json.loads(body.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Refused(400, "the body is not JSON in UTF-8") from error
    if not isinstance(data, dict):
        raise Refused(400, 'the body must be an object: {"sender": "...", "message": "..."}')
    sender, text = data.get("sender"), data.get("message")
    if not isinstance(sender, str) or not plain(sender) or len(sender) > MAX_SENDER:
        raise Refused(400, f'"sender" must be a string of 1 to {MAX_SENDER} characters')
    if not isinstance(text, str):
        raise Refused(400, '"message" must be a string')
    if len(text) > MAX_CHARACTERS:
        raise Refused(413, f'"message" has more than {MAX_CHARACTERS} characters')
    region = data.get("region")  # a wrong one is no reason to turn somebody in danger away
    return Incoming(plain(sender), plain(text), region if isinstance(region, str) and region in REGIONS else None)


async def replies(on_new_message: OnMessage, incoming: Incoming) -> List[Dict[str, Any]]:
    """What the assistant says to one message: never nothing, whatever fails."""
    output = RestOutput()
    about = {"region": incoming.region} if incoming.region else {}
    message = UserMessage(incoming.text, output, incoming.sender, input_channel=Rest.name(), metadata=about)
    failure: Optional[BaseException] = None
    try:
        await asyncio.wait_for(on_new_message(message), TURN_SECONDS)
    except asyncio.TimeoutError as error:
        failure = error
    except Exception as error:  # noqa: BLE001 - the last one who can still answer the person
        failure = error
    if failure is not None:
        # The type alone: an error's message or trace may quote what the person wrote.
        logger.error("A message of %d characters failed with %s.", len(incoming.text), type(failure).__name__)
    if not output.messages:
        output.messages.append({"recipient_id": incoming.sender, **last_resort()})
    return output.messages
