"""Several event files in one call: joined by therapy and container, in whatever order, and refused where they contradict."""

import tempfile
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pandas as pd
import pytest
from how_many import draws
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from strategies import answers, cases, contradictions, is_a_label

from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.assessment.streaming.assess_files import assess_files
from atmp_logistics.core.errors import (
    AtmpError,
    ConflictingRecord,
    DuplicateEvent,
    InputError,
    UnknownColumn,
    UsageError,
)
from atmp_logistics.ingest import read_events
from atmp_logistics.planning.deadlines import deadlines
from atmp_logistics.records.site_profile import Site
from atmp_logistics.report.assessment.json import render_json
from atmp_logistics.report.assessment.text import render_text

WINDOW = "[[window]]\ncode='post-thaw'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'"
ORDER = (
    "[[precondition]]\ncode='one-at-a-time'\nbefore='administration_end'\nafter='thaw_start'\nscope='next container'"
)
WARD = (
    "therapy_id,container_id,event,time\n"
    "T1,B1,thaw_start,2026-11-10T10:00:10Z\nT1,B1,thaw_end,2026-11-10T10:04:20Z\n"
    "T1,B1,administration_end,2026-11-10T10:30:30Z\n"
)
RECEIPTS = "container_id,product_received,batch\nB1,2026-11-09T08:00:05Z,007\n"
C, I, D = "conforms", "indeterminate", "deviates"


@pytest.fixture
def read(tmp_path):
    def run(*texts, **options):
        paths = []
        for i, text in enumerate(texts):
            paths.append(tmp_path / f"{'abcdef'[i]}.csv")
            paths[-1].write_text(text, "utf-8")
        return read_events(paths, **options)

    return run


def rows(log):
    frame = log.table
    return [
        (*who, f"{file} {row}")
        for *who, file, row in frame[["therapy_id", "container_id", "event", "file", "row"]].to_numpy()
    ]


def long(*lines):
    return "\n".join(["therapy_id,container_id,event,time", *lines, ""])


# ---------------------------------------------------------------- joined


def test_a_file_without_therapies_is_joined_by_its_containers(read):
    log = read(WARD, RECEIPTS)
    assert rows(log) == [
        ("T1", "B1", "thaw_start", "a.csv 2"), ("T1", "B1", "thaw_end", "a.csv 3"),
        ("T1", "B1", "administration_end", "a.csv 4"), ("T1", "B1", "product_received", "b.csv 2"),
    ]  # fmt: skip
    assert [one.name for one in log.inputs] == ["a.csv", "b.csv"]
    assert log.notes_on_joining == (
        "rows without a therapy in b.csv: 1, each of the therapy of its container in the other files",
    )
    assert log.table["batch"].tolist() == ["", "", "", "007"]


def test_the_files_may_differ_in_all_but_their_containers(tmp_path):
    swedish = "Påse;product_received (UTC);Mottagningskontroll (UTC)\nB1;2026-11-09 08:00;2026-11-09 08:10\n"
    (tmp_path / "receipts.csv").write_text(swedish, "utf-8")
    (tmp_path / "ward.csv").write_text(WARD.replace("Z\n", "\n"), "utf-8")
    site = Site(tz="Europe/Stockholm")
    log = read_events([tmp_path / "ward.csv", tmp_path / "receipts.csv"], site=site)
    assert [one.first for one in log.inputs] == ["2026-11-09T08:00:00Z", "2026-11-10T09:00:10Z"]
    assert log.tz == "Europe/Stockholm"


def test_a_list_without_therapies_may_have_a_title_and_a_remark(read):
    log = read(WARD, f"Mottagningslista,,\n{RECEIPTS}Signatur:,,\n")
    assert rows(log)[-1] == ("T1", "B1", "product_received", "b.csv 3")
    assert any("left out" in note for note in log.inputs[1].assumptions)


def test_one_file_is_read_as_it_was(tmp_path):
    (tmp_path / "ward.csv").write_text(WARD, "utf-8")
    alone, listed = read_events(tmp_path / "ward.csv"), read_events([tmp_path / "ward.csv"])
    pd.testing.assert_frame_equal(alone.table, listed.table)
    assert alone.provenance == listed.provenance
    assert alone.inputs == (alone.provenance,)
    assert alone.notes_on_joining == ()


