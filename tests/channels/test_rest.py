"""The REST channel refuses what is no message, and answers everything else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.request import MAX_CHARACTERS, Refused
from channels.rest import Incoming, read_message


def body(**data) -> bytes:
    return json.dumps(data).encode()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b'"hello"', 400),
        (b'{"sender": "a", "message": "\xff\xfe"}', 400),
        (b"[" * 50_000, 400),
        (body(message="hello"), 400),
        (body(sender="", message="hello"), 400),
        (body(sender=" \u0000 ", message="hello"), 400),
        (body(sender=7, message="hello"), 400),
        (body(sender="a" * 257, message="hello"), 400),
        (body(sender="sms:+447700900123", message="hello"), 400),
        (body(sender="widget-Zk3", message="hello"), 400),
        (body(sender=" telegram:1", message="hello"), 400),
        (body(sender="a"), 400),
        (body(sender="a", message=None), 400),
        (body(sender="a", message=["hello"]), 400),
        (body(sender="a", message={"text": "hello"}), 400),
        (body(sender="a", message="x" * (MAX_CHARACTERS + 1)), 413),
        (b'{"sender": "a", "message": "' + b"x" * 70_000 + b'"}', 413),
    ],
)
def test_what_is_no_message_is_refused(sent, status):
    with pytest.raises(Refused) as refused:
        read_message(sent)
    assert refused.value.status == status


def test_client_supplied_channel_and_metadata_are_not_taken():
    taken = read_message(body(sender="a", message="hi", input_channel="slack", metadata={"admin": True}))
    assert taken == Incoming("a", "hi")


@pytest.mark.parametrize(("sent", "taken"), [("AU", "AU"), ("Atlantis", None), (7, None), (["UK"], None)])
def test_the_page_s_region_is_taken_where_it_is_one(sent, taken):
    assert read_message(body(sender="a", message="hi", region=sent)).region == taken


@given(st.binary(max_size=300))
def test_no_body_whatever_breaks_the_channel(sent):
    try:
        read_message(sent)
    except Refused as refused:
        assert refused.status in (400, 413)
