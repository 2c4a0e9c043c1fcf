"""What a logger's file prints of the logger's own measuring, held against its readings, file by file.

A device measures more often than it logs: an extreme that it prints is shown by a reading of the same moment or day, or
by none. Which limit that touches is asked later (D503); here each extreme gets its stretch of time and what the
readings of that stretch show.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta, tzinfo

import numpy as np

from atmp_logistics.core.columns import Column
from atmp_logistics.core.errors import Fault
from atmp_logistics.core.instants import MINUTE, SECOND, instant, zone
from atmp_logistics.core.temperature_units import temperature_unit, temperatures_degC
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.raw_logs import ExtremesColumn, PrintedExtreme, RawLog
from atmp_logistics.ingest.readings.numbers import numbers_of
from atmp_logistics.ingest.readings.off_scale import off_scale
from atmp_logistics.ingest.readings.series import LoggerSeries
from atmp_logistics.records.device_summary import CUT_DEGC, disagreements, says_something, summary_extremes
from atmp_logistics.records.devices import Device, Extreme

#: The stretch of a printed moment is no longer than this.
_MOMENT = timedelta(minutes=1)
_EXACT = 1e-6


@dataclass(frozen=True, slots=True)
class LoggedReadings:
    """A logger's readings in time order, and by how much its own measuring may go beyond the first and the last."""

    times: Column
    values: Column
    step_us: float

    @classmethod
    def of(cls, pieces: Sequence[LoggerSeries]) -> LoggedReadings:
        """Put the pieces of one logger together; what is no temperature is left out."""
        times, values = (np.concatenate([getattr(one, name) for one in pieces]) for name in ("times", "values"))
        order = np.argsort(times, kind="stable")
        order = order[~np.isnan(values[order])]
        declared = pieces[0].raw.interval_s
        steps = np.diff(times[order])
        step = declared * SECOND if declared else float(steps.max(initial=0.0))
        return cls(times[order], values[order], step)

    def within(self, since: float, until: float) -> Column:
        """Return the temperatures of a stretch, both ends included."""
        return self.values[np.searchsorted(self.times, since) : np.searchsorted(self.times, until, "right")]

    @property
    def stretch(self) -> tuple[float, float]:
        """The time over which the logger measured, as far as its readings tell."""
        if not len(self.times):
            return -np.inf, np.inf
        return float(self.times[0]) - self.step_us, float(self.times[-1]) + self.step_us


def device_against_readings(one: LoggerSeries, series: Sequence[LoggerSeries], answers: Answers) -> Device:
    """Return what a device prints of its readings, compared with the readings of all pieces of the file.

    Parameters
    ----------
    one : LoggerSeries
    series : sequence of LoggerSeries
        All of the file.
    answers : Answers

    Returns
    -------
    Device
    """
    pieces, raw = [piece for piece in series if piece.raw is one.raw], one.raw
    values = np.concatenate([np.empty(0), *(piece.values for piece in pieces)])
    shown, tz = LoggedReadings.of(pieces), zone(raw.offset) if raw.offset else answers.tz
    # A clock that stepped back tells no moment: what it prints can be of any time of the file.
    whole = len(pieces) == 1
    found = [*disagreements(raw.details, values), *(_beyond_their_day(raw.printed, shown, tz) if whole else [])]
    found += [*_off_scale_columns(one), *_beyond_columns(one, answers)]
    extremes = [_extreme(printed, _stretch(printed, tz) if whole else None, shown) for printed in raw.printed]
    extremes += [*_of_summary(raw, shown), *_of_columns(one, LoggedReadings.of([one]), answers)]
    prints = says_something(raw.details) or bool(raw.printed or raw.statistics)
    return Device(raw.details, prints, tuple(found), tuple(dict.fromkeys(extremes)), off_scale_instants(one))


def off_scale_instants(one: LoggerSeries) -> tuple[float, ...]:
    """Return the instants of a series at which a word says that the temperature was beyond the logger's scale."""
    lost = {one.rows[i]: float(one.times[i]) for i in np.nonzero(np.isnan(one.values))[0].tolist()}
    if not lost:
        return ()
    cells = zip(one.raw.rows, one.raw.values, strict=True)
    return tuple(lost[row] for row, cell in cells if row in lost and off_scale(cell))


