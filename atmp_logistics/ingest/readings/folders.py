"""Which files a call means: a file, several, or a folder of them, perhaps divided as `logger_id=A/part-0.parquet`.

A folder's files are all that it holds, in the order of their names, also through links; those that begin with a dot,
a low line or ~$ are the marks that programs leave there, and *.provenance.json is what `convert` says of a table. What
is left out is listed in a provenance of the folder itself.
Each file goes by its path from the folder on, since many folders hold a `part-0.parquet`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote

from atmp_logistics.core.arguments import refused
from atmp_logistics.core.errors import ConflictingReadings, Fault, InputError, NotATable, UsageError, refuse
from atmp_logistics.core.folder_listing import Listing, listing
from atmp_logistics.core.plain_files import kind_of
from atmp_logistics.ingest.files.file import File, open_file
from atmp_logistics.ingest.files.ids import unclear_logger_faults
from atmp_logistics.ingest.readings.placed_files import Given, placed_files
from atmp_logistics.records.provenance import Provenance

#: What programs write for "no value" where a folder's name holds one.
_NONE = "__HIVE_DEFAULT_PARTITION__"


@dataclass(frozen=True, slots=True)
class ReadingsFile:
    """One file: where it is, what it goes by, and what a logger goes by that it does not name.

    `divided` says that the folder, and not this library, names that logger; `codes` what the call says that it stands
    for.
    """

    path: Path
    name: str
    label: str = ""
    divided: bool = False
    codes: tuple[str, ...] = ()

    def opened(self) -> File:
        """Return its bytes, under the name that it goes by."""
        return replace(open_file(self.path), name=self.name)


class ReadingsFiles(list[ReadingsFile]):
    """The files that a call means; `folders` says what was left out of the folders among them."""

    folders: tuple[Provenance, ...] = ()


def readings_files(given: Given) -> ReadingsFiles:
    """Return the files that a call means.

    Returns
    -------
    ReadingsFiles
        The files, and what was left out of the folders among them.

    Raises
    ------
    UsageError
        For a file named twice.
    NotATable
        For a folder without a file.
    InputError
        For what is no plain file, a folder that cannot be read, and a link that leads nowhere.

    Examples
    --------
    >>> [(one.name, one.label) for one in readings_files(["a/log.csv", "b.csv"])]
    [('log.csv', 'log.csv'), ('b.csv', 'b.csv')]
    """
    faults: list[Fault] = []
    files = list(placed_files(given))
    if not files:
        refused(given, "readings", "at least one file", "name it; where there are no readings, leave them out")
    held = {one.path: listing(one.path, _mark) for one in files if one.path.is_dir()}
    found = [
        replace(source, codes=one.codes)
        for one in files
        for source in (_within(held[one.path], faults) if one.path in held else [_alone(one.path)])
    ]
    refuse(_again(found))
    refuse([*faults, *(fault for one in files if one.path not in held for fault in _no_plain_file(one.path))])
    sources = ReadingsFiles(_labelled(found))
    refuse(fault for one in sources for fault in unclear_logger_faults([one.label], one.name))
    sources.folders = tuple(_provenance_of(one) for one in held.values() if one.left_out)
    return sources


def _again(found: Sequence[ReadingsFile]) -> Iterator[Fault]:
    """Return a fault for each file that was named more than once, by whatever name."""
    seen = set[object]()
    for source in found:
        same = _identity(source.path)
        if same in seen:
            yield Fault(str(source.path), "the same file twice", "each file once", "name it once", UsageError)
        seen.add(same)


def _identity(path: Path) -> object:
    try:
        state = path.stat()
    except OSError:
        return str(path)
    return state.st_dev, state.st_ino


def _no_plain_file(path: Path) -> Iterator[Fault]:
    """Return a fault for a pipe, a socket or a device, which are not opened; a missing file shows when it is read."""
    try:
        kind = kind_of(path.stat().st_mode)
    except OSError:
        return
    if kind:
        yield Fault(str(path), kind, "a plain file", "save the readings as a file, and name that", InputError)


def _provenance_of(folder: Listing) -> Provenance:
    return Provenance(f"{folder.folder.name}/", dialect="folder", assumptions=folder.said())


def other_logger_faults(source: ReadingsFile, loggers: Sequence[str]) -> list[Fault]:
    """Return a fault for a file that names another logger than its folder does.

    Examples
    --------
    >>> other_logger_faults(ReadingsFile(Path("a"), "log/logger_id=A/a", "A", True), ["A"])
    []
    """
    other = sorted({name for name in loggers if source.divided and name != source.label})
    fix = "put the file into the folder of its logger, or correct the column logger_id"
    expected = f"{source.label}, as its folder says"
    return [Fault(source.name, f"the logger {name}", expected, fix, ConflictingReadings) for name in other[:1]]


def _alone(path: Path) -> ReadingsFile:
    return ReadingsFile(path, path.name)


def _within(found: Listing, faults: list[Fault]) -> list[ReadingsFile]:
    faults += found.faults
    if not found.files and not found.faults:
        fix = "name the folder that holds the readings"
        faults.append(Fault(str(found.folder), "a folder without a file", "files of readings", fix, NotATable))
    return [_member(found.folder, path, faults) for path in found.files]


def _mark(name: str) -> str:
    """Return why a file of this name is left out; an empty text for one that is read."""
    if name.startswith((".", "_")):
        return "by a name that begins with . or _"
    if name.startswith("~$"):
        return "the mark that Office leaves beside an open file"
    return "the provenance that convert writes beside a table" if name.endswith(".provenance.json") else ""


def _member(folder: Path, path: Path, faults: list[Fault]) -> ReadingsFile:
    inside = path.relative_to(folder)
    name = f"{folder.name}/{inside.as_posix()}"
    keys = [part.partition("=") for part in inside.parts[:-1] if "=" in part]
    loggers = {unquote(value) for key, _, value in keys if key == "logger_id" and value != _NONE}
    if len(loggers) > 1:
        found = f"the loggers {' and '.join(sorted(loggers))} in one path"
        faults.append(Fault(name, found, "one", "put the file into the folder of its logger", InputError))
    return ReadingsFile(path, name, next(iter(loggers), ""), bool(loggers))


def _labelled(sources: list[ReadingsFile]) -> list[ReadingsFile]:
    """Give each file's unnamed logger a name: the file's, whole where two share it."""
    names = Counter(source.name for source in sources)
    return [source if source.divided else replace(source, label=_label(source, names)) for source in sources]


def _label(source: ReadingsFile, names: Mapping[str, int]) -> str:
    return source.name if names[source.name] == 1 else str(source.path)
