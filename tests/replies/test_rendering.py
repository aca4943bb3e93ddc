"""One reply, rendered once for its channel; and every answer fits three SMS segments, in every region, for everybody."""

from __future__ import annotations

import pytest

from channels import PAYLOAD_CHANNELS, PHONE_CHANNELS
from knowledge.people import Person
from knowledge.schema import REGIONS
from knowledge.topic_ids import question_ids
from replies import reply as replies
from replies.rendering import MOST_SEGMENTS, message, text
from replies.reply import Origin, Reply
from replies.sms import in_sms_alphabet, segments
from tests.replies.test_reply import answered

MADE = Reply(
    replies.payload(replies.ANSWER, "alcohol"),
    ("It is best not to.", "Very sleepy? Call 999."),
    Origin(("NHS", "FDA", "Swissmedic"), False),
    reminder="First: call 999.",
)
ORIGIN = "From: NHS, FDA. Not clinically reviewed."


@pytest.mark.parametrize("channel", sorted(PAYLOAD_CHANNELS))
def test_a_client_that_reads_payloads_gets_paragraphs_one_line_of_origin_and_the_payload(channel):
    made = message(MADE, channel, hint=True)
    assert made["text"] == f"First: call 999.\n\nIt is best not to.\n\nVery sleepy? Call 999.\n\n{ORIGIN}"
    assert made["custom"] == {**MADE.payload, "reminder": MADE.reminder} and "buttons" not in made


@pytest.mark.parametrize("channel", sorted(PHONE_CHANNELS))
def test_a_phone_gets_lines_and_once_the_words_that_ask_for_the_rest(channel):
    made = message(MADE, channel, hint=True)
    assert "custom" not in made
    assert made["text"] == (
        f"First: call 999.\nIt is best not to.\nVery sleepy? Call 999.\n{ORIGIN} Reply MORE, HELP SIGNS or SOURCES."
    )
    assert text(MADE, channel).endswith(ORIGIN)


@pytest.mark.parametrize("channel", ["cmdline", None, "socketio"])
def test_other_channels_get_text_alone(channel):
    assert "custom" not in message(MADE, channel) and text(MADE, channel, hint=True).endswith("or SOURCES.")


def test_buttons_are_handed_on(store):
    made = answered(store, "alcohol/allowed").with_options(replies.region_options())
    assert [one["title"] for one in message(made, "rest")["buttons"]][:2] == ["the US", "the UK"]


def test_where_the_room_is_short_the_hint_goes_first_and_then_the_origin():
    def long(characters: int) -> str:
        return text(Reply(MADE.payload, ("x" * characters,), MADE.origin), "sms", hint=True)

    assert long(300).endswith("or SOURCES.")
    assert long(400).endswith(ORIGIN)
    assert long(450) == "x" * 450  # what matters is never cut


@pytest.mark.parametrize("region", [*REGIONS, None])
def test_every_answer_and_variant_fits_three_segments(store, content, region):
    """With its line of safety, in the SMS alphabet, and with where it comes from."""
    too_long, without = [], []
    for name in question_ids():
        question = content.questions[name]
        people = [Person(region=region)] + [
            Person(one.when.route, frozenset(filter(None, [one.when.audience])), region) for one in question.variants
        ]
        for person in people:
            said = in_sms_alphabet(text(answered(store, name, person), "sms", hint=False))
            if segments(said) > MOST_SEGMENTS:
                too_long.append((name, person, len(said)))
            if "reviewed." not in said:
                without.append((name, person, len(said)))
    assert too_long == []
    assert without == []
