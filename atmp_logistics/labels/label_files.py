"""What every format needs of a file: its text, and faults of another reader as faults of a label."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from atmp_logistics.core.errors import AtmpError, Fault, InputError, LabelError, refuse
from atmp_logistics.ingest.files.file import File

#: What costs time and memory each time that it stands in a file; genuine labels have some 12 000 of each.
_MARKS, MOST_MARKS = "\n=,[{", 400_000


def text_of(file: File) -> str:
    """Return a file's text: by its mark, else UTF-8, else Windows-1252; nothing is replaced.

    Raises
    ------
    LabelError
        For bytes that are no text.
    """
    try:
        return file.text()[0]
    except InputError as error:
        found, fix = error.faults[0].found, "fetch the label again, or save it as text in UTF-8"
        raise LabelError([LabelError.fault(file.name, found, "text", fix)]) from error


def check_counts(file: File) -> None:
    """Refuse a file whose lines, attributes, lists or elements would take too long or too much memory to read.

    Raises
    ------
    LabelError
        For each mark that stands too often, unless the file is a PDF, which has its own bounds.

    Examples
    --------
    >>> check_counts(File("a.json", b"[" * 400_001))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    atmp_logistics.core.errors.LabelError: a.json: found 400,001 times '[', expected at most 400,000 times...
    """
    counts = {mark: file.data.count(mark.encode()) for mark in _MARKS} if b"%PDF-" not in file.data[:1024] else {}
    fix = "check that it is the label of one product, and no collection"
    expected = f"at most {MOST_MARKS:,} times"
    many = ((mark, count) for mark, count in counts.items() if count > MOST_MARKS)
    refuse(LabelError.fault(file.name, f"{count:,} times {mark!r}", expected, fix) for mark, count in many)


@contextmanager
def as_label_faults() -> Iterator[None]:
    """Raise the faults of any reader as those of a label."""
    try:
        yield
    except AtmpError as error:
        raise LabelError(label_faults(error.faults)) from error


def label_faults(faults: Iterable[Fault]) -> Iterator[Fault]:
    """Yield faults of another reader as those of a label."""
    return (LabelError.fault(one.where, one.found, one.expected, one.fix) for one in faults)
