"""All five channels of one running pair, driven by their providers' signed requests; the providers' API is a local server."""

from __future__ import annotations

import time
from typing import Callable, Iterator, List, NamedTuple

import pytest
import requests

from channels import NUMBER_CHANNELS
from channels.shape import fits_sms
from escalations.spool import Spool
from knowledge.phrasebook import phrasebook
from replies.sms import in_sms_alphabet, segments
from tests.channels import signed
from tests.channels.provider import TOKEN, Provider
from tests.channels.signed import ADDRESS, MAKE, SENDER, Signed
from tests.system.pair import Pair

SECONDS = 30
DANGER = "he took all of his baclofen and won't wake up PLANTEDWORDS"
every_channel = pytest.mark.parametrize("channel", sorted(MAKE))


class Clinic(NamedTuple):
    """The pair, the providers' server, and where notices of danger are kept."""

    pair: Pair
    provider: Provider
    spool: Spool

    def post(self, request: Signed) -> int:
        return requests.post(
            self.pair.url + request.path, data=request.body, headers=request.headers, timeout=10
        ).status_code

    def say(self, channel: str, text: str, id: str) -> List[str]:
        """Sends a message and gives the replies, once no more of them come."""
        before = len(self.provider.texts(ADDRESS[channel]))
        assert self.post(MAKE[channel](text, f"{channel}-{id}")) == 200
        until(lambda: len(self.provider.texts(ADDRESS[channel])) > before)
        time.sleep(0.5)
        return self.provider.texts(ADDRESS[channel])[before:]


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def clinic(start_pair: Callable, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    folder, provider = tmp_path_factory.mktemp("clinic"), Provider()
    env = signed.environment(provider.url, f"sqlite:///{folder / 'channels.db'}")
    try:
        with start_pair(**env, BEDSIDE_ESCALATION_SPOOL=str(folder / "spool")) as pair:
            yield Clinic(pair, provider, Spool(folder / "spool"))
    finally:
        provider.close()


@every_channel
def test_a_question_is_answered(clinic, channel):
    said = "\n".join(clinic.say(channel, "is a beer ok with baclofen PLANTEDWORDS", "1"))
    assert "baclofen" in said and said.endswith("Not clinically reviewed. Reply MORE, HELP SIGNS or SOURCES.")
    assert "{" not in said and "**" not in said and segments(in_sms_alphabet(said)) <= 3


@every_channel
def test_the_answer_says_once_how_to_get_the_rest_and_the_words_bring_it(clinic, channel):
    (short,) = clinic.say(channel, "can I have a glass of wine with baclofen", "rest-1")
    assert segments(in_sms_alphabet(short)) <= 3
    line = short.splitlines()[-1]
    assert line.startswith("From: NHS") and line.endswith(
        "Not clinically reviewed."
    )  # how, was said with the first answer
    more = clinic.say(channel, "MORE", "rest-2")
    assert "alcohol" not in more[0].splitlines()[-1] and more != [short]
    (signs,) = clinic.say(channel, "HELP SIGNS", "rest-3")
    assert "\n- " in signs and "999" in signs if channel in ("sms", "whatsapp") else "\n- " in signs
    sources = "\n".join(clinic.say(channel, "SOURCES", "rest-4"))
    assert "https://" in sources and "Version " in sources
    after = clinic.say(channel, "MORE", "rest-5")
    assert "Reply 1, 2 or 3:" in after[-1]  # what people ask next


@every_channel
def test_two_questions_are_two_messages_in_the_order_asked(clinic, channel):
    said = clinic.say(channel, "Can I drink beer with baclofen? And can I drive on it?", "two")
    assert len(said) == 2 and "drive" in said[1]
    assert all(segments(in_sms_alphabet(text)) <= 3 for text in said)


@every_channel
def test_an_emergency_is_told_first_and_whole_and_the_clinic_learns_whom_to_call(clinic, channel):
    said = clinic.say(channel, DANGER, "2")
    assert fits_sms(said[0]) or channel != "sms"
    region = {"region": "UK"} if channel in ("sms", "whatsapp") else {}  # by the number
    body = {"sender": f"rest-{channel}", "message": DANGER, **region}
    whole = requests.post(f"{clinic.pair.url}/webhooks/rest/webhook", json=body, timeout=60).json()[0]["text"]
    offer, told = phrasebook().say("callback_offer"), " ".join(said)
    assert (offer in told) == (channel not in NUMBER_CHANNELS) and offer not in whole
    words = in_sms_alphabet(whole).split()
    assert in_sms_alphabet(told.replace(offer, "")).split()[: len(words)] == words
    assert SENDER[channel] in {notice.conversation for _, notice in clinic.spool.waiting()}


@every_channel
def test_a_choice_by_its_number_is_understood(clinic, channel):
    clinic.say(channel, "It is over, we have help now", "3")
    offered = "\n".join(clinic.say(channel, "what can you do", "4"))
    assert "Reply 1, 2 or 3:" in offered and "2 Missed dose" in offered
    chosen = "\n".join(clinic.say(channel, "2", "5"))
    assert "leave the missed one out" in chosen


@every_channel
def test_a_third_question_is_chosen_by_its_number(clinic, channel):
    three = "Is baclofen a narcotic? Does it cause a dry mouth? Can I drive while I take it?"
    assert "Reply 1:\n1 " in clinic.say(channel, three, "three-1")[-1]
    assert "Reply 1:" not in clinic.say(channel, "1", "three-2")[-1]


@every_channel
def test_a_figure_for_a_tool_stays_a_figure(clinic, channel):
    clinic.say(channel, "I'm going on holiday, how many tablets do I pack?", "6")
    clinic.say(channel, "3", "7")
    said = "\n".join(clinic.say(channel, "3", "8"))
    assert "9" in said and "3 days" in said


def test_stop_help_and_start(clinic):
    assert "START" in clinic.say("sms", "STOP", "9")[0]
    clinic.post(MAKE["sms"]("is a beer ok with baclofen", "sms-10"))
    (said,) = clinic.say("sms", DANGER, "11")
    assert said.startswith("1. Call 999 now.") and "From:" not in said  # what was asked after STOP got no answer
    clinic.say("sms", "false alarm, he is fine now", "12")
    assert "Bedside is on again" in clinic.say("sms", "START", "13")[0]


@every_channel
def test_what_is_no_text_and_what_is_forged(clinic, channel):
    assert "I can only read text" in clinic.say(channel, "", "14")[0]
    before = len(clinic.provider.tries)
    good = MAKE[channel]("is a beer ok", f"{channel}-15")
    assert clinic.post(good._replace(headers={"Content-Type": good.headers["Content-Type"]})) == 403
    assert clinic.post(MAKE[channel]("is a beer ok with baclofen PLANTEDWORDS", f"{channel}-1")) == 200  # as before
    time.sleep(1)
    assert len(clinic.provider.tries) == before


def test_nothing_of_it_is_in_the_logs(clinic):
    logs = clinic.pair.logs()
    for planted in (
        "PLANTEDWORDS",
        "beer",
        signed.PHONE,
        signed.PERSON,
        "PLANTED-NAME",
        TOKEN,
        "planted-token",
        signed.SECRET,
    ):
        assert planted not in logs


def test_a_pair_without_secrets_says_which_channels_are_off(pair):
    for channel in sorted(MAKE):
        assert f"{channel} is off: " in pair.rasa.log()
