"""A logger family of somebody else: what it may answer, and what its series say of where they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from atmp_logistics.core.errors import AtmpError, Fault, PluginError, refuse
from atmp_logistics.core.plugins import Plugin, PluginSource
from atmp_logistics.ingest.raw_logs import Raw, RawLog, RawSummary

_CELLS = {RawLog: ("times", "values"), RawSummary: ("begins", "ends", "lowest", "highest", "mean")}
_REPORT = "report it to its author; until then uninstall the package, or leave its folder out"
_FIELDS = (
    ("logger", str), ("unit", str | None), ("decimal", str | None), ("offset", str | None), ("channel", str),
    ("missing", frozenset), ("details", dict),
)  # fmt: skip


class PluginFamily:
    """A plug-in's logger family, held to what a family may answer.

    Parameters
    ----------
    plugin : Plugin
    """

    def __init__(self, plugin: Plugin) -> None:
        self.source = plugin.source
        self.NAME: str = plugin.source.name
        self._module = plugin.module

    def recognises(self, text: str) -> bool:
        """Say whether a text is this family's export.

        Raises
        ------
        PluginError
            Where the plug-in raises an error, or says neither True nor False.
        """
        return is_recognised(self.source, lambda: self._module.recognises(text))

    def read(self, text: str, name: str) -> Sequence[Raw]:
        """Take a text apart; each series says which plug-in did.

        Raises
        ------
        PluginError
            Where the plug-in raises an error that is no refusal, or returns what are no series.
        """
        raws = answer_of(self.source, name, lambda: list(self._module.read(text, name)))
        refuse(_fault(self.source, name, found, wanted) for raw in raws or [None] for found, wanted in raw_faults(raw))
        return [replace(raw, assumptions=(*raw.assumptions, note_on(self.source))) for raw in raws]


def note_on(source: PluginSource) -> str:
    """Return what a record says of the plug-in that read it."""
    return f"read by the plug-in {source}, SHA-256 {source.sha256}"


def is_recognised(source: PluginSource, ask: Callable[[], Any]) -> bool:
    """Return what a plug-in says of a file: True or False, and nothing else."""
    found = answer_of(source, "", ask)
    if found is not True and found is not False:
        refuse([_fault(source, "", f"{found!r:.60} of recognises", "True or False")])
    return bool(found)


def answer_of(source: PluginSource, name: str, ask: Callable[[], Any]) -> Any:
    """Return what a plug-in answers; whatever it raises that is no refusal of a file refuses the call by its name."""
    try:
        return ask()
    except AtmpError:
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001  whatever the code of others raises
        found = f"{type(error).__name__}: {error}"
        fault = _fault(source, name, found, "an answer, or a refusal that names the place in the file")
    raise PluginError([fault])


def _fault(source: PluginSource, name: str, found: str, expected: str) -> Fault:
    where = f"{name}, read by the plug-in {source}" if name else f"plug-in {source}"
    return Fault(where, found, expected, _REPORT, PluginError)


def raw_faults(raw: object) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a series that a family returned: what was found, and what was expected.

    Examples
    --------
    >>> list(raw_faults(RawLog("", ["2031-10-11 03:00"], ["4.1"], [2], "C", ("%Y-%m-%d %H:%M",))))
    []
    >>> list(raw_faults(RawLog("", ["2031-10-11 03:00"], [], [2], "C", ("%Y-%m-%d %H:%M",))))[0][0]
    '1 times, 0 values, 1 rows'
    """
    if not isinstance(raw, RawLog | RawSummary):
        yield f"{raw!r:.60}" if raw is not None else "no series", "RawLog or RawSummary values, at least one"
        return
    cells = {name: getattr(raw, name) for name in _CELLS[type(raw)]}
    several = all(isinstance(one, Sequence) and not isinstance(one, str) for one in (*cells.values(), raw.rows))
    if not several:
        yield "columns that are no lists", f"{', '.join(cells)} and rows as lists"
        return
    if len({*map(len, cells.values()), len(raw.rows)}) > 1:
        yield ", ".join(f"{len(one)} {name}" for name, one in (*cells.items(), ("rows", raw.rows))), "one length"
    if not all(isinstance(cell, str) for column in cells.values() for cell in column):
        yield (
            "a cell that is no text",
            "cells as written: numbers and times are read once for all families",
        )
    if not all(isinstance(row, int) for row in raw.rows):
        yield "a row that is no whole number", "the line of the file"
    for name, kinds in _FIELDS:
        if not isinstance(getattr(raw, name), kinds):
            yield f"{name} = {getattr(raw, name)!r:.60}", f"{getattr(kinds, '__name__', 'text or None')}"
    for name in ("date_forms", "assumptions"):
        if not isinstance(held := getattr(raw, name), tuple) or not all(isinstance(one, str) for one in held):
            yield f"{name} = {held!r:.60}", "a tuple of texts"
