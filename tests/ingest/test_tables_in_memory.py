"""Tables in memory and open files are read as strictly as files, or refused in our words."""

import io
import zoneinfo
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from types import FunctionType

import dateutil.tz
import numpy as np
import pandas as pd
import pint
import pyarrow as pa
import pytest
from how_many import draws
from hypothesis import given, settings
from hypothesis import strategies as st

from atmp_logistics.core.errors import AtmpError, InputError, NotATable, UsageError
from atmp_logistics.ingest import read_events, read_readings
from atmp_logistics.ingest.files.row_labels import row_numbers
from atmp_logistics.ingest.readings import fast_parquet
from atmp_logistics.records.site_profile import Site

TIMES = ["2026-11-10T08:00Z", "2026-11-10T08:05Z", "2026-11-10T08:10Z"]
INDEX = pd.DatetimeIndex(TIMES)
VALUES = [4.5, np.nan, 5.25]
TABLE = pd.DataFrame({"time": INDEX, "temperature [°C]": VALUES})
CSV = "time,temperature [°C]\n2026-11-10T08:00Z,4.5\n2026-11-10T08:05Z,\n2026-11-10T08:10Z,5.25\n"
Q = pint.get_application_registry().Quantity
LOCAL = INDEX.tz_localize(None)


def seen(log):
    return [log.time_us.tolist(), np.nan_to_num(log.temperature_degC, nan=-1.0).tolist()]


EXPECTED = [[1794297600e6, 1794297900e6, 1794298200e6], [4.5, -1.0, 5.25]]


def object_column(values):
    out = np.empty(len(values), object)
    out[:] = values
    return out


class Arrow:
    """What gives its columns as Arrow does, as a polars DataFrame."""

    def __init__(self, table):
        self.table = table

    def __arrow_c_stream__(self, requested_schema=None):
        return self.table.__arrow_c_stream__(requested_schema)


class PintArray(pd.api.extensions.ExtensionArray):
    """A column of quantities as pint-pandas makes one."""

    class Type(pd.api.extensions.ExtensionDtype):
        name, type, kind = "pint[degree_Celsius]", object, "O"

        @classmethod
        def construct_array_type(cls):
            return PintArray

    def __init__(self, values):
        self.values = list(values)

    dtype = Type()

    def __len__(self):
        return len(self.values)

    def __getitem__(self, key):
        if isinstance(key, (int, np.integer)):
            return Q(self.values[key], "degC")
        return PintArray(np.array(self.values)[key])

    def copy(self):
        return PintArray(self.values)

    def isna(self):
        return np.isnan(self.values)


