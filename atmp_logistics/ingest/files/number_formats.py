"""What a workbook's format adds to a number: a unit of temperature, or another number than the one that is stored."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from atmp_logistics.core.errors import DisprovedAnswer, Fault
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.ingest.files.cell_marks import CellMark
from atmp_logistics.ingest.files.named_units import units_named

#: One part of a format: quoted text, an escaped sign, fill, a currency's sign, another bracket, or one sign.
_PART = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|(.)', re.DOTALL)
_CONDITION = re.compile(r"\[\s*[<>=]")
_SCALED = re.compile(r"%|[0#?],+(?![0#?,])")
_DIGIT = re.compile(r"[0#?@]|general|standard", re.IGNORECASE)
_MARKS = {"degC": CellMark.CELSIUS, "degF": CellMark.FAHRENHEIT, "K": CellMark.KELVIN}
_UNITS = {mark: unit for unit, mark in _MARKS.items()}


def has_conditions(pattern: str) -> bool:
    """Say whether a format shows a value in one way or another by conditions of its own, such as `[<100]`."""
    return _CONDITION.search(pattern) is not None


def shown_mark(value: float, pattern: str) -> CellMark | None:
    """Return what a number's format makes of it: the unit that it shows, or that it shows another number or none.

    Examples
    --------
    >>> shown_mark(41.0, '0.0" °F"').name, shown_mark(5.0, r"0.0\\ [$°C]").name, shown_mark(0.05, "0%").name
    ('FAHRENHEIT', 'CELSIUS', 'CHANGED')
    >>> shown_mark(-150.0, "0.0;0.0").name, shown_mark(-150.0, "0.0;[Red]-0.0"), shown_mark(5.0, "0.00")
    ('CHANGED', None, None)
    """
    return _mark(pattern, (value > 0) - (value < 0))


@cache
def _mark(pattern: str, sign: int) -> CellMark | None:
    sections = _sections(pattern)
    used = sections if has_conditions(pattern) else [sections[_section(sign, len(sections))]]
    units = [temperature_unit(shown) or next(map(temperature_unit, units_named(shown)), None) for shown, _ in used]
    wrong = any(_SCALED.search(plain) or not _DIGIT.search(plain) for _, plain in used) or len({*units}) > 1
    if wrong or (used is not sections and _loses_sign(sign, len(sections), used[0][0])):
        return CellMark.CHANGED
    return _MARKS[units[0]] if units[0] else None


def is_one_form(pattern: str) -> bool:
    """Say whether a format shows every value in the same way, whatever conditions it has.

    Examples
    --------
    >>> is_one_form("[Red][<46000]yyyy-mm-dd;yyyy-mm-dd"), is_one_form("[<46000]yyyy-mm-dd;mmm-yy")
    (True, False)
    """
    return not has_conditions(pattern) or len({*_sections(pattern)}) == 1


def shown_unit(marks: Mapping[int, CellMark], named: str | None, where: Callable[[int], str]) -> str | None:
    """Return a column's unit: the one that its heading names, else the one that its cells show.

    Returns
    -------
    str | None

    Raises
    ------
    DisprovedAnswer
        For a cell that shows another unit than the heading or another cell, or another number than it stores.
    """
    unit = named
    for i, mark in sorted(marks.items()):
        shown = _UNITS.get(mark)
        if shown is None and mark is not CellMark.CHANGED:
            continue
        unit = unit or shown
        if shown is None or shown != temperature_unit(unit or ""):
            expected = (
                "a number that its cell shows as it is stored" if shown is None else f"{unit}, as before or above"
            )
            fix = "format the column as a plain number, and write the unit that it has in its heading"
            raise DisprovedAnswer([Fault(where(i), mark.value, expected, fix, DisprovedAnswer)])
    return unit


def _sections(pattern: str) -> list[tuple[str, str]]:
    """Return each section's text as it prints, without digits, and what is left of it to write the number."""
    shown, plain = [""], [""]
    for match in _PART.finditer(pattern):
        text, bare = next(filter(None, match.group(1, 2, 3)), ""), match[4] or ""
        if bare == ";":
            shown.append("")
            plain.append("")
            continue
        shown[-1] += text or ("" if bare in {*"0#?@.,"} else bare)
        plain[-1] += bare
    return [*zip(shown, plain, strict=True)]


def _section(sign: int, count: int) -> int:
    """Return the section of a format that writes a number: the first, or that of negative numbers, or of zero."""
    if sign < 0 and count > 1:
        return 1
    return 2 if sign == 0 and count > 2 else 0


def _loses_sign(sign: int, count: int, shown: str) -> bool:
    """Say whether a negative number has a section of its own, and that writes no sign or brackets."""
    return sign < 0 and count > 1 and not any(one in shown for one in "-\u2212\u2013(")
