"""What a workbook's cell shows of the number that it stores: a day, a month, a day without its year, digits."""

from __future__ import annotations

import re
from datetime import datetime

from atmp_logistics.ingest.files.cell_marks import CellMark
from atmp_logistics.ingest.files.number_formats import is_one_form, shown_mark

#: Parts of a format that print as they are, or say nothing of dates: quoted and escaped signs, fill, colours, places.
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_CLOCK = re.compile(r"h|s", re.IGNORECASE)
_HALVES = re.compile(r"am/pm|a/p", re.IGNORECASE)
#: Minutes: the m beside hours or seconds.
_MINUTES = re.compile(r"(\[?h+\]?[^a-z]*?)m+|\[m+\]|m+(?=[^a-z]*s)", re.IGNORECASE)
_FULL = 10**15
#: Formats under which a whole number is shown by its digits.
_DIGITS = re.compile(r"general|@|#?0|#|#[ ,.']##0|standard", re.IGNORECASE)


def moment_text(value: datetime, pattern: str) -> tuple[str, CellMark | None]:
    """Return a date as its cell shows it, and what is to be known of it.

    A month is a month (2026-11), a day without its year has none (--11-25), and no reader takes that for a date. What
    the cell does not show, a clock time or a day, is not there.

    Examples
    --------
    >>> day = datetime(2026, 11, 1)
    >>> [moment_text(day, form)[0] for form in ("yyyy-mm-dd", "mmm-yy", "d-mmm", "yyyy-mm-dd hh:mm")]
    ['2026-11-01', '2026-11', '--11-01', '2026-11-01 00:00:00']
    """
    if not is_one_form(pattern):
        return f"{value.isoformat(' ')}, shown under conditions", CellMark.STAMP
    form = _LITERAL.sub("", pattern.partition(";")[0])
    dates = _MINUTES.sub(lambda match: match[1] or "", _HALVES.sub("", form)).casefold()
    year, month, day = bool({"y", "e", "b"} & {*dates}), "m" in dates, _day(dates)
    clock = bool(_CLOCK.search(form))
    mark = (clock_mark(pattern) or CellMark.STAMP) if clock else CellMark.DATE
    if year and month and day:
        return (value.isoformat(" ") if clock else value.date().isoformat()), mark
    if not (year or month or day):
        return (value.time().isoformat() if clock else f"{value:%A}"), mark
    if clock:
        return f"--{value:%m-%d %H:%M:%S}", mark
    if year and month:
        return f"{value:%Y-%m}", mark
    return (f"{value:%Y}" if year else f"--{value:%m-%d}" if day else f"--{value:%m}"), mark


def _day(dates: str) -> bool:
    """Say whether the day of the month is shown, and not its name alone."""
    return any(len(run) <= 2 for run in re.findall("d+", dates))


def clock_mark(pattern: str) -> CellMark | None:
    """Return the mark of a clock time whose format shows no seconds; None for any other.

    Examples
    --------
    >>> clock_mark("hh:mm"), clock_mark("yyyy-mm-dd h:mm:ss") is None
    (<CellMark.MINUTES: 'a date and a clock time, or a clock time alone, shown without seconds'>, True)
    """
    form = _HALVES.sub("", _LITERAL.sub("", pattern.partition(";")[0])).casefold()
    return CellMark.MINUTES if "h" in form and "s" not in form else None


def number_text(value: float, pattern: str) -> tuple[str, CellMark | None]:
    """Return a number as text, a narrow float by its shortest decimal, and what is to be known of it as an identifier.

    Examples
    --------
    >>> number_text(5.0, "General"), number_text(123, "00000")[1].name, number_text(3.4012345e17, "0")[1].name
    (('5', None), 'OTHERWISE', 'LONG')
    >>> number_text(46.400001525878906, "General")[0]
    '46.4'
    """
    whole = isinstance(value, int) or value.is_integer()
    text = repr(int(value)) if whole else _shortest(float(value))
    if abs(value) >= _FULL:
        return text, CellMark.LONG
    form = _LITERAL.sub("", pattern.partition(";")[0]).strip()
    if told := shown_mark(value, pattern):
        return text, told
    plain = form == pattern.partition(";")[0].strip() and _DIGITS.fullmatch(form)
    shown = plain and (whole or form.casefold() in {"general", "@", "standard"})
    return text, None if shown else CellMark.OTHERWISE


def _shortest(value: float) -> str:
    """Return a number's decimal; of one that is a widened float32, as a program stores it, the narrow one's.

    Examples
    --------
    >>> _shortest(46.4), _shortest(46.400001525878906), _shortest(46.40000152587891), _shortest(0.1 + 0.2)
    ('46.4', '46.4', '46.4', '0.30000000000000004')
    """
    import numpy as np

    wide, narrow = repr(value), np.float32(value)
    digits = len(wide.replace(".", "").lstrip("-0").partition("e")[0])
    widened = f"{float(narrow):.15g}" == f"{value:.15g}"
    return str(narrow) if digits >= 14 and widened else wide
