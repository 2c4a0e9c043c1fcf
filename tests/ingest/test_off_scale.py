"""A word beyond the scale in place of a number is a gap that names its side: it conforms to nothing and is no fault."""

import numpy as np
import pandas as pd
import pytest
from how_many import draws, spread
from hypothesis import given, settings
from hypothesis import strategies as st
from logger_kit import MADE_UP, text_of

from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.core.errors import InputError, UnreadableNumber
from atmp_logistics.ingest import read_events, read_readings
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.readings.off_scale import Side, off_scale
from atmp_logistics.ingest.readings.read_log import read_log
from atmp_logistics.records.site_profile import Site
from atmp_logistics.report.records.conversion import render_readings

STORE = "[[storage]]\ncode='fridge'\nfrom='product_received'\nuntil='storage_out'\nlower='2 degC'\nupper='8 degC'\n"
WARMER = ["HI", "hi", "High", "H", "OVER", ">200", "> 60,0 °C", ">= 60", "Hög", "ÖVER", "over range", "Over-range"]
COLDER = ["LO", "Low", "L", "UNDER", "<-80", "< -80.5 C", "-OL", "-OFL", "-OVLD", "-INF", "låg", "under_range"]
OVERLOAD = ["OL", "O.L.", "+OL", "+OFL", "Overload", "OFL", "OVLD", "O/L", "INF", "+Infinity"]


def log_of(cells, heading="temperature [°C]", sign=","):
    rows = [f"2026-11-10T{8 + i // 6:02}:{i % 6}0Z{sign}{cell}" for i, cell in enumerate(cells)]
    text = "\n".join([f"time{sign}{heading}", *rows, ""])
    return read_log(File("log.csv", text.encode()), None, Site())


def verdict(log, max_gap_s=None):
    rows = [("T1", "product_received", "2026-11-10T08:20Z"), ("T1", "storage_out", "2026-11-10T10:00Z")]
    events = read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]))
    return assess(events, log, sandbox_product(STORE), site=Site(resolution_s=0.0, max_gap_s=max_gap_s)).verdict.value


@pytest.mark.parametrize(
    ("cell", "side"),
    spread([(cell, side) for side, cells in zip(Side, (WARMER, COLDER, OVERLOAD), strict=True) for cell in cells], 4),
)
def test_each_word_is_a_gap_that_names_its_side(cell, side):
    assert off_scale(cell) is side
    cells = ["5.0"] * 5 + [cell] + ["5.1"] * 9
    log = log_of(cells, sign=";")
    assert np.nonzero(np.isnan(log.temperature_degC))[0].tolist() == [5]
    assert f"{side.value} ({cell}): 1 reading kept as missing" in log.provenance[0].assumptions
    assert verdict(log) == "indeterminate"
    assert verdict(log_of(["5.0"] * 15)) == "conforms"


@pytest.mark.parametrize("cell", ["HI 5", "5 H", "hello", "<", ">x", "+5 OL", "< -80 mm", "1.2.3"])
def test_what_is_neither_a_number_nor_such_a_word_is_still_refused(cell):
    assert off_scale(cell) is None
    with pytest.raises(UnreadableNumber):
        log_of(["5.0", cell])


def test_both_sides_are_counted_apart_and_the_numbers_prove_the_decimal_sign():
    log = log_of(["5,5", "HI", "LO", "hi", "6,5"], sign=";")
    said = log.provenance[0].assumptions
    assert log.temperature_degC[[0, 4]].tolist() == [5.5, 6.5]
    assert "warmer than the logger's scale (HI, hi): 2 readings kept as missing" in said
    assert "colder than the logger's scale (LO): 1 reading kept as missing" in said
    assert not any("temperatures missing" in note for note in said)


def test_a_family_s_export_as_well(tmp_path):
    text, path = text_of(MADE_UP / "elitech_made_up.csv"), tmp_path / "log.csv"
    before = read_readings(MADE_UP / "elitech_made_up.csv", tz="+01:00")
    path.write_text(text.replace("2031-05-06 07:58:09,3.5", "2031-05-06 07:58:09,HI"), "utf-8")
    log = read_readings(path, tz="+01:00")
    assert np.isnan(log.temperature_degC).sum() == np.isnan(before.temperature_degC).sum() + 1
    assert "warmer than the logger's scale (HI): 1 reading kept as missing" in log.provenance[0].assumptions


@settings(max_examples=draws(60), deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(["1.0", "2.0", "5.0", "8.0", "9.5"]), min_size=15, max_size=15), st.data())
def test_no_word_makes_a_verdict_stronger(cells, data):
    place = data.draw(st.integers(0, 14))
    word = data.draw(st.sampled_from([*WARMER, *COLDER, *OVERLOAD]))
    max_gap_s = data.draw(st.sampled_from([None, 1200.0, 7200.0]))
    lost = [*cells[:place], word.replace(",", "."), *cells[place + 1 :]]
    before, after = (verdict(log_of(each), max_gap_s) for each in (cells, lost))
    assert after in {before, "indeterminate"}
    if before == "conforms" and 2 <= place <= 12:
        assert after == "indeterminate", "a line was drawn over a temperature beyond the scale"


@pytest.mark.parametrize("word", ["HI", "LO", "OL", ">60"])
def test_no_line_is_drawn_over_a_word_however_far_apart_readings_are_joined(word):
    cells = ["5.0"] * 5 + [word] + ["5.1"] * 9
    assert verdict(log_of(cells), 7200.0) == "indeterminate"
    # An empty cell says nothing of the temperature: the person who states how far readings are joined says so of it.
    assert verdict(log_of([cell.replace(word, "") for cell in cells]), 7200.0) == "conforms"


def test_a_word_in_one_of_several_files_of_a_logger_is_kept(tmp_path):
    for name, cells, day in (("a", ["5.0", "HI", "5.1"], 10), ("b", ["5.0", "5.0", "LO"], 11)):
        rows = [f"A,2026-11-{day}T08:{i}0Z,{cell}\n" for i, cell in enumerate(cells)]
        tmp_path.joinpath(f"{name}.csv").write_text("".join(["logger_id,time,temperature [°C]\n", *rows]), "utf-8")
    log = read_readings(tmp_path)
    assert len(log.devices["A"].off_scale_us) == 2
    assert set(log.devices["A"].off_scale_us) == set(log.time_us[np.isnan(log.temperature_degC)].tolist())


def test_a_table_of_readings_cannot_hold_a_word_unasked():
    log = log_of(["HI", "5.0", "LO"])
    with pytest.raises(
        InputError, match=r"2 times the temperature was beyond its scale, first at 2026-11-10T08:00:00Z"
    ):
        render_readings(log)
    assert render_readings(log, readings_alone=True).count("\n") == 4
