"""A result as Python and pandas users take it: its keys, its length, its exit code, and where it is written."""

import io
import json
from collections import Counter

import pandas as pd
import pytest

from atmp_logistics import Verdict, assess, deadlines, plan, read_events, simulate
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
from atmp_logistics.cli import validate
from atmp_logistics.core.errors import AtmpError, UsageError
from atmp_logistics.core.lookup_errors import UnknownContainer
from atmp_logistics.core.written_out import bytes_into, text_into

WINDOW = "[[window]]\ncode='post-thaw'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'"
RECORD = "A: thaw_end 10:00, administration_end 10:20; B: thaw_end 10:00, administration_end 10:40; C: thaw_end 10:00"
STEPS = {"thaw": "2 to 4 min", "administration": "5 to 15 min"}


@pytest.fixture(scope="module")
def result():
    return assess_sandbox(sandbox_product(WINDOW), RECORD)


def test_a_view_holds_the_findings_that_its_container_has_in_the_whole(result):
    every = [*result]
    assert len(result) == len(every) == len(result.findings)
    for name, verdict in (("A", "conforms"), ("B", "deviates"), ("C", "indeterminate")):
        view = result["T1", name]
        assert (view.verdict, len(view)) == (verdict, len(view.findings))
        assert [*view] == [one for one in every if one.container_id == name]
        assert view.consignments.to_numpy().tolist() == [["T1", name, "trial", verdict]]
        assert view.to_dict()["consignments"] == [
            one for one in result.to_dict()["consignments"] if one["container_id"] == name
        ]
        assert f"only T1 / {name} is shown: 1 of 3 containers of the record" in view.statements
        assert f"T1 / {name}" in str(view)
        assert sum(view.counts.values()) == 1
        assert view.plot()[0].get_title("left") == f"T1 / {name}: {verdict}"
        assert view["T1"].whole is result
    assert [*result["T1"]] == every
    assert result["T1"].verdict is Verdict.DEVIATES


def test_a_container_without_a_name_is_its_therapys():
    result = assess_sandbox(sandbox_product(WINDOW), "thaw_end 10:00")
    assert [*result["T1", None]] == [*result["T1", ""]] == [*result["T1"]] == [*result]
    assert result.consignments["container_id"].tolist() == [""]
    assert set(result.findings["container_id"]) == {""}


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("T2", "found 'T2', expected a therapy of the result. Fix: choose one of 'T1', as in result.consignments."),
        (("T2", "A"), "found 'T2', expected a therapy of the result"),
        (
            ("T1", "bag-2"),
            "found 'bag-2', expected a container of T1 of the result. Fix: choose one of 'A', 'B', 'C', as",
        ),
        (("T1", "AA"), "found 'AA', expected a container of T1 of the result"),
        (("T1", None), "found '', expected a container of T1 of the result"),
    ],
)
def test_an_unknown_name_is_a_key_error_that_names_the_nearest(result, key, words):
    assert key not in result
    with pytest.raises(KeyError) as refused:
        result[key]
    assert isinstance(refused.value, UnknownContainer)
    assert str(refused.value).startswith(f"result[...]: {words}")


@pytest.mark.parametrize("key", [0, None, ("T1",), ("T1", "A", "B"), ("T1", 1), (1, "A"), slice(None)])
def test_what_names_no_container_is_refused_with_what_does(result, key):
    assert key not in result
    with pytest.raises(UsageError, match=r"expected a therapy_id, or a therapy_id and a container_id"):
        result[key]


def test_what_a_result_holds(result):
    assert "T1" in result
    assert ("T1", "B") in result
    assert next(iter(result)) in result
    assert next(iter(result["T1", "B"])) not in result["T1", "A"]
    with pytest.raises(TypeError, match=r"neither true nor false: compare `result.verdict`"):
        bool(result)


@pytest.mark.parametrize(("name", "code"), [("A", 0), ("B", 1), ("C", 3)])
def test_the_exit_code_is_that_of_the_command_line(result, name, code):
    assert result["T1", name].exit_code == code
    assert "Exit 0" in (validate.validate_command.__doc__ or "")


def test_a_table_that_is_edited_changes_nothing(result):
    for name in ("findings", "consignments"):
        table, before = getattr(result, name), getattr(result, name).copy()
        table.loc[:, "therapy_id"] = "changed"
        del table["verdict"]
        assert getattr(result, name).equals(before)
    record = result.to_dict()
    record["consignments"].clear()
    assert len(result.to_dict()["consignments"]) == 3
    assert Counter(one.verdict for one in result)[Verdict.DEVIATES] >= 1


