"""Headings and words that wards write in Swedish, Dutch and German are read, said in the result, and never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import atmp_logistics as atmp
from atmp_logistics.core.column_names import (
    AMBIGUOUS_HEADINGS,
    EVENT_COLUMN_NAMES,
    EVENT_COLUMNS,
    READING_COLUMN_NAMES,
    READING_COLUMNS,
    columns_it_may_mean,
)
from atmp_logistics.core.errors import SiteError, UnknownColumn, UnknownEvent
from atmp_logistics.core.event_kinds import NAMES
from atmp_logistics.core.event_words import EVENT_WORDS, plain_word
from atmp_logistics.core.likeness import sides_of
from atmp_logistics.ingest.events.headings import COLUMNS
from atmp_logistics.records.site_profile import Site


def events(folder: Path, text: str, **options):
    path = folder / "ward.csv"
    path.write_text(text, "utf-8")
    return atmp.read_events(path, tz="Europe/Stockholm", **options)


SWEDISH = """Patient;Påse;Händelse;Datum;Tid;Anmärkning
T1;B1;Tining påbörjad;2026-11-10;10:00;
T1;B1;Upptinad;2026-11-10;10:04;
T1;B1;Infusion slut;2026-11-10;10:30;långsam
"""
DUTCH = """Patiënt;Zak;Gebeurtenis;Tijdstip;Opmerking
T1;B1;Start ontdooien;2026-11-10 10:00;
T1;B1;Ontdooid;2026-11-10 10:04;
T1;B1;Infusie einde;2026-11-10 10:30;traag
"""
GERMAN = """Patient;Beutel;Ereignis;Zeitpunkt;Bemerkung
T1;B1;Auftaubeginn;2026-11-10 10:00;
T1;B1;Auftauen abgeschlossen;2026-11-10 10:04;
T1;B1;Infusionsende;2026-11-10 10:30;langsam
"""


@pytest.mark.parametrize("text", [SWEDISH, DUTCH, GERMAN])
def test_a_sheet_is_read_without_a_profile_and_says_what_was_read(tmp_path, text):
    log = events(tmp_path, text)
    assert log.table["event"].tolist() == ["thaw_start", "thaw_end", "administration_end"]
    assert log.table["container_id"].tolist() == ["B1"] * 3
    notes = "\n".join(log.provenance.assumptions)
    assert "is container_id" in notes
    assert "each patient has one therapy in this table" in notes
    assert "is administration_end" in notes


def test_what_the_profile_states_goes_before_the_vocabulary_and_is_not_said_twice(tmp_path):
    site = Site(events={"Upptinad": "preparation_end"}, columns={"Patient": "container_id", "Påse": "therapy_id"})
    log = events(tmp_path, SWEDISH, site=site)
    assert log.table["event"].tolist()[1] == "preparation_end"
    assert log.table["therapy_id"].tolist() == ["B1"] * 3
    notes = "\n".join(log.provenance.assumptions)
    assert "'Upptinad'" not in notes
    assert "'Påse'" not in notes


def test_a_table_of_one_row_a_container_has_its_events_in_any_language(tmp_path):
    text = (
        "Behandlings-ID;Påse;Upptining start;Upptining klar;Infusionsslut\nT1;B1;2026-11-10 10:00;2026-11-10 10:04;\n"
    )
    assert events(tmp_path, text).table["event"].tolist() == ["thaw_start", "thaw_end"]


def test_an_activity_of_another_language_has_two_ends(tmp_path):
    text = "Behandlings-ID;Händelse;Starttid;Sluttid\nT1;Upptining;2026-11-10 10:00;2026-11-10 10:04\n"
    assert events(tmp_path, text).table["event"].tolist() == ["thaw_start", "thaw_end"]


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        (
            SWEDISH.replace("Infusion slut", "Infusion klar"),
            UnknownEvent,
            ["'preparation_end' or 'administration_end'"],
        ),
        (SWEDISH.replace("Anmärkning", "Signatur"), UnknownColumn, ["'custodian' or 'performed_by'"]),
        (
            SWEDISH.replace("Anmärkning", "Behandlings-ID"),
            UnknownColumn,
            ["'Patient' and 'Behandlings-ID'", "two columns for"],
        ),
    ],
)
def test_what_may_mean_several_is_refused_and_names_each(tmp_path, text, error, words):
    with pytest.raises(error) as refused:
        events(tmp_path, text)
    assert all(word in str(refused.value) for word in words)


def test_a_word_of_the_profile_that_is_no_column_is_the_profiles_fault(tmp_path):
    site = Site(columns={"Anmärkning": "remrk"}, source="site.toml")
    with pytest.raises(SiteError, match=r"site\.toml\.columns\.Anmärkning: found 'remrk'.*did you mean 'remark'"):
        events(tmp_path, SWEDISH, site=site)


def test_every_column_has_its_names_and_its_definition():
    assert set(EVENT_COLUMNS) >= {"therapy_id", "event", "time", "container_id", "note"}
    assert set(EVENT_COLUMNS) - {"date", "time_of_day", "time_start", "time_end", "lifecycle"} <= set(COLUMNS)
    assert set(READING_COLUMNS) >= {"date", "time", "temperature", "unit", "logger_id", "interval_s"}
    for names, columns in ((EVENT_COLUMN_NAMES, EVENT_COLUMNS), (READING_COLUMN_NAMES, READING_COLUMNS)):
        listed = [name for one in columns.values() for name in (one.name, *one.synonyms)]
        assert len(listed) == len(set(listed)) == len(names)
        assert all(plain_word(name) == name for name in names)


def test_a_heading_that_may_mean_several_is_no_name_of_one():
    assert not set(AMBIGUOUS_HEADINGS) & {*EVENT_COLUMN_NAMES, *READING_COLUMN_NAMES, *NAMES}
    assert all(repr(one) in columns_it_may_mean(word) for word, meant in AMBIGUOUS_HEADINGS.items() for one in meant)


@given(st.sampled_from(sorted(EVENT_WORDS)), st.data())
def test_a_word_is_read_however_it_is_spelt_and_as_the_end_that_it_says(word, data):
    spelt = data.draw(st.sampled_from([str.upper, str.title, str.casefold]))(word)
    spelt = data.draw(st.sampled_from(["_", " ", "-", "  "])).join(spelt.split("_"))
    log = atmp.read_events(_table(f" {spelt} "))
    assert log.table["event"].tolist() == [EVENT_WORDS[word]]
    assert sides_of(word) <= sides_of(log.table["event"][0])


def _table(word: str):
    import pandas as pd

    return pd.DataFrame({"therapy_id": ["T1"], "event": [word], "time": ["2026-11-10T10:04+01:00"]})


def test_a_loggers_table_is_read_by_its_other_headings(tmp_path):
    path = tmp_path / "tank.csv"
    path.write_text("Tid;Temperatur [°C]\n2026-11-10 10:00;-150,5\n2026-11-10 10:10;-150,4\n", "utf-8")
    assert atmp.read_readings(path, tz="Europe/Stockholm").temperature_degC.tolist() == [-150.5, -150.4]
