"""The names of sheets that a call states: they mean nothing where it names no workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from atmp_logistics.cli.outputs import InputPaths
from atmp_logistics.core.errors import Fault, UsageError


def worksheet_faults(names: Sequence[str] | None, read: InputPaths) -> Iterator[Fault]:
    """Yield a fault where a call states sheets, and none of its files has any.

    Parameters
    ----------
    names : sequence of str or None
        As the option states them.
    read : InputPaths
        What the call reads.
    """
    from atmp_logistics.ingest.files.file import may_be_workbook

    if names and not any(map(may_be_workbook, read.all_files())):
        expected, fix = "a workbook among the files of the call", "leave it out, or name the workbook that has it"
        yield UsageError.fault("--worksheet", ", ".join(map(repr, names)), expected, fix)
