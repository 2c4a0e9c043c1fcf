"""XES of other programs is read as a table with process-mining names; what is no log is refused."""

from pathlib import Path

import pytest
from exported import ROWS, events_of, written

from atmp_logistics import read_events, read_readings
from atmp_logistics.core.errors import AtmpError
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.xes_table import is_xes
from atmp_logistics.records.site_profile import Site

HEAD = '<?xml version="1.0"?>\n<!-- made up -->\n<log xes.version="1.0" xmlns="http://www.xes-standard.org/">'
EVENT = (
    '<event><string key="concept:name" value="thaw"/><string key="lifecycle:transition" value="{half}"/>'
    '<date key="time:timestamp" value="2026-11-10T10:0{minute}:00.000+01:00"/><string key="org:resource" value="Ward &amp; 3"/>{more}</event>'
)
BOTH_ENDS = EVENT.format(half="start", minute=1, more="") + EVENT.format(half="complete", minute=4, more="")


def read(folder, text, **options):
    path = Path(folder, "log.xes")
    path.write_text(text, "utf-8")
    return read_events(path, **options)


def trace(events, more=""):
    return f'{HEAD}<extension name="Concept" prefix="concept" uri="x"/><string key="creator" value="another"/><trace><string key="concept:name" value="T1"/>{more}{events}</trace></log>'


def refused(folder, text, **options):
    with pytest.raises(AtmpError) as error:
        read(folder, text, **options)
    return str(error.value)


def test_a_log_with_lifecycles_is_read_as_process_mining(tmp_path):
    log = read(tmp_path, trace(BOTH_ENDS))
    assert log.table["event"].tolist() == ["thaw_start", "thaw_end"]
    assert log.table["performed_by"].tolist() == ["Ward & 3"] * 2
    assert log.to_frame()["time"].astype(str).tolist() == ["2026-11-10 09:01:00+00:00", "2026-11-10 09:04:00+00:00"]
    assert log.provenance.dialect == "XES"
    assert "left out: 1 × attribute of the log" in log.provenance.assumptions


def test_what_stands_deeper_is_left_out_and_counted(tmp_path):
    nested = '<string key="batch" value="x"><string key="why" value="y"/></string>'
    more = '<list key="all"><string key="a" value="b"/></list>'
    log = read(tmp_path, trace(EVENT.format(half="start", minute=1, more=nested + more + "words")))
    assert log.table["batch"].tolist() == ["x"]
    assert {
        "left out: 2 × <string> inside an attribute",
        "left out: 1 × <list>",
        "left out: 1 × text between elements",
    } <= set(log.provenance.assumptions)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (trace(BOTH_ENDS, '<string key="ward" value="3"/>'), "the column 'case:ward'"),
        (trace(""), "found no event, expected traces with events"),
        (f"{HEAD}<trace></log>", "no well-formed XML (mismatched tag"),
        (f"{HEAD}<trace>", "no well-formed XML"),
        (trace(EVENT.format(half="start", minute=1, more='<string key="org:resource" value="x"/>')), "the attribute 'org:resource' twice"),
        ('<!DOCTYPE log [<!ENTITY a "aaaa">]><log><trace><event/></trace></log>', "no well-formed XML (DTDForbidden)"),
        ("<log><trace><event/></trace></log>", "expected therapy_id, event and time"),
        (trace(EVENT.format(half="start", minute=1, more="".join(f'<int key="k{i}" value="1"/>' for i in range(1001)))), "different attributes"),
        (f"{HEAD}{'<trace>' * 5000}", "no well-formed XML"),
    ],
)  # fmt: skip
def test_what_is_no_log_of_ours_to_read_is_refused(text, words, tmp_path):
    assert words in refused(tmp_path, text)


def test_a_profile_names_what_another_program_writes(tmp_path):
    site = Site(columns={"case:ward": "location"})
    log = read(tmp_path, trace(BOTH_ENDS, '<string key="ward" value="3"/>'), site=site)
    assert log.table["location"].tolist() == ["3", "3"]


def test_xes_holds_no_readings(tmp_path):
    path = written(tmp_path, "xes", events_of(ROWS["dispensed"])).paths[0]
    with pytest.raises(AtmpError):
        read_readings(path)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("<log>", True),
        ('\ufeff<?xml version="1.0"?>\n<!-- <x> -->\n<x:log xes.version="2.0">', True),
        ("<logger>", False),
        ("<html><log>", False),
        ("therapy_id,event,<log>", False),
        ("<" * 3999, False),
        ("<!--" * 999, False),
    ],
)
def test_a_log_is_known_by_its_first_element(text, is_one):
    assert is_xes(File("a", text.encode())) is is_one
