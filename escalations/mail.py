"""Mail over the clinic's own server: with TLS whose certificate is checked, and a login where it asks for one."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import NamedTuple, Optional

from escalations.delivery import NotAccepted


class MailServer(NamedTuple):
    """Attributes:
    tls: `starttls` (begun within the session, which is given up where the server can't), `tls` (from the first byte) or `none`.
    """

    host: str
    port: int
    tls: str = "starttls"
    user: Optional[str] = None
    password: Optional[str] = None


class Mailer:
    """Sends mails, one session each: nothing is kept open that could have died meanwhile.

    Args:
        timeout: seconds that each step of a session may take.
    """

    def __init__(self, server: MailServer, sender: str, timeout: float) -> None:
        self._server, self._sender, self._timeout = server, sender, timeout

    async def send(self, recipient: str, subject: str, text: str) -> None:
        """Sends one mail.

        Raises:
            NotAccepted: the mail server did not take it, or has not proved who it is.
        """
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self._sender, recipient, subject
        mail["Date"], mail["Message-ID"] = formatdate(), make_msgid(domain=self._sender.rpartition("@")[2])
        mail["Auto-Submitted"] = "auto-generated"  # no out-of-office reply is wanted
        mail["X-Priority"] = "1"
        mail.set_content(text)
        try:
            await asyncio.to_thread(self._send, mail)
        except smtplib.SMTPResponseException as failure:
            raise NotAccepted(f"SMTP {failure.smtp_code}") from failure
        except smtplib.SMTPRecipientsRefused as failure:
            codes = sorted({code for code, _ in failure.recipients.values()})
            raise NotAccepted("SMTP " + ", ".join(map(str, codes))) from failure
        except (smtplib.SMTPException, OSError, UnicodeError) as failure:
            raise NotAccepted(type(failure).__name__) from failure

    def _send(self, mail: EmailMessage) -> None:
        with self._session() as session:
            if self._server.tls == "starttls":
                session.starttls(context=ssl.create_default_context())
            if self._server.user:
                session.login(self._server.user, self._server.password or "")
            session.send_message(mail)

    def _session(self) -> smtplib.SMTP:
        host, port = self._server.host, self._server.port
        if self._server.tls == "tls":
            return smtplib.SMTP_SSL(host, port, timeout=self._timeout, context=ssl.create_default_context())
        return smtplib.SMTP(host, port, timeout=self._timeout)
