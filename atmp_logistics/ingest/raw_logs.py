"""What a dialect takes out of a file: cells as written, and what the file itself says of them.

A dialect only takes apart; reading numbers, times and units is done once, in `readings`, so that each dialect is held
to the same proof.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class PrintedExtreme:
    """An extreme that a file prints with its time, or how long the device counted beyond a limit of its own.

    Parameters
    ----------
    temperature_degC : float
        The extreme; where `minutes` is stated, the limit that was passed.
    highest : bool
        Whether it is a highest (or time above a limit), else a lowest (or time below).
    since, until : str
        The moment, or the first and the last, on the file's own clock (ISO 8601, to the minute, the day or the second);
        "" where none is printed.
    day : str
        The day of which it is the extreme; "" where it is of another stretch.
    minutes : float or None
        How long the device counted beyond the limit.
    """

    temperature_degC: float
    highest: bool
    since: str = ""
    until: str = ""
    day: str = ""
    minutes: float | None = None


@dataclass(frozen=True, slots=True)
class ExtremesColumn:
    """A column of highest or lowest temperatures that stands beside the readings: heading, cells, lines, unit."""

    heading: str
    highest: bool
    values: Sequence[str]
    rows: Sequence[int]
    unit: str | None


@dataclass(frozen=True, slots=True)
class RawLog:
    """One logger's series as a file writes it.

    Parameters
    ----------
    logger : str
        The serial number the file gives, "" where it gives none.
    times, values : sequence of str
        Cells of the same length, as written.
    rows : sequence of int
        The file's line of each.
    unit : str or None
        The unit as the file writes it; None where it does not, and the caller must state it.
    date_forms : tuple of str
        The `strptime` formats the dialect can have; with more than one, the file must prove which.
    decimal : str or None
        The decimal sign, "." or ",", where the dialect fixes it or its rows prove it; None where the cells must.
    offset : str or None
        A fixed offset from UTC that the file states, such as "+02:00"; None where its times are local.
    heading : str
        The heading of the times, where it can name a zone.
    possible_offsets : tuple of str
        The offsets that the times can be in, where the file names one and does not say whether they are in it or in
        UTC: one of them must be stated.
    record_numbers : sequence of int
        The file's own number of each reading, rows that are no readings counted out; none where it numbers none. They
        order the hour that stands twice when clocks are put back.
    missing : frozenset of str
        What the dialect writes for "no reading".
    interval_s : float or None
        The interval that the file declares.
    first_at : str or None
        The first reading's local time as the header states it (ISO 8601): proof of the date order.
    first_zone : str
        The zone in words, such as "CEST", that the header names with the time of the first reading; "" for none.
    channel : str
        The channel's name as the file heads it, where a logger can have several; "" where it has one. Each
        temperature channel of a logger is a `RawLog` of its own, and the caller states which is the product's.
    assumptions : tuple of str
        What the dialect took for granted, in words.
    details : dict
        What the logger says of itself: model, alarms, printed summary. Keys are snake_case with their unit. Four
        keys are compared with the readings: `lowest_degC`, `highest_degC`, `mean_degC`, `mkt_degC`.
    printed : tuple of PrintedExtreme
        The extremes that the file prints with their time, and what it counts beyond limits.
    statistics : tuple of ExtremesColumn
        Columns of extremes beside the readings.
    """

    logger: str
    times: Sequence[str]
    values: Sequence[str]
    rows: Sequence[int]
    unit: str | None
    date_forms: tuple[str, ...]
    decimal: str | None = "."
    offset: str | None = None
    missing: frozenset[str] = frozenset({""})
    interval_s: float | None = None
    first_at: str | None = None
    first_zone: str = ""
    channel: str = ""
    assumptions: tuple[str, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)
    printed: tuple[PrintedExtreme, ...] = ()
    statistics: tuple[ExtremesColumn, ...] = ()
    heading: str = ""
    possible_offsets: tuple[str, ...] = ()
    record_numbers: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class RawSummary:
    """What a device says of whole spans of time, as a file writes it: the lowest and highest of a day, a mean.

    These are no readings: what was between two extremes is not known, so that no excursion has a length.

    Parameters
    ----------
    logger, unit, date_forms, decimal, offset, missing, channel, assumptions, details
        As in `RawLog`.
    kind : str
        What a row spans, in words: "day", "interval".
    begins, ends : sequence of str
        The first and the last moment of each span, as written; of a day, the day in both.
    lowest, highest, mean : sequence of str
        Cells, "" where the device states none.
    rows : sequence of int
        The file's line of each.
    """

    logger: str
    kind: str
    begins: Sequence[str]
    ends: Sequence[str]
    lowest: Sequence[str]
    highest: Sequence[str]
    mean: Sequence[str]
    rows: Sequence[int]
    unit: str | None
    date_forms: tuple[str, ...]
    decimal: str | None = "."
    offset: str | None = None
    missing: frozenset[str] = frozenset({""})
    channel: str = ""
    assumptions: tuple[str, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)


Raw = RawLog | RawSummary
#: The sheets of a workbook: rows of text by their titles.
Sheets = Mapping[str, Sequence[Sequence[str]]]
