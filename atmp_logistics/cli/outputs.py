"""The files that a command writes.

One is refused beforehand where it would replace an input, or where its ending names another format than it has; a write
that fails names its file.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import typer

from atmp_logistics.cli.shared import BROKEN_PIPE, close_output, print_refusal
from atmp_logistics.core.errors import AtmpError, Fault, UsageError, refuse
from atmp_logistics.core.fault_lines import summary

#: What a product file's name ends in, or one that is meant for one.
_PRODUCTS = (".toml", ".toml.txt")
#: What the name of an option's file may end in; a name without an ending claims no format.
_ENDINGS = {
    "--csv": (".csv",),
    "--excel": (".xlsx",),
    "--excursions": (".csv", ".xlsx"),
    "--html": (".html", ".htm"),
    "--ics": (".ics",),
    "--json": (".json",),
    "--ledger": (".csv", ".xlsx"),
    "--manifest": (".json",),
    "--out": (".csv", ".xlsx"),
    "--sheet": (".html", ".htm", ".xlsx"),
    "--to csv --out": (".csv",),
    "--to epcis --out": (".json", ".jsonld"),
    "--to fhir --out": (".json",),
    "--to parquet --out": (".parquet",),
    "--to process-mining --out": (".csv",),
    "--to xes --out": (".xes", ".xml"),
}


@dataclass(frozen=True, slots=True)
class InputPaths:
    """The paths that a command reads: files, files of readings or folders of them, and folders of product files."""

    files: tuple[Path, ...] = ()
    readings: tuple[Path, ...] = ()
    catalogue: tuple[Path, ...] = ()

    def __contains__(self, output: Path) -> bool:
        """Say whether a file is read, by whatever name, or would be the next time."""
        folders = {Path(os.path.realpath(path)) for path in self.readings if path.is_dir()}
        read = [*self.readings, *self.all_files()]
        real = Path(os.path.realpath(output))
        in_catalogue = any(real.is_relative_to(Path(os.path.realpath(folder))) for folder in self.catalogue)
        return (
            any(real.is_relative_to(folder) for folder in folders)
            or (in_catalogue and real.name.casefold().endswith(_PRODUCTS))
            or not _names(output).isdisjoint(name for path in read for name in _names(path))
        )

    def all_files(self) -> Iterator[Path]:
        """Yield every file that is read, those in folders too."""
        yield from self.files
        yield from (path for path in self.readings if not path.is_dir())
        yield from self._in_folders()

    def _in_folders(self) -> Iterator[Path]:
        """Yield the files in folders, also those that links lead to."""
        from atmp_logistics.core.folder_listing import listing

        for folder in self.readings:
            yield from listing(folder).files if folder.is_dir() else ()
        for folder in self.catalogue:
            found = listing(folder).files if folder.is_dir() else []
            yield from (path for path in found if path.name.casefold().endswith(_PRODUCTS))


def _names(path: Path) -> set[object]:
    """Return the names of a file: its real path, and its device and number, which hard links share."""
    known: set[object] = {os.path.realpath(path)}
    with suppress(OSError):
        state = path.stat()
        known.add((state.st_dev, state.st_ino))
    return known


def check_outputs(outputs: Mapping[str, Path | None], read: InputPaths) -> None:
    """Refuse, before anything is judged, an output that cannot be written or would take another file's place.

    Parameters
    ----------
    outputs : mapping of str to path
        By the option that states it.
    read : InputPaths

    Raises
    ------
    UsageError
        With a fault for each such output.
    """
    refuse(output_faults(outputs, read))


def output_faults(outputs: Mapping[str, Path | None], read: InputPaths) -> Iterator[Fault]:
    """Yield the fault of each output that cannot be written as it is named, or would take another file's place."""
    wanted = [(option, path) for option, path in outputs.items() if path]
    for i, (option, path) in enumerate(wanted):
        yield from _faults_of(option, path, [other for _, other in wanted[:i]], read)


def _faults_of(option: str, path: Path, before: list[Path], read: InputPaths) -> Iterator[Fault]:
    endings = _ENDINGS.get(option, ())
    if not _can_be_written(path):
        fix = "name a file in a folder that is there and can be written"
        yield UsageError.fault(str(path), "no place to write to", "a file to write", fix)
    elif path in read:
        expected, fix = "a file of its own", "choose another name, outside the folders that are read"
        yield UsageError.fault(str(path), "an input of this call", expected, fix)
    elif any(not _names(path).isdisjoint(_names(other)) for other in before):
        yield UsageError.fault(str(path), "a name given twice", "a file for each output", "choose another name")
    elif path.suffix and endings and path.suffix.casefold() not in endings and _is_a_file(path):
        expected, fix = f"a name that ends in {' or '.join(endings)}", f"write {path.with_suffix(endings[0]).name}"
        yield UsageError.fault(f"{option} {path}", f"a name that ends in {path.suffix}", expected, fix)


def _is_a_file(path: Path) -> bool:
    """Say whether a file stands there or none; a device or a pipe has no format."""
    return path.is_file() or not path.exists()


def _can_be_written(path: Path) -> bool:
    """Say whether a file may be made or replaced there, or written through, if it is a device or a pipe."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        mode = stat.S_IFREG
    except OSError:
        return False
    folder = Path(os.path.realpath(path)).parent
    if stat.S_ISDIR(mode) or (path.exists() and not os.access(path, os.W_OK)):
        return False
    return not stat.S_ISREG(mode) or (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK))


@dataclass(slots=True)
class Outputs:
    """The files that a command has written so far, and the faults of those that it could not write."""

    written: list[Path] = field(default_factory=list)
    failed: list[Fault] = field(default_factory=list)
    is_cut_short: bool = False

    def write(self, path: Path | None, how: Callable[[Path], object]) -> None:
        """Write an output whose path the call states; where it fails, the others are written all the same."""
        if path is None:
            return
        try:
            how(path)
        except OSError as error:
            self._fail(str(path), error)
        except AtmpError as error:
            if not self.written:
                raise
            self.failed += error.faults
        else:
            self.written.append(path)

    def show(self, how: Callable[[], object]) -> None:
        """Print a result; what reads only its beginning, such as `head`, is no failure and hears no verdict."""
        try:
            how()
            sys.stdout.flush()
        except BrokenPipeError:
            self.is_cut_short = True
            close_output()
        except OSError as error:
            self._fail("the printed result", error)
            close_output()

    def end(self, done: str, code: int) -> NoReturn:
        """End the command with its exit code; where something was not written, say what was done, and end with 2."""
        if not self.failed:
            raise typer.Exit(BROKEN_PIPE if self.is_cut_short else code)
        with suppress(OSError):
            head = f"NOT WRITTEN: {len(self.failed)} output{'s' * (len(self.failed) != 1)}."
            print_refusal(head, (*summary(self.failed), *self._what_was_done(done, code)))
        raise typer.Exit(UsageError.exit_code)

    def _what_was_done(self, done: str, code: int) -> Iterator[str]:
        yield f"{done}: exit {code}, had all been written"
        names = ", ".join(map(str, self.written)) or "none"
        yield f"written whole: {names}; a file that was not written is still as it was before"

    def _fail(self, where: str, error: OSError) -> None:
        found = (error.strerror or str(error)).lower()
        fix = "make room or choose another place, and ask again"
        self.failed.append(UsageError.fault(where, found, "a place that takes the whole output", fix))
