"""Tells one contact that an escalation waits, over the webhook, by mail or by SMS. None of it holds words of the patient."""

from __future__ import annotations

import asyncio
import datetime
import json
from typing import Dict, NamedTuple, Optional

from channels.sending import Client
from channels.sending import NotAccepted as NotSent
from channels.settings import SmsSettings
from channels.twilio_client import TwilioClient
from escalations.contacts import MAIL, SMS, WEBHOOK, Contact
from escalations.delivery import NotAccepted, WebhookClient
from escalations.links import Links
from escalations.mail import Mailer, MailServer
from escalations.settings import Settings
from escalations.times import from_seconds, told
from escalations.wording import filled, wording

SCHEMA = 1  # of a page, docs/page.schema.json


class Page(NamedTuple):
    """One call to look at an escalation.

    Attributes:
        id: the same whenever this page is sent again.
        at: when the danger was noticed.
        number: which call it is, from 1.
        wait: seconds until the next contact is told; None where nobody is.
        trouble: why the clinic's own system did not take it, where that is why a mail is sent.
        said: what the person did by what they wrote since, where this tells of that: nobody is called. Only mails tell it.
    """

    id: str
    escalation_id: str
    level: str
    at: datetime.datetime
    number: int
    wait: Optional[float] = None
    trouble: Optional[str] = None
    said: Optional[str] = None


class Teller:
    """Knows every route that is set up.

    Args:
        webhooks: by the contact's address; the clinic's own under the empty one.
    """

    def __init__(
        self, webhooks: Dict[str, WebhookClient], mailer: Optional[Mailer], sms: Optional[Client], links: Optional[Links], timeout: float
    ) -> None:  # fmt: skip
        self._webhooks, self._mailer, self._sms, self._links = webhooks, mailer, sms, links
        self._timeout = timeout

    async def tell(self, contact: Contact, page: Page) -> None:
        """Tells one contact.

        Raises:
            NotAccepted: the contact's system did not take it in time, or there is no such route.
        """
        try:
            await asyncio.wait_for(self._over(contact, page), self._timeout)
        except asyncio.TimeoutError as error:
            raise NotAccepted("not done in time") from error

    async def _over(self, contact: Contact, page: Page) -> None:
        link = self._links.make(page.escalation_id, page.number) if self._links else None
        if contact.kind == WEBHOOK and contact.address in self._webhooks:
            await self._webhooks[contact.address].deliver(page.id, body(page, link))
        elif contact.kind == MAIL and self._mailer:
            await self._mailer.send(contact.address, *self._mail(page, link))
        elif contact.kind == SMS and self._sms:
            try:
                await self._sms.send(contact.address, sms(page, link))
            except NotSent as failure:
                raise NotAccepted(str(failure)) from failure
        else:
            raise NotAccepted("this route is not set up")

    def _mail(self, page: Page, link: Optional[str]) -> tuple:
        words = wording()
        if page.said:
            since = {"id": page.escalation_id[:8], "at": told(page.at), "said": words.acts[page.said]}
            return filled(words.said_subject, **since), filled(words.said, **since)
        about = {"level": words.levels[page.level], "id": page.escalation_id[:8], "at": told(page.at)}
        about["otherwise"] = (
            filled(words.next_contact, wait=spoken(page.wait)) if page.wait is not None else words.no_next_contact
        )
        about["trouble"] = filled(words.webhook_trouble, error=page.trouble) if page.trouble else ""
        subject = filled(words.mail_subject, **about)
        if link is None or self._links is None:
            return subject, filled(words.mail_without_link, **about)
        until = told(from_seconds(self._links.ends()))
        return subject, filled(words.mail, link=link, until=until, **about)

    async def close(self) -> None:
        """Closes what is kept open."""
        if self._sms:
            await self._sms.close()


def body(page: Page, link: Optional[str]) -> str:
    """What a webhook gets (docs/page.schema.json)."""
    return json.dumps(
        {
            "schema": SCHEMA, "kind": "page", "id": page.id, "escalation_id": page.escalation_id, "level": page.level,
            "at": page.at.isoformat(), "number": page.number, "acknowledge": link,
        },
        sort_keys=True,
    )  # fmt: skip


def sms(page: Page, link: Optional[str]) -> str:
    """What a phone gets: two segments at most."""
    words = wording()
    about = {"level": words.levels[page.level], "at": told(page.at)}
    if link is None:
        return filled(words.sms_without_link, id=page.escalation_id[:8], **about)
    return filled(words.sms, link=link, **about)


def spoken(seconds: float) -> str:
    """A wait as people say it."""
    if seconds < 60:
        return f"{round(seconds)} seconds"
    minutes = round(seconds / 60)
    return "a minute" if minutes == 1 else f"{minutes} minutes"


def make_links(settings: Settings) -> Optional[Links]:
    """The links that the settings ask for; None where staff can reach no page.

    Raises:
        OSError: the key can't be kept.
    """
    if not settings.link_url:
        return None
    return Links(settings.link_url, settings.link_key, settings.link_hours * 3600)


def make_teller(settings: Settings, links: Optional[Links]) -> Teller:
    """Every route that the settings ask for."""
    secret = settings.secret.get_secret_value() if settings.secret else ""
    addresses = {one.address for each in settings.lists.values() for one in each.contacts if one.kind == WEBHOOK}
    webhooks = {
        address: WebhookClient(address or settings.webhook or "", secret, settings.timeout)
        for address in {*addresses, *([""] if settings.webhook else [])}
        if secret and (address or settings.webhook)
    }
    return Teller(webhooks, make_mailer(settings), make_sms(settings), links, 2 * settings.timeout)


def make_mailer(settings: Settings) -> Optional[Mailer]:
    """The clinic's mail server, where it is set."""
    if not settings.smtp_host:
        return None
    password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
    server = MailServer(settings.smtp_host, settings.mail_port, settings.smtp_tls, settings.smtp_user, password)
    return Mailer(server, settings.mail_from, settings.timeout)


def make_sms(settings: Settings) -> Optional[Client]:
    """The clinic's Twilio account, where it and a number for staff are set."""
    account = SmsSettings()  # type: ignore[call-arg]  # pydantic fills it from the environment
    sender = sms_sender(settings, account)
    return TwilioClient(account, sender, settings.timeout) if sender else None


def sms_sender(settings: Settings, account: SmsSettings) -> Optional[str]:
    """The number or service that staff get their messages from; None where SMS can't be sent."""
    sender = settings.sms_from or account.sms_number
    return sender if account.account_sid and account.auth_token and sender else None
