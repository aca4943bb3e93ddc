"""Talks to a running assistant in the terminal, as clinic staff do: the words first, then topic, level, review and sources as lines.

`--debug` (or `/debug` while talking) shows each reply's whole payload too; `/restart` begins a new conversation, `/stop` ends.
"""

from __future__ import annotations

import argparse
import json
import os
import textwrap
import uuid
from typing import Any, Callable, Dict, List

import requests

WIDTH = 100
TURN_SECONDS = 30
PROMPT = "You: "
UNREACHABLE = "The assistant did not answer. In an emergency call your emergency number."


class Shell:
    """One person's talk over REST.

    Args:
        url: where the assistant listens, without a path.
        debug: whether payloads are shown whole.
        show: prints a line.
    """

    def __init__(self, url: str, debug: bool = False, show: Callable[[str], None] = print) -> None:
        self._url, self._debug, self._show = url.rstrip("/"), debug, show
        self._buttons: List[Dict[str, str]] = []
        self._restart()

    def _restart(self) -> None:
        self._sender = f"shell-{uuid.uuid4().hex}"
        self._buttons = []

    def take(self, line: str) -> bool:
        """One line that was typed; False where it ends the talk."""
        text = line.strip()
        if text in ("/stop", "/quit", "/exit"):
            return False
        if text == "/restart":
            self._restart()
            self._show("A new conversation.")
        elif text == "/debug":
            self._debug = not self._debug
            self._show(f"Payloads are {'shown' if self._debug else 'hidden'}.")
        elif text:
            self._say(self._chosen(text))
        return True

    def _chosen(self, text: str) -> str:
        """The text behind a button that was picked by its number."""
        number = int(text) if text.isdigit() else 0
        return self._buttons[number - 1]["payload"] if 1 <= number <= len(self._buttons) else text

    def _say(self, text: str) -> None:
        try:
            answer = requests.post(
                f"{self._url}/webhooks/rest/webhook",
                json={"sender": self._sender, "message": text},
                timeout=TURN_SECONDS,
            )
            answer.raise_for_status()
            replies = answer.json()
        except (requests.RequestException, ValueError):
            self._show(UNREACHABLE)
            return
        self._buttons = replies[-1].get("buttons") or []
        for reply in replies:
            for line in readable(reply, self._debug):
                self._show(line)


def readable(reply: Dict[str, Any], debug: bool = False) -> List[str]:
    """A reply as lines: its words, its choices by number, and what its payload tells."""
    lines = [""]
    for paragraph in (reply.get("text") or "").split("\n"):
        lines += textwrap.wrap(paragraph, WIDTH) or [""]
    lines += [f"  {number}. {button['title']}" for number, button in enumerate(reply.get("buttons") or [], start=1)]
    payload = reply.get("custom") or {}
    lines += [f"  | {name:<7} {value}" for name, value in _facts(payload)]
    if debug and payload:
        lines += [f"  # {line}" for line in json.dumps(payload, indent=2, ensure_ascii=False).splitlines()]
    return [*lines, ""]


def _facts(payload: Dict[str, Any]) -> List[tuple[str, str]]:
    if not payload:
        return []
    level = payload["level"]
    facts = [("kind", payload["type"]), ("level", level if level == "none" else f"*** {level.upper()} ***")]
    if payload.get("topic"):
        facts.append(("topic", payload["topic"]))
    facts += [("flag", flag) for flag in payload.get("flags") or []]
    facts += [("call", f"{one['label']}: {one['number']}") for one in payload.get("actions") or []]
    if payload.get("escalation_id"):
        facts.append(("stored", f"escalation {payload['escalation_id']}"))
    if payload.get("answer_id"):
        facts += [
            ("answer", f"{payload['answer_id']}, version {payload['version'][:12]}"),
            ("review", _review(payload)),
        ]
    facts += [("source", f"{one['publisher']}: {one['title']}  {one['url']}") for one in payload.get("sources") or []]
    return facts


def _review(payload: Dict[str, Any]) -> str:
    review = payload["review"]
    if review["status"] == "approved":
        return f"by {review['by']} on {review['on']}, due {review['due']}"
    return f"not yet clinically reviewed ({review['status']}), due {review['due']}"


def talk(shell: Shell) -> None:
    """Reads lines until one ends the talk, or the terminal does."""
    while True:
        try:
            line = input(PROMPT)
        except (EOFError, KeyboardInterrupt):
            return
        if not shell.take(line):
            return


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default=f"http://127.0.0.1:{os.environ.get('PORT') or 5005}")
    parser.add_argument("--debug", action="store_true")
    options = parser.parse_args()
    talk(Shell(options.url, options.debug))
