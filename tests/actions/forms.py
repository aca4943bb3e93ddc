"""Drives a tool's form through some messages, as Rasa would."""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional, Type

from rasa_sdk.executor import CollectingDispatcher
from ruamel.yaml import YAML

from actions.tool_form import ToolForm
from knowledge.settings import ROOT
from knowledge.store import KnowledgeStore
from tests.builders import tracker

DOMAIN = YAML(typ="safe").load((ROOT / "domain.yml").read_text(encoding="utf-8"))


class Filled(NamedTuple):
    """What a form knows after some messages.

    Attributes:
        slots: those that are filled.
        asks: the slot that is asked for next, None where all is known.
        said: responses that the last message got before the next question.
        taken: whether the form took the last message.
    """

    slots: Dict[str, Any]
    asks: Optional[str]
    said: List[str]
    taken: bool


async def fill(
    form: Type[ToolForm], intent: str, *turns: str, later: str = "greet", store: Optional[KnowledgeStore] = None
) -> Filled:
    """Opens the form with the first message and answers with the others, whose intent is `later`."""
    made = form(store)
    name = made.name().removeprefix("validate_")
    known: Dict[str, Any] = {}
    said: List[str] = []
    taken, events_so_far = True, []
    for number, text in enumerate(turns):
        state = tracker(later if number else intent, text, slots=dict(known))
        if number:
            state.active_loop = {"name": name}
        events_so_far.append({"event": "user", "text": text, "timestamp": float(number + 1)})
        state.events = list(events_so_far)
        dispatcher = CollectingDispatcher()
        events = await made.run(dispatcher, state, DOMAIN)
        said = [message["response"] or message["text"] for message in dispatcher.messages]
        taken = not any(event["event"] == "action_execution_rejected" for event in events)
        known.update({event["name"]: event["value"] for event in events if event["event"] == "slot"})
    asks = known.pop("requested_slot", None)
    return Filled({key: value for key, value in known.items() if value not in (None, 0, False)}, asks, said, taken)
