"""An emergency that nobody acknowledged goes to the next contact, again and again in order, until somebody does."""

from __future__ import annotations

import asyncio
import json

import jsonschema
import pytest

from escalations.contacts import Contact, parse
from escalations.delivery import NotAccepted
from escalations.dispatcher import make_dispatcher
from escalations.links import Links
from escalations.mail import Mailer, MailServer
from escalations.settings import Settings
from escalations.telling import Page, make_teller, sms, spoken
from knowledge.settings import ROOT
from replies.sms import segments
from tests.channels.provider import ACCOUNT, NUMBER, TOKEN, Provider
from tests.escalations import mail_server as mail_servers
from tests.escalations.receiver import SECRET
from tests.escalations.test_escalations import Killed, notice

ALL = "webhook, mail:first@clinic.example, sms:+447700900123"
LINK = "https://clinic.example"
OWN = notice().escalation_id


@pytest.fixture
def twilio(monkeypatch):
    """The clinic's Twilio account."""
    made = Provider()
    for name, value in {
        "ACCOUNT_SID": ACCOUNT,
        "AUTH_TOKEN": TOKEN,
        "SMS_NUMBER": NUMBER,
        "API_BASE": made.url,
    }.items():
        monkeypatch.setenv(f"TWILIO_{name}", value)
    yield made
    made.close()


@pytest.fixture
def links(clock):
    return Links(LINK, "k" * 32, 3600, clock)


@pytest.fixture
def made(store, spool, receiver, clock, mail_server, twilio, links):
    """Makes the dispatcher of a clinic with three contacts and five minutes."""

    def make(**changes):
        chosen = {
            "webhook": receiver.url, "secret": SECRET, "timeout": 5, "spool": spool.folder, **mail_server.settings(),
            "emergency_contacts": ALL, "emergency_minutes": 5, "pass_over": 10, **changes,
        }  # fmt: skip
        return make_dispatcher(Settings(**chosen), store, links, clock, lambda: 1.0)

    return make


def told(store):
    """The history of contacts: who was reached and who was not."""
    return [
        (one["kind"], one["by"]) for one in store.show(OWN)["history"] if one["kind"] in ("delivered", "told", "failed")
    ]


async def test_each_contact_has_its_minutes_and_then_the_next_is_told_round_and_round(
    made, store, spool, clock, receiver, mail_server, twilio
):
    spool.keep(notice(level="emergency"))
    one = made()
    for _ in range(8):
        await one.round()
        clock.now += 299
        await one.round()  # not a second too early
        clock.now += 1
    everybody = [("webhook"), ("mail first@clinic.example"), ("sms +447700900123")]
    assert told(store) == [("delivered", "webhook"), *[("told", (everybody * 3)[n]) for n in range(1, 8)]]
    times = [one["at"] for one in store.show(OWN)["history"][1:]]
    assert [(later - earlier).total_seconds() for earlier, later in zip(times, times[1:], strict=False)] == [300] * 7
    assert [got.get("kind") for got in receiver.accepted] == ["danger", "page", "page"]
    assert (len(mail_server.mails), len(twilio.accepted)) == (3, 2)


async def test_whoever_acknowledges_ends_it(made, store, spool, clock, mail_server):
    spool.keep(notice(level="emergency"))
    one = made()
    await one.round()
    await one.round()
    store.set_state(OWN, "acknowledged", "Nurse N.")
    for _ in range(3):
        clock.now += 300
        await one.round()
    assert told(store) == [("delivered", "webhook")] and mail_server.mails == []


async def test_graver_danger_after_an_acknowledgement_tells_contacts_anew(made, store, spool, clock, mail_server):
    spool.keep(notice(1))
    one = made()
    await one.round()
    store.set_state(OWN, "acknowledged", "Nurse N.")
    spool.keep(notice(2, level="emergency"))
    await one.round()
    clock.now += 300
    await one.round()
    assert [mail.to for mail in mail_server.mails] == ["first@clinic.example"]


async def test_urgent_messages_wake_nobody_unless_they_have_contacts_of_their_own(made, store, spool, clock, twilio):
    spool.keep(notice())
    await made().round()
    clock.now += 300
    await made().round()
    assert twilio.accepted == []
    spool.keep(notice(2, "other"))
    await made(urgent_contacts="sms:+447700900124", urgent_minutes=60).round()
    assert [sent.to for sent in twilio.accepted] == ["+447700900124"]


