"""`python -m knowledge load|check|show|list`: the content team's command line."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import List, Optional

from sqlalchemy.exc import SQLAlchemyError

from knowledge.content_check import grades, load_content
from knowledge.database import engine_for
from knowledge.files import ContentError
from knowledge.loader import load
from knowledge.settings import CONTENT, settings
from knowledge.store import KnowledgeStore, NotServable, StoreUnavailable


def main(arguments: Optional[List[str]] = None) -> int:
    """Runs one command; 0 when it did what was asked, 1 when not."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except ContentError as error:
        print(f"{len(error.faults)} faults in the content; nothing was loaded.\n{error}", file=sys.stderr)
    except (SQLAlchemyError, StoreUnavailable) as error:
        print(f"The store can't be used: {error}\nHas `python -m knowledge load` been run?", file=sys.stderr)
    except NotServable as error:
        print(error, file=sys.stderr)
    return 1


def _check(options: argparse.Namespace) -> int:
    content = load_content(options.content)
    reading = grades(content.answers.values(), content.contacts)
    mean = sum(reading.values()) / len(reading)
    print(
        f"{len(content.answers)} answers, {len(reading)} texts: no faults. Reading grade {mean:.1f} on average, {max(reading.values()):.1f} at most."
    )
    return 0


def _load(options: argparse.Namespace) -> int:
    loaded = load(engine_for(options.url), load_content(options.content))
    print(
        f"answers: {loaded.added} added, {loaded.changed} changed, {loaded.unchanged} unchanged, {loaded.withdrawn} withdrawn"
    )
    return 0


def _show(options: argparse.Namespace) -> int:
    store = KnowledgeStore(engine_for(options.url), settings().min_status)
    is_version = len(options.what) == 64
    answer = store.version(options.what) if is_version else store.answer(options.what)
    print(json.dumps(answer._asdict(), indent=2, ensure_ascii=False))
    return 0


def _list(options: argparse.Namespace) -> int:
    for row in KnowledgeStore(engine_for(options.url), settings().min_status).listing():
        review = row["review"]
        served = f"not served: {row['withheld']}" if row["withheld"] else "served"
        print(
            f"{row['topic']:22} {row['version'][:12]}  {review['status']:9} by {review['by'] or '-':20} due {review['due']}  {served}"
        )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m knowledge", description=__doc__)
    parser.add_argument("--content", type=Path, default=CONTENT, help="the content folder")
    parser.add_argument("--url", default=settings().knowledge_url, help="SQLAlchemy URL of the store")
    commands = parser.add_subparsers(required=True)
    for name, run, text in [
        ("check", _check, "find every fault in the content files"),
        ("load", _load, "make the content files what the store serves"),
        ("list", _list, "every topic, its review, and whether it is served"),
    ]:
        commands.add_parser(name, help=text).set_defaults(run=run)
    show = commands.add_parser("show", help="one answer as it is served, or one version as it was")
    show.add_argument("what", help="a topic id, or a version (64 hexadecimal digits)")
    show.set_defaults(run=_show)
    return parser


if __name__ == "__main__":
    sys.exit(main())