ARROW = pa.table({"time": pa.array(INDEX), "temperature [°C]": pa.array(VALUES, from_pandas=True)})
READ = {
    "time column": TABLE,
    "index": TABLE.set_index("time"),
    "index without a name": TABLE.set_index(pd.DatetimeIndex(INDEX, name=None)).drop(columns="time"),
    "index by another name of time": TABLE.rename(columns={"time": "timestamp"}).set_index("timestamp"),
    "texts": pd.DataFrame({"time": TIMES, "temperature [°C]": ["4.5", "", "5.25"]}),
    "decimal comma": pd.DataFrame({"time": TIMES, "temperature [°C]": ["4,5", None, "5,25"]}),
    "categories": TABLE.astype({"temperature [°C]": "category"}).assign(time=pd.Categorical(TIMES)),
    "seconds": TABLE.assign(time=INDEX.as_unit("s")),
    "milliseconds": TABLE.assign(time=INDEX.as_unit("ms")),
    "microseconds": TABLE.assign(time=INDEX.as_unit("us")),
    "nanoseconds": TABLE.assign(time=INDEX.as_unit("ns")),
    "float32": TABLE.astype({"temperature [°C]": "float32"}),
    "nullable": TABLE.astype({"temperature [°C]": "Float64"}),
    "nullable narrow": TABLE.astype({"temperature [°C]": "Float32"}),
    "Arrow columns": ARROW.to_pandas(types_mapper=pd.ArrowDtype),
    "decimals": pd.DataFrame({"time": TIMES, "temperature [°C]": [Decimal("4.5"), None, Decimal("5.25")]}),
    "mixed zones": pd.DataFrame(
        {
            "time": object_column(
                [
                    datetime(2026, 11, 10, 8, tzinfo=UTC),
                    datetime(2026, 11, 10, 9, 5, tzinfo=zoneinfo.ZoneInfo("Europe/Stockholm")),
                    pd.Timestamp("2026-11-10T03:10-05:00"),
                ]
            ),
            "temperature [°C]": VALUES,
        }
    ),
    "numpy instants": {"time": LOCAL.to_numpy(), "temperature [°C]": VALUES},
    "zoneinfo": TABLE.assign(time=INDEX.tz_convert(zoneinfo.ZoneInfo("Europe/Stockholm"))),
    "dateutil": TABLE.assign(time=INDEX.tz_convert(dateutil.tz.gettz("Europe/Stockholm"))),
    "fixed": TABLE.assign(time=INDEX.tz_convert(timezone(timedelta(hours=-3)))),
    "Series": pd.Series(VALUES, INDEX, name="temperature [°C]"),
    "Fahrenheit": pd.Series([40.1, np.nan, 41.45], INDEX, name="temperature [°F]"),
    "quantities": pd.Series(object_column([Q(4.5, "degC"), None, Q(278.4 - 0.0, "K").to("degC")]), INDEX),
    "columns": {"time": TIMES, "temperature [°C]": VALUES},
    "columns of arrays": {"time": INDEX, "temperature [°C]": np.array(VALUES)},
    "columns of Series": {"time": TABLE["time"], "temperature [°C]": TABLE["temperature [°C]"]},
    "columns of Arrow": {"time": ARROW["time"], "temperature [°C]": ARROW["temperature [°C]"]},
    "array of quantities": {"time": TIMES, "temperature": Q(np.array(VALUES), "degC")},
    "quantities in Fahrenheit": {"time": TIMES, "temperature": Q(np.array([40.1, np.nan, 41.45]), "degF")},
    "PintArray": {"time": TIMES, "temperature": pd.Series(PintArray(VALUES))},
    "pyarrow": ARROW,
    "record batch": ARROW.combine_chunks().to_batches()[0],
    "Arrow's protocol": Arrow(ARROW),
    "Arrow's protocol in pieces": Arrow(pa.concat_tables([ARROW.slice(0, 1), ARROW.slice(1)])),
    "mixed objects": {"time": TIMES, "temperature [°C]": ["4.5", None, 5.25]},
    "bytes": lambda: io.BytesIO(CSV.encode()),
    "text": lambda: io.StringIO(CSV),
    "UTF-16": lambda: io.BytesIO(CSV.encode("utf-16")),
}


@pytest.mark.parametrize("kind", READ)
def test_read(kind):
    given_ = READ[kind]() if callable(READ[kind]) else READ[kind]
    log = read_readings(given_, **({"tz": "UTC"} if kind == "numpy instants" else {}))
    if kind == "quantities":
        assert seen(log)[0] == EXPECTED[0]
        assert log.temperature_degC[[0, 2]].tolist() == [4.5, 5.25]
    else:
        assert seen(log) == EXPECTED
    (source,) = log.provenance
    assert (source.rows, source.first, source.last) == (3, "2026-11-10T08:00:00Z", "2026-11-10T08:10:00Z")
    assert len(source.sha256) == 64


def test_what_is_said_of_a_table_in_memory():
    (source,) = read_readings(TABLE).provenance
    assert (source.name, source.dialect) == ("DataFrame", "DataFrame")
    assert read_readings(TABLE.copy()).provenance[0].sha256 == source.sha256
    assert read_readings(TABLE.set_axis([7, 8, 9])).provenance[0].sha256 == source.sha256
    (named,) = read_readings(TABLE, name="ward 3").provenance
    assert (named.name, named.sha256) == ("ward 3", source.sha256)
    for other in (TABLE.assign(time=INDEX + pd.Timedelta("1min")), TABLE.rename(columns=str.upper), TABLE[::2]):
        assert read_readings(other).provenance[0].sha256 != source.sha256
    aware = TABLE.assign(time=INDEX.tz_convert("Europe/Stockholm"))
    assert read_readings(aware).provenance[0].sha256 == read_readings(aware.copy()).provenance[0].sha256


