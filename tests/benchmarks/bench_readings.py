"""Everyone who checks a logged temperature, at the same work: a range, long excursions, gaps, cells without a reading.

The work, for each of many loggers: which readings are outside 2 to 8 °C; how many excursions last longer than 30
minutes, from where the line between two readings crosses the range to where it comes back; how many gaps are longer
than 5 minutes; which loggers deviate (an excursion too long), are open (a gap) and conform. A row without a temperature
is no reading. Letters say what a candidate delivers: R readings out of range, D excursions by their duration, C the
time outside, G gaps, M a missing reading is not in range, V three verdicts.
"""

from __future__ import annotations

import json
import logging
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from bench_clock import Candidate, Found, judged_by_process, reading_process
from bench_data import LONG_S, LOWER_DEGC, MAX_GAP_S, SECOND, STEP_S, UPPER_DEGC, Log, storage_events, write_log
from bench_ours import PRODUCTS, SITE_FILE, judge_log, listed, log_found, product, ready_readings, stored

from atmp_logistics import read_readings

READ, CHECK, COPY, WHOLE = "read the log", "check the log", "copy the log", "whole process, log"
ANCHOR, COPIED = "pyarrow.csv, 1 thread", "memcpy: time and temperature"
LONG_MIN = LONG_S / 60
PIECE = 50_000
ALL = "RDCGMV"
KINDS = {"logger_id": "str", "temperature [°C]": "float64"}


class LogCase:
    """One log in every form that a candidate wants; each is made before the clock starts."""

    def __init__(self, log: Log, folder: Path) -> None:
        self.log, self.csv, self.events = log, folder / "log.csv", folder / "events.csv"
        self.site = folder / "site.toml"
        write_log(log, self.csv)
        storage_events(log).to_csv(self.events, index=False)
        self.site.write_text(SITE_FILE, "utf-8")
        self.buffers = np.zeros_like(log.time_us), np.zeros_like(log.value)

    def __len__(self) -> int:
        return len(self.log)

    def validate(self, slug: str = "bench-cold") -> list[str]:
        """Return the arguments of our command on these files."""
        files = [str(self.events), "--readings", str(self.csv), "--site", str(self.site)]
        return ["-m", "atmp_logistics", "validate", *files, "--product", slug, "--catalogue", str(PRODUCTS)]

    @cached_property
    def frame(self) -> pd.DataFrame:
        """A DataFrame with logger (categorical), time (UTC) and value."""
        return self.log.frame()

    @cached_property
    def text_frame(self) -> pd.DataFrame:
        """The same with the loggers' names as text."""
        return self.frame.assign(logger=self.frame["logger"].astype(str))

    @cached_property
    def ours(self) -> tuple[Any, Any]:
        """Our own records."""
        return stored(self.log), ready_readings(self.log)

    @cached_property
    def polars(self) -> Any:
        """A polars frame."""
        import polars as pl

        time = self.log.time_us.astype("datetime64[us]")
        return pl.DataFrame({"logger": self.log.logger, "time": time, "value": self.log.value})

    @cached_property
    def arrow(self) -> Any:
        """An Arrow table."""
        import pyarrow as pa

        time = pa.array(self.log.time_us, pa.timestamp("us", "UTC"))
        return pa.table({"logger": self.log.logger, "time": time, "value": self.log.value})

    @cached_property
    def parts(self) -> list[slice]:
        """Where each logger's readings are."""
        return [slice(begin, end) for begin, end in pairwise(self.log.bounds.tolist())]

    @cached_property
    def texts(self) -> list[str]:
        """Each logger's readings as the text of a CSV."""
        times = np.datetime_as_string(self.log.time_us.astype("datetime64[us]"), unit="s")
        rows = [f"{at}Z,{value}" for at, value in zip(times, self.log.value.tolist(), strict=True)]
        return ["timestamp,value\n" + "\n".join(rows[part]) for part in self.parts]


# ---------------------------------------------------------------------------------------------- reading


