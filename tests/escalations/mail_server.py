"""A clinic's mail server for tests: real SMTP over a socket, with TLS and a login, that can be told to refuse."""

from __future__ import annotations

import base64
import datetime
import ipaddress
import socketserver
import ssl
import threading
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any, Dict, List, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "bedside", "a mail password"


class Mail(NamedTuple):
    """One mail as it was taken."""

    to: str
    subject: str
    text: str


class MailServer(socketserver.ThreadingTCPServer):
    """Keeps the mails it took. `mood`: ok, refuse (550 to every recipient), hang. `tls`: starttls or tls."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, certificate: Path, tls: str = "starttls") -> None:
        self.tls, self.mood = tls, "ok"
        self.mails: List[Mail] = []
        self.refused = 0
        self.logins = 0
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate)
        super().__init__(("127.0.0.1", 0), _Session)
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def settings(self) -> Dict[str, Any]:
        """What a deployment sets to use it."""
        return {
            "smtp_host": "localhost", "smtp_port": self.server_address[1], "smtp_tls": self.tls, "smtp_user": USER,
            "smtp_password": PASSWORD, "mail_from": "bedside@clinic.example",
        }  # fmt: skip

    def handle_error(self, *_: object) -> None:
        """A client that does not trust us hangs up."""

    def close(self) -> None:
        self.shutdown()
        self.server_close()


class _Session(socketserver.BaseRequestHandler):
    server: MailServer

    def handle(self) -> None:
        if self.server.tls == "tls":
            self._secure()
        else:
            self._file = self.request.makefile("rb")
        self._is_secure, self._is_known, self._to = self.server.tls == "tls", False, ""
        self._say(b"220 test")
        while True:
            line = self._file.readline()
            if not line or not self._answer(line.decode().strip()):
                return

    def _secure(self) -> None:
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        self._file = self.request.makefile("rb")

    def _say(self, text: bytes) -> None:
        self.request.sendall(text + b"\r\n")

    def _answer(self, line: str) -> bool:
        word = line.split(" ")[0].upper()
        if word == "EHLO":
            self._say(
                b"250-test\r\n250-AUTH PLAIN\r\n250 STARTTLS" if not self._is_secure else b"250-test\r\n250 AUTH PLAIN"
            )
        elif word == "STARTTLS":
            self._say(b"220 go")
            self._secure()
            self._is_secure = True
        elif word == "AUTH":
            given = base64.b64decode(line.split(" ")[2]).split(b"\0")[1:] if self._is_secure else []
            self._is_known = given == [USER.encode(), PASSWORD.encode()]
            self.server.logins += int(self._is_known)
            self._say(b"235 welcome" if self._is_known else b"535 no")
        elif word == "QUIT":
            self._say(b"221 bye")
            return False
        elif not self._is_known:
            self._say(b"530 log in first")
        elif word == "RCPT" and self.server.mood == "refuse":
            self.server.refused += 1
            self._say(b"550 no such mailbox")
        elif word == "RCPT" and self.server.mood == "hang":
            threading.Event().wait(5)
            return False
        elif word == "DATA":
            self._say(b"354 go")
            self._keep()
            self._say(b"250 kept")
        else:
            if word == "RCPT":
                self._to = line.partition("<")[2].rstrip(">")
            self._say(b"250 ok")
        return True

    def _keep(self) -> None:
        raw = b""
        while not raw.endswith(b"\r\n.\r\n"):
            raw += self._file.readline()
        mail = message_from_bytes(raw[:-3].replace(b"\r\n..", b"\r\n."), policy=policy.default)
        self.server.mails.append(Mail(self._to, mail["Subject"], mail.get_content()))


def authority(folder: Path) -> Path:
    """A file with a certificate for localhost, made now, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "localhost.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return file
