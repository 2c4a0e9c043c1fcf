"""What installed packages offer by entry points: each with its package's name and version; no code of theirs is run."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import Distribution, EntryPoint, distributions, entry_points
from itertools import chain
from typing import Any

#: The groups of entry points that are looked at, one for each kind of plug-in.
GROUPS = {kind: f"atmp_logistics.{kind}" for kind in ("rules", "loggers", "messages", "products")}


@dataclass(frozen=True, slots=True)
class PluginEntry:
    """An entry point of a package: its name and value, and the package's name, version and place."""

    package: str
    version: str
    name: str
    value: str
    place: str
    entry: EntryPoint = field(repr=False, compare=False, hash=False)

    @property
    def origin(self) -> str:
        """The package, with its version where one is stated."""
        return f"package {self.package} {self.version}".rstrip()


@dataclass(frozen=True, slots=True)
class PluginEntries:
    """The entry points of one group, and the packages whose own cannot be read."""

    entries: tuple[PluginEntry, ...]
    broken: tuple[str, ...]


_FOUND: dict[str, tuple[object, PluginEntries]] = {}


def entries_of(kind: str) -> PluginEntries:
    """Return the entry points of one kind; looked up when first asked, and again when the path of imports changed.

    Parameters
    ----------
    kind : {'rules', 'loggers', 'messages', 'products'}

    Returns
    -------
    PluginEntries

    Examples
    --------
    >>> entries_of("products").broken
    ()
    """
    state = tuple(map(_state_of, sys.path))
    if kind not in _FOUND or _FOUND[kind][0] != state:
        broken = list[str]()
        found = sorted(_entries(GROUPS[kind], state, broken), key=lambda one: (one.package, one.name, one.value))
        _FOUND[kind] = state, PluginEntries(tuple(dict.fromkeys(found)), tuple(broken))
    return _FOUND[kind][1]


@lru_cache(maxsize=1)
def _every_entry(state: object) -> tuple[EntryPoint, ...]:
    """Return the entry points of our groups, looked up once for each state of the path of imports."""
    del state
    found: Any = entry_points()  # Python 3.11 gives a dictionary by group
    every = chain.from_iterable(dict.values(found)) if isinstance(found, dict) else found
    return tuple(one for one in every if one.group in GROUPS.values())


def _state_of(place: str) -> tuple[str, int]:
    with suppress(OSError):
        return place, os.stat(place or ".").st_mtime_ns  # noqa: PTH116  pathlib would be asked at each look
    return place, 0


def _entries(group: str, state: object, broken: list[str]) -> Iterator[PluginEntry]:
    """Yield each entry point; where the metadata of one package cannot be read, those of the others."""
    try:
        entries = [one for one in _every_entry(state) if one.group == group]
    except Exception:  # noqa: BLE001  whatever a package wrote into its metadata
        yield from _entries_one_by_one(group, broken)
    else:
        yield from (_entry(entry, entry.dist) for entry in entries)


def _entries_one_by_one(group: str, broken: list[str]) -> Iterator[PluginEntry]:
    """Yield each entry point package by package: the first of a name hides the others."""
    each = {str(one.metadata["Name"]): one for one in reversed(list(distributions()))}
    for name, one in each.items():
        try:
            entries = one.entry_points.select(group=group)
        except Exception:  # noqa: BLE001  as above
            if group in (one.read_text("entry_points.txt") or ""):
                broken.append(name)
            continue
        yield from (_entry(entry, one) for entry in entries)


def _entry(entry: EntryPoint, dist: Distribution | None) -> PluginEntry:
    held = dist.metadata if dist else None
    name = str((held and held["Name"]) or entry.value)
    version, place = (
        str((held and "Version" in held and held["Version"]) or ""),
        str(dist.locate_file("")) if dist else "",
    )
    return PluginEntry(name, version, entry.name, entry.value, place, entry)
