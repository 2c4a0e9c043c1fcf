"""Everyone who checks the times of events, at the same work: twelve clocks in each of many therapies.

For each clock: how many therapies broke its limits, of those whose two events were logged. The order of the rows is
nobody's help: neighbouring therapies are mixed.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from bench_clock import Candidate, Found, judged_by_process, reading_process
from bench_data import EVENTS, PLACE, WINDOWS, Therapies, Window, write_therapies
from bench_ours import PRODUCTS, clocks, judge_therapies, ready_events, therapies_found, wide

from atmp_logistics import read_events

READ, CHECK, COPY, WHOLE = "read the events", "check the clocks", "copy the events", "whole process, events"
ANCHOR, COPIED = "pyarrow.csv, 1 thread", "memcpy: therapy, event and time"


class EventCase:
    """One event log in every form that a candidate wants; each is made before the clock starts."""

    def __init__(self, therapies: Therapies, folder: Path) -> None:
        self.therapies, self.csv = therapies, folder / "events.csv"
        write_therapies(therapies, self.csv)
        self.columns = therapies.case, therapies.event, therapies.time_s
        self.buffers = tuple(np.zeros_like(column) for column in self.columns)

    def __len__(self) -> int:
        return self.therapies.count

    def validate(self) -> list[str]:
        """Return the arguments of our command on this file."""
        ours = ["--product", "bench-chain", "--catalogue", str(PRODUCTS)]
        return ["-m", "atmp_logistics", "validate", str(self.csv), *ours]

    @cached_property
    def arrow(self) -> Any:
        """An Arrow table as the reader gives it."""
        return _read(self)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """A DataFrame with therapy_id, event and time."""
        return self.arrow.to_pandas().astype({"event": "str"})

    @cached_property
    def polars(self) -> Any:
        """A polars frame."""
        import polars as pl

        return pl.from_arrow(self.arrow)

    @cached_property
    def ours(self) -> Any:
        """Our own record."""
        return ready_events(self.therapies)


def _read(case: EventCase, *, threads: bool = False) -> Any:
    import pyarrow as pa
    from pyarrow import csv

    kinds = {
        "therapy_id": pa.string(),
        "event": pa.dictionary(pa.int32(), pa.string()),
        "time": pa.timestamp("s", "UTC"),
    }
    how = csv.ReadOptions(use_threads=threads)
    return csv.read_csv(case.csv, read_options=how, convert_options=csv.ConvertOptions(column_types=kinds))


def read_anchor(case: EventCase, *, threads: bool = False) -> Found:
    """Read the file with the fastest CSV reader there is, types stated."""
    return {"rows": _read(case, threads=threads).num_rows}


def _read_pandas(case: EventCase) -> Found:
    return {"rows": len(pd.read_csv(case.csv, parse_dates=["time"]))}


def _read_ours(case: EventCase) -> Found:
    return {"rows": len(read_events(case.csv))}


def _counts(broken: Any) -> Found:
    return {window.code: int(count) for window, count in zip(WINDOWS, broken, strict=True)}


def _bound(case: EventCase) -> Found:
    """Scatter dictionary codes into a table of therapies and events, and subtract columns. The reference."""
    whose = case.arrow["therapy_id"].dictionary_encode().combine_chunks()
    event = case.arrow.select(["event"]).unify_dictionaries()["event"].combine_chunks()
    place = np.array([PLACE[name] for name in event.dictionary.to_pylist()])
    none, count = np.iinfo(np.int64).min, len(whose.dictionary)
    out = np.full((len(EVENTS), count), none)
    out[place[event.indices.to_numpy()], whose.indices.to_numpy()] = case.arrow["time"].cast("int64").to_numpy()
    return _counts(_broken(out[PLACE[w.starts]], out[PLACE[w.ends]], w, none) for w in WINDOWS)


def _broken(start: np.ndarray, end: np.ndarray, window: Window, none: int) -> int:
    took = end - start
    known = (start != none) & (end != none)
    return int(np.count_nonzero(known & ((took < window.at_least_s) | (took > window.at_most_s))))


def _pandas(case: EventCase) -> Found:
    table = case.frame.pivot_table(index="therapy_id", columns="event", values="time", aggfunc="first")
    return _of_frame(table)


def _pandas_pivot(case: EventCase) -> Found:
    return _of_frame(case.frame.pivot(index="therapy_id", columns="event", values="time"))  # noqa: PD010  the idiom


def _of_frame(table: pd.DataFrame) -> Found:
    took = [(table[window.ends] - table[window.starts]).dt.total_seconds() for window in WINDOWS]
    pairs = zip(took, WINDOWS, strict=True)
    return _counts(((each < window.at_least_s) | (each > window.at_most_s)).sum() for each, window in pairs)


def _polars(case: EventCase) -> Found:
    import polars as pl

    table = case.polars.with_columns(pl.col("event").cast(pl.String)).pivot(  # noqa: PD010  no pandas
        on="event", index="therapy_id", values="time", aggregate_function="first"
    )
    took = [(pl.col(window.ends) - pl.col(window.starts)).dt.total_seconds() for window in WINDOWS]
    pairs = zip(took, WINDOWS, strict=True)
    broken = [((each < w.at_least_s) | (each > w.at_most_s)).sum().alias(w.code) for each, w in pairs]
    return {name: int(count) for name, count in table.select(broken).row(0, named=True).items()}


def _duckdb(case: EventCase) -> Found:
    import duckdb

    base = duckdb.connect()
    base.register("log", case.arrow)
    times = ", ".join(f"max(epoch(time)) filter (event = '{event}') {event}" for event in EVENTS)
    broken = ", ".join(
        f"count(*) filter ({w.ends} - {w.starts} not between {w.at_least_s} and {w.at_most_s})" for w in WINDOWS
    )
    therapies = f"select therapy_id, {times} from log group by 1"  # noqa: S608  our own names
    return _counts(base.execute(f"select {broken} from ({therapies})").fetchone())  # noqa: S608


def _pm4py(case: EventCase) -> Found:
    import pm4py

    log = pm4py.format_dataframe(case.frame.copy(), case_id="therapy_id", activity_key="event", timestamp_key="time")
    middle = {(w.starts, w.ends): ((w.at_least_s + w.at_most_s) / 2, (w.at_most_s - w.at_least_s) / 2) for w in WINDOWS}
    place = {(window.starts, window.ends): i for i, window in enumerate(WINDOWS)}
    broken = [0] * len(WINDOWS)
    for deviations in pm4py.conformance_temporal_profile(log, middle, zeta=1.0):
        for starts, ends, *_ in deviations:
            broken[place[starts, ends]] += 1
    return _counts(broken)


def _ours_found(case: EventCase, result: Any) -> Found:
    """Count what we say surely deviates, where a plain subtraction decides as well: both events, no contradiction."""
    deviates, sound, number = therapies_found(result)
    known, broken = clocks(wide(case.therapies)[number])
    comparable = known & sound[:, None]
    if not np.array_equal(deviates & comparable, broken & comparable):
        raise AssertionError("our clocks and the plain subtraction disagree on a sound record")
    return _counts(deviates.sum(axis=0)) | {
        "of records that contradict themselves": int((broken & ~sound[:, None]).sum()),
        "though an end was not logged": int((deviates & ~known).sum()),
    }


def _copy(case: EventCase) -> None:
    for buffer, column in zip(case.buffers, case.columns, strict=True):
        np.copyto(buffer, column)


#: Checked clock by clock where both decide; the sums differ by just these two counts.
_MORE = (
    "a record that contradicts itself (an infusion before its thaw) decides nothing and is open, not late; and where "
    "an end was not logged the order of nature may still prove a clock broken"
)
_ORDER = "looks only at pairs in this order: an end before its start, or with it, is not seen"


def candidates() -> list[Candidate]:
    """Return everyone, readers first."""
    every = {window.code: _MORE for window in WINDOWS}
    return [
        Candidate(READ, ANCHOR, read_anchor),
        Candidate(READ, "pyarrow.csv, its threads", lambda case: read_anchor(case, threads=True)),
        Candidate(READ, "pandas, C engine", _read_pandas),
        Candidate(READ, "ours: read_events", _read_ours),
        Candidate(COPY, COPIED, _copy),
        Candidate(CHECK, "numpy bound (the reference)", _bound, ready=lambda case: case.arrow),
        Candidate(
            CHECK, "ours: assess", lambda case: judge_therapies(case.ours), ready=lambda case: case.ours,
            found=_ours_found, differs=every,
        ),
        Candidate(CHECK, "pandas, pivot", _pandas_pivot, ready=lambda case: case.frame),
        Candidate(CHECK, "pandas, pivot_table", _pandas, ready=lambda case: case.frame),
        Candidate(CHECK, "polars", _polars, needs="polars", ready=lambda case: case.polars),
        Candidate(CHECK, "duckdb", _duckdb, needs="duckdb", ready=lambda case: case.arrow),
        Candidate(
            CHECK, "pm4py, temporal profile", _pm4py, needs="pm4py", ready=lambda case: case.frame,
            differs={window.code: _ORDER for window in WINDOWS},
        ),
        Candidate(WHOLE, "pandas and pyarrow imported, the file read", lambda case: reading_process(case.csv)),
        Candidate(WHOLE, "ours: validate", lambda case: judged_by_process(case.validate())),
    ]  # fmt: skip
