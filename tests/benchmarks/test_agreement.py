"""What the benchmarks compare is the same work: on small data, everyone who is installed counts the same."""

import numpy as np
import pandas as pd
import pytest
import side_by_side
from bench_clock import Row, Turns
from bench_data import WINDOWS, make_log, make_therapies
from bench_ours import clocks, product, ready_events, ready_readings, wide
from bench_readings import CHECK, LogCase, bound
from bench_readings import candidates as log_candidates
from bench_therapies import EventCase
from bench_therapies import candidates as event_candidates
from how_many import spread
from targets import Row as Target
from targets import worse

from atmp_logistics import read_events, read_readings


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return LogCase(make_log(12 * 300, loggers=12), tmp_path_factory.mktemp("log"))


@pytest.fixture(scope="module")
def therapies(tmp_path_factory):
    return EventCase(make_therapies(300), tmp_path_factory.mktemp("events"))


def ours_of(candidates):
    """Leave out the peers: a test hangs on nothing that is not installed with it, and starts no process."""
    return [one for one in candidates if one.name.startswith(side_by_side.OWN) and "process" not in one.task]


@pytest.mark.parametrize(
    ("case", "candidates"), spread([("log", log_candidates()), ("therapies", event_candidates())], 2)
)
def test_all_count_the_same(request, case, candidates):
    case, candidates = request.getfixturevalue(case), ours_of(candidates)
    rows = Turns(candidates, 1, 60.0).run(case, len(case))
    assert not [row.why for row in rows if row.why]
    assert side_by_side.disagreements(rows, candidates)[1] == []
    assert any(row.found for row in rows if row.name == "ours: assess" or "listed" in row.name)


def test_the_data_hold_every_kind_of_trouble(log):
    found = bound(log.log)
    assert min(found[name] for name in ("out", "excursions", "gaps", "conform", "open", "deviate")) > 0
    assert np.isnan(log.log.value).any()
    known, broken = clocks(wide(make_therapies(3000)))
    assert not known.all()
    assert broken.any(axis=0).sum() > 6


def test_the_same_seed_gives_the_same_data():
    one, two = make_log(2000, 10), make_log(2000, 10)
    assert np.array_equal(one.value, two.value, equal_nan=True)
    assert np.array_equal(make_therapies(50).time_s, make_therapies(50).time_s)


def test_ready_records_are_what_the_readers_return(log, therapies):
    read, ready = read_readings(log.csv), ready_readings(log.log)
    assert read.loggers == ready.loggers
    assert np.array_equal(read.logger, ready.logger)
    assert np.array_equal(read.time_us, ready.time_us)
    assert np.array_equal(read.temperature_degC, ready.temperature_degC, equal_nan=True)
    tables = (read_events(therapies.csv).table, ready_events(therapies.therapies).table)
    names = ["therapy_id", "container_id", "event", "product", "logger_id"]
    one, other = (table.astype(dict.fromkeys(names, object)) for table in tables)
    pd.testing.assert_frame_equal(one[list(other)], other, check_dtype=False, check_categorical=False)


def test_the_label_states_the_clocks_that_the_others_check():
    stated = {w.code: (w.starts, w.ends, w.at_least_s or 0, w.at_most_s) for w in product("bench-chain").windows}
    assert stated == {w.code: (w.starts, w.ends, w.at_least_s, w.at_most_s) for w in WINDOWS}


def test_a_count_that_differs_for_no_known_reason_is_said():
    reference = Row(CHECK, "numpy bound (the reference)", "", 10, found={"gaps": 3})
    other = Row(CHECK, "pandas, whole columns", "", 10, found={"gaps": 4})
    assert side_by_side.disagreements([reference, other], log_candidates())[1] == [
        "pandas, whole columns at 10: gaps 4, the reference 3"
    ]


def test_only_a_ratio_of_more_than_twice_the_recorded_is_worse():
    rows = [Target(name, "", 1.0, 1.0, "x", ratio) for name, ratio in (("a", 1.9), ("b", 2.1), ("c", None), ("d", 9.0))]
    assert [row.key for row in worse(rows, {"a": 1.0, "b": 1.0, "c": 1.0})] == ["b"]