def read_anchor(case: LogCase, *, threads: bool = False) -> Found:
    """Read the file with the fastest CSV reader there is, types stated."""
    import pyarrow as pa
    from pyarrow import csv

    kinds = {
        "logger_id": pa.dictionary(pa.int32(), pa.string()),
        "time": pa.timestamp("us", "UTC"),
        "temperature [°C]": pa.float64(),
    }
    how = csv.ReadOptions(use_threads=threads)
    table = csv.read_csv(case.csv, read_options=how, convert_options=csv.ConvertOptions(column_types=kinds))
    return {"rows": table.num_rows}


def _read_pandas(case: LogCase, **how: Any) -> Found:
    return {"rows": len(pd.read_csv(case.csv, parse_dates=["time"], **how))}


def _read_polars(case: LogCase) -> Found:
    import polars as pl

    time = pl.col("time").str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_zone="UTC", time_unit="us")
    kinds = {"logger_id": pl.String, "time": pl.String, "temperature [°C]": pl.Float64}
    return {"rows": pl.read_csv(case.csv, schema=kinds).with_columns(time).height}


def _read_duckdb(case: LogCase) -> Found:
    import duckdb

    kinds = "{'logger_id': 'VARCHAR', 'time': 'TIMESTAMPTZ', 'temperature [°C]': 'DOUBLE'}"
    query = f"select * from read_csv('{case.csv}', columns={kinds}, header=true)"  # noqa: S608  our own file
    return {"rows": duckdb.connect().execute(query).to_arrow_table().num_rows}


def _read_ours(case: LogCase) -> Found:
    return {"rows": len(read_readings(case.csv))}


# ---------------------------------------------------------------------------------------------- checking


def bound(log: Log) -> Found:
    """Do the work in numpy over sorted columns, a piece that stays near the processor at a time. The reference."""
    count, bounds = len(log.names), log.bounds
    long, gaps, out, warm_us = np.zeros(count, np.int64), np.zeros(count, np.int64), 0, 0.0
    begins = np.unique(np.searchsorted(bounds[:-1], np.arange(0, bounds[-2] + 1, PIECE)))
    for begin, end in zip(bounds[begins], bounds[np.append(begins[1:], count)], strict=True):
        piece = slice(begin, end)
        found = _bound(log.logger[piece], log.time_us[piece], log.value[piece])
        out, warm_us = out + found[0], warm_us + found[3]
        long += np.bincount(found[1], minlength=count)
        gaps += np.bincount(found[2], minlength=count)
    return _summary(out, long, gaps, warm_us / SECOND / 60)


def _bound(logger: np.ndarray, time: np.ndarray, value: np.ndarray) -> tuple[int, np.ndarray, np.ndarray, float]:
    """Return how many readings are out, whose the long excursions and whose the gaps are, and the time too warm."""
    here = ~np.isnan(value)
    logger, time, value = logger[here], time[here], value[here]
    same = logger[1:] == logger[:-1]
    joined = same & (np.diff(time) <= MAX_GAP_S * SECOND)
    warm = value > UPPER_DEGC
    side = warm.view(np.int8) - (value < LOWER_DEGC).view(np.int8)
    turns = np.flatnonzero((side[1:] != side[:-1]) | ~joined) + 1
    first, last = np.append(0, turns), np.append(turns, len(value)) - 1
    out = side[first] != 0
    first, last = first[out], last[out]
    edge = np.where(warm[first], UPPER_DEGC, LOWER_DEGC)
    start = _crossed(time, value, first, first - 1, edge, (first > 0) & joined[first - 1])
    after = np.minimum(last + 1, len(value) - 1)
    end = _crossed(time, value, last, after, edge, (last < after) & joined[np.minimum(last, len(joined) - 1)])
    took = np.round(end) - np.round(start)
    gaps = logger[1:][same & ~joined]
    return int(np.count_nonzero(side)), logger[first[took > LONG_S * SECOND]], gaps, float(took[warm[first]].sum())


