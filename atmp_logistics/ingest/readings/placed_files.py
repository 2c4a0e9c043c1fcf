"""What a call says that the logger of a file stands for, and which of its readings' files it says it of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path

from atmp_logistics.core.arguments import file_path
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.records.logger_places import CALL, EVERYWHERE, LoggerPlace
from atmp_logistics.records.temperature_log import TemperatureLog


@dataclass(frozen=True, slots=True)
class PlacedFile:
    """A file, or a folder, of readings, and the codes that its logger stands for.

    Examples
    --------
    >>> PlacedFile.of("frozen=tank.csv")
    PlacedFile(path=PosixPath('tank.csv'), codes=('frozen',))
    >>> PlacedFile.of("tank.csv").codes
    ()
    """

    path: Path
    codes: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> PlacedFile:
        """Return what `CODE=FILE` means, of several codes with commas between; a path that exists is a path.

        Returns
        -------
        PlacedFile

        Raises
        ------
        UsageError
            Where one side of the sign is empty.
        """
        words, sign, path = text.partition("=")
        if not sign or Path(text).exists() or "/" in words or "\\" in words:
            return cls(Path(text))
        codes = codes_in(words)
        if not path or not all(codes):
            fix = "write --readings frozen=tank.csv, or the path alone"
            refuse([Fault("--readings", repr(text), "CODE=FILE or FILE", fix, UsageError)])
        return cls(Path(path), codes)


#: What a call may give for its readings, in files.
Given = str | Path | PlacedFile | Sequence[str | Path | PlacedFile] | Mapping[str, str | Path | Sequence[str | Path]]


def codes_in(words: str) -> tuple[str, ...]:
    """Return the codes that a text names, with commas between.

    Examples
    --------
    >>> codes_in("frozen"), codes_in("refrigerated, thawed")
    (('frozen',), ('refrigerated', 'thawed'))
    """
    return tuple(word.strip() for word in words.split(","))


def placed_files(given: Given) -> list[PlacedFile]:
    """Return the files and folders that a call names, each with the codes of its logger.

    Examples
    --------
    >>> [(one.path.name, one.codes) for one in placed_files({"frozen": "tank.csv", "everywhere": ["a.csv", "b.csv"]})]
    [('tank.csv', ('frozen',)), ('a.csv', ('everywhere',)), ('b.csv', ('everywhere',))]
    """
    if isinstance(given, Mapping):
        return _once(
            PlacedFile(one.path, codes_in(code)) for code, paths in given.items() for one in placed_files(paths)
        )
    each = [*given] if isinstance(given, (list, tuple)) else [given]
    refuse(_no_path(one) for one in each if not isinstance(one, (str, PathLike, PlacedFile)))
    return _once(one if isinstance(one, PlacedFile) else PlacedFile(Path(file_path(one, "readings"))) for one in each)


def _no_path(given: object) -> Fault:
    fix = "give paths; what is in memory is read by read_readings, and judged by assess"
    return Fault("readings", type(given).__name__, "the path of a file or a folder", fix, UsageError)


def _once(files: Iterable[PlacedFile]) -> list[PlacedFile]:
    """Return files, of which one that is named with several codes is there once, with all of them."""
    found: list[PlacedFile] = []
    places: dict[Path, int] = {}
    for one in files:
        place = places.setdefault(one.path, len(found)) if one.codes else len(found)
        if place == len(found):
            found.append(one)
        else:
            found[place] = replace(one, codes=tuple(dict.fromkeys((*found[place].codes, *one.codes))))
    return found


def log_with_place(log: TemperatureLog, codes: tuple[str, ...], name: str) -> TemperatureLog:
    """Return a log that says what its logger stands for.

    Returns
    -------
    TemperatureLog

    Raises
    ------
    UsageError
        For a file of several loggers, of which none is named.
    """
    if not codes:
        return log
    if len(log.loggers) != 1:
        names = ", ".join(log.loggers[:5]) + (" and more" if len(log.loggers) > 5 else "")
        fix = f'say in the site profile, under [loggers], which of them stands for what, such as "X" = "{codes[0]}"'
        found = f"{len(log.loggers)} loggers ({names}) in a file that is read for {', '.join(codes)}"
        refuse([Fault(name, found, "a file of one logger", fix, UsageError)])
    return replace(log, places=(LoggerPlace.of(log.loggers[0], codes, CALL),))


def logs_with_places(logs: Mapping[str, TemperatureLog]) -> list[TemperatureLog]:
    """Return each log of a mapping from codes to logs, with the code that its logger stands for; each log once.

    Returns
    -------
    list[TemperatureLog]

    Raises
    ------
    UsageError
        For what is no mapping from codes to logs of one logger.
    """
    refuse(_no_log(code, log) for code, log in logs.items() if not isinstance(log, TemperatureLog))
    codes: dict[int, tuple[str, ...]] = {}
    for code, log in logs.items():
        codes[id(log)] = (*codes.get(id(log), ()), *codes_in(str(code)))
    each = {id(log): log for log in logs.values()}
    refuse(_alike(list(each.values())))
    return [log_with_place(log, codes[key], f"readings[{codes[key][0]!r}]") for key, log in each.items()]


def _no_log(code: object, log: object) -> Fault:
    fix = "give what read_readings returns, such as {'frozen': read_readings('tank.csv')}"
    expected = f"a log of readings for each code, or for '{EVERYWHERE}'"
    return Fault(f"readings[{code!r}]", type(log).__name__, expected, fix, UsageError)


def _alike(logs: Sequence[TemperatureLog]) -> Iterator[Fault]:
    """Return a fault for two logs without a logger's name and of one file name: they would become one logger."""
    unnamed = [name for log in logs for name in {*log.loggers} if name in {"", *(one.name for one in log.provenance)}]
    for name in sorted({name for name in unnamed if unnamed.count(name) > 1}):
        fix = "read the files together: read_readings({'frozen': 'a/log.csv', 'transport': 'b/log.csv'})"
        yield Fault("readings", f"two logs of a logger that goes by {name!r}", "a name for each", fix, UsageError)
