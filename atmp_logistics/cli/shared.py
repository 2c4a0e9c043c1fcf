"""What every command needs: refusals, the output, and the files that several commands read."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from textwrap import fill
from types import ModuleType
from typing import TYPE_CHECKING, TypeVar

import typer

from atmp_logistics.core.errors import AtmpError, Fault
from atmp_logistics.core.fault_lines import summary
from atmp_logistics.core.printable import in_one_line
from atmp_logistics.report.shared.terminal import PlainConsole

if TYPE_CHECKING:
    from atmp_logistics.catalogue.catalogue import Catalogue
    from atmp_logistics.records.site_profile import Site

T = TypeVar("T")

#: The exit code where what reads the output went away before its end: that of a program that SIGPIPE ends.
BROKEN_PIPE = 141


#: Arguments of functions to the options that state them, where these have another name.
_OPTIONS = {"anchors": "--at", "columns": "--column", "delays": "--delay", "slots": "--slot"}


@contextmanager
def refusals() -> Iterator[None]:
    """Print a refusal as its message alone, and end with its exit code."""
    try:
        yield
    except AtmpError as error:
        faults = [replace(fault, where=_in_options(fault.where)) for fault in error.faults]
        count = f"{len(faults)} fault{'s' * (len(faults) != 1)}"
        print_refusal(f"REFUSED: {count}. Nothing was judged or written.", summary(faults))
        raise typer.Exit(error.exit_code) from None


def _in_options(where: str) -> str:
    """Return the place of a fault as the command line names it: `--at thaw_start` for `anchors.thaw_start`."""
    argument, dot, rest = where.partition(".")
    return f"{_OPTIONS[argument]} {rest}".rstrip() if argument in _OPTIONS else argument + dot + rest


@contextmanager
def unheard() -> Iterator[None]:
    """End with a code of its own where what reads the output goes away before its end: any other were a verdict."""
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        close_output()
        raise typer.Exit(BROKEN_PIPE) from None
    except KeyboardInterrupt as error:
        with suppress(OSError):
            print_refusal("STOPPED before the end: no verdict.", ["every output is whole, or as it was before"])
        raise typer.Exit(128 + (error.args[0] if error.args else signal.SIGINT)) from None


def close_output() -> None:
    """Lead what is still to be printed to nowhere, so that the end of the process does not fail by it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
            continue
        with suppress(OSError, ValueError):
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def print_refusal(head: str, lines: Iterable[str]) -> None:
    """Print a head in red and lines below it to the error output: folded in a terminal, one line a fault in a file."""
    console = PlainConsole(stderr=True, soft_wrap=True)
    console.print(head, style="bold red")
    for line in lines:
        console.print(_folded(line, console.width) if sys.stderr.isatty() else f"- {line}", markup=False)


def _folded(line: str, width: int) -> str:
    """Return a line of a list, broken between words and indented."""
    return fill(
        line, width, initial_indent="- ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )


def kept(read: Callable[[], T], faults: list[Fault]) -> T | None:
    """Return what is read, None where it is refused; its faults are kept, so that all are shown together."""
    try:
        return read()
    except AtmpError as error:
        faults += error.faults
        return None


@contextmanager
def plugins_of_call(folders: Sequence[Path] | None) -> Iterator[None]:
    """Load the plug-ins of the folders that a call names, for as long as the call lasts."""
    if not folders:
        yield
        return
    from atmp_logistics.core.plugins import plugins_from

    with plugins_from(*folders):
        yield


def site_in(path: Path | None, folders: Sequence[Path] | None) -> Site:
    """Return the site's profile in a file, whose every word is known here; an empty one where no file is named.

    Parameters
    ----------
    path : Path or None
    folders : sequence of Path or None
        The call's own folders of product files.
    """
    from atmp_logistics.records.read_site import load_site
    from atmp_logistics.records.site_profile import Site

    if path is None:
        return Site()
    known = catalogue_with(folders)

    def unknown_words(site: Site) -> Iterator[Fault]:
        from atmp_logistics.catalogue.profile_names import faults_of_profile_names
        from atmp_logistics.ingest.profile_columns import unknown_columns

        yield from unknown_columns(site, known.condition_names)
        yield from faults_of_profile_names(site, known)

    return load_site(path, check=unknown_words)


def catalogue_with(folders: Sequence[Path] | None) -> Catalogue:
    """Return the catalogue with a call's own folders of product files."""
    from atmp_logistics.catalogue.catalogue import load_catalogue

    return load_catalogue(*(folders or ()))


def output_console() -> PlainConsole:
    """Return the output: as wide as the terminal, and 80 columns where there is none."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 80
    return PlainConsole(markup=False, width=width)


def print_result(reader: ModuleType, result: object, **how: object) -> None:
    """Print a result by its reader: in colour where the output is a terminal, as plain text anywhere else.

    Parameters
    ----------
    reader : module
    result : object
    **how
        What the reader takes beside the result.
    """
    console = output_console()
    if sys.stdout.isatty():
        console.print(*reader.rich_text(result, **how), sep="\n")
    else:
        shown = reader.render_text(result, console.width, **how)
        sys.stdout.write(shown)  # typer's echo writes UTF-8 where ASCII is asked


def print_written(paths: Iterable[Path]) -> None:
    """Print the name of each file that was written."""
    for path in paths:
        typer.echo(f"wrote {in_one_line(str(path))}")