async def test_who_cannot_be_reached_is_passed_over_and_waits_double_once_nobody_can(
    made, store, spool, clock, receiver, mail_server, twilio
):
    receiver.mood, mail_server.mood, twilio.moods = "error500", "refuse", [500] * 6
    spool.keep(notice(level="emergency"))
    one = made()
    waits, last = [], clock.now
    while len(waits) < 9:
        before = len(told(store)) if waits or clock.now > 2_000_000 else 0
        await one.round()
        await one.round()
        if len(told(store)) > before:
            waits.append(clock.now - last)
            last = clock.now
        clock.now += 1
    assert told(store)[:3] == [("failed", contact.name) for contact in parse(ALL)]
    assert waits == [0, 10, 10, 20, 20, 20, 40, 40, 40]
    assert store.show(OWN)["state"] == "new"
    assert [one["why"] for one in store.show(OWN)["history"][1:4]] == ["status 500", "SMTP 550", "status 500, code 0"]


async def test_a_page_that_was_killed_in_the_middle_is_told_again(made, store, spool, clock, twilio, monkeypatch):
    spool.keep(notice(level="emergency"))
    one = made(emergency_contacts="sms:+447700900123")

    async def killed(*_):
        raise Killed

    with monkeypatch.context() as during:
        during.setattr(one._teller, "tell", killed)
        with pytest.raises(Killed):
            await one.round()
    again = made(emergency_contacts="sms:+447700900123")
    await again.round()
    assert twilio.accepted == []  # it may be on its way
    clock.now += 71
    await again.round()
    assert len(twilio.accepted) == 1


async def test_two_dispatchers_tell_a_contact_once(made, spool, clock, twilio):
    for number in range(20):
        spool.keep(notice(number, f"conversation {number}", level="emergency", escalation_id=f"escalation-{number}"))
    first, second = made(emergency_contacts="sms:+447700900123"), made(emergency_contacts="sms:+447700900123")
    first.take_in()
    await asyncio.gather(first._pager.round(), second._pager.round())
    assert len(twilio.accepted) == 20


async def test_a_clinic_with_sms_alone_is_told_by_it(made, store, spool, twilio):
    spool.keep(notice(level="emergency"))
    one = made(webhook=None, smtp_host=None, smtp_user=None, smtp_password=None, emergency_contacts="sms:+447700900123")
    await one.round()
    assert len(twilio.accepted) == 1 and store.show(OWN)["state"] == "delivered"


async def test_where_no_contacts_are_set_the_webhook_and_the_mailbox_are_them(
    made, spool, clock, mail_server, receiver
):
    spool.keep(notice(level="emergency"))
    one = made(emergency_contacts=None, mail_to="nurse@clinic.example")
    await one.round()
    clock.now += 300
    await one.round()
    await one.round()
    assert [mail.to for mail in mail_server.mails] == ["nurse@clinic.example"]


async def test_a_mail_says_what_to_do_without_a_program_and_nothing_of_the_patient(
    made, spool, clock, mail_server, links
):
    spool.keep(notice(level="emergency"))
    one = made()
    await one.round()
    clock.now += 300
    await one.round()
    await one.round()
    (mail,) = mail_server.mails
    assert mail.subject.startswith("Bedside: EMERGENCY, nobody has confirmed it yet")
    assert "python" not in mail.text.lower() and "PLANTED" not in mail.text and "confusion" not in mail.text
    assert "the next contact is told in 5 minutes" in mail.text and "1. Open this page" in mail.text
    (link,) = [line.strip() for line in mail.text.splitlines() if LINK in line]
    assert links.read(link.rpartition("/")[2]).escalation_id == OWN


async def test_an_sms_fits_two_segments(made, spool, twilio, links):
    spool.keep(notice(level="emergency"))
    await made(emergency_contacts="sms:+44 7700 900123").round()
    (sent,) = twilio.accepted
    assert sent.to == "+447700900123" and segments(sent.text) <= 2
    assert sent.text.startswith("Bedside: EMERGENCY noticed 1970-01-12 13:46 UTC. Nobody has confirmed it.")
    assert links.read(sent.text.rpartition("/")[2]).page == 1
    page = Page("p", OWN, "urgent", notice().at, 1)
    assert OWN[:8] in sms(page, None)


