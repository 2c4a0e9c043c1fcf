"""A sheet's own XML: cells whose numbers do not rise, formulas without a value, merged cells, what is hidden."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from typing import Any

#: A sheet has so many rows at most, in every spreadsheet program.
MOST_ROWS = 1 << 20
_ROW = re.compile(r"[0-9]{1,7}")
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass(slots=True)
class SheetXml:
    """What a sheet's XML says beyond its cells.

    `disorder` is the first row or cell that does not come after the one before it, "" where all do; `unvalued` are the
    cells whose formula has no stored value, `struck` the filled ones that are struck through, `merged` the ranges of
    merged cells, such as B2:B3; `rows` and `columns` are the numbers of the last ones.
    """

    disorder: str
    unvalued: list[str]
    hidden_rows: int
    hidden_columns: int
    merged: list[str] = field(default_factory=list)
    rows: int = 0
    columns: int = 0
    struck: list[str] = field(default_factory=list)


def read_sheet_xml(elements: Iterable[tuple[str, Any]], strikes: Container[str] = ()) -> SheetXml:
    """Return what a sheet's XML states beyond its cells, in one pass over its elements, each at its start and end.

    `strikes` are the styles, by their numbers as text, that strike a cell through.
    """
    out = SheetXml("", [], 0, 0)
    row, column = 0, 0
    for event, element in elements:
        if out.disorder:
            break
        tag = element.tag.rpartition("}")[2]
        if event == "start" and tag == "row":
            row, column = _row(element, row, out), 0
        elif event == "end" and tag == "c":
            column = _cell(element, row, column, out, strikes)
            out.columns = max(out.columns, column)
        elif event == "end" and tag == "col" and _is_true(element.get("hidden")):
            out.hidden_columns += 1
        elif event == "end" and tag == "mergeCell":
            out.merged.append(element.get("ref") or "")
        elif event == "end" and tag == "row":
            element.clear()
    out.rows = row
    return out


def _is_true(text: str | None) -> bool:
    return text in {"1", "true"}


def _row(element: Any, before: int, out: SheetXml) -> int:
    named = element.get("r") or str(before + 1)
    number = int(named) if _ROW.fullmatch(named) else MOST_ROWS + 1
    if not before < number <= MOST_ROWS and not out.disorder:
        out.disorder = f"row {number} after row {before}" if number <= before else f"row {named[:20]}"
    out.hidden_rows += _is_true(element.get("hidden"))
    return number


def _cell(element: Any, row: int, before: int, out: SheetXml, strikes: Container[str]) -> int:
    """Take one cell: its place must follow, its formula must have a value, and nothing may strike it through."""
    named = element.get("r")
    match = _PLACE.fullmatch(named) if named else None
    column = _number(match[1]) if match else before + 1
    wrong = column <= before or (match is not None and int(match[2]) != row)
    if (wrong or (named and not match)) and not out.disorder:
        out.disorder = f"cell {named} in row {row}" + (" after a later one" if column <= before else "")
    children = {child.tag.rpartition("}")[2]: child.text for child in element}
    stored = children.get("v") or "is" in children or element.get("t") == "str"
    if "f" in children and not stored:
        out.unvalued.append(named or f"row {row}")
    if stored and element.get("s", "0") in strikes:
        out.struck.append(named or f"row {row}")
    return column


def _number(letters: str) -> int:
    """Return a column's number.

    Examples
    --------
    >>> _number("A"), _number("AB")
    (1, 28)
    """
    out = 0
    for letter in letters:
        out = out * 26 + ord(letter) - ord("A") + 1
    return out
