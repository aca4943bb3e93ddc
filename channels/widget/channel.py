"""The channel itself: the API's addresses, and who may call them."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any, Dict, Optional

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse
from sqlalchemy.exc import SQLAlchemyError

from channels.callback import keep, number_in, taken_out
from channels.conversation import region as region_of
from channels.conversation import tracker_of
from channels.news import News, newsroom
from channels.request import Refused, region_named
from channels.turn import OnMessage
from channels.widget import history, origins
from channels.widget.about import about, too_many
from channels.widget.limits import Limit, address_of
from channels.widget.pages import add_pages
from channels.widget.requests import read_feedback, read_message, read_number
from channels.widget.settings import Settings, settings
from channels.widget.tokens import BadToken, Tokens
from channels.widget.turns import Turns
from components.conversation_state import Conversation
from review.store import review_store

logger = logging.getLogger(__name__)

ENDED = "This conversation has ended, or it is another browser's. Start a new one."
API = "/api/"
ADDRESSES = (
    "/api/about", "/api/conversations", "/api/conversation", "/api/messages", "/api/progress", "/api/callback", "/api/feedback",
)  # fmt: skip


class Widget(InputChannel):
    """Serves the web chat.

    Args:
        chosen: the deployment's settings; those of the environment where left out. Wrong ones end the start.
    """

    def __init__(self, chosen: Optional[Settings] = None) -> None:
        self._chosen = chosen or settings()
        self._tokens = Tokens(self._chosen.key, self._chosen.token_days)
        self._conversations = Limit(self._chosen.messages_a_minute)
        self._addresses = Limit(self._chosen.address_a_minute)

    @classmethod
    def name(cls) -> str:
        """What actions know the channel by."""
        return "widget"

    def url_prefix(self) -> str:
        """Beside `/webhooks/`, not below it."""
        return "/chat"

    def blueprint(self, on_new_message: OnMessage) -> Blueprint:
        """The demo page, the script, and the API."""
        chat = Blueprint("bedside_widget", __name__)
        running = Turns(on_new_message, Widget.name())
        add_pages(chat)

        @chat.middleware("request")
        async def refuse_foreign_sites(request: Request) -> Optional[HTTPResponse]:
            return None if self._is_allowed(request) else _error(403, "This site may not use the chat.")

        @chat.middleware("response")
        async def name_allowed_site(request: Request, answer: HTTPResponse) -> Optional[HTTPResponse]:
            return self._with_cors(request, answer)

        @chat.exception(Refused)
        async def refused(_: Request, error: Refused) -> HTTPResponse:
            return _error(error.status, error.error)

        @chat.exception(BadToken)
        async def bad_token(_: Request, __: BadToken) -> HTTPResponse:
            return _error(401, ENDED)

        # Rasa's own handling of CORS answers OPTIONS before a route is asked; but only where a route exists is our answer put in its place.
        for path in ADDRESSES:
            chat.add_route(_preflight, path, methods=["OPTIONS"], name=f"preflight_{path.rpartition('/')[2]}")

        @chat.get("/api/about")
        async def about_this_service(request: Request) -> HTTPResponse:
            return response.json(about(region_named(request.args.get("region"))))

        @chat.post("/api/conversations")
        async def start(request: Request) -> HTTPResponse:
            self._limit(request)
            return response.json({"token": self._tokens.mint()}, status=201)

        @chat.get("/api/conversation")
        async def read(request: Request) -> HTTPResponse:
            conversation = self._conversation(request)
            tracker = await request.app.ctx.agent.tracker_store.retrieve_full_tracker(conversation)
            return response.json({"turns": history.turns(tracker)})

        @chat.delete("/api/conversation")
        async def delete(request: Request) -> HTTPResponse:
            conversation = self._conversation(request)
            await running.finish(conversation)
            agent = request.app.ctx.agent
            try:
                async with agent.lock_store.lock(conversation):
                    history.delete(agent.tracker_store, conversation)
            except history.CannotDelete as error:
                logger.error("A conversation could not be deleted from a %s.", error)
                return _error(501, "The conversation can't be deleted from here. Please ask the clinic.")
            return response.empty(204)

        @chat.post("/api/messages")
        async def say(request: Request) -> HTTPResponse:
            conversation = self._conversation(request)
            message = read_message(request.body)
            self._limit(request, conversation, message.region)
            store = request.app.ctx.agent.tracker_store
            before = await tracker_of(request.app, conversation)
            region = region_of(before, message.region)
            asked = asyncio.ensure_future(newsroom().of(before, region))
            text, more = taken_out(message.text, before, Widget.name(), region, time.time())
            about = {**({"region": message.region} if message.region else {}), **more}
            turn = await running.take(store, conversation, message.id, text, about)
            return response.json({**turn, "progress": _progress(await asked)})

        @chat.get("/api/progress")
        async def tell_progress(request: Request) -> HTTPResponse:
            conversation = self._conversation(request)
            self._limit(request)
            tracker = await tracker_of(request.app, conversation)
            region = region_of(tracker, region_named(request.args.get("region")))
            return response.json({"progress": _progress(await newsroom().of(tracker, region))})

        @chat.post("/api/callback")
        async def leave_number(request: Request) -> HTTPResponse:
            conversation = self._conversation(request)
            number, region = read_number(request.body)
            self._limit(request, conversation, region)
            tracker = await tracker_of(request.app, conversation)
            danger = Conversation(tracker).open_danger
            found = number_in(number, region_of(tracker, region))
            if danger is None:
                return _error(404, "There is nothing yet that the clinic could call about.")
            if found is None or (found.start, found.end) != (0, len(number)):
                return _error(
                    400, "That is no telephone number that I know. Please type it with the country's code: +44 ..."
                )
            if not keep(conversation, danger, found.number, Widget.name(), region, time.time()):
                return _error(503, "That could not be kept just now. Please try again.")
            return response.empty(204)

        @chat.post("/api/feedback")
        async def rate(request: Request) -> HTTPResponse:
            conversation = self._conversation(request)
            feedback = read_feedback(request.body)
            self._limit(request, conversation)
            tracker = await request.app.ctx.agent.tracker_store.retrieve_full_tracker(conversation)
            if not history.was_shown(tracker, feedback.answer_id, feedback.version):
                return _error(404, "This answer was not given in this conversation.")
            try:
                review_store().rate(feedback.answer_id, feedback.version, feedback.helped)
            except SQLAlchemyError as error:
                logger.error("Feedback could not be stored (%s).", type(error).__name__)
                return _error(503, "That could not be stored. Please try again later.")
            return response.empty(204)

        return chat

    def _conversation(self, request: Request) -> str:
        return self._tokens.conversation(request.headers.get("authorization", ""))

    def _limit(self, request: Request, conversation: Optional[str] = None, region: Optional[str] = None) -> None:
        """Refuses what is too much, and even then says whom to call."""
        forwarded = request.headers.get("x-forwarded-for", "")
        address = address_of(request.ip, forwarded, self._chosen.proxies)
        if conversation and not self._conversations.allows(conversation):
            raise Refused(429, too_many(region))
        if address and not self._addresses.allows(address):
            raise Refused(429, too_many(region))

    def _is_allowed(self, request: Request) -> bool:
        if API not in request.path:
            return True  # pages and scripts are for everyone to load
        return origins.is_allowed(request.headers.get("origin"), request.host, self._chosen.allowed_origins)

    def _with_cors(self, request: Request, answer: HTTPResponse) -> Optional[HTTPResponse]:
        if API not in request.path:
            return None
        preflight = request.method == "OPTIONS"
        if preflight and not self._is_allowed(request):
            answer = _error(403, "This site may not use the chat.")
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        allowed = self._is_allowed(request)
        answer.headers.pop("Access-Control-Allow-Origin", None)
        answer.headers.update(origins.headers(request.headers.get("origin") if allowed else None, preflight))
        return answer if preflight else None


def _progress(news: Optional[News]) -> Optional[Dict[str, Any]]:
    return news.as_dict() if news else None


async def _preflight(_: Request) -> HTTPResponse:
    return response.empty(204)


def _error(status: int, words: str) -> HTTPResponse:
    body: Dict[str, Any] = {"error": words}
    headers = {"Retry-After": "60"} if status == 429 else None
    return response.json(body, status=status, headers=headers)
