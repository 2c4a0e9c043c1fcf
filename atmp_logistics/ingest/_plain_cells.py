"""What the two plain readers share: a file's columns as text, checked to be plain, and instants written all alike."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.ingest._file import assumed
from atmp_logistics.ingest._times import YEARS

Column = NDArray[np.float64]

#: Lengths that a time of day can have, to the minute, the second, and with up to six decimals after a point.
_CLOCKS, _WITH_DECIMALS = (16, 19), range(21, 27)
_OFFSET = re.compile(r"Z|[+-](?:0\d|1[0-4]):[0-5]\d")
_QUOTED = re.compile(r'"([^"]*)"')
_BLOCK_BYTES = 1 << 22
_BOM = b"\xef\xbb\xbf"


def headings_of(data: bytes) -> list[str]:
    """Return the cells of the first line, perhaps in quotes; none where it is no plain text or nothing follows."""
    head, newline, body = data[:4096].removeprefix(_BOM).partition(b"\n")
    try:
        cells = head.removesuffix(b"\r").decode("utf-8").split(",") if newline and body else []
    except UnicodeDecodeError:
        return []
    return [match[1] if (match := _QUOTED.fullmatch(cell)) else cell for cell in cells]


def cells_of(data: bytes, names: Sequence[str], text: Sequence[str]) -> dict[str, Any] | None:
    """Return each column under its name: `text` as Arrow strings, any other as a dictionary of them.

    None for a file whose rows do not end at line ends or whose cells do not end at commas throughout.
    """
    import pyarrow as pa
    from pyarrow import csv

    if not _is_plain(data):
        return None
    each = {name: pa.string() if name in text else pa.dictionary(pa.int32(), pa.string()) for name in names}
    try:
        table = csv.read_csv(
            io.BytesIO(data),
            csv.ReadOptions(column_names=list(names), skip_rows=1, block_size=_BLOCK_BYTES),
            csv.ParseOptions(quote_char=False, newlines_in_values=False),
            csv.ConvertOptions(column_types=each, null_values=[""], strings_can_be_null=True),
        )
    except pa.ArrowInvalid:
        return None
    whole = table.unify_dictionaries().combine_chunks()
    if any(whole.column(name).num_chunks != 1 for name in names):
        return None
    return {name: whole.column(name).chunk(0) for name in names}


def _is_plain(data: bytes) -> bool:
    """Say whether rows end at line ends and cells at commas, whatever stands in them, and no line is empty."""
    returns = b"\r" in data and data.count(b"\r") != data.count(b"\r\n")
    empty = b"\n\n" in data or (b"\r" in data and b"\n\r\n" in data)
    quoted = data.find(b'"', data.find(b"\n")) >= 0
    return not (quoted or b"\x00" in data or returns or empty)


def assumed_of(data: bytes) -> tuple[str, ...]:
    """Return what reading a plain file takes for granted."""
    return assumed(data[-1:].decode("latin-1"), "utf-8")


def instants_of(cells: Any) -> Column | None:
    """Return ISO times as microseconds in UTC; None unless all are written alike, each with its offset."""
    import pyarrow as pa
    import pyarrow.compute as pc

    lengths: dict[str, Any] = pc.min_max(pc.binary_length(cells)).as_py()  # type: ignore[assignment]
    if cells.null_count or lengths["max"] != lengths["min"] or not _are_times(text_of(cells).reshape(len(cells), -1)):
        return None
    try:
        parsed = pc.cast(cells, pa.timestamp("us", "UTC"))
    except pa.ArrowInvalid:
        return None
    micro = np.asarray(parsed.cast(pa.int64()).to_numpy(zero_copy_only=False)).astype(np.float64)
    first, last = (np.datetime64(f"{year}-01-02", "us").astype(np.int64) for year in (YEARS.start, YEARS.stop - 1))
    return micro if len(micro) and first < micro.min() and micro.max() < last else None


def _are_times(written: NDArray[np.uint8]) -> bool:
    """Say whether every row of letters has the length of a time, its point in its place, and an offset from UTC."""
    if written.shape[1] < 17:
        return False
    clock = written.shape[1] - (1 if written[0, -1] == ord("Z") else 6)
    pointed = clock in _WITH_DECIMALS and bool((written[:, 19] == ord(".")).all())
    return (clock in _CLOCKS or pointed) and _offsets_known(written[:, clock:])


def _offsets_known(written: NDArray[np.uint8]) -> bool:
    """Say whether every row of letters is an offset from UTC; most files have one throughout."""
    if len(written) and (written == written[0]).all():
        written = written[:1]
    offsets = np.unique(written.copy().view(f"S{written.shape[1]}"))
    return all(_OFFSET.fullmatch(offset.decode("latin-1")) for offset in offsets.tolist())


def ends_of(cells: Any) -> NDArray[np.int32]:
    """Return where each cell ends in the buffer of a column of text, and before it where the first begins."""
    return np.frombuffer(cells.buffers()[1], np.int32)[cells.offset : cells.offset + len(cells) + 1]


def text_of(cells: Any) -> NDArray[np.uint8]:
    """Return the bytes of a column of text, cell after cell."""
    ends = ends_of(cells)
    return np.frombuffer(cells.buffers()[2] or b"", np.uint8)[ends[0] : ends[-1]]
