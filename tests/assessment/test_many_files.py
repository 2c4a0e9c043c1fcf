"""Many small files of loggers: what they cost grows as their number does."""

import time
from dataclasses import replace

import numpy as np
import pytest

from atmp_logistics.assessment.streaming.resources import MEMORY, Resources
from atmp_logistics.ingest import read_readings
from atmp_logistics.ingest.loggers._signature import _BASE, _FIELD, _ORDER, _both, _doubled, _sum
from atmp_logistics.ingest.readings.folders import readings_files
from atmp_logistics.ingest.readings.joined_files import joined_logs
from atmp_logistics.records.devices import Device, Extreme
from atmp_logistics.records.temperature_log import TemperatureLog

HEAD = "logger_id,time,temperature [°C]\n"


def seconds(ask):
    begun = time.process_time()
    ask()
    return time.process_time() - begun


def tables(folder, count):
    folder.mkdir()
    for i in range(count):
        rows = "".join(f"L{i},2026-03-01T{hour:02d}:00Z,{hour / 4}\n" for hour in range(12))
        (folder / f"{i}.csv").write_text(HEAD + rows, "utf-8")
    return folder


@pytest.mark.bench
def test_a_folder_of_many_files_is_listed_in_proportion(tmp_path):
    few, many = tables(tmp_path / "few", 300), tables(tmp_path / "many", 3000)
    readings_files(few)
    assert seconds(lambda: readings_files(many)) < 25 * max(seconds(lambda: readings_files(few)), 0.02)


@pytest.mark.bench
def test_a_file_of_a_logger_takes_a_few_thousandths_of_a_second(tmp_path):
    files = tables(tmp_path / "files", 500)
    read_readings(files)
    assert seconds(lambda: read_readings(files)) < 5.0


def copies(count):
    times = np.arange(60) * 60e6
    one = TemperatureLog(np.zeros(60, np.int64), times, times * 0 + 5, ("A",), {}, ())
    return [one] * count


def test_copies_of_one_file_are_each_compared_once():
    assert len(joined_logs(copies(3000))) == 60
    assert seconds(lambda: joined_logs(copies(3000))) < 5.0


def devices(count, files=1):
    times = np.arange(3) * 60e6
    one = Extreme(9.0, True, 0.0, 60e6, float("nan"))
    return [
        TemperatureLog(np.zeros(3, np.int64), times, times * 0, (name,), {}, (), {name: Device({}, True, (), (each,))})
        for name in map(str, range(count))
        for each in (one, replace(one, logged_degC=np.float64("nan").item()))[:files]
    ]


def test_what_many_loggers_print_is_put_together_in_proportion():
    assert len(joined_logs(devices(6000)).devices) == 6000
    few, many = devices(600), devices(6000)
    assert seconds(lambda: joined_logs(many)) < 30 * max(seconds(lambda: joined_logs(few)), 0.02)


def test_what_two_files_print_alike_is_held_once_whoever_read_them():
    assert len(joined_logs(devices(1, files=2)).devices["0"].extremes) == 1


def test_a_copy_that_declares_another_interval_is_no_copy():
    times = np.arange(60) * 60e6
    logs = [
        TemperatureLog(np.zeros(60, np.int64), times, times * 0 + 5, ("A",), {"A": seconds}, ())
        for seconds in (60.0, 120.0)
    ]
    assert joined_logs(logs).interval_s == {}


def test_ten_million_readings_of_one_therapy_fit_into_the_memory_of_a_call():
    assert Resources.within(MEMORY, None, None, None).limits.most > 10**7


# The sums of points on the curve, by what must hold of any of them

POINT = (*_BASE, 1)


def plain(point):
    x, y, z = point
    return (x * pow(z, -2, _FIELD) % _FIELD, y * pow(z, -3, _FIELD) % _FIELD) if z else None


@pytest.mark.parametrize("factor", [1, 2, 3, 5, 1000, 2**200 + 7, _ORDER - 1, _ORDER - 2])
def test_a_multiple_is_the_same_however_it_is_divided(factor):
    whole = plain(_both((factor, POINT), (0, POINT)))
    assert plain(_both((factor - 1, POINT), (1, POINT))) == whole
    assert plain(_both((1, POINT), (factor - 1, POINT))) == whole
    x, y = whole
    assert (y * y - x**3 + 3 * x) % _FIELD == (_BASE[1] ** 2 - _BASE[0] ** 3 + 3 * _BASE[0]) % _FIELD


def test_a_point_and_its_opposite_come_to_nothing():
    opposite = (_BASE[0], _FIELD - _BASE[1], 1)
    nothing = _sum(POINT, opposite)
    assert plain(nothing) is None
    assert plain(_both((_ORDER, POINT), (0, POINT))) is None
    assert _sum(nothing, POINT) == POINT
    assert _sum(POINT, nothing) == POINT
    assert plain(_sum(POINT, POINT)) == plain(_doubled(POINT))
