"""`python -m knowledge load|check|show|list|due|sign`: the content team's command line."""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from pathlib import Path
from typing import List, Optional

from sqlalchemy.exc import SQLAlchemyError

from knowledge.content_check import grades, load_content
from knowledge.database import engine_for
from knowledge.files import ContentError
from knowledge.loader import ANSWER, load, texts_of
from knowledge.people import AUDIENCES, Person
from knowledge.policy import standing, today
from knowledge.private_files import keep_files_private
from knowledge.schema import REGIONS
from knowledge.settings import CONTENT, settings
from knowledge.signing import KINDS, SignatureRefused, sign
from knowledge.store import KnowledgeStore, NotServable, StoreUnavailable

VERSION_DIGITS = 64


def main(arguments: Optional[List[str]] = None) -> int:
    """Runs one command; 0 when it did what was asked, 1 when not."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except ContentError as error:
        print(f"{len(error.faults)} faults in the content; nothing was loaded.\n{error}", file=sys.stderr)
    except (SQLAlchemyError, StoreUnavailable) as error:
        print(f"The store can't be used: {error}\nHas `python -m knowledge load` been run?", file=sys.stderr)
    except (NotServable, SignatureRefused) as error:
        print(error, file=sys.stderr)
    return 1


def _check(options: argparse.Namespace) -> int:
    content = load_content(options.content)
    reading = grades(content)
    mean, most = sum(reading.values()) / len(reading), max(reading.values())
    print(f"{len(content.questions)} questions of {len(content.answers)} topics, {len(reading)} texts: no faults.")
    print(f"Reading grade {mean:.1f} on average, {most:.1f} at most.")
    for text in texts_of(content):
        note = standing(text.review, text.version).note
        if note:
            print(f"{text.kind} {text.id}: {note}; it counts as sourced until it is signed again.")
    return 0


def _load(options: argparse.Namespace) -> int:
    loaded = load(engine_for(options.url), load_content(options.content))
    print(
        f"texts: {loaded.added} added, {loaded.changed} changed, {loaded.unchanged} unchanged, {loaded.withdrawn} withdrawn"
    )
    return 0


def _show(options: argparse.Namespace) -> int:
    store = KnowledgeStore(engine_for(options.url), settings().min_status)
    person = Person(options.route, frozenset(options.audience or ()), options.region)
    is_version = len(options.what) == VERSION_DIGITS
    answer = store.version(options.what) if is_version else store.answer(options.what, person)
    print(json.dumps(answer._asdict(), indent=2, ensure_ascii=False))
    return 0


def _list(options: argparse.Namespace) -> int:
    for row in KnowledgeStore(engine_for(options.url), settings().min_status).listing():
        served = f"not served: {row.withheld}" if row.withheld else "served"
        note = f" ({row.note})" if row.note else ""
        by = row.review["by"] or "-"
        print(
            f"{row.kind:9} {row.id:38} {row.version[:12]}  {row.review['status']:9} by {by:20} due {row.review['due']}  {served}{note}"
        )
    return 0


def _due(options: argparse.Namespace) -> int:
    last = today() + datetime.timedelta(days=options.days)
    found = sorted((str(text.review["due"]), text.kind, text.id) for text in texts_of(load_content(options.content)))
    for due, kind, name in found:
        if due <= last.isoformat():
            print(f"{due}  {kind:9} {name}")
    return 0


def _sign(options: argparse.Namespace) -> int:
    try:
        day = datetime.date.fromisoformat(options.on) if options.on else today()
        due = datetime.date.fromisoformat(options.due)
    except ValueError as error:
        raise SignatureRefused("a day is written YYYY-MM-DD") from error
    version = sign(options.content, options.kind, options.id, options.by, day, due)
    print(f"{options.kind} {options.id}: version {version[:12]} signed by {options.by} on {day}, due {due}.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m knowledge", description=__doc__)
    parser.add_argument("--content", type=Path, default=CONTENT, help="the content folder of one language")
    parser.add_argument("--url", default=settings().knowledge_url, help="SQLAlchemy URL of the store")
    commands = parser.add_subparsers(required=True)
    for name, run, text in [
        ("check", _check, "find every fault in the content files"),
        ("load", _load, "make the content files what the store serves"),
        ("list", _list, "every text, its review, and whether it is served"),
    ]:
        commands.add_parser(name, help=text).set_defaults(run=run)
    show = commands.add_parser("show", help="one answer as a person gets it, or one version as it was")
    show.add_argument("what", help="a question's full id (alcohol/allowed), or a version (64 hexadecimal digits)")
    show.add_argument("--route", choices=["pump"])
    show.add_argument("--audience", action="append", choices=AUDIENCES)
    show.add_argument("--region", choices=REGIONS)
    show.set_defaults(run=_show)
    due = commands.add_parser("due", help="what has to be reviewed again soon")
    due.add_argument("--days", type=int, default=30)
    due.set_defaults(run=_due)
    signing = commands.add_parser(
        "sign", help="write a named clinician's signature of the text as it is now into its file"
    )
    signing.add_argument("id", help="of an answer alcohol/allowed, of any other text its id; of the contacts: contacts")
    signing.add_argument("--kind", default=ANSWER, choices=KINDS)
    signing.add_argument("--by", required=True, help="name and registration of the clinician who has read it")
    signing.add_argument("--on", help="the day of signing, YYYY-MM-DD; today where left out")
    signing.add_argument("--due", required=True, help="the day until which it holds")
    signing.set_defaults(run=_sign)
    return parser


if __name__ == "__main__":
    keep_files_private()
    sys.exit(main())
