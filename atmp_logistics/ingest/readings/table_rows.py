"""The rows of a readings table: which one heads it, and what stands above and below that is no reading.

The heading row is stated, or it is the first that names a time and a temperature. A row of units under it, and rows
below the readings that hold neither a time nor a temperature, are no readings either: they are left out and quoted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from atmp_logistics.core.errors import Fault, NotATable, UsageError, refuse
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.ingest.files.table import MOST_COLUMNS
from atmp_logistics.ingest.readings.off_scale import off_scale
from atmp_logistics.ingest.readings.reading_words import ReadingWords

#: What people and programs write for "no reading"; compared without regard to case.
MISSING = frozenset(
    ("", "na", "n/a", "nan", "null", "none", "-", "--", "---", "--.-", "nc", "n/c", "no data", "missing", "saknas")
)
#: A heading that nobody states is looked for in so many rows.
HEAD_ROWS = 60

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class TableRows:
    """A table's heading and rows, each with its number in the file, and what else stands in the file.

    Attributes
    ----------
    heading : Row
    rows : sequence of Row
    units : mapping of str to str
        What the row under the headings says under each.
    around : sequence of Row
        The rows above the headings and below the readings.
    notes : tuple of str
    """

    heading: Row
    rows: Sequence[Row]
    units: Mapping[str, str] = field(default_factory=dict)
    around: Sequence[Row] = ()
    notes: tuple[str, ...] = ()


def heading_place(rows: Sequence[Row], words: ReadingWords) -> int | None:
    """Return the place of the first row that names a time and a temperature, None where there is none."""
    return next((i for i, (_, cells) in enumerate(rows[:HEAD_ROWS]) if words.is_heading(cells)), None)


def table_rows(name: str, rows: Sequence[Row], words: ReadingWords) -> TableRows:
    """Return a table's heading and rows, and what stands above and below them.

    Parameters
    ----------
    name : str
        The file's name, for messages.
    rows : sequence of Row
        Those that are not empty.
    words : ReadingWords

    Returns
    -------
    TableRows

    Raises
    ------
    InputError
        For a stated heading row that is not there, and for headings that stand again.
    """
    stated = words.answers.heading_row
    if not rows:
        return TableRows((0, []), ())
    if stated == 0:
        width = max(len(cells) for _, cells in rows)
        return TableRows((0, [str(i + 1) for i in range(width)]), rows, notes=("no row heads the table, as stated",))
    place = heading_place(rows, words) if stated is None else _stated_place(name, rows, stated)
    if place is None and (place := _likely_place(rows)):
        return TableRows(rows[place], [row for row in rows[place + 1 :] if len(row[1]) == len(rows[place][1])])
    place = place or 0
    heading, above = rows[place], rows[:place]
    body = [(number, _fitted(cells, heading[1])) for number, cells in rows[place + 1 :]]
    refuse(_headings_again(name, heading, [*above, *body]))
    first, end = _readings_among(heading[1], [cells for _, cells in body], words)
    notes = [
        *_notes("above the headings", above),
        *_notes("under the headings, taken as one of units", body[:first]),
        *_notes("below the readings, without a time and a temperature, left out", body[end:]),
    ]
    units = dict(zip(heading[1], body[0][1], strict=False)) if first else {}
    return TableRows(heading, body[first:end], units, (*above, *body[end:]), tuple(notes))


def _readings_among(heading: Sequence[str], rows: Sequence[Sequence[str]], words: ReadingWords) -> tuple[int, int]:
    """Return the places of the first row that is no row of units and of the one after the last that is no remark."""
    if len(heading) > MOST_COLUMNS:
        return 0, len(rows)
    columns = [words.meaning(cell).column if cell else "" for cell in heading]
    times = [i for i, column in enumerate(columns) if column in ("date", "time")]
    values = [i for i, column in enumerate(columns) if column == "temperature"]
    first, end = 0, len(rows)
    if times and values and end > 1:
        first = int(_names_units(rows[0], times, values))
        while end > first + 1 and _is_footer(rows[end - 1], times, values):
            end -= 1
    return first, end


def _likely_place(rows: Sequence[Row]) -> int:
    """Return the place of the row that is likely to head a table whose readings nobody names, for its refusal."""
    filled = [sum(map(bool, cells)) for _, cells in rows[:HEAD_ROWS]]
    return next(i for i, count in enumerate(filled) if 2 * count > max(filled))


def _stated_place(name: str, rows: Sequence[Row], stated: int) -> int:
    """Return the place of the row that is stated to head the table."""
    places = [i for i, (number, _) in enumerate(rows) if number == stated]
    if not places:
        expected, fix = "a heading row that is filled", "state the row that holds the headings, counted from 1"
        refuse([Fault(name, f"no filled row {stated}", expected, fix, UsageError)])
    return places[0]


def _fitted(cells: list[str], heading: Sequence[str]) -> list[str]:
    """Return a row without empty cells behind the last heading, and with those that empty headings stand over."""
    out = list(cells)
    while len(out) > len(heading) and not out[-1]:
        out.pop()
    lacking = heading[len(out) :]
    return out + [""] * len(lacking) if lacking and not any(lacking) else out


def _headings_again(name: str, heading: Row, body: Sequence[Row]) -> Iterator[Fault]:
    again = [number for number, cells in body if cells == heading[1]]
    if again:
        found = f"the headings of row {heading[0]} again" + (f", and in {len(again) - 1} more rows" * (len(again) > 1))
        fix = "put each table into a file of its own"
        yield Fault(f"{name}, row {again[0]}", found, "one table in the file", fix, NotATable)


def _names_units(cells: Sequence[str], times: Sequence[int], values: Sequence[int]) -> bool:
    """Say whether the first row under the headings holds words for units, and neither a time nor a temperature."""
    at = [cells[i] if i < len(cells) else "" for i in (*times, *values)]
    values_at = at[len(times) :]
    named = any(values_at) and all(not cell or temperature_unit(cell) or not _is_value(cell) for cell in values_at)
    return named and not any(_has_digit(cell) for cell in at)


def _is_footer(cells: Sequence[str], times: Sequence[int], values: Sequence[int]) -> bool:
    """Say whether a row at the end holds words, where the others hold a time and a temperature."""
    clocks, numbers = ([cells[i] if i < len(cells) else "" for i in places] for places in (times, values))
    words = [cell for cell in cells if cell]
    begins_with_a_word = words[0][0].isalpha() and words[0].casefold() not in MISSING
    clocks_are_words = all(not cell or cell[0].isalpha() for cell in clocks)
    return begins_with_a_word and clocks_are_words and not any(cell and _is_value(cell) for cell in numbers)


def _is_value(cell: str) -> bool:
    """Say whether a cell can stand for a temperature, or for one that is missing."""
    return _has_digit(cell) or cell.casefold() in MISSING or off_scale(cell) is not None


def _has_digit(cell: str) -> bool:
    return any(sign.isdigit() for sign in cell)


def _notes(where: str, rows: Sequence[Row]) -> Iterator[str]:
    """Quote rows that are no readings: the first three."""
    if rows:
        shown = " | ".join(repr(" ".join(filter(None, cells))[:60]) for _, cells in rows[:3])
        yield f"{len(rows)} row{'s' * (len(rows) > 1)} {where}: {shown}"
