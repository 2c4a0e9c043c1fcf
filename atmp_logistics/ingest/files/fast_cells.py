"""What the two fast readers of CSV share: columns as Arrow text, and instants that are all written in the same way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column
from atmp_logistics.core.exactness import doubt_by_seconds
from atmp_logistics.core.instants import MINUTE
from atmp_logistics.core.iso_times import YEARS
from atmp_logistics.ingest.files.file import File, assumptions_of_text
from atmp_logistics.ingest.files.ids import notes_on_similar_loggers

T = TypeVar("T")
#: Each cell's number, -1 where it is empty, and the names by number.
Numbered = tuple[NDArray[np.int32], NDArray[np.object_]]

#: Lengths that a time of day can have, to the minute, the second, and with up to six decimals after a point.
_CLOCKS, _WITH_DECIMALS = (16, 19), range(21, 27)
_OFFSET = re.compile(r"Z|[+-](?:0\d|1[0-4]):[0-5]\d")
_QUOTED = re.compile(r'"([^"]*)"')
_PIECE_BYTES = 1 << 22
_BOM = b"\xef\xbb\xbf"


def headings_of(data: bytes) -> list[str]:
    """Return the cells of the first line, perhaps in quotes; none where it is no plain text or nothing follows."""
    head, newline, body = data[:4096].removeprefix(_BOM).partition(b"\n")
    try:
        cells = head.removesuffix(b"\r").decode("utf-8").split(",") if newline and body else []
    except UnicodeDecodeError:
        return []
    return [match[1] if (match := _QUOTED.fullmatch(cell)) else cell for cell in cells]


def converted_pieces(
    file: File, names: Sequence[str], text: Sequence[str], convert: Callable[[dict[str, Any]], T | None]
) -> tuple[list[T], str] | None:
    """Return what a function makes of each piece of a file, in order, and the hash of its bytes.

    The function is given each column of a piece under its name: `text` as Arrow strings, any other as a dictionary of
    them. Pieces are cut at line ends, always in the same places; several are worked on at once.

    None for a file whose rows do not end at line ends or whose cells do not end at commas throughout, and where the
    function returns None of any piece.
    """
    data = file.data
    if not _is_plain(data):
        return None
    whole = memoryview(data)

    def made(piece: slice) -> T | None:
        cells = _cells(whole[piece], names, text)
        return None if cells is None else convert(cells)

    pieces = list(_pieces(data))
    if len(pieces) == 1:
        parts, digest = [made(pieces[0])], file.sha256
    else:
        with ThreadPoolExecutor(_workers()) as pool:
            hashed = pool.submit(lambda: file.sha256)
            parts, digest = list(pool.map(made, pieces)), hashed.result()
    done = [part for part in parts if part is not None]
    return (done, digest) if len(done) == len(parts) else None


def _workers() -> int:
    import pyarrow as pa

    return max(int(pa.cpu_count()), 1)


def _pieces(data: bytes) -> Iterator[slice]:
    """Yield the stretches of whole lines, after the first, into which a file is cut."""
    begin = data.find(b"\n") + 1
    while begin < len(data):
        end = data.find(b"\n", begin + _PIECE_BYTES) + 1 or len(data)
        yield slice(begin, end)
        begin = end


def _cells(lines: memoryview, names: Sequence[str], text: Sequence[str]) -> dict[str, Any] | None:
    """Return the columns of some lines."""
    import pyarrow as pa
    from pyarrow import csv

    each = {name: pa.string() if name in text else pa.dictionary(pa.int32(), pa.string()) for name in names}
    source: Any = pa.BufferReader(pa.py_buffer(lines))
    try:
        table = csv.read_csv(  # `open_csv` reads ahead in a thread that can abort the process where it ends at once
            source,
            csv.ReadOptions(column_names=list(names), block_size=len(lines) + 1, use_threads=False),
            csv.ParseOptions(quote_char=False, newlines_in_values=False, ignore_empty_lines=False),
            csv.ConvertOptions(column_types=each, null_values=[""], strings_can_be_null=True),
        )
    except pa.ArrowInvalid:
        return None
    if any(table.column(name).num_chunks != 1 for name in names):
        return None
    return {name: table.column(name).chunk(0) for name in names}


def joined_names(pieces: Sequence[Any]) -> Numbered:
    """Return the names of a column's pieces as one: each cell's number, -1 where it is empty, and the names."""
    import pyarrow as pa

    whole: Any = pa.chunked_array(pieces).unify_dictionaries()
    codes = [chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False) for chunk in whole.chunks]
    return np.concatenate(codes), whole.chunk(0).dictionary.to_numpy(zero_copy_only=False).astype(object)


def _is_plain(data: bytes) -> bool:
    """Say whether rows end at line ends and cells at commas, whatever stands in them."""
    returns = b"\r" in data and data.count(b"\r") != data.count(b"\r\n")
    quoted = data.find(b'"', data.find(b"\n")) >= 0
    return not (quoted or b"\x00" in data or returns)


def assumptions_of_fast_text(data: bytes) -> tuple[str, ...]:
    """Return what reading a plain file takes for granted."""
    return assumptions_of_text(data[-1:].decode("latin-1"), "utf-8")


@dataclass(frozen=True, slots=True)
class WrittenInstants:
    """Times as microseconds in UTC, and how all of them are written: how long, and how long without the offset."""

    micro: Column
    written: tuple[int, int]


def joined_instants(pieces: Sequence[WrittenInstants]) -> Column | None:
    """Return the instants of a column's pieces as one; None unless all are written alike."""
    return np.concatenate([one.micro for one in pieces]) if len({one.written for one in pieces}) == 1 else None