def test_a_hash_tells_unit_and_kind_of_values_apart():
    tables = [
        {"time": TIMES, "temperature": Q(np.array(VALUES), "degC")},
        {"time": TIMES, "temperature": Q(np.array([274.0, 275, 276]), "K")},
        {"time": TIMES, "temperature [°C]": VALUES},
        {"time": LOCAL, "temperature [°C]": VALUES},
        {"time": LOCAL.as_unit("ns"), "temperature [°C]": [4.5, 4.5, 4.5]},
    ]
    hashes = [read_readings(table, tz="UTC").provenance[0].sha256 for table in tables]
    assert len(set(hashes)) == len(hashes)
    narrow = read_readings(TABLE.astype({"temperature [°C]": "float32"})).provenance[0].sha256
    assert narrow == read_readings(TABLE).provenance[0].sha256


def test_nothing_changes_when_a_table_is_edited_and_no_table_is_changed():
    frame = TABLE.copy()
    log = read_readings(frame)
    before = seen(log)
    frame.loc[0, "temperature [°C]"] = 99.0
    frame.loc[1, "time"] += pd.Timedelta("1h")
    assert seen(log) == before
    pd.testing.assert_frame_equal(frame.drop(index=[0, 1]), TABLE.drop(index=[0, 1]))
    events = pd.DataFrame({"therapy_id": ["T1"], "event": ["thaw_end"], "time": ["2026-11-10T10:00Z"]})
    kept, record = events.copy(), read_events(events)
    pd.testing.assert_frame_equal(events, kept)
    events.loc[0, "therapy_id"] = "T2"
    assert record.table["therapy_id"].tolist() == ["T1"]


def refusal(source, read=read_readings, **options):
    with pytest.raises(AtmpError) as error:
        read(source, **options)
    assert not isinstance(error.value.__cause__, (AttributeError, KeyError))
    return type(error.value).__name__, str(error.value)


class Silent:
    """A file that has nothing to read just now."""

    def read(self, _size=-1):
        return None


class Broken:
    """A file that cannot be read."""

    def read(self, _size=-1):
        raise RuntimeError("the line\nis gone")


def closed():
    file = io.StringIO(CSV)
    file.close()
    return file


def moved():
    file = io.BytesIO(CSV.encode())
    file.readline()
    return file


def group():
    return TABLE.groupby("time")


