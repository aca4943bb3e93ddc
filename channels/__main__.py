"""`python -m channels status`: which messages and replies wait or failed, channel by channel. No words, no numbers of persons."""

from __future__ import annotations

import argparse
import sys
import time
from typing import List, Optional

from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from channels import PHONE_CHANNELS
from channels.settings import settings
from channels.store import ChannelStore
from knowledge.database import engine_for


def main(arguments: Optional[List[str]] = None) -> int:
    """Runs one command; 0 when nothing waits in trouble, 1 when something does or the store can't be read."""
    parser = argparse.ArgumentParser(prog="python -m channels", description=__doc__)
    parser.add_argument("--url", default=settings().url, help="SQLAlchemy URL of the channels' store")
    parser.add_subparsers(required=True, dest="command").add_parser("status", help="what waits and what failed")
    options = parser.parse_args(arguments)
    try:
        return _status(engine_for(options.url))
    except SQLAlchemyError as error:
        print(f"The channels' store can't be read: {type(error).__name__}.", file=sys.stderr)
        return 1


def _status(engine: Engine) -> int:
    troubled = 0
    for channel in sorted(PHONE_CHANNELS):
        store = ChannelStore(engine, channel)
        store.prepare()
        print(f"{channel:10} " + ", ".join(f"{count} {what}" for what, count in store.status().items()))
        for row in store.troubled():
            troubled += 1
            state = "given up" if row.given_up_at else f"next try in {max(0, row.next_try - time.time()):.0f} s"
            urgent = "  URGENT" if row.urgent else ""
            print(f"  reply {row.number} to {row.message_id}: {row.last_error}, {row.tries} tries, {state}{urgent}")
    return 1 if troubled else 0


if __name__ == "__main__":
    sys.exit(main())
