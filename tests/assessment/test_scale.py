"""Judged in shards is judged at once: files streamed in any batches give the bytes that reading them whole gives."""

import tempfile
from dataclasses import dataclass, replace
from math import isnan
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from how_many import draws
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from strategies import MINUTE, drawn_cases, is_a_label, series

import atmp_logistics as atmp
from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.assessment.streaming.assess_files import FilesCall
from atmp_logistics.assessment.streaming.assess_shard import LoadedCatalogue, ShardRequest
from atmp_logistics.assessment.streaming.resources import BatchSizes, Resources, ShardLimits
from atmp_logistics.core.errors import AtmpError
from atmp_logistics.core.instants import iso
from atmp_logistics.ingest import read_events, read_readings
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.report.assessment.csv import render_csv
from atmp_logistics.report.assessment.json import render_json
from atmp_logistics.report.assessment.text import render_text

QUICK = settings(
    max_examples=draws(120), derandomize=True, database=None, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)  # fmt: skip
LONG = settings(QUICK, max_examples=2500, derandomize=False)


@dataclass(frozen=True)
class Scene:
    """A case's events and rows of readings as files hold them: each file's rows of (logger, minute, temperature)."""

    case: object
    files: tuple[tuple[tuple[str, int, float], ...], ...]
    kinds: tuple[str, ...]
    text: int
    rows: int
    room: ShardLimits


@st.composite
def scenes(draw):
    """Cases whose loggers are shared, lacking or unheard, in one file or several, in any order that keeps their own."""
    case = draw(drawn_cases())
    assume(is_a_label(case))
    logs = [one for one in case.series if one.readings]
    grid = (2.0, 5.0, 8.0, 8.5, 26.0)
    for name in draw(st.sampled_from([(), ("U",), ("U", "V")])) if logs and logs[0].name else ():
        one, _ = draw(series(grid, name))
        logs += [one] if one.readings else []
    events = list(case.events)
    for _ in range(draw(st.integers(0, 2)) if any(one.logger for one in events) else 0):
        i = draw(st.integers(0, len(events) - 1))
        events[i] = replace(events[i], logger=draw(st.sampled_from(["L", "U", "X", "none", ""])))
    case = replace(case, events=tuple(events), series=tuple(logs))
    rows = [(one.name, minute, value) for one in logs for minute, value in one.readings]
    order = draw(st.sampled_from(["grouped", "by time", "backwards", "by time"]))
    if order == "by time":
        rows.sort(key=lambda row: row[1])
    elif order == "backwards":
        rows = [row for name in reversed([one.name for one in logs]) for row in rows if row[0] == name]
    cut = draw(st.integers(0, len(rows))) if draw(st.booleans()) else 0
    files = [part for part in (rows[:cut], rows[cut:]) if part]
    if len(files) > 1 and draw(st.integers(0, 3)) == 0:
        files[1] = [*files[0][-2:], *files[1]]
    kinds = tuple(draw(st.sampled_from(["csv", "parquet"])) for _ in files)
    room = ShardLimits(draw(st.sampled_from([1, 1, 10, 1000])), draw(st.sampled_from([1, 1, 5, 1000])), 10**6)
    text, count = draw(st.sampled_from([1, 60, 200, 10**6])), draw(st.sampled_from([1, 3, 10, 10**6]))
    return Scene(case, tuple(map(tuple, files)), kinds, text, count, room)


def write(case, rows, path):
    """Write rows of readings as CSV or Parquet, as `case` numbers its minutes."""
    times = [case.zero + minute * MINUTE for _, minute, _ in rows]
    named = [name for name, _, _ in rows] if rows[0][0] else []
    if path.suffix == ".csv":
        cells = ["" if isnan(value) else f"{value}" for _, _, value in rows]
        lines = [",".join(cell) for cell in zip(map(iso, times), cells, *([named] if named else []), strict=True)]
        path.write_text("\n".join([f"time,temperature [°C]{',logger_id' * bool(named)}", *lines, ""]), "utf-8")
    else:
        table = {
            "time": pa.array(times, pa.timestamp("us", "UTC")),
            "temperature [°C]": [value for _, _, value in rows],
        }
        pq.write_table(pa.table(table | ({"logger_id": named} if named else {})), path, row_group_size=4)


def rendered(ask):
    """Return what a call comes to, as all that can be written of it; or its refusal."""
    try:
        result = ask()
    except AtmpError as error:
        return str(error)
    return render_json(result), render_csv(result), render_text(result)


def same(one, other):
    """Assert that two calls come to the same, byte for byte."""
    if isinstance(one, str) or isinstance(other, str):
        assert one == other
        return
    for left, right in zip(one, other, strict=True):
        assert left == right


def streamed(scene, events, paths, product, site, when, **more):
    asked = ShardRequest(product, site, when, (), LoadedCatalogue({}), None)
    means = Resources(BatchSizes(scene.text, scene.rows, 10**9), scene.room, more.pop("threads", 1))
    call = FilesCall(events, paths or None, Answers(tz=site.zone), asked, atmp.load_catalogue(), (), None)
    return call.assess(means, more.get("rules"))


def agrees(scene):
    case = scene.case
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"log{i}.{kind}") for i, kind in enumerate(scene.kinds)]
        for rows, path in zip(scene.files, paths, strict=True):
            write(case, rows, path)
        events, label = read_events(case.frame(), site=case.site), sandbox_product(case.limits)
        when = dict(case.when)
        whole = rendered(
            lambda: assess(
                events, read_readings(paths, site=case.site) if paths else None, label, when=when, site=case.site
            )
        )
        same(rendered(lambda: streamed(scene, events, paths, label, case.site, when)), whole)


@QUICK
@given(scenes())
def test_streamed_is_as_in_memory(scene):
    agrees(scene)


@pytest.mark.nightly
@LONG
@given(scenes())
def test_streamed_is_as_in_memory_at_night(scene):
    agrees(scene)
