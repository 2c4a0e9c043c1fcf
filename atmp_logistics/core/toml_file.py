"""TOML files, read in one place: UTF-8, and bounded in size and depth, so that none takes long or ends the program."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from atmp_logistics.core.errors import AtmpError, Fault
from atmp_logistics.core.plain_files import read_bytes
from atmp_logistics.core.toml_faults import no_toml

#: A product file has some 10 000 bytes and 300 entries, and its tables stand four deep; a profile may name all loggers
#: of a hospital.
MOST_BYTES, MOST_ENTRIES, DEEPEST = 1 << 20, 20_000, 32
#: Keys joined by points, of which the parser would copy each beginning.
_JOINED = re.compile(rb"(?<![\w.\"'\s-])\s*+(?:[\w\"'-]++\s*+\.\s*+){%d}" % DEEPEST)
_FIX = "write it as the documents show, or split it into several files"


def read_toml(path: str | Path, kind: type[AtmpError]) -> tuple[dict[str, Any], bytes]:
    """Return the table in a TOML file, and the bytes that it was read from.

    Parameters
    ----------
    path : path
    kind : type of AtmpError
        What a file that cannot be read is refused as.

    Raises
    ------
    AtmpError
        For a file that is not there or no plain one, no TOML in UTF-8, or larger or deeper than any that is meant.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "a.toml")
    ...     _ = file.write_text("a = " + "[" * 5000 + "]" * 5000, "utf-8")
    ...     read_toml(file, AtmpError)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    atmp_logistics.core.errors.AtmpError: ...a.toml: found tables or lists nested more than 32 deep, expected...
    """
    try:
        data = read_bytes(path, MOST_BYTES)
    except (OSError, ValueError) as error:
        raise kind([no_toml(str(path), error, b"", kind)]) from error
    return toml_of(data, str(path), kind), data


def toml_of(data: bytes, where: str, kind: type[AtmpError]) -> dict[str, Any]:
    """Return the table that the bytes of a TOML file hold; see `read_toml`.

    Examples
    --------
    >>> toml_of(b"persons = 2", "a.toml", AtmpError)
    {'persons': 2}
    """
    try:
        if len(data) > MOST_BYTES:
            raise ValueError(f"{len(data):,} bytes, where at most {MOST_BYTES:,} are read")
        if _JOINED.search(data):
            raise RecursionError
        table = tomllib.loads(data.decode("utf-8-sig"))
    except RecursionError as error:
        raise _deep(where, kind) from error
    except ValueError as error:  # also a whole number of more digits than Python reads
        raise kind([no_toml(where, error, data, kind)]) from error
    depth, entries = _extent(table)
    if depth > DEEPEST:
        raise _deep(where, kind)
    if entries > MOST_ENTRIES:
        raise kind([Fault(where, f"{entries:,} entries", f"at most {MOST_ENTRIES:,}", _FIX, kind)])
    return table


def _deep(path: str | Path, kind: type[AtmpError]) -> AtmpError:
    found, expected = f"tables or lists nested more than {DEEPEST} deep", f"at most {DEEPEST} levels"
    return kind([Fault(str(path), found, expected, _FIX, kind)])


def _extent(table: object) -> tuple[int, int]:
    """Return how deep tables and lists stand in one another, and how many values they hold; it does not call itself."""
    depth, entries, level = 0, 0, [table]
    while level := [part for value in level for part in _parts(value)]:
        depth, entries = depth + 1, entries + len(level)
    return depth, entries


def _parts(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
