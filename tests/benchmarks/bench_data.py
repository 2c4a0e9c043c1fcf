"""Seeded data for the benchmarks: a logger log and an event log, as files, as columns and as our own records.

The log has every kind of trouble: excursions, short door openings, gaps, cells without a temperature. The therapies
have events that were never logged, times that are wrong, and rows of neighbours mixed. The same seed gives the same
bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

HERE = Path(__file__).parent
SECOND = 1_000_000
MINUTE, HOUR, DAY = 60, 3600, 86400

LOWER_DEGC, UPPER_DEGC = 2.0, 8.0
MAX_GAP_S, LONG_S, STEP_S = 5 * MINUTE, 30 * MINUTE, 60
LOGGERS = 200

#: One therapy's events, in the order in which they happen.
EVENTS = (
    "collection_start", "collection_end", "material_dispatched", "material_received", "manufacturing_start",
    "product_released", "product_dispatched", "product_received", "storage_in", "storage_out",
    "thaw_start", "thaw_end", "administration_start", "administration_end",
)  # fmt: skip
PLACE = {name: i for i, name in enumerate(EVENTS)}


@dataclass(frozen=True, slots=True)
class Window:
    """A clock of the invented label, in seconds; `chain.toml` states the same."""

    code: str
    starts: str
    ends: str
    at_least_s: int
    at_most_s: int


WINDOWS = (
    Window("collection", "collection_start", "collection_end", 1 * HOUR, 8 * HOUR),
    Window("pick-up", "collection_end", "material_dispatched", 0, 24 * HOUR),
    Window("way-in", "material_dispatched", "material_received", 0, 72 * HOUR),
    Window("fresh", "collection_end", "manufacturing_start", 0, 96 * HOUR),
    Window("making", "manufacturing_start", "product_released", 5 * DAY, 40 * DAY),
    Window("way-out", "product_dispatched", "product_received", 0, 5 * DAY),
    Window("to-store", "product_received", "storage_in", 0, 30 * MINUTE),
    Window("to-bath", "storage_out", "thaw_start", 0, 2 * HOUR),
    Window("thaw", "thaw_start", "thaw_end", 2 * MINUTE, 15 * MINUTE),
    Window("post-thaw", "thaw_end", "administration_end", 0, 30 * MINUTE),
    Window("infusion", "administration_start", "administration_end", 1 * MINUTE, 30 * MINUTE),
    Window("vein-to-vein", "collection_end", "administration_start", 7 * DAY, 90 * DAY),
)
_MEDIAN_S = (4 * HOUR, 6 * HOUR, 30 * HOUR, 12 * HOUR, 18 * DAY, 2 * DAY, 40 * HOUR, 12 * MINUTE, 6 * DAY, 30 * MINUTE,
             5 * MINUTE, 6 * MINUTE, 8 * MINUTE)  # fmt: skip
_SPREAD = (0.25, 0.4, 0.25, 0.5, 0.15, 0.5, 0.3, 0.3, 0.4, 0.4, 0.3, 0.5, 0.4)


@dataclass(frozen=True, slots=True)
class Log:
    """Readings as columns, grouped by logger and in time order; NaN where the logger had none."""

    logger: np.ndarray
    time_us: np.ndarray
    value: np.ndarray
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.value)

    @property
    def bounds(self) -> np.ndarray:
        """Where each logger's readings begin, and one end more."""
        return np.searchsorted(self.logger, np.arange(len(self.names) + 1))

    def frame(self) -> pd.DataFrame:
        """Return the readings as most scripts hold them."""
        return pd.DataFrame(
            {
                "logger": pd.Categorical.from_codes(self.logger, self.names),
                "time": pd.to_datetime(self.time_us, unit="us", utc=True).as_unit("us"),
                "value": self.value,
            }
        )