def device_of_files(devices: Sequence[Device]) -> Device:
    """Return one device for several files of one logger: each file's summary holds for that file's readings."""
    if len(devices) == 1:
        return devices[0]
    found = tuple(dict.fromkeys(disagreement for device in devices for disagreement in device.disagreements))
    extremes = dict[object, Extreme]()
    for extreme in (extreme for device in devices for extreme in device.extremes):
        extremes.setdefault(_compared(extreme), extreme)
    beyond = tuple(dict.fromkeys(at for device in devices for at in device.off_scale_us))
    return Device({}, any(device.prints for device in devices), found, tuple(extremes.values()), beyond)


def _compared(extreme: Extreme) -> tuple[object, ...]:
    """Return what two extremes are compared by: one that is not known is the same as another, whoever read it."""
    return tuple(None if value != value else value for value in astuple(extreme))  # noqa: PLR0124  NaN


def notes_on_disagreements(name: str, found: Iterable[str]) -> str:
    """Return, in words, that a logger's printed summary disagrees with its readings."""
    return f"the own record of the logger{f' {name}' * bool(name)} disagrees with its readings: {'; '.join(found)}"


def _extreme(printed: PrintedExtreme, stretch: tuple[float, float] | None, shown: LoggedReadings) -> Extreme:
    """Return a printed extreme with its stretch of time, and the farthest reading of that stretch."""
    since, until = stretch or shown.stretch
    # A moment that is printed to the minute may lie a minute from its reading.
    slack = MINUTE if stretch and until - since <= MINUTE else 0.0
    values = shown.within(since - slack, until + slack)
    logged = _farthest(values, highest=printed.highest)
    if printed.minutes is not None and not _lasts(printed, values, shown):
        logged = np.nan
    wide = slack + shown.step_us
    around = _farthest(shown.within(since - wide, until + wide), highest=printed.highest)
    return Extreme(
        printed.temperature_degC, printed.highest, since, until, logged, stretch is not None, printed.minutes, around
    )


def _lasts(printed: PrintedExtreme, values: Column, shown: LoggedReadings) -> bool:
    """Say whether readings beyond a limit can have lasted as long as the device counted beyond it."""
    beyond = values > printed.temperature_degC if printed.highest else values < printed.temperature_degC
    runs = np.count_nonzero(np.diff(beyond.astype(np.int8), prepend=0) == 1)
    longest = (np.count_nonzero(beyond) + runs) * shown.step_us
    return bool(beyond.any() and (printed.minutes or 0) * MINUTE <= longest + MINUTE)


def _farthest(values: Column, *, highest: bool) -> float:
    if not len(values):
        return float("nan")
    return float(values.max() if highest else values.min())


def _of_summary(raw: RawLog, shown: LoggedReadings) -> Iterator[Extreme]:
    """Yield the lowest and highest of the whole file, where no moment is printed with them."""
    timed = {(one.temperature_degC, one.highest) for one in raw.printed}
    for value, highest in summary_extremes(raw.details):
        if (value, highest) not in timed:
            yield _extreme(PrintedExtreme(value, highest=highest), None, shown)


def _of_columns(one: LoggerSeries, shown: LoggedReadings, answers: Answers) -> Iterator[Extreme]:
    """Yield the extremes of the columns beside the readings, each for the time around its row."""
    step = np.median(np.diff(one.times)) if len(one.times) > 1 else 0.0
    around = np.concatenate([one.times[:1] - step, one.times, one.times[-1:] + step])
    for column in one.raw.statistics:
        values = _values(column, one.raw, answers)
        for i, row in enumerate(one.rows):
            value, since, until = values.get(row, np.nan), float(around[i]), float(around[i + 2])
            logged = _farthest(shown.within(since, until), highest=column.highest)
            if not np.isnan(value) and not (logged >= value if column.highest else logged <= value):
                yield Extreme(value, column.highest, since, until, logged, around_degC=logged)


def _off_scale_columns(one: LoggerSeries) -> Iterator[str]:
    """Yield, in words, each column of extremes of which cells say that it was beyond the logger's scale."""
    rows = set(one.rows)
    for column in one.raw.statistics:
        beyond = [row for row, cell in zip(column.rows, column.values, strict=True) if row in rows and off_scale(cell)]
        if beyond:
            found = f"{len(beyond)} of the cells under {column.heading!r} lie beyond its scale"
            yield f"{found}, the first in row {beyond[0]}"


