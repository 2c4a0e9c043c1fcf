"""Checks of rows that several families share: a row missing between two, a last row that was cut, columns left out.

Not a dialect: modules whose name begins with an underscore are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from atmp_logistics.core.errors import Fault, NotATable

EXPORT_AGAIN = "export the file again from the logger's own software, and change nothing in it"
EDITED = f"{EXPORT_AGAIN}; or state what an edited table holds: --column HEADING=time --column HEADING=temperature"
EMPTY = "the file holds no reading"
_OF_DECIMALS = "decimals: the file may have been cut or edited"
LAST_IS_TEMPERATURE = "rows end in a temperature: a row that was cut inside its last cell would read as another one"


def lines_of(text: str) -> list[tuple[int, str]]:
    r"""Return the lines that are not blank, each with its number in the file.

    Parameters
    ----------
    text : str
        The export.

    Returns
    -------
    list of (int, str)
        Numbers count from 1.

    Examples
    --------
    >>> lines_of("a\r\n\n b,c \n")
    [(1, 'a'), (3, 'b,c')]
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [(number, line.strip()) for number, line in enumerate(lines, start=1) if line.strip()]


def cells_of(line: str, delimiter: str = ",") -> list[str]:
    """Return a line's cells, in families that put nothing in quotes.

    Parameters
    ----------
    line : str
        A line of the export.
    delimiter : str
        What stands between its cells.

    Returns
    -------
    list of str
        Each without blanks at its ends.

    Examples
    --------
    >>> cells_of("1, 4.5")
    ['1', '4.5']
    """
    return [cell.strip() for cell in line.split(delimiter)]


def notes_on_row_numbers(numbers: Sequence[str]) -> Iterator[str]:
    """Yield a note where the row numbers do not count on by one.

    Parameters
    ----------
    numbers : sequence of str
        As the rows have them.

    Yields
    ------
    str
        One note, or none.

    Examples
    --------
    >>> list(notes_on_row_numbers(["7", "8", "9"])), len(list(notes_on_row_numbers(["7", "9"])))
    ([], 1)
    """
    first = int(numbers[0]) if numbers and re.fullmatch(r"\d{1,10}", numbers[0]) else 0
    if list(numbers) != [str(first + i) for i in range(len(numbers))]:
        yield "the rows' own numbers do not count on by one: rows may have been taken out, or stand twice"


def unended_line_faults(text: str, name: str) -> Iterator[Fault]:
    r"""Refuse a last line without its end, in families whose last cell is a temperature: 8.25 can be cut to 8.2.

    Parameters
    ----------
    text : str
        The export.
    name : str
        The file's.

    Yields
    ------
    Fault
        One, or none where the last line has its end.

    Examples
    --------
    >>> list(unended_line_faults("1;8.25\n", "log.txt")), len(list(unended_line_faults("1;8.2", "log.txt")))
    ([], 1)
    """
    if not text.endswith(("\n", "\r")):
        found, expected = "a last line without its end: the file was cut inside it", "a line end after the last row"
        yield Fault(f"{name}, row {len(text.splitlines())}", found, expected, EXPORT_AGAIN, NotATable)


def serial_number_faults(serial: str, where: str) -> Iterator[Fault]:
    """Refuse a serial number with anything but letters, digits and hyphens: the next line has run into it.

    Examples
    --------
    >>> list(serial_number_faults("A-100", "Serial")), len(list(serial_number_faults("A100 Lot: 7", "Serial")))
    ([], 1)
    """
    if not re.fullmatch(r"[\w-]*", serial):
        yield Fault(where, f"the serial number {serial!r}", "letters, digits and hyphens", EXPORT_AGAIN)


def notes_on_columns_left_out(headings: Sequence[str]) -> Iterator[str]:
    """Yield a note that lists the columns that are not read.

    Parameters
    ----------
    headings : sequence of str
        Of the columns that are not read.

    Yields
    ------
    str
        One note, or none where all are read.

    Examples
    --------
    >>> list(notes_on_columns_left_out(["RH"]))
    ["columns that are no temperature of the product are left out: 'RH'"]
    """
    if headings:
        yield f"columns that are no temperature of the product are left out: {', '.join(map(repr, headings))}"


def other_shape_faults(wrong: Sequence[tuple[int, Sequence[str]]], name: str, expected: str) -> Iterator[Fault]:
    """Yield one fault for the rows that have not the shape of the rest, at the first of them.

    Parameters
    ----------
    wrong : sequence of (int, sequence of str)
        The number and the cells of each such row.
    name : str
        The file's.
    expected : str
        What the rows should have.

    Yields
    ------
    Fault
        One, or none where no row is wrong.

    Examples
    --------
    >>> [fault.where for fault in other_shape_faults([(3, ["1", "x"])], "log.txt", "a number in each cell")]
    ['log.txt, row 3']
    """
    if wrong:
        number, cells = wrong[0]
        found = f"{' '.join(cells)!r}, and {len(wrong)} such rows"
        yield Fault(f"{name}, row {number}", found, expected, EXPORT_AGAIN, NotATable)


def is_about_decimals(note: str) -> bool:
    """Say whether a note doubts numbers for their count of decimals: a workbook's lose the zeros at their end.

    Examples
    --------
    >>> all(map(is_about_decimals, notes_on_decimals("Temp", ["4.1", "4"])))
    True
    """
    return note.endswith(_OF_DECIMALS) or note.startswith("not all temperatures have ")


def notes_on_decimals(heading: str, values: Sequence[str]) -> Iterator[str]:
    """Yield a note where numbers differ in their count of decimals: one may have lost its last digits.

    Parameters
    ----------
    heading : str
        Of the column.
    values : sequence of str
        Its cells as written.

    Yields
    ------
    str
        One note, or none.

    Examples
    --------
    >>> list(notes_on_decimals("Temp", ["4.125", "", "-4.250"])), len(list(notes_on_decimals("Temp", ["4.125", "4.2"])))
    ([], 1)
    """
    decimals = {len(re.sub(r"^[^.,]*[.,]?", "", value)) for value in values if re.search(r"\d", value)}
    if len(decimals) > 1:
        counts = " and ".join(map(str, sorted(decimals)))
        yield f"numbers under {heading!r} have {counts} {_OF_DECIMALS}"
