"""With errors="collect" the therapies at fault are set aside by name, and the others are judged as if alone."""

from __future__ import annotations

import json
from io import StringIO

import pandas as pd
import pytest
from how_many import draws
from hypothesis import given, settings
from hypothesis import strategies as st

import atmp_logistics as atmp
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.core.errors import AtmpError, Fault, UsageError
from atmp_logistics.records.therapies_left import therapies_of

_COLUMNS = ["therapy_id", "container_id", "event", "time", "product"]


def _rows(therapy: str, end: str = "10:30", **changed: str) -> list[dict[str, str]]:
    own = {"therapy_id": therapy, "container_id": "B1", "product": "kymriah-eu"}
    return [
        own | {"event": "thaw_end", "time": "2026-11-10T10:04Z"},
        own | {"event": "administration_end", "time": f"2026-11-10T{end}Z"} | changed,
    ]


def _table(*therapies: list[dict[str, str]]) -> pd.DataFrame:
    return pd.DataFrame([row for rows in therapies for row in rows], columns=_COLUMNS)


def _judged(table: pd.DataFrame, **options: object) -> atmp.Assessment:
    return atmp.assess(atmp.read_events(table, errors="collect"), rules=["W201"], errors="collect", **options)


_AT_FAULT = {
    "a word that is no event": ({"event": "administration_endd"}, "unknown-event", "event"),
    "a time that is none": ({"time": "soon"}, "unreadable-time", "time"),
    "a time without a zone": ({"time": "2026-11-10 10:30"}, "naive-time", "time"),
    "a date that does not exist": ({"time": "31.02.2026 10:30"}, "unreadable-time", "time"),
    "an event twice": ({"event": "thaw_end"}, "duplicate-event", None),
    "a product that no file has": ({"product": "kymria"}, "conflicting-record", "product"),
    "two products": ({"product": "breyanzi-uk"}, "conflicting-record", "product"),
    "a container that is not said": ({"container_id": ""}, "conflicting-record", "container_id"),
}


@pytest.mark.parametrize(("changed", "code", "column"), _AT_FAULT.values(), ids=_AT_FAULT)
def test_a_therapy_at_fault_is_set_aside_and_the_others_are_judged(changed, code, column) -> None:
    result = _judged(_table(_rows("T1"), _rows("T2", **changed), _rows("T3", "10:50")))
    (aside,) = result.set_aside
    assert aside.therapy_id == "T2"
    assert {fault.code for fault in aside.faults} == {code}
    assert {fault.column for fault in aside.faults} == {column}
    assert all(fault.row in (2, 3) for fault in aside.faults)
    verdicts = dict(zip(result.consignments["therapy_id"], map(str, result.consignments["verdict"]), strict=True))
    assert verdicts == {"T1": "conforms", "T2": "indeterminate", "T3": "deviates"}
    assert "T2" in set(result.findings["therapy_id"])
    assert "therapy T2" in str(result)


@pytest.mark.parametrize("changed", [changed for changed, _, _ in _AT_FAULT.values()], ids=_AT_FAULT)
def test_what_is_left_never_conforms_as_a_whole(changed) -> None:
    result = _judged(_table(_rows("T1"), _rows("T2", **changed)))
    assert result.verdict is atmp.Verdict.INDETERMINATE
    assert result.counts[atmp.Verdict.CONFORMS] == 1
    assert result.counts[atmp.Verdict.INDETERMINATE] == 1


@pytest.mark.parametrize("changed", [changed for changed, _, _ in _AT_FAULT.values()], ids=_AT_FAULT)
def test_by_default_the_whole_record_is_refused(changed) -> None:
    with pytest.raises(AtmpError):
        atmp.assess(atmp.read_events(_table(_rows("T1"), _rows("T2", **changed))), rules=["W201"])


def test_a_product_that_all_rows_of_several_therapies_name_sets_all_of_them_aside() -> None:
    table = _table(_rows("T1"), *(_rows(f"T{i}") for i in range(2, 12)))
    table.loc[table["therapy_id"] != "T1", "product"] = "kymria"
    result = _judged(table)
    assert len(result.set_aside) == 10
    assert {fault.code for each in result.set_aside for fault in each.faults} == {"unknown-product"}


