"""Every change of an escalation is a row that stays: who, when and why. Of two people who acknowledge, one was first."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from escalations.__main__ import main
from escalations.history import AlreadyDone
from escalations.models import ACKNOWLEDGED, CLOSED
from escalations.progress import progress
from escalations.store import EscalationStore, NoSuchEscalation
from escalations.wording import wording
from knowledge.database import engine_for, migrate
from tests.escalations.test_escalations import WORDS, notice

OWN = notice().escalation_id


def kinds(store):
    return [event["kind"] for event in store.show(OWN)["history"]]


def test_each_change_is_a_row_with_who_when_and_why(store, clock):
    store.take_in(notice(1))
    clock.now += 60
    store.delivered(notice(1).id, "webhook")
    clock.now += 60
    store.set_state(OWN, ACKNOWLEDGED, "Nurse N.", "by telephone")
    clock.now += 60
    store.take_in(notice(2))
    store.take_in(notice(3, kind="over", level="none", flags=[]))
    clock.now += 60
    store.set_state(OWN, CLOSED, "Nurse N.", "spoke to her husband; ambulance there")
    history = store.show(OWN)["history"]
    assert [(one["kind"], one["state"], one["by"]) for one in history] == [
        ("opened", "new", "the screen"),
        ("delivered", "delivered", "webhook"),
        ("acknowledged", "acknowledged", "Nurse N."),
        ("joined", "acknowledged", "the person"),
        ("over", "acknowledged", "the person"),
        ("closed", "closed", "Nurse N."),
    ]
    assert [one["why"] for one in history][-1] == "spoke to her husband; ambulance there"
    seconds = [(one["at"] - history[0]["at"]).total_seconds() for one in history]
    assert seconds == [0, 60, 120, 180, 180, 240]
    assert all(one["at"].tzinfo is datetime.timezone.utc for one in history)


@pytest.mark.parametrize("act", ["called", "on_the_way", "cannot", "worse", "thanks", "yes", "no"])
def test_what_the_person_answers_to_the_card_is_a_row_and_changes_no_state(store, clock, act):
    store.take_in(notice(1))
    store.set_state(OWN, ACKNOWLEDGED, "Nurse N.")
    clock.now += 60
    store.take_in(notice(2, kind="after", act=act))
    history = store.show(OWN)["history"]
    last = history[-1]
    assert (last["kind"], last["state"], last["by"], last["why"]) == (
        "said",
        "acknowledged",
        "the person",
        wording().acts[act],
    )
    assert len(history) == 3 and store.show(OWN)["state"] == "acknowledged"


def test_a_false_alarm_closes_nothing_and_both_stand_in_the_history(store):
    store.take_in(notice(1))
    store.take_in(notice(2, kind="over", level="none", act="false_alarm"))
    assert [(one["kind"], one["why"]) for one in store.show(OWN)["history"]] == [
        ("opened", "the classifier"),
        ("over", "says that it was none"),
    ]
    assert store.show(OWN)["state"] == "new" and store.listing()[0]["id"] == OWN


def test_a_number_stands_beside_the_escalation_and_in_nothing_that_is_handed_on(store, engine):
    store.take_in(notice(1))
    store.take_in(notice(2, kind="after", act="left_number", turns=[], number="+447400123456"))
    shown = store.show(OWN)
    assert shown["phone"] == "+447400123456" and shown["history"][-1]["why"] == "left a number to call"
    assert "7400123456" not in str([due.body for due in store.due()]) + str(shown["history"]) + str(shown["notices"])


def test_an_escalation_is_erased_with_its_number_and_all_that_was_written(store, engine):
    store.take_in(notice(1))
    store.take_in(notice(2, kind="after", act="left_number", turns=[], number="+447400123456"))
    other = notice(1, conversation="another")
    store.take_in(other)
    store.erase(OWN)
    with pytest.raises(NoSuchEscalation):
        store.show(OWN)
    with pytest.raises(NoSuchEscalation):
        store.erase(OWN)
    assert [one["id"] for one in store.listing()] == [other.escalation_id]
    assert {due.id for due in store.due()} == {other.id}
    with engine.connect() as connection:
        for table in ("escalations", "escalation_events", "escalation_notices", "escalation_outbox"):
            rows = str(connection.execute(text(f"SELECT * FROM {table}")).all())
            assert "7400123456" not in rows and OWN not in rows


def test_a_second_acknowledgement_is_refused_and_the_first_stands(store):
    store.take_in(notice())
    store.set_state(OWN, ACKNOWLEDGED, "Nurse N.")
    with pytest.raises(AlreadyDone) as refused:
        store.set_state(OWN, ACKNOWLEDGED, "Nurse M.")
    assert (refused.value.state, refused.value.by) == (ACKNOWLEDGED, "Nurse N.")
    assert kinds(store).count("acknowledged") == 1
    with pytest.raises(NoSuchEscalation):
        store.set_state("none", ACKNOWLEDGED, "Nurse N.")


def test_of_twenty_who_press_at_once_one_is_first(store):
    store.take_in(notice())

    def press(number: int) -> bool:
        try:
            store.set_state(OWN, ACKNOWLEDGED, f"Nurse {number}")
            return True
        except AlreadyDone:
            return False

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(press, range(20))) == 1
    assert kinds(store).count("acknowledged") == 1


def test_a_delivery_that_ends_late_undoes_no_acknowledgement(store):
    store.take_in(notice())
    store.set_state(OWN, ACKNOWLEDGED, "Nurse N.")
    store.delivered(notice().id)
    assert store.show(OWN)["state"] == ACKNOWLEDGED


def test_graver_danger_has_to_be_seen_anew_and_new_danger_opens_a_closed_one(store):
    store.take_in(notice(1))
    store.set_state(OWN, ACKNOWLEDGED, "Nurse N.")
    store.take_in(notice(2, level="emergency"))
    assert store.show(OWN)["state"] == "new"
    store.set_state(OWN, CLOSED, "Nurse N.")
    store.take_in(notice(3))
    assert store.show(OWN)["state"] == "new"
    assert kinds(store) == ["opened", "acknowledged", "raised", "closed", "reopened"]


def test_what_was_known_before_the_history_becomes_its_first_rows(engine):
    from escalations.store import MIGRATIONS

    with engine.begin() as connection:
        migrate(connection, "0001", MIGRATIONS)
        insert = (
            "INSERT INTO escalations (id, conversation, at, channel, level, flags, state, state_by, state_at) "
            "VALUES ('{id}', 'c', '2026-01-01 00:00:00', 'rest', 'emergency', '[]', '{state}', {by}, {at})"
        )
        connection.execute(text(insert.format(id="old-new", state="new", by="NULL", at="NULL")))
        done = insert.format(id="old-closed", state="closed", by="'Nurse N.'", at="'2026-01-02 00:00:00'")
        connection.execute(text(done))
        migrate(connection, migrations=MIGRATIONS)
    store = EscalationStore(engine)
    assert [one["kind"] for one in store.show("old-new")["history"]] == ["opened"]
    assert [(one["kind"], one["by"]) for one in store.show("old-closed")["history"]] == [
        ("opened", "the screen"),
        ("closed", "Nurse N."),
    ]
    assert store.pages.due({"emergency"}) == []  # nobody is woken for what lay there before
    with engine.begin() as connection:
        migrate(connection, "base", MIGRATIONS)


def test_what_nobody_has_seen_is_listed_first_and_emergencies_before_the_rest(store):
    for number, (conversation, level) in enumerate(
        [("a", "urgent"), ("b", "emergency"), ("c", "emergency"), ("d", "emergency")]
    ):
        own = f"{conversation}-escalation"
        store.take_in(notice(number, conversation, level=level, escalation_id=own))
    store.set_state("b-escalation", ACKNOWLEDGED, "Nurse N.")
    assert [row["conversation"] for row in store.listing()] == ["c", "d", "a", "b"]


def test_staff_read_acknowledge_and_close_on_the_command_line(tmp_path, capsys):
    url = f"sqlite:///{tmp_path / 'e.db'}"
    store = EscalationStore(engine_for(url))
    store.prepare()
    store.take_in(notice())

    def run(*arguments):
        code, out = main(["--url", url, *arguments]), capsys.readouterr()
        return code, out.out, out.err

    assert OWN in run("list")[1]
    assert WORDS in run("show", OWN)[1]
    assert run("ack", OWN[:8], "--by", "Nurse N.")[:2] == (0, "acknowledged by Nurse N.\n")
    code, _, error = run("ack", OWN, "--by", "Nurse M.")
    assert code == 1 and "acknowledged by Nurse N. at" in error
    assert run("close", OWN, "--by", "Nurse N.", "--why", "she is well")[0] == 0
    code, _, error = run("ack", OWN, "--by", "Nurse M.")
    assert code == 1 and "closed by Nurse N. at" in error
    shown = run("show", OWN)[1]
    for line in (
        "opened        the screen: the classifier",
        "acknowledged  Nurse N.",
        "closed        Nurse N.: she is well",
    ):
        assert line in shown
    assert OWN not in run("list")[1]
    assert run("erase", OWN[:8])[0] == 1  # its whole number, so that none is erased by a slip
    assert run("erase", OWN)[:2] == (0, f"erased {OWN}\n") and run("show", OWN)[0] == 1
    store.take_in(notice())
    assert run("close", "nothing", "--by", "Nurse N.")[0] == 1
    assert run("show", "")[0] == 1
    with pytest.raises(SystemExit):
        run("ack", OWN)  # under a name, or not at all


def test_a_person_may_be_told_how_far_it_has_come(store, spool, clock):
    assert progress(OWN, store, spool) is None
    spool.keep(notice(1))
    assert progress(OWN, store, spool).state == "noted"
    store.take_in(notice(1))
    assert progress(OWN, store, spool) == ("noted", notice(1).at)
    clock.now += 60
    store.delivered(notice(1).id)
    assert progress(OWN, store, spool).state == "handed"
    clock.now = datetime.datetime(2026, 6, 30, 1, 14, tzinfo=datetime.timezone.utc).timestamp()
    store.set_state(OWN, ACKNOWLEDGED, "Nurse N.")
    seen = progress(OWN, store, spool)
    assert (seen.state, seen.clock("Europe/London"), seen.clock("UTC")) == ("seen", "02:14", "01:14")
    clock.now += 600
    store.set_state(OWN, CLOSED, "Nurse N.")
    assert progress(OWN, store, spool) == seen  # since when it was first seen
    store.take_in(notice(2))
    assert progress(OWN, store, spool).state == "noted"  # what was seen is no longer all there is


def test_nothing_is_claimed_where_the_store_is_down(spool):
    down = EscalationStore(engine_for("postgresql://nobody@127.0.0.1:1/none"))
    assert progress(OWN, down, spool) is None
    spool.keep(notice())
    assert progress(OWN, down, spool).state == "noted"


def test_closing_without_acknowledging_counts_as_seen(store, spool):
    store.take_in(notice())
    store.set_state(OWN, CLOSED, "Nurse N.")
    assert progress(OWN, store, spool).state == "seen"
