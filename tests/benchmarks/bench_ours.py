"""Our own side of the benchmarks: ready records, the invented labels, and what an assessment found, as counts."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from bench_data import (
    EVENTS,
    HERE,
    LONG_S,
    LOWER_DEGC,
    MAX_GAP_S,
    PLACE,
    SECOND,
    UPPER_DEGC,
    WINDOWS,
    Log,
    Therapies,
    make_therapies,
    storage_events,
    write_therapies,
)

from atmp_logistics import Assessment, EventLog, Product, Site, TemperatureLog, assess, load_catalogue, load_product
from atmp_logistics import read_events as read_our_events
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.verdict import DEVIATES
from atmp_logistics.evidence.temperature.excursions import every_excursion
from atmp_logistics.records.provenance import Provenance

PRODUCTS = HERE / "products"
RANGE = TemperatureRange(LOWER_DEGC, UPPER_DEGC)
#: The times of the benchmarks are exact, as every peer takes them.
SITE = Site(max_gap_s=float(MAX_GAP_S), tz="UTC", resolution_s=0.0)
SITE_FILE = 'tz = "UTC"\nresolution = "0 s"\n[readings]\nmax_gap = "5 min"\n'


@cache
def product(slug: str) -> Product:
    """Return one of the invented labels."""
    return load_product(slug, load_catalogue(PRODUCTS))


def ready_readings(log: Log) -> TemperatureLog:
    """Return a log as `read_readings` would."""
    time = log.time_us.astype(np.float64)
    return TemperatureLog(log.logger, time, log.value, log.names, {}, (Provenance("log.csv", rows=len(log)),))


def stored(log: Log) -> EventLog:
    """Return the events of one container a logger."""
    return read_our_events(storage_events(log))


@cache
def _as_read() -> pd.DataFrame:
    """Return a small table as `read_events` returns it: its columns, their types and what stands in empty ones."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "events.csv")
        write_therapies(make_therapies(5), path)
        return read_our_events(path).table


def ready_events(therapies: Therapies) -> EventLog:
    """Return therapies as `read_events` would, without the file."""
    pattern, count = _as_read(), len(therapies)
    text = therapies.table().to_pandas()
    own = {
        "therapy_id": text["therapy_id"],
        "event": text["event"],
        "time": therapies.time_s * float(SECOND),
        "time_as_written": text["time"],
        "row": np.arange(2, count + 2),
    }
    columns = {name: own[name] if name in own else _repeated(pattern[name].iloc[0], count) for name in pattern.columns}
    table = pd.DataFrame(columns)
    changed = {name: kind for name, kind in pattern.dtypes.items() if table[name].dtype != kind}
    table = table.astype({name: "category" if kind == "category" else kind for name, kind in changed.items()})
    return EventLog(table, Provenance("events.csv", rows=count), None)


def _repeated(value: object, count: int) -> object:
    if isinstance(value, str):
        return pa.array([value]).take(pa.array(np.zeros(count, np.int64))).to_pandas()
    return np.full(count, value)


def judge_log(events: EventLog, readings: TemperatureLog, label: Product) -> Assessment:
    """Judge stored containers, to the verdict of each."""
    return _settled(assess(events, readings, label, site=SITE, catalogue=load_catalogue_once()))


def judge_therapies(events: EventLog) -> Assessment:
    """Judge the clocks of therapies, to the verdict of each."""
    return _settled(assess(events, product=product("bench-chain"), catalogue=load_catalogue_once()))


@cache
def load_catalogue_once() -> object:
    """Return the catalogue of the invented labels."""
    return load_catalogue(PRODUCTS)


def _settled(result: Assessment) -> Assessment:
    _ = result.verdict, [part.verdicts for part in result.parts]
    return result


def verdicts(result: Assessment) -> dict[str, int]:
    """Return how many containers deviate, are open and conform."""
    codes = np.concatenate([part.verdicts for part in result.parts])
    counts = np.bincount(codes, minlength=3)
    return {"conform": int(counts[0]), "open": int(counts[1]), "deviate": int(counts[2])}


def log_found(result: Assessment) -> dict[str, float]:
    """Return what an assessment of stored containers holds as columns: verdicts, and the time too warm."""
    found: dict[str, float] = dict(verdicts(result))
    warm = [one.lower.sum() for part in result.parts for one in part.judged if one.rule == "T104"]
    return found | ({"warm_min": round(float(sum(warm)) / 60, 1)} if warm else {})


def listed(result: Assessment) -> list[tuple[int, int]]:
    """Return for every container how many excursions were longer than permitted, and how many gaps it has."""
    out = []
    for part in result.parts:
        phase, met = part.evidence.phase("product_received", "storage_out"), part.exposure
        found = every_excursion(met, phase.start_lo, phase.end_hi, RANGE)
        long = np.bincount(found.container[found.end - found.begin > LONG_S * SECOND], minlength=met.count)
        gaps = met.pieces(phase.start_lo, phase.end_hi).gaps(phase.start_lo, phase.end_hi).merged()
        out += zip(long.tolist(), gaps.counts(met.count).astype(int).tolist(), strict=True)
    return out


def therapies_found(result: Assessment) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return, a row a therapy and a column a clock: whether we say that it deviates; and which records are sound."""
    part = result.parts[0]
    place = {window.code: i for i, window in enumerate(WINDOWS)}
    deviates = np.zeros((len(part.evidence), len(WINDOWS)), bool)
    for one in part.judged:
        if one.rule == "W201":
            deviates[one.rows, place[one.code]] = one.verdict == DEVIATES
    number = np.array([int(name[1:]) for name in part.evidence.therapy])
    return deviates, part.evidence.sound, number


def wide(therapies: Therapies) -> np.ndarray:
    """Return the instants in seconds, a row a therapy and a column an event; the least integer where not logged."""
    out = np.full((therapies.count, len(EVENTS)), np.iinfo(np.int64).min)
    out[therapies.case, therapies.event] = therapies.time_s
    return out


def clocks(time_s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return, a row a therapy and a column a clock: whether both ends were logged, and whether it broke its limit."""
    none = np.iinfo(np.int64).min
    known = np.zeros((len(time_s), len(WINDOWS)), bool)
    broken = known.copy()
    for i, window in enumerate(WINDOWS):
        start, end = time_s[:, PLACE[window.starts]], time_s[:, PLACE[window.ends]]
        known[:, i] = (start != none) & (end != none)
        took = end - start
        broken[:, i] = known[:, i] & ((took < window.at_least_s) | (took > window.at_most_s))
    return known, broken
