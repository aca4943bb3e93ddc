"""Checks a deployment's settings before anything starts: one line for each thing that is wrong, no traceback.

`python -m scripts.settings_check` ends with 1 where the start is refused: a setting that can't be read, a port that is taken, or a
danger that could be noticed and not delivered. Everything else is told and started.
"""

from __future__ import annotations

import difflib
import importlib
import os
import socket
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Tuple
from urllib.parse import urlsplit

from pydantic import ValidationError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from knowledge.setting_faults import lines, names_of

PREFIX = "BEDSIDE_"
DANGER = "BEDSIDE_ESCALATION"  # a name that was meant to begin so may be the one route to the clinic
READ_BY_SCRIPTS = ["BEDSIDE_HOST"]
LOOPBACK = "127.0.0.1"
PROVIDERS = ("SmsSettings", "WhatsAppSettings", "TelegramSettings", "SlackSettings", "MessengerSettings")
CLASSES = [
    ("knowledge.settings", "Settings"),
    ("escalations.settings", "Settings"),
    ("channels.settings", "Settings"),
    *(("channels.settings", name) for name in PROVIDERS),
    ("channels.widget.settings", "Settings"),
    ("review.settings", "Settings"),
]


class Fault(NamedTuple):
    """One line. `refuses`: whether the start is."""

    text: str
    refuses: bool


class Port(NamedTuple):
    """A port that is about to be listened on, by the name under which it is set."""

    name: str
    host: str
    number: int


def faults(host: str, port: int, action_port: int) -> List[Fault]:
    """Everything that is wrong with the environment, what refuses the start first."""
    with _environment_restored():
        found, classes = _unreadable()
        chosen = {f"{module}.{name}": _made(cls, found) for (module, name), cls in classes.items()}
        known = [*READ_BY_SCRIPTS, *(name for cls in classes.values() for name in names_of(cls))]
        found += _unknown(known)
        ports = [Port("PORT", host, port), Port("ACTION_PORT", LOOPBACK, action_port)]
        escalations = chosen.get("escalations.settings.Settings")
        if escalations:
            found += _of_escalations(escalations, chosen.get("channels.settings.SmsSettings"))
            for name, where in (("metrics_port", LOOPBACK), ("link_port", escalations.link_host)):
                number = getattr(escalations, name)
                ports += [Port(f"{DANGER}_{name.upper()}", where, number)] if number else []
        found += _ports(ports) + _stores(chosen)
    return sorted(dict.fromkeys(found), key=lambda one: not one.refuses)


def _unreadable() -> Tuple[List[Fault], Dict[Tuple[str, str], Any]]:
    """The classes of settings. Some modules read theirs as they are imported: what they can't read is told and then left out."""
    found: List[Fault] = []
    classes = {}
    for module, name in CLASSES:
        for _ in range(9):
            try:
                classes[module, name] = getattr(importlib.import_module(module), name)
                break
            except ValidationError as error:
                found += _told(error)
            except ValueError as error:  # which medicine it is
                found.append(Fault(str(error).splitlines()[0], True))
                os.environ.pop("BEDSIDE_MEDICINE", None)
    return found, classes


def _made(cls: Any, found: List[Fault]) -> Optional[Any]:
    """The settings as a class reads them; what can't be read is told, and its default stands for it in the checks that follow."""
    for _ in range(9):
        try:
            return cls()
        except ValidationError as error:
            found += _told(error)
    return None


def _told(error: ValidationError) -> List[Fault]:
    told = lines(error)
    for line in told:
        os.environ.pop(line.split(" ")[0].rstrip(":"), None)
    for name in names_of(error.model) if any(line.startswith("BEDSIDE_ESCALATION_SECRET") for line in told) else []:
        if name in ("BEDSIDE_ESCALATION_WEBHOOK", "BEDSIDE_ESCALATION_SECRET"):
            os.environ.pop(name, None)  # the two belong together: told once
    return [Fault(line, True) for line in told]


def _unknown(known: List[str]) -> List[Fault]:
    found = []
    for name in sorted(os.environ):
        if not name.startswith(PREFIX) or name in known:
            continue
        close = difflib.get_close_matches(name, known, n=1, cutoff=0.8)
        meant = f"; did you mean {close[0]}?" if close else ""
        found.append(Fault(f"{name} is no setting{meant}", any(one.startswith(DANGER) for one in [name, *close])))
    return found


