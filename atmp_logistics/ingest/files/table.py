"""Bytes once: their sha256, their encoding, and the table in them, every cell a text as it stands in the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from hashlib import sha256
from pathlib import Path

from atmp_logistics.core.errors import Fault, InputError, NotATable, refuse
from atmp_logistics.core.plain_files import read_bytes

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
#: Kinds of files that are no text, by their first bytes.
_KINDS = {b"PAR1": "parquet", b"PK\x03\x04": "xlsx", b"\xd0\xcf\x11\xe0": "xls"}


@dataclass(frozen=True, slots=True)
class File:
    """A file's name and bytes, read once."""

    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        """The hash by which the report names these very bytes."""
        return sha256(self.data).hexdigest()

    @property
    def kind(self) -> str:
        """What its first bytes say that it is, whatever its name ends in: parquet, xlsx, xls, else text."""
        return next((kind for mark, kind in _KINDS.items() if self.data.startswith(mark)), "text")

    @property
    def is_text(self) -> bool:
        """Say whether this is text rather than a workbook or Parquet."""
        return self.kind == "text"

    @property
    def is_workbook(self) -> bool:
        """Say whether this is a workbook, new or old."""
        return self.kind in ("xlsx", "xls")

    def text(self) -> tuple[str, str]:
        """Return the text and its encoding: by its mark, else UTF-8, else Windows-1252; nothing is replaced.

        Raises
        ------
        NotATable
            For bytes that are no text.
        """
        for mark, encoding in _BOMS:
            if self.data.startswith(mark):
                return self._decode(encoding), encoding.removesuffix("-sig")
        if b"\x00" in self.data:
            raise self._no_text("bytes that are no text")
        try:
            return self.data.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            return self._decode("cp1252"), "cp1252"

    def _decode(self, encoding: str) -> str:
        try:
            return self.data.decode(encoding)
        except UnicodeDecodeError as error:
            raise self._no_text(f"bytes that are no {encoding} text at position {error.start}") from error

    def _no_text(self, found: str) -> NotATable:
        fix = "export the record as CSV in UTF-8"
        return NotATable([Fault(self.name, found, "a text file, a workbook (.xlsx, .xls) or Parquet", fix, NotATable)])


def open_file(source: str | Path) -> File:
    """Read a file's bytes.

    Raises
    ------
    InputError
        When there is no such file, or it is no plain one.
    """
    path = Path(source)
    try:
        return File(path.name, read_bytes(path))
    except OSError as error:
        reason = "no such file" if isinstance(error, FileNotFoundError) else (error.strerror or str(error))
        raise InputError(
            [Fault(str(source), reason, "a file that can be read", "check the path", InputError)]
        ) from error


class Mark(Enum):
    """What a cell is beyond its text: how a workbook holds or shows it, or that a frame or Parquet holds an instant."""

    DATE = "a date, shown without a clock time"
    STAMP = "a date and a clock time, held as such and not as text"
    MINUTES = "a date and a clock time, or a clock time alone, shown without seconds"
    LONG = "a number of more than 15 digits"
    OTHERWISE = "a number shown otherwise than stored"
    CHANGED = "a number of which the cell shows another, or none"
    CELSIUS = "a number shown with °C"
    FAHRENHEIT = "a number shown with °F"
    KELVIN = "a number shown with K"

    @property
    def is_stamp(self) -> bool:
        """Whether this is a date and a clock time."""
        return self in {Mark.STAMP, Mark.MINUTES}


#: From a heading to the marks of its cells, by their place among the rows.
Marks = Callable[[str], Mapping[int, Mark]]


def unmarked(_heading: str) -> Mapping[int, Mark]:
    """Return no marks: text says all that there is."""
    return {}


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and rows of text, the file's row number of each, and what was assumed in taking them apart.

    `marks` tells what the cells under a heading are beyond their text.
    """

    name: str
    headings: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[int]
    dialect: str
    assumptions: tuple[str, ...] = ()
    marks: Marks = field(default=unmarked, kw_only=True)

    def column(self, heading: str) -> list[str]:
        """Return one column's cells."""
        place = self.headings.index(heading)
        return [row[place] for row in self.rows]

    def at(self, row: int, heading: str) -> str:
        """Say where a cell stands, for a message."""
        return f"{self.name}, row {self.numbers[row]}, column {heading}"


