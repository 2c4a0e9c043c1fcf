"""Titles above the headings, remarks below the last row, blank rows: left out and named, and no event row is lost."""

import io
from datetime import datetime
from time import perf_counter

import openpyxl
import pytest
from how_many import draws
from hypothesis import given, settings
from hypothesis import strategies as st

from atmp_logistics.core.errors import AtmpError, InputError, NotATable
from atmp_logistics.core.instants import iso
from atmp_logistics.ingest import read_events
from atmp_logistics.records.site_profile import Site

ZONE = "Europe/Stockholm"
HEAD = ["therapy_id", "container_id", "event", "time", "note"]
FIRST, SECOND = ["T1", "B1", "thaw_start", "2026-11-24 10:32", ""], ["T1", "B1", "thaw_end", "2026-11-24 10:36", ""]
WIDE = ["therapy_id", "container_id", "thaw_start", "thaw_end"]

#: An event whose cells have run into one, or that a remark tells.
TOLD = (
    ["T8 B8 thaw_end 2026-11-24 10:32"],
    ["T8\tB0\tthaw_end\t"],
    ["Obs: B0 refrozen 10:43"],
    ["Obs:", "B0 kasserad"],
    ["Påsen kasserad på grund av läckage"],
    ["Anmärkning:", "ej godkänd"],
    ["(B0: tining slut 10.36)"],
)


def text_of(rows, delimiter=";"):
    return "".join(delimiter.join(row) + "\n" for row in rows)


def book_of(rows):
    made, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        made.active.append([cell or None for cell in row])
    made.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sheets")

    def run(rows, *, book=False, site=None):
        path = folder / ("events.xlsx" if book else "events.csv")
        path.write_bytes(book_of(rows) if book else text_of(rows).encode())
        return read_events(path, tz=ZONE, site=site)

    return run


def said(log):
    return "\n".join(log.provenance.assumptions)


@pytest.mark.parametrize("book", [False, True])
def test_titles_and_remarks_are_left_out_and_named_with_their_rows(read, book):
    above = [["Thaws of November"], ["Printed", "2026-11-30"], [""]]
    log = read(
        [*above, HEAD, FIRST, ["", "", "", "", ""], SECOND, [""], ["Signatur: C D"], ["Obs!", "B2 late"]], book=book
    )
    assert log.table["row"].tolist() == [5, 7]
    assert (
        "rows above the headings in row 4, left out: row 1: 'Thaws of November'; row 2: 'Printed | 2026-11-30'"
        in said(log)
    )
    assert (
        "remarks below the last row, left out, and no event read in them: row 9: 'Signatur: C D'; row 10: 'Obs! | B2 late'"
        in said(log)
    )


@pytest.mark.parametrize(
    "title", ["Thaws, ward 5, November", "Thaws\tof\tNovember\tby\tday\there", "Thaws; a; b; c; d; e; f"]
)
def test_a_title_may_hold_another_separator_than_the_table(read, title):
    assert len(read([[title], HEAD, FIRST]).table) == 1


def test_faults_name_the_row_of_the_headings_and_of_the_sheet(read):
    with pytest.raises(AtmpError, match=r"events\.csv, row 3: found the column 'pump'"):
        read([["Thaws"], [""], [*HEAD, "pump"], [*FIRST, "1"]])
    with pytest.raises(AtmpError, match=r"events\.csv, row 4, column time"):
        read([["Thaws"], [""], HEAD, [*FIRST[:3], "soon", ""]])
    with pytest.raises(AtmpError, match="row 2: found the heading 'note' twice"):
        read([["Thaws"], [*HEAD, "note"], [*FIRST, ""]])


def test_two_rows_of_headings_below_a_title_are_refused(read):
    with pytest.raises(NotATable, match="rows 2 and 4: found 2 rows of headings"):
        read([["Thaws"], HEAD, FIRST, HEAD, SECOND])


def test_where_no_row_is_headings_the_one_that_resembles_them_is_named(read):
    with pytest.raises(InputError, match="row 2: found no column therapy_id"):
        read([["Thaws of November", "", "", "", ""], ["pat.nr", *HEAD[1:]], FIRST])
    with pytest.raises(InputError, match="row 1"):
        read([["a", "b"], ["c", "d"]])


@pytest.mark.parametrize("head", [HEAD, WIDE])
def test_an_event_above_the_headings_is_refused(read, head):
    row = FIRST if head is HEAD else ["T1", "B1", "2026-11-24 10:32", ""]
    with pytest.raises(NotATable, match="row 1: found a row above the headings that may hold an event"):
        read([row, ["x"], head, row])


