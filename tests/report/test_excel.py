"""The workbook of a result: its sheets, its times, what keeps a cell from running, and the same bytes."""

import io
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import openpyxl
import pandas as pd
import pytest
from compare_streams import streamed
from how_many import spread
from random_records import record_of

from atmp_logistics import Assessment, assess, read_events
from atmp_logistics.assessment.sandbox import assess_sandbox, records_of_text, sandbox_product
from atmp_logistics.core.errors import UsageError
from atmp_logistics.records.site_profile import Site
from atmp_logistics.report.shared import workbook as writer
from atmp_logistics.report.shared.frame_sheet import frame_sheet
from atmp_logistics.report.shared.workbook import Worksheet, workbook

STORE = "[[storage]]\ncode='cold'\nfrom='product_received'\nuntil='storage_out'\nlower='2 degC'\nupper='8 degC'\n"
RECORD = "product_received 08:00, storage_out 09:00"
READINGS = "08:00 5, 08:10 5, 08:20 11, 08:30 5, 08:50 5, 09:00 5"
SHEETS = ["verdicts", "findings", "excursions", "events", "gaps", "inputs", "statements"]


@pytest.fixture(scope="module")
def result():
    return assess_sandbox(sandbox_product(STORE), RECORD, READINGS)


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def test_each_table_is_a_sheet_that_pandas_reads_back(result):
    data = result.to_excel()
    assert opened(data).sheetnames == SHEETS
    for title, name in zip(SHEETS[:5], ("consignments", *SHEETS[1:5]), strict=True):
        table, read = getattr(result, name), pd.read_excel(io.BytesIO(data), sheet_name=title)
        assert len(read) == len(table) > 0
        for column, heading in zip(table.columns, read.columns, strict=True):
            if isinstance(table[column].dtype, pd.DatetimeTZDtype):
                assert heading == f"{column} [UTC]"
                back = pd.to_datetime(read[heading]).dt.tz_localize("UTC")
                assert ((back - table[column]).abs().fillna(pd.Timedelta(0)) <= pd.Timedelta("1ms")).all()
                assert back.isna().equals(table[column].isna())
            else:
                assert heading == column
    verdicts = pd.read_excel(io.BytesIO(data), sheet_name="verdicts")
    assert verdicts["verdict"].tolist() == ["deviates"]
    statements = pd.read_excel(io.BytesIO(data), sheet_name="statements").set_index("what")["text"]
    assert statements["verdict"] == "deviates"
    assert statements["note"] == "It calculates and explains; a person decides."
    assert set(result.statements) <= set(statements["stated"])


def test_the_headings_stay_in_sight_and_columns_are_as_wide_as_their_texts(result):
    for sheet in opened(result.to_excel()):
        assert sheet.freeze_panes == "A2"
        assert all(cell.font.bold for cell in sheet[1])
        widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]]
        assert min(widths) >= 9
        assert max(widths) <= 60


def test_the_same_result_gives_the_same_bytes_without_a_clock(result, tmp_path):
    data = result.to_excel()
    again = assess_sandbox(sandbox_product(STORE), RECORD, READINGS)
    result.to_excel(tmp_path / "a.xlsx")
    buffer = io.BytesIO()
    result.to_excel(buffer)
    assert data == again.to_excel() == (tmp_path / "a.xlsx").read_bytes() == buffer.getvalue()
    with ZipFile(io.BytesIO(data)) as made:
        assert {one.date_time for one in made.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = made.read("docProps/core.xml").decode()
    assert core.count("1980-01-01T00:00:00Z") == 2
    with pytest.raises(UsageError, match="expected a file that takes bytes"):
        result.to_excel(io.StringIO())


BAD = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "\t=1",
    "2026-11-10",
    "1e5",
    "TRUE",
    "{=1}",
]


