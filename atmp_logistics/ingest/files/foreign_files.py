"""Files that are no table: a PDF, a picture, a letter, a workbook with a password; each is called what it is."""

from __future__ import annotations

import io
import re
import zipfile

from atmp_logistics.core.errors import Fault, NotATable, refuse
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.files.logger_prints import logger_print

_TABLE = "a table: CSV, a workbook (.xlsx, .xls) or Parquet"
_EXPORT = "export the record as CSV or .xlsx from the program that made it"
_SAVE_AS = "save it as .xlsx or as CSV"
_UNPACK = "unpack it, and name the files in it"
#: What is said of a workbook that is encrypted, and what to do.
PASSWORD = ("a workbook with a password", "open it with its password, save a copy without one, and name that")
_AS_EPCIS = "send it as EPCIS 2.0 in JSON"
#: What may stand before the first element of XML.
_XML = r"(?:<\?xml[^>]*>|<!--(?:(?!-->).)*+-->|\s)*+"
#: Kinds by their first bytes, and what to do.
_BY_BYTES = (
    (b"%PDF-", "a PDF", _EXPORT),
    (b"{\\rtf", "an RTF document", _EXPORT),
    (b"\x89PNG\r\n\x1a\n", "a picture (PNG)", _EXPORT),
    (b"\xff\xd8\xff", "a picture (JPEG)", _EXPORT),
    (b"GIF8", "a picture (GIF)", _EXPORT),
    (b"II*\x00", "a picture (TIFF)", _EXPORT),
    (b"MM\x00*", "a picture (TIFF)", _EXPORT),
    (b"BM", "a picture (BMP)", _EXPORT),
    (b"RIFF", "a picture or a recording (RIFF)", _EXPORT),
    (b"SQLite format 3\x00", "an SQLite database", _EXPORT),
    (b"\x1f\x8b", "a packed file (gzip)", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a packed file (7z)", _UNPACK),
    (b"Rar!\x1a\x07", "a packed file (RAR)", _UNPACK),
)
#: These begin as a text may, so that only bytes that are no text prove them.
_PROVEN_BY_ZERO = frozenset({b"BM", b"GIF8", b"RIFF"})
#: Texts that are pages or letters, by how they begin, whatever the case.
_BY_TEXT = (
    (re.compile(r"<\?xml[^>]*>\s*<\?mso-application progid=.Excel", re.IGNORECASE), "a workbook as XML", _SAVE_AS),
    (re.compile(_XML + r"<(?:[\w.-]+:)?EPCIS\w*Document\b", re.DOTALL), "EPCIS in XML, as version 1.2 is", _AS_EPCIS),
    (re.compile(_XML + r"<[A-Z]\w+\s[^>]*http://hl7\.org/fhir", re.DOTALL), "a FHIR message in XML", "send it as JSON"),
    (
        re.compile(_XML + r"(<!doctype html|<html)", re.IGNORECASE | re.DOTALL),
        "a web page",
        _EXPORT,
    ),
    (re.compile(r"(MIME-Version|Received|Return-Path): "), "an e-mail", _EXPORT),
)
#: What a zip is, by a file in it; and what an old Office file is, by a stream in it.
_BY_MEMBER = (
    ("word/document.xml", "a Word document (.docx)", _EXPORT),
    ("ppt/presentation.xml", "a presentation (.pptx)", _EXPORT),
    ("xl/workbook.bin", "a binary workbook (.xlsb)", _SAVE_AS),
)
_BY_STREAM = (
    ("EncryptedPackage", *PASSWORD),
    ("WordDocument", "a Word document (.doc)", _EXPORT),
    ("PowerPoint Document", "a presentation (.ppt)", _EXPORT),
    ("__properties_version1.0", "an e-mail (.msg)", "save the file that is attached to it, and name that"),
)
_LETTERS = 2048
_ENTRY, _STREAM_NAME = 128, 64


def refuse_foreign(file: File) -> None:
    """Refuse a file that its bytes prove to be no table, by the name of what it is.

    Raises
    ------
    NotATable
        For a PDF, a picture, a page, an e-mail, a document, a packed file, or a workbook with a password.

    Examples
    --------
    >>> refuse_foreign(File("events.csv", b"therapy_id,event,time\\n"))
    >>> refuse_foreign(File("events.pdf", b"%PDF-1.7\\n"))
    Traceback (most recent call last):
    atmp_logistics.core.errors.NotATable: events.pdf: found a PDF, expected a table: CSV, a workbook (.xlsx, .xls) or \
Parquet. Fix: export the record as CSV or .xlsx from the program that made it.
    """
    found = (
        _lock_file(file)
        or logger_print(file.data)
        or _of_bytes(file.data)
        or _of_container(file)
        or _of_text(file.data)
    )
    if found:
        refuse([Fault(file.name, found[0], _TABLE, found[1], NotATable)])


def _lock_file(file: File) -> tuple[str, str] | None:
    """Return what a file of Office is that begins with ~$: it stands beside one that is open."""
    if file.name.rpartition("/")[2].startswith("~$"):
        return "the mark that Office leaves beside an open file", "close the file in Office, and name the file itself"
    return None


def _of_bytes(data: bytes) -> tuple[str, str] | None:
    for mark, what, fix in _BY_BYTES:
        if data.startswith(mark) and (mark not in _PROVEN_BY_ZERO or b"\x00" in data[:_LETTERS]):
            return what, fix
    return None


def _of_text(data: bytes) -> tuple[str, str] | None:
    head = data[:_LETTERS].decode("latin-1").removeprefix("\xef\xbb\xbf").lstrip()
    return next(((what, fix) for begins, what, fix in _BY_TEXT if begins.match(head)), None)


def _of_container(file: File) -> tuple[str, str] | None:
    if file.kind == "xls":
        return next(((what, fix) for name, what, fix in _BY_STREAM if _has_stream(file.data, name)), None)
    return _of_zip(file.data) if file.kind == "xlsx" else None


def _has_stream(data: bytes, name: str) -> bool:
    """Say whether the directory of an old Office file has a stream or storage of this name."""
    written = name.encode("utf-16-le")
    entry = written.ljust(_STREAM_NAME, b"\x00") + (len(written) + 2).to_bytes(2, "little")
    place = data.find(entry)
    while place >= 0 and place % _ENTRY:
        place = data.find(entry, place + 1)
    return place >= 0


def _of_zip(data: bytes) -> tuple[str, str] | None:
    """Return what a zip is that is no workbook; None for a workbook, and for a zip that cannot be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    for member, what, fix in _BY_MEMBER:
        if member in names:
            return what, fix
    # An OpenDocument file writes its kind first, not compressed.
    if b"opendocument.spreadsheet" in data[:200]:
        return "an OpenDocument workbook (.ods)", _SAVE_AS
    if b"opendocument" in data[:200]:
        return "an OpenDocument file", _EXPORT
    if "[Content_Types].xml" not in names:
        return f"a packed folder (zip) of {len(names)} file{'s' * (len(names) != 1)}", _UNPACK
    return None
