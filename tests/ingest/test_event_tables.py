"""Event tables of every shape: lifecycles, index columns, two columns of time, a ward's own words, and their mutants."""

import io
import random
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import numpy as np
import openpyxl
import pandas as pd
import pytest
from how_many import spread
from places import MADE_UP_EVENTS, ROOT

from atmp_logistics.core.errors import (
    AmbiguousDateOrder,
    AtmpError,
    ConflictingRecord,
    DuplicateEvent,
    InputError,
    NaiveTime,
    NotATable,
    SiteError,
    UnknownColumn,
    UnknownEvent,
    UnreadableTime,
)
from atmp_logistics.core.event_kinds import EVENTS, STAGES
from atmp_logistics.core.instants import iso
from atmp_logistics.ingest import read_events
from atmp_logistics.ingest.lifecycle import ACTIVITIES
from atmp_logistics.records.read_site import load_site, parse_site
from atmp_logistics.records.site_profile import Site

DOCS = ROOT / "docs"
STOCKHOLM = "Europe/Stockholm"
HEAD = "therapy_id,container_id,event,"


@pytest.fixture
def read(tmp_path):
    def run(text, site=None, tz=None, name="events.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_events(path, tz=tz, site=site)

    return run


def rows(log):
    frame = log.table
    keys = zip(frame["therapy_id"], frame["container_id"], frame["event"], frame["time"], strict=True)
    return [(*who, iso(at) if at == at else None) for *who, at in keys]  # noqa: PLR0124


def events(log):
    return [(event, at) for _, _, event, at in rows(log)]


SWEDISH = load_site(DOCS / "site_swedish.toml")
#: Each made-up table: its profile, and its zone.
TABLES = {
    "intervals_made_up.csv": (None, None),
    "lifecycle_made_up.csv": (None, STOCKHOLM),
    "ward_swedish_made_up.csv": (SWEDISH, None),
    "indexed_made_up.csv": (None, None),
    "wide_made_up.csv": (None, STOCKHOLM),
}


def golden(name):
    site, tz = TABLES[name]
    return read_events(MADE_UP_EVENTS / name, site=site, tz=tz)


def test_a_start_and_an_end_in_two_columns_of_process_mining():
    log = golden("intervals_made_up.csv")
    assert rows(log) == [
        ("T1", "B1", "storage_in", "2026-10-20T07:15:00Z"),
        ("T1", "B1", "storage_out", "2026-11-10T08:40:00Z"),
        ("T1", "B1", "transport_start", "2026-11-10T08:42:00Z"),
        ("T1", "B1", "transport_end", "2026-11-10T08:55:30Z"),
        ("T1", "B1", "thaw_start", "2026-11-10T09:00:00Z"),
        ("T1", "B1", "thaw_end", "2026-11-10T09:04:10Z"),
        ("T1", "B1", "opened", "2026-11-10T09:05:00Z"),
        ("T1", "B1", "administration_start", "2026-11-10T09:08:00Z"),
        ("T1", "B2", "thaw_end", "2026-11-10T10:02:00Z"),
    ]
    assert log.table["row"].tolist() == [2, 2, 3, 3, 4, 4, 5, 6, 7]
    assert log.table["performed_by"].tolist()[:2] == ["Bank", "Bank"]
    assert log.provenance.assumptions == ()


def test_a_start_and_an_end_in_two_rows():
    log = golden("lifecycle_made_up.csv")
    assert rows(log) == [
        ("T1", "B1", "thaw_start", "2026-11-10T09:00:00Z"),
        ("T1", "B1", "thaw_end", "2026-11-10T09:04:10Z"),
        ("T1", "B1", "opened", "2026-11-10T09:05:00Z"),
        ("T1", "B1", "administration_end", "2026-11-10T09:31:00Z"),
        ("T1", "B2", "thaw_start", "2026-11-10T09:40:00Z"),
    ]
    assert log.provenance.assumptions == ()
    assert "lifecycle" not in log.table


def test_a_wards_own_table_by_the_profile_of_the_docs():
    log = golden("ward_swedish_made_up.csv")
    assert rows(log) == [
        ("T1", "B1", "product_received", "2026-11-03T13:20:00Z"),
        ("T1", "B1", "storage_out", "2026-11-10T08:55:00Z"),
        ("T1", "B1", "thaw_start", "2026-11-10T09:00:00Z"),
        ("T1", "B1", "thaw_end", "2026-11-10T09:04:10Z"),
        ("T1", "B1", "administration_start", "2026-11-10T09:08:00Z"),
        ("T1", "B1", "administration_end", "2026-11-10T09:31:00Z"),
        ("T1", "B2", "product_received", "2026-11-03T13:20:00Z"),
        ("T1", "B2", "storage_out", None),
    ]
    assert log.provenance.assumptions == (
        "encoding read as cp1252",
        "each time is joined from the columns 'Datum' and 'Tid'",
        "rows left out, as the site's profile states: 'Kaffe' 1",
        "events that stand without their time: 1; they happened, nobody knows when",
    )
    assert log.tz == STOCKHOLM


def test_a_first_column_that_counts_the_rows_is_left_out_and_said():
    log = golden("indexed_made_up.csv")
    assert [event for event, _ in events(log)] == [
        "product_received",
        "storage_in",
        "storage_out",
        "thaw_start",
        "thaw_end",
    ]
    assert log.provenance.assumptions == ("the first column has no heading and counts the rows: left out",)
    assert log.table["logger_id"].tolist() == ["L7", "", "", "", ""]


def test_one_row_a_container():
    log = golden("wide_made_up.csv")
    assert len(log) == 8
    assert rows(log)[1] == ("T1", "B1", "thaw_start", "2026-11-10T09:00:00Z")
    assert iso(log.table["expiry_upper"][0]) == "2027-03-31T21:59:59.999999Z"


@pytest.mark.parametrize(
    "head",
    ["time_start,time_end", "start,complete", "Start,End", "start time,end_time", "start_timestamp,time:timestamp"],
)
def test_headings_of_starts_and_ends(read, head):
    log = read(f"{HEAD}{head}\nT1,B1,thaw,2026-11-10T10:00Z,2026-11-10T10:04Z\n")
    assert events(log) == [("thaw_start", "2026-11-10T10:00:00Z"), ("thaw_end", "2026-11-10T10:04:00Z")]


def test_the_profile_names_the_columns_of_lifecycles(read):
    site = Site(
        columns={"patient": "therapy_id", "handling": "event", "registration_type": "lifecycle", "Slut": "time_end"},
        events={"Tining": "thaw", "Lagring": "storage", "Blood test": "antibody_test"},
    )
    rows_ = "P1,Tining,start,2026-11-10T10:00Z\nP1,Blood test,start,2026-11-10T11:00Z\n"
    log = read("patient,handling,registration_type,time\n" + rows_, site)
    assert events(log) == [("thaw_start", "2026-11-10T10:00:00Z"), ("antibody_test", "2026-11-10T11:00:00Z")]
    assert log.provenance.assumptions == ("antibody_test with a start and no end: taken as the moment, 1 times",)
    log = read("patient,handling,start,Slut\nP1,lagring,2026-11-10T10:00Z,2026-11-10T12:00Z\n", site)
    assert [event for event, _ in events(log)] == ["storage_in", "storage_out"]


def test_the_end_that_nobody_logged_is_absent(read):
    log = read(f"{HEAD}start,end\nT1,B1,thaw,2026-11-10T10:00Z,\nT1,B2,thaw,,2026-11-10T10:04Z\n")
    assert rows(log) == [
        ("T1", "B1", "thaw_start", "2026-11-10T10:00:00Z"),
        ("T1", "B2", "thaw_end", "2026-11-10T10:04:00Z"),
    ]


def test_a_moment_whose_start_and_end_are_one(read):
    two = f"{HEAD}lifecycle,time\nT1,B1,opened,start,2026-11-10T10:00Z\nT1,B1,opened,complete,2026-11-10T11:00+01:00\n"
    assert events(read(two)) == [("opened", "2026-11-10T10:00:00Z")]
    many = "".join(
        f"T1,B1,handover,{half},2026-11-10T1{hour}:00Z\n" for hour in (0, 1) for half in ("start", "complete")
    )
    assert events(read(f"{HEAD}lifecycle,time\n{many}")) == [
        ("handover", "2026-11-10T10:00:00Z"),
        ("handover", "2026-11-10T11:00:00Z"),
    ]


def test_every_activity_has_ends_of_the_vocabulary():
    assert set(ACTIVITIES) >= {*STAGES, "storage", "infusion", "leukapheresis", "thawing"}
    for ends in ACTIVITIES.values():
        assert ends["start"] in EVENTS
        assert ends["complete"] is None or ends["complete"] in EVENTS
    assert not set(ACTIVITIES) & set(EVENTS)


LIFE = HEAD + "lifecycle,time\n"
ENDS = HEAD + "start,end\n"
#: What is refused: the text, the error, words of the message.
REFUSED = {
    "an activity and not which end": (
        HEAD + "time\nT1,B1,thaw,2026-11-10T10:00Z\n",
        UnknownEvent,
        ["'thaw', and not whether it starts or ends", "thaw_start or thaw_end", "lifecycle"],
    ),
    "an empty lifecycle of an activity": (LIFE + "T1,B1,thaw,,2026-11-10T10:00Z\n", UnknownEvent, ["row 2", "'thaw'"]),
    "an unknown activity": (
        LIFE + "T1,B1,thaww,start,2026-11-10T10:00Z\n",
        UnknownEvent,
        ["row 2", "'thaww'", "'thaw'"],
    ),
    "an unknown lifecycle": (
        LIFE + "T1,B1,thaw,schedule,2026-11-10T10:00Z\n",
        UnknownEvent,
        ["row 2, column lifecycle", "'schedule'", "start or complete"],
    ),
    "an end that the vocabulary has not": (
        LIFE + "T1,B1,device_priming,complete,2026-11-10T10:00Z\n",
        UnknownEvent,
        ["the end of 'device_priming'", "device_priming_start"],
    ),
    "the start of an end": (
        LIFE + "T1,B1,thaw_end,start,2026-11-10T10:00Z\n",
        UnknownEvent,
        ["'thaw_end'", "is an end"],
    ),
    "a moment with two times, in columns": (
        ENDS + "T1,B1,opened,2026-11-10T10:00Z,2026-11-10T10:01Z\n",
        ConflictingRecord,
        ["row 2", "opened", "one moment"],
    ),
    "a moment with two times, in rows": (
        LIFE + "T1,B1,opened,start,2026-11-10T10:00Z\nT1,B1,opened,complete,2026-11-10T10:01Z\n",
        ConflictingRecord,
        ["row 2", "row 3", "one moment"],
    ),
    "a moment that recurs, an end too few": (
        LIFE + "".join(f"T1,B1,handover,{half},2026-11-10T10:00Z\n" for half in ("start", "complete", "start")),
        ConflictingRecord,
        ["row 4", "handover"],
    ),
    "a start and an end exchanged": (
        ENDS + "T1,B1,transport,2026-11-10T10:30Z,2026-11-10T10:01Z\n",
        ConflictingRecord,
        ["row 2, column end", "before its start"],
    ),
    "neither a start nor an end": (ENDS + "T1,B1,thaw,,\n", ConflictingRecord, ["row 2", "at least one"]),
    "an activity twice": (
        ENDS + "T1,B1,thaw,2026-11-10T10:00Z,\nT1,B1,thaw,2026-11-10T10:02Z,\n",
        DuplicateEvent,
        ["rows 2 and 3", "thaw_start"],
    ),
    "two lifecycles": (
        HEAD
        + "start_timestamp,lifecycle:transition,time:timestamp\nT1,B1,thaw,2026-11-10T10:00Z,complete,2026-11-10T10:01Z\n",
        UnknownColumn,
        ["lifecycle:transition", "ignore"],
    ),
    "a start beside a time": (
        HEAD + "start,time\nT1,B1,thaw,2026-11-10T10:00Z,2026-11-10T10:01Z\n",
        UnknownColumn,
        ["'start'"],
    ),
    "a lifecycle beside columns of events": (
        "therapy_id,lifecycle,thaw_end\nT1,start,2026-11-10T10:00Z\n",
        UnknownColumn,
        ["'lifecycle' beside columns of events"],
    ),
    "no time at all": ("therapy_id,event,lifecycle\nT1,thaw,start\n", UnknownColumn, ["no column time"]),
    "a date and no clock time": ("therapy_id,event,date\nT1,thaw_end,2026-11-10\n", UnknownColumn, ["no column time"]),
    "a date beside a whole time": (
        HEAD + "date,time\nT1,B1,thaw_end,2026-11-10,2026-11-10T10:00Z\n",
        UnreadableTime,
        ["row 2, column time", "clock time"],
    ),
    "a date without its clock time": (
        HEAD + "date,time of day\nT1,B1,thaw_end,2026-11-10,\n",
        UnreadableTime,
        ["row 2, column time of day", "no clock time"],
    ),
    "a clock time without its date": (
        HEAD + "date,time of day\nT1,B1,thaw_end,,10:00\n",
        UnreadableTime,
        ["no date beside"],
    ),
    "a clock time of 12 hours": (
        HEAD + "date,time of day\nT1,B1,thaw_end,2026-11-10,1:05\n",
        UnreadableTime,
        ["24 hours"],
    ),
    "a date in a national order": (
        HEAD + "date,time of day\nT1,B1,thaw_end,10/11/2026,10:00\n",
        AmbiguousDateOrder,
        ["--date-order dmy|mdy"],
    ),
    "dates whose order nobody knows": (
        HEAD + "time\nT1,B1,thaw_end,03/04/2026 10:00\n",
        AmbiguousDateOrder,
        ["2026-04-03 (dmy) or 2026-03-04 (mdy)", "--date-order dmy|mdy"],
    ),
    "a day number of a workbook": (
        HEAD + "time\nT1,B1,thaw_end,46336.4166\n",
        UnreadableTime,
        ["day number", "format the column"],
    ),
    "a day number with a comma": (HEAD + 'time\nT1,B1,thaw_end,"46336,4166"\n', UnreadableTime, ["day number"]),
    "day numbers in two columns": (
        HEAD + "date,time of day\nT1,B1,thaw_end,46336,0.4166\n",
        UnreadableTime,
        ["yyyy-mm-dd", "hh:mm:ss"],
    ),
    "ISO without separators": (HEAD + "time\nT1,B1,thaw_end,20261110T100000Z\n", UnreadableTime, ["ISO 8601"]),
    "a day alone": (HEAD + "time\nT1,B1,thaw_end,2026-11-10\n", UnreadableTime, ["2026-11-10"]),
    "local times beside offsets, and no zone": (
        HEAD + "time\nT1,B1,thaw_start,2026-11-10T10:00+01:00\nT1,B1,thaw_end,2026-11-10T10:04\n",
        NaiveTime,
        ["row 3", "--tz"],
    ),
    "an unnamed column that counts and skips": (
        ",therapy_id,event,time\n0,T1,thaw_start,2026-11-10T10:00Z\n2,T1,thaw_end,2026-11-10T10:04Z\n",
        UnknownColumn,
        ["without a heading", "'2' in row 3", "missing or were moved"],
    ),
    "an unnamed column of words": (
        ",therapy_id,event,time\nx,T1,thaw_end,2026-11-10T10:00Z\n",
        UnknownColumn,
        ["'x' in row 2"],
    ),
    "an unnamed column that is not the first": (
        "therapy_id,,event,time\nT1,0,thaw_end,2026-11-10T10:00Z\n",
        UnknownColumn,
        ["without a heading"],
    ),
    "JSON that is no message": ('[{"therapy_id": "T1"}]', NotATable, ["row 1", "FHIR", "EPCIS"]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals(read, case):
    text, error, words = REFUSED[case]
    with pytest.raises(error) as refusal:
        read(text)
    assert all(word in str(refusal.value) for word in words), refusal.value
    assert all(fault.fix and fault.expected for fault in refusal.value.faults)


def test_offsets_may_differ_in_one_column(read):
    cells = ["2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00", "2026-03-29T02:00Z", "2026-03-29 04:30"]
    names = ["storage_in", "storage_out", "thaw_start", "thaw_end"]
    text = HEAD + "time\n" + "".join(f"T1,B1,{name},{cell}\n" for name, cell in zip(names, cells, strict=True))
    assert [at for _, at in events(read(text, tz=STOCKHOLM))] == [
        "2026-03-29T00:30:00Z",
        "2026-03-29T01:30:00Z",
        "2026-03-29T02:00:00Z",
        "2026-03-29T02:30:00Z",
    ]


def test_a_year_first_with_slashes_is_read_and_said(read):
    log = read(HEAD + "time\nT1,B1,thaw_end,2014/10/22 11:15:41.000\n", tz=STOCKHOLM)
    assert events(log) == [("thaw_end", "2014-10-22T09:15:41Z")]
    assert "read as year/month/day" in log.provenance.assumptions[0]
    with pytest.raises(UnreadableTime):
        read(HEAD + "time\nT1,B1,thaw_end,2014/22/10 11:15:41\n", tz=STOCKHOLM)


def test_dates_and_clock_times_of_a_workbook(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["therapy_id", "event", "date", "time of day"])
    sheet.append(["T1", "thaw_start", date(2026, 11, 10), time(10, 0)])
    sheet.append(["T1", "thaw_end", date(2026, 11, 10), time(10, 4, 10)])
    book.save(tmp_path / "events.xlsx")
    log = read_events(tmp_path / "events.xlsx", tz=STOCKHOLM)
    assert events(log) == [("thaw_start", "2026-11-10T09:00:00Z"), ("thaw_end", "2026-11-10T09:04:10Z")]
    assert log.provenance.assumptions == ("each time is joined from the columns 'date' and 'time of day'",)


def test_a_workbook_of_numbers_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["therapy_id", "event", "time"])
    book.active.append(["T1", "thaw_end", 46336.4166])
    book.save(tmp_path / "events.xlsx")
    with pytest.raises(UnreadableTime, match="day number"):
        read_events(tmp_path / "events.xlsx", tz=STOCKHOLM)


def test_a_frame_whose_dates_carry_midnight():
    frame = pd.DataFrame({"therapy_id": ["T1"], "event": ["thaw_end"], "time of day": [time(10, 4)]})
    log = read_events(frame.assign(date=pd.to_datetime(["2026-11-10"])), tz=STOCKHOLM)
    assert events(log) == [("thaw_end", "2026-11-10T09:04:00Z")]
    assert "written with midnight" in log.provenance.assumptions[0]


def test_a_clock_time_may_carry_its_offset_and_meets_the_clock_change(read):
    text = HEAD + "date,time of day\nT1,B1,thaw_end,2026-10-25,02:30{}\n"
    assert events(read(text.format("+02:00"), tz=STOCKHOLM)) == [("thaw_end", "2026-10-25T00:30:00Z")]
    with pytest.raises(UnreadableTime, match="occurred twice"):
        read(text.format(""), tz=STOCKHOLM)


def test_an_unnamed_column_of_a_frame_written_by_pandas(read):
    frame = pd.DataFrame(
        {
            "therapy_id": ["T1", "T1"],
            "event": ["thaw_start", "thaw_end"],
            "time": ["2026-11-10T10:00Z", "2026-11-10T10:04Z"],
        }
    )
    again = pd.read_csv(io.StringIO(frame.to_csv()))
    assert again.columns[0] == "Unnamed: 0"
    assert events(read_events(again)) == events(read(frame.to_csv())) == events(read_events(frame))


def test_headings_and_words_of_a_profile_are_found_however_they_are_spelt(read):
    site = Site(columns={"Pa\u030ase": "container_id"}, events={"Tinad": "thaw_end"})
    assert events(read("therapy_id,PÅSE ,event,time\nT1,B1, TINAD,2026-11-10T10:00Z\n", site)) == [
        ("thaw_end", "2026-11-10T10:00:00Z")
    ]


def test_rows_that_a_profile_leaves_out_take_nothing_with_them(read):
    site = Site(events={"kaffe": "ignore"})
    head = "therapy_id,container_id,event,time,logger_id,expiry\n"
    log = read(head + "T1,B1,kaffe,2026-11-10T10:00Z,,\n", site)
    assert len(log) == 0
    assert log.containers == (("T1", "B1"),)
    assert log.provenance.assumptions == ("rows left out, as the site's profile states: 'kaffe' 1",)
    kept = "T1,B1,thaw_end,2026-11-10T10:00Z,L1,2027-03\n"
    assert len(read(head + kept + "T1,B1,kaffe,2026-11-10T10:00Z,,2027-03\n", site)) == 1
    for row, words in (("L1,", "logger_id 'L1'"), (",2027-04", "expiry '2027-04'")):
        with pytest.raises(ConflictingRecord, match=words) as refusal:
            read(f"{head}{kept}T1,B1,kaffe,2026-11-10T10:00Z,{row}\n", site)
        assert "row 3" in str(refusal.value)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"events": {"thawed": "ignore"}}, ["thawed", "ignore"]),
        ({"events": {"tinad": "thaw_edn"}}, ["tinad", "'thaw_end'"]),
        ({"events": {"Tinad": "thaw_end", "tinad": "thaw_start"}}, ["tinad", "thaw_end and thaw_start"]),
        ({"columns": {"Tid": "time", "TID": "note"}}, ["tid", "note and time"]),
    ],
)
def test_a_profile_with_two_meanings_is_refused(table, words):
    with pytest.raises(SiteError) as refusal:
        parse_site(table)
    assert all(word in str(refusal.value) for word in words), refusal.value


