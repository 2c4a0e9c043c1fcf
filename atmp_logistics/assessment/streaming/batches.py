"""Large files in batches: a CSV cut at line ends, Parquet by its row groups; each batch read as the plain readers read.

Any process that can open the file can read a batch, and read it again: a batch is its file and its position there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from io import BufferedReader
from itertools import pairwise
from pathlib import Path
from typing import Any

from atmp_logistics.assessment.streaming.spill import SpilledPiece, spill
from atmp_logistics.core.checks import being_read
from atmp_logistics.core.errors import Fault, NotATable
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.files.parquet_file import check_size_of, parquet_faults
from atmp_logistics.ingest.readings.fast_csv import read_plain_csv
from atmp_logistics.ingest.readings.fast_parquet import ParquetLayout, log_of_batch, parquet_layout
from atmp_logistics.ingest.readings.fault_codes import FaultCodes
from atmp_logistics.ingest.readings.folders import ReadingsFile
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.temperature_log import TemperatureLog

#: The longest heading, and the longest line, that is looked for.
_LINE = 1 << 16
#: So many rows of Parquet are one batch.
ROWS = 1 << 20
#: How many bytes a reading is as text.
_ROW = 40
#: A file of fewer bytes holds few readings, packed or not.
_SMALL = 1 << 14


class _Lines(File):
    """Some lines of a file under its heading; only the whole file has a hash."""

    @property
    def sha256(self) -> str:
        """Nothing."""
        return ""


@dataclass(frozen=True, slots=True)
class TextBatch:
    """Lines of a CSV: from one byte to another, under the file's heading."""

    source: ReadingsFile
    heading: bytes
    start: int
    stop: int

    def logs(self) -> Iterator[TemperatureLog | None]:
        """Return the readings; None where a line is not plain."""
        yield read_plain_csv(_Lines(self.source.name, self.text()))

    def text(self) -> bytes:
        """Return the heading and the lines."""
        with self.source.path.open("rb", buffering=0) as file:
            file.seek(self.start)
            return self.heading + file.read(self.stop - self.start)


@dataclass(frozen=True, slots=True)
class ParquetBatch:
    """Row groups of a Parquet file, from one to before another."""

    source: ReadingsFile
    shape: ParquetLayout
    start: int
    stop: int
    rows: int

    def logs(self) -> Iterator[TemperatureLog | None]:
        """Return the readings in batches of so many rows; None where a row is not plain."""
        held, count = list[Any](), 0
        for batch in self._batches():
            held.append(batch.select(self.shape.columns))
            count += len(batch)
            if count >= self.rows:
                yield log_of_batch(_one(held), self.shape)
                held, count = [], 0
        if held:
            yield log_of_batch(_one(held), self.shape)

    def _batches(self) -> Iterator[Any]:
        """Return what is written in the row groups, each page held against its checksum, if it has one.

        Raises
        ------
        NotATable
            For a page that does not match its checksum, cannot be read, or counts a name that is not there.
        """
        import pyarrow.parquet as pq

        how: dict[str, Any] = {
            "read_dictionary": self.shape.names,
            "pre_buffer": False,
            "page_checksum_verification": True,
        }
        groups, columns = list(range(self.start, self.stop)), self.shape.columns
        with parquet_faults(self.source.name), pq.ParquetFile(self.source.path, **how) as file:
            for batch in file.iter_batches(self.rows, row_groups=groups, columns=columns, use_threads=False):
                batch.validate(full=True)  # whether each name that is counted is there
                yield batch


def _one(batches: list[Any]) -> Any:
    """Return several batches as one."""
    import pyarrow as pa

    if len(batches) == 1:
        return batches[0]
    return pa.Table.from_batches(batches).unify_dictionaries().combine_chunks().to_batches()[0]


Batch = TextBatch | ParquetBatch


@dataclass(frozen=True, slots=True)
class SpilledBatch:
    """What became of a batch: its pieces; none, and `plain` false, where the file has to be read in another way.

    `faults` say why it cannot be read in any.
    """

    pieces: tuple[SpilledPiece, ...]
    plain: bool = True
    faults: tuple[Fault, ...] = ()


