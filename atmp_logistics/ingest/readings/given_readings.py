"""Which readings a call means: files and folders, and beside them tables in memory and open files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from atmp_logistics.core.arguments import file_path, refused
from atmp_logistics.core.errors import AtmpError, Fault, UsageError, refuse
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.files.given_tables import held_source, is_path
from atmp_logistics.ingest.files.memory_table import MemoryTable
from atmp_logistics.ingest.files.open_files import is_open_file
from atmp_logistics.ingest.files.source_names import numbered_names
from atmp_logistics.ingest.readings.folders import ReadingsFile, readings_files
from atmp_logistics.ingest.readings.placed_files import PlacedFile, codes_in
from atmp_logistics.ingest.readings.reading_words import ReadingWords
from atmp_logistics.records.provenance import Provenance

if TYPE_CHECKING:
    from atmp_logistics.ingest.files.given_tables import GivenTable

    OneSource = str | PathLike[str] | PlacedFile | GivenTable
    #: What `read_readings` takes.
    GivenReadings = OneSource | Sequence[OneSource] | Mapping[str, Any]


@dataclass(frozen=True)
class HeldReadings:
    """Readings in memory: an open file's bytes or a table, and the codes of what its logger stands for.

    Attributes
    ----------
    held : File or MemoryTable
    codes : tuple of str
    """

    held: File | MemoryTable
    codes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it goes by, and its logger where it names none."""
        return self.held.name


@dataclass
class ReadingSources:
    """What a call means by its readings, sorted by what it is."""

    files: list[ReadingsFile] = field(default_factory=list)
    held: list[HeldReadings] = field(default_factory=list)
    folders: tuple[Provenance, ...] = ()


def reading_sources(given: object, name: str | None, words: ReadingWords) -> ReadingSources:
    """Return what a call means by its readings.

    Parameters
    ----------
    given : object
        See `read_readings`.
    name : str or None
        What a table in memory goes by.
    words : ReadingWords
        What headings mean: by it a mapping of columns is told from one of what loggers stand for.

    Returns
    -------
    ReadingSources

    Raises
    ------
    UsageError
        For what is no source of readings.
    InputError
        For a table that is none, and what is no plain file.
    """
    paths, held = list[PlacedFile](), dict[int, tuple[Any, tuple[str, ...]]]()
    for one, codes in _each(given, words):
        if isinstance(one, PlacedFile):
            paths.append(one)
        elif is_path(one):
            paths.append(PlacedFile(Path(file_path(one, "readings")), codes))
        elif id(one) in held and not (codes and held[id(one)][1]):
            refuse([UsageError.fault("readings", "the same table twice", "each once", "name it once")])
        else:
            held[id(one)] = (one, (*held.get(id(one), (one, ()))[1], *codes))
    if name is not None and not (isinstance(name, str) and name.strip() and held):
        fix = "leave it out: a file goes by its own name" if not held else "give a text"
        refuse([UsageError.fault("name", repr(name), "the name of a table in memory", fix)])
    if not paths and not held:
        refused(given, "readings", "at least one file or table", "name it")
    files = readings_files(paths) if paths else None
    labels = [label for one in files or () for label in (one.name, one.label)]
    found = _held(list(held.values()), name or "", labels, words)
    return ReadingSources(list(files or ()), found, files.folders if files else ())


def _held(
    values: list[tuple[Any, tuple[str, ...]]], name: str, others: Sequence[str], words: ReadingWords
) -> list[HeldReadings]:
    names = numbered_names([one for one, _ in values], name, others)
    faults, found = list[Fault](), list[HeldReadings]()
    for (one, codes), called in zip(values, names, strict=True):
        try:
            found.append(HeldReadings(held_source(one, called, lambda heading: words.meaning(heading).column), codes))
        except AtmpError as error:
            faults += error.faults
    refuse(faults)
    return found


def _each(given: Any, words: ReadingWords) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Yield each source, with the codes of what the call says that its logger stands for."""
    if isinstance(given, Mapping) and not _is_table(given, words):
        for code, value in given.items():
            if not isinstance(code, str) or _is_column(value):
                raise UsageError([_no_source(code, value)])
            for one, _ in _each_of(value, words):
                yield one, codes_in(code)
    else:
        yield from _each_of(given, words)


def _each_of(given: Any, words: ReadingWords) -> Iterator[tuple[Any, tuple[str, ...]]]:
    for one in given if isinstance(given, (list, tuple)) else [given]:
        if isinstance(one, (list, tuple)) or (isinstance(one, Mapping) and not _is_table(one, words)):
            raise UsageError([_no_source(None, one)])
        yield one, ()


def _is_table(given: Mapping[Any, Any], words: ReadingWords) -> bool:
    """Say whether a mapping holds columns by their headings: it names a time and a temperature."""
    sources = (str, PathLike, PlacedFile, pd.DataFrame, Mapping)
    return words.is_heading([str(key) for key in given]) and not any(
        isinstance(value, sources) or is_open_file(value) for value in given.values()
    )


def _is_column(value: object) -> bool:
    """Say whether a value is a list of numbers or the like, and no list of sources."""
    return isinstance(value, (list, tuple)) and any(isinstance(one, (int, float)) for one in value)


def _no_source(code: object, value: object) -> Fault:
    where = "readings" if code is None else f"readings[{code!r}]"
    expected = "a source of readings for each code, such as {'frozen': 'tank.csv'}; or the columns time and temperature"
    fix = "give a path, a table or an open file; name the columns of a table, or state them in columns="
    return UsageError.fault(where, type(value).__name__, expected, fix)
