"""The dispatcher's HTTP servers, each in a thread of its own, so that they answer whatever the dispatcher waits for."""

from __future__ import annotations

import asyncio
import threading
from typing import Any, Dict

from aiohttp import web

START_SECONDS = 10


def serve(app: web.Application, host: str, port: int) -> int:
    """Serves until the process ends; answers the port (another one where 0 was asked for).

    Raises:
        OSError: the port is taken, or the address is not this machine's.
    """
    started: Dict[str, Any] = {}
    is_started = threading.Event()

    async def work() -> None:
        runner = web.AppRunner(app, access_log=None, handle_signals=False)  # a line of that log would hold a link
        try:
            await runner.setup()
            await web.TCPSite(runner, host, port, reuse_address=True).start()
            started["port"] = runner.addresses[0][1]
        except OSError as error:
            started["error"] = error
            return
        finally:
            is_started.set()
        await asyncio.Event().wait()

    threading.Thread(target=lambda: asyncio.run(work()), name=f"web {port}", daemon=True).start()
    is_started.wait(START_SECONDS)
    if "port" not in started:
        raise started.get("error") or OSError("it did not start in time")
    return int(started["port"])