def test_frames_are_files_too():
    ward = pd.DataFrame({"therapy_id": ["T1"], "container_id": ["B1"], "thaw_end": ["2026-11-10T10:00Z"]})
    more = pd.DataFrame({"container_id": ["B1", "B2"], "therapy_id": ["", "T1"], "opened": ["2026-11-10T10:05Z", ""]})
    log = read_events([ward, more])
    assert rows(log) == [("T1", "B1", "thaw_end", "DataFrame 1 0"), ("T1", "B1", "opened", "DataFrame 2 0")]
    assert log.containers == (("T1", "B2"),)
    bare = pd.DataFrame({"container_id": ["B1"], "opened": [""]})
    assert read_events([ward, bare]).containers == (("T1", "B1"),)


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path):
    for folder in ("ward/a", "ward/b", "pharmacy/b"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "events.csv").write_text(long(f"{folder},B1,thaw_end,2026-11-10T10:00Z"), "utf-8")
    with pytest.raises(ConflictingRecord, match=r"b/events\.csv"):
        read_events(sorted(tmp_path.rglob("events.csv")))


def test_the_call_names_files(tmp_path):
    with pytest.raises(UsageError, match="found no file"):
        read_events([])
    (tmp_path / "a.csv").write_text(WARD, "utf-8")
    with pytest.raises(UsageError, match=r"a\.csv 2 times, expected it once"):
        read_events([tmp_path / "a.csv", tmp_path / ".." / tmp_path.name / "a.csv"])
    with pytest.raises(InputError, match="no such file"):
        read_events([tmp_path / "a.csv", tmp_path / "b.csv"])


def test_the_faults_of_all_files_are_shown_at_once(read):
    with pytest.raises(AtmpError) as refused:
        read(
            WARD.replace("thaw_end", "thaw_ned"), RECEIPTS.replace("2026-11-09", "yesterday"), "event,time\nthaw_end,\n"
        )
    places = [str(fault.where).split(",")[0] for fault in refused.value.faults]
    assert places == ["a.csv", "b.csv", "c.csv"]


def test_a_file_needs_a_therapy_or_a_container(read):
    with pytest.raises(UnknownColumn, match=r"b\.csv.*no column therapy_id"):
        read(WARD, "event,time\nopened,2026-11-10T10:00Z\n")
    with pytest.raises(UnknownColumn, match="no column therapy_id"):
        read(RECEIPTS)


# ---------------------------------------------------------------- which therapy


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (RECEIPTS.replace("B1", "B9"), "b.csv, row 2, column therapy_id: found container B9 of no therapy, expected a container that"),
        (RECEIPTS.replace("B1", ""), "b.csv, row 2, column therapy_id: found neither a therapy nor a container"),
        ("container_id,opened\nB9,\n", "found container B9 of no therapy"),
    ],
)  # fmt: skip
def test_a_container_that_fits_no_therapy_is_refused(read, other, found):
    with pytest.raises(ConflictingRecord, match=found):
        read(WARD, other)


def test_a_container_of_two_therapies_is_refused(read):
    with pytest.raises(ConflictingRecord, match="found container B1 of no therapy, expected which of T1 and T2 it is"):
        read(WARD, long("T1,B1,opened,2026-11-10T10:01Z", "T2,B1,opened,2026-11-10T10:01Z"), RECEIPTS)


def test_one_container_under_two_names_of_its_therapy_is_refused(read):
    """A rejection that stands under another name of the therapy would not reach the bag that was given."""
    with pytest.raises(ConflictingRecord) as refused:
        read(WARD, long("P-77,B1,receipt_rejected,2026-11-09T08:00Z"))
    (fault,) = refused.value.faults
    assert str(fault.where) == "a.csv, row 2 and b.csv, row 2"
    assert "of the therapies 'T1' and 'P-77'" in str(fault)


