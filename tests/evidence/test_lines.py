"""A log as lines: loggers that have no reading, one reading, or many, side by side."""

from itertools import pairwise

import numpy as np
import pytest
from how_many import draws
from hypothesis import given, settings
from hypothesis import strategies as st

from atmp_logistics.evidence.temperature.interpolation import joined_readings_with_notes
from atmp_logistics.records.temperature_log import TemperatureLog

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
    found = joined_readings_with_notes(log_of(loggers), 60.0)[0]
    assert found.joined.tolist() == [True, True, True, False, True, True, False]


@settings(max_examples=draws(300), deadline=None, derandomize=True)
@given(st.lists(VALUES, max_size=5))
def test_lines_and_lost_time_are_what_each_logger_alone_has(loggers):
    found = joined_readings_with_notes(log_of(loggers), 90.0)[0]
    expected, lost = [], 0
    for own in loggers:
        times = [i * MINUTE for i, value in enumerate(own) if not np.isnan(value)]
        steps = [after - before for before, after in pairwise(times)]
        expected += [step <= 90e6 for step in steps] + [False] * bool(times)
        lost += sum(step for step in steps if step > 90e6)
    assert found.joined.tolist() == expected
    assert (found.lost_us[-1] if len(found.lost_us) else 0) == lost
