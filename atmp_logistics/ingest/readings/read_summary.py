"""What devices say of whole days or intervals, their lowest and highest, to one table; these are no readings.

They are read by the same rules as readings are: one unit, one decimal sign, one order of dates, proven or stated, and
nothing sorted or repaired. No rule judges them: what was between two extremes is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from atmp_logistics.core.arguments import file_path
from atmp_logistics.core.columns import Column
from atmp_logistics.core.errors import ConflictingReadings, Fault, InputError, NotATable, TimesOutOfOrder, refuse
from atmp_logistics.core.instants import iso
from atmp_logistics.core.reading_times import DateOrder, proven_times
from atmp_logistics.core.temperature_units import temperatures_degC
from atmp_logistics.core.zone_argument import Zone
from atmp_logistics.ingest.answers import Answers, Decimal, answers_of
from atmp_logistics.ingest.files.file import File, open_file
from atmp_logistics.ingest.raw_logs import RawLog, RawSummary
from atmp_logistics.ingest.readings.channels import chosen_channels
from atmp_logistics.ingest.readings.detect import take_apart
from atmp_logistics.ingest.readings.logger_clock import Where
from atmp_logistics.ingest.readings.numbers import numbers_of, unit_of
from atmp_logistics.ingest.readings.series import instants_of_cells
from atmp_logistics.records.device_summary import CUT_DEGC
from atmp_logistics.records.given_records import SiteGiven, site_given
from atmp_logistics.records.provenance import Provenance, span_of
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.span_summary import SpanSummary

_EXPORT_AGAIN = "export the file again; do not edit it by hand"


@dataclass(frozen=True, slots=True)
class SummarySpans:
    """One logger's spans: instants, or days as if they were UTC, and °C."""

    name: str
    begins: Column
    ends: Column
    lowest: Column
    highest: Column
    mean: Column


def read_summary(
    source: str | Path,
    *,
    tz: Zone | None = None,
    site: SiteGiven | None = None,
    date_order: DateOrder | None = None,
    unit: str | None = None,
    decimal: Decimal | None = None,
    channel: str | int | None = None,
    dialect: str | None = None,
    worksheet: str | Iterable[str] | None = None,
) -> SpanSummary:
    """Read a device's statement of the lowest and highest of each day or interval; arguments as in `read_readings`.

    Parameters
    ----------
    source : path
        The device's export.
    tz : str, optional
        The zone of the intervals' local times; days have none.
    site : Site, optional
        The site's profile.
    date_order : {'dmy', 'mdy', 'ymd'}, optional
        Of dates that do not prove their order.
    unit : {'C', 'F', 'K'}, optional
        The unit of a file that names none.
    decimal : {'.', ','}, optional
        The decimal sign of a file that does not prove it.
    channel : str or int, optional
        The product's temperature channel: its heading or its number.
    dialect : str, optional
        The logger family, or ``"table"``.
    worksheet : str or iterable of str, optional
        The sheet to read of a workbook with several.

    Returns
    -------
    SpanSummary
        A row for each span of time, with its lowest and highest, and the provenance of the file.

    Raises
    ------
    InputError
        With every fault of the file; also for a file that holds readings, which `read_readings` reads.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "log.csv")
    ...     _ = file.write_text("time,temperature [°C]\\n2026-11-10T08:00Z,4.0\\n", "utf-8")
    ...     read_summary(file)
    Traceback (most recent call last):
    atmp_logistics.core.errors.InputError: log.csv: found readings, expected the extremes of whole spans. Fix: \
read it with read_readings.
    """
    file_path(source, "source")
    profile = site_given(site)
    answers = answers_of(profile, tz, date_order, unit, decimal, channel, dialect, worksheet=worksheet)
    return _summary(open_file(source), profile, answers)


def _summary(file: File, site: Site, answers: Answers) -> SpanSummary:
    taken = take_apart(file, site, answers)
    faults: list[Fault] = []
    given = [raw for raw in taken.raws if isinstance(raw, RawSummary)]
    if not given or any(isinstance(raw, RawLog) for raw in taken.raws):
        refuse([Fault(file.name, "readings", "the extremes of whole spans", "read it with read_readings")])
    raws, picked = chosen_channels(given, answers.channel, file.name, faults)
    notes, spans = list(taken.notes), list[SummarySpans]()
    for i, raw in enumerate(raws):
        notes += [*raw.assumptions, *([picked[i]] if i in picked else [])]
        spans += _spans(raw, file.name, answers, notes, faults)
    kinds = {raw.kind for raw in raws}
    if len(kinds) > 1:
        found = f"spans of several kinds: {', '.join(sorted(kinds))}"
        faults.append(Fault(file.name, found, "one kind", _EXPORT_AGAIN, NotATable))
    refuse(faults)
    details = raws[0].details if len(raws) == 1 else {"loggers": {raw.logger: raw.details for raw in raws}}
    days = kinds == {"day"}
    first, last = span_of(np.concatenate([column for one in spans for column in (one.begins, one.ends)]))
    if days and first and last:
        first, last = first[:10], last[:10]
    rows = sum(len(raw.rows) for raw in raws)
    noted = tuple(dict.fromkeys(notes))
    provenance = Provenance(file.name, file.sha256, taken.dialect, rows, first, last, noted, details)
    return SpanSummary(_frame(spans, days=days), kinds.pop(), (provenance,))


