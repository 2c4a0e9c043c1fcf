"""Cells as a person sees them: dates, numbers and identifiers of workbooks; expiries; narrow floats; odd signs."""

import io
import re
import unicodedata
import zipfile
from datetime import UTC, date, datetime

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from how_many import spread
from hypothesis import given
from hypothesis import strategies as st
from test_workbooks import FORMATS, xls

from atmp_logistics.core.errors import ConflictingRecord, NotATable, SiteError, UnreadableTime
from atmp_logistics.core.identifiers import ODD, alike, odd
from atmp_logistics.core.instants import instant, iso
from atmp_logistics.core.temperature_units import temperatures_degC
from atmp_logistics.ingest import read_events, read_readings
from atmp_logistics.ingest.files.cell_formats import moment_text
from atmp_logistics.ingest.files.cell_marks import CellMark
from atmp_logistics.records.site_profile import Site

HEAD = ["therapy_id", "container_id", "event", "time", "expiry"]
WHEN = "2026-11-10T08:00Z"


@pytest.fixture
def book(tmp_path):
    """Return a function that saves rows of (value, number format) pairs or plain values, and then edits the XML."""

    def run(*rows, edit=None, hidden=False, name="book.xlsx"):
        made = openpyxl.Workbook()
        sheet = made.active
        for i, row in enumerate(rows, start=1):
            for j, cell in enumerate(row, start=1):
                value, form = cell if isinstance(cell, tuple) else (cell, "General")
                sheet.cell(i, j, value).number_format = form
        if hidden:
            made.create_sheet("front")
            sheet.sheet_state = "hidden"
        out = io.BytesIO()
        made.save(out)
        path = tmp_path / name
        path.write_bytes(edited(out.getvalue(), edit) if edit else out.getvalue())
        return path

    return run


def edited(data, edit):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            text = old.read(item)
            new.writestr(item, edit(text.decode()) if item.filename.endswith("sheet1.xml") else text)
    return out.getvalue()


def expiry_of(path, tz="UTC"):
    row = read_events(path, tz=tz).table.iloc[0]
    return iso(row["expiry_lower"]), iso(row["expiry_upper"])


def with_expiry(book, value, form):
    return book(HEAD, ["T1", "B1", "thaw_end", WHEN, (value, form)])


END, LAST = "2026-11-10T23:59:59.999999Z", "2026-11-30T23:59:59.999999Z"


@pytest.mark.parametrize(
    "form", ["mmm-yy", "mm/yyyy", "yyyy-mm", "mmmm yyyy", "[$-409]mmm\\-yy;@", 'mmm" "yy', "[$-41D]mmm/yy"]
)
def test_a_month_is_good_to_its_last_day(book, form):
    assert expiry_of(with_expiry(book, datetime(2026, 11, 1), form)) == (LAST, LAST)


@pytest.mark.parametrize(
    "form", ["d-mmm", "dd/mm", "mmm d", "dd.mm.", "d mmm", "[$-809]dd mmmm;@", "ddd d/m", "yyyy", "mmm", "dddd"]
)
def test_a_day_without_its_year_is_no_expiry(book, form):
    with pytest.raises(UnreadableTime, match="expiry"):
        read_events(with_expiry(book, datetime(2026, 3, 25), form), tz="UTC")


@pytest.mark.parametrize(
    "form", ["yyyy-mm-dd", "d/m/yy", "dddd, mmmm dd, yyyy", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "mm-dd-yy"]
)
@pytest.mark.parametrize("clock", [(0, 0), (14, 30)])
def test_a_day_shown_without_its_clock_is_a_day(book, form, clock):
    assert expiry_of(with_expiry(book, datetime(2026, 11, 10, *clock), form)) == (END, END)


