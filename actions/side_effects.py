"""Is it a side effect? What the labels say of the effects that a message names, and the form that asks for one."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, List, Optional, Sequence

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import replies
from actions.asked import region_of
from actions.base import Events, ReplyingAction
from actions.review_queue import UNSURE_INTENT, note
from actions.stores import knowledge_store
from actions.tool_form import CANCELLED, ToolForm
from actions.wording import wording
from knowledge.effects_schema import Effect
from knowledge.store import KnowledgeStore, Served
from review.models import NO_ANSWER
from review.store import ReviewStore, review_store
from tools.effects import content, find_effects
from tools.medicines import sources

TOPIC, SAID = "side_effects", "effect_said"
_HOW_OFTEN = re.compile(
    r"\bhow (?:common|often|likely|many)|\b(?:per ?cent|percentage|chance|odds|probability|frequen\w+)\b|%|\bside[- ]?effects?\b",
    re.IGNORECASE,
)
# What an effect that is on no list is taken for; a message of another intent asks something else.
ANSWERS = (
    "ask_side_effects",
    "use_side_effects",
    "ask_serious_side_effects",
    "ask_other_conditions",
    "out_of_scope",
    UNSURE_INTENT,
)
MOST_SAID = 200  # characters of an unknown effect that are kept and said again


def reply_for(text: str, store: KnowledgeStore, region: Optional[str]) -> Optional[replies.Reply]:
    """What the labels say of the effects that a message names; None where it names none, or the list may not be shown."""
    if not store.may_show(json.loads(content().review.json())):
        return None
    found = find_effects(text)
    if not found:
        return None
    return _reply([_said_of(effect) for effect in found], found, [], region)


def with_figures(text: str, served: Served, answer: replies.Reply) -> replies.Reply:
    """An effect's own answer with the label's figures before it, where the message asks how common it is."""
    if not _HOW_OFTEN.search(text):
        return answer
    found = [effect for effect in find_effects(text) if effect.topic == served.topic]
    lines = [f"{effect.name}: {effect.how_often} ({sources()[effect.source].publisher})." for effect in found]
    return answer._replace(text="\n".join(lines) + f"\n\n{answer.text}") if lines else answer


class ValidateSideEffectsForm(ToolForm):
    """Reads what the person has noticed."""

    topic = TOPIC

    def name(self) -> str:
        """As Rasa calls it."""
        return "validate_side_effects_form"

    def read(self, text: str, requested: Optional[str], tracker: Tracker) -> Dict[str, Any]:
        """The message itself where it names an effect, or answers what was asked and asks nothing else."""
        if find_effects(text):
            return {SAID: text[:MOST_SAID]}
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        return {SAID: text[:MOST_SAID]} if requested and text.strip() and intent in ANSWERS else {}

    def on_opening(self, read: Dict[str, Any]) -> Dict[str, Any]:
        """Another effect than last time."""
        return {SAID: None}

    def missing(self, known: Dict[str, Any]) -> Optional[str]:
        """The one thing to ask."""
        return None if known.get(SAID) else SAID


class ActionSideEffects(ReplyingAction):
    """Says how common it is, what helps and when to call."""

    def __init__(self, store: Optional[KnowledgeStore] = None, queue: Optional[ReviewStore] = None) -> None:
        self._store = store or knowledge_store()
        self._queue = queue or review_store()

    def name(self) -> str:
        """As the rules call it."""
        return "action_side_effects"

    async def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """What is known of the effect, that nothing is, or that it was left."""
        region, said = region_of(tracker), tracker.get_slot(SAID)
        if tracker.get_slot(CANCELLED) or not said:
            replies.say(dispatcher, tracker, replies.tool(TOPIC, wording("tool_left"), {}, region))
            return [SlotSet(CANCELLED, False)]
        known = reply_for(said, self._store, region)
        if known is None:
            note(self._queue, NO_ANSWER, [TOPIC], tracker)
        unknown = wording("effect_unknown", said=re.sub(r"[{}]", "", said).strip())
        replies.say(dispatcher, tracker, known or _reply([unknown], [], [said], region))
        return [
            SlotSet("last_topic", TOPIC),
            SlotSet("last_version", None),
            SlotSet("unsure_turns", 0),
            SlotSet(SAID, None),
        ]


def _reply(
    parts: Sequence[str], found: Sequence[Effect], unknown: Sequence[str], region: Optional[str]
) -> replies.Reply:
    texts = [*parts, wording("effect_tail")]
    ids = dict.fromkeys(source for effect in found for source in effect.sources)
    if ids:
        texts.append(
            wording("sources_line", sources="; ".join(replies.source_words(sources()[one].dict()) for one in ids))
        )
        texts.append(replies.review_line(json.loads(content().review.json())))
    text = "\n\n".join(part.strip() for part in texts)
    return replies.tool(TOPIC, text, {"effects": _result(found), "unknown": list(unknown)}, region)


def _said_of(effect: Effect) -> str:
    label = sources()[effect.source]
    return wording(
        "effect_said", effect=effect.name, how_often=effect.how_often, source=label.publisher, helps=effect.helps
    )


def _result(found: Sequence[Effect]) -> List[Dict[str, Any]]:
    return [
        {
            "id": effect.id,
            "topic": effect.topic or TOPIC,
            "low_percent": effect.low_percent,
            "high_percent": effect.high_percent,
            "source": effect.source,
        }
        for effect in found
    ]