def _beyond_columns(one: LoggerSeries, answers: Answers) -> Iterator[str]:
    """Yield, in words, each column of extremes that a reading lies beyond, in its own row and in those beside it."""
    for column in one.raw.statistics:
        values, side = _values(column, one.raw, answers), 1 if column.highest else -1
        beside = np.pad([side * values.get(row, np.nan) for row in one.rows], 1, constant_values=np.nan)
        bound = np.fmax(np.fmax(beside[:-2], beside[1:-1]), beside[2:])
        beyond = np.nonzero(side * one.values - bound > CUT_DEGC + _EXACT)[0]
        if len(beyond):
            row, word = one.rows[int(beyond[0])], "highest" if column.highest else "lowest"
            yield f"{len(beyond)} of its readings lie beyond the {word} beside them, the first in row {row}"


def _values(column: ExtremesColumn, raw: RawLog, answers: Answers) -> dict[int, float]:
    """Return the temperatures of a column of extremes by their row, in °C."""
    numbers = _numbers(column, raw, "", answers, [])
    unit = temperature_unit(column.unit) if column.unit else answers.degrees
    return dict(zip(column.rows, temperatures_degC(numbers, unit).tolist(), strict=True)) if unit else {}


def _numbers(column: ExtremesColumn, raw: RawLog, file: str, answers: Answers, faults: list[Fault]) -> Column:
    place = (file, column.rows, column.heading)
    return numbers_of(column.values, raw.missing | {""}, raw.decimal, answers, place, [], faults)


def extremes_faults(raw: RawLog, file: str, answers: Answers) -> list[Fault]:
    """Return a fault for each cell of the columns of extremes that is no number: what it hides would not be heard."""
    faults: list[Fault] = []
    for column in raw.statistics:
        _numbers(column, raw, file, answers, faults)
    return faults


def _beyond_their_day(printed: Iterable[PrintedExtreme], shown: LoggedReadings, tz: tzinfo | None) -> Iterator[str]:
    """Yield, in words, each day with a reading beyond the extreme that is printed for it."""
    for one in printed:
        day = _span_of(one.day, "", tz) if one.minutes is None else None
        if day is not None:
            side, word = (1, "highest") if one.highest else (-1, "lowest")
            logged = _farthest(shown.within(*day), highest=one.highest)
            if (logged - one.temperature_degC) * side > CUT_DEGC + _EXACT:
                statement = f"it prints {one.temperature_degC:g} °C as its {word} of {one.day}"
                yield f"{statement}, its readings give {logged:.5g} °C"


def _stretch(printed: PrintedExtreme, tz: tzinfo | None) -> tuple[float, float] | None:
    """Return the first and the last instant that a printed extreme can be of, None where no time is printed."""
    return _span_of(printed.since or printed.day, printed.until, tz)


def _span_of(since: str, until: str, tz: tzinfo | None) -> tuple[float, float] | None:
    """Return the first and last instant of a stretch whose ends are printed; None for what is none.

    Examples
    --------
    >>> [round((one - 0.0) / SECOND) for one in _span_of("1970-01-01 00:01", "", UTC)]
    [60, 120]
    >>> [round(one / SECOND) for one in _span_of("1970-01-02", "", UTC)]
    [86400, 172800]
    >>> _span_of("---", "", UTC) is None, _span_of("1970-01-02", "", None) is None
    (True, True)
    """
    begins, ends = _instants(since, tz), _instants(until or since, tz)
    if begins is None or ends is None:
        return None
    width = timedelta(days=1) if len(until or since) <= len("2031-01-01") else _MOMENT
    return begins[0], ends[1] + width / timedelta(microseconds=1) - 1


def _instants(text: str, tz: tzinfo | None) -> tuple[float, float] | None:
    """Return the earliest and the latest instant that a clock time can mean: an hour apart where clocks change."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    if at.tzinfo is None and tz is None:
        return None
    both = [at if at.tzinfo else at.replace(tzinfo=tz, fold=fold) for fold in (0, 1)]
    instants = [instant(one.astimezone(UTC)) for one in both]
    return min(instants), max(instants)
