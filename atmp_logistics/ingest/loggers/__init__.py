"""Logger families, one a file. Whatever module stands in this folder is a dialect; nothing registers it.

Families of packages and folders (`core/plugins`) stand beside ours.

A dialect has three names: `NAME`; `recognises(text)`, true for its own exports alone; and `read(text, name)`, which
takes the text apart into one `RawLog` for each logger's temperature channel, or a `RawSummary` where the file holds
no readings but their extremes, and decides nothing else. A shape it does not know it refuses.

A family whose program writes workbooks of several sheets has two names more: `recognises_sheets(sheets)` and
`read_sheets(sheets, name)`, where the sheets are rows of text by their titles.

One whose edited exports can be told from other tables has `edited_faults(text, name)`: which line was edited. It is
asked of a text that nothing else can read, and yields nothing of a text that is not its family's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast, runtime_checkable

from atmp_logistics.core.errors import Fault, refuse
from atmp_logistics.core.plugins import Plugin, clash, plugins_of
from atmp_logistics.ingest.answers import TABLE
from atmp_logistics.ingest.plugin_family import PluginFamily
from atmp_logistics.ingest.raw_logs import Raw, Sheets


class Dialect(Protocol):
    """What every module of this folder has."""

    NAME: str

    def recognises(self, text: str) -> bool:
        """Say whether a text is this family's export, from its content alone."""

    def read(self, text: str, name: str) -> Sequence[Raw]:
        """Take a text apart; `name` is the file's, for messages."""


@runtime_checkable
class WorkbookDialect(Dialect, Protocol):
    """What a module has whose family writes workbooks of several sheets."""

    def recognises_sheets(self, sheets: Sheets) -> bool:
        """Say whether sheets are this family's workbook."""

    def read_sheets(self, sheets: Sheets, name: str) -> Sequence[Raw]:
        """Take a workbook apart; `name` is the file's, for messages."""


@runtime_checkable
class EditedDialect(Dialect, Protocol):
    """What a module has besides that tells its edited exports from other tables."""

    def edited_faults(self, text: str, name: str) -> Iterator[Fault]:
        """Yield the lines of this family's export that were edited; `name` is the file's, for messages."""


def all_dialects() -> tuple[Dialect, ...]:
    """Return every dialect, of this folder and of plug-ins, by name.

    Raises
    ------
    PluginError
        Where a plug-in cannot be loaded, or two families have one name.

    Examples
    --------
    >>> {"Berlinger Q-tag", "Elitech", "Onset HOBOware"} <= {dialect.NAME for dialect in all_dialects()}
    True
    """
    return _with_plugins(plugins_of("loggers"))


@cache
def our_dialects() -> tuple[Dialect, ...]:
    """Return every dialect in this folder, by name."""
    names = [module.name for module in iter_modules(__path__) if not module.name.startswith("_")]
    modules = [cast("Dialect", import_module(f"{__name__}.{name}")) for name in names]
    return tuple(sorted(modules, key=lambda module: module.NAME))


@cache
def _with_plugins(plugins: tuple[Plugin, ...]) -> tuple[Dialect, ...]:
    ours = {one.NAME.casefold(): one.NAME for one in our_dialects()} | {TABLE: TABLE}
    names = [(one, one.source.name.casefold()) for one in plugins]
    refuse(clash(one.source, "library", f"the name {ours[name]!r}") for one, name in names if name in ours)
    every = (*our_dialects(), *map(PluginFamily, plugins))
    return tuple(sorted(every, key=lambda one: one.NAME))
