"""A log as lines: loggers that have no reading, one reading, or many, side by side."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atmp_logistics import lines, rhythm
from atmp_logistics.lines import prepare
from atmp_logistics.records import TemperatureLog

MINUTE = 60e6
VALUES = st.lists(st.sampled_from([np.nan, 4.0, 5.0]), max_size=5)


def log_of(loggers):
    codes = np.repeat(np.arange(len(loggers)), [len(own) for own in loggers]).astype(np.int64)
    time = np.concatenate([np.empty(0), *(np.arange(len(own)) * MINUTE for own in loggers)])
    value = np.concatenate([np.empty(0), *(np.array(own, float) for own in loggers)])
    return TemperatureLog(codes, time, value, tuple(map(str, range(len(loggers)))), {}, ())


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_logger_without_a_reading_stands_anywhere(place):
    loggers = [[4.0, 4.0, 4.0, 4.0], [5.0, 5.0, 5.0]]
    loggers.insert(place, [np.nan, np.nan])
    found = prepare(log_of(loggers), 60.0)[0]
    assert found.joined.tolist() == [True, True, True, False, True, True, False]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(VALUES, max_size=5))
def test_lines_and_lost_time_are_what_each_logger_alone_has(loggers):
    found = prepare(log_of(loggers), 90.0)[0]
    expected, lost = [], 0
    for own in loggers:
        times = [i * MINUTE for i, value in enumerate(own) if not np.isnan(value)]
        steps = [after - before for before, after in pairwise(times)]
        expected += [step <= 90e6 for step in steps] + [False] * bool(times)
        lost += sum(step for step in steps if step > 90e6)
    assert found.joined.tolist() == expected
    assert (found.lost_us[-1] if len(found.lost_us) else 0) == lost


IRREGULAR = st.lists(st.tuples(st.sampled_from([60, 60, 60, 61, 90, 200]), st.sampled_from([np.nan, 4.0])), max_size=8)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(IRREGULAR, max_size=6), st.sampled_from([1, 2, 5, 65536]), st.sets(st.integers(0, 5)))
def test_each_loggers_own_rhythm_joins_its_readings_however_many_are_looked_at_at_once(loggers, block, declared):
    time = [np.cumsum([step for step, _ in own]) * 1e6 for own in loggers]
    value = [np.array([value for _, value in own], float) for own in loggers]
    codes = np.repeat(np.arange(len(loggers)), [len(own) for own in loggers]).astype(np.int64)
    columns = (np.concatenate([np.empty(0), *parts]) for parts in (time, value))
    states = {str(i): 80.0 for i in declared if i < len(loggers)}
    log = TemperatureLog(codes, *columns, tuple(map(str, range(len(loggers)))), states, ())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rhythm, "BLOCK", block)
        patch.setattr(lines, "BLOCK", block)
        found, notes = prepare(log, None)
    expected, said = [], set()
    for i, (times, values) in enumerate(zip(time, value, strict=True)):
        steps = sorted(np.diff(times))
        rhythmic = 1.5 * steps[(len(steps) - 1) // 2] if len(steps) > 1 else -1.0
        gap = 120e6 if i in declared else rhythmic
        kept = times[~np.isnan(values)]
        expected += [step <= gap for step in np.diff(kept)] + [False] * bool(len(kept))
        said.add("declared" if i in declared else f"{gap / 60e6:g} min" if gap > 0 else "too few")
    assert found.joined.tolist() == expected
    assert len(notes) == len(said)
    assert all(any(word in note for note in notes) for word in said)
