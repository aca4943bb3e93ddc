"""Rasa's server as Bedside starts it: `python -m channels.server --interface 127.0.0.1 --port 5005 --model models/bedside.tar.gz`.

Of `rasa run` it does what is needed: logs, channels, the agent. What it leaves out is Rasa's banner at `/` and its headers for other origins; what
it adds stands before every request (`http_guard.py`).
"""

from __future__ import annotations

import argparse
import logging
import os
from functools import partial
from pathlib import Path

from rasa.core.channels.channel import register
from rasa.core.run import close_resources, create_http_input_channels, load_agent_on_start
from rasa.core.utils import AvailableEndpoints
from rasa.utils.common import configure_logging_and_warnings, update_sanic_log_level
from rasa.utils.log_utils import configure_structlog
from sanic import Sanic
from sanic.request import Request
from sanic.response import BaseHTTPResponse

from channels.http_guard import GuardedHttp
from channels.request import MAX_BODY
from channels.state import blueprint
from knowledge.private_files import keep_files_private

CREDENTIALS, ENDPOINTS = "credentials.yml", "endpoints.yml"
WAITING_CONNECTIONS = 100
REQUEST_SECONDS = 30  # for a request to come in whole


def make_app(model: str, credentials: str = CREDENTIALS, endpoints: str = ENDPOINTS) -> Sanic:
    """The server with the channels of `credentials`, which loads the model when it starts."""
    app = Sanic("bedside", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = 2 * MAX_BODY  # between the two a channel refuses in its own words
    app.config.REQUEST_TIMEOUT = REQUEST_SECONDS
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.config.ACCESS_LOG = False
    register(create_http_input_channels(None, credentials), app, route="/webhooks/")
    app.blueprint(blueprint())
    found = AvailableEndpoints.read_endpoints(endpoints)
    app.register_listener(partial(load_agent_on_start, model, found, None), "before_server_start")
    app.register_listener(close_resources, "after_server_stop")
    app.register_middleware(nosniff, "response")
    return app


async def nosniff(_: Request, answer: BaseHTTPResponse) -> None:
    """No browser takes an answer for another kind of file than it says."""
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")


def main() -> None:
    """Serves until it is stopped."""
    parser = argparse.ArgumentParser(prog="python -m channels.server", description=__doc__)
    parser.add_argument("--interface", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5005)
    parser.add_argument("--model", required=True)
    options = parser.parse_args()
    keep_files_private()
    if not Path(options.model).is_file():
        parser.error(f"there is no model at {options.model}")
    level = logging.getLevelName(os.environ.get("LOG_LEVEL", "INFO"))
    configure_logging_and_warnings(level, None, warn_only_once=True, filter_repeated_logs=True)
    configure_structlog(level)
    app = make_app(options.model)
    update_sanic_log_level()
    app.run(
        host=options.interface, port=options.port, protocol=GuardedHttp, backlog=WAITING_CONNECTIONS, workers=1,
        access_log=False,
    )  # fmt: skip


if __name__ == "__main__":
    main()