def make_log(count: int, loggers: int = LOGGERS, seed: int = 5) -> Log:
    """Return about `count` readings: a quarter of the loggers is clean, a quarter has gaps, the rest excursions too."""
    random = np.random.default_rng([seed, count, loggers])
    each = count // loggers
    if each < 64:
        raise ValueError(f"{each} readings a logger; there is room for trouble in 64")
    start = int(np.datetime64("2026-03-01T00:00:00", "us").astype(np.int64))
    times, values, keeps = [], [], []
    for number in range(loggers):
        moment = np.arange(each)
        value = 5.0 + 0.8 * np.sin(moment / 47.0 + number) + random.normal(0.0, 0.15, each)
        _disturb(value, random, long=number % 4 > 1)
        value[random.integers(1, each - 1, max(1, each // 2000))] = np.nan
        keep = np.ones(each, bool)
        if number % 4:
            _cut(keep, random)
        times.append(start + moment * STEP_S * SECOND)
        values.append(np.round(value, 2))
        keeps.append(keep)
    kept = np.concatenate(keeps)
    logger = np.repeat(np.arange(loggers, dtype=np.int64), each)[kept]
    names = tuple(f"LOG{number:05d}" for number in range(loggers))
    return Log(logger, np.concatenate(times)[kept], np.concatenate(values)[kept], names)


def _disturb(value: np.ndarray, random: np.random.Generator, *, long: bool) -> None:
    """Open the door for some minutes, and, where `long`, lose the temperature for an hour or two."""
    each = len(value)
    for at in random.integers(1, each - 10, max(1, each // 400)):
        value[at : at + int(random.integers(1, 7))] += 5.0
    if long:
        parts = np.linspace(0, each, max(1, each // 1500) + 1).astype(int)
        for begin, end in pairwise(parts.tolist()):
            length = int(random.integers(20, min(180, (end - begin) // 2)))
            at = int(random.integers(begin + 1, end - length))
            value[at : at + length] += random.choice([5.5, -5.5])


def _cut(keep: np.ndarray, random: np.random.Generator) -> None:
    """Take readings out for 6 to 60 minutes, in the middle of every so many readings, so that no two gaps meet."""
    parts = np.linspace(0, len(keep), max(1, len(keep) // 3000) + 1).astype(int)
    for begin, end in pairwise(parts.tolist()):
        length = int(random.integers(6, min(60, (end - begin) // 4)))
        at = int(random.integers(begin + (end - begin) // 4, end - (end - begin) // 4 - length))
        keep[at : at + length] = False


def write_log(log: Log, path: Path) -> None:
    """Write the readings as the canonical table: time, temperature with its unit, logger."""
    table = pa.table(
        {
            "logger_id": pa.array(np.array(log.names, object)[log.logger]),
            "time": _iso(log.time_us),
            "temperature [°C]": pa.array(log.value, from_pandas=True),
        }
    )
    pacsv.write_csv(table, path, write_options=pacsv.WriteOptions(quoting_style="none"))


def _iso(time_us: np.ndarray) -> pa.Array:
    seconds = pa.array(time_us // SECOND).cast(pa.timestamp("s"))
    return pc.binary_join_element_wise(pc.strftime(seconds, "%Y-%m-%dT%H:%M:%S"), "Z", "")


def storage_events(log: Log) -> pd.DataFrame:
    """Return the events of one container a logger, stored from its first reading to its last."""
    bounds = log.bounds
    rows = [
        (f"T{i:05d}", f"BAG{i:05d}", event, pd.Timestamp(int(log.time_us[at]), unit="us", tz="UTC").isoformat(), name)
        for i, name in enumerate(log.names)
        for event, at in (("product_received", bounds[i]), ("storage_out", bounds[i + 1] - 1))
    ]
    return pd.DataFrame(rows, columns=["therapy_id", "container_id", "event", "time", "logger_id"])


@dataclass(frozen=True, slots=True)
class Therapies:
    """Events as columns, one row an event: whose, which, and when in seconds."""

    case: np.ndarray
    event: np.ndarray
    time_s: np.ndarray
    count: int

    def __len__(self) -> int:
        return len(self.case)

    def names(self) -> np.ndarray:
        """Return each therapy's name."""
        return np.char.add("T", np.char.zfill(np.arange(self.count).astype(str), 8)).astype(object)

    def table(self) -> pa.Table:
        """Return the columns as text, as they stand in the file."""
        codes = pa.DictionaryArray.from_arrays(pa.array(self.event.astype(np.int32)), pa.array(EVENTS))
        names = pc.binary_join_element_wise("T", pc.utf8_lpad(pa.array(self.case).cast(pa.string()), 8, "0"), "")
        return pa.table(
            {"therapy_id": names, "event": codes.cast(pa.string()), "time": _iso(self.time_s * SECOND)}
        )  # fmt: skip


def make_therapies(count: int, seed: int = 5) -> Therapies:
    """Return therapies of 14 events: one in twenty was never logged, one in a hundred is wrong by up to 90 minutes."""
    random = np.random.default_rng([seed, count])
    steps = np.array(_MEDIAN_S) * np.exp(np.array(_SPREAD) * random.standard_normal((count, 13)))
    steps = np.maximum(np.round(steps / MINUTE) * MINUTE, MINUTE).astype(np.int64)
    first = 1_735_689_600 + random.integers(0, 365 * 1440, count) * MINUTE
    time = first[:, None] + np.concatenate([np.zeros((count, 1), np.int64), np.cumsum(steps, axis=1)], axis=1)
    wrong = random.random(time.shape) < 0.01
    time += wrong * random.integers(-90, 91, time.shape) * MINUTE
    case, event = np.nonzero(random.random(time.shape) >= 0.05)
    order = np.lexsort((random.random(len(case)), case // 50))
    case, event = case[order], event[order]
    return Therapies(case, event, time[case, event], count)


def write_therapies(therapies: Therapies, path: Path) -> None:
    """Write the events, one row each."""
    pacsv.write_csv(therapies.table(), path, write_options=pacsv.WriteOptions(quoting_style="none"))