TWICE = pd.DataFrame([[TIMES[0], 1.0, 2.0]], columns=["time", "temperature [°C]", "temperature [°C]"])
ODD = [
    (None, "found None"),
    (3, "a value of type int (3)"),
    (b"time,temperature", "a value of type bytes"),
    ({"time": 3, "temperature": 4}, "columns, column time: found a value of type int, expected a column"),
    ({"a": 1}, "a value of type int"),
    ({1: "tank.csv"}, "readings[1]"),
    ({"frozen": [1.0, 2.0]}, "readings['frozen']"),
    ((one for one in [TABLE]), "a value of type generator"),
    (np.zeros(3), "a value of type ndarray"),
    (np.zeros(2, [("time", "f8")]), "a value of type ndarray"),
    (group, "a value of type DataFrameGroupBy"),
    (pd.DataFrame, "the class DataFrame"),
    (pd.Series([1.0]), "a Series whose index holds no times"),
    (pd.Series([1.0], pd.Index(["a"]), name="temperature [°C]"), "'a'"),
    (pd.Series([], dtype=float), "a Series without a value"),
    (pd.Series(VALUES, INDEX), "no unit"),
    (pd.Series(VALUES, INDEX, name="humidity"), "the headings 'time', 'humidity'"),
    (
        pd.Series(VALUES, INDEX, name="TANK"),
        "(missing: temperature). Fix: rename the columns, or state which is which: columns={",
    ),
    (
        pd.DataFrame({"a": [1.0]}),
        "columns={'HEADING': 'time', 'HEADING': 'temperature'}, or in the site profile's [columns]",
    ),
    (pd.DataFrame(), "no columns"),
    (pd.DataFrame({"a": []}), "the headings 'a'"),
    ([[TABLE]], "found list"),
    ([TABLE, TABLE], "the same table twice"),
    (pa.array([1]), "no table of Arrow"),
    (closed, "a closed file"),
    (moved, "position"),
    (io.StringIO, "the class StringIO"),
    (Silent(), "a file that gives NoneType"),
    (Broken(), "a file that cannot be read (RuntimeError: the line is gone)"),
    (io.BytesIO(), "an open file that holds nothing"),
    (io.StringIO("time,temperature [°C]\nx,\ud800\n"), "no text in the encoding"),
    (TABLE.set_index(["time", TABLE.index]), "rows that are labelled in several levels"),
    (TABLE.T.set_index([[0, 1], [0, 1]]).T, "columns that are labelled in several levels"),
    (TWICE, "the column 'temperature [°C]' twice"),
    (pd.DataFrame(np.zeros((1, 1001))), "1001 columns"),
    (TABLE.rename(columns={"temperature [°C]": "temperature"}), "DataFrame, row 0, column temperature: found no unit"),
    (TABLE.assign(time=LOCAL), "without a zone"),
    (TABLE.assign(time=[pd.NaT, *INDEX[1:]]), "DataFrame, row 0, column time: found no time"),
    (TABLE.assign(time=pd.PeriodIndex(LOCAL, freq="min")), "a value of type Period, and 2 more"),
    (TABLE.assign(time=INDEX - INDEX[0]), "a value of type Timedelta"),
    (TABLE.assign(**{"temperature [°C]": [[1], b"x", {}]}), "a value of type list"),
    (TABLE.assign(**{"temperature [°C]": [np.inf, 1, 2]}), "fault"),
    (TABLE.assign(**{"temperature [°C]": [True, False, True]}), "'True'"),
    (TABLE.assign(time=INDEX[[0, 2, 1]]), "clock"),
    (TABLE.assign(time=INDEX[[0, 0, 1]], **{"temperature [°C]": [1.0, 2.0, 3.0]}), "rows 0 and 1"),
    (TABLE.assign(time=INDEX.as_unit("ns") + pd.Timedelta(1, "ns")), "at most six digits of a second"),
    ({"time": TIMES, "temperature [°C]": [1.0]}, "columns of 1 and 3 rows"),
    ({"time": TABLE["time"], "temperature [°C]": TABLE["temperature [°C]"].iloc[::-1]}, "Series of different labels"),
    ({"time": TIMES, "temperature": Q(np.array(VALUES), "meter")}, "quantities in meter"),
    ({"time": TIMES, "temperature": Q(np.array(VALUES), "delta_degC")}, "quantities in delta_degree_Celsius"),
    ({"time": TIMES, "temperature": Q(4.5, "degC")}, "expected a column"),
    ({"time": TIMES, "temperature [°F]": Q(np.array(VALUES), "degC")}, "one unit"),
    (
        pd.DataFrame({"time": TIMES, "temperature": [Q(4, "degC"), 5, 6]}),
        "without a unit beside quantities, and 1 more",
    ),
    (pd.DataFrame({"time": TIMES, "temperature": [Q(4, "degC"), Q(5, "degF"), None]}), "the units degree_Celsius and"),
    (pd.DataFrame({"time": TIMES[:2], "temperature": [Q([4, 5], "degC"), Q(5, "degC")]}), "no one number"),
]


@pytest.mark.parametrize("number", range(len(ODD)))
def test_refused_in_our_words(number):
    source, words = ODD[number]
    if words == "fault":
        assert np.isnan(read_readings(source).temperature_degC[0])
        return
    assert words in refusal(source() if isinstance(source, FunctionType) else source)[1]


LABELS = [
    (pd.Index(["a", "b", "c"]), "row 'b'"),
    (pd.Index([10, 20, 30]), "row 20"),
    (pd.RangeIndex(5, 8), "row 6"),
    (pd.Index([3, 3, 3]), "row 3"),
    (INDEX, "row '2026-11-10 08:05:00+00:00'"),
    (pd.Index([1.5, 2.5, 3.5]), "row '2.5'"),
]


@pytest.mark.parametrize(("labels", "place"), LABELS)
def test_rows_are_called_by_the_labels_of_their_table(labels, place):
    frame = pd.DataFrame({"time": [TIMES[0], "soon", TIMES[2]], "temperature [°C]": VALUES}, labels)
    assert f"DataFrame, {place}, column time: found 'soon'" in refusal(frame)[1]
    events = pd.DataFrame({"therapy_id": "T1", "event": ["opened", "thaw_end", "opened"], "time": frame["time"]})
    assert f"DataFrame, {place}, column time: found 'soon'" in refusal(events, read_events)[1]


def test_rows_are_called_by_their_own_labels_in_a_part():
    assert [str(one) for one in row_numbers(pd.Index(["a", "b", "c"]))[1:]] == ["'b'", "'c'"]


