"""The page that a signed link opens, over real HTTP: opening acknowledges nothing, pressing does, once."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from sqlalchemy.exc import OperationalError

from escalations.desk import Desk
from escalations.links import BadLink, ExpiredLink, Links
from escalations.web import serve
from tests.escalations.test_escalations import WORDS, notice

OWN = notice().escalation_id
KEY = "k" * 32


class Served:
    """A desk and its address."""

    def __init__(self, store) -> None:
        self.links = Links("", KEY, 3600)
        self.port = serve(Desk(store, self.links).app(), "127.0.0.1", 0)

    def url(self, page: int = 1) -> str:
        return f"http://127.0.0.1:{self.port}{self.links.make(OWN, page)}"

    def press(self, **form: str) -> requests.Response:
        return requests.post(self.url(), data={"do": "take", **form}, timeout=10)


@pytest.fixture
def desk(store):
    store.take_in(notice(level="emergency", flags=["breathing"]))
    return Served(store)


def test_programs_that_look_at_links_acknowledge_nothing_and_read_nothing(desk, store):
    for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE"):
        answer = requests.request(method, desk.url(), timeout=10)
        assert answer.status_code == (200 if method in ("GET", "HEAD") else 405)
        assert WORDS not in answer.text and "breathing" not in answer.text
    assert store.show(OWN)["state"] == "new"
    assert [one["kind"] for one in store.show(OWN)["history"]] == ["opened"]
    page = requests.get(desk.url(), timeout=10)
    assert '<form method="post"' in page.text and "EMERGENCY" in page.text
    assert page.headers["Cache-Control"] == "no-store" and page.headers["Referrer-Policy"] == "no-referrer"
    assert "script" not in page.headers["Content-Security-Policy"]


def test_the_button_acknowledges_under_a_name_and_shows_what_was_written(desk, store):
    answer = desk.press(name="  Nurse\n<b>N.</b> ")
    assert answer.status_code == 200
    assert "PLANTED" in answer.text and "breathing" in answer.text
    assert "Nurse &lt;b&gt;N.&lt;/b&gt;" in answer.text and "<b>" not in answer.text
    last = store.show(OWN)["history"][-1]
    assert (last["kind"], last["by"], last["why"]) == ("acknowledged", "Nurse <b>N.</b>", "by the link of page 1")


def test_without_a_name_nothing_is_acknowledged(desk, store):
    for name in ("", "   ", "\u200b\u202e"):
        answer = desk.press(name=name)
        assert answer.status_code == 400 and "Please type your name" in answer.text and "PLANTED" not in answer.text
    assert store.show(OWN)["state"] == "new"


def test_a_second_person_is_told_who_has_it_and_it_is_noted_that_they_read_it(desk, store):
    desk.press(name="Nurse N.")
    assert "Nurse N. has this since" in requests.get(desk.url(2), timeout=10).text
    answer = desk.press(name="Nurse M.")
    assert answer.status_code == 409 and "Nurse N. has this since" in answer.text and "PLANTED" in answer.text
    assert [(one["kind"], one["by"]) for one in store.show(OWN)["history"]][1:] == [
        ("acknowledged", "Nurse N."),
        ("read", "Nurse M."),
    ]


def test_it_is_closed_with_a_note_and_then_nothing_can_be_acknowledged_or_read(desk, store):
    desk.press(name="Nurse N.")
    answer = desk.press(do="close", name="Nurse N.", note="spoke to her")
    assert answer.status_code == 200 and "Closed by Nurse N." in answer.text
    assert store.show(OWN)["history"][-1]["why"] == "spoke to her"
    for form in ({"name": "Nurse M."}, {"do": "close", "name": "Nurse M."}):
        answer = desk.press(**form)
        assert answer.status_code == 409 and "closed by Nurse N." in answer.text and "PLANTED" not in answer.text
    assert "closed by Nurse N." in requests.get(desk.url(), timeout=10).text
    assert [one["kind"] for one in store.show(OWN)["history"]] == ["opened", "acknowledged", "closed"]


def test_of_thirty_who_press_at_once_one_acknowledges(desk, store):
    with ThreadPoolExecutor(30) as pool:
        codes = list(pool.map(lambda number: desk.press(name=f"Nurse {number}").status_code, range(30)))
    assert codes.count(200) == 1 and set(codes) <= {200, 409, 503}
    assert [one["kind"] for one in store.show(OWN)["history"]].count("acknowledged") == 1


def test_a_number_is_there_to_call_where_the_person_wrote_from_a_phone(store):
    store.take_in(notice(level="emergency", conversation="sms:+447700900999", escalation_id=OWN, channel="sms"))
    assert '<a href="tel:+447700900999">' in Served(store).press(name="N.").text


def test_it_says_that_the_person_has_written_that_it_is_over(desk, store):
    store.take_in(notice(2, kind="over", level="none", flags=[]))
    assert "says that it is over" in requests.get(desk.url(), timeout=10).text


def test_it_says_what_the_person_has_answered_since_and_the_number_that_they_left(desk, store):
    store.take_in(notice(2, kind="after", act="called"))
    store.take_in(notice(3, kind="over", act="false_alarm", level="none"))
    store.take_in(notice(4, kind="after", act="left_number", turns=[], number="+447400123456"))
    opened = requests.get(desk.url(), timeout=10).text
    assert "says that they called for help" in opened and "says that it was none" in opened
    assert "+447400123456" not in opened  # nothing is shown before a name is given
    assert '<a href="tel:+447400123456">' in desk.press(name="N.").text


def test_a_forged_changed_or_old_link_opens_nothing(desk, store):
    good = desk.url()
    changed = [good[:-1] + ("A" if good[-1] != "A" else "B"), good.replace(OWN, OWN[::-1]), good + "x", good[:-22]]
    other = Links(f"http://127.0.0.1:{desk.port}", "z" * 32, 3600).make(OWN, 1)
    later = re.sub(r"\.1\.(\d+)\.", lambda found: f".1.{int(found[1]) + 1}.", good)
    for url in [*changed, other, later, f"http://127.0.0.1:{desk.port}/seen/é..%00.1"]:
        for answer in (
            requests.get(url, timeout=10),
            requests.post(url, data={"do": "take", "name": "N."}, timeout=10),
        ):
            assert answer.status_code == 404 and "PLANTED" not in answer.text
    old = Links(f"http://127.0.0.1:{desk.port}", KEY, 3600, lambda: time.time() - 3601).make(OWN, 1)
    assert requests.post(old, data={"do": "take", "name": "N."}, timeout=10).status_code == 410
    assert store.show(OWN)["state"] == "new"


def test_a_link_of_an_escalation_that_is_not_there_says_so(desk):
    url = f"http://127.0.0.1:{desk.port}{desk.links.make('none', 1)}"
    assert "not there any more" in requests.get(url, timeout=10).text


def test_a_store_that_is_down_is_told_and_acknowledges_nothing(desk, store, monkeypatch):
    def down(*_, **__):
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(store, "set_state", down)
    answer = desk.press(name="Nurse N.")
    assert answer.status_code == 503 and "try again" in answer.text
    assert store.show(OWN)["state"] == "new"


def test_a_large_body_is_refused(desk):
    assert desk.press(name="x" * 20_000).status_code == 413


def test_links_are_of_one_key_one_escalation_and_one_time():
    now = [1000.0]
    links = Links("https://c.example/", KEY, 60, lambda: now[0])
    link = links.make("e.1", 3)
    assert link.startswith("https://c.example/seen/")
    token = link.rpartition("/")[2]
    assert links.read(token) == ("e.1", 3)
    now[0] += 60
    with pytest.raises(ExpiredLink):
        links.read(token)
    for bad in ("", ".", "...", token[:-1], token + "=", "\ud800"):
        with pytest.raises(BadLink):
            links.read(bad)
