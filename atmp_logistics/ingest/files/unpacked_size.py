"""How much a packed file unpacks to, known before it is unpacked: a small one can hold gigabytes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from copy import copy
from dataclasses import dataclass

from atmp_logistics.core.errors import Fault, NotATable
from atmp_logistics.core.plain_files import in_words
from atmp_logistics.core.size_limit import TOO_LARGE
from atmp_logistics.ingest.files.file import File

#: The bytes that an element of a workbook's XML may take, as many elements may stand in so many bytes.
_ELEMENT = 50
#: A workbook has some ten parts, and one for each sheet.
_MOST_PARTS = 1000
_BLOCK = 1 << 16
#: Parts of which each element is a row, a cell or a text; those of any other part cost the reader more.
_DATA, _OTHERS_COST = ("xl/worksheets/", "xl/sharedStrings.xml"), 8
#: The bytes for each of which a sheet may have a cell, filled or empty.
_CELL = 16
_STORED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
#: What the standard library raises of a zip that is damaged, encrypted or packed in a way that it does not know.
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(ValueError, NotImplementedError, EOFError, RuntimeError, OSError),
)


@dataclass(slots=True)
class _Size:
    """The bytes and the elements that the parts of a workbook unpack to, as far as they were counted."""

    most: int
    count: int = 0
    elements: int = 0

    def take(self, block: bytes, cost: int) -> None:
        """Count a block; refuse once there is more than may be."""
        self.count += len(block)
        self.elements += (block.count(b"<") - block.count(b"</") + block.count(b"<row")) * cost
        if self.count > self.most:
            raise _Beyond(f"a workbook that unpacks to more than {in_words(self.most)}")
        if self.elements > self.most // _ELEMENT:
            raise _Beyond(f"a workbook of more than {self.most // _ELEMENT:,} cells, texts and formats")


class _Beyond(Exception):
    """A workbook beyond the bounds."""


def check_unpacked(file: File) -> None:
    """Refuse a workbook (.xlsx) that unpacks to more than is read, or whose parts are not as long as it says.

    Raises
    ------
    NotATable
    """
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as packed:
            _count(packed, _Size(file.most_bytes))
    except _Beyond as error:
        expected = f"at most {in_words(file.most_bytes)}, and {file.most_bytes // _ELEMENT:,} of these"
        raise NotATable([Fault(file.name, str(error), expected, TOO_LARGE, NotATable)]) from None
    except _DAMAGED as error:
        fix = "fetch it again, or save it again as .xlsx or as CSV"
        found = f"a workbook that is damaged ({str(error)[:100]})"
        raise NotATable([Fault(file.name, found, "an .xlsx file", fix, NotATable)]) from error


def _count(packed: zipfile.ZipFile, size: _Size) -> None:
    """Unpack each part without keeping it, whatever length its entry states."""
    parts = packed.infolist()
    if len(parts) > _MOST_PARTS:
        raise _Beyond(f"a workbook of {len(parts):,} parts, more than {_MOST_PARTS:,}")
    for part in parts:
        if part.compress_type not in _STORED:
            raise zipfile.BadZipFile(f"{part.filename[:40]!a} is packed as no spreadsheet program packs")
        before, whole = size.count, copy(part)
        whole.file_size = size.most + 2 * _BLOCK  # so that the bound is met before this end
        with packed.open(whole) as stream:
            while block := stream.read(_BLOCK):
                size.take(block, 1 if part.filename.startswith(_DATA) else _OTHERS_COST)
        if size.count - before != part.file_size:
            raise zipfile.BadZipFile(f"{part.filename[:40]!a} is not as long as its entry says")


def check_area(file: File, title: str, rows: int, columns: int) -> list[Fault]:
    r"""Return a fault for a sheet whose rows, all as long as the longest, hold more cells than are read.

    Examples
    --------
    >>> check_area(File("a.xlsx", b"PK\x03\x04"), "S", 50_000, 10)
    []
    >>> print(*check_area(File("a.xlsx", b"PK\x03\x04"), "S", 1_048_576, 16_384))  # doctest: +ELLIPSIS
    a.xlsx, sheet S: found 1,048,576 rows and 16,384 columns, expected at most 2,000,000 cells...
    """
    most = file.most_bytes // _CELL
    if rows * columns <= most:
        return []
    found = f"{rows:,} rows and {columns:,} columns"
    fix = f"delete what stands far from the table; {TOO_LARGE}"
    return [Fault(f"{file.name}, sheet {title}", found, f"at most {most:,} cells", fix, NotATable)]