def test_faults_of_labelled_rows_are_one_with_a_count():
    frame = pd.DataFrame({"time": [None, None, None], "temperature [°C]": VALUES}, ["a", "b", "c"])
    (line,) = refusal(frame)[1].splitlines()
    assert line.endswith("And 2 more of this kind: row 'b', row 'c'.")


def test_a_local_time_that_occurs_twice_is_refused():
    frame = pd.DataFrame(
        {"time": pd.to_datetime(["2026-10-25 02:30", "2026-10-25 12:30"]), "temperature [°C]": [4.0, 5.0]}
    )
    assert "occurred twice in Europe/Stockholm" in refusal(frame, tz="Europe/Stockholm")[1]
    assert len(read_readings(frame, tz="+01:00")) == 2


def test_loggers_units_and_columns_as_stated():
    frame = TABLE.rename(columns={"temperature [°C]": "Probe"}).assign(logger_id=["A", "A", "B"], note="x")
    log = read_readings(frame, columns={"Probe": "temperature", "note": "ignore"}, unit="C")
    assert log.loggers == ("A", "B")
    assert "the unit °C is stated by the caller" in log.provenance[0].assumptions
    assert read_readings(TABLE.assign(logger_id=["A", None, "A"])).loggers == ("A", "DataFrame")
    named = read_readings(pd.Series([4.5], INDEX[:1], name="Probe"), columns={"Probe": "temperature"}, unit="C")
    assert named.loggers == ("Series",)
    site = Site(columns={"Probe": "temperature"})
    assert len(read_readings(TABLE.rename(columns={"temperature [°C]": "Probe"}), site=site, unit="C")) == 3


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"dialect": "Elitech"}, "no family's signs"),
        ({"heading_row": 3}, "a heading row stated of a table in memory"),
        ({"unit": "F"}, "stated by the caller"),
        ({"name": ""}, "give a text"),
        ({"name": 3}, "give a text"),
        ({"columns": {"Probe": "temperature"}}, "no column 'Probe'"),
        ({"time_format": "dd.mm.yyyy hh:mm"}, "as stated"),
    ],
)
def test_answers_that_a_table_disproves(options, words):
    assert words in refusal(TABLE, **options)[1]


