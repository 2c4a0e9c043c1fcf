"""Which files a call means: a file, several, or a folder of them, perhaps divided as `logger_id=A/part-0.parquet`.

A folder's files are all that it holds, in the order of their names; those that begin with a dot or a low line are the
marks that programs leave there. Each goes by its path from the folder on, since many folders hold a `part-0.parquet`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote

from atmp_logistics.errors import ConflictingReadings, Fault, InputError, NotATable, UsageError, refuse
from atmp_logistics.ingest._placed import Given, placed_files

#: What programs write for "no value" where a folder's name holds one.
_NONE = "__HIVE_DEFAULT_PARTITION__"


@dataclass(frozen=True, slots=True)
class Source:
    """One file: where it is, what it goes by, and what a logger goes by that it does not name.

    `divided` says that the folder, and not this library, names that logger; `codes` what the call says that it stands
    for.
    """

    path: Path
    name: str
    label: str = ""
    divided: bool = False
    codes: tuple[str, ...] = ()


def sources_of(given: Given) -> list[Source]:
    """Return the files that a call means.

    Raises
    ------
    UsageError
        For a file named twice.
    NotATable
        For a folder without a file.

    Examples
    --------
    >>> [(one.name, one.label) for one in sources_of(["a/log.csv", "b.csv"])]
    [('log.csv', 'log.csv'), ('b.csv', 'b.csv')]
    """
    faults: list[Fault] = []
    found = [
        replace(source, codes=one.codes)
        for one in placed_files(given)
        for source in (_within(one.path, faults) if one.path.is_dir() else [_alone(one.path)])
    ]
    every = [str(source.path) for source in found]
    again = sorted({path for path in every if every.count(path) > 1}) if len(set(every)) < len(every) else []
    refuse(Fault(path, "the same file twice", "each file once", "name it once", UsageError) for path in again)
    refuse(faults)
    return _labelled(found)


def strangers(source: Source, loggers: Sequence[str]) -> list[Fault]:
    """Refuse a file that names another logger than the folder in which it lies.

    Examples
    --------
    >>> strangers(Source(Path("a"), "log/logger_id=A/a", "A", True), ["A"])
    []
    """
    other = sorted({name for name in loggers if source.divided and name != source.label})
    fix = "put the file into the folder of its logger, or correct the column logger_id"
    expected = f"{source.label}, as its folder says"
    return [Fault(source.name, f"the logger {name}", expected, fix, ConflictingReadings) for name in other[:1]]


def _alone(path: Path) -> Source:
    return Source(path, path.name)


def _within(folder: Path, faults: list[Fault]) -> list[Source]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not _is_mark(path.relative_to(folder))]
    if not files:
        fix = "name the folder that holds the readings"
        faults.append(Fault(str(folder), "a folder without a file", "files of readings", fix, NotATable))
    return [_member(folder, path, faults) for path in files]


def _is_mark(path: Path) -> bool:
    return any(part.startswith((".", "_")) for part in path.parts)


def _member(folder: Path, path: Path, faults: list[Fault]) -> Source:
    inside = path.relative_to(folder)
    name = f"{folder.name}/{inside.as_posix()}"
    keys = [part.partition("=") for part in inside.parts[:-1] if "=" in part]
    loggers = {unquote(value) for key, _, value in keys if key == "logger_id" and value != _NONE}
    if len(loggers) > 1:
        found = f"the loggers {' and '.join(sorted(loggers))} in one path"
        faults.append(Fault(name, found, "one", "put the file into the folder of its logger", InputError))
    return Source(path, name, next(iter(loggers), ""), bool(loggers))


def _labelled(sources: list[Source]) -> list[Source]:
    """Give each file's unnamed logger a name: the file's, whole where two share it."""
    names = [source.name for source in sources]
    return [source if source.divided else replace(source, label=_label(source, names)) for source in sources]


def _label(source: Source, names: Sequence[str]) -> str:
    return source.name if names.count(source.name) == 1 else str(source.path)
