"""Files that a logger wrote and that hold no table: its report as a PDF, its memory as bytes; what to name instead.

They are known by what stands in the bytes, never by a file's name.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class LoggerPrint(NamedTuple):
    """What a logger wrote: the bytes that it begins with, a mark within its first bytes, words for it, what to do."""

    begins: bytes
    mark: re.Pattern[bytes]
    what: str
    fix: str


_TEXT_BESIDE = "name the text file (.txt) of the same name, which the logger writes beside it"
_PRINTS = (
    LoggerPrint(
        b"%PDF-", re.compile(rb"Fridge-tag"), "the report of a Berlinger Fridge-tag, which is a PDF", _TEXT_BESIDE
    ),
    LoggerPrint(b"%PDF-", re.compile(rb"Q-tag"), "the report of a Berlinger Q-tag, which is a PDF", _TEXT_BESIDE),
    LoggerPrint(
        b"",
        re.compile(rb"T30\d\x00.{0,200}biovoice\x00", re.DOTALL),
        "the memory of a BioVoice vaccine logger (.bv), which is no text",
        "export the readings as CSV or as a workbook with the logger's own program, and name that file",
    ),
)
#: A mark stands within so many bytes of a PDF, and of a memory.
_PDF_BYTES, _MEMORY_BYTES = 2**20, 2**11


def logger_print(data: bytes) -> tuple[str, str] | None:
    """Return what a logger's own file without a table is, and what to do; None for any other file.

    Examples
    --------
    >>> logger_print(b"%PDF-1.3 (Read-Out document of the Q-tag Fridge-tag 2)")[0]
    'the report of a Berlinger Fridge-tag, which is a PDF'
    >>> logger_print(b"%PDF-1.7"), logger_print(b"Device: Q-tag Fridge-tag 2")
    (None, None)
    """
    for one in _PRINTS:
        if data.startswith(one.begins) and one.mark.search(data[: _PDF_BYTES if one.begins else _MEMORY_BYTES]):
            return one.what, one.fix
    return None
