"""An SmPC or a US prescribing information as plain text, by the numbers of its sections.

What it looks like: lines, with each heading (or its number alone, and the title in the next line) at the beginning of
one. Pages are divided by form feeds, or by lines such as `===== PDF PAGE 3 =====`, or not at all. Seen: an extraction
of an SmPC of the MHRA.

Traps: those of the PDF; see `smpc_pdf`.
"""

from __future__ import annotations

import re

from atmp_logistics.core.errors import AtmpError
from atmp_logistics.ingest.files.file import File
from atmp_logistics.labels.formats import fsh
from atmp_logistics.labels.label_text import LabelText
from atmp_logistics.labels.numbered_lines import Line
from atmp_logistics.labels.numbered_text import label_of_pages

NAME = "text of an SmPC or US prescribing information"
_PAGE = re.compile(r"=+ (?:PDF )?PAGE (\d+) =+", re.IGNORECASE)
#: How files of other formats begin, or which words stand in a line near their beginning.
_OTHERS, _FSH = ("<", "{", "[", "%PDF-"), re.compile(r"^\s*(?:InstanceOf|Instance|Profile|Alias):", re.MULTILINE)
_HEAD, _LINES = 4000, 5


def recognises(file: File) -> bool:
    """Say whether a file is text of several lines, and of no other format."""
    if not file.is_text or b"%PDF-" in file.data[:1024]:
        return False
    try:
        text = file.text()[0]
    except AtmpError:
        return False
    shorthand = fsh.recognises(file) or _FSH.search(text[:_HEAD])
    other = text.lstrip("\ufeff \t\r\n").startswith(_OTHERS) or shorthand
    return not other and text.count("\n") >= _LINES


def read(file: File) -> LabelText:
    """Return the label's text."""
    text, encoding = file.text()
    notes = [] if encoding == "utf-8" else [f"encoding read as {encoding}"]
    return label_of_pages(file, NAME, _pages(text), notes)


def _pages(text: str) -> list[list[Line]]:
    """Return the lines of each page; a text without pages is one."""
    pages: list[list[Line]] = [[]]
    marked = "\f" in text or _PAGE.search(text) is not None
    number = 1 if "\f" in text else 0
    for row, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if match := _PAGE.fullmatch(line.strip()):
            number = int(match[1][:6])
            pages.append([])
            continue
        for i, part in enumerate(line.split("\f")):
            if i:
                number += 1
                pages.append([])
            place = f"page {number}, line {row}" if marked else f"line {row}"
            pages[-1].append(Line(part.strip(), place, number))
    return [page for page in pages if any(line.text for line in page)]