def test_the_first_bags_of_two_patients_are_two(read):
    """Both were thawed, at two times: no one takes them for one bag."""
    other = WARD.replace("T1,", "T2,").replace("10:0", "11:0").replace("10:3", "11:3")
    result = assess(read(WARD, other), None, sandbox_product(WINDOW))
    assert {one.value: count for one, count in result.counts.items() if count} == {C: 2}
    for same in (WARD.replace("T1,", "T2,"), long("T2,B1,opened,"), long("T2,B1,handover,2026-11-10T10:00Z")):
        with pytest.raises(ConflictingRecord, match="one name of the therapy in all files"):
            read(WARD, same)


def test_many_containers_without_a_therapy_are_named_by_their_first_rows(read):
    many = "container_id,event,time\n" + "".join(f"B9,handover,2026-11-10T10:{i:02}Z\n" for i in range(8))
    with pytest.raises(ConflictingRecord, match="rows 2, 3, 4, 5, 6, column therapy_id and 3 more rows"):
        read(WARD, many)


def test_a_therapy_s_event_stands_once_for_each_container_of_a_file_without_therapies(read):
    ward = WARD + "T2,B2,thaw_end,2026-11-10T10:04:20Z\n"
    log = read(ward, "container_id,lymphodepletion_end\nB1,2026-11-05T08:00Z\nB2,2026-11-06T08:00Z\n")
    assert [one[:3] for one in rows(log)][-2:] == [
        ("T1", "B1", "lymphodepletion_end"),
        ("T2", "B2", "lymphodepletion_end"),
    ]


# ---------------------------------------------------------------- told twice


def test_what_two_files_tell_alike_counts_once_and_is_said(read):
    again = "container_id,event,time,note,performed_by\nB1,thaw_start,2026-11-10T10:00:10Z,slow,CD\nB1,storage_in,2026-11-09T08:05:01Z,,\n"
    third = long(
        "T1,B1,thaw_start,2026-11-10T10:00:10Z",
        "T1,B1,storage_in,2026-11-09T08:05:01Z",
        "T1,B1,storage_in,2026-11-09T08:05:01Z",
    )
    log = read(WARD, again, third)
    assert [one[2:] for one in rows(log)] == [
        ("thaw_start", "a.csv 2"), ("thaw_end", "a.csv 3"), ("administration_end", "a.csv 4"), ("storage_in", "b.csv 3"),
        ("storage_in", "c.csv 4"),
    ]  # fmt: skip
    assert log.table["note"].tolist()[0] == "slow"
    assert "told alike in several files, and counted once: storage_in 1, thaw_start 1" in log.notes_on_joining


def test_a_row_without_its_time_tells_of_the_one_that_has_it(read):
    lost = "container_id,event,time\nB1,thaw_end,\nB1,opened,\n"
    log = read(WARD, lost, lost)
    assert [one[2:] for one in rows(log)][-1] == ("opened", "b.csv 3")
    assert len(log) == 4
    assert log.table["time"].notna().tolist() == [True, True, True, False]
    alike = read(WARD, WARD, lost)
    assert len(alike) == 4
    # Of what recurs nobody knows whether the two are one.
    lost = "container_id,event,time\nB1,handover,\n"
    assert len(read(WARD, lost, lost)) == 5


@pytest.mark.parametrize("other", ["2026-11-10T10:04:21Z", "2026-11-09T10:04:20Z"])
def test_two_times_of_what_happens_once_are_refused_with_both_rows(read, other):
    with pytest.raises(DuplicateEvent) as refused:
        read(WARD, long(f"T1,B1,thaw_end,{other}"), resolution="0 s")
    (fault,) = refused.value.faults
    assert str(fault.where) == "a.csv, row 3 and b.csv, row 2"
    assert f"thaw_end of T1 / B1 at {min(other, '2026-11-10T10:04:20Z')} and " in str(fault)