def test_a_therapy_without_a_product_is_set_aside_by_its_name() -> None:
    table = _table(_rows("T1"), _rows("T2"))
    table.loc[table["therapy_id"] == "T2", "product"] = ""
    (aside,) = _judged(table).set_aside
    assert (aside.therapy_id, aside.faults[0].code) == ("T2", "unknown-product")


_OF_ALL = {
    "a therapy that nobody names": _table(_rows("T1"), _rows("")),
    "a therapy with a sign that nobody sees": _table(_rows("T1"), _rows("T1\u200b")),
    "a date of another order": _table(
        _rows("T1", time="10/11/2026 10:30 +00:00"), _rows("T2", time="11/13/2026 10:30 +00:00"), _rows("T3")
    ),
    "a heading that means nothing": _table(_rows("T1"), _rows("T2", time="soon")).assign(whatever="x"),
    "no therapy left": _table(_rows("T1", time="soon"), _rows("T2", time="later")),
    "no therapy left to judge": _table(_rows("T1", product="kymria"), _rows("T2", product="kymria")),
}


@pytest.mark.parametrize("table", _OF_ALL.values(), ids=_OF_ALL)
def test_a_fault_that_may_be_one_of_every_row_refuses_the_record(table) -> None:
    with pytest.raises(AtmpError):
        _judged(table)


def test_an_expected_container_of_a_therapy_set_aside_is_not_judged() -> None:
    table = _table(_rows("T1"), _rows("T2", product="kymria"))
    result = _judged(table, containers=[("T2", "B1"), ("T1", "B1")])
    assert result.consignments["therapy_id"].tolist() == ["T1", "T2"]


def test_only_two_words_are_known() -> None:
    table = _table(_rows("T1"))
    with pytest.raises(UsageError, match="'raise' or 'collect'"):
        atmp.read_events(table, errors="ignore")
    with pytest.raises(UsageError, match="'raise' or 'collect'"):
        atmp.assess(atmp.read_events(table), errors=None)


def test_a_wide_table_loses_the_row_at_fault() -> None:
    table = pd.DataFrame(
        {
            "therapy_id": ["T1", "T2"],
            "thaw_end": ["2026-11-10T10:04Z", "2026-11-10T10:04Z"],
            "administration_end": ["2026-11-10T10:30Z", "soon"],
        }
    )
    log = atmp.read_events(table, errors="collect")
    assert [each.therapy_id for each in log.set_aside] == ["T2"]
    assert set(log.table["therapy_id"]) == {"T1"}


def test_the_marks_of_a_workbook_stay_with_their_rows(tmp_path) -> None:
    rows = [("T1", "thaw_end", "soon"), ("T2", "thaw_end", pd.Timestamp("2026-11-10 10:04:30"))]
    path = tmp_path / "events.xlsx"
    pd.DataFrame(rows, columns=["therapy_id", "event", "time"]).to_excel(path, index=False)
    alone = tmp_path / "alone.xlsx"
    pd.DataFrame(rows[1:], columns=["therapy_id", "event", "time"]).to_excel(alone, index=False)
    log = atmp.read_events(path, tz="Europe/Stockholm", errors="collect")
    expected = atmp.read_events(alone, tz="Europe/Stockholm")
    assert log.table.drop(columns="row").equals(expected.table.drop(columns="row"))


def _files(folder, **tables: pd.DataFrame) -> list[str]:
    paths = {name: folder / f"{name}.csv" for name in tables}
    for name, table in tables.items():
        table.to_csv(paths[name], index=False)
    return [str(path) for path in paths.values()]