def _of_escalations(chosen: Any, account: Any) -> List[Fault]:
    from escalations.contacts import MAIL, WEBHOOK
    from escalations.contradictions import contradictions
    from escalations.dispatcher import NOBODY
    from escalations.telling import sms_sender

    sms_is_set = bool(account and sms_sender(chosen, account))
    found = [Fault(line, True) for line in contradictions(chosen, sms_is_set)]
    found += [Fault(line, True) for line in [*_cannot_write(chosen.spool), *_no_key(chosen)]]
    told = []
    if not (chosen.feed or chosen.lists):
        told.append(NOBODY)
    elif not chosen.feed and "urgent" not in chosen.lists:
        told.append(
            "Urgent messages go to nobody: neither a webhook nor a mailbox nor BEDSIDE_ESCALATION_URGENT_CONTACTS is set"
        )
    if chosen.lists and not chosen.link_url:
        told.append(
            "BEDSIDE_ESCALATION_LINK_URL is not set: until `.venv/bin/python -m escalations ack` contacts are told again and again"
        )
    for name in ("webhook", "link_url"):
        if _is_in_clear(getattr(chosen, name)):
            told.append(f"{DANGER}_{name.upper()} is not https: what patients wrote is sent in clear")
    if any(_is_in_clear(one.address) for each in chosen.lists.values() for one in each.contacts if one.kind == WEBHOOK):
        told.append("a webhook among the contacts is not https")
    if chosen.uses(MAIL) and chosen.smtp_tls == "none" and not _is_here(chosen.smtp_host):
        told.append(f"{DANGER}_SMTP_TLS is none: mails with links are sent in clear")
    return [*found, *(Fault(line, False) for line in told)]


def _cannot_write(folder: Path) -> List[str]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix="check-"):
            return []
    except OSError as error:
        return [f"{DANGER}_SPOOL: nothing can be kept in {folder} ({error.strerror})"]


def _no_key(chosen: Any) -> List[str]:
    try:
        return [] if not chosen.link_url or chosen.link_key else [f"{DANGER}_LINK_SECRET_FILE is empty"]
    except (OSError, UnicodeError) as error:
        return [f"{DANGER}_LINK_SECRET_FILE: the links' key can't be kept in {chosen.link_secret_file} ({error})"]


def _ports(ports: List[Port]) -> List[Fault]:
    found: List[Fault] = []
    seen: Dict[int, str] = {}
    for one in ports:
        if one.number in seen:
            found.append(Fault(f"{one.name} is {one.number}, and so is {seen[one.number]}", True))
        elif not _is_free(one):
            found.append(Fault(f"{one.name}: port {one.number} on {one.host} is taken, or not this machine's", True))
        seen[one.number] = one.name
    return found


def _is_free(port: Port) -> bool:
    family = socket.AF_INET6 if ":" in port.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what ended a moment ago is no hindrance
        try:
            probe.bind((port.host, port.number))
            return True
        except (OSError, OverflowError):
            return False


def _stores(chosen: Dict[str, Any]) -> List[Fault]:
    found = []
    for made in filter(None, chosen.values()):
        for field in ("url", "knowledge_url"):
            if hasattr(made, field) and not _is_store(getattr(made, field)):
                name = next(one for one in names_of(type(made)) if one.endswith(field.upper()))
                found.append(Fault(f"{name} is no address of a database; write sqlite:////… or postgresql://…", True))
    return found


def _is_store(url: str) -> bool:
    try:
        return make_url(url).get_backend_name() in ("sqlite", "postgresql")
    except (ArgumentError, ValueError):
        return False


def _is_in_clear(url: Optional[str]) -> bool:
    return bool(url) and urlsplit(url or "").scheme == "http" and not _is_here(urlsplit(url or "").hostname)


def _is_here(host: Optional[str]) -> bool:
    return host in ("localhost", "127.0.0.1", "::1")


@contextmanager
def _environment_restored() -> Iterator[None]:
    before = dict(os.environ)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def number(name: str, default: int) -> int:
    """A port of the environment.

    Raises:
        ValueError: it is no number.
    """
    text = os.environ.get(name) or str(default)
    if not text.isdigit():
        raise ValueError(f"{name} must be a number")
    return int(text)


def main() -> int:
    """Prints every line; 1 where the start is refused."""
    try:
        ports = number("PORT", 5005), number("ACTION_PORT", 5055)
    except ValueError as error:
        print(f"Not started: {error}", file=sys.stderr)
        return 1
    found = faults(os.environ.get("BEDSIDE_HOST") or LOOPBACK, *ports)
    for one in found:
        print(("Not started: " if one.refuses else "Note: ") + one.text, file=sys.stderr)
    return 1 if any(one.refuses for one in found) else 0


if __name__ == "__main__":
    sys.exit(main())