def test_two_times_within_how_finely_they_are_written_leave_it_open(read):
    """Given at 10:34 or 10:35: after 30 min or not, both files together do not say."""
    minutes = WARD.replace(":20Z", "Z").replace(":10Z", "Z").replace(":30Z", "Z")
    other = "container_id,event,time\nB1,administration_end,2026-11-10T10:31Z\n"
    log = read(minutes, other)
    assert len(log) == 4
    assert (
        "written by several files within how finely they write, and taken as any of these times: "
        "administration_end (row 4 of a.csv and row 2 of b.csv)"
    ) in log.notes_on_joining
    (alone,) = assess(read(minutes), None, sandbox_product(WINDOW), rules=["W201"])
    (both,) = assess(log, None, sandbox_product(WINDOW), rules=["W201"])
    assert (alone.measured.lower, both.measured.lower) == (24 * 60.0, 24 * 60.0)
    assert (alone.measured.upper, both.measured.upper) == (28 * 60.0, 29 * 60.0)
    with pytest.raises(DuplicateEvent):
        read(minutes, other.replace("10:31", "10:32"))
    assert len(read(minutes, other.replace("10:31", "10:35"), resolution="5 min")) == 4
    assert len(read(minutes, other.replace("10:31", "10:35"), site=Site(resolution_s=300.0))) == 4


def test_many_events_within_how_finely_they_are_written_are_counted(read):
    ward = long(*(f"T1,B{i},thaw_end,2026-11-10T10:{i:02}Z" for i in range(7)))
    other = long(*(f"T1,B{i},thaw_end,2026-11-10T10:{i + 1:02}Z" for i in range(7)))
    assert " and 2 more" in read(ward, other).notes_on_joining[0]


def test_a_therapy_s_event_has_one_time_whatever_container_its_rows_name(read):
    other = "lymphodepletion_end,2026-11-0{}T08:00Z"
    ward, more = WARD + f"T1,,{other.format(5)}\n", long(f"T1,B1,{other.format(5)}")
    assert len(read(ward, more)) == 5
    assert len(read(ward + f"T1,B1,{other.format(5)}\n", RECEIPTS)) == 6
    with pytest.raises(DuplicateEvent, match="lymphodepletion_end of T1 at"):
        read(ward, more.replace("-05T", "-06T"))


@pytest.mark.parametrize(
    "column", ["product", "logger_id", "identity", "expiry", "batch", "donation_number", "indication"]
)
def test_what_one_event_assigns_cannot_differ_between_files(read, column):
    head, row = "therapy_id,container_id,event,time", "T1,B1,thaw_end,2026-11-10T10:04:20Z"
    pair = [f"{head},{column}\n{row},{value}\n" for value in ("2027-01", "2027-02")]
    with pytest.raises(ConflictingRecord, match=f"a.csv, row 2 and b.csv, row 2, column {column}: found '2027-01' and"):
        read(*pair)


@pytest.mark.parametrize("column", ["product", "expiry"])
def test_what_a_container_has_one_of_cannot_differ_between_files(read, column):
    head = f"therapy_id,container_id,event,time,{column}\n"
    log = read(
        f"{head}T1,B1,thaw_end,2026-11-10T10:04:20Z,2027-01\n",
        f"{head}T1,B1,thaw_start,2026-11-10T10:00:20Z,2027-02\n",
    )
    with pytest.raises(ConflictingRecord, match=f"a.csv, row 2 and b.csv, row 2, column {column}: found '2027-01' and"):
        assess(log, None, sandbox_product(WINDOW))


@pytest.mark.parametrize("column", ["batch", "donation_number", "sec", "product_code"])
def test_an_identifier_that_differs_between_files_deviates(read, column):
    head = f"therapy_id,container_id,event,time,{column}\n"
    log = read(
        f"{head}T1,B1,thaw_end,2026-11-10T10:04:20Z,L1\n",
        f"{head}T1,B1,thaw_start,2026-11-10T10:00:20Z,L2\n",
    )
    (finding,) = [one for one in assess(log, None, sandbox_product(WINDOW)) if one.code == "identifiers"]
    assert finding.verdict.value == D
    assert "'L1' (row 2 of a.csv" in finding.why
    assert "'L2' (row 2 of b.csv" in finding.why


def test_an_expiry_of_either_file_holds(read):
    head, row = "therapy_id,container_id,event,time", "T1,B1,thaw_end,2026-11-10T10:04:20Z"
    log = read(f"{head}\n{row}\n", f"{head},expiry,note\n{row},2027-01-31T10:00Z,b\n", f"{head},note\n{row},c\n")
    assert log.table["expiry"].tolist() == ["2027-01-31T10:00Z"]
    assert log.table[["expiry_lower", "expiry_upper"]].notna().all().all()
    assert log.table["note"].tolist() == ["b; c"]