def _frame(spans: Sequence[SummarySpans], *, days: bool) -> pd.DataFrame:
    def stacked(name: str) -> Column:
        return np.concatenate([getattr(one, name) for one in spans])

    def moments(name: str) -> pd.Series:
        return pd.Series(pd.to_datetime(stacked(name).astype(np.int64), unit="us", utc=not days))

    return pd.DataFrame(
        {
            "logger_id": [one.name for one in spans for _ in one.begins],
            "begins": moments("begins"),
            "ends": moments("ends"),
            "lowest_degC": stacked("lowest"),
            "highest_degC": stacked("highest"),
            "mean_degC": stacked("mean"),
        }
    )


def _spans(raw: RawSummary, file: str, answers: Answers, notes: list[str], faults: list[Fault]) -> list[SummarySpans]:
    """Return one logger's spans, oldest first; none where they have faults."""
    faults_here: list[Fault] = []

    def where(column: str) -> Where:
        return lambda i: f"{file}, row {raw.rows[i]}, column {column}"

    read = _days if raw.kind == "day" else _instants
    begins = read(raw, raw.begins, where("begins"), answers, notes, faults_here)
    ends = begins if raw.kind == "day" else read(raw, raw.ends, where("ends"), answers, notes, faults_here)
    lowest, highest, mean = _temperatures(
        raw, file, where("lowest")(0) if raw.rows else file, answers, notes, faults_here
    )
    if not faults_here:
        faults_here += _senseless(begins, ends, lowest, highest, mean, where("lowest"))
        faults_here += _disorder(begins, where("begins"))
    faults += faults_here
    if faults_here:
        return []
    if len(begins) > 1 and begins[0] > begins[-1]:
        notes.append("newest first throughout: read from the end")
        begins, ends, lowest, highest, mean = (column[::-1] for column in (begins, ends, lowest, highest, mean))
    return [SummarySpans(raw.logger, begins, ends, lowest, highest, mean)]


def _days(
    raw: RawSummary, cells: Sequence[str], where: Where, answers: Answers, notes: list[str], faults: list[Fault]
) -> Column:
    """Return calendar days as if their midnights were UTC: a day of the logger's clock needs no zone."""
    if list(raw.ends) != list(raw.begins):
        faults.append(Fault(where(0), "days that end on another day", "whole days", _EXPORT_AGAIN))
    forms = raw.date_forms or ("%Y-%m-%d",)
    days, how, bad = proven_times(cells, forms, where, None, None, answers.date_order, answers.usual_order)
    faults += bad
    notes += [f"{how}; days are those of the logger's own clock"] if not bad and len(cells) else []
    return days


def _instants(
    raw: RawSummary, cells: Sequence[str], where: Where, answers: Answers, notes: list[str], faults: list[Fault]
) -> Column:
    times, how = instants_of_cells(cells, raw.date_forms, raw.offset, None, None, where, answers, faults)
    notes += how
    return times


def _temperatures(
    raw: RawSummary, file: str, first: str, answers: Answers, notes: list[str], faults: list[Fault]
) -> tuple[Column, Column, Column]:
    """Return the three columns in °C; their cells prove one decimal sign together."""
    count = len(raw.rows)
    nothing = np.full(count, np.nan)
    unit = unit_of(raw.unit, answers, first, notes, faults) if count else "degC"
    if unit is None or not count:
        return nothing, nothing, nothing
    cells = [*raw.lowest, *raw.highest, *raw.mean]
    place = (file, [*raw.rows] * 3, "lowest, highest or mean")
    numbers = numbers_of(cells, raw.missing | {""}, raw.decimal, answers, place, notes, faults)
    values = temperatures_degC(numbers, unit)
    return values[:count], values[count : 2 * count], values[2 * count :]


def _senseless(
    begins: Column, ends: Column, lowest: Column, highest: Column, mean: Column, where: Where
) -> Iterator[Fault]:
    """Refuse spans that end before they begin, and extremes that are none."""
    with np.errstate(invalid="ignore"):
        cold, warm = mean < lowest - CUT_DEGC, mean > highest + CUT_DEGC
        tests = (
            (ends < begins, "an end before its beginning", "a span of time"),
            (lowest > highest, "a lowest above the highest", "a lowest and a highest"),
            (cold | warm, "a mean outside the lowest and highest", "a mean between them"),
        )
    for bad, found, expected in tests:
        for i in map(int, np.nonzero(bad)[0]):
            yield Fault(where(i), found, expected, _EXPORT_AGAIN, InputError)


def _disorder(begins: Column, where: Where) -> Iterator[Fault]:
    """Refuse spans out of order, and two of one beginning."""
    steps = np.diff(begins)
    falling = bool((steps < 0).sum() > (steps > 0).sum())
    for i in map(int, np.nonzero(steps >= 0 if falling else steps <= 0)[0]):
        found = f"{iso(begins[i + 1])} after {iso(begins[i])}"
        kind = ConflictingReadings if steps[i] == 0 else TimesOutOfOrder
        yield Fault(where(i + 1), found, "each span once, in order", _EXPORT_AGAIN, kind)
