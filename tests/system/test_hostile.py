"""Who writes what is hard to read keeps nobody else waiting: real processes, real requests."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

HARD = [
    "\u20ac" * 10_000,
    "." * 9_990,
    "what is it" + " " * 9_980 + "?",
    "overdose " * 1_110,
    "9 " * 5_000,
    "\U0001f622" * 5_000,
    "1/2 " * 2_500,
    "a\u0301" * 5_000,
]
SECONDS = 10  # eight such messages and the emergency, on a machine that does other things too; it was 51 with four


def test_an_emergency_is_answered_behind_eight_messages_that_are_hard_to_read(pair):
    pair.say("can i drink alcohol on it and can i drive", "hard 0")
    with ThreadPoolExecutor(len(HARD)) as pool:
        sent = [pool.submit(pair.say, text, f"hard {number}") for number, text in enumerate(HARD)]
        time.sleep(0.1)
        began = time.monotonic()
        said = pair.say("my husband took 30 tablets and I can't wake him", "in danger")
        waited = time.monotonic() - began
        assert all(one.result() for one in sent)
    assert said[0]["custom"]["level"] == "emergency"
    assert waited < SECONDS
