"""The text of a PDF's pages, read by pypdf in a process of its own, with a bound on its time and its memory.

A PDF can hold a small stream that unpacks to gigabytes, or a tree of pages without end. What reads it may be killed.
"""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from importlib.util import find_spec
from typing import Any, NamedTuple

#: What a PDF may take: seconds of the processor, bytes of memory, pages.
MAX_TIME_S, MAX_MEMORY, MAX_PAGES = 5, 1 << 30, 1000
#: The clock may go on so much longer than the processor, on a busy machine.
_WAIT = 12


class PdfRefused(Exception):
    """A PDF that cannot be read: what was found, what was expected, and what to do."""

    def __init__(self, found: str, expected: str, fix: str) -> None:
        super().__init__(found)
        self.found, self.expected, self.fix = found, expected, fix


class PdfText(NamedTuple):
    """The texts of the pages, and what reading them has to say."""

    pages: list[str]
    notes: list[str]


def pdf_text(data: bytes) -> PdfText:
    """Return the text of each page of a PDF.

    Raises
    ------
    PdfRefused
        For a PDF that is damaged, encrypted, without text, or beyond the bounds; or where pypdf is not installed.
    """
    if find_spec("pypdf") is None:
        raise PdfRefused("a PDF, and no reader for it", "the package pypdf", "pip install 'atmp-logistics[labels]'")
    try:
        child = subprocess.run(
            [sys.executable, "-m", "atmp_logistics.labels.pdf_pages", str(MAX_TIME_S), str(MAX_MEMORY)],
            input=data, capture_output=True, timeout=MAX_TIME_S * _WAIT, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise _too_much() from None
    if child.returncode:
        raise _too_much()
    answer = json.loads(child.stdout)
    if "refused" in answer:
        raise PdfRefused(*answer["refused"])
    return PdfText(answer["pages"], answer["notes"])


def _too_much() -> PdfRefused:
    return PdfRefused(
        f"a PDF that ends its reader, or takes more than {MAX_TIME_S} s or {MAX_MEMORY >> 30} GiB",
        "a label, of which each takes less",
        "fetch the label again from the regulator; print the pages of it to a new PDF",
    )


def _damaged(what: str) -> tuple[str, str, str]:
    return f"a damaged PDF ({what})", "a whole PDF", "fetch it again, or print it to a new PDF"


def _bound(time_s: int, memory: int) -> None:
    """Bound this process; where the system has no bounds, the clock of the parent alone is one."""
    try:
        import resource
    except ImportError:  # pragma: no cover - Windows alone
        return
    resource.setrlimit(resource.RLIMIT_CPU, (time_s, time_s + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def read(data: bytes) -> dict[str, Any]:
    """Return what the child answers: the pages and notes, or why it refuses.

    Parameters
    ----------
    data : bytes
        The bytes of the PDF.

    Returns
    -------
    dict
        `pages` and `notes`; or `refused`: what was found, what was expected, and what to do.
    """
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    said = _Said()
    logging.getLogger("pypdf").addHandler(said)
    logging.getLogger("pypdf").propagate = False
    try:
        reader = PdfReader(io.BytesIO(data))
        notes = _opened(reader)
        if isinstance(notes, tuple):
            return {"refused": notes}
        if (count := len(reader.pages)) > MAX_PAGES:
            found, fix = f"a PDF of {count} pages", "print the pages of the label to a new PDF"
            return {"refused": (found, f"at most {MAX_PAGES} pages", fix)}
        pages = [page.extract_text() for page in reader.pages]
    except MemoryError:
        raise
    except DependencyError:
        found, fix = "a PDF encrypted by AES", "pip install 'pypdf[crypto]', or print it to a new PDF"
        return {"refused": (found, "the package cryptography", fix)}
    except Exception as error:  # noqa: BLE001  whatever a damaged file makes of the reader
        return {"refused": _damaged(f"{type(error).__name__}: {error}"[:200])}
    return _answer(pages, [*notes, *said.notes])


def _opened(reader: Any) -> list[str] | tuple[str, str, str]:
    """Open an encrypted PDF that needs no password; return what is to be said, or why it is refused."""
    if not reader.is_encrypted:
        return []
    if not reader.decrypt(""):
        fix = "open it with its password and print it to a new PDF without one"
        return "a PDF that needs a password", "a PDF that opens without one", fix
    return ["the PDF is encrypted with an empty password, and was opened with it"]


def _answer(pages: list[str], notes: list[str]) -> dict[str, Any]:
    empty = [str(number) for number, text in enumerate(pages, 1) if not text.strip()]
    if len(empty) == len(pages):
        found, fix = (
            "a PDF without text: pictures of pages (scanned)",
            "take the regulator's PDF, which has text",
        )
        return {"refused": (found, "a PDF whose text can be selected", fix)}
    shown = [f"pages without text: {', '.join(empty)}"] if empty else []
    return {"pages": pages, "notes": [*notes, *shown]}


class _Said(logging.Handler):
    """What pypdf says of a file, each thing once: it goes on where a file departs from the standard."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a message."""
        note = f"the PDF departs from its standard: {record.getMessage()}"[:200]
        if note not in self.notes and len(self.notes) < 20:
            self.notes.append(note)


def _main() -> None:
    _bound(*map(int, sys.argv[1:]))
    sys.stdout.buffer.write(json.dumps(read(sys.stdin.buffer.read())).encode())


if __name__ == "__main__":
    _main()