def test_an_event_above_the_headings_is_refused_whatever_its_word(read):
    with pytest.raises(NotATable, match="row 1: found a row above the headings that may hold an event"):
        read([["T1", "B1", "Upptinad", "24.11.2026 10.32", ""], HEAD, FIRST])


@pytest.mark.parametrize("word", ["thaw_end", "Tining avslutad", "receipt_rejected"])
@pytest.mark.parametrize("when", ["", "24/11/2026", "24 nov", "saknas"])
@pytest.mark.parametrize("head", [HEAD, [*HEAD[1:], HEAD[0]]])
def test_an_event_above_the_headings_is_refused_without_a_clock_too(read, word, when, head):
    row = dict(zip(HEAD, ["T1", "B1", word, when], strict=False))
    with pytest.raises(NotATable, match="row 1: found a row above the headings that may hold an event"):
        read(
            [
                [row.get(name, "") for name in head],
                head,
                [dict(zip(HEAD, FIRST, strict=False)).get(n, "") for n in head],
            ]
        )


@pytest.mark.parametrize("last", [["T2", "B2", "Upptinad?", ""], ["", "B2", "Upptinad?", ""], ["T2", "", "saknas", ""]])
def test_a_remark_in_a_first_column_makes_no_row_of_a_table_one(read, last):
    with pytest.raises(AtmpError, match="row 3"):
        read([["note", *HEAD[:4]], ["", *FIRST[:4]], ["Kontrollerad", *last]])


@pytest.mark.parametrize("row", TOLD)
@pytest.mark.parametrize("book", [False, True])
def test_prose_that_tells_of_an_event_is_refused(read, row, book):
    first = ["T1", "B0", *FIRST[2:]]
    with pytest.raises(NotATable, match="row 1: found a row above the headings that may hold an event"):
        read([row, HEAD, first], book=book)
    with pytest.raises(AtmpError, match="row 3"):
        read([HEAD, first, row], book=book)


def test_a_word_of_the_profile_is_an_event_in_prose_too(read):
    words = {"omfryst": "refrozen", "ronden": "ignore"}
    with pytest.raises(NotATable, match="a remark that may tell of an event"):
        read([HEAD, FIRST, ["Obs: omfryst 10:43"]], site=Site(events=words))
    assert len(read([HEAD, FIRST, ["Obs: ronden 10:43"]], site=Site(events=words)).table) == 1


@pytest.mark.parametrize(
    "row", [["Kasserad: ____"], ["Thaw end of November"], ["Utskrivet", "2026-11-30 10:12"], ["Infusion av CAR-T, T1"]]
)
def test_prose_without_an_event_or_without_its_clock_and_its_container_is_left_out(read, row):
    assert len(read([row, HEAD, FIRST]).table) == 1


def test_a_patient_and_a_day_above_a_table_are_a_title(read):
    assert len(read([["Patient", "T1", "Datum", "24.11.2026"], HEAD, FIRST]).table) == 1


def test_a_patient_and_a_day_above_a_wide_table_are_a_title(read):
    assert len(read([["Ward:", "5", "2026-11-24"], WIDE, ["T1", "B1", "2026-11-24 10:32", ""]]).table) == 1


@pytest.mark.parametrize(
    "row",
    [
        ["T2", "B7", "", "", ""],
        ["T2", "", "", "", ""],
        ["", "B7", "", "", ""],
        ["Signatur: C D", "B7", "", "", ""],
        ["Signatur:", "", "", "2026-11-24 10:40", ""],
        ["Seen by the nurse", "", "", "10.40", ""],
        ["T1"],
    ],
)
def test_a_last_row_that_may_be_of_the_table_is_refused(read, row):
    with pytest.raises(AtmpError, match="row 4"):
        read([HEAD, FIRST, SECOND, row])


def test_a_last_row_with_an_identifier_of_the_table_is_no_remark(read):
    named = [["Note 7", *FIRST[1:]], ["Note 7"]]
    with pytest.raises(AtmpError, match="row 3"):
        read([HEAD, *named])


@pytest.mark.parametrize(
    "row",
    [
        ["Signatur:", "C D", "", "E F", ""],
        ["Signature", "C D", "", "", ""],
        ["Signatur: C D", "", "", "Datum: 2026-11-24", ""],
        ["* thawed in room 4"],
        ["(all times local)"],
        ["Bag two came half an hour late"],
        ["", "", "", "", "see the page on the back"],
    ],
)
@pytest.mark.parametrize("book", [False, True])
def test_a_last_row_that_is_a_remark_is_left_out(read, row, book):
    log = read([HEAD, FIRST, SECOND, row], book=book)
    assert len(log.table) == 2
    assert "remarks below the last row, left out, and no event read in them: row 4" in said(log)


