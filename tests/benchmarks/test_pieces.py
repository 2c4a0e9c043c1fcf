"""The pieces, each timed on its own: python -m pytest tests/benchmarks -m bench --benchmark-only (extra `bench`)."""

import pytest
from bench_data import make_log, make_therapies
from bench_ours import judge_log, judge_therapies, product, ready_events, ready_readings, stored
from bench_readings import LogCase, bound
from bench_readings import read_anchor as read_log
from bench_therapies import EventCase
from bench_therapies import read_anchor as read_therapies

from atmp_logistics import read_events, read_readings
from atmp_logistics.evidence.temperature.interpolation import joined_readings_with_notes
from atmp_logistics.report.assessment.json import render_json
from atmp_logistics.report.assessment.text import render_text

pytestmark = pytest.mark.bench
READINGS, THERAPIES = 200_000, 10_000


@pytest.fixture
def timed(request):
    """The timer of pytest-benchmark, where it is installed."""
    pytest.importorskip("pytest_benchmark", reason="install the extra `bench`")
    return request.getfixturevalue("benchmark")


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return LogCase(make_log(READINGS), tmp_path_factory.mktemp("log"))


@pytest.fixture(scope="module")
def therapies(tmp_path_factory):
    return EventCase(make_therapies(THERAPIES), tmp_path_factory.mktemp("events"))


def test_the_bare_read_of_a_log(timed, log):
    assert timed(read_log, log)["rows"] == len(log)


def test_the_numpy_bound(timed, log):
    assert timed(bound, log.log)["gaps"] == 150


def test_read_readings(timed, log):
    assert len(timed(read_readings, log.csv)) == len(log)


def test_the_lines_between_readings(timed, log):
    readings, _ = timed(joined_readings_with_notes, log.ours[1], 300.0)
    assert len(readings.time) < len(log)


@pytest.mark.parametrize("label", ["bench-plain", "bench-cold"])
def test_assess_a_log(timed, log, label):
    assert len(timed(judge_log, *log.ours, product(label)).parts[0].evidence) == 200


def test_findings_as_a_table(timed, log):
    def build():
        return judge_log(*log.ours, product("bench-cold")).findings

    assert len(timed(build)) >= 200


@pytest.mark.parametrize("render", [render_text, render_json])
def test_what_people_and_programs_read(timed, render):
    few = make_log(200 * 64)
    result = judge_log(stored(few), ready_readings(few), product("bench-cold"))
    assert "bench-cold" in timed(render, result)


def test_the_bare_read_of_events(timed, therapies):
    assert timed(read_therapies, therapies)["rows"] == len(therapies.therapies)


def test_read_events(timed):
    def build(folder):
        return read_events(folder)

    pytest.importorskip("pytest_benchmark")
    table = make_therapies(1000).table().to_pandas()
    assert len(timed(build, table)) == len(table)


def test_assess_therapies(timed, therapies):
    record = ready_events(therapies.therapies)
    assert len(timed(judge_therapies, record).parts[0].evidence) == THERAPIES
