"""How far an escalation has come is told as it is, where it is news, and never holds a reply up."""

from __future__ import annotations

import asyncio
import datetime
import time
from pathlib import Path
from typing import Optional

import pytest
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from channels.news import DEADLINE, MOST, News, Newsroom, is_news, with_news
from components.conversation_state import FOUND, RECENT_SECONDS
from escalations.models import ACKNOWLEDGED
from escalations.notice import Notice, escalation_id, notice_id
from escalations.progress import Progress, progress
from escalations.spool import Spool
from escalations.store import EscalationStore
from knowledge.database import engine_for
from knowledge.settings import settings

ALARM = {"kind": "danger", "level": "emergency", "flags": ["seizure"]}
CALLED = {**ALARM, "kind": "after", "act": "called", "stage": "called"}
PROMISES = ("will call", "call you", "ring you", "get back to you", "on their way", "help is coming", "soon")


def conversation(*turns, at: Optional[float] = None) -> DialogueStateTracker:
    """A conversation; each turn is a text with what was found in it, a second after the one before."""
    begin = at if at is not None else time.time() - len(turns)
    events = [
        UserUttered(text, {"name": "x"}, parse_data={FOUND: found} if found else {}, timestamp=begin + number)
        for number, (text, found) in enumerate(turns)
    ]
    return DialogueStateTracker.from_events("someone", events)


def at(seconds: float) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)


def known(state: str, seconds: float) -> Newsroom:
    return Newsroom(lambda own: Progress(state, at(seconds)))  # type: ignore[arg-type]


async def test_each_state_is_told_from_the_real_store_with_its_time_and_no_promise(tmp_path: Path):
    store = EscalationStore(engine_for(f"sqlite:///{tmp_path / 'escalations.db'}"))
    store.prepare()
    spool = Spool(tmp_path / "spool")
    room = Newsroom(lambda own: progress(own, store, spool))
    told = conversation(("he is having a fit", ALARM))
    assert await room.of(told, "UK") is None  # nothing is known of it
    first = told.events[0].timestamp
    notice = Notice(
        id=notice_id("someone", first), escalation_id=escalation_id("someone", first), kind="danger", conversation="someone",
        channel="rest", region="UK", at=at(first), level="emergency", flags=["seizure"], trigger="test", turns=[],
    )  # fmt: skip
    spool.keep(notice)
    noted = await room.of(told, "UK")
    store.take_in(notice)
    store.delivered(notice.id, "webhook")
    handed = await room.of(told, "UK")
    store.set_state(notice.escalation_id, ACKNOWLEDGED, "Nurse N.")
    seen = await room.of(told, "UK")
    assert [one.progress.state for one in (noted, handed, seen)] == ["noted", "handed", "seen"]
    assert "Somebody at the clinic has read this" in seen.text and seen.progress.clock() in seen.text
    assert "Nurse N." not in seen.text
    for one in (noted, handed, seen):
        assert "call 999" in one.text and not any(promise in one.text.lower() for promise in PROMISES)
        assert set(one.as_dict()) == {"state", "at", "text"}


async def test_a_store_that_can_t_be_read_is_not_told_of():
    broken = EscalationStore(engine_for("postgresql://nobody@127.0.0.1:1/none"))
    room = Newsroom(lambda own: progress(own, broken, Spool(Path("/nowhere"))))
    assert await room.of(conversation(("fit", ALARM)), "UK") is None


async def test_a_store_that_raises_anything_is_not_told_of(caplog):
    def fails(own: str) -> Progress:
        raise RuntimeError("private words")

    assert await Newsroom(fails).of(conversation(("fit", ALARM)), "UK") is None
    assert "RuntimeError" in caplog.text and "private words" not in caplog.text


async def test_a_store_that_hangs_holds_nothing_up_and_takes_few_threads():
    asked = []

    def hangs(own: str) -> Progress:
        asked.append(own)
        time.sleep(1.5)
        return Progress("seen", at(0))

    room, told = Newsroom(hangs), conversation(("fit", ALARM))
    start = time.monotonic()
    assert await asyncio.gather(*(room.of(told, "UK") for _ in range(3 * MOST))) == [None] * (3 * MOST)
    assert time.monotonic() - start < DEADLINE + 1.0
    assert len(asked) == MOST
    await asyncio.sleep(1.6)
    assert await Newsroom(lambda own: Progress("seen", at(0))).of(told, "UK")


@pytest.mark.parametrize("tracker", [None, conversation(("hello", None)), conversation(("fit", ALARM), at=time.time() - RECENT_SECONDS - 60)])  # fmt: skip
async def test_where_there_is_no_danger_of_today_nobody_asks_the_store(tracker):
    def never(own: str) -> Progress:
        raise AssertionError("asked")

    assert await Newsroom(never).of(tracker, "UK") is None


async def test_it_is_news_right_behind_the_danger_and_later_only_when_it_has_come_further():
    room = known("handed", 1000.5)
    danger, later = conversation(("fit", ALARM), at=1000.0), conversation(("fit", ALARM), ("rang", CALLED), at=1000.0)
    news = News(Progress("handed", at(1000.5)), "handed")
    assert is_news(news, danger) and not is_news(news, later)
    assert is_news(News(Progress("seen", at(1001.5)), "seen"), later)
    assert not is_news(news, None) and not is_news(news, conversation())
    assert room is not None


def test_it_stands_behind_the_replies_but_not_behind_what_can_be_pressed_nor_beside_a_danger():
    news = News(Progress("seen", at(time.time())), "Somebody has read this.")
    before = conversation(("fit", ALARM))
    plain, pressed = {"recipient_id": "a", "text": "one"}, {"recipient_id": "a", "text": "two", "buttons": [{"title": "x", "payload": "x"}]}  # fmt: skip
    answered, again = (
        conversation(("fit", ALARM), ("thanks", None)),
        conversation(("fit", ALARM), ("he is blue", ALARM)),
    )
    assert [one["text"] for one in with_news([plain], news, before, answered)] == ["one", "Somebody has read this."]
    assert [one["text"] for one in with_news([plain, pressed], news, before, answered)] == [
        "one",
        "Somebody has read this.",
        "two",
    ]
    assert with_news([plain], news, before, again) == [plain]
    assert with_news([plain], None, before, answered) == [plain]
    (_, told) = with_news([plain], news, before, answered)
    assert told["custom"]["progress"]["state"] == "seen" and told["custom"]["type"] == "conversation"
    assert settings().clinic_name  # the words are the deployment's
