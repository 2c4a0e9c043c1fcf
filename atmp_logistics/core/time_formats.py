"""How a person says that times are written: by the signs of `strptime`, or by the letters of a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from atmp_logistics.core.columns import Column
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.reading_times import strict_times

#: Each sign of `strptime` that is the same in every language, with how wide it is: at least and at most.
_WIDTHS = {"Y": (4, 4), "y": (2, 2), "m": (1, 2), "d": (1, 2), "j": (1, 3)}
_WIDTHS |= {"H": (1, 2), "I": (1, 2), "M": (1, 2), "S": (1, 2), "f": (1, 6)}
_SIGN = re.compile(r"%(.)")
_LETTERS = re.compile(r"am/pm|y+|m+|d+|h+|s+|0+|%|[^\W\d_]|.", re.IGNORECASE | re.DOTALL)
_EXAMPLES = "'%d.%m.%Y %H.%M' or 'dd.mm.yyyy hh.mm'"


@dataclass(frozen=True, slots=True)
class TimeFormat:
    """A way of writing times: as stated, as `strptime` has it, and the pattern of its cells."""

    stated: str
    form: str
    pattern: re.Pattern[str]

    def times(self, cells: Sequence[str]) -> Column:
        """Return local clock times in microseconds, as if they were UTC; NaN where a cell is not written so.

        Examples
        --------
        >>> one = time_format("d.m.yyyy hh.mm")
        >>> one.times(["24.11.2026 10.32", "24.11.2026 10:32", "31.11.2026 10.32"]).tolist()
        [1795516320000000.0, nan, nan]
        """
        tidy = [" ".join(cell.split()) for cell in cells]
        fits = np.array([self.pattern.fullmatch(cell) is not None for cell in tidy], bool)
        return np.where(fits, strict_times(tidy, self.form), np.nan)


@cache
def time_format(stated: str) -> TimeFormat:
    """Return a way of writing times that a person states; it must say the day and the clock time, each part once.

    Letters are those of a spreadsheet: `yyyy`, `yy`, `mm`, `dd`, `hh`, `mm`, `ss`, `AM/PM`; an `mm` that stands behind
    hours or before seconds is minutes.

    Returns
    -------
    TimeFormat

    Raises
    ------
    UsageError
        For what leaves a part of the time open, or says it in a language's words.

    Examples
    --------
    >>> time_format("yyyy-mm-dd hh:mm:ss").form, time_format("%d/%m/%y %I.%M %p").form
    ('%Y-%m-%d %H:%M:%S', '%d/%m/%y %I.%M %p')
    >>> time_format("dd.mm.yyyy")
    Traceback (most recent call last):
    atmp_logistics.core.errors.UsageError: time_format: found 'dd.mm.yyyy', which leaves out the hour and the minute, \
expected a day and a clock time, each part once. Fix: write it as in '%d.%m.%Y %H.%M' or 'dd.mm.yyyy hh.mm'.
    """
    form = " ".join((stated if "%" in stated else "".join(_of_letters(stated))).split())
    signs = _SIGN.findall(form.replace("%%", ""))
    refuse(_faults(stated, signs))
    return TimeFormat(stated, form, re.compile(_pattern(form), re.IGNORECASE))


def _of_letters(stated: str) -> Iterator[str]:
    """Yield the signs of `strptime` for a spreadsheet's letters; what is none of these stands for itself."""
    parts = _LETTERS.findall(stated)
    half = any(part.casefold() == "am/pm" for part in parts)
    kinds = ["h" if part[0] in "hH" else part[0].lower() for part in parts]
    for i, part in enumerate(parts):
        kind, width = kinds[i], len(part)
        if part.casefold() == "am/pm":
            yield "%p"
        elif kind == "m" and width <= 2:
            yield "%M" if _is_minute(kinds, i) else "%m"
        elif (kind, width) in {("y", 4), ("y", 2)}:
            yield "%Y" if width == 4 else "%y"
        elif kind in "dhs" and width <= 2:
            yield {"d": "%d", "h": "%I" if half else "%H", "s": "%S"}[kind]
        elif kind == "0" and i >= 2 and kinds[i - 2] == "s":
            yield "%f"
        else:
            yield f"%?{part}" if part.isalpha() and part != "T" else part


def _is_minute(kinds: Sequence[str], place: int) -> bool:
    before = [kind for kind in kinds[:place] if kind in "ymdhs"]
    after = [kind for kind in kinds[place + 1 :] if kind in "ymdhs"]
    return before[-1:] == ["h"] or after[:1] == ["s"]


def _faults(stated: str, signs: Sequence[str]) -> Iterator[Fault]:
    where, fix = "time_format", f"write it as in {_EXAMPLES}"
    expected = "a day and a clock time, each part once"
    strange = [sign for sign in signs if sign not in {*_WIDTHS, "p"}]
    twice = sorted({sign for sign in signs if signs.count(sign) > 1})
    parts = {"year": "Yy", "month": "mj", "day": "dj", "hour": "HI", "minute": "M"}
    left = [part for part, ways in parts.items() if not {*ways} & {*signs}]
    if strange or twice:
        expected = "numbers for the year, month, day, hour, minute and second, each once"
        yield Fault(where, f"{stated!r}, with a part that has no such sign or stands twice", expected, fix, UsageError)
    elif left:
        found = f"{stated!r}, which leaves out the {' and the '.join(left)}"
        yield Fault(where, found, expected, fix, UsageError)
    elif any({*one} <= {*signs} for one in ("Yy", "HI", "jm", "jd")) or ("I" in signs) != ("p" in signs):
        expected = "one year, one day, and hours of 24, or of 12 with AM/PM"
        yield Fault(where, repr(stated), expected, fix, UsageError)


def _pattern(form: str) -> str:
    """Return the pattern of a format's cells.

    Signs that touch one another have their full width, and so have minutes and seconds behind a point or a comma: a
    spreadsheet that takes 9.30 for a number writes 9.3.
    """
    parts = re.split(r"(%.)", form)
    signs = [len(part) == 2 and part[0] == "%" and part[1] in _WIDTHS for part in parts]
    out = []
    for i, part in enumerate(parts):
        if signs[i]:
            touching = any(
                0 <= j < len(parts) and not parts[k] and signs[j] for j, k in ((i - 2, i - 1), (i + 2, i + 1))
            )
            least, most = _WIDTHS[part[1]]
            is_whole = touching or (part in ("%M", "%S") and parts[i - 1].endswith((".", ",")))
            out.append(f"[0-9]{{{most if is_whole else least},{most}}}")
        else:
            out.append({"%p": "[ap]m", "%%": "%"}.get(part, re.escape(part)))
    return "".join(out)
