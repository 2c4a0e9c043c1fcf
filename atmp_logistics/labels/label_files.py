"""What every format needs of a file: its text, and faults of another reader as faults of a label."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from atmp_logistics.core.errors import AtmpError, Fault, InputError, LabelError
from atmp_logistics.ingest.files.file import File


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
