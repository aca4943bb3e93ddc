"""`python -m escalations dispatch|list|show|ack|close`: the dispatcher, and what staff do."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import logging
import signal
import sys
from typing import List, Optional

from sqlalchemy.exc import SQLAlchemyError

from escalations.dispatcher import make_dispatcher
from escalations.metrics import EscalationMetrics, serve
from escalations.models import ACKNOWLEDGED, CLOSED, STATES
from escalations.settings import settings
from escalations.spool import Spool
from escalations.store import EscalationStore, NoSuchEscalation
from knowledge.database import engine_for


def main(arguments: Optional[List[str]] = None) -> int:
    """Runs one command; 0 when it did what was asked, 1 when not."""
    options = _parser().parse_args(arguments)
    store = EscalationStore(engine_for(options.url))
    try:
        if options.run is not _dispatch:
            store.prepare()
        options.run(store, options)
    except NoSuchEscalation as error:
        print(f"There is no escalation {error}.", file=sys.stderr)
        return 1
    except (SQLAlchemyError, ValueError) as error:
        print(f"That could not be done: {error}", file=sys.stderr)
        return 1
    return 0


def _dispatch(store: EscalationStore, _: argparse.Namespace) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    dispatcher = make_dispatcher(settings(), store)
    port = settings().metrics_port
    if port is not None:
        served = serve(EscalationMetrics(dispatcher.counts, store, Spool(settings().spool)), port)
        logging.info("Figures at http://127.0.0.1:%d/metrics.", served)

    async def work() -> None:
        task = asyncio.ensure_future(dispatcher.run())
        for one in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(one, task.cancel)
        try:
            await task
        except asyncio.CancelledError:
            logging.info("Dispatcher stopped: %s.", dict(dispatcher.counts))

    asyncio.run(work())


def _list(store: EscalationStore, options: argparse.Namespace) -> None:
    for row in store.listing(options.state):
        who = f" by {row['state_by']}" if row["state_by"] else ""
        print(
            f"{row['id']}  {row['at']:%Y-%m-%d %H:%M}  {row['level']:9}  {', '.join(row['flags']):40}  {row['state']}{who}"
        )


def _show(store: EscalationStore, options: argparse.Namespace) -> None:
    row = store.show(options.id)
    print(
        f"{row['level'].upper()}: {', '.join(row['flags'])}\nconversation {row['conversation']} on {row['channel']}, region {row['region'] or 'unknown'}"
    )
    print(
        f"state {row['state']}"
        + (f" by {row['state_by']} at {row['state_at']:%Y-%m-%d %H:%M}" if row["state_by"] else "")
    )
    for notice in row["notices"]:
        print(
            f"\n{notice['at']:%Y-%m-%d %H:%M:%S}  {notice['kind']}, {notice['level']}: {', '.join(notice['flags']) or '-'}  (noticed by {notice['trigger']})"
        )
        for turn in notice["turns"]:
            print(f"  {turn['who']:9} | " + turn["text"].replace("\n", "\n            | "))


def _acknowledge(store: EscalationStore, options: argparse.Namespace) -> None:
    store.set_state(options.id, ACKNOWLEDGED, options.by)


def _close(store: EscalationStore, options: argparse.Namespace) -> None:
    store.set_state(options.id, CLOSED, options.by)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m escalations", description=__doc__)
    parser.add_argument("--url", default=settings().url, help="SQLAlchemy URL of the escalation store")
    commands = parser.add_subparsers(required=True)
    commands.add_parser("dispatch", help="take notices in and deliver them, until stopped").set_defaults(run=_dispatch)
    listing = commands.add_parser("list", help="escalations that are not closed")
    listing.add_argument("--state", choices=STATES)
    listing.set_defaults(run=_list)
    for name, run, text in [
        ("show", _show, "one escalation with its transcript"),
        ("ack", _acknowledge, "acknowledge one"),
        ("close", _close, "close one"),
    ]:
        command = commands.add_parser(name, help=text)
        command.add_argument("id")
        command.add_argument("--by", default=getpass.getuser(), help="your name")
        command.set_defaults(run=run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
