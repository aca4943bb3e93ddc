"""`python -m review list|export`: what the content team does with the queue."""

from __future__ import annotations

import argparse
import csv
import sys
from typing import List, Optional

from sqlalchemy.exc import SQLAlchemyError

from knowledge.database import engine_for
from review.models import NO_ANSWER, UNSURE
from review.settings import settings
from review.store import ReviewStore


def main(arguments: Optional[List[str]] = None) -> int:
    """Runs one command; 0 when it did what was asked, 1 when not."""
    parser = argparse.ArgumentParser(prog="python -m review", description=__doc__)
    parser.add_argument("command", choices=["list", "export"], help="list: to read; export: as CSV")
    parser.add_argument("--kind", choices=[UNSURE, NO_ANSWER], help="one kind alone")
    parser.add_argument("--url", default=settings().url, help="SQLAlchemy URL of the queue")
    options = parser.parse_args(arguments)
    try:
        rows = ReviewStore(engine_for(options.url)).listing(options.kind)
    except SQLAlchemyError as error:
        print(f"The queue can't be read: {error}", file=sys.stderr)
        return 1
    if options.command == "export":
        writer = csv.writer(sys.stdout)
        writer.writerow(["at", "kind", "offered", "chosen", "text"])
        writer.writerows(
            [row["at"].isoformat(), row["kind"], " ".join(row["offered"]), row["chosen"], row["text"]] for row in rows
        )
        return 0
    for row in rows:
        print(
            f"{row['at']:%Y-%m-%d %H:%M}  {row['kind']:9}  {', '.join(row['offered']):45}  {row['chosen'] or '-':20}  {row['text'] or ''}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