def _crossed(
    time: np.ndarray, value: np.ndarray, inner: np.ndarray, outer: np.ndarray, edge: np.ndarray, linked: np.ndarray
) -> np.ndarray:
    """Return when the line from a reading inside an excursion to its neighbour outside crosses the edge."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (value[inner] - edge) / (value[inner] - value[outer])
        return time[inner] + np.where(linked, (time[outer] - time[inner]) * share, 0.0)


def _summary(out: int, long: np.ndarray, gaps: np.ndarray, warm_min: float) -> Found:
    deviate = int((long > 0).sum())
    still_open = int(((long == 0) & (gaps > 0)).sum())
    return {
        "out": out,
        "excursions": int(long.sum()),
        "gaps": int(gaps.sum()),
        "warm_min": round(float(warm_min), 1),
        "conform": len(long) - deviate - still_open,
        "open": still_open,
        "deviate": deviate,
    }


def _pandas_columns(case: LogCase) -> Found:
    readings = case.frame.dropna(subset="value")
    logger, time, value = readings["logger"].cat.codes, readings["time"], readings["value"]
    same, step = logger.eq(logger.shift()), time.diff()
    gap = same & (step > pd.Timedelta(seconds=MAX_GAP_S))
    side = value.gt(UPPER_DEGC).astype("int8") - value.lt(LOWER_DEGC).astype("int8")
    runs = _pandas_runs(logger, time, value, side, same & ~gap)
    long = runs.loc[runs["took"] > pd.Timedelta(seconds=LONG_S), "logger"].value_counts()
    names = range(len(case.log.names))
    counts = long.reindex(names, fill_value=0), gap.groupby(logger).sum().reindex(names, fill_value=0)
    warm = runs.loc[runs["side"] > 0, "took"].sum().total_seconds() / 60
    return _summary(int(side.ne(0).sum()), counts[0].to_numpy(), counts[1].to_numpy(), warm)


def _pandas_runs(
    logger: pd.Series, time: pd.Series, value: pd.Series, side: pd.Series, joined: pd.Series
) -> pd.DataFrame:
    """Return one row an excursion: its logger, its side and how long it took."""
    turned, out = side.ne(side.shift()), side.ne(0)
    edge = side.gt(0).map({True: UPPER_DEGC, False: LOWER_DEGC})
    into, back = joined & turned & out, (joined & turned).shift(-1, fill_value=False) & out
    before = ((value - edge) / (value - value.shift())).where(into, 0.0)
    after = ((value - edge) / (value - value.shift(-1))).where(back, 0.0)
    number = (turned | ~joined).cumsum()
    start, end = (time - time.diff() * before)[out], (time - time.diff(-1) * after)[out]
    table = pd.DataFrame(
        {"run": number[out], "logger": logger[out], "side": side[out], "start": start, "end": end}
    )  # fmt: skip
    runs = table.groupby("run").agg(
        logger=("logger", "first"), side=("side", "first"), start=("start", "first"), end=("end", "last")
    )
    return runs.assign(took=runs["end"] - runs["start"])


def _pandas_apply(case: LogCase) -> Found:
    """Do it one logger at a time, as scripts do."""

    def one(readings: pd.DataFrame) -> pd.Series:
        known = readings.dropna(subset="value")
        time, value = known["time"], known["value"]
        gap = time.diff() > pd.Timedelta(seconds=MAX_GAP_S)
        joined = ~gap
        joined.iloc[0] = False
        side = value.gt(UPPER_DEGC).astype("int8") - value.lt(LOWER_DEGC).astype("int8")
        runs = _pandas_runs(pd.Series(0, value.index), time, value, side, joined)
        long = int((runs["took"] > pd.Timedelta(seconds=LONG_S)).sum())
        warm = runs.loc[runs["side"] > 0, "took"].sum() / pd.Timedelta(minutes=1)
        return pd.Series({"out": int(side.ne(0).sum()), "long": long, "gaps": int(gap.sum()), "warm": warm})

    each = case.frame.groupby("logger", observed=True).apply(one)
    return _summary(int(each["out"].sum()), each["long"].to_numpy(), each["gaps"].to_numpy(), each["warm"].sum())


def _polars(case: LogCase) -> Found:
    import polars as pl

    value, time = pl.col("value"), pl.col("time").cast(pl.Int64)
    same = pl.col("logger") == pl.col("logger").shift()
    joined = (same & (time.diff() <= MAX_GAP_S * SECOND)).fill_null(value=False)
    side = pl.when(value > UPPER_DEGC).then(1).when(value < LOWER_DEGC).then(-1).otherwise(0)
    edge = pl.when(pl.col("side") > 0).then(UPPER_DEGC).otherwise(LOWER_DEGC)
    before = (value - edge) / (value - value.shift()) * (pl.col("us") - pl.col("us").shift())
    after = (value - edge) / (value - value.shift(-1)) * (pl.col("us").shift(-1) - pl.col("us"))
    table = (
        case.polars.lazy()
        .filter(value.is_not_nan())
        .with_columns(us=time, side=side, joined=joined, gap=(same & ~joined).fill_null(value=False))
        .with_columns(
            run=((pl.col("side") != pl.col("side").shift()) | ~pl.col("joined")).fill_null(value=True).cum_sum(),
            start=pl.col("us") - pl.when("joined").then(before).otherwise(0.0),
            end=pl.col("us") + pl.when(pl.col("joined").shift(-1, fill_value=False)).then(after).otherwise(0.0),
        )
        .collect()
    )
    took = pl.col("end").last().round() - pl.col("start").first().round()
    runs = table.filter(pl.col("side") != 0).group_by("run").agg(pl.col("logger", "side").first(), took=took)
    long = runs.filter(pl.col("took") > LONG_S * SECOND)["logger"].to_numpy()
    gaps = table.filter("gap")["logger"].to_numpy()
    warm = runs.filter(pl.col("side") > 0)["took"].sum() / SECOND / 60
    counts = [np.bincount(column, minlength=len(case.log.names)) for column in (long, gaps)]
    return _summary(int((table["side"] != 0).sum()), *counts, warm)


_SQL = f"""
with known as (
  select logger, value, epoch_us(time) t,
    case when value > {UPPER_DEGC} then 1 when value < {LOWER_DEGC} then -1 else 0 end side
  from log where not isnan(value)),