def test_a_therapy_at_fault_in_one_file_is_set_aside_in_all(tmp_path) -> None:
    receipts = pd.DataFrame(
        [(each, "B1", "product_received", "2026-11-01T08:00Z") for each in ("T1", "T2")], columns=_COLUMNS[:4]
    )
    log = atmp.read_events(
        _files(tmp_path, receipts=receipts, ward=_table(_rows("T1"), _rows("T2", time="soon"))), errors="collect"
    )
    assert [each.therapy_id for each in log.set_aside] == ["T2"]
    assert set(log.table["therapy_id"]) == {"T1"}
    assert set(log.table["event"]) == {"product_received", "thaw_end", "administration_end"}


def test_a_therapy_whose_files_contradict_each_other_is_set_aside(tmp_path) -> None:
    one, other = _table(_rows("T1"), _rows("T2")), _table(_rows("T1"), _rows("T2", "11:30"))
    log = atmp.read_events(_files(tmp_path, one=one, other=other), errors="collect")
    assert [each.therapy_id for each in log.set_aside] == ["T2"]
    assert set(log.table["therapy_id"]) == {"T1"}


@settings(max_examples=draws(40), deadline=None)
@given(
    ends=st.lists(st.sampled_from(["10:05", "10:30", "10:50"]), min_size=2, max_size=6),
    faults=st.dictionaries(st.integers(0, 5), st.sampled_from(sorted(_AT_FAULT)), min_size=1, max_size=3),
)
def test_the_others_are_judged_as_if_they_were_alone(ends, faults) -> None:
    faults = {i: name for i, name in faults.items() if i < len(ends)}
    therapies = [_rows(f"T{i}", end, **(_AT_FAULT[faults[i]][0] if i in faults else {})) for i, end in enumerate(ends)]
    sound = [rows for i, rows in enumerate(therapies) if i not in faults]
    if not sound or not faults:
        return
    result, alone = _judged(_table(*therapies)), _judged(_table(*sound))
    assert [each.therapy_id for each in result.set_aside] == [f"T{i}" for i in sorted(faults)]
    kept = result.findings[result.findings["code"] != "set-aside"].reset_index(drop=True)
    assert kept.drop(columns=["why", "id"]).equals(alone.findings.drop(columns=["why", "id"]))
    assert not alone.set_aside


def test_the_files_name_what_was_set_aside(tmp_path) -> None:
    result = _judged(_table(_rows("T1"), _rows("T2", time="soon")))
    for name, write in (("r.json", result.to_json), ("r.csv", result.to_csv), ("r.html", result.to_html)):
        write(tmp_path / name)
    (aside,) = json.loads((tmp_path / "r.json").read_text("utf-8"))["set_aside"]
    assert aside["therapy_id"] == "T2"
    assert aside["faults"][0]["row"] == 3
    assert aside["faults"][0]["code"] == "unreadable-time"
    assert ",set-aside,indeterminate," in (tmp_path / "r.csv").read_text("utf-8")
    assert "Set aside, not judged" in (tmp_path / "r.html").read_text("utf-8")
    assert "&#x27;soon&#x27;" in (tmp_path / "r.html").read_text("utf-8")


_STORE = sandbox_product(
    "[[storage]]\ncode='fridge'\nfrom='storage_in'\nuntil='storage_out'\nlower='2 degC'\nupper='8 degC'\n"
)
_STORED = """therapy_id,container_id,event,time,logger_id
T1,B1,product_received,2026-11-10T06:30:00Z,L1
T1,B1,storage_in,2026-11-10T07:00:00Z,
T1,B1,storage_out,2026-11-10T12:00:00Z,
T2,B1,storage_in,2026-11-10T07:00:00Z,
T2,B1,storage_out,2026-11-10T12:00:00Z,
"""


def _cold() -> pd.DataFrame:
    times = pd.date_range("2026-11-10T06:00Z", "2026-11-10T13:00Z", freq="5min")
    return pd.DataFrame({"logger_id": "L1", "time": times, "temperature [°C]": 5.0})


def _verdicts(result: atmp.Assessment) -> dict[str, str]:
    return dict(zip(result.consignments["therapy_id"], map(str, result.consignments["verdict"]), strict=True))