def made():
    day = {"administration_end": {"latest": "2026-11-24 11:30"}}
    planned = plan("kymriah-eu", day, tz="Europe/Stockholm", steps=STEPS)
    logged = {"therapy_id": ["T1"], "event": ["thaw_end"], "time": ["2026-11-10T10:04Z"]}
    events = read_events(pd.DataFrame(logged))
    yield planned
    yield deadlines(events, "kymriah-eu", now="2026-11-10T10:10Z")
    between = {"thaw_end -> administration_start": "3 to 10 min"}
    yield simulate("kymriah-eu", steps={**STEPS, **between}, n=100, seed=1)
    yield assess(events, product="kymriah-eu")


@pytest.mark.parametrize("shown", [*made()], ids=lambda one: type(one).__name__)
def test_a_result_is_written_into_a_file_a_buffer_or_a_text(shown, tmp_path):
    for name in ("to_json", "to_html", "to_csv", "to_ics", "to_run_sheet"):
        write = getattr(shown, name, None)
        if write is None:
            continue
        whole = write()
        data = whole if isinstance(whole, bytes) else whole.encode()
        assert write(tmp_path / "a") is None
        assert write(str(tmp_path / "b")) is None
        buffer = io.BytesIO()
        assert write(buffer) is None
        assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() == buffer.getvalue() == data
        if isinstance(whole, str):
            text = io.StringIO(newline="")
            assert write(text) is None
            assert text.getvalue() == whole
            with (tmp_path / "c").open("w", encoding="utf-8", newline="") as file:
                write(file)
            assert (tmp_path / "c").read_bytes() == data
        with pytest.raises(UsageError, match="a path, or a file object that is open for writing"):
            write(3)
    assert json.loads(shown.to_json()) == shown.to_dict()
    assert shown.to_json() == shown.to_json()


def test_a_buffer_that_does_not_take_it_is_refused(tmp_path):
    closed = io.StringIO()
    closed.close()
    with pytest.raises(UsageError, match="one that refuses: I/O operation on closed file"):
        text_into(closed, "a")
    (tmp_path / "a").write_text("old", "utf-8")
    with (tmp_path / "a").open(encoding="utf-8") as only_read, pytest.raises(AtmpError, match="one that refuses"):
        text_into(only_read, "a")
    with pytest.raises(UsageError, match="expected a file that takes bytes"):
        bytes_into(io.StringIO(), b"a")
    assert (tmp_path / "a").read_text("utf-8") == "old"


def test_of_many_names_the_nearest_and_the_first_are_told():
    record = "; ".join(f"bag-{number:03}: thaw_end 10:00" for number in range(40))
    with pytest.raises(UnknownContainer, match=r"'bag-004' and 35 more, as in .*; did you mean 'bag-0[0-9]+'\?"):
        assess_sandbox(sandbox_product(WINDOW), record)["T1", "bag-0009"]


def test_a_therapy_that_is_set_aside_is_shown_as_undecided():
    rows = [("T1", "thaw_end", "2026-11-10T10:04Z"), ("T2", "thaw_end", "soon")]
    events = read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]), errors="collect")
    result = assess(events, product="kymriah-eu", errors="collect")
    view = result["T2"]
    assert ("T2" in result, "T3" in result) == (True, False)
    assert (view.verdict, view.exit_code, len(view), [*view.consignments["verdict"]]) == (
        Verdict.INDETERMINATE, 3, 1, ["indeterminate"],
    )  # fmt: skip
    assert len([*result]) == len(result) == len(result.findings)
    assert not result["T1"].set_aside
    assert [*view["T2", "B1"]] == [*view]
    with pytest.raises(UnknownContainer, match=r"choose one of 'T1', 'T2'"):
        result["T3"]


@pytest.mark.filterwarnings("ignore:The inplace keyword")
@pytest.mark.parametrize(
    "edit",
    [
        lambda table: table.sort_values("time", ascending=False, inplace=True, ignore_index=True),  # noqa: PD002
        lambda table: table.drop(index=table.index[1:], inplace=True),  # noqa: PD002
        lambda table: table.insert(0, "time2", 0.0),
        lambda table: table.__setitem__("event", "opened"),
        lambda table: table.__setitem__("time", 0.0),
    ],
)
def test_what_is_done_to_the_table_of_a_log_changes_nothing_that_was_judged(edit):
    rows = [("T1", "thaw_end", "2026-11-10T10:00Z"), ("T1", "administration_end", "2026-11-10T10:20Z")]
    table = pd.DataFrame(rows, columns=["therapy_id", "event", "time"])
    log, product = read_events(table), sandbox_product(WINDOW)
    judged, expected = assess(log, product=product), assess(read_events(table), product=product)
    edit(log.table)
    assert judged.events.equals(expected.events)
    assert judged == expected
    assert (judged.to_json(), judged.to_html(), judged.to_csv(), judged.to_excel()) == (
        expected.to_json(),
        expected.to_html(),
        expected.to_csv(),
        expected.to_excel(),
    )
