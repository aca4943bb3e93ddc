"""Look-ups in the store, read-only, under the policy of what may be served."""

from __future__ import annotations

import datetime
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Sequence

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from knowledge.database import engine_for
from knowledge.loader import ANSWER, EFFECT, MEDICINES, WARNING
from knowledge.models import CurrentText, TextVersion
from knowledge.people import NOBODY_IN_PARTICULAR, Person, fitting_variant
from knowledge.policy import standing, today, why_withheld
from knowledge.settings import MEDICINE


class StoreUnavailable(Exception):
    """The store can't be read just now."""


class NotServable(Exception):
    """There is no text that may be shown: none at all, retired, overdue or not yet checked enough."""

    def __init__(self, what: str, reason: str) -> None:
        self.what = what
        self.reason = reason
        super().__init__(f"{what}: {reason}")


class Served(NamedTuple):
    """An answer ready to be said to one person. Texts still hold placeholders for numbers.

    Attributes:
        question: its full id.
        help: ids of its warning sets.
        review: as in its file, with the status as it stands: a signature holds for the text that was signed.
    """

    question: str
    version: str
    title: str
    ask: str
    answer: str
    safety: Optional[str]
    more: Optional[str]
    help: List[str]
    sources: List[Dict[str, Any]]
    related: List[str]
    review: Dict[str, Any]

    @property
    def topic(self) -> str:
        """The topic that it belongs to."""
        return self.question.partition("/")[0]

    @property
    def answer_id(self) -> str:
        """The answer's id in the reply contract."""
        return f"{MEDICINE}/{self.question}"


class Row(NamedTuple):
    """A text of any kind as it stands now."""

    kind: str
    id: str
    version: str
    content: Dict[str, Any]
    review: Dict[str, Any]
    note: Optional[str]
    withheld: Optional[str]


class KnowledgeStore:
    """The texts of one database.

    Args:
        engine: where they are.
        min_status: lowest review status that may be shown: draft, sourced or approved.
        day: the day that due dates are held against.
    """

    def __init__(self, engine: Engine, min_status: str = "sourced", day: Callable[[], datetime.date] = today) -> None:
        self._engine = engine
        self._min_status = min_status
        self._day = day

    def answer(self, question: str, person: Person = NOBODY_IN_PARTICULAR) -> Served:
        """The answer to a question for one person.

        Args:
            question: its full id.

        Raises:
            NotServable: nothing that may be shown.
            StoreUnavailable: the database can't be read.
        """
        row = self._servable(ANSWER, question)
        return _served(row, person)

    def warnings(self, sets: Sequence[str]) -> Dict[str, Dict[str, Any]]:
        """The stored warning sets among those named that may be shown, by their ids.

        Raises:
            StoreUnavailable: the database can't be read.
        """
        rows = self._rows(CurrentText.kind == WARNING, CurrentText.id.in_(list(sets))) if sets else []
        found = {row.id: row.content for row in rows if row.withheld is None}
        return {name: found[name] for name in sets if name in found}

    def medicines(self, group: str) -> Row:
        """What is told of a class of medicines.

        Raises:
            NotServable: nothing that may be shown.
            StoreUnavailable: the database can't be read.
        """
        return self._servable(MEDICINES, group)

    def effect(self, name: str) -> Row:
        """What is told of a side effect.

        Raises:
            NotServable: nothing that may be shown.
            StoreUnavailable: the database can't be read.
        """
        return self._servable(EFFECT, name)

    def version(self, version: str) -> Served:
        """An answer as it was when shown, whether or not it may still be served.

        Raises:
            NotServable: no such version of an answer.
            StoreUnavailable: the database can't be read.
        """
        query = select(TextVersion).where(TextVersion.version == version, TextVersion.kind == ANSWER)
        found = self._read(query)
        if not found:
            raise NotServable(version, "no such version")
        current = self._rows(CurrentText.version == version)
        review = current[0].review if current else {"status": "retired", "by": None, "on": None, "due": None}
        row = Row(ANSWER, found[0].id, version, found[0].content, review, None, None)
        return _served(row, NOBODY_IN_PARTICULAR)

    def asks(self, questions: Sequence[str]) -> Dict[str, str]:
        """The plain wording of those of the questions that may be answered, in the order named.

        Raises:
            StoreUnavailable: the database can't be read.
        """
        rows = self._rows(CurrentText.kind == ANSWER, CurrentText.id.in_(list(questions))) if questions else []
        found = {row.id: row.content["ask"] for row in rows if row.withheld is None}
        return {one: found[one] for one in questions if one in found}

    def title(self, question: str) -> str:
        """The label of a question's topic; the topic's id where the store holds none.

        Raises:
            StoreUnavailable: the database can't be read.
        """
        rows = self._rows(CurrentText.kind == ANSWER, CurrentText.id == question)
        return str(rows[0].content["title"]) if rows else question.partition("/")[0]

    def listing(self) -> List[Row]:
        """Every current text with its review and whether it may be served, for the content team.

        Raises:
            StoreUnavailable: the database can't be read.
        """
        return sorted(self._rows(), key=lambda row: (row.kind, row.id))

    def _servable(self, kind: str, name: str) -> Row:
        rows = self._rows(CurrentText.kind == kind, CurrentText.id == name)
        if not rows:
            raise NotServable(name, "no such text")
        if rows[0].withheld:
            raise NotServable(name, rows[0].withheld)
        return rows[0]

    def _rows(self, *conditions: Any) -> List[Row]:
        return [self._row(one) for one in self._read(select(CurrentText).where(*conditions))]

    def _row(self, current: CurrentText) -> Row:
        stands = standing(current.review, current.version)
        withheld = why_withheld(current.review, current.version, self._min_status, self._day())
        review = {**current.review, "status": stands.status}
        if stands.status != "approved":
            review.update(by=None, on=None)
        review.pop("version", None)
        return Row(current.kind, current.id, current.version, current.text.content, review, stands.note, withheld)

    def _read(self, query: Any) -> List[Any]:
        try:
            with Session(self._engine, future=True, expire_on_commit=False) as session:
                return list(session.execute(query).scalars().unique())
        except SQLAlchemyError as error:
            raise StoreUnavailable(type(error).__name__) from error


def _served(row: Row, person: Person) -> Served:
    """The stored content with the texts of the variant that fits the person."""
    content = row.content
    shown = fitting_variant(content["variants"], person) or content
    return Served(
        row.id,
        row.version,
        content["title"],
        content["ask"],
        shown["answer"],
        shown["safety"],
        shown["more"],
        shown["help"],
        shown["sources"],
        content["related"],
        row.review,
    )


def open_store(url: str, min_status: str = "sourced") -> KnowledgeStore:
    """A store on a database URL. Connects on the first look-up, not before."""
    return KnowledgeStore(engine_for(url), min_status)