# ---------------------------------------------------------------- judged


def test_a_rejection_in_the_pharmacy_s_list_reaches_the_bag_that_the_ward_gave(read):
    rejected = "container_id,receipt_checked,outcome\nB1,2026-11-09T08:10:05Z,rejected\n"
    result = assess(read(WARD, rejected), None, sandbox_product(WINDOW))
    assert result.verdict.value == D
    text = " ".join(render_text(result, 200).split())
    assert "receipt rejected: row 2 of b.csv, 2026-11-09 08:10:05Z; thaw start: row 2 of a.csv" in text
    assert "rows without a therapy in b.csv: 1" in text
    assert assess(read(WARD, RECEIPTS), None, sandbox_product(WINDOW)).verdict.value == C


def test_what_is_filed_names_its_file(read):
    result = assess(read(WARD, RECEIPTS), None, sandbox_product(WINDOW))
    assert '"file": "b.csv"' in render_json(result)


def test_the_order_of_files_changes_nothing(tmp_path):
    texts = {"z.csv": WARD, "a.csv": RECEIPTS, "m.csv": long("T1,B1,thaw_start,2026-11-10T10:00:10Z")}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    product, found = sandbox_product(WINDOW), set()
    for names in permutations(texts):
        log = read_events([tmp_path / name for name in names])
        found.add(render_json(assess(log, None, product)) + str(log.table.to_dict()))
    assert len(found) == 1


def test_streaming_says_the_same(tmp_path):
    for name, text in (("a.csv", WARD + "T2,B2,thaw_end,2026-11-10T10:04Z\n"), ("b.csv", RECEIPTS)):
        (tmp_path / name).write_text(text, "utf-8")
    paths, product = [tmp_path / "a.csv", tmp_path / "b.csv"], sandbox_product(WINDOW)
    assert render_json(assess_files(paths, None, product)) == render_json(assess(read_events(paths), None, product))


def test_deadlines_say_how_the_files_were_joined(read):
    found = deadlines(read(WARD.partition("T1,B1,administration")[0], RECEIPTS), "kymriah-eu", now="2026-11-10T10:10Z")
    assert [one.name for one in found.inputs] == ["a.csv", "b.csv"]
    assert any("rows without a therapy in b.csv: 1" in one for one in found.statements)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [("10:33", "10:34", I), ("10:33", "10:35", C), ("10:33", "10:33", I)],
)
def test_minutes_of_two_files_that_differ_by_one_say_nothing_of_their_order(read, first, second, expected):
    one = [f"T1,B1,thaw_start,2026-11-10T10:10Z\nT1,B1,administration_end,2026-11-10T{first}Z"]
    other = [f"T1,B2,thaw_start,2026-11-10T{second}Z"]
    judged = [
        next(one.verdict.value for one in assess(log, None, sandbox_product(ORDER), rules=["W202"]))
        for log in (read(long(*one), long(*other)), read(long(*one, *other)))
    ]
    assert judged == [expected, I if first == second else C]


@settings(max_examples=draws(25, fewest=8), deadline=None, derandomize=True, suppress_health_check=[*HealthCheck])
@given(cases(most_therapies=2), st.randoms(use_true_random=False))
def test_a_record_in_two_files_is_judged_as_in_one_or_left_open(case, chance):
    assume(is_a_label(case) and case.site.resolution_s is not None and len(case.events) > 1)
    # A container's name that stands in two therapies may be one container: here each has its own.
    events = [replace(one, container=one.container and one.therapy + one.container) for one in case.events]
    case = replace(case, events=tuple(events))
    frame = case.frame()
    assume(not frame[["therapy_id", "container_id", "event", "time"]].duplicated().any())
    whole = case.assess()
    part = [chance.random() < 0.5 for _ in range(len(frame))]
    assume(any(part) and not all(part))
    mask = pd.Series(part)
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("a.csv", "b.csv")]
        told_twice = frame[mask | (pd.Series([chance.random() < 0.2 for _ in part]))]
        told_twice.to_csv(paths[0], index=False)
        frame[~mask].to_csv(paths[1], index=False)
        logs = [read_events(order, site=case.site) for order in (paths, paths[::-1])]
    first, second = (
        assess(log, case.log(), sandbox_product(case.limits), when=dict(case.when), site=case.site) for log in logs
    )
    assert render_json(first) == render_json(second)
    before, after = answers(whole), answers(first)
    contradicting = {therapy for therapy, _ in contradictions(whole)}
    exact = case.site.resolution_s == 0.0 or case.site.resolution_s > 60.0
    for key in before:
        if key[0] not in contradicting and key in after:
            was, now = before[key].verdict, after[key].verdict
            assert now == was or (not exact and now == I), f"{key}: {before[key]} and {after[key]}"


