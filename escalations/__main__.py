"""`python -m escalations dispatch|list|show|ack|close|status`: the dispatcher, and what staff do."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys
from typing import Any, Dict, List, Optional

from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from escalations.desk import Desk
from escalations.dispatcher import Dispatcher, make_dispatcher
from escalations.health import Health
from escalations.history import AlreadyDone
from escalations.links import Links
from escalations.metrics import EscalationMetrics, make_app
from escalations.models import ACKNOWLEDGED, CLOSED, OPEN, STATES
from escalations.settings import settings
from escalations.store import EscalationStore, NoSuchEscalation
from escalations.telling import make_links
from escalations.times import told
from escalations.web import serve
from escalations.wording import wording
from knowledge.database import engine_for
from knowledge.private_files import keep_files_private
from knowledge.setting_faults import lines

logger = logging.getLogger("escalations")


def main(arguments: Optional[List[str]] = None) -> int:
    """Runs one command; 0 when it did what was asked (`status`: when all is well), 1 when not, 2 where the settings are wrong."""
    try:
        options = _parser().parse_args(arguments)
        store = EscalationStore(engine_for(options.url))
    except ValidationError as error:
        print("\n".join(lines(error)), file=sys.stderr)
        return 2
    try:
        if options.run is not _dispatch:
            store.prepare()
        return options.run(store, options)
    except NoSuchEscalation as error:
        print(f"There is no escalation {error}, or more than one whose number begins so.", file=sys.stderr)
    except AlreadyDone as done:
        print(f"Refused: {done}.", file=sys.stderr)
    except (SQLAlchemyError, ValueError, OSError) as error:
        print(f"That could not be done: {error}", file=sys.stderr)
    return 1


def _dispatch(store: EscalationStore, _: argparse.Namespace) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    links = _links()
    dispatcher = make_dispatcher(settings(), store, links)
    _serve(dispatcher, store, links)

    async def work() -> None:
        task = asyncio.ensure_future(dispatcher.run())
        for one in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(one, task.cancel)
        try:
            await task
        except asyncio.CancelledError:
            logging.info("Dispatcher stopped: %s.", dict(dispatcher.counts))

    asyncio.run(work())
    return 0


def _links() -> Optional[Links]:
    try:
        return make_links(settings())
    except OSError as error:
        logger.critical("Links can't be signed: the key can't be kept (%s). Notices are delivered all the same.", error)
        return None


def _serve(dispatcher: Dispatcher, store: EscalationStore, links: Optional[Links]) -> None:
    """Figures, health and the page that links open. A port that is taken stops none of the deliveries."""
    chosen, spool = settings(), settings().spools
    if chosen.metrics_port is not None:
        health = Health(store, spool, chosen.red_after, chosen.feed is not None, dispatcher.watch)
        app = make_app(EscalationMetrics(dispatcher.counts, store, spool, dispatcher.watch), health)
        _serve_or_say(app, "127.0.0.1", chosen.metrics_port, "Figures and health")
    if links is not None and chosen.link_port is not None:
        _serve_or_say(Desk(store, links).app(), chosen.link_host, chosen.link_port, "The staff's page")


def _serve_or_say(app: Any, host: str, port: int, name: str) -> None:
    try:
        logger.info("%s at http://%s:%d.", name, host, serve(app, host, port))
    except OSError as error:
        logger.critical("%s can't be served at port %d (%s). Notices are delivered all the same.", name, port, error)


def _list(store: EscalationStore, options: argparse.Namespace) -> int:
    for row in store.listing(options.state):
        who = f" by {row['state_by']}" if row["state_by"] else ""
        flags = ", ".join(row["flags"])
        print(f"{row['id']}  {told(row['at'])}  {row['level']:9}  {flags:40}  {row['state']}{who}")
    return 0


def _show(store: EscalationStore, options: argparse.Namespace) -> int:
    row = store.show(store.find(options.id))
    print(f"{row['level'].upper()}: {', '.join(row['flags'])}")
    print(f"conversation {row['conversation']} on {row['channel']}, region {row['region'] or 'unknown'}")
    if row["phone"]:
        print(f"number to call back: {row['phone']}")
    print(f"state {row['state']}" + ("; nobody has acknowledged it" if row["state"] in OPEN else ""))
    print("\nWhat happened:")
    for event in row["history"]:
        print(f"  {told(event['at'])}  {_happened(event)}")
    for notice in row["notices"]:
        flags = ", ".join(notice["flags"]) or "-"
        print(f"\n{told(notice['at'])}  {notice['kind']}, {notice['level']}: {flags}  ({_noticed(notice)})")
        for turn in notice["turns"]:
            print(f"  {turn['who']:9} | " + turn["text"].replace("\n", "\n            | "))
    return 0


def _noticed(notice: Dict[str, Any]) -> str:
    return f"the person {wording().acts[notice['act']]}" if notice["act"] else f"noticed by {notice['trigger']}"


def _happened(event: Dict[str, Any]) -> str:
    why = f": {event['why']}" if event["why"] else ""
    return f"{event['kind']:12}  {event['by']}{why}"


def _acknowledge(store: EscalationStore, options: argparse.Namespace) -> int:
    return _set(store, options, ACKNOWLEDGED)


def _close(store: EscalationStore, options: argparse.Namespace) -> int:
    return _set(store, options, CLOSED)


def _set(store: EscalationStore, options: argparse.Namespace, state: str) -> int:
    whole = store.find(options.id)
    store.set_state(whole, state, options.by, options.why)
    print(f"{state} by {options.by}")
    return 0


def _erase(store: EscalationStore, options: argparse.Namespace) -> int:
    whole = store.find(options.id)
    if options.id != whole:
        print("To erase one, give its whole number.", file=sys.stderr)
        return 1
    store.erase(whole)
    print(f"erased {whole}")
    return 0


def _status(store: EscalationStore, _: argparse.Namespace) -> int:
    chosen = settings()
    report = Health(store, chosen.spools, chosen.red_after, chosen.feed is not None).report()
    for name, what in [
        ("spool", "notices wait in the spool"),
        ("notices", "notices wait for the clinic"),
        ("emergencies", "emergencies wait for somebody to acknowledge them"),
    ]:
        if report[name]:
            since = f", since {report[name]['since']}" if report[name]["since"] else ""
            print(f"{report[name]['waiting']} {what}{since}")
    print("\n".join([*(f"RED: {one}" for one in report["why"])] or ["ok"]))
    return 0 if report["status"] == "ok" else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m escalations", description=__doc__)
    parser.add_argument("--url", default=settings().url, help="SQLAlchemy URL of the escalation store")
    commands = parser.add_subparsers(required=True)
    commands.add_parser("dispatch", help="take notices in and deliver them, until stopped").set_defaults(run=_dispatch)
    commands.add_parser("status", help="what waits, since when; 1 where danger does not reach the clinic").set_defaults(
        run=_status
    )
    listing = commands.add_parser("list", help="escalations that are not closed, what nobody has seen first")
    listing.add_argument("--state", choices=STATES)
    listing.set_defaults(run=_list)
    for name, run, text in [
        ("show", _show, "one escalation with its history and transcript"),
        ("ack", _acknowledge, "say that you have it: nobody else is told"),
        ("close", _close, "close it"),
        ("erase", _erase, "delete it with the number to call and all that was written; this can't be undone"),
    ]:
        command = commands.add_parser(name, help=text)
        command.add_argument("id", help="its number, or how that begins")
        if name in ("ack", "close"):
            command.add_argument("--by", required=True, help="your name")
            command.add_argument("--why", default="", help="what was done, for whoever reads the history")
        command.set_defaults(run=run)
    return parser


if __name__ == "__main__":
    keep_files_private()
    sys.exit(main())
