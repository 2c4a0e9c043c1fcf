"""A logger's readings as the canonical table, and beside it where they came from: the same input, the same bytes.

The table holds all that a verdict rests on. What it cannot hold is refused and not left out: a logger without a
reading, a logger with a printed summary that its readings contradict, and readings of a logger from several files.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from atmp_logistics.core.errors import Fault, InputError, NoReadings, refuse
from atmp_logistics.core.instants import iso
from atmp_logistics.core.text_marks import marked
from atmp_logistics.core.version import __version__
from atmp_logistics.core.whole_files import whole_file
from atmp_logistics.records.log_summary import summaries
from atmp_logistics.records.temperature_log import TemperatureLog
from atmp_logistics.report.shared.encoder import ENCODER
from atmp_logistics.report.shared.workbook import SHEET_ROWS, Worksheet, workbook

SCHEMA = "atmp-logistics/conversion/1"
HEADINGS = ("logger_id", "time", "temperature [°C]")
#: The column that a table has besides where a logger declares its interval: gaps are measured by it.
INTERVAL = "interval_s"
#: How a log of more rows than a sheet has can be written.
_MOST_ROWS = (f"at most {SHEET_ROWS - 1}, the rows of a sheet", "write it as .csv", InputError)
#: A number of so many decimals is stored in a cell as it is; of more digits, a narrow float would be read as another.
_DECIMALS = 6


def render_readings(log: TemperatureLog, *, readings_alone: bool = False) -> str:
    """Return readings as the canonical table, in UTC, a missing temperature as an empty cell.

    Parameters
    ----------
    log : TemperatureLog
    readings_alone : bool
        Whether the table is wanted although the device measured what no reading shows, which it cannot hold.

    Returns
    -------
    str

    Raises
    ------
    InputError
        For a log that the table cannot hold whole.

    Examples
    --------
    >>> log = TemperatureLog(np.zeros(2, np.int64), np.array([0.0, 60e6]), np.array([4.5, np.nan]), ("A",), {}, ())
    >>> print(render_readings(log), end="")
    logger_id,time,temperature [°C]
    A,1970-01-01T00:00:00Z,4.5
    A,1970-01-01T00:01:00Z,
    """
    refuse([*_faults(log), *(() if readings_alone else _not_shown(log))])
    heading, names = marked(HEADINGS[0], log.loggers)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([heading, *HEADINGS[1:], *([INTERVAL] if any(_declared(log)) else [])])
    writer.writerows((names[code], *cells) for code, *cells in _rows(log))
    return out.getvalue()


def render_workbook(log: TemperatureLog, *, readings_alone: bool = False) -> bytes:
    """Return readings as the canonical table in a workbook; see `render_readings`.

    Names and times stand as text, so that no spreadsheet takes them for anything else, and temperatures as numbers.

    Raises
    ------
    InputError
        For a log that the table cannot hold whole, and for more rows than a sheet has.
    """
    most = [Fault(_files(log), f"{len(log)} readings", *_MOST_ROWS)] if len(log) >= SHEET_ROWS else []
    refuse([*_faults(log), *(() if readings_alone else _not_shown(log)), *most])
    heads = [*HEADINGS, *([INTERVAL] if any(_declared(log)) else [])]
    rows = ([log.loggers[code], time, _number(value), *map(_number, rest)] for code, time, value, *rest in _rows(log))
    return workbook([Worksheet("readings", heads, rows, [20, 20, *(len(head) for head in heads[2:])])])


def _rows(log: TemperatureLog) -> Iterator[tuple[Any, ...]]:
    """Yield each reading's logger by number, and its other cells as text."""
    declared = _declared(log)
    more: list[tuple[str, ...]] = [(_interval(seconds),) if any(declared) else () for seconds in declared]
    for code, time, value in zip(log.logger.tolist(), log.time_us.tolist(), log.temperature_degC.tolist(), strict=True):
        yield code, iso(time), "" if np.isnan(value) else repr(value), *more[code]


def _declared(log: TemperatureLog) -> list[float | None]:
    return [log.interval_s.get(name) for name in log.loggers]


