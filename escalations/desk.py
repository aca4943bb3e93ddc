"""The page that a signed link opens: a member of staff says by name that they have an escalation, reads it, and closes it.

Opening the page changes nothing and shows nothing that a patient wrote. Only the button, with a name, acknowledges and shows.
"""

from __future__ import annotations

import asyncio
import secrets
from html import escape
from pathlib import Path
from string import Template
from typing import Any, Dict, List, NamedTuple, Optional

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from escalations.history import AlreadyDone
from escalations.links import PATH, BadLink, ExpiredLink, Links, Named
from escalations.models import ACKNOWLEDGED, CLOSED, OPEN
from escalations.notice import DANGER, OVER
from escalations.store import EscalationStore, NoSuchEscalation
from escalations.times import told
from escalations.wording import filled, wording

MAX_BODY = 8 * 1024  # bytes: a name and a note
MAX_NAME, MAX_NOTE = 80, 400
SKELETON = Template((Path(__file__).resolve().parent / "page.html").read_text(encoding="utf-8"))
PHONE_CHANNELS = ("sms:", "whatsapp:")  # conversations whose id holds the number that the person wrote from


class Answer(NamedTuple):
    """A page: its status, and its parts as HTML."""

    status: int
    parts: List[str]
    heading: Optional[str] = None


class Desk:
    """Answers what staff open and press."""

    def __init__(self, store: EscalationStore, links: Links) -> None:
        self._store, self._links = store, links

    def app(self) -> web.Application:
        """`GET` shows the page, `POST` does what its button says."""
        app = web.Application(client_max_size=MAX_BODY)
        app.router.add_get(PATH + "{token}", self._get)
        app.router.add_post(PATH + "{token}", self._post)
        return app

    async def _get(self, request: web.Request) -> web.Response:
        return _response(await asyncio.to_thread(self.open, request.match_info["token"]))

    async def _post(self, request: web.Request) -> web.Response:
        form = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
        return _response(await asyncio.to_thread(self.press, request.match_info["token"], form))

    def open(self, token: str) -> Answer:
        """The page as a link opens it: where the escalation stands, and the button. Changes nothing."""
        try:
            shown = self._store.show(self._links.read(token).escalation_id)
        except (BadLink, ExpiredLink, NoSuchEscalation, SQLAlchemyError) as error:
            return _refusal(error)
        return Answer(200, self._asking(shown), _heading(shown))

    def press(self, token: str, form: Dict[str, str]) -> Answer:
        """What a button does: `do=take` acknowledges, `do=close` closes with a note. Both need a name."""
        name, what = _line(form.get("name", ""), MAX_NAME), _line(form.get("note", ""), MAX_NOTE)
        try:
            named = self._links.read(token)
            if not name:
                shown = self._store.show(named.escalation_id)
                return Answer(400, [_p(wording().page.nameless), *self._asking(shown)], _heading(shown))
            return self._close(named, name, what) if form.get("do") == "close" else self._take(named, name)
        except (BadLink, ExpiredLink, NoSuchEscalation, SQLAlchemyError) as error:
            return _refusal(error)

    def _take(self, named: Named, name: str) -> Answer:
        words, by_link = wording().page, f"by the link of page {named.page}"
        try:
            self._store.set_state(named.escalation_id, ACKNOWLEDGED, name, by_link)
            said, status = words.taken, 200
        except AlreadyDone as done:
            if done.state == CLOSED:
                return Answer(409, [_p(words.closed, by=done.by, at=told(done.at))])
            self._store.read_by(named.escalation_id, name, by_link)
            said, status = words.second, 409
        shown = self._store.show(named.escalation_id)
        first = _p(said, by=shown["state_by"], at=told(shown["state_at"]))
        return Answer(status, [first, *_written(shown), *_closing(name)], _heading(shown))

    def _close(self, named: Named, name: str, what: str) -> Answer:
        words = wording().page
        try:
            self._store.set_state(named.escalation_id, CLOSED, name, what or f"by the link of page {named.page}")
            said, status = words.closed_now, 200
        except AlreadyDone:
            said, status = words.closed, 409
        shown = self._store.show(named.escalation_id)
        return Answer(status, [_p(said, by=shown["state_by"], at=told(shown["state_at"]))], _heading(shown))

    def _asking(self, shown: Dict[str, Any]) -> List[str]:
        words = wording().page
        if shown["state"] == CLOSED:
            return [_p(words.closed, by=shown["state_by"], at=told(shown["state_at"]))]
        since = [
            _p(words.said_since, at=told(one["at"]), said=wording().acts[one["act"] or OVER])
            for one in shown["notices"]
            if one["kind"] != DANGER
        ]
        if shown["state"] in OPEN:
            return [_p(words.unseen), *since, _p(words.asks), _form("take", words.take)]
        by = _p(words.acknowledged, by=shown["state_by"], at=told(shown["state_at"]))
        return [by, *since, _p(words.read_too), _form("take", words.read)]