@pytest.mark.parametrize("name", spread(BAD, 4))
def test_a_name_that_a_spreadsheet_would_run_stays_a_text(name):
    logged = {"therapy_id": name.strip(), "event": ["thaw_end"], "time": ["2026-11-10T10:04Z"]}
    result = assess(read_events(pd.DataFrame(logged)), product="kymriah-eu")
    sheet = opened(result.to_excel())["verdicts"]
    assert (sheet["A2"].value, sheet["A2"].data_type) == (name.strip(), "s")
    assert sheet["A2"].quotePrefix == name.strip().startswith("=")


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "=1+1"])
def test_the_word_of_an_error_is_a_text(text):
    cell = opened(workbook([Worksheet("a", ["b"], [[text]])]))["a"]["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_values_that_a_sheet_has_no_kind_for():
    late, early = datetime(2026, 11, 10, 12, tzinfo=UTC), datetime(1850, 1, 2, 3, 4, tzinfo=UTC)
    rows = [["", None, float("nan"), np.inf, -np.inf, True, 2, late, early]]
    sheet = opened(workbook([Worksheet("a", list("abcdefghi"), rows)]))["a"]
    said = [cell.value for cell in sheet[2]]
    assert said == [
        None,
        None,
        None,
        "unbounded",
        "unbounded",
        True,
        2,
        late.replace(tzinfo=None),
        "1850-01-02T03:04:00Z",
    ]
    assert sheet["H2"].number_format == "yyyy-mm-dd hh:mm:ss"


@pytest.mark.parametrize(
    ("text", "words"),
    [("a\x01", "characters that a workbook can hold"), ("\ud800", "characters that"), ("a" * 32_768, "at most 32767")],
)
def test_a_text_that_a_cell_cannot_hold_is_refused_and_shown_with_a_mark(text, words):
    with pytest.raises(UsageError, match=words):
        workbook([Worksheet("a", ["b"], [[text]])])
    seen = opened(Assessment((), (), (text,), ()).to_excel())["statements"]
    told = [row[1].value for row in seen if row[0].value == "stated"]
    assert told[0].isprintable()
    assert len(told[0]) <= 32_767
    assert len(text) < 100 or told[0].endswith(
        f"cut here: the text has {len(text)} characters, and JSON holds it whole"
    )


def test_more_rows_than_a_sheet_has_are_refused(monkeypatch):
    monkeypatch.setattr(writer, "SHEET_ROWS", 3)
    assert workbook([Worksheet("a", ["b"], [[1], [2]])])
    with pytest.raises(UsageError, match=r"sheet 'a': found 3 rows or more, expected at most 2, the rows of a sheet"):
        workbook([Worksheet("a", ["b"], [[1], [2], [3]])])


def test_a_result_without_readings_says_why_a_sheet_is_not_worked_out():
    drawn = record_of(3)
    with tempfile.TemporaryDirectory() as folder:
        placed, events = drawn.written(Path(folder)), drawn.events()
        result = streamed(3, drawn, events, placed, sandbox_product(drawn.limits))
    sheet = opened(result.to_excel())["gaps"]
    assert sheet["A1"].value == "not worked out"
    assert "a result of assess_files, which holds no readings" in sheet["A2"].value


def test_verdicts_under_changed_limits_and_therapies_set_aside_say_so():
    window = "[[window]]\ncode='thaw'\nstarts='thaw_end'\nends='administration_end'\nat_most='10 min'\n"
    rows = [
        ("T1", "thaw_end", "2026-11-10T10:00Z"),
        ("T1", "administration_end", "2026-11-10T10:30Z"),
        ("T2", "thaw_end", "=soon"),
    ]
    log = read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]), errors="collect")
    product = sandbox_product(window)
    changed = assess(log, product=product.with_limit("thaw", at_most="90 min"))
    sheets = pd.read_excel(io.BytesIO(changed.to_excel()), sheet_name=None, keep_default_na=False)
    assert sheets["verdicts"]["what_if"].tolist() == [changed.what_if[0], ""]
    said = sheets["statements"].set_index("what")["text"]
    assert said["verdict"] == "indeterminate under what-if limits"
    assert said["what-if"] == changed.what_if[0]
    assert said["set aside"].startswith("therapy T2: DataFrame, row 2, column time: found '=soon'")
    sheets = pd.read_excel(io.BytesIO(assess(log, product=product).to_excel()), sheet_name=None)
    assert "what_if" not in sheets["verdicts"]
    assert "what-if" not in set(sheets["statements"]["what"])


