"""testo Saveris through a collector: many sensors in one table, stale readings, no common step."""

import pytest
from logger_kit import MADE_UP, edited, extremes, read_text, recognised_by, said_of, text_of, untold

from atmp_logistics.core.errors import ConflictingReadings, InputError, NotATable, TimesOutOfOrder, UnknownColumn
from atmp_logistics.ingest.loggers import saveris
from atmp_logistics.ingest.readings.read_readings import read_readings
from atmp_logistics.records.provenance import span_of

PATH = MADE_UP / "saveris_made_up.csv"


def test_golden():
    log = read_readings(PATH)
    assert (len(log), log.loggers, extremes(log)) == (7, ("Freezer 1", "Fridge 2"), (-78.4, 9.2))
    assert span_of(log.time_us) == ("2031-10-11T03:00:00Z", "2031-10-11T06:00:00Z")
    assert log.temperature_degC[log.logger == 1].tolist() == [4.6, 4.8, 9.2]
    assert log.provenance[0].assumptions == (
        "this is a collector's table and not the station's own export: whether it holds every reading is not known",
        "columns that are no temperature of the product are left out: '%rF'",
        "readings that stand twice with the same value: 1, read once",
    )


def test_a_table_without_rows():
    log = read_text(text_of(PATH).splitlines(keepends=True)[0])
    assert (len(log), log.loggers) == (0, ("",))
    assert "the file holds no reading" in said_of(log)


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        (text_of(PATH)[:-1], NotATable, "the file was cut inside it"),
        (edited(PATH, "℃", "°"), UnknownColumn, "'측정시간,장비명,℃'"),
        (edited(PATH, "%rF", "Door"), UnknownColumn, "'%rF' after them"),
        (edited(PATH, "Fridge 2,9.2", ",9.2"), NotATable, "a device"),
        (edited(PATH, "T06:00:00Z", "T06:00:00"), NotATable, "a time in UTC"),
        (edited(PATH, "4.6,40.2", "4,6,40,2"), NotATable, "and 1 such rows"),
        (edited(PATH, "T06:00:00Z,Fridge", "T03:30:00Z,Fridge"), TimesOutOfOrder, "2031-10-11T03:30:00Z"),
        (edited(PATH, "T06:00:00Z,Fridge", "T04:00:00Z,Fridge"), ConflictingReadings, "4.8 and 9.2"),
    ],
)
def test_refused(text, error, words):
    assert recognised_by(text) == [saveris.NAME]
    with pytest.raises(error) as refusal:
        read_text(text)
    assert words in str(refusal.value)
    assert isinstance(refusal.value, InputError)


def test_no_mutant_reads_as_something_else_in_silence():
    assert untold(text_of(PATH)) == []


@pytest.mark.parametrize("text", ["", "time,device,°C\n", "측정시간;장비명;℃\n"])
def test_nothing_else_is_recognised(text):
    assert not saveris.recognises(text)
