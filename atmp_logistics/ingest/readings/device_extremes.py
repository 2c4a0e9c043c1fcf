"""What a logger's file prints of the logger's own measuring, held against its readings, file by file.

A device measures more often than it logs: an extreme that it prints is shown by a reading of the same moment or day, or
by none. Which limit that touches is asked later (D503); here each extreme gets its stretch of time and what the
readings of that stretch show.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

import numpy as np

from atmp_logistics.core.columns import Column
from atmp_logistics.core.errors import Fault
from atmp_logistics.core.instants import MINUTE, SECOND, instant, zone
from atmp_logistics.core.temperature_units import temperature_unit, temperatures_degC
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.raw_logs import Printed, RawLog, Statistic
from atmp_logistics.ingest.readings.numbers import numbers_of
from atmp_logistics.ingest.readings.series import Series
from atmp_logistics.records.device_summary import CUT_DEGC, disagreements, says_something, summary_extremes
from atmp_logistics.records.devices import Device, Extreme

#: The stretch of a printed moment is no longer than this.
_MOMENT = timedelta(minutes=1)
_EXACT = 1e-6


@dataclass(frozen=True, slots=True)
class Shown:
    """A logger's readings in time order, and by how much its own measuring may go beyond the first and the last."""

    times: Column
    values: Column
    step_us: float

    @classmethod
    def of(cls, pieces: Sequence[Series]) -> Shown:
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


def device_of(one: Series, series: Sequence[Series], answers: Answers) -> Device:
    """Hold a logger's readings, all its pieces together, against what its device prints of them.

    Parameters
    ----------
    one : Series
    series : sequence of Series
        All of the file.
    answers : Answers
    """
    pieces, raw = [piece for piece in series if piece.raw is one.raw], one.raw
    values = np.concatenate([np.empty(0), *(piece.values for piece in pieces)])
    shown, tz = Shown.of(pieces), zone(raw.offset) if raw.offset else answers.tz
    # A clock that stepped back tells no moment: what it prints can be of any time of the file.
    whole = len(pieces) == 1
    found = [*disagreements(raw.details, values), *(_beyond_their_day(raw.printed, shown, tz) if whole else [])]
    extremes = [_extreme(own, _stretch(own, tz) if whole else None, shown) for own in raw.printed]
    extremes += [*_of_summary(raw, shown), *(_of_columns(one, shown, answers) if whole else [])]
    prints = says_something(raw.details) or bool(raw.printed or raw.statistics)
    return Device(raw.details, prints, tuple(found), tuple(dict.fromkeys(extremes)))


def together(own: Sequence[Device]) -> Device:
    """Put together what several files say of one logger: each file's summary is of its own readings."""
    if len(own) == 1:
        return own[0]
    found = tuple(dict.fromkeys(said for device in own for said in device.disagreements))
    extremes = tuple(dict.fromkeys(extreme for device in own for extreme in device.extremes))
    return Device({}, any(device.prints for device in own), found, extremes)


def against(name: str, found: Iterable[str]) -> str:
    """Say that a logger's own record disagrees with its readings."""
    return f"the own record of the logger{f' {name}' * bool(name)} disagrees with its readings: {'; '.join(found)}"


def _extreme(printed: Printed, stretch: tuple[float, float] | None, shown: Shown) -> Extreme:
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


def _lasts(printed: Printed, values: Column, shown: Shown) -> bool:
    """Say whether readings beyond a limit can have lasted as long as the device counted beyond it."""
    beyond = values > printed.temperature_degC if printed.highest else values < printed.temperature_degC
    runs = np.count_nonzero(np.diff(beyond.astype(np.int8), prepend=0) == 1)
    longest = (np.count_nonzero(beyond) + runs) * shown.step_us
    return bool(beyond.any() and (printed.minutes or 0) * MINUTE <= longest + MINUTE)


def _farthest(values: Column, *, highest: bool) -> float:
    if not len(values):
        return float("nan")
    return float(values.max() if highest else values.min())


def _of_summary(raw: RawLog, shown: Shown) -> Iterator[Extreme]:
    """Yield the lowest and highest of the whole file, where no moment is printed with them."""
    timed = {(one.temperature_degC, one.highest) for one in raw.printed}
    for value, highest in summary_extremes(raw.details):
        if (value, highest) not in timed:
            yield _extreme(Printed(value, highest=highest), None, shown)


def _of_columns(one: Series, shown: Shown, answers: Answers) -> Iterator[Extreme]:
    """Yield the extremes that columns of them print beside the readings, each of the time around its row."""
    step = np.median(np.diff(one.times)) if len(one.times) > 1 else 0.0
    around = np.concatenate([one.times[:1] - step, one.times, one.times[-1:] + step])
    for own in one.raw.statistics:
        values = _values(own, one.raw, answers)
        for i, row in enumerate(one.rows):
            value, since, until = values.get(row, np.nan), float(around[i]), float(around[i + 2])
            logged = _farthest(shown.within(since, until), highest=own.highest)
            if not np.isnan(value) and not (logged >= value if own.highest else logged <= value):
                yield Extreme(value, own.highest, since, until, logged, around_degC=logged)


def _values(own: Statistic, raw: RawLog, answers: Answers) -> dict[int, float]:
    """Return the temperatures of a column of extremes by their row, in °C; none where they are no numbers."""
    faults: list[Fault] = []
    place = ("", own.rows, "")
    numbers = numbers_of(own.values, raw.missing | {""}, raw.decimal, answers, place, [], faults)
    unit = temperature_unit(own.unit) if own.unit else answers.degrees
    if faults or unit is None:
        return {}
    return dict(zip(own.rows, temperatures_degC(numbers, unit).tolist(), strict=True))


def _beyond_their_day(printed: Iterable[Printed], shown: Shown, tz: tzinfo | None) -> Iterator[str]:
    """Yield in words each day of whose extreme a reading lies beyond."""
    for one in printed:
        day = _span_of(one.day, "", tz) if one.minutes is None else None
        if day is not None:
            side, word = (1, "highest") if one.highest else (-1, "lowest")
            logged = _farthest(shown.within(*day), highest=one.highest)
            if (logged - one.temperature_degC) * side > CUT_DEGC + _EXACT:
                said = f"it prints {one.temperature_degC:g} °C as its {word} of {one.day}"
                yield f"{said}, its readings give {logged:.5g} °C"


def _stretch(printed: Printed, tz: tzinfo | None) -> tuple[float, float] | None:
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
