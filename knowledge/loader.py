"""Content files to tables: checked first, then in one transaction, and never losing a version."""

from __future__ import annotations

import datetime
import hashlib
import json
from typing import Any, Dict, NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from knowledge import schema
from knowledge.content_check import Content
from knowledge.database import migrate
from knowledge.models import AnswerVersion, CurrentAnswer


class Loaded(NamedTuple):
    """What a load changed."""

    added: int
    changed: int
    unchanged: int
    withdrawn: int


def stored_form(answer: schema.Answer, sources: Dict[str, schema.Source]) -> Dict[str, Any]:
    """The answer as it is kept: its file with the sources written out, so that a version stands by itself."""
    content = json.loads(answer.json())
    content["sources"] = [json.loads(sources[one].json(exclude={"url_checked"})) for one in answer.sources]
    return content


def version_of(content: Dict[str, Any]) -> str:
    """The content's SHA-256 over its canonical JSON, in hexadecimal."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def load(engine: Engine, content: Content) -> Loaded:
    """Makes `content` what the store serves. Doing it twice changes nothing more.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database failed; it is as it was before.
    """
    with engine.begin() as connection:
        migrate(connection)
        with Session(bind=connection, future=True) as session:
            before = {row.topic: row.version for row in session.execute(select(CurrentAnswer)).scalars()}
            after = {topic: stored_form(answer, content.sources) for topic, answer in content.answers.items()}
            for topic, stored in after.items():
                _point(session, topic, stored)
            gone = sorted(set(before) - set(after))
            session.execute(delete(CurrentAnswer).where(CurrentAnswer.topic.in_(gone)))
            session.flush()
    versions = {topic: version_of(stored) for topic, stored in after.items()}
    changed = sum(1 for topic in after if topic in before and before[topic] != versions[topic])
    added = len(set(after) - set(before))
    return Loaded(added, changed, len(after) - added - changed, len(gone))


def _point(session: Session, topic: str, stored: Dict[str, Any]) -> None:
    version = version_of(stored)
    if session.get(AnswerVersion, version) is None:
        now = datetime.datetime.now(datetime.timezone.utc)
        session.add(AnswerVersion(version=version, topic=topic, content=stored, loaded_at=now))
        session.flush()  # the version must stand before a pointer names it
    session.merge(CurrentAnswer(topic=topic, version=version))
