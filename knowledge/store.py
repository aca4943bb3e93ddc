"""Look-ups in the store, read-only, under the policy of what may be served."""

from __future__ import annotations

import datetime
from typing import Any, Callable, Dict, List, NamedTuple, Optional

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from knowledge.database import engine_for
from knowledge.models import AnswerVersion, CurrentAnswer
from knowledge.schema import STATUS_ORDER

PREFIX = "baclofen/"  # of an answer's public id


class StoreUnavailable(Exception):
    """The store can't be read just now."""


class NotServable(Exception):
    """The topic has no answer that may be shown: none at all, retired, overdue or not yet checked enough."""

    def __init__(self, topic: str, reason: str) -> None:
        self.topic = topic
        self.reason = reason
        super().__init__(f"{topic}: {reason}")


class Person(NamedTuple):
    """What is known of the person an answer is for; None where it is not known."""

    route: Optional[str] = None
    audience: Optional[str] = None
    region: Optional[str] = None


NOBODY_IN_PARTICULAR = Person()


class Served(NamedTuple):
    """An answer ready to be said to one person. Texts still hold placeholders for numbers."""

    topic: str
    version: str
    title: str
    short: str
    full: str
    more: Optional[str]
    warning_signs: Optional[str]
    sources: List[Dict[str, Any]]
    see_also: List[str]
    review: Dict[str, Any]

    @property
    def answer_id(self) -> str:
        """The answer's id in the reply contract."""
        return PREFIX + self.topic


def _today() -> datetime.date:
    return datetime.datetime.now(datetime.timezone.utc).date()


class KnowledgeStore:
    """The answers of one database.

    Args:
        engine: where they are.
        min_status: lowest review status that may be shown: draft, sourced or approved.
        today: the day that due dates are held against.
    """

    def __init__(
        self, engine: Engine, min_status: str = "sourced", today: Callable[[], datetime.date] = _today
    ) -> None:
        self._engine = engine
        self._min_status = min_status
        self._today = today

    def answer(self, topic: str, person: Person = NOBODY_IN_PARTICULAR) -> Served:
        """The answer to a topic for one person.

        Raises:
            NotServable: nothing that may be shown.
            StoreUnavailable: the database can't be read.
        """
        row = self._one(select(AnswerVersion).join(CurrentAnswer).where(CurrentAnswer.topic == topic))
        if row is None:
            raise NotServable(topic, "no answer")
        self._refuse_unservable(topic, row.content["review"])
        return served(row.version, row.content, person)

    def version(self, version: str) -> Served:
        """An answer as it was when shown, whether or not it may still be served.

        Raises:
            NotServable: no such version.
            StoreUnavailable: the database can't be read.
        """
        row = self._one(select(AnswerVersion).where(AnswerVersion.version == version))
        if row is None:
            raise NotServable(version, "no such version")
        return served(row.version, row.content, NOBODY_IN_PARTICULAR)

    def titles(self) -> Dict[str, Dict[str, str]]:
        """Of every current topic, its button label and its plain question.

        Raises:
            StoreUnavailable: the database can't be read.
        """
        rows = self._all(select(AnswerVersion).join(CurrentAnswer))
        return {row.topic: {"title": row.content["title"], "question": row.content["question"]} for row in rows}

    def listing(self) -> List[Dict[str, Any]]:
        """Every current topic with its review and whether it may be served, for the content team."""
        rows = self._all(select(AnswerVersion).join(CurrentAnswer).order_by(AnswerVersion.topic))
        return [
            {
                "topic": row.topic,
                "version": row.version,
                "review": row.content["review"],
                "withheld": self._why_withheld(row.content["review"]),
            }
            for row in rows
        ]

    def may_show(self, review: Dict[str, Any]) -> bool:
        """Whether content with this review may be shown to a patient here and now."""
        return self._why_withheld(review) is None

    def _refuse_unservable(self, topic: str, review: Dict[str, Any]) -> None:
        reason = self._why_withheld(review)
        if reason:
            raise NotServable(topic, reason)

    def _why_withheld(self, review: Dict[str, Any]) -> Optional[str]:
        if review["status"] not in STATUS_ORDER:
            return str(review["status"])
        if STATUS_ORDER.index(review["status"]) < STATUS_ORDER.index(self._min_status):
            return f"{review['status']}, but {self._min_status} is the least that is served"
        if datetime.date.fromisoformat(review["due"]) < self._today():
            return f"review was due on {review['due']}"
        return None

    def _one(self, query: Any) -> Optional[AnswerVersion]:
        rows = self._all(query)
        return rows[0] if rows else None

    def _all(self, query: Any) -> List[AnswerVersion]:
        try:
            with Session(self._engine, future=True, expire_on_commit=False) as session:
                return list(session.execute(query).scalars())
        except SQLAlchemyError as error:
            raise StoreUnavailable(type(error).__name__) from error


def served(version: str, content: Dict[str, Any], person: Person) -> Served:
    """The stored content with the texts of the variant that fits the person best."""
    texts = _fitting_variant(content["variants"], person) or content
    return Served(
        content["topic"],
        version,
        content["title"],
        texts["short"],
        texts["full"],
        content["more"],
        content["warning_signs"],
        content["sources"],
        content["see_also"],
        content["review"],
    )


def _fitting_variant(variants: List[Dict[str, Any]], person: Person) -> Optional[Dict[str, Any]]:
    """The variant with the most conditions, all of which hold; the first of those on a tie."""

    def conditions(variant: Dict[str, Any]) -> Dict[str, str]:
        return {key: value for key, value in variant["when"].items() if value}

    fitting = [v for v in variants if all(getattr(person, key) == value for key, value in conditions(v).items())]
    return max(fitting, key=lambda v: len(conditions(v)), default=None)


def open_store(url: str, min_status: str = "sourced") -> KnowledgeStore:
    """A store on a database URL. Connects on the first look-up, not before."""
    return KnowledgeStore(engine_for(url), min_status)