def test_a_profile_built_in_python_is_held_to_the_same():
    with pytest.raises(SiteError, match="one meaning"):
        Site(events={"Tinad": "thaw_end", "tinad": "thaw_start"})
    with pytest.raises(UnknownEvent):
        read_events(
            pd.DataFrame({"therapy_id": ["T"], "event": ["x"], "time": ["2026-11-10T10:00Z"]}),
            site=Site(events={"x": "no"}),
        )


def test_the_same_recurring_row_twice_is_kept_and_said(read):
    row = "T1,B1,handover,2026-11-10T10:00Z\n"
    log = read(HEAD + "time\n" + row + row)
    assert len(log) == 2
    assert log.provenance.assumptions == (
        "rows that say again what another says, cell for cell: 1, each kept as an event",
    )


def test_the_docs_show_tables_that_are_read(tmp_path):
    """Every table of the manual's page is read, by the profile that stands before it where one does."""
    text = (DOCS / "event_tables.md").read_text("utf-8")
    blocks = text.split("```")[1::2]
    assert sum(block.startswith("csv") for block in blocks) >= 5
    for block in blocks:
        if block.startswith("csv"):
            path = tmp_path / "events.csv"
            path.write_text(block.removeprefix("csv\n"), "utf-8")
            site = SWEDISH if "Händelse" in block else None
            assert len(read_events(path, site=site, tz=STOCKHOLM)) >= 2


