"""CSV for Excel where the decimal sign is a comma: what it holds, and that it is read back."""

import io

import numpy as np
import openpyxl
import pandas as pd
import pytest

import atmp_logistics as atmp
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
from atmp_logistics.core.errors import UsageError
from atmp_logistics.report.shared.csv_text import csv_text

WINDOW = "[[window]]\ncode='post-thaw'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'\n"


def _table(*times, **columns):
    return pd.DataFrame({"at": pd.to_datetime(list(times), utc=True), **columns})


@pytest.mark.parametrize(
    ("times", "tz", "heading", "cells"),
    [
        (["2026-11-10T10:00Z"], "Europe/Stockholm", "at [Europe/Stockholm, UTC+01:00]", ["2026-11-10 11:00:00"]),
        (["2026-07-10T10:00Z", None], "Europe/Stockholm", "at [Europe/Stockholm, UTC+02:00]",
         ["2026-07-10 12:00:00", ""]),
        (["2026-10-25T00:30Z", "2026-10-25T01:30Z"], "Europe/Stockholm",
         "at [Europe/Stockholm, each with its offset]", ["2026-10-25 02:30:00+0200", "2026-10-25 02:30:00+0100"]),
        (["2026-11-10T10:00Z"], None, "at [UTC]", ["2026-11-10 10:00:00"]),
        ([None], "Europe/Stockholm", "at [Europe/Stockholm]", [""]),
    ],
)  # fmt: skip
def test_times_are_local_and_their_heading_says_the_offset(times, tz, heading, cells):
    shown = csv_text(_table(*times, n=range(len(times))), "excel", tz)
    read = pd.read_csv(io.StringIO(shown.removeprefix("\ufeff")), sep=";", keep_default_na=False)
    assert list(read.columns) == list(dict.fromkeys([heading, "at [UTC]", "n"]))
    assert read[heading].tolist() == cells
    assert read["at [UTC]"].tolist() == [(at or "").replace("T", " ").replace("Z", ":00") for at in times]


def test_numbers_have_a_comma_and_text_stays_whole():
    table = pd.DataFrame({"low": [-1.5, np.nan], "why": ["a; b", 'say "x"'], "name": ["=1+1", "å"]})
    shown = csv_text(table, "excel")
    assert shown.startswith("\ufefflow;why;'name\r\n-1,5;")
    read = pd.read_csv(io.StringIO(shown[1:]), sep=";", decimal=",")
    assert read["low"].iloc[0] == -1.5
    assert np.isnan(read["low"].iloc[1])
    assert read["why"].tolist() == ["a; b", 'say "x"']


def test_findings_hold_the_same_in_both_styles(tmp_path):
    result = assess_sandbox(sandbox_product(WINDOW), "thaw_end 10:04, administration_end 10:20")
    path = tmp_path / "found.csv"
    result.to_csv(path, style="excel")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    other = pd.read_csv(path, sep=";", decimal=",", encoding="utf-8-sig")
    plain = pd.read_csv(io.StringIO(result.to_csv()))
    times = [name for name in other if name.startswith(("start", "end"))]
    assert times == ["start [UTC]", "end [UTC]"]
    pd.testing.assert_frame_equal(other.drop(columns=times), plain.drop(columns=["start", "end"]))
    for one in times:
        left, right = (pd.to_datetime(column, utc=True) for column in (other[one], plain[one.split()[0]]))
        assert left.equals(right)


@pytest.mark.parametrize("style", ["Excel", "", None, 1])
def test_another_style_is_refused(style):
    result = assess_sandbox(sandbox_product(WINDOW), "thaw_end 10:04")
    with pytest.raises(UsageError, match="expected 'plain' or 'excel'"):
        result.to_csv(style=style)


def test_a_run_sheet_filled_in_excel_is_read_as_the_plain_one(tmp_path):
    plan = atmp.plan(
        "kymriah-eu", {"administration_start": "2026-11-24 13:00"}, tz="Europe/Stockholm", when={"indication": "ALL"}
    )
    logs = []
    for style, sign in (("plain", ","), ("excel", ";")):
        path = tmp_path / f"{style}.csv"
        plan.to_run_sheet(path, "T1", ("B1",), style=style)
        shown = path.read_text("utf-8")
        filled = shown.replace(f"B1{sign}thaw_start{sign}{sign}", f"B1{sign}thaw_start{sign}2026-11-24 12:40{sign}")
        assert filled != shown
        path.write_bytes(filled.encode())
        logs.append(atmp.read_events(path, tz="Europe/Stockholm"))
    pd.testing.assert_frame_equal(logs[0].table, logs[1].table)


def test_a_run_sheet_filled_as_a_workbook_is_read_as_the_plain_one(tmp_path):
    plan = atmp.plan(
        "kymriah-eu", {"administration_start": "2026-11-24 13:00"}, tz="Europe/Stockholm", when={"indication": "ALL"}
    )
    for name in ("plain.csv", "filled.xlsx"):
        plan.to_run_sheet(tmp_path / name, "=T1", ("B1",))
    book = openpyxl.load_workbook(tmp_path / "filled.xlsx")
    (sheet,) = book
    heads = [cell.value for cell in sheet[1]]
    assert heads == list(plan.run_sheet("=T1", ("B1",)).columns)
    at, what = heads.index("time"), heads.index("event")
    (row,) = (row for row in sheet if row[what].value == "thaw_start")
    row[at].value = "2026-11-24 12:40"
    book.save(tmp_path / "filled.xlsx")
    shown = (tmp_path / "plain.csv").read_bytes().decode()
    filled = shown.replace("B1,thaw_start,,", "B1,thaw_start,2026-11-24 12:40,")
    (tmp_path / "plain.csv").write_bytes(filled.encode())
    plain, other = (
        atmp.read_events(tmp_path / name, tz="Europe/Stockholm").table for name in ("plain.csv", "filled.xlsx")
    )
    pd.testing.assert_frame_equal(plain, other)
    assert set(plain["therapy_id"]) == {"=T1"}
