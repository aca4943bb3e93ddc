"""Where escalations are kept and whom they go to, from the environment (see `.env.example`)."""

from __future__ import annotations

import hashlib
import os
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Dict, List, Literal, Optional

from pydantic import BaseSettings, Field, SecretStr, validator
from pydantic.fields import ModelField

from escalations.contacts import MAIL, WEBHOOK, Contact, ContactList, is_web_address, parse
from escalations.spool import Spool
from knowledge.kept_secret import kept_secret
from knowledge.settings import ROOT

SHORTEST_SECRET = 16
SHORTEST_LINK_SECRET = 32
SMTP_PORTS = {"starttls": 587, "tls": 465, "none": 25}


class Settings(BaseSettings):
    """Every name is read from the environment with the prefix `BEDSIDE_ESCALATION_`.

    Attributes:
        url: SQLAlchemy URL of the escalation store.
        spool: folder that holds what was noticed until the store has taken it in.
        spool_second: folder for what the first can't take; best on another disk. Left out: a private one among the system's temporary files.
        webhook: the clinic's address for notices; None where there is none.
        secret: key of the notices' HMAC signature.
        timeout: seconds that one delivery may take in all.
        first_wait, longest_wait: seconds before the second try, and the most between two tries.
        second_route_after: failed tries after which staff are mailed about a notice that no contacts are told of.
        smtp_host, smtp_port, smtp_tls, smtp_user, smtp_password: the clinic's mail server. The port is that of `smtp_tls` unless set.
        mail_from: the sender.
        mail_to: who is mailed where no contacts are set.
        sms_from: number or messaging service of the clinic's Twilio account for staff; that of the SMS channel where left out.
        emergency_contacts, emergency_minutes: who is told of an emergency, in order, and after how many minutes without an
            acknowledgement the next one is. Left out: the webhook, then `mail_to`, as far as they are set.
        urgent_contacts, urgent_minutes: the same of urgent messages. Left out: nobody is told one after the other.
        pass_over: seconds after which the next contact is told where one could not be reached.
        link_url: address under which staff reach the page that a link opens; None: no links.
        link_host, link_port: where the dispatcher serves that page.
        link_secret: key of the links; None: one is made once and kept in `link_secret_file`.
        link_hours: for how long a link works.
        red_after: seconds without a delivery after which `/health` is red.
        metrics_port: of the dispatcher's figures and its health, on the loopback address; None: they are not served.
    """

    url: str = f"sqlite:///{ROOT / 'var' / 'escalations.db'}"
    spool: Path = ROOT / "var" / "spool"
    spool_second: Optional[Path] = None
    webhook: Optional[str] = None
    secret: Optional[SecretStr] = None
    timeout: float = Field(10.0, gt=0)
    first_wait: float = Field(2.0, gt=0)
    longest_wait: float = Field(300.0, gt=0)
    second_route_after: int = Field(4, ge=1)
    smtp_host: Optional[str] = None
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"
    smtp_port: Optional[int] = Field(None, ge=1, le=65535)
    smtp_user: Optional[str] = None
    smtp_password: Optional[SecretStr] = None
    mail_from: str = "bedside@localhost"
    mail_to: Optional[str] = None
    sms_from: Optional[str] = None
    emergency_contacts: Optional[str] = None
    emergency_minutes: float = Field(5.0, gt=0)
    urgent_contacts: Optional[str] = None
    urgent_minutes: float = Field(60.0, gt=0)
    pass_over: float = Field(10.0, gt=0)
    link_url: Optional[str] = None
    link_host: str = "127.0.0.1"
    link_port: Optional[int] = Field(None, ge=1, le=65535)
    link_secret: Optional[SecretStr] = None
    link_secret_file: Path = ROOT / "var" / "link_secret"
    link_hours: float = Field(24.0, gt=0)
    red_after: float = Field(300.0, gt=0)
    metrics_port: Optional[int] = Field(None, ge=1, le=65535)

    class Config:
        env_prefix = "BEDSIDE_ESCALATION_"

    @validator("*", pre=True)
    def _blank_is_unset(cls, value: object, field: ModelField) -> object:
        return field.default if isinstance(value, str) and not value.strip() else value

    @validator("webhook", "link_url")
    def _an_address(cls, value: Optional[str]) -> Optional[str]:
        if value is not None and not is_web_address(value):
            raise ValueError("is no address; write https://clinic.example/…")
        return value

    @validator("secret", always=True)
    def _a_webhook_needs_its_secret(cls, secret: Optional[SecretStr], values: dict) -> Optional[SecretStr]:
        if values.get("webhook") and not secret:
            raise ValueError("BEDSIDE_ESCALATION_SECRET must be set where a webhook is: unsigned notices are not sent")
        if secret and len(secret.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"needs at least {SHORTEST_SECRET} characters")
        return secret

    @validator("link_secret")
    def _long_enough(cls, secret: Optional[SecretStr]) -> Optional[SecretStr]:
        if secret and len(secret.get_secret_value()) < SHORTEST_LINK_SECRET:
            raise ValueError(f"needs at least {SHORTEST_LINK_SECRET} characters")
        return secret

    @validator("emergency_contacts", "urgent_contacts")
    def _contacts(cls, value: Optional[str]) -> Optional[str]:
        parse(value or "")
        return value

    @property
    def spools(self) -> Spool:
        """Both folders. The temporary one is named after the user and the first folder: two deployments of a machine never share it."""
        name = hashlib.sha256(str(self.spool.resolve()).encode()).hexdigest()[:12]
        temporary = Path(tempfile.gettempdir()) / f"bedside-spool-{os.geteuid()}-{name}"
        return Spool(self.spool, self.spool_second or temporary)

    @property
    def mail_port(self) -> int:
        """The mail server's port."""
        return self.smtp_port or SMTP_PORTS[self.smtp_tls]

    @property
    def feed(self) -> Optional[Contact]:
        """Who gets every notice: the webhook, or the mailbox where there is none."""
        if self.webhook:
            return Contact(WEBHOOK)
        return Contact(MAIL, self.mail_to) if self.smtp_host and self.mail_to else None

    @property
    def lists(self) -> Dict[str, ContactList]:
        """By level, who is told one after the other. A level without contacts is not in it."""
        emergency = parse(self.emergency_contacts) if self.emergency_contacts else self._routes()
        urgent = parse(self.urgent_contacts or "")
        made = {
            "emergency": ContactList(emergency, self.emergency_minutes * 60),
            "urgent": ContactList(urgent, self.urgent_minutes * 60),
        }
        return {level: one for level, one in made.items() if one.contacts}

    @property
    def link_key(self) -> str:
        """Key of the links, made and kept at the first use where none is configured."""
        return self.link_secret.get_secret_value() if self.link_secret else kept_secret(self.link_secret_file)

    def uses(self, kind: str) -> bool:
        """Whether any notice or contact goes over `webhook`, `mail` or `sms`."""
        contacts = [one for each in self.lists.values() for one in each.contacts]
        return kind in {one.kind for one in [*contacts, *([self.feed] if self.feed else [])]}

    def _routes(self) -> List[Contact]:
        mail = [Contact(MAIL, self.mail_to)] if self.smtp_host and self.mail_to else []
        return [*([Contact(WEBHOOK)] if self.webhook else []), *mail]


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()  # type: ignore[call-arg]  # pydantic fills it from the environment