def rows_of(text: str, name: str, delimiter: str = ",") -> list[tuple[int, list[str]]]:
    """Return the rows of a text that are not empty, each with the line on which it ends.

    Raises
    ------
    NotATable
        For quotes that never close, and cells that are no cells.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as error:
        where, fix = f"{name}, row {reader.line_num}", "check the quotes, or export the record again"
        raise NotATable([Fault(where, f"text that is no CSV ({error})", "rows of cells", fix, NotATable)]) from error
    return [(number, cells) for number, cells in rows if any(cells)]


def read_table(file: File) -> Table:
    """Take a CSV (comma, semicolon or tab), a workbook's first sheet, or Parquet apart into cells.

    Raises
    ------
    NotATable
        When the file is none of these, has no heading, or has rows of another width than its heading.
    """
    from atmp_logistics.ingest.files.frames import table_of_parquet
    from atmp_logistics.ingest.files.workbooks import table_of_sheet, workbook_sheet

    if file.kind == "parquet":
        return table_of_parquet(file)
    if file.is_workbook:
        return table_of_sheet(file, workbook_sheet(file))
    text, encoding = file.text()
    delimiter = _delimiter(text)
    words = {",": "comma", ";": "semicolon", "\t": "tab"}
    return _checked(file.name, rows_of(text, file.name, delimiter), f"csv, {words[delimiter]}", assumed(text, encoding))


def table_from(name: str, rows: Sequence[Sequence[str]], dialect: str) -> Table:
    """Take rows of cells, of which the first that is not empty heads the others, for a table."""
    stripped = [(i, [cell.strip() for cell in row]) for i, row in enumerate(rows, start=1)]
    return _checked(name, [(i, row) for i, row in stripped if any(row)], dialect, ())


def assumed(text: str, encoding: str) -> tuple[str, ...]:
    """Return what reading a text takes for granted: its encoding, and that it was not cut inside its last line."""
    notes = [] if encoding == "utf-8" else [f"encoding read as {encoding}"]
    if text and not text.endswith(("\n", "\r")):
        notes.append("the last line has no line end: taken as whole")
    return tuple(notes)


def _delimiter(text: str) -> str:
    """Return the separator of the heading: the one it holds most of; later rows must agree with it."""
    heading = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=heading.count)


def _checked(name: str, rows: Sequence[tuple[int, list[str]]], dialect: str, assumptions: tuple[str, ...]) -> Table:
    if not rows:
        raise NotATable([Fault(name, "no rows", "a heading and rows", "export the record again", NotATable)])
    heading, body = rows[0][1], rows[1:]
    faults = []
    for number, row in body:
        if len(row) != len(heading):
            found = f"{len(row)} cells under {len(heading)} headings"
            fix = "put cells that hold the separator in quotes, or export with another separator"
            faults.append(Fault(f"{name}, row {number}", found, "as many cells as headings", fix, NotATable))
    refuse(_heading_faults(name, [cell for cell in heading if cell]) + faults)
    used = [i for i, cell in enumerate(heading) if cell or any(row[i] for _, row in body)]
    every = len(used) == len(heading)
    cells = [row if every else [row[i] for i in used] for _, row in body]
    return Table(name, tuple(heading[i] for i in used), cells, [number for number, _ in body], dialect, assumptions)


def _heading_faults(name: str, headings: Sequence[str]) -> list[Fault]:
    if len(headings) == 1 and not headings[0].replace("_", "").isalnum():
        fix = "export the record as CSV with a heading row"
        return [Fault(f"{name}, row 1", repr(headings[0][:40]), "a heading row of a table", fix, NotATable)]
    twice = {heading for heading in headings if heading and headings.count(heading) > 1}
    where, fix = f"{name}, row 1", "rename one of the columns"
    return [
        Fault(where, f"the heading {heading!r} twice", "each heading once", fix, NotATable) for heading in sorted(twice)
    ]


def damaged(name: str, error: Exception) -> Fault:
    """Return a fault for Parquet that cannot be read, or whose pages are not what their checksums say."""
    what = "that is damaged: a page does not match its checksum" if "CRC" in str(error) else "that cannot be opened"
    return Fault(name, f"Parquet {what}", "a Parquet file", "write it again, or fetch it again", NotATable)