# ---------------------------------------------------------------- local times beside UTC, and the files of single tables


@pytest.fixture(scope="module")
def in_stockholm():
    rows, log = records_of_text(RECORD, READINGS, None)
    events = read_events(pd.DataFrame(rows), resolution="0 s")
    return assess(events, log, sandbox_product(STORE), site=Site(tz="Europe/Stockholm"))


def test_times_are_local_beside_utc_in_every_sheet(in_stockholm, tmp_path):
    in_stockholm.to_excel(tmp_path / "a.xlsx")
    in_stockholm.to_ledger(tmp_path / "b.xlsx")
    in_stockholm.to_excursions(tmp_path / "c.xlsx")
    seen = 0
    for path in sorted(tmp_path.iterdir()):
        for title, sheet in pd.read_excel(path, sheet_name=None).items():
            for utc in [name for name in sheet if str(name).endswith(" [UTC]")]:
                local = f"{utc.removesuffix(' [UTC]')} [Europe/Stockholm, UTC+01:00]"
                if sheet[utc].isna().all():
                    local = local.replace(", UTC+01:00", "")
                assert list(sheet).index(local) == list(sheet).index(utc) - 1, (path, title)
                both = sheet[[local, utc]].dropna()
                assert (both[local] - both[utc]).isin([pd.Timedelta("1h")]).all()
                seen += len(both)
    assert seen > 10
    said = pd.read_excel(tmp_path / "a.xlsx", sheet_name="statements").set_index("what")["text"]
    assert said["times"].startswith("local (Europe/Stockholm, as their headings say) beside UTC;")


def test_times_of_summer_and_winter_have_each_their_offset():
    table = pd.DataFrame({"at": pd.to_datetime(["2026-10-25T00:30Z", "2026-10-25T01:30Z"], utc=True)})
    sheet = opened(workbook([frame_sheet("a", table, "Europe/Stockholm")]))["a"]
    told = [[cell.value for cell in row] for row in sheet]
    assert told == [
        ["at [Europe/Stockholm, each with its offset]", "at [UTC]"],
        ["2026-10-25 02:30:00+0200", datetime(2026, 10, 25, 0, 30)],
        ["2026-10-25 02:30:00+0100", datetime(2026, 10, 25, 1, 30)],
    ]


def test_a_local_time_before_the_calendar_of_a_spreadsheet_is_text():
    sheet = opened(workbook([Worksheet("a", ["b"], [[datetime(1850, 1, 2, 3, 4)]])]))["a"]
    assert sheet["A2"].value == "1850-01-02T03:04:00"


def test_every_excursion_is_a_row_of_its_file(result, tmp_path):
    result.to_excursions(tmp_path / "a.csv")
    result.to_excursions(tmp_path / "a.xlsx")
    result.to_excursions(tmp_path / "b.csv", style="excel")
    plain, sheet = pd.read_csv(tmp_path / "a.csv"), pd.read_excel(tmp_path / "a.xlsx")
    other = pd.read_csv(tmp_path / "b.csv", sep=";", decimal=",", encoding="utf-8-sig")
    table = result.excursions
    assert len(table) == len(plain) == len(sheet) == len(other) == 1
    for read in (plain, sheet, other):
        assert read["extreme_upper_degC"].tolist() == table["extreme_upper_degC"].tolist() == [11.0]
    assert pd.to_datetime(plain["start"]).tolist() == table["start"].tolist()
    with pytest.raises(UsageError, match="expected 'plain' or 'excel'"):
        result.to_excursions(tmp_path / "c.xlsx", style="x")
