"""One thing at a time for each key, and nothing that is woken is forgotten."""

from __future__ import annotations

import asyncio

from channels.lanes import Lanes
from tests.channels.conftest import until


async def test_one_at_a_time_for_a_key_and_keys_side_by_side():
    running, most, done = {"a": 0, "b": 0}, {"a": 0, "b": 0}, []

    async def work(key):
        running[key] += 1
        most[key] = max(most[key], running[key])
        await asyncio.sleep(0.01)
        running[key] -= 1
        done.append(key)

    lanes = Lanes(work, "Working")
    for _ in range(5):
        lanes.wake("a")
        lanes.wake("b")
        await asyncio.sleep(0.004)
    await until(lambda: done.count("a") >= 2 and done.count("b") >= 2)
    assert most == {"a": 1, "b": 1}


async def test_what_is_woken_at_work_is_looked_at_again():
    looks, gate = [], asyncio.Event()

    async def work(key):
        looks.append(key)
        await gate.wait()

    lanes = Lanes(work, "Working")
    lanes.wake("a")
    await until(lambda: looks)
    lanes.wake("a")
    gate.set()
    await until(lambda: len(looks) == 2)


async def test_a_failure_ends_nothing_and_tells_the_log_no_more_than_its_kind(caplog):
    tries = []

    async def work(key):
        tries.append(key)
        if len(tries) == 1:
            raise RuntimeError("PLANTED-WORDS")

    lanes = Lanes(work, "Working")
    lanes.wake("+447700900123")
    await until(lambda: "RuntimeError" in caplog.text)
    await asyncio.sleep(0)
    lanes.wake("+447700900123")
    await until(lambda: len(tries) == 2)
    assert "PLANTED" not in caplog.text and "447700900123" not in caplog.text