@pytest.mark.parametrize("form", ["yyyy-mm-dd hh:mm:ss", "d/m/yy h:mm", "m/d/yyyy h:mm AM/PM", "yyyy-mm-dd h"])
def test_a_day_whose_clock_shows_midnight_is_open_on_that_day(book, form):
    path = with_expiry(book, datetime(2026, 11, 10), form)
    assert expiry_of(path) == ("2026-11-10T00:00:00Z", END)
    assert any("clock at 00:00: 1" in said for said in read_events(path, tz="UTC").provenance.assumptions)
    other = with_expiry(book, datetime(2026, 11, 10, 12), form)
    assert expiry_of(other) == ("2026-11-10T12:00:00Z", "2026-11-10T12:00:00Z")


def test_written_text_with_a_clock_is_that_instant(book):
    assert expiry_of(with_expiry(book, "2026-11-10 00:00", "General")) == ("2026-11-10T00:00:00Z",) * 2


@pytest.mark.parametrize("form", ["yyyy-mm-dd", "hh:mm", "d/m hh:mm", "mmm-yy"])
def test_a_time_of_which_the_cell_hides_a_part_is_refused(book, form):
    with pytest.raises(UnreadableTime, match="column time"):
        read_events(book(HEAD[:4], ["T1", "B1", "thaw_end", (datetime(2026, 11, 10, 10, 4), form)]), tz="UTC")


def test_a_date_and_a_clock_column_show_their_part_of_a_whole_instant(book):
    at = datetime(2026, 11, 10, 10, 4)
    rows = (["therapy_id", "event", "date", "time of day"], ["T1", "thaw_end", (at, "yyyy-mm-dd"), (at, "hh:mm")])
    assert read_events(book(*rows), tz="UTC").table["time"].tolist() == [instant(at.replace(tzinfo=UTC))]


def test_an_old_workbook_is_held_to_the_same(tmp_path):
    path = tmp_path / "old.xls"
    for form, expected in (
        ("mmm-yy", (LAST, LAST)),
        ("yyyy-mm-dd", (END, END)),
        ("yyyy-mm-dd hh:mm", ("2026-11-10T00:00:00Z", END)),
    ):
        path.write_bytes(
            xls({"A": [HEAD, ["T1", "B1", "thaw_end", WHEN, datetime(2026, 11, 10)]]}, FORMATS | {datetime: form})
        )
        assert expiry_of(path) == expected
    path.write_bytes(xls({"A": [HEAD[:4], ["T1", 123.0, "thaw_end", WHEN]]}, {float: "00000"}))
    with pytest.raises(ConflictingRecord, match="00123 for 123"):
        read_events(path)