beside as (
  select *, lag(t) over w t0, lag(value) over w v0, lag(side) over w side0,
    lead(t) over w t1, lead(value) over w v1, lead(side) over w side1
  from known window w as (partition by logger order by t)),
lines as (
  select *, coalesce(t - t0 <= {MAX_GAP_S * SECOND}, false) before,
    coalesce(t1 - t <= {MAX_GAP_S * SECOND}, false) after,
    case when side > 0 then {UPPER_DEGC} else {LOWER_DEGC} end edge from beside),
runs as (
  select *, sum((not before or side <> side0)::int) over (partition by logger order by t) run from lines),
found as (
  select logger, side,
    round(max(case when after then t + (t1 - t) * (value - edge) / (value - v1) else t end)
      filter (not after or side <> side1))
    - round(min(case when before then t - (t - t0) * (value - edge) / (value - v0) else t end)
      filter (not before or side <> side0)) took
  from runs where side <> 0 group by logger, side, run),
each as (
  select logger, count(*) filter (side <> 0) n_out, count(*) filter (not before and t0 is not null) gaps
  from runs group by logger),
long as (
  select logger, count(*) filter (took > {LONG_S * SECOND}) long, sum(took) filter (side > 0) warm
  from found group by logger)
select logger, n_out, gaps, coalesce(long, 0), coalesce(warm, 0) from each left join long using (logger) order by logger
"""  # noqa: S608  our own numbers


def _duckdb(case: LogCase) -> Found:
    import duckdb

    base = duckdb.connect()
    base.register("log", case.arrow)
    _, out, gaps, long, warm = (np.array(column) for column in zip(*base.execute(_SQL).fetchall(), strict=True))
    return _summary(int(out.sum()), long, gaps, float(warm.sum()) / SECOND / 60)


def _pecos(case: LogCase) -> Found:
    import pecos

    logging.disable(logging.CRITICAL)
    excursions, gaps = 0, 0
    for _, own in case.frame.groupby("logger", observed=True):
        monitor = pecos.monitoring.PerformanceMonitoring()
        monitor.add_dataframe(own.set_index("time")[["value"]])
        monitor.check_timestamp(STEP_S)
        monitor.check_missing("value")
        monitor.check_range([LOWER_DEGC, UPPER_DEGC], "value", min_failures=int(LONG_MIN))
        found = monitor.test_results
        excursions += int(found["Error Flag"].str.startswith("Data").sum())
        lost = found["Error Flag"].eq("Missing timestamp") & found["Timesteps"].ge(MAX_GAP_S / STEP_S)
        gaps += int(lost.sum())
    return {"excursions": excursions, "gaps": gaps}


def _ioos(case: LogCase) -> Found:
    from ioos_qc import qartod

    out, gaps = 0, 0
    for part in case.parts:
        flags = qartod.gross_range_test(inp=case.log.value[part], fail_span=(LOWER_DEGC, UPPER_DEGC))
        times = case.log.time_us[part].astype("datetime64[us]")
        out += int((flags == 4).sum())
        gaps += int((qartod.time_gap_test(tinp=times, fail_span=MAX_GAP_S / 3600) == 4).sum())
    return {"out": out, "gaps": gaps}


def _saqc(case: LogCase) -> Found:
    import saqc

    out = 0
    for _, own in case.frame.groupby("logger", observed=True):
        series = own.set_index("time")["value"]
        checked = saqc.SaQC({"value": series}).flagRange("value", min=LOWER_DEGC, max=UPPER_DEGC).flagNAN("value")
        out += int((checked.flags["value"].to_numpy() > 0).sum() - series.isna().sum())
    return {"out": out}


def _pandera(case: LogCase) -> Found:
    import pandera.pandas as pa

    def near(table: pd.DataFrame) -> pd.Series:
        return ~(table.groupby("logger", observed=True)["time"].diff() > pd.Timedelta(seconds=MAX_GAP_S))

    columns = {
        "logger": pa.Column(nullable=False),
        "time": pa.Column(nullable=False),
        "value": pa.Column(float, pa.Check.in_range(LOWER_DEGC, UPPER_DEGC), nullable=False),
    }
    schema = pa.DataFrameSchema(columns, checks=pa.Check(near, name="gap"), unique=["logger", "time"])
    try:
        schema.validate(case.frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        names = error.failure_cases["check"].astype(str)
        gaps = error.failure_cases.loc[names.eq("gap"), "index"].nunique()
        return {"out": int(names.str.startswith("in_range").sum()), "gaps": int(gaps)}
    return {"out": 0, "gaps": 0}


def _tsqc(case: LogCase) -> Found:
    import tsqc

    rules = [tsqc.RangeRule(LOWER_DEGC, UPPER_DEGC), tsqc.NullRule()]
    result = tsqc.check(case.text_frame, time_col="time", tag_col="logger", value_col="value", rules=rules)
    issues, times = result.issue_summary(), result.check_timestamps()
    long = (issues["totalDuration_hours"] > LONG_MIN / 60) & issues["status"].eq("bad")
    gaps = times["issue_type"].astype(str).str.contains("gap") if len(times) else np.zeros(0)
    return {"excursions": int(long.sum()), "gaps": int(gaps.sum())}


def _coldchain(case: LogCase) -> Found:
    from coldchain_mcp.server import detect_threshold_breaches

    limits = {"min_temp": LOWER_DEGC, "max_temp": UPPER_DEGC, "min_duration_minutes": LONG_MIN}
    found = [json.loads(detect_threshold_breaches(text, **limits)) for text in case.texts]
    return {"excursions": sum(one["breach_count"] for one in found)}


def _judged(slug: str) -> Any:
    def run(case: LogCase) -> Any:
        return judge_log(*case.ours, product(slug))

    return run


def _judged_and_listed(case: LogCase) -> Any:
    result = judge_log(*case.ours, product("bench-cold"))
    return result, listed(result)


def _listed_found(case: LogCase, answer: Any) -> Found:
    del case
    result, each = answer
    return log_found(result) | {"excursions": sum(long for long, _ in each), "gaps": sum(gaps for _, gaps in each)}


def _copy(case: LogCase) -> None:
    np.copyto(case.buffers[0], case.log.time_us)
    np.copyto(case.buffers[1], case.log.value)


def _as_judged(case: LogCase, answer: Any) -> Found:
    del case
    return log_found(answer)


_STRICT = "its label permits no excursion at all: a door opening deviates"
_SAMPLES = "counts samples instead of time, and starts at the first reading outside"
_ISSUES = "rounds to 0.1 h, reaches over gaps and cells without a temperature"
_SPAN = "from the first to the last reading outside; reaches over gaps"


def candidates() -> list[Candidate]:
    """Return everyone, readers first."""
    return [
        Candidate(READ, ANCHOR, read_anchor),
        Candidate(READ, "pyarrow.csv, its threads", lambda case: read_anchor(case, threads=True)),
        Candidate(READ, "pandas, C engine", _read_pandas),
        Candidate(READ, "pandas, pyarrow engine", lambda case: _read_pandas(case, engine="pyarrow")),
        Candidate(READ, "polars", _read_polars, needs="polars"),
        Candidate(READ, "duckdb", _read_duckdb, needs="duckdb"),
        Candidate(READ, "ours: read_readings", _read_ours, ALL),
        Candidate(COPY, COPIED, _copy),
        Candidate(CHECK, "numpy bound (the reference)", lambda case: bound(case.log), ALL),
        Candidate(
            CHECK, "ours: assess, a range alone", _judged("bench-plain"), "RGMV", ready=lambda case: case.ours,
            found=_as_judged, differs=dict.fromkeys(("conform", "open", "deviate"), _STRICT),
        ),
        Candidate(
            CHECK, "ours: assess, excursions permitted", _judged("bench-cold"), ALL, ready=lambda case: case.ours,
            found=_as_judged,
        ),
        Candidate(
            CHECK, "ours: assess, and each excursion listed", _judged_and_listed, ALL, ready=lambda case: case.ours,
            found=_listed_found,
        ),
        Candidate(CHECK, "pandas, whole columns", _pandas_columns, ALL, ready=lambda case: case.frame),
        Candidate(CHECK, "pandas, groupby.apply", _pandas_apply, ALL, ready=lambda case: case.frame),
        Candidate(CHECK, "polars", _polars, ALL, "polars", ready=lambda case: case.polars),
        Candidate(CHECK, "duckdb", _duckdb, ALL, "duckdb", ready=lambda case: case.arrow),
        Candidate(CHECK, "pandera", _pandera, "RGM", "pandera.pandas", ready=lambda case: case.frame),
        Candidate(CHECK, "ioos_qc", _ioos, "RGM", "ioos_qc.qartod", ready=lambda case: case.parts),
        Candidate(CHECK, "saqc", _saqc, "RM", "saqc", ready=lambda case: case.frame),
        Candidate(CHECK, "pecos", _pecos, "RDGM", "pecos", {"excursions": _SAMPLES}, lambda case: case.frame),
        Candidate(CHECK, "timeseries-qc", _tsqc, "RDGM", "tsqc", {"excursions": _ISSUES}, lambda case: case.text_frame),
        Candidate(
            CHECK, "coldchain-mcp", _coldchain, "RDC", "coldchain_mcp.server", {"excursions": _SPAN},
            lambda case: case.texts,
        ),
        Candidate(WHOLE, "pandas and pyarrow imported, the file read", lambda case: reading_process(case.csv)),
        Candidate(WHOLE, "ours: validate", lambda case: judged_by_process(case.validate()), ALL),
    ]  # fmt: skip