# Mutants: no error but ours, and no event at another time without words for it.


def mutants(text, seed):
    """Yield what can happen to a table: cut, shuffled, doubled, another separator, another encoding."""
    rng = random.Random(seed)  # noqa: S311
    lines = text.splitlines(keepends=True)
    yield text[: rng.randrange(1, len(text))]
    i, j = rng.randrange(len(lines)), rng.randrange(len(lines))
    yield "".join(line for k, line in enumerate(lines) if k != i)
    yield "".join([*lines[: i + 1], lines[i], *lines[i + 1 :]])
    yield "".join(rng.sample(lines, len(lines)))
    yield "".join([lines[0], *rng.sample(lines[1:], len(lines) - 1)])
    swapped = list(lines)
    swapped[i] = lines[i].replace(",", ";") if "," in lines[i] else lines[i].replace(";", ",")
    yield "".join(swapped)
    yield text.translate(str.maketrans(",;", ";,"))
    place = rng.randrange(len(text))
    yield text[:place] + text[place + 1 :]
    cut = list(lines)
    cut[j] = cut[j][: rng.randrange(len(cut[j]))] + "\n"
    yield "".join(cut)


def key_times(log):
    frame = log.table
    keys = zip(frame["therapy_id"], frame["container_id"], frame["event"], frame["time"], strict=True)
    return {(*who, None if np.isnan(at) else at) for *who, at in keys}


