"""What a pharmacy files beside an event: read under its names, kept as written, printed, and compared where it must be."""

import io
import json

import openpyxl
import pandas as pd
import pytest

from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.assessment.streaming.assess_files import assess_files
from atmp_logistics.core.errors import AtmpError, ConflictingRecord, InputError, UnknownColumn
from atmp_logistics.core.event_columns import CONTAINER_COLUMNS, FILED, FILED_NAMES, IDENTIFIERS
from atmp_logistics.core.event_kinds import NAMES
from atmp_logistics.core.label_conditions import CONDITIONS
from atmp_logistics.ingest import read_events
from atmp_logistics.ingest.events.headings import OPTIONAL
from atmp_logistics.planning.deadlines import deadlines
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.records.site_profile import Site
from atmp_logistics.report.assessment.html import render_html
from atmp_logistics.report.assessment.json import render_json
from atmp_logistics.report.assessment.text import render_text

WINDOW = "[[window]]\ncode='post-thaw'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'"
HEAD = ["therapy_id", "container_id", "event", "time"]
AT = "2026-11-10T10:{:02d}Z"


def read(*rows, columns=(), site=None):
    return read_events(pd.DataFrame([*rows], columns=[*HEAD, *columns], index=range(2, len(rows) + 2)), site=site)


def judged(log):
    return assess(log, None, sandbox_product(WINDOW), rules=["W2"])


def test_no_name_of_a_column_is_another_s():
    names = [name for one in FILED.values() for name in (one.name, *one.synonyms)]
    assert len(names) == len(set(names))
    assert not set(names) & ({*OPTIONAL, *HEAD, *NAMES, *CONDITIONS} - {"batch"})
    assert all(one.definition for one in FILED.values())


@pytest.mark.parametrize("name", FILED_NAMES)
@pytest.mark.parametrize("spelt", [str, str.upper, lambda name: name.replace("_", " ").capitalize()])
def test_every_name_is_read(name, spelt):
    log = read(("T1", "B1", "thaw_end", AT.format(4), "0012"), columns=[spelt(name)])
    assert log.table[FILED_NAMES[name]].tolist() == ["0012"]


def test_a_profile_goes_before_a_synonym():
    site = Site(columns={"Utfall": "note"})
    log = read(("T1", "B1", "thaw_end", AT.format(4), "klar"), columns=["Utfall"], site=site)
    assert log.table["note"].tolist() == ["klar"]
    assert "outcome" not in log.table


def test_a_column_that_may_mean_two_things_is_asked_about():
    with pytest.raises(UnknownColumn, match="the column 'Signatur'"):
        read(("T1", "B1", "thaw_end", AT.format(4), "CD"), columns=["Signatur"])


def test_two_headings_of_one_column_are_refused():
    with pytest.raises(UnknownColumn, match="two columns for batch"):
        read(("T1", "B1", "thaw_end", AT.format(4), "7", "8"), columns=["lot", "Batchnummer"])


@pytest.mark.parametrize("column", [name for name in CONTAINER_COLUMNS if name != "parent_container"])
@pytest.mark.parametrize(
    ("other", "verdict"), [("8", "deviates"), ("007 A", "deviates"), ("7", "indeterminate"), ("00７", "indeterminate")]
)
def test_nothing_conforms_over_two_values_of_one_container_whatever_rules_are_chosen(column, other, verdict):
    rows = [("T1", "B1", "thaw_end", AT.format(4), "007"), ("T1", "B1", "administration_end", AT.format(20), other)]
    result = judged(read(*rows, columns=[column]))
    (found,) = (one for one in result if one.rule == "C401")
    assert (result.verdict.value, found.verdict.value) == (verdict, verdict)
    assert "'007' (row 2, thaw end)" in found.why
    assert f"'{other}' (row 3, administration end)" in found.why


@pytest.mark.parametrize("column", CONTAINER_COLUMNS)
def test_deadlines_refuse_two_values_of_one_container_with_both_rows(column):
    rows = [("T1", "B1", "thaw_start", AT.format(4), "007"), ("T1", "B1", "thaw_end", AT.format(20), "8")]
    with pytest.raises(ConflictingRecord, match=rf"rows 2, 3, column {column}: found '007' and '8' for container"):
        deadlines(read(*rows, columns=[column]), sandbox_product(WINDOW), now="2026-11-10T10:25Z")


@pytest.mark.parametrize("column", CONTAINER_COLUMNS)
def test_containers_and_starting_material_have_their_own(column):
    rows = [
        ("T1", "M1", "collection_end", AT.format(0), "4"),
        ("T1", "B1", "thaw_end", AT.format(4), "5"),
        ("T1", "B2", "thaw_end", AT.format(5), "6"),
    ]
    judged(read(*rows, columns=[column]))


@pytest.mark.parametrize("column", [name for name in FILED if name not in CONTAINER_COLUMNS])
def test_what_belongs_to_an_event_may_differ_between_events(column):
    rows = [("T1", "B1", "thaw_end", AT.format(4), "AB"), ("T1", "B1", "administration_end", AT.format(20), "CD")]
    told = judged(read(*rows, columns=[column]))
    word = column.replace("_", " ")
    lines = [" ".join(line.split()) for line in render_text(told, 200).splitlines()]
    assert f"filed row 2, thaw end, 2026-11-10 10:04Z: {word} AB" in lines
    assert f"filed row 3, administration end, 2026-11-10 10:20Z: {word} CD" in lines


