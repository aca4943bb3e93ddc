"""Every text and payload that actions say, as the reply contract has them."""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional, Sequence

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.asked import region_of
from actions.wording import wording
from channels import PAYLOAD_CHANNELS, SHORT_CHANNELS
from knowledge.contacts import load_contacts
from knowledge.settings import settings
from knowledge.store import Served
from knowledge.tools import openings

SCHEMA = 1  # of the reply contract
TWO_SEGMENTS = 306  # characters of an SMS in two parts, in its own alphabet (3GPP TS 23.040)
UNAVAILABLE = "utter_unavailable"


class Reply(NamedTuple):
    """One thing to say: words for everybody, a payload for the channels that carry one."""

    text: Optional[str] = None
    payload: Optional[Dict[str, Any]] = None
    buttons: Sequence[Dict[str, str]] = ()
    follows: bool = False  # another reply of the same turn stands before it
    response: Optional[str] = None  # fixed wording of data/responses/ in place of text and payload


def say(dispatcher: CollectingDispatcher, tracker: Tracker, reply: Reply) -> None:
    """Says one reply. Text-only channels get the words alone: a payload would reach the person as raw JSON."""
    if reply.response:
        dispatcher.utter_message(response=reply.response)
        return
    text = f"{'' if reply.follows else reminder(tracker)}{reply.text}"
    carried = reply.payload if tracker.get_latest_input_channel() in PAYLOAD_CHANNELS else None
    dispatcher.utter_message(text=text, json_message=carried, buttons=list(reply.buttons) or None)


def reminder(tracker: Tracker) -> str:
    """What stands before any answer while an emergency is open; empty otherwise, and right behind the escalation itself."""
    found = [
        (event.get("parse_data") or {}).get("red_flags") or {}
        for event in tracker.events
        if event.get("event") == "user"
    ]
    opened = ""
    for one in found:
        if one.get("kind") == "danger":
            opened = "emergency" if "emergency" in (opened, one.get("level")) else "urgent"
        elif one.get("kind") == "over":
            opened = ""
    if not opened or found[-1].get("kind") == "danger":
        return ""
    return filled(wording("reminder" if opened == "emergency" else "reminder_urgent"), region_of(tracker)) + "\n\n"


def is_short(tracker: Tracker) -> bool:
    """Whether the latest message came from a phone's screen, where a long answer does not fit."""
    return tracker.get_latest_input_channel() in SHORT_CHANNELS


def first_answer(tracker: Tracker, served: Served, region: Optional[str], offers: bool = True) -> Reply:
    """A vetted answer as it is said first: short where the screen is small, whole elsewhere."""
    return short_answer(served, region) if is_short(tracker) else answer(served, region, offers)


def short_answer(served: Served, region: Optional[str]) -> Reply:
    """A vetted answer in a few sentences, where it comes from, whether it was reviewed, and how to get the rest.

    In two SMS segments (GSM-7) there is room for one publisher and the number of the others; where not even that fits, "MORE" names them.
    """
    publishers = sorted({source["publisher"] for source in served.sources}, key=lambda one: (len(one), one))
    others = f" +{len(publishers) - 1}" if len(publishers) > 1 else ""
    named = wording("short_sources", sources=f"{publishers[0]}{others}").strip()
    tail = wording("short_reviewed" if served.review["status"] == "approved" else "short_not_reviewed").strip()
    whole, bare = (filled(f"{served.short.strip()}\n{one}", region) for one in (f"{named} {tail}", tail))
    return Reply(whole if len(whole) <= TWO_SEGMENTS else bare, _answer_payload(served))


def more(served: Served, region: Optional[str]) -> Reply:
    """What an answer tells behind its first words, for one who asks for more; that this is all where there is nothing."""
    text = served.more or wording("no_more", title=served.title)
    parts = [text.strip(), *_foot(served)]
    return Reply("\n\n".join(filled(part, region) for part in parts), _answer_payload(served))


def answer(served: Served, region: Optional[str], offers: bool = True) -> Reply:
    """A vetted answer: what it says, when to get help, where it comes from, and whether it was reviewed; `offers` its topic's tool."""
    parts = [served.full.strip()]
    if served.warning_signs:
        parts.append(served.warning_signs.strip())
    if offers and served.topic in openings():
        parts.append(wording(f"offer_{served.topic}").strip())
    parts += _foot(served)
    return Reply("\n\n".join(filled(part, region) for part in parts), _answer_payload(served))