@pytest.mark.parametrize("at_fault", ["T1,B1,thawd,2026-11-10T12:30:00Z,", "T1,B1,thaw_end,soon,"])
@pytest.mark.parametrize("again", [False, True], ids=["as read", "read back"])
def test_a_logger_that_a_therapy_set_aside_names_is_not_one_of_which_the_record_says_nothing(at_fault, again) -> None:
    whole = atmp.assess(atmp.read_events(StringIO(_STORED)), atmp.read_readings(_cold()), _STORE)
    assert _verdicts(whole) == {"T1": "conforms", "T2": "indeterminate"}
    log = atmp.read_events(StringIO(f"{_STORED}{at_fault}\n"), errors="collect")
    log = atmp.read_events(log.to_frame()) if again else log
    assert log.loggers_aside == ("L1",)
    assert _verdicts(atmp.assess(log, atmp.read_readings(_cold()), _STORE)) == dict.fromkeys(
        ["T2", "T1"], "indeterminate"
    )


def test_a_logger_that_a_therapy_names_which_cannot_be_judged_is_not_one_of_which_the_record_says_nothing() -> None:
    table = pd.read_csv(StringIO(_STORED), keep_default_na=False)
    table["product"] = table["therapy_id"].map({"T1": "other", "T2": "trial"})
    result = atmp.assess(atmp.read_events(table), atmp.read_readings(_cold()), _STORE, errors="collect")
    assert [one.therapy_id for one in result.set_aside] == ["T1"]
    assert _verdicts(result) == dict.fromkeys(["T2", "T1"], "indeterminate")


def test_streams_hold_to_it_too(tmp_path) -> None:
    log = atmp.read_events(StringIO(f"{_STORED}T1,B1,thaw_end,soon,\n"), errors="collect")
    _cold().to_csv(tmp_path / "cold.csv", index=False)
    assert _verdicts(atmp.assess_files(log, tmp_path / "cold.csv", _STORE))["T2"] == "indeterminate"


def test_a_fault_in_the_name_of_a_logger_refuses_the_record() -> None:
    with pytest.raises(AtmpError):
        atmp.read_events(StringIO(_STORED + "T1,B1,thaw_end,2026-11-10T12:30Z,L\u200b1\n"), errors="collect")


_WARD = "therapy_id,container_id,event,time\n{}T1,B1,storage_in,2026-11-10T07:00Z\nT1,B1,thawd,2026-11-10T07:30Z\n"
_BEDSIDE = "container_id,event,time,logger_id\nB1,storage_out,2026-11-10T12:00Z,L1\n"


def _of_two_files(folder, *texts: str) -> atmp.EventLog:
    paths = [folder / f"{i}.csv" for i in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, "utf-8")
    return atmp.read_events(paths, errors="collect")


def test_a_container_of_a_therapy_set_aside_and_of_another_is_not_the_others_alone(tmp_path) -> None:
    with pytest.raises(AtmpError, match="which of T2 and T1 it is"):
        _of_two_files(tmp_path, _WARD.format("T2,B1,storage_in,2026-11-10T07:00Z\n"), _BEDSIDE)


def test_rows_that_name_a_container_of_a_therapy_set_aside_are_set_aside_with_it(tmp_path) -> None:
    log = _of_two_files(tmp_path, _WARD.format("T2,B2,storage_in,2026-11-10T07:00Z\n"), _BEDSIDE)
    assert log.table[["therapy_id", "event"]].to_numpy().tolist() == [["T2", "storage_in"]]
    assert log.containers == ()
    assert log.loggers_aside == ("L1",)
    assert [each.therapy_id for each in log.set_aside] == ["T1"]


def test_a_row_of_another_file_is_no_row_of_the_record() -> None:
    log = atmp.read_events(_table(_rows("T1"), _rows("T2")))
    own, other = (
        Fault(f"{file}, row 0, column time", "'x'", "a time", "write it") for file in ("DataFrame", "own.toml")
    )
    assert therapies_of(log, own) == ("T1",)
    assert therapies_of(log, other) == ()