def test_a_name_is_for_what_is_in_memory(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(CSV, "utf-8")
    assert refusal(path, name="tank")[0] == "UsageError"
    events = tmp_path / "events.csv"
    events.write_text("therapy_id,event,time\nT1,thaw_end,2026-11-10T10:00Z\n", "utf-8")
    assert refusal(events, read_events, name="ward")[0] == "UsageError"


def test_lists_and_phases(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(CSV, "utf-8")
    with path.open("rb") as file:
        log = read_readings({"frozen": TABLE, "post-thaw": [ARROW, io.StringIO(CSV)], "everywhere": path})
        places = [(place.logger, place.codes, place.everywhere) for place in log.places]
        assert places == [
            ("log.csv", (), True),
            ("DataFrame", ("frozen",), False),
            ("Table", ("post-thaw",), False),
            ("StringIO", ("post-thaw",), False),
        ]
        assert read_readings([TABLE, TABLE.copy()]).loggers == ("DataFrame 1", "DataFrame 2")
        assert read_readings([TABLE, TABLE.copy()], name="ward").loggers == ("ward 1", "ward 2")
        assert read_readings(file).loggers == ("log.csv",)
        assert read_readings(file).provenance[0].sha256 == read_readings(path).provenance[0].sha256
    both = read_readings({"frozen": TABLE, "post-thaw": TABLE})
    assert [place.codes for place in both.places] == [("frozen", "post-thaw")]


@pytest.mark.parametrize(
    ("data", "encoding", "words"),
    [
        (CSV.encode(), "utf-8", ""),
        (CSV.encode("cp1252"), "cp1252", ""),
        (CSV.encode("utf-16-le"), "utf-16-le", ""),
        (b"\xef\xbb\xbf" + CSV.encode(), "utf-8", ""),
        (CSV.encode(), "cp1252", "text that was opened as cp1252, and that is utf-8"),
        (CSV.encode("cp1252"), "utf-8", "no text in the encoding that it was opened with"),
        (CSV.encode("utf-16"), "latin-1", "text that was opened as latin-1, and that is utf-16"),
    ],
)
def test_text_files_and_their_encoding(data, encoding, words, tmp_path):
    path = Path(tmp_path, "log.csv")
    path.write_bytes(data)
    with path.open(encoding=encoding) as file:
        if words:
            assert words in refusal(file)[1]
        else:
            assert seen(read_readings(file)) == seen(read_readings(file)) == EXPECTED
    with path.open(encoding="utf-8", errors="replace") as file:
        assert "errors='replace'" in refusal(file)[1]


def test_a_workbook_or_parquet_opened_as_text_is_what_it_is(tmp_path):
    path = tmp_path / "log.parquet"
    TABLE.to_parquet(path)
    with path.open(encoding="latin-1") as file:
        assert seen(read_readings(file)) == EXPECTED
    with path.open("rb") as file:
        assert seen(read_readings(file)) == EXPECTED


def test_an_open_file_is_no_larger_than_files_are():
    from atmp_logistics.core.size_limit import size_limit

    with size_limit(0.0001):
        assert "at most 100 bytes" in refusal(io.StringIO(CSV * 10))[1]


EVENTS = pd.DataFrame({"therapy_id": ["T1", "T1"], "event": ["thaw_start", "thaw_end"], "time": TIMES[:2]})
EVENTS_CSV = "therapy_id,event,time\nT1,thaw_start,2026-11-10T08:00Z\nT1,thaw_end,2026-11-10T08:05Z\n"


@pytest.mark.parametrize(
    "source",
    [
        EVENTS,
        EVENTS.set_index("time"),
        EVENTS.set_index("therapy_id"),
        EVENTS.drop(columns="time").set_index(INDEX[:2]),
        EVENTS.to_dict("list"),
        EVENTS.to_dict("series"),
        pa.Table.from_pandas(EVENTS),
        Arrow(pa.Table.from_pandas(EVENTS)),
        EVENTS.astype("category"),
        EVENTS.convert_dtypes(dtype_backend="pyarrow"),
        [EVENTS],
    ],
)
def test_events_in_memory(source):
    for each in (source, io.StringIO(EVENTS_CSV), io.BytesIO(EVENTS_CSV.encode())):
        log = read_events(each)
        assert log.table["event"].tolist() == ["thaw_start", "thaw_end"]
        assert log.table["time"].tolist() == EXPECTED[0][:2]
        assert len(log.provenance.sha256) == 64
    assert read_events(source, name="ward").provenance.name == "ward"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (None, "found None"),
        ([], "no file"),
        (pd.Series(["thaw_end"]), "a Series"),
        ([[EVENTS]], "a list"),
        ([EVENTS, EVENTS], "the same table twice"),
        (EVENTS.assign(container_id=[1.0, np.nan]), "a floating number"),
        (EVENTS.assign(container_id=[b"B1", "B1"]), "a value of type bytes"),
        (iter([EVENTS]), "a value of type list_iterator"),
        (EVENTS.set_index(["therapy_id", "event"]), "labelled in several levels"),
        ({"therapy_id": "T1"}, "column therapy_id: found a value of type str"),
        (pd.DataFrame({"therapy_id": [], "event": []}), "no column time"),
    ],
)
def test_events_refused(source, words):
    assert words in refusal(source, read_events)[1]


def test_a_file_stays_open_for_the_next(tmp_path):
    path = tmp_path / "events.csv"
    path.write_text(EVENTS_CSV, "utf-8")
    with path.open(encoding="utf-8") as file:
        log = read_events([file, io.StringIO("therapy_id,event,time\nT1,opened,2026-11-10T08:06Z\n")])
        assert [source.name for source in log.sources] == ["StringIO", "events.csv"]
        assert file.tell() == 0
    assert refusal([io.StringIO("x"), io.StringIO(), None], read_events)[1].count("found") == 2


def test_streams_take_files():
    from atmp_logistics.assessment.streaming.assess_files import assess_files

    with pytest.raises(UsageError, match="what is in memory is read by read_readings"):
        assess_files(EVENTS, TABLE, "kymriah-eu")


KINDS = ["datetime64[us, UTC]", "datetime64[ns, Europe/Stockholm]", "datetime64[ms]", "datetime64[s, UTC]"]