def test_a_row_that_alone_states_a_batch_is_not_left_out():
    site = Site(events={"kaffe": "ignore"})
    rows = [("T1", "B1", "thaw_end", AT.format(4), ""), ("T1", "B1", "kaffe", AT.format(5), "8")]
    with pytest.raises(ConflictingRecord, match="batch '8' on a row that the site's profile leaves out"):
        read(*rows, columns=["batch"], site=site)


@pytest.mark.parametrize("column", IDENTIFIERS)
def test_what_a_spreadsheet_changed_is_refused(column, tmp_path):
    with pytest.raises(InputError, match=f"column {column}.*a number that a spreadsheet cut"):
        read(("T1", "B1", "thaw_end", AT.format(4), "3.40123E+17"), columns=[column])
    book = openpyxl.Workbook()
    book.active.append([*HEAD, column])
    book.active.append(["T1", "B1", "thaw_end", AT.format(4), 123])
    book.active["E2"].number_format = "00000"
    book.save(tmp_path / "ward.xlsx")
    with pytest.raises(InputError, match=f"column {column}.*such as 00123 for 123"):
        read_events(tmp_path / "ward.xlsx")


@pytest.mark.parametrize("column", IDENTIFIERS)
def test_a_record_made_by_hand_holds_them_as_text(column):
    table = read(("T1", "B1", "thaw_end", AT.format(4))).table.assign(**{column: [7]})
    with pytest.raises(InputError, match=f"EventLog, {column}"):
        EventLog(table, Provenance("by hand"))


def test_what_is_filed_prints_and_decides_nothing():
    columns = ["lot", "performed_by", "outcome", "note"]
    rows = [
        ("T1", "", "lymphodepletion_end", "2026-11-07T10:00Z", "", "GH", "", ""),
        ("T1", "B1", "thaw_end", AT.format(4), "007", "CD \x1b[1m", "", "slow"),
        ("T1", "B1", "administration_start", "", "", "EF", "", ""),
        ("T1", "B1", "administration_end", AT.format(20), "007", "EF", "<i>given</i>", ""),
    ]
    result, bare = judged(read(*rows, columns=columns)), judged(read(*(row[:4] for row in rows)))
    assert [(one.verdict, one.why) for one in result] == [(one.verdict, one.why) for one in bare]
    lines = [" ".join(line.split()) for line in render_text(result, 200).splitlines()]
    assert [line for line in lines if line.startswith("filed")] == [
        "filed batch 007",
        "filed row 2, lymphodepletion end, 2026-11-07 10:00Z: performed by GH",
        r"filed row 3, thaw end, 2026-11-10 10:04Z: performed by CD \x1b[1m",
        "filed row 4, administration start, without its time: performed by EF",
        "filed row 5, administration end, 2026-11-10 10:20Z: performed by EF, outcome <i>given</i>",
    ]
    assert "filed: batch 007" in (page := render_html(result))
    assert "outcome &lt;i&gt;given&lt;/i&gt;" in page
    assert json.loads(render_json(result))["consignments"][0]["filed"][1] == {
        "row": 3, "event": "thaw_end", "time": "2026-11-10T10:04:00Z", "batch": "007", "performed_by": "CD \x1b[1m",
    }  # fmt: skip
    assert "filed" not in json.loads(render_json(bare))["consignments"][0]


def test_rows_that_file_the_same_are_told_together():
    rows = [("T1", "B1", "thaw_start", AT.format(0), "CD"), ("T1", "B1", "thaw_end", AT.format(4), "CD")]
    text = " ".join(render_text(judged(read(*rows, columns=["operator"])), 200).split())
    assert "filed rows 2 and 3 (thaw start, thaw end): performed by CD" in text


def test_a_row_of_a_container_files_for_each_of_its_events():
    table = io.StringIO("therapy_id,container_id,Lot,thaw_end,administration_end\nT1,B1,007,,\nT1,B2,008,{0},{0}\n")
    frame = pd.read_csv(table, dtype=str).fillna("").replace("{0}", AT.format(4))
    result = judged(read_events(frame))
    text = " ".join(render_text(result, 200).split())
    assert "filed batch 008" in text
    assert "batch 007" not in text


def test_streaming_prints_the_same(tmp_path):
    lines = ["therapy_id,container_id,event,time,batch,witness", "T1,B1,thaw_end,2026-11-10T10:04Z,007,CD"]
    (tmp_path / "events.csv").write_text("\n".join(lines), "utf-8")
    log = read_events(tmp_path / "events.csv")
    product = sandbox_product(WINDOW)
    assert render_json(assess_files(log, None, product)) == render_json(assess(log, None, product))


@pytest.mark.parametrize("text", ["Lot\n007", "batch?", "x"])
def test_other_headings_stay_refused(text):
    with pytest.raises(AtmpError):
        read_events(pd.DataFrame({"therapy_id": ["T1"], "event": ["thaw_end"], "time": [AT.format(4)], text: ["1"]}))
