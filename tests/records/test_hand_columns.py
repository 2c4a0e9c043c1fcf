"""Columns made by hand hold what the readers hold: temperatures, intervals, names, doubts, expiries."""

import numpy as np
import pandas as pd
import pytest
from test_made_by_hand import INF, NAN, log, minutes

from atmp_logistics import read_events
from atmp_logistics.core.errors import AtmpError, InputError, LimitError, SiteError
from atmp_logistics.core.verdict import INDETERMINATE, Limit, compare
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.temperature_log import TemperatureLog


@pytest.mark.parametrize("value", [-250.0, -199.5, 200.5, 850.0])
def test_what_a_reader_takes_for_a_code_is_no_temperature_by_hand(value):
    with pytest.raises(InputError, match="from -199 to 200 °C"):
        log(minutes(0, 5), [4, value])


def test_narrow_floats_by_hand_are_their_shortest_decimals():
    made = TemperatureLog(
        np.zeros(2, np.int64), np.array(minutes(0, 5), float), np.array([2.3, 7.9], np.float32), ("A",), {}, ()
    )
    assert made.temperature_degC.tolist() == [2.3, 7.9]


@pytest.mark.parametrize("interval_s", [0.0, -1.0, NAN, INF, 1e12])
def test_a_declared_interval_is_a_number_of_seconds(interval_s):
    with pytest.raises(InputError, match="interval"):
        TemperatureLog(
            np.zeros(1, np.int64), np.array(minutes(0), float), np.array([4.0]), ("A",), {"A": interval_s}, ()
        )


@pytest.mark.parametrize("loggers", [("A", "A"), ("A\u200b", "B"), (" A", "B\u00a0")])
def test_loggers_by_hand_have_names_of_their_own(loggers):
    with pytest.raises(InputError, match=r"twice|visible"):
        log(minutes(0, 5), [4, 4], [0, 1], loggers)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"expiry": "2020-01"}, "an expiry without its bounds"),
        ({"doubt_us": -1.0}, "no number of at least 0"),
        ({"doubt_us": NAN}, "no number of at least 0"),
        ({"container_id": "B1\u200b"}, "ZERO WIDTH SPACE"),
        ({"container_id": " B1"}, "blanks around it"),
        ({"therapy_id": ""}, "therapy_id"),
        ({"container_id": 7}, "as text"),
    ],
)
def test_cells_of_events_by_hand_are_held_to_what_a_file_is(change, said):
    read = read_events(
        pd.DataFrame(
            {"therapy_id": ["T1"], "container_id": ["B1"], "event": ["thaw_end"], "time": ["2026-11-10T08:00Z"]}
        )
    )
    with pytest.raises(InputError, match=said):
        EventLog(read.table.assign(**change), read.provenance)


@pytest.mark.parametrize(
    "stated", [{"tz": "Mars"}, {"conditions": ("wash",)}, {"resolution_s": -1.0}, {"resolution_s": NAN}]
)
def test_what_a_record_of_events_states_is_checked(stated):
    read = read_events(pd.DataFrame({"therapy_id": ["T1"], "event": ["thaw_end"], "time": ["2026-11-10T08:00Z"]}))
    with pytest.raises(AtmpError):
        EventLog(read.table, read.provenance, **stated)


@pytest.mark.parametrize(
    "stated", [{"fault_codes_degC": (NAN,)}, {"fault_codes_degC": -127.0}, {"loggers": {"A": "frozen"}}]
)
def test_codes_and_places_of_a_profile_by_hand_are_checked(stated):
    with pytest.raises(SiteError):
        Site(**stated)


def test_a_limit_that_is_neither_inclusive_nor_not_is_refused():
    with pytest.raises(LimitError, match="inclusive"):
        Limit(upper=8.0, unit="degC", inclusive="no")


def test_reversed_bounds_decide_nothing():
    assert compare(9.0, 5.0, Limit(lower=2.0, upper=8.0, unit="degC")).tolist() == INDETERMINATE
