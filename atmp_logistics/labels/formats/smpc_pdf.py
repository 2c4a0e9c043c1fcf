"""An SmPC or a US prescribing information as PDF, by the numbers of its sections.

What it looks like: as regulators publish it, with text. Seen: an SmPC of the MHRA.

Traps: a section goes on over a page; each page has a head and a foot; numbers in tables and references look like
headings; a list of contents repeats them all. A glyph without a meaning (a bullet, a lost "≤") stays as it is, and
makes a quantity beside it unreadable.
"""

from __future__ import annotations

from atmp_logistics.core.errors import LabelError
from atmp_logistics.ingest.files.file import File
from atmp_logistics.labels.label_text import LabelText
from atmp_logistics.labels.numbered_lines import Line
from atmp_logistics.labels.numbered_text import label_of_pages
from atmp_logistics.labels.pdf_pages import PdfRefused, pdf_text

NAME = "PDF of an SmPC or US prescribing information"
#: A PDF may begin with other bytes, by its own standard.
_HEAD = 1024


def recognises(file: File) -> bool:
    """Say whether a file is a PDF."""
    return b"%PDF-" in file.data[:_HEAD]


def read(file: File) -> LabelText:
    """Return the label's text."""
    try:
        found = pdf_text(file.data)
    except PdfRefused as refused:
        raise LabelError([LabelError.fault(file.name, refused.found, refused.expected, refused.fix)]) from refused
    pages = [
        [Line(text.strip(), f"page {number}, line {row}", number) for row, text in enumerate(page.split("\n"), 1)]
        for number, page in enumerate(found.pages, 1)
    ]
    return label_of_pages(file, NAME, pages, found.notes)