def doubt_of(pieces: Sequence[WrittenInstants], time_us: Column) -> float:
    """Return how far each true time of a column may lie from the written one: of all that are written alike."""
    return MINUTE if pieces[0].written[1] == _CLOCKS[0] else doubt_by_seconds(time_us)


def instants_of(cells: Any) -> WrittenInstants | None:
    """Return ISO times as instants; None unless all are written alike, each with its offset."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if cells.null_count or not len(cells):
        return None
    lengths = np.diff(ends_of_cells(cells))
    if (lengths != lengths[0]).any() or not (clock := _clock(bytes_of_cells(cells).reshape(len(cells), -1))):
        return None
    try:
        parsed = pc.cast(cells, pa.timestamp("us", "UTC"))
    except pa.ArrowInvalid:
        return None
    micro = np.asarray(parsed.cast(pa.int64()).to_numpy(zero_copy_only=False)).astype(np.float64)
    first, last = (np.datetime64(f"{year}-01-02", "us").astype(np.int64) for year in (YEARS.start, YEARS.stop - 1))
    return WrittenInstants(micro, (int(lengths[0]), clock)) if first < micro.min() and micro.max() < last else None


def _clock(written: NDArray[np.uint8]) -> int:
    """Return the length of date and time where every row of letters is a time with its offset from UTC, else 0."""
    if written.shape[1] < 17:
        return 0
    clock = written.shape[1] - (1 if written[0, -1] == ord("Z") else 6)
    pointed = clock in _WITH_DECIMALS and bool((written[:, 19] == ord(".")).all())
    return clock if (clock in _CLOCKS or pointed) and _offsets_known(written[:, clock:]) else 0


def _offsets_known(written: NDArray[np.uint8]) -> bool:
    """Say whether every row of letters is an offset from UTC; most files have one throughout."""
    if len(written) and (written == written[0]).all():
        written = written[:1]
    offsets = np.unique(written.copy().view(f"S{written.shape[1]}"))
    return all(_OFFSET.fullmatch(offset.decode("latin-1")) for offset in offsets.tolist())


def ends_of_cells(cells: Any) -> NDArray[np.int32]:
    """Return where each cell ends in the buffer of a column of text, and before it where the first begins."""
    return np.frombuffer(cells.buffers()[1], np.int32)[cells.offset : cells.offset + len(cells) + 1]


def bytes_of_cells(cells: Any) -> NDArray[np.uint8]:
    """Return the bytes of a column of text, cell after cell."""
    ends = ends_of_cells(cells)
    return np.frombuffer(cells.buffers()[2] or b"", np.uint8)[ends[0] : ends[-1]]


def assumptions_of_columns(
    of_file: Sequence[str],
    label: str,
    loggers: Sequence[str],
    missing: Sequence[int],
    *,
    unit: Sequence[str] = (),
    clock: Sequence[str] = (),
) -> tuple[str, ...]:
    """Return what reading a file took for granted, each thing once: the same words for one piece and for many.

    Parameters
    ----------
    of_file : sequence of str
        What is assumed of the file as such.
    label : str
        What a logger goes by that the file does not name.
    loggers : sequence of str
        As the file names them.
    missing : sequence of int
        How many of each logger's rows hold a time alone.
    unit, clock : sequence of str
        Notes on the unit, and on local times.

    Returns
    -------
    tuple[str, ...]

    Examples
    --------
    >>> assumptions_of_columns((), "log.csv", ["", "A"], [0, 2])
    ('the file does not name its logger; it goes by the name log.csv', \
'temperatures missing: 2, rows that hold a time alone')
    """
    named = [f"the file does not name its logger; it goes by the name {label}"] if label and "" in loggers else []
    each = [note for count in missing for note in (*unit, *_lost(count), *clock)]
    return tuple(dict.fromkeys([*of_file, *named, *each, *notes_on_similar_loggers(loggers)]))


def _lost(count: int) -> list[str]:
    return [f"temperatures missing: {count}, rows that hold a time alone"] if count else []
