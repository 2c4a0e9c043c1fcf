"""Identifiers that a person can tell apart: without invisible signs, and not turned into numbers or dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import pandas as pd

from atmp_logistics.core.errors import ConflictingRecord, Fault
from atmp_logistics.core.identifiers import LEAVE_EMPTY, alike, is_not_known, odd
from atmp_logistics.ingest.files.cell_marks import CellMark

#: What a workbook holds instead of an identifier that was typed into it.
_OTHERWISE = "a number that its cell shows otherwise than it is stored, such as 00123 for 123"
_MADE_OF = {
    **dict.fromkeys(
        (CellMark.OTHERWISE, CellMark.CHANGED, CellMark.CELSIUS, CellMark.FAHRENHEIT, CellMark.KELVIN), _OTHERWISE
    ),
    CellMark.LONG: "a number of more than 15 digits, of which a spreadsheet keeps 15",
    CellMark.POINT: "a floating number, which a program makes of whole ones where a cell is empty",
    CellMark.DATE: "a date, which a spreadsheet makes of what was typed",
    CellMark.STAMP: "a date, which a spreadsheet makes of what was typed",
    CellMark.MINUTES: "a date or a clock time, which a spreadsheet makes of what was typed",
}
_AS_TEXT = "format the column as text in the workbook, and write the identifiers again as they are printed"
_MOST = 5


def unclear_id_faults(
    cells: Sequence[str], marks: Mapping[int, CellMark], where: Callable[[int], str], *, what: str = "an identifier"
) -> Iterator[Fault]:
    """Return a fault for each identifier with an invisible sign, or that a spreadsheet turned into a number or a date.

    Parameters
    ----------
    cells : sequence of str
    marks : mapping of int to CellMark
        What the workbook says of a cell, by its place.
    where : callable
        From the place to the place in the file.
    what : str
        What the cells are, for messages.

    Yields
    ------
    Fault
    """
    wrong = {cell: found for cell in set(cells) if (found := odd(cell))}
    for i, cell in enumerate(cells if wrong or marks else ()):
        if cell in wrong:
            fix = _AS_TEXT if "spreadsheet" in wrong[cell] else "write it again by hand, without that sign"
            expected = f"{what} without control characters or other signs that nobody sees"
            yield Fault(where(i), f"{cell!r}, {wrong[cell]}", expected, fix, ConflictingRecord)
        elif cell and i in marks:
            yield Fault(where(i), f"{cell!r}, {_MADE_OF[marks[i]]}", f"{what} as text", _AS_TEXT, ConflictingRecord)


def not_known_faults(cells: Sequence[str], where: Callable[[int], str]) -> Iterator[Fault]:
    """Return a fault for each identifier that is a word for "nobody knows": it would be one thing throughout."""
    words = {cell for cell in set(cells) if is_not_known(cell)}
    for i, cell in enumerate(cells if words else ()):
        if cell in words:
            yield Fault(where(i), repr(cell), "an identifier, or an empty cell", LEAVE_EMPTY, ConflictingRecord)


def unclear_logger_faults(names: Iterable[str], file: str) -> Iterator[Fault]:
    """Return a fault for each logger's name with an invisible sign."""
    for name in dict.fromkeys(names):
        if found := odd(name):
            fix = "write it again by hand; a file that names no logger lends it its own name"
            yield Fault(f"{file}, logger {name!r}", found, "a name of visible signs", fix, ConflictingRecord)


def notes_on_similar_ids(frame: pd.DataFrame) -> list[str]:
    """Return, in words, which identifiers of an event table differ only by case, blanks or the way a sign is stored."""
    notes = []
    for column in ("therapy_id", "container_id", "logger_id"):
        cells = frame[column]
        names = cells.cat.categories if isinstance(cells.dtype, pd.CategoricalDtype) else pd.Index(cells.unique())
        groups = alike(names.tolist())
        if groups and column == "container_id":
            groups = _within_therapies(frame, groups)
        notes += _notes_on(column, groups)
    return notes


def notes_on_similar_loggers(names: Sequence[str]) -> list[str]:
    """Return, in words, which loggers' names differ only by case, blanks or the way a sign is stored."""
    return _notes_on("logger_id", alike(names))


def _within_therapies(frame: pd.DataFrame, groups: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Return the similar container names within one therapy; the same name in another therapy is another container."""
    named = {name for group in groups for name in group}
    rows = frame[frame["container_id"].isin(named)]
    pairs = rows[["therapy_id", "container_id"]].drop_duplicates()
    found = [alike(names.tolist()) for _, names in pairs.groupby("therapy_id", observed=True)["container_id"]]
    return list(dict.fromkeys(group for names in found for group in names))


def _notes_on(column: str, groups: Sequence[Sequence[str]]) -> list[str]:
    if not groups:
        return []
    shown = "; ".join(" and ".join(map(repr, group)) for group in groups[:_MOST])
    more = f" and {len(groups) - _MOST} more" if len(groups) > _MOST else ""
    return [
        f"{column}s that differ only by case, blanks or the way a sign is stored, each taken for its own: {shown}{more}"
    ]
