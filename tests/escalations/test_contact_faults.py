"""300 emergencies while the webhook is down and mail is refused: the SMS route finds somebody for each, and each is acknowledged once."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Dict, List

import requests

from escalations.desk import Desk
from escalations.dispatcher import make_dispatcher
from escalations.links import Links
from escalations.settings import Settings
from escalations.store import EscalationStore
from escalations.web import serve
from knowledge.settings import ROOT
from tests.escalations.receiver import SECRET
from tests.escalations.test_escalations import notice
from tests.escalations.test_second_contact import ALL, twilio  # noqa: F401 - a fixture

EMERGENCIES = 300
PASS_OVER, MINUTES = 1.0, 0.25  # seconds after a contact that can't be reached; minutes that one has to acknowledge
LATE = {
    "postgresql": 20.0,
    "sqlite": 60.0,
}  # seconds over what is set: 300 at once on a busy machine; SQLite has one writer
DEADLINE = 240
LINK = re.compile(r"http://\S+/seen/\S+")


def pressed_twice(url: str) -> List[int]:
    """Two people press the button of one link at the same time."""

    def press(name: str) -> int:
        for _ in range(20):
            code = requests.post(url, data={"do": "take", "name": name}, timeout=30).status_code
            if code != 503:  # the page says to try again
                return code
        return code

    with ThreadPoolExecutor(2) as two:
        return list(two.map(press, ["Nurse N.", "Nurse M."]))


def staff(provider, seen: Dict[str, List[int]]) -> None:
    """Whoever has the telephones. The first message about each emergency is missed, the second one is acted upon."""
    deadline, read, pressing = time.monotonic() + DEADLINE, 0, {}
    with ThreadPoolExecutor(4) as several:
        while len(pressing) < EMERGENCIES and time.monotonic() < deadline:
            for sent in provider.accepted[read:]:
                read += 1
                url = LINK.findall(sent.text)[0]
                escalation, page = url.rpartition("/")[2].split(".")[:2]
                if page == "6":
                    pressing.setdefault(escalation, several.submit(pressed_twice, url))
            time.sleep(0.1)
        seen.update({escalation: codes.result() for escalation, codes in pressing.items()})


async def test_nothing_is_lost_each_is_acknowledged_once_and_the_times_are_as_set(
    engine, spool, receiver, mail_server, twilio  # noqa: F811
):  # fmt: skip
    receiver.mood, mail_server.mood = "error500", "refuse"
    store = EscalationStore(engine)
    links = Links("http://127.0.0.1", "k" * 32, 3600)
    store.prepare()
    links._base = f"http://127.0.0.1:{serve(Desk(store, links).app(), '127.0.0.1', 0)}"
    settings = Settings(
        webhook=receiver.url, secret=SECRET, spool=spool.folder, **mail_server.settings(), emergency_contacts=ALL,
        emergency_minutes=MINUTES, pass_over=PASS_OVER,
    )  # fmt: skip
    for number in range(EMERGENCIES):
        spool.keep(notice(number, f"c{number}", level="emergency", escalation_id=f"escalation-{number}"))
    dispatcher = make_dispatcher(settings, store, links)
    running = asyncio.ensure_future(dispatcher.run())
    seen: Dict[str, List[int]] = {}
    await asyncio.to_thread(staff, twilio, seen)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    histories = [store.show(f"escalation-{number}")["history"] for number in range(EMERGENCIES)]
    acknowledged = [[one for one in history if one["kind"] == "acknowledged"] for history in histories]
    assert Counter(len(one) for one in acknowledged) == {1: EMERGENCIES}
    assert all(sorted(codes) == [200, 409] for codes in seen.values())
    waits: Dict[str, List[float]] = {"after a contact that was not reached": [], "after one that was": []}
    for history in histories:
        contacts = [one for one in history if one["kind"] in ("failed", "told")]
        assert [(one["kind"], one["by"].split()[0]) for one in contacts[:6]] == [
            ("failed", "webhook"), ("failed", "mail"), ("told", "sms"),
        ] * 2  # fmt: skip
        seen_at = next(one["at"] for one in history if one["kind"] == "acknowledged")
        assert sum(one["at"] > seen_at for one in contacts) <= 1  # the one that was on its way
        for one, following in zip(contacts[:5], contacts[1:6], strict=True):
            wait = (following["at"] - one["at"]).total_seconds()
            waits[f"after {'one that was' if one['kind'] == 'told' else 'a contact that was not reached'}"].append(wait)
    table = "\n".join(
        [
            "| wait | set, s | shortest | median | longest |", "| --- | --- | --- | --- | --- |",
            *(
                f"| {name} | {least:g} | {min(found):.1f} | {sorted(found)[len(found) // 2]:.1f} | {max(found):.1f} |"
                for (name, found), least in zip(waits.items(), (PASS_OVER, MINUTES * 60), strict=True)
            ),
        ]
    )  # fmt: skip
    kind = engine.url.get_backend_name()
    (ROOT / "results").mkdir(exist_ok=True)
    (ROOT / "results" / f"contacts-{kind}.md").write_text(
        f"{kind}: {EMERGENCIES} emergencies, webhook down, mail refused, SMS works: {EMERGENCIES - len(seen)} lost, "
        f"{sum(map(len, acknowledged))} acknowledgements, {len(twilio.accepted)} SMS.\n\n{table}\n",
        encoding="utf-8",
    )
    for (name, found), least in zip(waits.items(), (PASS_OVER, MINUTES * 60), strict=True):
        assert min(found) >= least - 0.05, name
        assert max(found) <= least + LATE[kind], name
    assert store.waiting().unacknowledged == 0
