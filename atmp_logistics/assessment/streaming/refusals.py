"""What is said of a file that is too large to be read whole and not plain enough to stream: its first such line."""

from __future__ import annotations

from collections.abc import Sequence

from atmp_logistics.assessment.streaming.batches import Batch, Kept, TextBatch
from atmp_logistics.core.errors import Fault, NotATable
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.readings.fast_csv import read_plain_csv
from atmp_logistics.ingest.readings.folders import ReadingsFile

_PLAIN = (
    "a file so large in the plain form: time,temperature [°C],logger_id, times with their offset that rise within each "
    "logger, numbers with a point"
)


def first_wrong(source: ReadingsFile, batch: Batch | None, kept: Sequence[tuple[Batch, Kept]]) -> Fault:
    """Return the fault of a large file: where it ceases to be plain, and how to make it so."""
    fix = f"correct it there, or write it anew: atmp-logistics convert {source.path} --out plain.csv"
    if not isinstance(batch, TextBatch):
        found = "a column or a value that leaves a question open" if batch else "another form"
        return Fault(source.name, found, _PLAIN, fix, NotATable)
    before = sum(len(piece) for other, what in kept for piece in what.pieces if other.start < batch.start)
    whole = all(what.plain for other, what in kept if other.start < batch.start)
    row, line = _first_line(batch)
    where = f"{source.name}, row {before + row}" if whole else source.name
    return Fault(where, repr(line), _PLAIN, fix, NotATable)


def _first_line(batch: TextBatch) -> tuple[int, str]:
    """Return the first line with which a batch is no longer plain, and its number where the heading is row 1."""
    lines = batch.text().splitlines(keepends=True)
    good, bad = 1, len(lines)
    while bad - good > 1:
        middle = (good + bad) // 2
        good, bad = (good, middle) if read_plain_csv(File("", b"".join(lines[:middle]))) is None else (middle, bad)
    return bad, lines[bad - 1].decode("utf-8", "backslashreplace").rstrip("\r\n")[:80]
