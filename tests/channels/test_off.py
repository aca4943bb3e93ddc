"""A channel without its secrets does not exist, and says so at start."""

from __future__ import annotations

import logging

import pytest
from ruamel.yaml import YAML

from channels import PHONE_CHANNELS
from channels.__main__ import main
from knowledge.settings import ROOT
from tests.channels.conftest import CHANNELS
from tests.channels.signed import MAKE

NEEDED = {
    "sms": ["TWILIO_AUTH_TOKEN", "TWILIO_ACCOUNT_SID", "TWILIO_SMS_NUMBER", "BEDSIDE_PUBLIC_URL"],
    "whatsapp": ["TWILIO_AUTH_TOKEN", "TWILIO_ACCOUNT_SID", "TWILIO_WHATSAPP_NUMBER", "BEDSIDE_PUBLIC_URL"],
    "telegram": ["TELEGRAM_BOT_TOKEN", "TELEGRAM_SECRET_TOKEN"],
    "slack": ["SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN"],
    "messenger": ["MESSENGER_APP_SECRET", "MESSENGER_PAGE_TOKEN", "MESSENGER_VERIFY_TOKEN"],
}


@pytest.mark.parametrize(("channel", "name"), [(channel, name) for channel, names in NEEDED.items() for name in names])
@pytest.mark.parametrize("value", [None, "", "  "])
async def test_a_channel_is_off_if_a_setting_is_missing(start, monkeypatch, assistant, channel, name, value, caplog):
    monkeypatch.delenv(name) if value is None else monkeypatch.setenv(name, value)
    async with start() as line:
        assert await line.post(MAKE[channel]("hi", "m-1")) == 404
        assert await line.get(f"/webhooks/{channel}/") == 404
    assert not assistant.heard
    told = [record for record in caplog.records if record.message == f"{channel} is off: {name} is not set."]
    assert [record.levelname for record in told] == ["WARNING"]


async def test_a_channel_that_nobody_wants_says_so_quietly(start, monkeypatch, caplog):
    for name in {name for names in NEEDED.values() for name in names}:
        monkeypatch.delenv(name)
    with caplog.at_level(logging.INFO):
        async with start():
            pass
    told = [record for record in caplog.records if " is off: " in record.message]
    assert {record.message.split()[0] for record in told} == PHONE_CHANNELS
    assert {record.levelname for record in told} == {"INFO"}
    assert "slack is off: SLACK_SIGNING_SECRET, SLACK_BOT_TOKEN are not set." in caplog.text


async def test_a_channel_that_is_on_says_that_it_is_up(line):
    for channel in PHONE_CHANNELS:
        assert await line.get(f"/webhooks/{channel}/") == 200


async def test_no_webhook_is_set_by_anybody_who_asks(line, provider):
    assert await line.get("/webhooks/telegram/set_webhook") == 404
    assert not provider.tries


def test_credentials_name_every_channel_and_hold_no_secret():
    named = YAML(typ="safe").load((ROOT / "credentials.yml").read_text(encoding="utf-8"))
    assert {f"{one.__module__}.{one.__name__}" for one in CHANNELS} <= set(named)
    assert all(value is None for value in named.values())
    assert {one.name() for one in CHANNELS} == PHONE_CHANNELS


def test_the_example_names_every_variable():
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    for names in NEEDED.values():
        for name in names:
            assert f"{name}=" in example


def test_status_without_trouble(env, capsys):
    assert main(["--url", env["BEDSIDE_CHANNELS_URL"], "status"]) == 0
    assert capsys.readouterr().out.count("0 waiting") == 5


def test_status_of_a_store_that_can_t_be_read(tmp_path, capsys):
    (tmp_path / "broken.db").write_bytes(b"no database" * 100)
    assert main(["--url", f"sqlite:///{tmp_path / 'broken.db'}", "status"]) == 1
    assert "can't be read" in capsys.readouterr().err
