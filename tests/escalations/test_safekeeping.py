"""A notice that no disk takes is held and tried again; one that nobody can read or store stops no other. Real disks, really full."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import time

import pytest

from escalations import spool as spool_module
from escalations.health import Health
from escalations.safekeeping import Safekeeping
from escalations.settings import Settings
from escalations.spool import Spool
from knowledge.settings import ROOT
from tests.escalations.disks import mounted
from tests.escalations.test_escalations import dispatcher, notice
from tests.system.test_danger import until


@pytest.fixture
def disk(tmp_path):
    with mounted(tmp_path / "disk") as made:
        yield made


@pytest.mark.parametrize("fault", ["full", "read-only"])
def test_what_no_disk_takes_is_held_and_kept_once_it_can_be(disk, fault, caplog):
    spool = Spool(disk.folder / "spool")
    kept = Safekeeping(spool, every=0.05)
    assert kept.keep(notice(1))
    disk.fill() if fault == "full" else disk.set_writable(False)
    assert not any(kept.keep(notice(number)) for number in (2, 3, 4))
    assert kept.held == 3 and kept.counts["failed"] >= 3 and kept.since > 0
    assert "AN ESCALATION COULD NOT BE KEPT" in caplog.text
    assert not list(disk.folder.rglob("*.part"))
    disk.empty() if fault == "full" else disk.set_writable(True)
    until(lambda: not kept.held)
    assert [one.id for _, one in spool.waiting()] == [notice(number).id for number in (1, 2, 3, 4)]
    assert kept.counts["saved"] == 3


def test_the_second_folder_takes_what_the_first_can_t_and_the_dispatcher_finds_both(disk, tmp_path):
    spool = Spool(disk.folder / "spool", tmp_path / "second")
    disk.fill()
    kept = Safekeeping(spool)
    assert kept.keep(notice(2)) and not kept.held
    disk.empty()
    assert kept.keep(notice(1))
    assert [one.id for _, one in spool.waiting()] == [notice(1).id, notice(2).id]  # in order, wherever they lie
    assert spool.count() == 2 and spool.since() == notice(1).at.timestamp()
    assert stat.S_IMODE((tmp_path / "second").stat().st_mode) == 0o700


def test_the_second_folder_is_nobody_else_s(tmp_path):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    theirs = tmp_path / "theirs"
    theirs.mkdir(mode=0o777)
    theirs.chmod(0o777)
    link = tmp_path / "link"
    link.symlink_to(tmp_path)
    for second in (theirs, link):
        spool = Spool(tmp_path / "file" / "spool", second)
        with pytest.raises(OSError):
            spool.keep(notice())
        (theirs / "0-planted.json").write_text(notice().json(), encoding="utf-8")
        assert list(spool.waiting()) == []


def test_without_a_setting_it_lies_among_the_temporary_files_one_a_deployment(tmp_path):
    first, other = (Settings(spool=tmp_path / name).spools for name in ("a", "b"))
    assert first.second != other.second and str(os.geteuid()) in first.second.name
    assert Settings(spool=tmp_path, spool_second=tmp_path / "c").spools.second == tmp_path / "c"


LIMITED = """
import json, resource, sys, time
from pathlib import Path
from escalations.safekeeping import Safekeeping
from escalations.spool import Spool
from tests.escalations.test_escalations import notice
folder = Path(sys.argv[1])
kept = Safekeeping(Spool(folder / "one", folder / "two"), every=0.05)
resource.setrlimit(resource.RLIMIT_FSIZE, (16, resource.RLIM_INFINITY))
told = [kept.keep(notice(1)), kept.keep(notice(2)), kept.held, len(list(folder.rglob("*.part")))]
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
if sys.argv[2] == "wait":
    deadline = time.monotonic() + 10
    while kept.held and time.monotonic() < deadline:
        time.sleep(0.05)
print(json.dumps(told))
"""


@pytest.mark.parametrize("ending", ["wait", "end at once"])
def test_a_process_that_may_not_write_keeps_all_once_it_may_at_the_latest_when_it_ends(tmp_path, ending):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LIMITED, str(tmp_path), ending], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert json.loads(done.stdout) == [False, False, 2, 0], done.stderr
    assert [one.id for _, one in Spool(tmp_path / "one", tmp_path / "two").waiting()] == [notice(1).id, notice(2).id]


def test_a_thousand_that_no_disk_takes_are_tried_by_one_thread(tmp_path):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    kept = Safekeeping(Spool(tmp_path / "file" / "spool"), every=0.05)
    began = time.monotonic()
    for number in range(1_000):
        kept.keep(notice(number))
    assert time.monotonic() - began < 30 and kept.held == 1_000
    (tmp_path / "file").unlink()
    until(lambda: not kept.held, 60)
    assert kept._spool.count() == 1_000


BAD = {
    "deep": lambda path: path.write_text("[" * 100_000, encoding="utf-8"),
    "a link to nowhere": lambda path: path.symlink_to("/nowhere/at/all"),
    "a folder": lambda path: path.mkdir(),
    "no text": lambda path: path.write_bytes(b"\xff\xfe\x00"),
    "empty": lambda path: path.write_text("", encoding="utf-8"),
    "another thing": lambda path: path.write_text('{"a": 1}', encoding="utf-8"),
}


@pytest.mark.parametrize("bad", BAD)
async def test_a_file_that_can_t_be_read_stops_no_other(store, spool, receiver, clock, caplog, bad):
    spool.keep(notice(5))
    BAD[bad](spool.folder / "0000000000.000000-x.json")
    one = dispatcher(store, spool, receiver, clock)
    await one.round()
    await one.round()
    assert len(receiver.accepted) == 1
    assert spool.broken() == 1 and caplog.text.count("IS SET ASIDE") == 1
    report = Health(store, spool, 300, True).report()
    assert report["status"] == "red" and "set aside" in report["why"][0]


async def test_what_was_set_aside_is_tried_again_and_delivered_when_it_can_be_read(
    store, spool, receiver, clock, monkeypatch
):
    spool.keep(notice(1))
    (path,) = spool.folder.glob("*.json")
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole[:50], encoding="utf-8")
    one = dispatcher(store, spool, receiver, clock)
    await one.round()
    (aside,) = spool.folder.glob("*.broken")
    aside.write_text(whole, encoding="utf-8")  # the disk reads again
    await one.round()
    assert not receiver.accepted  # not at every look
    monkeypatch.setattr(spool_module, "AGAIN_SECONDS", 0.0)
    await one.round()
    await one.round()
    assert len(receiver.accepted) == 1 and spool.broken() == spool.count() == 0


@pytest.mark.parametrize(
    "odd", [{"conversation": "c" * 300}, {"trigger": "t" * 200}, {"trigger": "a\x00b"}, {"channel": "x" * 99}]
)
async def test_a_notice_of_unheard_of_length_is_cut_and_delivered(store, spool, receiver, clock, odd):
    spool.keep(notice(1, **odd))
    spool.keep(notice(2, "other"))
    await dispatcher(store, spool, receiver, clock).round()
    assert len(receiver.accepted) == 2 and spool.count() == spool.broken() == 0


async def test_a_notice_that_the_store_refuses_stops_no_other(store, spool, receiver, clock, engine):
    spool.keep(notice(1, id="i" * 40))  # longer than ids are: PostgreSQL refuses it, SQLite does not mind
    spool.keep(notice(2, "other"))
    await dispatcher(store, spool, receiver, clock).round()
    assert notice(2, "other").id in [one["id"] for one in receiver.accepted]
    assert spool.broken() == (1 if engine.dialect.name == "postgresql" else 0) and spool.count() == 0
