"""Content files to tables: checked first, then in one transaction, and never losing a version."""

from __future__ import annotations

import datetime
import json
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from pydantic import BaseModel
from sqlalchemy import delete, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from knowledge import schema
from knowledge.content_check import Content
from knowledge.database import migrate
from knowledge.models import CurrentText, TextVersion
from knowledge.versions import version_of
from knowledge.warnings import stored_editions

ANSWER, WARNING, RED_FLAG, MEDICINES, EFFECT, CONTACTS = (
    "answer",
    "warning",
    "red_flag",
    "medicines",
    "effect",
    "contacts",
)
Key = Tuple[str, str]  # kind and id


class Loaded(NamedTuple):
    """What a load changed."""

    added: int
    changed: int
    unchanged: int
    withdrawn: int


class Text(NamedTuple):
    """One text as it is kept: all that a person can be shown of it, and its review beside it."""

    kind: str
    id: str
    content: Dict[str, Any]
    review: Dict[str, Any]

    @property
    def version(self) -> str:
        """The text's hash, which a signature is of."""
        return version_of(self.kind, self.id, self.content)


def texts_of(content: Content) -> List[Text]:
    """Every text of the content, of every kind, in the files' order."""
    found = [
        Text(ANSWER, f"{topic.topic}/{name}", _answer(topic, question, content.sources), _plain(question.review))
        for topic in content.answers.values()
        for name, question in topic.questions.items()
    ]
    actions = {route: dict(heads) for route, heads in content.warnings.actions.items()}
    for name, warning in content.warnings.sets.items():
        stored = {
            "title": warning.title,
            "first_aid": warning.first_aid,
            "open_first": warning.open_first,
            "actions": actions,
            "editions": stored_editions(warning, content.signs),
            "sources": _sources(warning.sources, content.sources),
        }
        found.append(Text(WARNING, name, stored, _plain(warning.review)))
    found += [_by_file(RED_FLAG, one.flag, one) for one in content.red_flags.values()]
    for group in content.medicines.classes:
        stored = _plain(group, "review")
        stored["sources"] = _sources(group.sources, content.sources)
        found.append(Text(MEDICINES, group.id, stored, _plain(group.review)))
    for effect in content.effects.effects:
        stored = _plain(effect, "review")
        stored["sources"] = _sources(dict.fromkeys([effect.source, *effect.sources], ""), content.sources)
        found.append(Text(EFFECT, effect.id, stored, _plain(effect.review)))
    found.append(_by_file(CONTACTS, CONTACTS, content.contacts_file))
    return found


def load(engine: Engine, content: Content) -> Loaded:
    """Makes `content` what the store serves. Doing it twice changes nothing more.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database failed; it is as it was before.
    """
    after = {(text.kind, text.id): text for text in texts_of(content)}
    with engine.begin() as connection:
        migrate(connection)
        with Session(bind=connection, future=True) as session:
            before = {(row.kind, row.id): row.version for row in session.execute(select(CurrentText)).scalars()}
            known = set(session.execute(select(TextVersion.version)).scalars())
            for text in after.values():
                _point(session, text, known)
            gone = sorted(set(before) - set(after))
            for kind, name in gone:
                session.execute(delete(CurrentText).where(CurrentText.kind == kind, CurrentText.id == name))
            session.flush()
    changed = sum(1 for key, text in after.items() if key in before and before[key] != text.version)
    added = len(set(after) - set(before))
    return Loaded(added, changed, len(after) - added - changed, len(gone))


def _point(session: Session, text: Text, known: set) -> None:
    version = text.version
    if version not in known:
        now = datetime.datetime.now(datetime.timezone.utc)
        session.add(TextVersion(version=version, kind=text.kind, id=text.id, content=text.content, loaded_at=now))
        session.flush()  # the version must stand before a pointer names it
        known.add(version)
    session.merge(CurrentText(kind=text.kind, id=text.id, version=version, review=text.review))


def _answer(topic: schema.TopicAnswers, question: schema.Question, known: Dict[str, schema.Source]) -> Dict[str, Any]:
    stored = _plain(question, "review")
    stored["sources"] = _sources(question.sources, known)
    for variant in stored["variants"]:
        variant["sources"] = _sources(variant["sources"], known) if variant["sources"] else stored["sources"]
    return {"topic": topic.topic, "title": topic.title, **stored}


def _sources(supports: Dict[str, str], known: Dict[str, schema.Source]) -> List[Dict[str, Any]]:
    """The sources written out, each with what it supports, so that a version stands by itself."""
    return [{**_plain(known[name]), "supports": what} for name, what in supports.items()]


def _by_file(kind: str, name: str, model: BaseModel) -> Text:
    return Text(kind, name, _plain(model, "review"), _plain(model.review))  # type: ignore[attr-defined]


def _plain(model: BaseModel, without: Optional[str] = None) -> Dict[str, Any]:
    """A model as JSON has it."""
    return json.loads(model.json(exclude={without} if without else None))
