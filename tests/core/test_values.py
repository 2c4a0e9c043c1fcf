"""What the plain values of the core answer at their edges: nothing stated, nothing there, and what cannot be."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from atmp_logistics.core.arguments import whole
from atmp_logistics.core.cached_table import cached_table
from atmp_logistics.core.errors import CatalogueError, Fault, QuantityError, UsageError
from atmp_logistics.core.exactness import doubts_of
from atmp_logistics.core.instants import instant, local_dates, readings_of, to_utc, zone
from atmp_logistics.core.intervals import IntervalSet
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.toml_table import TomlTable
from atmp_logistics.core.units import delta_degC, measure
from atmp_logistics.core.whole_files import write_text
from atmp_logistics.core.wording import between, clock, duration, durations, step_length


class Result:
    made = 0

    @cached_table
    def rows(self):
        self.made += 1
        return pd.DataFrame({"verdict": ["conforms"]})


def test_a_cached_table_is_made_once_and_handed_out_as_a_copy():
    result = Result()
    copy = result.rows
    copy.loc[0, "verdict"] = "changed"
    assert result.rows["verdict"].tolist() == ["conforms"]
    assert result.made == 1
    assert isinstance(Result.rows, cached_table)


@pytest.mark.parametrize(("times", "doubt"), [([600e6, 660e6], 60e6), ([600e6, 661e6], 0.0), ([], 60e6)])
def test_a_table_without_doubts_has_those_of_its_seconds(times, doubt):
    assert doubts_of(pd.DataFrame({"time": np.array(times, float)})).tolist() == [doubt] * len(times)


def test_days_are_counted_in_a_zone_whose_clocks_changed_inside_a_quarter_of_an_hour():
    """Liberia went from 44 min 30 s behind UTC to UTC at 00:44:30 UTC on 7 January 1972."""
    monrovia, change = zone("Africa/Monrovia"), datetime(1972, 1, 7, 0, 44, 30, tzinfo=UTC)
    instants = [change + timedelta(seconds=s) for s in (-31 * 60, -1, 0, 1)]
    days = local_dates(np.array([instant(at) for at in instants]), monrovia)
    expected = [(at.astimezone(monrovia).date() - datetime(1970, 1, 1, tzinfo=UTC).date()).days for at in instants]
    assert days.tolist() == expected
    assert len({at.astimezone(monrovia).utcoffset() for at in instants}) == 2


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("Antarctica/Casey", datetime(2020, 10, 3, 16, 1, tzinfo=UTC)),
        ("America/St_Johns", datetime(2010, 3, 14, 3, 31, tzinfo=UTC)),
        ("America/St_Johns", datetime(2010, 11, 7, 2, 31, tzinfo=UTC)),
        ("Europe/Stockholm", datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ],
)
def test_clock_times_are_read_minute_by_minute_where_clocks_change_inside_a_quarter_of_an_hour(place, change):
    tz = zone(place)
    assert change.astimezone(tz).utcoffset() != (change - timedelta(seconds=1)).astimezone(tz).utcoffset()
    start = change.astimezone(tz).replace(tzinfo=None) - timedelta(hours=4)
    clocks = [start + timedelta(minutes=m) for m in range(480)]
    instants, doubtful = to_utc(np.array([instant(at.replace(tzinfo=UTC)) for at in clocks]), tz)
    meant = [readings_of(at, tz) for at in clocks]
    assert doubtful.tolist() == [len(each) != 1 for each in meant]
    assert instants[~doubtful].tolist() == [instant(each[0]) for each in meant if len(each) == 1]


def test_no_spans_hold_none():
    some = IntervalSet(np.array([0]), np.array([1.0]), np.array([2.0]))
    assert len(IntervalSet.none().holding(some)) == len(IntervalSet.none().merged()) == 0
    assert len(some.holding(IntervalSet.none())) == 0


def test_a_range_hands_out_its_ends_as_quantities():
    limits = TemperatureRange(2.0, None)
    assert limits.upper is None
    assert limits.lower.check("[temperature]")
    assert limits.lower.to("degF").magnitude == pytest.approx(35.6)
    assert TemperatureRange(None, -120.0).upper.magnitude == -120.0
    assert TemperatureRange(None, -120.0).lower is None


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (TemperatureRange(), "any temperature"),
        (TemperatureRange(2.0), "≥ 2 °C"),
        (TemperatureRange(None, 8.0, inclusive=False), "< 8 °C"),
        (TemperatureRange(2.0, 8.0, inclusive=False), "2 to 8 °C, its ends not included"),
        (TemperatureRange(nominal_degC=4.0), "4 °C (printed without a tolerance)"),
    ],
)
def test_a_range_in_words(limits, words):
    assert str(limits) == words


def test_a_tolerance_changes_only_a_nominal_temperature():
    stated, nominal = TemperatureRange(2.0, 8.0), TemperatureRange(nominal_degC=4.0)
    assert stated.with_tolerance(2.0) is stated
    assert nominal.with_tolerance(None) is nominal
    assert nominal.with_tolerance(2.0) == TemperatureRange(2.0, 6.0)


@pytest.mark.parametrize(
    ("table", "take", "value", "found"),
    [
        ({"strict": "yes"}, lambda t: t.flag("strict"), False, "'yes'"),
        ({}, lambda t: t.band("band", required=True), None, "nothing"),
        ({"when": "ALL"}, lambda t: t.when(), {}, "'ALL'"),
        ({"band": ["2 degC"]}, lambda t: t.band("band"), None, "['2 degC']"),
        ({"band": ["", ""]}, lambda t: t.band("band"), None, "['', '']"),
        ({"at_most": "1e3 h"}, lambda t: t.duration("at_most"), None, "'1e3 h'"),
        ({"at_most": "99999999999 s"}, lambda t: t.duration("at_most"), None, "'99999999999 s'"),
        ({"at_most": f"{'9' * 400} s"}, lambda t: t.duration("at_most"), None, f"'{'9' * 39}"),
        ({"window": {"code": "w"}}, lambda t: t.tables("window"), [], "{'code': 'w'}"),
        ({"window": ["w"]}, lambda t: t.tables("window"), [], "['w']"),
    ],
)
def test_a_value_of_another_kind_is_a_fault_with_its_path(table, take, value, found):
    faults = []
    assert take(TomlTable(table, "own.toml", faults)) == value
    ((where, seen, error),) = [(fault.where, fault.found, fault.error) for fault in faults]
    assert (where.partition(".toml.")[0], seen, error) == ("own", found, CatalogueError)


def test_a_band_that_is_not_asked_for_is_none():
    faults: list[Fault] = []
    assert TomlTable({}, "own.toml", faults).band("band") is None
    assert faults == []


@pytest.mark.parametrize("value", [0.5, "0.5", "5 %", "0.5 degX", None])
def test_a_difference_needs_a_unit_of_temperature(value):
    with pytest.raises(QuantityError, match="expected a temperature difference with its unit"):
        delta_degC(value)


@pytest.mark.parametrize("value", ["3.3 nonsense", "3 m", "3 kg((", "3 kg/", "3", 3.3, None, "3 degC"])
def test_a_measure_of_another_kind_is_refused(value):
    with pytest.raises(QuantityError, match=r"charge: found .*, expected a mass with its unit"):
        measure(value, "kg", "charge", "a mass", "3.3 kg")


def test_a_folder_is_no_file_to_write(tmp_path):
    with pytest.raises(IsADirectoryError, match="a folder, and no file"):
        write_text(tmp_path, "text")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_must_not_be_written_stays(tmp_path, monkeypatch):
    file = tmp_path / "result.json"
    file.write_text("before", "utf-8")
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(PermissionError, match="must not be written"):
        write_text(file, "after")
    assert [one.read_text("utf-8") for one in tmp_path.iterdir()] == ["before"]


def test_what_is_interrupted_leaves_the_file_that_was_there(tmp_path):
    file = tmp_path / "result.json"
    file.write_text("before", "utf-8")

    def pieces():
        yield "half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_text(file, pieces())
    assert [one.read_text("utf-8") for one in tmp_path.iterdir()] == ["before"]


@pytest.mark.parametrize(
    ("seconds", "rounded", "exact"),
    [
        (0.0, "0 s", "0 min"),
        (-0.3, "0 s", "-0.3 s"),
        (-90.0, "-1 min 30 s", "-1 min 30 s"),
        (90061.5, "1 d 1 h 1 min", "1 d 1 h 1 min 1.5 s"),
        (1e-6, "0 s", "1e-06 s"),
        (float("inf"), "without end", "without end"),
        (float("nan"), "nan", "nan"),
    ],
)
def test_a_duration_in_words(seconds, rounded, exact):
    assert (duration(seconds), duration(seconds, exact=True)) == (rounded, exact)


def test_durations_share_the_unit_of_the_longest():
    assert durations(0.0) == "0 min"
    assert durations(90.0, 120.0) == "1.5 to 2 min"
    assert step_length(86400.0, 2 * 86400.0) == "1 to 2 d"


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ((-np.inf, 90.0), "at most 1 min 30 s"),
        ((-np.inf, np.inf), "at least 0 s"),
        ((-60.0, np.inf), "at least 0 s"),
        ((60.0, 60.0), "1 min"),
        ((0.0, 60.0), "0 s to 1 min"),
    ],
)
def test_bounds_on_a_duration_in_words(bounds, words):
    assert between(*bounds) == words


def test_an_instant_in_words_has_seconds_only_where_it_has_some():
    assert [clock(at, None) for at in (0.0, 1e6, 0.5e6, -np.inf)] == [
        "1970-01-01 00:00Z", "1970-01-01 00:00:01Z", "1970-01-01 00:00:00Z", "an unknown time"
    ]  # fmt: skip


def test_what_cannot_be_opened_and_is_no_link_is_called_a_name(tmp_path):
    from atmp_logistics.core.folder_listing import _link

    assert _link(tmp_path / "x") == "a name"


def test_a_word_is_no_whole_number():
    with pytest.raises(UsageError, match="a whole number"):
        whole("three", "heading_row")