def _heading(shown: Dict[str, Any]) -> str:
    return f"{wording().levels.get(shown['level'], shown['level'])}, {told(shown['at'])}"


def _written(shown: Dict[str, Any]) -> List[str]:
    """What the latest message of danger came with: the conversation's last turns, and how to reach the person."""
    words = wording().page
    names = {"person": words.who_person, "assistant": words.who_assistant}
    notice = [one for one in shown["notices"] if one["kind"] == "danger"][-1]
    turns = [
        f'<p class="said"><strong>{escape(names[turn["who"]])}:</strong> {escape(turn["text"])}</p>'
        for turn in notice["turns"]
    ]
    about = f"{', '.join(shown['flags'])}; {shown['channel']}, {shown['region'] or '-'}"
    return [_call_back(shown), _p("$about", about=about), f"<h2>{escape(words.written)}</h2>", *turns]


def _call_back(shown: Dict[str, Any]) -> str:
    """The number that the person left, or else the one that they write from."""
    words, conversation = wording().page, str(shown["conversation"])
    writes_from = conversation.partition(":")[2] if conversation.startswith(PHONE_CHANNELS) else ""
    number = shown["phone"] or writes_from
    if not number:
        return _p(words.no_number)
    return f'<p>{escape(words.call_back)}<a href="tel:{escape(number)}">{escape(number)}</a></p>'


def _closing(name: str) -> List[str]:
    words = wording().page
    note = f'<label>{escape(words.note)}<input name="note" maxlength="{MAX_NOTE}" autocomplete="off"></label>'
    hidden = f'<input type="hidden" name="name" value="{escape(name)}">'
    return [f"<h2>{escape(words.done)}</h2>", _post("close", hidden + note, words.close)]


def _form(do: str, button: str) -> str:
    name = f'<label>{escape(wording().page.name)}<input name="name" maxlength="{MAX_NAME}" required autocomplete="name"></label>'
    return _post(do, name, button)


def _post(do: str, inside: str, button: str) -> str:
    return (
        f'<form method="post" action=""><input type="hidden" name="do" value="{do}">{inside}'
        f"<button>{escape(button)}</button></form>"
    )


def _p(text: str, **values: object) -> str:
    return f"<p>{escape(filled(text, **values))}</p>"


def _line(text: str, most: int) -> str:
    """What was typed, as one line that can be shown anywhere."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:most]


def _refusal(error: Exception) -> Answer:
    words = wording().page
    if isinstance(error, SQLAlchemyError):
        return Answer(503, [_p(words.trouble)])
    if isinstance(error, ExpiredLink):
        return Answer(410, [_p(words.expired)])
    return Answer(404, [_p(words.gone if isinstance(error, NoSuchEscalation) else words.invalid)])


def _response(answer: Answer) -> web.Response:
    words, nonce = wording().page, secrets.token_urlsafe(12)
    text = SKELETON.substitute(
        title=escape(words.title), heading=escape(answer.heading or words.title), body="\n".join(answer.parts), nonce=nonce
    )  # fmt: skip
    headers = {
        "Content-Security-Policy": f"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",  # the address is the key
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex, nofollow",
    }
    return web.Response(text=text, status=answer.status, content_type="text/html", headers=headers)