def test_a_remark_between_two_events_is_refused(read):
    with pytest.raises(AtmpError, match="row 3"):
        read([HEAD, FIRST, ["Signatur: C D", "", "", "", ""], SECOND])


def test_a_remark_below_a_wide_table_makes_no_container(read):
    log = read([WIDE, ["T1", "B1", "2026-11-24 10:32", ""], ["T1", "B2", "", ""], ["Signatur: C D", "", "", ""]])
    assert log.containers == (("T1", "B2"),)


def test_a_word_of_the_profile_is_an_event_in_a_remark(read):
    site = Site(events={"Tinad": "thaw_end"})
    with pytest.raises(AtmpError, match="row 3"):
        read([HEAD, FIRST, ["Obs:", "Tinad", "", "", ""]], site=site)


def test_an_activity_in_a_remark_is_one_where_the_table_has_activities(read):
    head = ["therapy_id", "container_id", "event", "start", "end"]
    with pytest.raises(AtmpError, match="row 3"):
        read([head, ["T1", "B1", "thaw", "2026-11-24 10:32", ""], ["Obs:", "", "thaw", "", ""]])


def test_a_long_title_is_cut_where_it_is_shown(read):
    assert "…'" in said(read([["word " * 40], HEAD, FIRST]))


# ---------------------------------------------------------------- no decoration loses an event

BEGIN, END = datetime(2026, 11, 1), datetime(2027, 1, 31)
KINDS = ("thaw_start", "thaw_end", "administration_start", "administration_end")
CLOCKS = ("%Y-%m-%d %H:%M", "%d.%m.%Y %H.%M", "%d/%m/%Y kl %H:%M", "%d.%m.%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S.0000000")
TITLES = (
    [""],
    ["Thaws"],
    ["Ward", "5"],
    ["Datum:", "2026-11-24"],
    ["infusion"],
    ["Patient", "T1", "Datum", "2026-11-24"],
)
REMARKS = (
    [""],
    ["Signatur: C D"],
    ["Signatur", "C D"],
    ["Obs!", "", "late"],
    ["Page 1 of 2"],
    ["T1"],
    ["", "", "", "B9"],
)
LOOSE = (
    ["T8", "B8", "Upptinad?", "24.11.2026 10:32"],
    ["T8", "B8", "thaw_end", "2026-11-24 10:32"],
    ["T8", "B8", "thaw_end", ""],
    ["T8", "", "thaw_end", ""],
    ["T8", "B8", "thaw_end", "24/11/2026"],
    ["T8", "B8", "thaw_end", "24 nov"],
    ["", "", "thaw_end", "24/11/2026"],
    ["T8", "B8", "", "2026-11-24 10:32"],
)


@st.composite
def sheets(draw):
    """Return a sheet's rows, and the events that stand anywhere in it."""
    times = draw(st.lists(st.datetimes(min_value=BEGIN, max_value=END), min_size=1, max_size=4))
    form, blank = draw(st.sampled_from(CLOCKS)), draw(st.integers(0, 3))
    rows = [
        ["T1", f"B{i // 4}", KINDS[i % 4], at.replace(second=7, microsecond=0).strftime(form)]
        for i, at in enumerate(times)
    ]
    if draw(st.booleans()):
        rows[-1][3] = ""
    titles = draw(st.lists(st.sampled_from((*TITLES, *LOOSE, *TOLD)), max_size=3))
    remarks = draw(st.lists(st.sampled_from((*REMARKS, *LOOSE, *TOLD)), max_size=3))
    known = [row for row in (*titles, *rows, *remarks) if len(row) > 2 and row[2] in KINDS]
    known += [[*row, "", "", ""] for row in (*titles, *remarks) if row in TOLD]
    return [*titles, HEAD[:4], *rows[:blank], [""], *rows[blank:], *remarks], known


@settings(max_examples=draws(150), deadline=None)
@given(sheet=sheets(), book=st.booleans())
def test_no_decoration_loses_an_event(read, sheet, book):
    rows, known = sheet
    try:
        log = read(rows, book=book)
    except AtmpError as error:
        assert error.faults  # noqa: PT017
        return
    found = sorted(
        (row.therapy_id, row.container_id, row.event, row.time == row.time) for row in log.table.itertuples()
    )
    assert found == sorted((row[0], row[1], row[2], bool(row[3])) for row in known)