# ---------------------------------------------------------------- what a file says of a container besides its events


LISTED = {
    "product": "breyanzi-uk", "expiry": "2020-01", "identity": "P9", "batch": "8", "logger_id": "L1", "indication": "ALL",
}  # fmt: skip


@pytest.mark.parametrize("column", LISTED)
@pytest.mark.parametrize("therapy", ["", "T1"])
def test_what_a_row_without_an_event_assigns_is_not_lost(read, column, therapy):
    text = f"therapy_id,container_id,opened,{column}\n{therapy},B1,,{LISTED[column]}\n"
    with pytest.raises(
        ConflictingRecord, match=f"b.csv, row 2, column {column}: found {column} '{LISTED[column]}' on a row"
    ):
        read(WARD, text)
    assert read(WARD, f"{text}{therapy},B1,2026-11-10T09:00:05Z,{LISTED[column]}\n").table[column].tolist()[-1]


@pytest.mark.parametrize("container", ["B1", ""])
def test_what_a_row_without_an_event_assigns_beside_the_container_s_events_is_not_lost(read, container):
    rows = f"T1,B1,2026-11-10T09:00:05Z,DLBCL\nT1,{container},,"
    with pytest.raises(ConflictingRecord, match="row 3, column indication"):
        read(f"therapy_id,container_id,opened,indication\n{rows}ALL\n")
    alike = read("therapy_id,container_id,opened,indication\nT1,B1,2026-11-10T09:00:05Z,DLBCL\nT1,B1,,DLBCL\n")
    assert alike.table["indication"].tolist() == ["DLBCL"]


def test_a_container_of_which_nothing_is_known_may_have_a_product(read):
    log = read("therapy_id,container_id,opened,product\nT1,B1,2026-11-10T09:00:05Z,a\nT1,B2,,a\n")
    assert log.containers == (("T1", "B2"),)


@pytest.mark.parametrize("event", ["thaw_end", "lymphodepletion_end"])
def test_an_event_once_with_its_therapy_and_once_without_is_refused(read, event):
    ward = WARD.replace("T1,B1,thaw_end,2026-11-10T10:04:20Z\n", "")
    rows = f"T1,B1,{event},2026-11-10T10:04:20Z\n,B1,{event},2026-11-10T09:04:20Z\n"
    with pytest.raises(DuplicateEvent, match=f"b.csv, rows 2, 3: found {event} 2 times"):
        read(ward, f"therapy_id,container_id,event,time\n{rows}")


def test_a_therapy_s_event_may_stand_once_a_container(read):
    more = "T1,B2,opened,2026-11-10T10:30:30Z\n"
    rows = "".join(f"B{i},lymphodepletion_end,2026-11-05T10:04:20Z\n" for i in (1, 2))
    assert len(read(WARD + more, f"container_id,event,time\n{rows}")) == 6


@pytest.mark.parametrize("name", ["T 1", "t1", "T-1", "T_1"])
def test_a_therapy_under_a_name_that_differs_by_signs_alone_is_refused_whatever_the_times(read, name):
    other = (
        f"therapy_id,container_id,event,time\n{name},B1,thaw_end,2026-11-09T08:00:05Z\n{name},B1,receipt_rejected,\n"
    )
    with pytest.raises(ConflictingRecord, match="container B1 of the therapies"):
        read(WARD, other)
    assert len(read(WARD, other.replace(f"{name},", "T2,"))) == 5
