"""A text that is no table is refused in one sentence with its first lines; a table with faults keeps each of them."""

import pytest
from logger_kit import text_of
from places import MADE_UP, MADE_UP_EVENTS

from atmp_logistics.core.errors import NotATable, UnknownDialect
from atmp_logistics.ingest import read_readings
from atmp_logistics.ingest.files.no_table import no_table_fault

LETTER = "Dear colleague,\n\nplease find below, as agreed, the readings.\nRegards, J\n"
TEXTS = {
    "a letter": (LETTER, "it begins 'Dear colleague,', 'please find below, as agreed, the readings.' and 'Regards, J'"),
    "a long line": ("x" * 80, "it begins '" + "x" * 50 + "...',"),
    "JSON of events": ((MADE_UP_EVENTS / "fhir_r5_made_up.json").read_text("utf-8"), "it begins '{',"),
    "bars between cells": ("time|temperature\n2031-01-02T03:04Z|4.5\n", "it begins 'time|temperature' and"),
    "a list": ("4.5\n5.0\n5.5\n", "it begins '4.5', '5.0' and '5.5'"),
}


@pytest.mark.parametrize("case", TEXTS)
def test_a_text_that_is_no_table_is_said_once(case, tmp_path):
    text, words = TEXTS[case]
    (tmp_path / "log.csv").write_text(text, "utf-8")
    with pytest.raises(NotATable) as refusal:
        read_readings(tmp_path / "log.csv", tz="UTC")
    (fault,) = refusal.value.faults
    assert words in str(fault)


def test_a_table_with_faults_keeps_them(tmp_path):
    (tmp_path / "log.csv").write_text("time,temperature\n2031-01-02T03:04Z,4,5\n2031-01-02T03:05Z,4,5\n", "utf-8")
    with pytest.raises(NotATable, match="3 cells under 2 headings"):
        read_readings(tmp_path / "log.csv")
    (tmp_path / "log.csv").write_text("when,value\n2031-01-02T03:04Z,4.5\n", "utf-8")
    with pytest.raises(UnknownDialect, match="'when', 'value'"):
        read_readings(tmp_path / "log.csv")


def test_tables_of_families_and_empty_texts_are_no_letters():
    for name in ("meaco_made_up.csv", "tinytag_made_up.csv", "trend_made_up.csv"):
        assert not list(no_table_fault(text_of(MADE_UP / name), name))
    assert not list(no_table_fault("\n \n", "log.csv"))
