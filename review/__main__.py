"""`python -m review list|export|feedback`: what the content team does with the queue."""

from __future__ import annotations

import argparse
import csv
import sys
from typing import List, Optional

from sqlalchemy.exc import SQLAlchemyError

from knowledge.database import engine_for
from knowledge.private_files import keep_files_private
from review.models import NO_ANSWER, UNSURE
from review.settings import settings
from review.store import ReviewStore

HELP = "list: the questions, to read; export: as CSV; feedback: which answers helped and which did not"


def main(arguments: Optional[List[str]] = None) -> int:
    """Runs one command; 0 when it did what was asked, 1 when not."""
    parser = argparse.ArgumentParser(prog="python -m review", description=__doc__)
    parser.add_argument("command", choices=["list", "export", "feedback"], help=HELP)
    parser.add_argument("--kind", choices=[UNSURE, NO_ANSWER], help="one kind alone")
    parser.add_argument("--url", default=settings().url, help="SQLAlchemy URL of the queue")
    options = parser.parse_args(arguments)
    store = ReviewStore(engine_for(options.url))
    try:
        if options.command == "feedback":
            return _feedback(store)
        rows = store.listing(options.kind)
    except SQLAlchemyError as error:
        print(f"The queue can't be read: {error}", file=sys.stderr)
        return 1
    if options.command == "export":
        writer = csv.writer(sys.stdout)
        writer.writerow(["at", "kind", "offered", "chosen", "text"])
        writer.writerows(
            [row["at"].isoformat(), row["kind"], " ".join(row["offered"]), row["chosen"], _as_text(row["text"])]
            for row in rows
        )
        return 0
    for row in rows:
        print(
            f"{row['at']:%Y-%m-%d %H:%M}  {row['kind']:9}  {', '.join(row['offered']):45}  {row['chosen'] or '-':20}  {row['text'] or ''}"
        )
    return 0


def _as_text(cell: Optional[str]) -> Optional[str]:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell and cell[0] in "=+-@\t\r" else cell


def _feedback(store: ReviewStore) -> int:
    print(f"{'did not':>7}  {'helped':>6}  answer, version")
    for row in store.feedback():
        print(f"{row['did_not']:7}  {row['helped']:6}  {row['answer_id']}  {row['version'][:12]}")
    return 0


if __name__ == "__main__":
    keep_files_private()
    sys.exit(main())
