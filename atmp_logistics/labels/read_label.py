"""A file with a label's own text, to that text: read by the one format that recognises it by its content."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from atmp_logistics.core.arguments import file_path
from atmp_logistics.core.errors import LabelError
from atmp_logistics.core.plain_files import check_plain
from atmp_logistics.core.size_limit import stated_MB
from atmp_logistics.ingest.files.file import File, open_file
from atmp_logistics.labels import formats
from atmp_logistics.labels.formats import LabelFormat
from atmp_logistics.labels.label_files import as_label_faults, check_counts
from atmp_logistics.labels.label_text import LabelText

#: Genuine labels are below 1 MB; those with pictures inside, a few MB.
MAX_SIZE_MB = 32.0
#: The longest genuine label seen has some 120 000, with its leaflet.
_MOST_LETTERS = 400_000
#: So much of an unknown file is shown.
_SHOWN = 60


def read_label(path: str | Path, *, max_size_MB: float | None = MAX_SIZE_MB) -> LabelText:
    """Read a label's own text from a file; nothing of it becomes a limit.

    Parameters
    ----------
    path : path
        FDA SPL, EMA ePI, or an SmPC or US prescribing information as PDF or text.
    max_size_MB : float or None
        A larger file is refused before it is read; None for the usual size.

    Returns
    -------
    LabelText
        Its sections in document order, each paragraph with its place.

    Raises
    ------
    LabelError
        For a file that no format or several recognise, that is larger than stated, or that its format refuses.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "label.txt")
    ...     head, body = "6. PHARMACEUTICAL PARTICULARS", "6.4 Special precautions for storage"
    ...     _ = file.write_text(f"{head}\\n\\n{body}\\n\\nStore at 2 to 8 °C.\\n", "utf-8")
    ...     label = read_label(file)
    >>> [(section.number, [paragraph.text for paragraph in section.paragraphs]) for section in label.sections]
    [('6', []), ('6.4', ['Store at 2 to 8 °C.'])]
    """
    file_path(path, "path")
    _check_size(path, stated_MB(max_size_MB))
    with as_label_faults():
        file = open_file(path)
    check_counts(file)
    label = _format_of(file).read(file)
    _check_length(label)
    return label


def _check_size(path: str | Path, max_size_MB: float | None) -> None:
    max_size_MB = MAX_SIZE_MB if max_size_MB is None else max_size_MB
    try:
        check_plain(path)
        size_MB = Path(path).stat().st_size / 1e6
    except OSError:
        return  # `open_file` says why
    if size_MB > max_size_MB:
        found = f"a file of {size_MB:.1f} MB"
        fix = "check that it is a label; if it is, allow more: --max-size, or max_size_MB in Python"
        raise LabelError([LabelError.fault(str(path), found, f"at most {max_size_MB:g} MB", fix)])


def _check_length(label: LabelText) -> None:
    """Refuse a text in which it would take too long to search for numbers."""
    count = sum(len(paragraph.text) for section in label.sections for paragraph in section.paragraphs)
    if count > _MOST_LETTERS:
        found = f"a text of {count:,} letters"
        fix = "check that it is the label of one product, and no collection"
        raise LabelError([LabelError.fault(label.name, found, f"at most {_MOST_LETTERS:,}", fix)])


def _format_of(file: File) -> LabelFormat:
    known = [form for form in formats.all_formats() if form.recognises(file)]
    if len(known) != 1:
        raise _unknown(file) if not known else _several(file, known)
    return known[0]


def _unknown(file: File) -> LabelError:
    accepted = " | ".join(form.NAME for form in formats.all_formats())
    found = f"a file that begins with {_beginning(file.data)}" if file.data.strip() else "an empty file"
    fix = "fetch the label in one of these formats from the regulator"
    return LabelError([LabelError.fault(file.name, found, f"a label: {accepted}", fix)])


def _several(file: File, known: Sequence[LabelFormat]) -> LabelError:
    found = f"the signs of {', '.join(form.NAME for form in known)}"
    fix = "report the file: two readers must never both accept one"
    return LabelError([LabelError.fault(file.name, found, "one format", fix)])


def _beginning(data: bytes) -> str:
    r"""Return the first words of a text, or the first bytes of anything else.

    Examples
    --------
    >>> _beginning(b"\n<html>\n<body>"), _beginning(b"\x00\x01PK")
    ("'<html> <body>'", 'the bytes 00 01 50 4b')
    """
    head = data[: 4 * _SHOWN]
    try:
        text = " ".join(head.decode("utf-8-sig", errors="strict").split())[:_SHOWN]
    except UnicodeDecodeError:
        text = ""
    return repr(text) if text.isprintable() and text else f"the bytes {head[:16].hex(' ')}"
