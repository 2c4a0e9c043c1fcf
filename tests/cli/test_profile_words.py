"""An unknown word on the right of a profile is the profile's fault, in every command that reads it, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from how_many import spread
from test_cli import call

from atmp_logistics.catalogue.catalogue import load_catalogue
from atmp_logistics.catalogue.profile_names import faults_of_profile_names
from atmp_logistics.core.errors import AtmpError
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.records.band_facts import BandFact
from atmp_logistics.records.logger_places import PROFILE, LoggerPlace
from atmp_logistics.records.read_site import parse_site
from atmp_logistics.records.site_profile import Site

BAD = """
tz = "Europe/Stockholm"
[columns]
"Ut ur tank" = "out_of_tank"
"Påse" = "container_di"
"Rum" = "enhet"
"Kl" = "time (UTC)"
[events]
"Klart" = "infusion_klar"
[products]
"Kymriah" = "kymriah-e"
[loggers]
"TANK-3" = "frosen"
"ROOM" = ["frozen", "wardroom"]
[[fact]]
starts = "thaw_stat"
ends = "thaw_end"
at_most = "15 min"
basis = "SOP 12"
[[fact]]
window = "post-thaww"
within = ["20 degC", "25 degC"]
basis = "ward"
"""
SAID = (
    "site.toml.columns.Ut ur tank: found 'out_of_tank'",
    "site.toml.columns.Påse: found 'container_di', expected a column (therapy_id",
    "did you mean 'container_id'?",
    "it may mean 'unit' or 'location'",
    "site.toml.events.Klart: found 'infusion_klar'",
    "it may mean 'preparation_end' or 'administration_end'",
    "site.toml.products.Kymriah: found 'kymriah-e'",
    "site.toml.loggers.TANK-3: found the code 'frosen', expected frozen,",
    "did you mean 'frozen'?",
    "site.toml.loggers.ROOM: found the code 'wardroom'",
    "site.toml.fact[0].starts: found 'thaw_stat'",
    "did you mean 'thaw_start'?",
    "[[fact]] window = 'post-thaww'",
    "did you mean 'post-thaw'?",
)
EVENTS = "therapy_id,event,time\nT1,thaw_end,2026-11-10 10:04\n"
LOG = "time,temperature [°C]\n2026-11-10T10:00Z,4.0\n"
CALLS = (
    ("validate", "events.csv", "--product", "kymriah-eu"),
    ("deadlines", "events.csv", "--product", "kymriah-eu", "--now", "2026-11-10T10:05"),
    ("plan", "kymriah-eu", "--at", "thaw_start=2026-11-10 10:00"),
    ("simulate", "kymriah-eu", "--start", "2026-11-10 10:00"),
    ("inspect", "log.csv"),
    ("convert", "log.csv", "--out", "out.csv"),
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("events.csv").write_text(EVENTS, "utf-8")
    Path("log.csv").write_text(LOG, "utf-8")
    return tmp_path


@pytest.mark.parametrize("line", CALLS, ids=lambda line: line[0])
def test_every_command_names_every_unknown_word_of_the_profile(folder, line):
    Path(folder, "site.toml").write_text(BAD, "utf-8")
    done = call(*line, "--site", "site.toml")
    assert done.exit_code == 2
    assert [said for said in SAID if said not in done.stderr] == []
    assert "Kl:" not in done.stderr
    assert done.stderr.count("Ut ur tank") == 1


def test_a_code_of_your_own_products_is_known_where_their_folder_is_given(folder):
    Path(folder, "own").mkdir()
    assert call("catalogue", "copy", "kymriah-eu", "--in", "own").exit_code == 0
    own = Path("own/kymriah-eu.toml")
    own.write_text(
        own.read_text("utf-8").replace('"frozen"', '"deep-frozen"').replace("kymriah-eu", "ourcel-se"), "utf-8"
    )
    own.rename("own/ourcel-se.toml")
    Path(folder, "site.toml").write_text('[loggers]\n"TANK-3" = "deep-frozen"\n', "utf-8")
    assert call("inspect", "log.csv", "--site", "site.toml").exit_code == 2
    assert call("inspect", "log.csv", "--site", "site.toml", "--catalogue", "own").exit_code == 0


def test_what_labels_at_hand_have_is_no_fault():
    site = Site(
        products={"Kymriah": "kymriah-eu"},
        loggers=(LoggerPlace("TANK-3", ("frozen",), False, PROFILE),),
        bands=(BandFact("post-thaw", TemperatureRange(20.0, 25.0), "ward"),),
    )
    assert [*faults_of_profile_names(site, load_catalogue())] == []
    assert [*faults_of_profile_names(Site(), load_catalogue())] == []


WIDE = "Patient;Påse;Tinad;{};Infusion slut\nT1;B1;2026-11-24 10:04;;2026-11-24 10:20\nT1;B2;2026-11-24 10:04;{};\n"


@pytest.mark.parametrize(
    "heading", spread(["Kasserad", "Returnerad", "receipt_rejected", "quarantined", "refrozen", "excursion_start"], 4)
)
@pytest.mark.parametrize("cell", ["2026-11-24 10:10", "Ja"])
def test_no_profile_leaves_out_what_speaks_against_a_container(tmp_path, monkeypatch, heading, cell):
    monkeypatch.chdir(tmp_path)
    Path("site.toml").write_text(f'tz = "Europe/Stockholm"\n[columns]\n"{heading}" = "ignore"\n', "utf-8")
    judged = ("validate", "ward.csv", "--product", "kymriah-eu", "--site", "site.toml")
    Path("ward.csv").write_text(WIDE.format(heading, cell), "utf-8")
    done = call(*judged)
    assert done.exit_code == 2
    assert (
        f"row 1: found the column {heading!r}, left out by the site profile, with 1 filled cell, the first in row 3"
        in done.stderr
    )
    Path("ward.csv").write_text(WIDE.format(heading, ""), "utf-8")
    assert call(*judged).exit_code in {0, 1, 3}


def test_any_other_event_can_be_left_out(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("site.toml").write_text('tz = "Europe/Stockholm"\n[columns]\n"Premedicinering" = "ignore"\n', "utf-8")
    Path("ward.csv").write_text(WIDE.format("Premedicinering", "1 g"), "utf-8")
    assert call("validate", "ward.csv", "--product", "kymriah-eu", "--site", "site.toml").exit_code in {0, 1, 3}


def test_a_word_of_the_vocabulary_that_a_profile_ignores_is_named_as_what_it_is():
    with pytest.raises(
        AtmpError, match="found 'ignore', expected an event or an activity, since the vocabulary knows this"
    ) as refused:
        parse_site({"events": {"Kasserad": "ignore"}})
    assert "as discarded. Fix: leave the line out" in str(refused.value)
    with pytest.raises(AtmpError, match="since the vocabulary knows this word as discarded"):
        Site(events={"Kasserad": "ignore"})
