"""Where a fault stands, taken apart: the file, its rows, and the column; its value, and its kind in one word."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: A row is named by its number in the file, or by its label in a DataFrame.
RowName = int | str

_ONE = r"(?:-?\d+|'[^']*')"
_ROWS = re.compile(rf"(?:(?P<file>.*?), )?\brows? (?P<rows>{_ONE}(?:(?:, | and | to ){_ONE})*)")
_COLUMN = re.compile(r", column (?P<column>.+?)(?: and \d+ more rows?)?$")
_AND = " and "


@dataclass(frozen=True, slots=True)
class RowsOfFile:
    """Some rows of one file."""

    file: str | None
    rows: tuple[RowName, ...]


def rows_in(where: str) -> tuple[RowsOfFile, ...]:
    """Return the rows that a place names, of each file.

    Examples
    --------
    >>> rows_in("ward.csv, rows 2, 4 and receipts.csv, row 3, column product")
    (RowsOfFile(file='ward.csv', rows=(2, 4)), RowsOfFile(file='receipts.csv', rows=(3,)))
    >>> rows_in("ward.csv, rows 2 to 4")
    (RowsOfFile(file='ward.csv', rows=(2, 3, 4)),)
    >>> rows_in("ward.csv")
    ()
    """
    found = _ROWS.finditer(where.partition(", column ")[0])
    return tuple(RowsOfFile(_file(match["file"]), _numbers(match["rows"])) for match in found)


def _file(text: str | None) -> str | None:
    return text.removeprefix(_AND) if text else None


def _numbers(text: str) -> tuple[RowName, ...]:
    named: list[RowName] = []
    for link, name in re.findall(rf"(, | and | to |)({_ONE})", text):
        first = named[-1] if named else None
        last: RowName = int(name) if name.isdigit() else name.strip("'")
        if link == " to " and isinstance(first, int) and isinstance(last, int):
            named += range(first + 1, last)
        named.append(last)
    return tuple(named)


def file_in(where: str) -> str | None:
    """Return the file that a place names; None where it names none, such as an argument of a call.

    Examples
    --------
    >>> file_in("ward.csv, row 2, column time"), file_in("ward.csv, column time"), file_in("tz")
    ('ward.csv', 'ward.csv', None)
    """
    named = rows_in(where)
    if named:
        return named[0].file
    file, column, _ = where.partition(", column ")
    return file if column or re.search(r"\.\w+$", file) else None


def column_in(where: str) -> str | None:
    """Return the column that a place names.

    Examples
    --------
    >>> column_in("ward.csv, row 2, column time and 3 more rows"), column_in("ward.csv, row 2")
    ('time', None)
    """
    found = _COLUMN.search(where)
    return found["column"].strip("'") if found else None


def found_value(found: str) -> str:
    """Return what was found, without the quotes around a cell's text.

    Examples
    --------
    >>> found_value("'soon'"), found_value("no rows")
    ('soon', 'no rows')
    """
    return found[1:-1] if len(found) > 1 and found[0] == found[-1] in "'\"" else found


def code_of(error: str) -> str:
    """Return a class of error in one word.

    Examples
    --------
    >>> code_of("UnreadableTime"), code_of("SiteError")
    ('unreadable-time', 'site')
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", error.removesuffix("Error")).lower()