def hold(name, path, seeds):
    """Hold a table to the rule: what is read of a mutant is of the original, or the provenance says more."""
    site, tz = TABLES[name]
    encoding = "cp1252" if "swedish" in name else "utf-8"
    text = (MADE_UP_EVENTS / name).read_bytes().decode(encoding)
    original = golden(name)
    known, said, readable = key_times(original), set(original.provenance.assumptions), 0
    times = {key[-1] for key in known}
    for seed in seeds:
        for i, mutant in enumerate(mutants(text, seed)):
            path.write_bytes(mutant.encode((encoding, "utf-8", "utf-16")[seed % 3]))
            try:
                log = read_events(path, site=site, tz=tz)
            except AtmpError as error:
                assert error.faults  # noqa: PT017
                continue
            readable += 1
            found = key_times(log)
            if set(log.provenance.assumptions) - said - {"encoding read as utf-16"}:
                continue
            if i == CLOSED:  # 10:04:10 that became 10:04 is a time like any other: no table can tell
                assert {at and at // 60e6 for *_, at in found} <= {at and at // 60e6 for at in times}, mutant
            elif i == LETTER:  # a letter gone from a name makes another name, never another time
                assert {at for *_, at in found} <= times, mutant
            else:
                assert found <= known, mutant
    return readable


CLOSED, LETTER = 8, 7


@pytest.mark.parametrize("name", spread(TABLES, 4))
def test_mutants(name, tmp_path):
    assert hold(name, tmp_path / "events.csv", range(6)) > 3


@pytest.mark.nightly
@pytest.mark.parametrize("name", TABLES)
def test_many_mutants(name, tmp_path):
    assert hold(name, tmp_path / "events.csv", range(1000, 1150)) > 100


def test_a_table_cut_inside_its_last_time_says_so(read):
    log = read(HEAD + "time\nT1,B1,thaw_end,2026-11-10T10:04", tz=STOCKHOLM)
    assert log.provenance.assumptions == ("the last line has no line end: taken as whole",)


def test_the_clock_of_the_tests_is_the_zone_they_name():
    assert datetime(2026, 11, 10, tzinfo=ZoneInfo(STOCKHOLM)).utcoffset().total_seconds() == 3600
    assert issubclass(DuplicateEvent, InputError)
