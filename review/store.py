"""The queue: takes questions in, learns what their writers chose and whether answers helped, and lists it for the content team."""

from __future__ import annotations

import datetime
import uuid
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence

from sqlalchemy import case, func, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from knowledge.database import engine_for, migrate
from review.models import Feedback, Question
from review.redact import redacted
from review.settings import settings

MIGRATIONS = Path(__file__).resolve().parent / "migrations"


class ReviewStore:
    """Questions for the content team, in one database."""

    def __init__(self, engine: Engine, keep_text: bool = False) -> None:
        self._engine = engine
        self._keep_text = keep_text
        self._ready = False

    def prepare(self) -> None:
        """Makes or migrates the table, once."""
        if not self._ready:
            with self._engine.begin() as connection:
                migrate(connection, migrations=MIGRATIONS)
            self._ready = True

    def note(self, kind: str, offered: Sequence[str], text: str) -> str:
        """Stores a question, its words redacted and only where they may be kept.

        Args:
            kind: `unsure` or `no_answer`.
            offered: topic ids.
            text: what was asked.

        Returns:
            its id.
        """
        self.prepare()
        question = str(uuid.uuid4())
        now = datetime.datetime.now(datetime.timezone.utc)
        kept = redacted(text) if self._keep_text else None
        with Session(self._engine, future=True) as session, session.begin():
            session.add(Question(id=question, at=now, kind=kind, offered=list(offered), text=kept))
        return question

    def label(self, question: str, topic: str) -> None:
        """Stores which topic the person took; nothing where the question is not there."""
        self.prepare()
        with Session(self._engine, future=True) as session, session.begin():
            session.execute(update(Question).where(Question.id == question).values(chosen=topic))

    def listing(self, kind: Optional[str] = None) -> List[Dict[str, Any]]:
        """Every question, the newest first: id, at, kind, offered, chosen, text."""
        self.prepare()
        wanted = select(Question).order_by(Question.at.desc())
        if kind:
            wanted = wanted.where(Question.kind == kind)
        with Session(self._engine, future=True) as session:
            return [
                {
                    "id": one.id,
                    "at": one.at,
                    "kind": one.kind,
                    "offered": one.offered,
                    "chosen": one.chosen,
                    "text": one.text,
                }
                for one in session.scalars(wanted)
            ]

    def rate(self, answer_id: str, version: str, helped: bool) -> None:
        """Stores whether an answer helped."""
        self.prepare()
        now = datetime.datetime.now(datetime.timezone.utc)
        one = Feedback(id=str(uuid.uuid4()), at=now, answer_id=answer_id, version=version, helped=helped)
        with Session(self._engine, future=True) as session, session.begin():
            session.add(one)

    def feedback(self) -> List[Dict[str, Any]]:
        """Of every answer and version that was rated, how often it helped and did not; what helped least comes first."""
        self.prepare()
        helped = func.sum(case((Feedback.helped, 1), else_=0))
        total = func.count()
        counts = (
            select(Feedback.answer_id, Feedback.version, helped, total)
            .group_by(Feedback.answer_id, Feedback.version)
            .order_by((total - helped).desc(), Feedback.answer_id, Feedback.version)
        )
        with Session(self._engine, future=True) as session:
            return [
                {"answer_id": answer, "version": version, "helped": int(yes), "did_not": int(every - yes)}
                for answer, version, yes, every in session.execute(counts)
            ]


@lru_cache(maxsize=1)
def review_store() -> ReviewStore:
    """The queue that this deployment configures. No connection is made before the first question."""
    return ReviewStore(engine_for(settings().url), settings().keep_text)
