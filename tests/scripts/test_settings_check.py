"""Settings are checked at start: a line for each thing that is wrong, and no start where danger could not be delivered."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from typing import List

import pytest

from knowledge.setting_faults import names_of
from knowledge.settings import ROOT
from scripts.settings_check import CLASSES, Fault, faults
from tests.system.processes import free_port

SECRET = "a test's own secret"


@pytest.fixture
def told(monkeypatch, tmp_path):
    """What is said of an environment that holds only this; the escalation settings by their short names."""
    for name in list(os.environ):
        if name.startswith(("BEDSIDE_", "TWILIO_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("BEDSIDE_ESCALATION_SPOOL", str(tmp_path / "spool"))
    monkeypatch.setenv("BEDSIDE_ESCALATION_LINK_SECRET_FILE", str(tmp_path / "link_secret"))

    def tell(**env: str) -> List[Fault]:
        with monkeypatch.context() as during:
            for name, value in env.items():
                is_whole = name.startswith(("BEDSIDE_", "TWILIO_"))
                during.setenv(name if is_whole else f"BEDSIDE_ESCALATION_{name}", value)
            before = dict(os.environ)
            found = faults("127.0.0.1", free_port(), free_port())
            assert dict(os.environ) == before
            return found

    return tell


def refused(found: List[Fault]) -> List[str]:
    return [one.text for one in found if one.refuses]


def notes(found: List[Fault]) -> List[str]:
    return [one.text for one in found if not one.refuses]


def test_with_nothing_set_it_starts_and_says_that_nobody_is_told(told):
    found = told()
    assert refused(found) == []
    assert len(notes(found)) == 1 and "staff must look at" in notes(found)[0]


def test_a_whole_deployment_has_nothing_to_be_said(told):
    found = told(
        WEBHOOK="https://clinic.example/notices", SECRET=SECRET, SMTP_HOST="mail.clinic.example", SMTP_USER="bedside",
        SMTP_PASSWORD="p", TWILIO_ACCOUNT_SID="AC1", TWILIO_AUTH_TOKEN="t", SMS_FROM="+15550006789",
        EMERGENCY_CONTACTS="webhook, mail:n@clinic.example, sms:+447700900123", LINK_URL="https://clinic.example",
        LINK_PORT=str(free_port()), METRICS_PORT=str(free_port()), BEDSIDE_TIME_ZONE="Europe/London", BEDSIDE_REGION="UK",
    )  # fmt: skip
    assert found == []


@pytest.mark.parametrize(
    ("env", "line"),
    [
        ({"WEBHOOK": "https://c.example"}, "BEDSIDE_ESCALATION_SECRET must be set where a webhook is: unsigned notices are not sent"),
        ({"WEBHOOK": "https://c.example", "SECRET": "short"}, "BEDSIDE_ESCALATION_SECRET: needs at least 16 characters"),
        ({"WEBHOOK": "not a url", "SECRET": SECRET}, "BEDSIDE_ESCALATION_WEBHOOK: is no address; write https://clinic.example/…"),
        ({"WEBHOOK": "ftp://c.example", "SECRET": SECRET}, "BEDSIDE_ESCALATION_WEBHOOK: is no address; write https://clinic.example/…"),
        ({"METRICS_PORT": "abc"}, "BEDSIDE_ESCALATION_METRICS_PORT: value is not a valid integer"),
        ({"SMTP_HOST": "mail.example"}, "BEDSIDE_ESCALATION_SMTP_HOST is set without BEDSIDE_ESCALATION_MAIL_TO: no mail would be sent"),
        ({"EMERGENCY_CONTACTS": "mail:n@c.example"}, "mail is among the contacts, and BEDSIDE_ESCALATION_SMTP_HOST is not set"),
        ({"EMERGENCY_CONTACTS": "webhook"}, "webhook is among the contacts, and BEDSIDE_ESCALATION_WEBHOOK is not set"),
        ({"URL": "escalations.db"}, "BEDSIDE_ESCALATION_URL is no address of a database; write sqlite:////… or postgresql://…"),
        ({"SPOOL": "/proc/nowhere"}, "BEDSIDE_ESCALATION_SPOOL: nothing can be kept in /proc/nowhere (No such file or directory)"),
        ({"LINK_URL": "https://c.example"}, "BEDSIDE_ESCALATION_LINK_URL is set without BEDSIDE_ESCALATION_LINK_PORT: links would lead nowhere"),
        ({"BEDSIDE_ESCALATIONS_WEBHOOK": "x"}, "BEDSIDE_ESCALATIONS_WEBHOOK is no setting; did you mean BEDSIDE_ESCALATION_WEBHOOK?"),
        ({"BEDSIDE_ESCALATON_SECRET": "x"}, "BEDSIDE_ESCALATON_SECRET is no setting; did you mean BEDSIDE_ESCALATION_SECRET?"),
        ({"BEDSIDE_REGION": "GB"}, "BEDSIDE_REGION: unexpected value; permitted: 'US', 'UK', 'NI', 'IE', 'CA', 'AU', 'NZ', 'DE', 'FR', 'IT', 'ES', 'NL', 'PL', 'EU', 'OTHER'"),
        ({"BEDSIDE_TIME_ZONE": "Europe/Londn"}, "BEDSIDE_TIME_ZONE: 'Europe/Londn' is no time zone that this machine knows; write one like Europe/London"),
        ({"BEDSIDE_WIDGET_SECRET": "short"}, "BEDSIDE_WIDGET_SECRET: needs at least 32 characters"),
    ],
)  # fmt: skip
def test_what_can_not_work_is_one_line_and_no_start(told, env, line):
    assert refused(told(**env)) == [line]


def test_an_sms_contact_without_the_account_is_refused(told):
    (line,) = refused(told(EMERGENCY_CONTACTS="sms:+447700900123", TWILIO_ACCOUNT_SID="AC1"))
    assert line.startswith("sms is among the contacts, and TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN")


def test_a_password_in_clear_is_refused_and_mail_in_clear_is_told(told):
    mail = {"SMTP_HOST": "mail.example", "MAIL_TO": "n@c.example", "SMTP_TLS": "none"}
    assert any("mails with links are sent in clear" in line for line in notes(told(**mail)))
    assert refused(told(**mail, SMTP_USER="u", SMTP_PASSWORD="PLANTED")) == [
        "BEDSIDE_ESCALATION_SMTP_USER is set with SMTP_TLS=none: a password is never sent in clear"
    ]


def test_an_unknown_name_that_is_no_route_is_told_and_started(told):
    found = told(BEDSIDE_REGOIN="UK", BEDSIDE_MOON="full")
    assert refused(found) == []
    assert "BEDSIDE_REGOIN is no setting; did you mean BEDSIDE_REGION?" in notes(found)
    assert "BEDSIDE_MOON is no setting" in notes(found)


def test_a_port_that_is_taken_or_named_twice_is_refused(told):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert refused(told(METRICS_PORT=str(port))) == [
            f"BEDSIDE_ESCALATION_METRICS_PORT: port {port} on 127.0.0.1 is taken, or not this machine's"
        ]
    free = str(free_port())
    links = {"LINK_URL": "https://c.example", "LINK_PORT": free}
    assert refused(told(METRICS_PORT=free, **links)) == [
        f"BEDSIDE_ESCALATION_LINK_PORT is {free}, and so is BEDSIDE_ESCALATION_METRICS_PORT"
    ]


def test_what_is_sent_in_clear_is_told(told):
    assert any("is not https" in line for line in notes(told(WEBHOOK="http://clinic.example", SECRET=SECRET)))
    assert not any("https" in line for line in notes(told(WEBHOOK="http://127.0.0.1:1/x", SECRET=SECRET)))


def test_contacts_without_a_link_are_told(told):
    (note,) = notes(told(WEBHOOK="https://clinic.example", SECRET=SECRET))
    assert note.startswith("BEDSIDE_ESCALATION_LINK_URL is not set")


def test_no_line_holds_a_secret(told):
    found = told(
        WEBHOOK="https://c.example", SECRET="PLANTED", BEDSIDE_WIDGET_SECRET="PLANTED", SMTP_PASSWORD="PLANTED"
    )
    assert len(refused(found)) == 3
    assert "PLANTED" not in " ".join(one.text for one in found)


def test_every_name_of_the_example_is_a_setting_and_every_setting_of_escalations_is_in_it():
    import importlib

    example = set(re.findall(r"^#?(BEDSIDE_\w+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    known = {"BEDSIDE_HOST"} | {
        name for module, cls in CLASSES for name in names_of(getattr(importlib.import_module(module), cls))
    }
    assert example <= known
    assert {name for name in known if name.startswith("BEDSIDE_ESCALATION_")} <= example


@pytest.mark.parametrize(
    ("env", "lines"),
    [
        ({"BEDSIDE_REGION": "GB"}, ["Not started: BEDSIDE_REGION: unexpected value"]),
        ({"BEDSIDE_MEDICINE": "aspirin"}, ["Not started: BEDSIDE_MEDICINE must name a folder of"]),
        ({"BEDSIDE_MIN_STATUS": "approve", "BEDSIDE_WIDGET_SECRET": "short"}, ["Not started: BEDSIDE_MIN_STATUS: ", "Not started: BEDSIDE_WIDGET_SECRET: "]),
        ({"BEDSIDE_ESCALATION_WEBHOOK": "https://c.example"}, ["Not started: BEDSIDE_ESCALATION_SECRET must be set"]),
    ],
)  # fmt: skip
def test_serve_says_it_in_lines_and_starts_nothing(env, lines, tmp_path):
    """As a process, because some settings are read as modules are imported."""
    place = {"BEDSIDE_ESCALATION_SPOOL": str(tmp_path / "spool")}
    command = ["-m", "scripts.serve", "--port", str(free_port()), "--action-port", str(free_port())]
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, **place, **env},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 1 and done.stdout == ""
    said = done.stderr.splitlines()
    assert len(said) == len(lines) and all(line.startswith(begin) for line, begin in zip(said, lines, strict=True))


def test_a_port_that_is_no_number_is_one_line():
    env = {**os.environ, "PORT": "abc"}
    done = subprocess.run(
        [sys.executable, "-m", "scripts.settings_check"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (1, "Not started: PORT must be a number\n")