@pytest.mark.parametrize("unit", ["s", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC"])
def test_a_timestamp_at_midnight_is_open_on_its_day_in_parquet_and_frames(tmp_path, unit, zone):
    stamp = pd.Series([datetime(2026, 11, 10, tzinfo=UTC if zone else None)]).astype(
        f"datetime64[{unit}{', UTC' if zone else ''}]"
    )
    frame = pd.DataFrame({"therapy_id": ["T1"], "event": ["thaw_end"], "time": [WHEN], "expiry": stamp})
    path = tmp_path / "events.parquet"
    frame.to_parquet(path)
    for source in (path, frame):
        assert expiry_of(source) == ("2026-11-10T00:00:00Z", END)


def test_a_local_midnight_kept_in_utc_is_open_on_its_day():
    stamp = [pd.Timestamp("2026-11-09T23:00Z")]
    frame = pd.DataFrame({"therapy_id": ["T1"], "event": ["thaw_end"], "time": [WHEN], "expiry": stamp})
    lower, upper = expiry_of(frame, "Europe/Berlin")
    assert (lower, upper >= "2026-11-10T22:59:59") == ("2026-11-09T23:00:00Z", True)


def test_a_date_of_parquet_is_a_day(tmp_path):
    table = pa.table(
        {"therapy_id": ["T1"], "event": ["thaw_end"], "time": [WHEN], "expiry": pa.array([date(2026, 11, 10)])}
    )
    pq.write_table(table, tmp_path / "events.parquet")
    assert expiry_of(tmp_path / "events.parquet") == (END, END)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ((340123450000000018, "0"), "15 digits"),
        ((1234567890123456, "General"), "15 digits"),
        ((123, "00000"), "00123 for 123"),
        ((1.1, "0.00"), "00123 for 123"),
        ((5.0, "0.0"), "00123 for 123"),
        ((123456, '"B-"000000'), "00123 for 123"),
        ((datetime(2026, 3, 2), "d-mmm"), "a date, which a spreadsheet makes"),
        ((datetime(2026, 3, 2), "yyyy-mm-dd hh:mm"), "which a spreadsheet makes"),
        ("3.40123E+17", "spreadsheet cut"),
        ("#N/A", "error of a spreadsheet"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("column", [0, 1])
def test_an_identifier_that_a_spreadsheet_made_of_another_is_refused(book, cell, said, column):
    row = ["T1", "B1", "thaw_end", WHEN]
    row[column] = cell
    with pytest.raises(ConflictingRecord, match=said) as refusal:
        read_events(book(HEAD[:4], row))
    assert "as text" in str(refusal.value)


@pytest.mark.parametrize(
    "cell", [(123, "General"), (123, "0"), ("00123", "@"), (123456789012345, "0"), ("B1", "General"), (1.5, "General")]
)
def test_an_identifier_shown_as_it_is_stored_is_read(book, cell):
    found = read_events(book(HEAD[:4], ["T1", cell, "thaw_end", WHEN])).table["container_id"][0]
    assert found == str(cell[0])


def test_a_loggers_number_is_held_to_the_same(book):
    rows = (["time", "temperature [°C]", "logger_id"], ["2026-11-10T08:00Z", (4.0, "0.0"), (7, "000")])
    with pytest.raises(ConflictingRecord, match="00123 for 123"):
        read_readings(book(*rows))


def test_a_formula_without_a_stored_value_is_no_empty_cell(book):
    rows = (["therapy_id", "event", "time", "note"], ["T1", "thaw_end", WHEN, "=1+1"])
    with pytest.raises(NotATable, match=r"a formula without a stored value in D2"):
        read_events(book(*rows))
    stored = book(*rows, edit=lambda text: re.sub(r"<v\s*/>|<v></v>", "<v>2</v>", text))
    assert read_events(stored).table["note"][0] == "2"
    empty = book(
        *rows,
        edit=lambda text: re.sub(
            r'<c r="D2"([^>]*)>(<f>.*?</f>)<v\s*/?>(</v>)?', r'<c r="D2"\1 t="str">\2<v></v>', text
        ),
    )
    assert read_events(empty).table["note"][0] == "", "a formula whose value is an empty text"


@pytest.mark.parametrize(
    ("old", "new"),
    [('r="A3"', 'r="A2"'), ('<row r="3"', '<row r="2"'), ('r="B2"', 'r="A2"'), ('r="C2"', 'r="A2"'), ('r="B2"', 'r="B9"')],
)  # fmt: skip
def test_rows_and_columns_that_do_not_rise_are_refused(book, old, new):
    rows = (["therapy_id", "event", "time"], ["T1", "thaw_start", WHEN], ["T1", "thaw_end", WHEN])
    with pytest.raises(NotATable, match="numbers rise"):
        read_events(book(*rows, edit=lambda text: text.replace(old, new)))


def test_a_hidden_sheet_is_named(book):
    log = read_events(book(HEAD[:4], ["T1", "B1", "thaw_end", WHEN], hidden=True))
    assert any("'Sheet' is hidden" in said for said in log.provenance.assumptions)


def test_hidden_rows_are_read_and_said(book):
    hide = lambda text: text.replace('<row r="2"', '<row r="2" hidden="1"')  # noqa: E731
    log = read_events(book(HEAD[:4], ["T1", "B1", "thaw_end", WHEN], edit=hide))
    assert "rows that are hidden in the workbook, and read all the same: 1" in log.provenance.assumptions


@given(
    st.datetimes(datetime(1950, 1, 2), datetime(2199, 12, 30)),
    st.sampled_from(["mmm-yy", "d-mmm", "yyyy-mm-dd", "d/m/yy h:mm"]),
)
def test_a_cell_never_says_more_than_it_shows(value, form):
    text, mark = moment_text(value.replace(microsecond=0), form)
    assert (f"{value.year:04}" in text) == ("y" in form)
    assert mark is (CellMark.MINUTES if "h" in form else CellMark.DATE)


# Narrow floats


@pytest.mark.parametrize("kind", ["float32", "float16"])
@pytest.mark.parametrize("unit", ["°C", "°F", "K"])
def test_the_same_numbers_are_the_same_in_every_format(tmp_path, kind, unit):
    values = (
        np.array([46.4, 35.6, -112.5, 8.1, 37.0, -0.1], kind) if unit != "K" else np.array([281.1, 77.3, 250.0], kind)
    )
    times = pd.date_range("2026-11-10T08:00Z", periods=len(values), freq="10min")
    frame = pd.DataFrame({"time": times.strftime("%Y-%m-%dT%H:%MZ"), f"temperature [{unit}]": values})
    frame.to_csv(tmp_path / "log.csv", index=False)
    pq.write_table(pa.Table.from_pandas(frame), tmp_path / "text.parquet")
    pq.write_table(pa.Table.from_pandas(frame.assign(time=times)), tmp_path / "log.parquet")
    names = ["log.csv", "text.parquet", "log.parquet"]
    if kind == "float32":
        frame.assign(**{frame.columns[1]: values.astype(float)}).to_excel(tmp_path / "log.xlsx", index=False)
        names.append("log.xlsx")
    read = [read_readings(tmp_path / name).temperature_degC.tolist() for name in names]
    assert all(one == read[0] for one in read)


@given(st.lists(st.decimals(-199, 199, places=3), min_size=1, max_size=20))
def test_a_narrow_float_is_its_shortest_decimal(numbers):
    narrow = np.array([float(number) for number in numbers], np.float32)
    expected = [round(float(str(value)), 6) + 0.0 for value in narrow]
    assert temperatures_degC(narrow, "degC").tolist() == expected


# Signs that nobody sees

UNSEEN = ["\u200b", "\u200d", "\ufeff", "\u00ad", "\u2060", "\u202e", "\u2800", "\u3164", "\ufe0f", "\x07", "\ufffd"]


@pytest.mark.parametrize("sign", spread(UNSEEN, 4))
@pytest.mark.parametrize("column", ["therapy_id", "container_id", "product", "logger_id", "identity"])
def test_a_sign_that_nobody_sees_is_refused_in_every_identifier(tmp_path, sign, column):
    cells = {"therapy_id": "T1", "event": "thaw_end", "time": WHEN, column: f"A{sign}1"}
    path = tmp_path / "events.csv"
    path.write_text(f"{','.join(cells)}\n{','.join(cells.values())}\n", "utf-8")
    for source in (path, pd.DataFrame({name: [cell] for name, cell in cells.items()})):
        with pytest.raises(ConflictingRecord, match=rf"U\+{ord(sign):04X}"):
            read_events(source)


@pytest.mark.parametrize("sign", UNSEEN)
def test_a_loggers_name_is_held_to_the_same(tmp_path, sign):
    text = f"time,temperature [°C],logger_id\n2026-11-10T08:00Z,4.0,A{sign}\n"
    (tmp_path / "log.csv").write_text(text, "utf-8")
    frame = pd.DataFrame({"time": [pd.Timestamp(WHEN)], "temperature [°C]": [4.0], "logger_id": [f"A{sign}"]})
    frame.to_parquet(tmp_path / "log.parquet")
    for name in ("log.csv", "log.parquet"):
        with pytest.raises(ConflictingRecord, match=rf"U\+{ord(sign):04X}"):
            read_readings(tmp_path / name)


def test_a_file_that_lends_its_logger_a_name_is_held_to_the_same(tmp_path):
    (tmp_path / "tank\u200b.csv").write_text("time,temperature [°C]\n2026-11-10T08:00Z,4.0\n", "utf-8")
    for source in (tmp_path, tmp_path / "tank\u200b.csv"):
        with pytest.raises(ConflictingRecord, match=r"U\+200B"):
            read_readings(source)


def test_a_profiles_words_are_held_to_the_same():
    with pytest.raises(SiteError, match=r"U\+200B"):
        Site(columns={"Bag": "container_id\u200b"})
    with pytest.raises(SiteError, match=r"U\+FEFF"):
        Site(events={"\ufefftinad": "thaw_end"})


BLANKS = ["\u00a0", "\u2003", "\u3000", " ", "\u202f", "\t", "\x85"]


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("note", ["", ",note"])
def test_both_readers_trim_alike(tmp_path, blank, note):
    path = tmp_path / "events.csv"
    rows = [f"T1,thaw_start,{WHEN}", f"{blank}T1{blank},thaw_end,{WHEN}"]
    path.write_text("\n".join([f"therapy_id,event,time{note}", *(row + "," * bool(note) for row in rows), ""]), "utf-8")
    assert set(read_events(path).table["therapy_id"]) == {"T1"}
    frame = pd.DataFrame({"therapy_id": ["T1", f"{blank}T1"], "event": ["thaw_start", "thaw_end"], "time": [WHEN] * 2})
    assert set(read_events(frame).table["therapy_id"]) == {"T1"}


@pytest.mark.parametrize(
    ("one", "other"), [("bag-1", "BAG-1"), ("pa\u030ase", "påse"), ("B 1", "B\u00a01"), ("①", "1")]
)
@pytest.mark.parametrize("note", ["", ",note"])
def test_identifiers_that_are_easily_mixed_up_are_noted_and_kept_apart(tmp_path, one, other, note):
    path = tmp_path / "events.csv"
    rows = [f"T1,{name},thaw_end,{WHEN}{',' * bool(note)}" for name in (one, other)]
    path.write_text("\n".join([f"therapy_id,container_id,event,time{note}", *rows, ""]), "utf-8")
    log = read_events(path)
    assert set(log.table["container_id"]) == {one, other}
    (said,) = [said for said in log.provenance.assumptions if "differ only by case" in said]
    assert repr(one) in said
    assert repr(other) in said


def test_names_of_different_therapies_are_no_pair():
    rows = {"therapy_id": ["T1", "T2"], "container_id": ["a", "A"], "event": ["thaw_end"] * 2, "time": [WHEN] * 2}
    assert read_events(pd.DataFrame(rows)).provenance.assumptions == ()


def test_loggers_that_are_easily_mixed_up_are_noted(tmp_path):
    text = "time,temperature [°C],logger_id\n2026-11-10T08:00Z,4.0,Tank\n2026-11-10T08:00Z,4.0,TANK\n"
    (tmp_path / "log.csv").write_text(text, "utf-8")
    assert any("'TANK' and 'Tank'" in said for said in read_readings(tmp_path / "log.csv").provenance[0].assumptions)


def test_every_format_and_control_character_is_known():
    for code in range(0x110000):
        sign = chr(code)
        if unicodedata.category(sign) in ("Cf", "Cc") and sign not in "\t\n":
            assert odd(f"A{sign}B"), hex(code)


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=5), min_size=1, max_size=5))
def test_the_columns_reader_asks_for_a_second_look_wherever_the_careful_one_acts(names):
    import pyarrow.compute as pc

    seen = pc.match_substring_regex(pa.array(names, pa.string()), ODD).to_pylist()
    for name, looked in zip(names, seen, strict=True):
        assert looked or (not odd(name) and name == name.strip())
    assert all(len(set(group)) > 1 for group in alike(names))