@st.composite
def tables(draw):
    count = draw(st.integers(1, 6))
    minutes = sorted(draw(st.lists(st.integers(0, 90), min_size=count, max_size=count, unique=draw(st.booleans()))))
    kind = draw(st.sampled_from(KINDS))
    start = pd.Timestamp("2026-11-10T08:00Z")
    times = pd.Series([start + pd.Timedelta(minutes=minute) for minute in minutes])
    times = times.dt.tz_localize(None).astype(kind) if "," not in kind else times.astype(kind)
    values = draw(st.lists(st.sampled_from([4.4, 46.4, np.nan, 8.0, 900.0]), min_size=count, max_size=count))
    heading = draw(st.sampled_from(["temperature [°C]", "temperature_degF", "temperature", "temp"]))
    frame = pd.DataFrame({"time": times, heading: np.array(values, draw(st.sampled_from(["f8", "f4"])))})
    if draw(st.booleans()):
        frame["logger_id"] = draw(st.lists(st.sampled_from(["A", "B", "", "B "]), min_size=count, max_size=count))
    return frame, {
        "tz": draw(st.sampled_from([None, "+01:00", "Europe/Stockholm"])),
        "unit": draw(st.sampled_from([None, "C"])),
    }


@settings(deadline=None, max_examples=draws(150))
@given(tables())
def test_plain_tables_are_read_as_they_are_cell_by_cell(drawn):
    frame, options = drawn

    def read():
        try:
            log = read_readings(frame, **options)
        except InputError as error:
            return str(error)
        return log.loggers, seen(log), log.logger.tolist(), log.provenance

    plain = read()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fast_parquet, "read_plain_frame", lambda *_: None)
        assert plain == read()


@settings(deadline=None, max_examples=draws(100))
@given(tables())
def test_a_table_is_read_as_the_file_that_it_is_written_to(drawn):
    frame, options = drawn

    def read(source):
        try:
            return seen(read_readings(source, **options))
        except AtmpError as error:
            return type(error)

    text = io.BytesIO()
    frame.to_csv(text, index=False, date_format="%Y-%m-%dT%H:%M:%S%z")
    text.seek(0)
    assert read(frame) == read(text)


def test_not_a_table_is_said_of_all_its_columns():
    with pytest.raises(NotATable) as error:
        read_readings({"time": 3, "temperature": 4})
    assert len(error.value.faults) == 2


def test_no_two_open_files_go_by_one_name_since_by_it_a_logger_is_told_from_others(tmp_path):
    (tmp_path / "log.csv").write_text(CSV, "utf-8")
    later = CSV.replace("2026-11-10", "2026-11-12")
    log = read_readings({"frozen": io.StringIO(CSV), "post-thaw": io.StringIO(later)})
    assert [(place.logger, place.codes) for place in log.places] == [
        ("StringIO 1", ("frozen",)),
        ("StringIO 2", ("post-thaw",)),
    ]
    with (tmp_path / "log.csv").open("rb") as file:
        assert read_readings([io.BytesIO(later.encode()), file]).loggers == ("BytesIO", "log.csv")
    with (tmp_path / "log.csv").open("rb") as file:
        assert len(read_readings([tmp_path / "log.csv", file, later_table(later)]).loggers) == 3


def later_table(text):
    return pd.read_csv(io.StringIO(text))


def test_open_files_of_events_of_one_name_are_told_apart():
    more = io.StringIO("therapy_id,event,time\nT1,opened,2026-11-10T08:06Z\n")
    log = read_events([io.StringIO(EVENTS_CSV), more])
    assert sorted(source.name for source in log.sources) == ["StringIO 1", "StringIO 2"]


@pytest.mark.parametrize("column", ["therapy_id", "container_id", "event", "time", "note"])
@pytest.mark.parametrize("kind", [object, "string[python]"])
def test_a_text_with_half_a_sign_is_refused_and_no_traceback(column, kind):
    row = {"therapy_id": "T1", "container_id": "B1", "event": "thaw_end", "time": "2026-11-10T08:00Z", "note": "é"}
    table = pd.DataFrame([row, row | {"container_id": "B2"}], dtype=object)
    assert len(read_events(table)) == 2
    table[column] = table[column] + pd.Series(["", "\udcff"], dtype=object)
    words = refusal(table.astype({column: kind}), read_events)[1]
    assert words.startswith(f"DataFrame, row 1, column {column}: found a text with half a sign")
    names = pd.Index([*[*row][:-1], "n\ud800"], dtype=object)
    assert "half a sign" in refusal(table.set_axis(names, axis=1), read_events)[1]


@pytest.mark.parametrize("source", [TABLE, io.StringIO(CSV)])
def test_a_name_with_half_a_sign_is_refused(source):
    assert "half a sign" in refusal(source, name="a\ud800")[1]
