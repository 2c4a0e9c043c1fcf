"""Parquet opened: what it says that it holds is bounded before it is read, and its columns are cells of text.

Runs and dictionaries let a file of some bytes hold a billion rows, or a long text a million times.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from atmp_logistics.core.errors import Fault, NotATable
from atmp_logistics.core.plain_files import in_words
from atmp_logistics.core.size_limit import TOO_LARGE
from atmp_logistics.ingest.files.file import File, damaged_parquet
from atmp_logistics.ingest.files.table import MOST_COLUMNS

#: What a cell takes: as a number or a name's number in a column, and as a text of its own.
AS_STORED, AS_TEXT = 8, 64
#: The kinds of columns of bytes that can be read as dictionaries.
_TEXTS = {"STRING", "NONE", "JSON", "ENUM"}
#: The bounds of what pyarrow reads of the file's own description.
_DESCRIPTION: dict[str, Any] = {"thrift_string_size_limit": 10_000_000, "thrift_container_size_limit": 100_000}


@contextmanager
def parquet_faults(name: str) -> Iterator[None]:
    """Refuse, as damage of the file of this name, what pyarrow raises of bytes or values that it cannot read.

    Raises
    ------
    NotATable
    """
    import pyarrow as pa

    try:
        yield
    except (FileNotFoundError, PermissionError):
        raise
    except (pa.ArrowException, OSError, OverflowError, UnicodeDecodeError, KeyError) as error:  # pytz: no such zone
        raise NotATable([damaged_parquet(name, error)]) from error


def open_parquet(file: File, per_cell: int, **how: Any) -> Any:
    """Return an opened file whose rows and columns, and what they unpack to, are no more than may be.

    Parameters
    ----------
    file : File
    per_cell : int
        The bytes that a cell takes where it is read.
    **how
        What `pyarrow.parquet.ParquetFile` takes.

    Raises
    ------
    NotATable
        Also for what cannot be opened; see `parquet_faults`.
    """
    import pyarrow.parquet as pq

    with parquet_faults(file.name):
        opened = pq.ParquetFile(io.BytesIO(file.data), page_checksum_verification=True, **_DESCRIPTION, **how)
        check_size(file, len(file.data), opened.metadata, per_cell)
        return opened


def check_size(file: File, size: int, about: Any, per_cell: int = 0) -> None:
    """Refuse a file by its description: more columns, rows or bytes unpacked than may be.

    What is streamed, a cell of which takes nothing, may hold as many rows as it likes, if it has a bit for each.

    Raises
    ------
    NotATable
    """
    rows, columns, most = about.num_rows, about.num_columns, file.most_bytes
    unpacked = sum(about.row_group(i).total_byte_size for i in range(about.num_row_groups))
    if columns > MOST_COLUMNS:
        found, expected = f"{columns:,} columns", f"at most {MOST_COLUMNS:,}"
    elif rows * columns > (most // per_cell if per_cell else max(most // AS_STORED, size * 8)):
        found = f"{size:,} bytes that hold {rows:,} rows of {columns} columns"
        expected = f"at most {most // (per_cell or AS_STORED):,} cells"
    elif per_cell and unpacked > most:
        found, expected = f"{size:,} bytes that unpack to {unpacked:,}", f"at most {in_words(most)}"
    else:
        return
    raise NotATable([Fault(file.name, f"Parquet of {found}", expected, TOO_LARGE, NotATable)])


def check_size_of(path: Path, name: str, about: Any) -> None:
    """Refuse a file that is streamed by its description; see `check_size`."""
    check_size(File(name, b"PAR1"), path.stat().st_size, about)


def texts_as_dictionaries(opened: Any) -> list[str]:
    """Return the paths of the columns whose texts can be read each once, with the rows that hold it."""
    columns = [opened.schema.column(i) for i in range(len(opened.schema))]
    return [one.path for one in columns if one.physical_type == "BYTE_ARRAY" and one.logical_type.type in _TEXTS]


def letters_of(column: Any) -> int:
    """Return how many bytes a column's texts take, each as often as rows hold it; 0 for other columns.

    Examples
    --------
    >>> import pyarrow as pa
    >>> letters_of(pa.chunked_array([pa.array(["ab", None, "ab"]).dictionary_encode()]))
    4
    >>> letters_of(pa.chunked_array([[1]]))
    0
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_dictionary(column.type) or not _is_text(column.type.value_type):
        return 0
    count = 0
    for chunk in column.chunks:
        lengths = pc.fill_null(pc.binary_length(chunk.dictionary), 0).to_numpy(zero_copy_only=False).astype(np.int64)
        codes = chunk.indices.drop_null().to_numpy(zero_copy_only=False)
        if len(codes) and not 0 <= codes.min() <= codes.max() < len(lengths):
            raise pa.ArrowInvalid("a number beyond the texts that it counts")
        count += int(lengths[codes].sum())
    return count


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_binary(kind))
