"""What a start says of the clinic's own lines."""

from __future__ import annotations

from knowledge.settings import Settings
from scripts import serve


def test_one_line_names_the_lines_of_the_clinic_that_are_missing(monkeypatch):
    monkeypatch.setattr(
        serve, "settings", lambda: Settings(clinic_phone="0161 496 0000", out_of_hours="", pump_line="")
    )
    said = serve.missing_lines()
    assert said is not None and "\n" not in said
    assert "BEDSIDE_OUT_OF_HOURS, BEDSIDE_PUMP_LINE" in said and "CLINIC_PHONE" not in said


def test_nothing_is_said_where_all_are_set(monkeypatch):
    number = "0161 496 0000"
    all_set = Settings(clinic_phone=number, out_of_hours=number, pump_line=number)
    monkeypatch.setattr(serve, "settings", lambda: all_set)
    assert serve.missing_lines() is None
