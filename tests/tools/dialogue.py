"""Talks to a tool's form as a person does: what was said before it opened counts too."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Type

from rasa_sdk.executor import CollectingDispatcher

from actions.tool_form import ToolForm
from knowledge.store import KnowledgeStore
from tests.actions.forms import DOMAIN, Filled
from tests.builders import tracker

MINUTE = 60.0


async def talk(
    form: Type[ToolForm],
    *turns: str,
    before: Sequence[str] = (),
    intent: str = "nlu_fallback",
    opens: Optional[str] = None,
    apart: float = MINUTE,
    store: Optional[KnowledgeStore] = None,
) -> Filled:
    """Says `before` in the open, opens the form with the first of `turns` and answers with the others.

    Args:
        before: messages; "/action_x" stands for an action that ran.
        intent: of every message behind the first of `turns`, which a form must not rest on.
        opens: intent of the messages before the form and of the one that opens it; the topic's own where it is not given.
        apart: seconds from one message to the next.
    """
    made = form(store)
    own = opens or f"ask_{made.topic}"
    events: List[Dict[str, Any]] = [
        {"event": "action", "name": text[1:]} if text.startswith("/") else _said(text, own, number * apart)
        for number, text in enumerate(before)
    ]
    known: Dict[str, Any] = {}
    said: List[str] = []
    taken = True
    for number, text in enumerate(turns):
        means = intent if number else f"use_{made.topic}"
        events.append(_said(text, means, (len(before) + number) * apart))
        state = tracker(means, text, slots=dict(known))
        state.active_loop = {"name": made.form_name()} if number else {}
        state.events = list(events)
        dispatcher = CollectingDispatcher()
        happened = await made.run(dispatcher, state, DOMAIN)
        if not number:
            events.append({"event": "active_loop", "name": made.form_name()})
        said = [message["response"] or message["text"] for message in dispatcher.messages]
        taken = not any(event["event"] == "action_execution_rejected" for event in happened)
        known.update({event["name"]: event["value"] for event in happened if event["event"] == "slot"})
    asks = known.pop("requested_slot", None)
    return Filled({key: value for key, value in known.items() if value not in (None, 0, False)}, asks, said, taken)


def _said(text: str, intent: str, at: float) -> Dict[str, Any]:
    return {"event": "user", "text": text, "timestamp": 1e9 + at, "parse_data": {"intent": {"name": intent}}}


def words_in(text: str) -> int:
    """How many words a person reads; the line of origin and list marks are none."""
    body = "\n".join(line for line in text.splitlines() if not line.startswith("From: "))
    return len([one for one in body.split() if any(sign.isalnum() for sign in one)])