async def test_a_page_over_the_webhook_is_the_documented_json_and_signed(made, spool, clock, receiver):
    schema = json.loads((ROOT / "docs" / "page.schema.json").read_text(encoding="utf-8"))
    spool.keep(notice(level="emergency"))
    await made(webhook=None, emergency_contacts=f"webhook:{receiver.url}").round()
    jsonschema.validate(receiver.accepted[0], schema)
    assert receiver.keys == [receiver.accepted[0]["id"]] and receiver.forged == 0
    assert "turns" not in receiver.accepted[0]


@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_mail_goes_over_tls_with_a_login(trusted, monkeypatch, tls):
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    server = mail_servers.MailServer(trusted, tls)
    address = MailServer("localhost", server.server_address[1], tls, mail_servers.USER, mail_servers.PASSWORD)
    await Mailer(address, "bedside@clinic.example", 5).send("nurse@clinic.example", "Now", "Words")
    assert [(mail.to, mail.subject, mail.text) for mail in server.mails] == [
        ("nurse@clinic.example", "Now", "Words\r\n")
    ]
    assert server.logins == 1
    server.close()


async def test_a_mail_server_that_proves_nothing_gets_neither_password_nor_mail(trusted):
    server = mail_servers.MailServer(trusted)  # this time nobody trusts its certificate
    address = MailServer("localhost", server.server_address[1], "starttls", mail_servers.USER, mail_servers.PASSWORD)
    with pytest.raises(NotAccepted, match="SSLCertVerificationError"):
        await Mailer(address, "bedside@clinic.example", 5).send("nurse@clinic.example", "Now", "Words")
    assert (server.logins, server.mails) == (0, [])
    server.close()


async def test_a_wrong_password_and_a_server_that_is_gone_are_errors_of_ours(mail_server):
    wrong = MailServer("localhost", mail_server.server_address[1], "starttls", mail_servers.USER, "wrong")
    with pytest.raises(NotAccepted, match="SMTP 535"):
        await Mailer(wrong, "a@b", 5).send("c@d", "s", "t")
    with pytest.raises(NotAccepted, match="ConnectionRefusedError"):
        await Mailer(MailServer("127.0.0.1", 1, "none"), "a@b", 1).send("c@d", "s", "t")


async def test_a_route_that_hangs_is_given_up(mail_server, clock):
    mail_server.mood = "hang"
    teller = make_teller(Settings(**mail_server.settings(), timeout=0.3), None)
    with pytest.raises(NotAccepted):
        await teller.tell(Contact("mail", "nurse@clinic.example"), Page("p", OWN, "emergency", notice().at, 1))


async def test_a_mailbox_that_gets_every_notice_is_told_that_it_is_over(made, spool, mail_server):
    spool.keep(notice(1))
    spool.keep(notice(2, kind="over", level="none", flags=[]))
    spool.keep(notice(3, kind="after", act="cannot"))
    spool.keep(notice(4, kind="after", act="thanks"))  # changes nothing: stands in the history alone
    await made(webhook=None, mail_to="nurse@clinic.example", emergency_contacts=None).round()
    assert {mail.subject.split(" (")[0] for mail in mail_server.mails} == {
        "Bedside: urgent message, nobody has confirmed it yet",
        "Bedside: the person says that it is over",
        "Bedside: the person can't reach help",
    }


@pytest.mark.parametrize(
    ("text", "contacts"),
    [
        ("", []),
        ("webhook", [Contact("webhook")]),
        (" mail:n@c.example ,sms:+44 7700 900123", [Contact("mail", "n@c.example"), Contact("sms", "+447700900123")]),
        ("webhook:https://other.example/x", [Contact("webhook", "https://other.example/x")]),
    ],
)
def test_contacts_are_read(text, contacts):
    assert parse(text) == contacts


@pytest.mark.parametrize("text", ["nurse@clinic.example", "mail:nurse", "sms:07700900123", "webhook:clinic", "pager:7"])
def test_what_is_no_contact_is_refused_with_how_it_is_written(text):
    with pytest.raises(ValueError, match="is no contact; write webhook"):
        parse(f"webhook, {text}")


def test_neither_logs_nor_history_tell_more_of_an_address_than_they_must():
    assert Contact("sms", "+447700900123").label == "sms …123"
    assert Contact("mail", "nurse@clinic.example").label == "mail …@clinic.example"
    assert Contact("webhook", "https://hooks.example/very/secret").name == "webhook hooks.example"


def test_waits_are_said_as_people_say_them():
    assert [spoken(seconds) for seconds in (30, 60, 300)] == ["30 seconds", "a minute", "5 minutes"]