def not_servable(topic: str, title: str, region: Optional[str]) -> Reply:
    """There is no answer that may be shown: says so, and whom to ask."""
    return Reply(filled(wording("no_reviewed_answer", title=title), region), _payload("unavailable", topic))


def did_you_mean(offered: Sequence[Dict[str, str]], region: Optional[str]) -> Reply:
    """Not sure what was asked: the likeliest topics as buttons, which send a plain question."""
    listed = " ".join(f"{number}. {one['title']}." for number, one in enumerate(offered, start=1))
    buttons = [{"title": one["title"], "payload": one["question"]} for one in offered]
    return Reply(
        filled(wording("did_you_mean", topics=listed), region), _payload("conversation", offered[0]["topic"]), buttons
    )


def still_unsure(region: Optional[str]) -> Reply:
    """Not understood twice: a plain way out."""
    return Reply(filled(wording("still_unsure"), region), _payload("conversation", "out_of_scope"))


def tool(topic: str, text: str, result: Dict[str, Any], region: Optional[str]) -> Reply:
    """What a tool worked out, with its figures."""
    return Reply(filled(text, region), {**_payload("tool", topic), "result": result})


def tool_from(served: Served, text: str, result: Dict[str, Any], region: Optional[str]) -> Reply:
    """What a tool worked out from a vetted answer's rules: its words, the answer's warning signs, sources and review behind them."""
    signs = [served.warning_signs.strip()] if served.warning_signs else []
    return tool(served.topic, "\n\n".join([text, *signs, *_foot(served)]), result, region)


def conversation(topic: str, text: str, region: Optional[str]) -> Reply:
    """Something said about the conversation itself."""
    return Reply(filled(text, region), _payload("conversation", topic))


def other_language(line: str, region: Optional[str]) -> Reply:
    """One line in the writer's language, and the same in English."""
    return Reply(filled(f"{line}\n\n{wording('only_english')}", region), _payload("conversation", "out_of_scope"))


def where_it_came_from(served: Served, region: Optional[str]) -> Reply:
    """The sources of the last answer, who checked it, and which version was shown."""
    listed = "\n".join(f"{source_words(source)}: {source['url']}" for source in served.sources)
    text = wording(
        "where_it_came_from",
        title=served.title,
        sources=listed,
        review=review_line(served.review),
        version=served.version[:12],
    )
    return Reply(filled(text, region), _payload("conversation", "sources"))


def no_answer_yet(region: Optional[str]) -> Reply:
    """Asked for sources before anything was answered."""
    return Reply(filled(wording("sources_in_general"), region), _payload("conversation", "sources"))


def unavailable() -> Reply:
    """Nothing can be looked up just now; the wording, with the numbers to call, is Rasa's own."""
    return Reply(response=UNAVAILABLE)


def source_words(source: Dict[str, Any]) -> str:
    """A source in words: publisher, title, and year where it is known."""
    year = f" ({source['year']})" if source.get("year") else ""
    return f"{source['publisher']}: {source['title']}{year}"


def review_line(review: Dict[str, Any]) -> str:
    """Who reviewed the answer; the last line of every answer."""
    if review["status"] == "approved":
        return wording("reviewed", by=review["by"], on=review["on"])
    return wording("not_reviewed")


def filled(text: str, region: Optional[str]) -> str:
    """The text with the region's numbers and the clinic in it."""
    words = {**load_contacts().words(region), "clinic": settings().clinic}
    return text.format_map(words)


def _foot(served: Served) -> List[str]:
    """What stands behind whatever rests on a vetted answer: where it comes from, and whether it was reviewed."""
    sources = "; ".join(source_words(source) for source in served.sources)
    return [wording("sources_line", sources=sources), review_line(served.review)]


def _answer_payload(served: Served) -> Dict[str, Any]:
    return {
        **_payload("answer", served.topic),
        "answer_id": served.answer_id,
        "version": served.version,
        "review": served.review,
        "sources": [
            {key: source[key] for key in ("id", "title", "publisher", "year", "url")} for source in served.sources
        ],
        "see_also": served.see_also,
    }


def _payload(kind: str, topic: str) -> Dict[str, Any]:
    return {"schema": SCHEMA, "type": kind, "topic": topic, "level": "none"}


def buttons_of(topics: Sequence[str], titles: Dict[str, Dict[str, str]]) -> List[Dict[str, str]]:
    """Topic, title and question of the topics that can be offered."""
    return [{"topic": topic, **titles[topic]} for topic in topics if topic in titles]
