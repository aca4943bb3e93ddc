"""The action server: rasa-sdk's, on the loopback address, behind the guard of `channels.http_guard`, with bounded requests and errors that tell nothing.

Stock rasa-sdk listens on every address, inflates a compressed request without a bound, and sends a failed request back whole,
which holds the conversation.
"""

from __future__ import annotations

import logging

from rasa_sdk.endpoint import create_app
from sanic import Sanic, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.http_guard import GuardedHttp

logger = logging.getLogger(__name__)

MAX_BODY = 8 * 1024 * 1024  # bytes; a tracker of a whole day's conversation stays far below


def make_app() -> Sanic:
    """The server with every action of this package."""
    app = create_app("actions", cors_origins=[])
    app.config.REQUEST_MAX_SIZE = MAX_BODY
    app.config.ACCESS_LOG = False
    app.error_handler.add(Exception, _say_nothing)
    app.register_middleware(_refuse_compressed, "request")
    return app


def serve(host: str, port: int) -> None:
    """Runs the server until it is stopped."""
    make_app().run(host=host, port=port, protocol=GuardedHttp, access_log=False, workers=1)


async def _refuse_compressed(request: Request) -> HTTPResponse | None:
    if request.headers.get("content-encoding"):
        return response.json({"error": "compressed requests are not taken"}, status=415)
    return None


def _say_nothing(request: Request, error: Exception) -> HTTPResponse:
    status = error.status_code if isinstance(error, SanicException) else 500
    if status >= 500:
        logger.error("A request failed with %s.", type(error).__name__)
    return response.json({"error": "the request could not be handled"}, status=status)