@being_read()
def spill_batch(batch: Batch, path: Path, codes: FaultCodes) -> SpilledBatch:
    """Read a batch and set its readings down in pieces; the path says how they begin; `codes` are looked for."""
    pieces = []
    try:
        for number, log in enumerate(batch.logs()):
            if log is None:
                return SpilledBatch((), plain=False)
            pieces.append(spill(log, path.with_name(f"{path.name}-{number}"), codes))
    except NotATable as error:
        return SpilledBatch((), plain=False, faults=error.faults)
    return SpilledBatch(tuple(pieces))


def batches_of(source: ReadingsFile, answers: Answers, site: Site, size: int, rows: int = ROWS) -> list[Batch] | None:
    """Cut a file into batches; None for one that no plain reader takes.

    Parameters
    ----------
    source : ReadingsFile
    answers : Answers
    site : Site
    size : int
        Bytes of text in a batch.
    rows : int
        Rows of Parquet in a batch.
    """
    if site.columns:
        return None
    with source.path.open("rb") as file:
        head = File(source.name, file.read(4))
        if head.kind == "parquet":
            return None if site.table.is_stated else _of_parquet(source, answers, rows)
        return _of_text(source, file, size) if head.is_text and answers.is_silent else None


def _of_text(source: ReadingsFile, file: BufferedReader, size: int) -> list[Batch] | None:
    file.seek(0)
    heading = file.readline(_LINE)
    end = source.path.stat().st_size
    cuts = [len(heading)]
    while cuts[-1] + size < end:
        file.seek(cuts[-1] + size)
        line = file.readline(_LINE)
        if not line.endswith(b"\n"):
            break
        cuts.append(cuts[-1] + size + len(line))
    cuts += [end] if cuts[-1] < end else []
    whole = heading.endswith(b"\n") and len(cuts) > 1
    pairs = pairwise(cuts)
    return [TextBatch(source, heading, start, stop) for start, stop in pairs] if whole else None


def _of_parquet(source: ReadingsFile, answers: Answers, rows: int) -> list[Batch] | None:
    import pyarrow.parquet as pq

    try:
        with parquet_faults(source.name), pq.ParquetFile(source.path) as file:
            shape, about = parquet_layout(file.schema_arrow, answers), file.metadata
    except NotATable:
        return None
    check_size_of(source.path, source.name, about)
    if shape is None or not about.num_rows:
        return None
    batches, start, held = list[Batch](), 0, 0
    for group in range(about.num_row_groups):
        held += about.row_group(group).num_rows
        if held >= rows or group + 1 == about.num_row_groups:
            batches.append(ParquetBatch(source, shape, start, group + 1, rows))
            start, held = group + 1, 0
    return batches


def sha256_of(path: Path) -> str:
    """Return the hash by which the report names a file's bytes, without holding them."""
    digest = sha256()
    with path.open("rb", buffering=0) as file:
        while block := file.read(1 << 22):
            digest.update(block)
    return digest.hexdigest()


def size_and_time(path: Path) -> tuple[int, int]:
    """Return what changes when a file does: its size and when it was last written."""
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns


def bytes_as_text(path: Path) -> int:
    """Return about how many bytes a file's readings take as text."""
    import pyarrow.parquet as pq

    size = path.stat().st_size
    if size < _SMALL:
        return size
    with path.open("rb") as file:
        packed = File(path.name, file.read(4)).kind == "parquet"
    if not packed:
        return size
    with suppress(NotATable), parquet_faults(path.name):
        return int(pq.read_metadata(path).num_rows) * _ROW
    return 0


def begins_plain(source: ReadingsFile, answers: Answers, site: Site) -> bool:
    """Say whether a file's first readings are so written that it can be streamed."""
    batches = batches_of(source, answers, site, _LINE)
    first = batches[0] if batches else None
    return first is not None and (isinstance(first, ParquetBatch) or next(first.logs()) is not None)