@settings(max_examples=draws(60), deadline=None)
@given(times=st.lists(st.datetimes(min_value=BEGIN, max_value=END), min_size=1, max_size=4), data=st.data())
def test_titles_remarks_and_another_way_to_write_times_change_no_event(read, times, data):
    times = [at.replace(second=7, microsecond=0) for at in times]

    def sheet(form):
        return [["T1", "B1", KINDS[i], at.strftime(form)] for i, at in enumerate(times)]

    plain = read([HEAD[:4], *sheet("%Y-%m-%d %H:%M:%S")])
    form = data.draw(st.sampled_from(("%d.%m.%Y %H.%M.%S", "%d/%m/%Y kl %H:%M:%S", "%Y-%m-%dT%H:%M:%S.0000000")))
    try:
        decorated = read([["Thaws"], HEAD[:4], *sheet(form), ["Signatur: C D"]], book=data.draw(st.booleans()))
    except AtmpError as error:
        assert "--date-order" in str(error)  # noqa: PT017
        return
    assert [iso(at) for at in decorated.table["time"]] == [iso(at) for at in plain.table["time"]]
    assert decorated.table["doubt_us"].tolist() == plain.table["doubt_us"].tolist()


@pytest.mark.parametrize(("rows", "columns"), [(1, 40_000), (60, 900)])
def test_a_sheet_of_many_unknown_headings_is_refused_in_time(read, rows, columns):
    begin = perf_counter()
    with pytest.raises(AtmpError):
        read([[f"h{i}-{j}" for j in range(columns)] for i in range(rows)])
    assert perf_counter() - begin < 20


def test_many_remarks_are_counted(read):
    log = read([HEAD, FIRST, *([f"Note: {i}"] for i in range(60))])
    assert "row 52: 'Note: 49'; and 10 more, to row 62" in said(log)


# ---------------------------------------------------------------- what stands around a table


ZONES = ("Alla tider i UTC", "Tid (UTC)", "UTC+2", "Zone: Europe/London")


@pytest.fixture
def at_home(tmp_path):
    """Read a text with the zone of the site's profile, as nobody states another."""

    def run(*rows, site=None, **stated):
        path = tmp_path / "events.csv"
        path.write_text(text_of(rows), "utf-8")
        return read_events(path, site=site or Site(tz=ZONE), **stated)

    return run


@pytest.mark.parametrize("row", ZONES)
def test_a_zone_above_or_below_a_table_is_not_passed_over(at_home, row):
    with pytest.raises(AtmpError, match="expected a zone that is stated, and not Europe/Stockholm unasked"):
        at_home([row], HEAD, FIRST)
    with pytest.raises(AtmpError, match="row 3"):
        at_home(HEAD, FIRST, [f"Obs: {row}"])


def test_a_zone_around_a_table_says_nothing_that_is_known_already(at_home):
    assert len(at_home([f"Zone: {ZONE}"], HEAD, FIRST).table) == 1
    assert len(at_home([ZONES[0]], HEAD, FIRST, tz="UTC").table) == 1
    assert len(at_home([ZONES[0]], [*HEAD[:3], "time (UTC)", "note"], FIRST).table) == 1
    assert len(at_home([ZONES[0]], HEAD, [*FIRST[:3], "2026-11-24 10:32Z", ""]).table) == 1


def test_a_title_that_speaks_of_two_zones_is_refused(at_home):
    with pytest.raises(AtmpError, match="expected a zone that is stated"):
        at_home(["Times in UTC+1 or UTC+2"], HEAD, FIRST)
    with pytest.raises(AtmpError, match=r"row 1: found the heading 'time \(UTC\+1 or UTC\+2\)'"):
        at_home([*HEAD[:3], "time (UTC+1 or UTC+2)", "note"], FIRST)


@pytest.mark.parametrize("row", [["Utgångsdatum: 2026-10"], ["Expiry:", "2026-10"], ["x", "", "Exp date:", "2026-10"]])
def test_an_expiry_around_a_table_that_no_row_has_is_refused(at_home, row):
    head, first = [*HEAD[:4], "expiry"], [*FIRST[:4], "2027-05"]
    with pytest.raises(AtmpError, match=r"row 1: found expiry '2026-10' outside the table, which no row of it has"):
        at_home(row, head, first)
    assert len(at_home([cell.replace("2026-10", "2027-05") for cell in row], head, first).table) == 1
    assert len(at_home(row, head[:4], first[:4]).table) == 1
    assert len(at_home(row, head, [*FIRST[:4], ""]).table) == 1


def test_a_condition_and_a_batch_below_a_table_that_no_row_has_are_refused(at_home):
    head, first = [*HEAD[:4], "indication", "batch"], [*FIRST[:4], "DLBCL", "7"]
    for row, said in ((["Indication: ALL"], "indication 'ALL'"), (["Lot no:", "8"], "batch '8'")):
        with pytest.raises(AtmpError, match=f"row 3: found {said} outside the table"):
            at_home(head, first, row)
    assert len(at_home(head, first, ["Indication: DLBCL"]).table) == 1