def _number(cell: str) -> float | str:
    """Return a number that a workbook's cell gives back as it is; as text what it would not."""
    value = float(cell or "nan")
    return value if round(value, _DECIMALS) == value else cell


def _interval(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return str(int(seconds)) if float(seconds).is_integer() else repr(float(seconds))


def _files(log: TemperatureLog) -> str:
    return ", ".join(source.name for source in log.provenance)


def _faults(log: TemperatureLog) -> Iterator[Fault]:
    files = _files(log)
    trips = np.bincount(log.logger[log.each_trip().first], minlength=len(log.loggers))
    for i, name in enumerate(log.loggers):
        where = f"{files}, logger {name}" if name else files
        if not (log.logger == i).any():
            fix = "there is nothing to convert"
            yield Fault(where, "no reading", "readings", fix, NoReadings)
        if trips[i] > 1:
            found, fix = f"readings from {trips[i]} files apart", "convert each file by itself"
            expected = "one file's readings; gaps are measured in each file by its own interval"
            yield Fault(where, found, expected, fix, InputError)
        device = log.devices.get(name)
        for statement in device.disagreements if device else ():
            expected = "a record that its readings bear out; a plain table would no longer say that they do not"
            yield Fault(where, statement, expected, "give the logger's own file to `validate`", InputError)


def _not_shown(log: TemperatureLog) -> Iterator[Fault]:
    """Yield a fault for each value that a device measured and no number shows: between readings, beyond its scale."""
    files = _files(log)
    said = [(summary.logger, statement) for summary in summaries(log) for statement in summary.not_shown()]
    for name, device in log.devices.items():
        if device.off_scale_us:
            beyond = f"{len(device.off_scale_us)} times the temperature was beyond its scale"
            said.append((name, f"{beyond}, first at {iso(min(device.off_scale_us))}: an empty cell does not say so"))
    for name, statement in said:
        where = f"{files}, logger {name}" if name else files
        fix = "give the logger's own file to `validate`; or state --readings-alone for a table without it"
        yield Fault(where, statement, "no more than a table of readings can hold", fix, InputError)


def render_provenance(log: TemperatureLog, table: bytes) -> str:
    """Return where readings came from, as JSON: each file, its sha256, what was assumed, what its logger says."""
    document = {
        "schema": SCHEMA,
        "library": __version__,
        "table_sha256": sha256(table).hexdigest(),
        "loggers": [
            {"logger_id": name, "readings": int((log.logger == i).sum()), "interval_s": log.interval_s.get(name)}
            for i, name in enumerate(log.loggers)
        ],
        "sources": [
            {
                "name": source.name,
                "sha256": source.sha256,
                "dialect": source.dialect,
                "rows": source.rows,
                "first": source.first,
                "last": source.last,
                "assumptions": list(source.assumptions),
                "details": _plain(source.details),
            }
            for source in log.provenance
        ],
    }
    return ENCODER.encode(document) + "\n"


def _plain(value: Any) -> Any:
    """Return what a logger says of itself as JSON can hold it."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value if value is None or isinstance(value, (str, int, float)) else str(value)


def provenance_path(out: Path) -> Path:
    """Return the name of the file beside a table that says where it came from.

    Examples
    --------
    >>> str(provenance_path(Path("readings.csv")))
    'readings.csv.provenance.json'
    """
    return out.with_name(f"{out.name}.provenance.json")


def write_conversion(log: TemperatureLog, out: Path, *, readings_alone: bool = False) -> tuple[Path, Path]:
    """Write a log's table, a workbook where its name ends in .xlsx, and its provenance: both, or none of them."""
    is_workbook = out.suffix.casefold() == ".xlsx"
    alone = {"readings_alone": readings_alone}
    table = render_workbook(log, **alone) if is_workbook else render_readings(log, **alone).encode()
    beside = provenance_path(out)
    provenance = render_provenance(log, table)
    with whole_file(out) as file, whole_file(beside) as other:
        file.write(table)
        other.write(provenance.encode())
    return out, beside
