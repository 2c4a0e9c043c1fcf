"""Rules, logger families and messages of others: from installed packages, and from folders that a call names.

A package offers them by entry points of the groups `atmp_logistics.rules`, `.loggers` and `.messages`. A folder holds
them as modules of its folders `rules`, `loggers` and `messages`, and is read only where a call names it: no code is run
because it lies somewhere. Whatever cannot be loaded, or has a name that another has, refuses the call.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from atmp_logistics.core.arguments import file_path
from atmp_logistics.core.errors import Fault, PluginError, refuse
from atmp_logistics.core.plugin_entries import GROUPS, PluginEntry, entries_of
from atmp_logistics.core.plugin_folder import KINDS, Kind, plugin_files
from atmp_logistics.core.plugin_modules import loaded_entry, loaded_file
from atmp_logistics.core.short_repr import ShortRepr

_CALLED = {"rules": "rule", "loggers": "logger family", "messages": "message format"}
#: What a module of each kind has: the name that it goes by, and what is called.
_NAME = {"rules": "CODE", "loggers": "NAME", "messages": "NAME"}
_CALLS = {"rules": ("judge",), "loggers": ("recognises", "read"), "messages": ("recognises", "read")}
#: One capital letter before the number is the library's own.
_CODE = re.compile(r"[A-Z]{2,8}\d{3}")
_CODE_WORDS = "two to eight capital letters and three digits, as in 'SEAL101'; one letter is the library's"
_MEND_PACKAGE = "mend or uninstall the package"
_MEND_FILE = "mend the file, or leave the folder out"


@dataclass(frozen=True, slots=True, repr=False)
class PluginSource(ShortRepr):
    """Where a plug-in comes from.

    Attributes
    ----------
    kind : {'rules', 'loggers', 'messages'}
    name : str
        The rule's code, or the name of the logger family or message format.
    origin : str
        ``package NAME VERSION``, or ``file NAME of the folder NAME``.
    sha256 : str
        One hash over the files of the package, or over the Python files of the folder that holds the file.

    Examples
    --------
    >>> str(PluginSource("rules", "SEAL101", "package seal-rules 1.0", "ab12"))
    'rule SEAL101 of the package seal-rules 1.0'
    """

    kind: Kind
    name: str
    origin: str
    sha256: str

    def __str__(self) -> str:
        return f"{_CALLED[self.kind]} {self.name} of the {self.origin}"


@dataclass(frozen=True, slots=True)
class Plugin:
    """A plug-in: where it comes from, and its code."""

    source: PluginSource
    module: Any = field(repr=False, compare=False, hash=False)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """What is to be loaded: where it stands, in words, what loads it, and how a person mends it."""

    kind: Kind
    origin: str
    load: Callable[[], tuple[Any, str]] = field(repr=False, compare=False)
    fix: str = _MEND_PACKAGE
    #: Of a folder that is loaded again, another.
    number: int = field(default_factory=count().__next__)


#: The folders that calls named, in their order.
_FOLDERS: dict[Path, dict[Kind, tuple[_Candidate, ...]]] = {}
_LOADED: dict[Kind, tuple[object, tuple[Plugin, ...]]] = {}


def load_plugins(*folders: str | Path) -> tuple[PluginSource, ...]:
    """Load the rules, logger families and message formats in folders; this runs the code in them.

    They hold for every call that follows in this process, as those of installed packages do; each result names those
    that judged. A folder that was loaded before is read again.

    Parameters
    ----------
    *folders : path
        Each holds modules in its folders ``rules``, ``loggers`` and ``messages``; a module whose name begins with an
        underscore is no plug-in, and may be imported by those beside it.

    Returns
    -------
    tuple of PluginSource
        Every plug-in at hand, those of installed packages among them.

    Raises
    ------
    PluginError
        Where a folder holds none, a module cannot be imported or lacks a name, or two have one name.

    Examples
    --------
    >>> load_plugins("nowhere")
    Traceback (most recent call last):
    atmp_logistics.core.errors.PluginError: nowhere: found no folder, expected a folder of plug-ins. \
Fix: check its name.
    """
    faults, before = list[Fault](), dict(_FOLDERS)
    named = {Path(os.path.abspath(one)): one for one in map(_folder, folders)}  # noqa: PTH100  a link keeps its name
    found = {path: plugin_files(Path(said), faults) for path, said in named.items()}
    refuse(faults)
    for path, files in found.items():
        _FOLDERS[path] = {kind: tuple(_of_file(kind, file) for file in files[kind]) for kind in KINDS}
    try:
        return plugins_at_hand()
    except PluginError:
        _restore(before)
        raise


def _folder(given: object) -> str | os.PathLike[str]:
    return file_path(given, "folders")


def _restore(folders: Mapping[Path, dict[Kind, tuple[_Candidate, ...]]]) -> None:
    _FOLDERS.clear()
    _FOLDERS.update(folders)


@contextmanager
def plugins_from(*folders: str | Path) -> Iterator[tuple[PluginSource, ...]]:
    """Load the plug-ins of folders as `load_plugins` does, and forget them with the end of the block.

    Parameters
    ----------
    *folders : path
        Each with modules in ``rules/``, ``loggers/`` or ``messages/``.

    Yields
    ------
    tuple of PluginSource
        Where each plug-in at hand comes from.

    Raises
    ------
    PluginError
        As of `load_plugins`.
    """
    before = dict(_FOLDERS)
    try:
        yield load_plugins(*folders)
    finally:
        _restore(before)


def plugin_folders() -> tuple[str, ...]:
    """Return the folders of plug-ins that calls named."""
    return tuple(map(str, _FOLDERS))


def are_at_hand(kind: Kind) -> bool:
    """Say whether packages or folders offer plug-ins of a kind; none of their code is imported.

    Examples
    --------
    >>> are_at_hand("loggers")
    False
    """
    entries = entries_of(kind)
    return bool(entries.entries or entries.broken or any(each[kind] for each in _FOLDERS.values()))


def plugins_at_hand() -> tuple[PluginSource, ...]:
    """Return where every plug-in at hand comes from.

    Raises
    ------
    PluginError
    """
    return tuple(one.source for kind in KINDS for one in plugins_of(kind))


def plugins_of(kind: Kind) -> tuple[Plugin, ...]:
    """Return the plug-ins of one kind, in the order of their names; their code is imported when first asked for.

    Raises
    ------
    PluginError
        With every plug-in that cannot be loaded, and every two that have one name.

    Examples
    --------
    >>> plugins_of("rules")
    ()
    """
    entries, folders = entries_of(kind), tuple(one for each in _FOLDERS.values() for one in each[kind])
    state = entries, folders
    if kind not in _LOADED or _LOADED[kind][0] != state:
        faults = [_unreadable(name, kind) for name in entries.broken]
        found = list[Plugin]()
        for one in (*(_of_entry(kind, entry) for entry in entries.entries), *folders):
            found += _loaded(one, faults)
        faults += _twice(found)
        refuse(faults)
        _LOADED[kind] = state, tuple(sorted(found, key=lambda one: one.source.name))
    return _LOADED[kind][1]


def _of_entry(kind: Kind, entry: PluginEntry) -> _Candidate:
    return _Candidate(kind, entry.origin, partial(loaded_entry, entry))


def _of_file(kind: Kind, path: Path) -> _Candidate:
    folder = Path(os.path.abspath(path)).parent.parent.name  # noqa: PTH100  as above
    return _Candidate(kind, f"file {kind}/{path.name} of the folder {folder}", partial(loaded_file, path), _MEND_FILE)


def _loaded(one: _Candidate, faults: list[Fault]) -> Iterator[Plugin]:
    """Yield a plug-in, whose code is run, or add why it is none."""
    where = f"plug-in of the {one.origin}"
    try:
        module, sha256 = one.load()
    except (Exception, SystemExit) as error:  # noqa: BLE001  whatever the code of others raises
        faults.append(Fault(where, _raised(error), f"a {_CALLED[one.kind]} that can be imported", one.fix, PluginError))
        return
    own = [Fault(where, found, expected, one.fix, PluginError) for found, expected in _lacks(one.kind, module)]
    faults += own
    if not own:
        yield Plugin(PluginSource(one.kind, getattr(module, _NAME[one.kind]), one.origin, sha256), module)


def _raised(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def _lacks(kind: Kind, module: Any) -> Iterator[tuple[str, str]]:
    """Yield what a plug-in has not that one of its kind has."""
    name = getattr(module, _NAME[kind], None)
    if not isinstance(name, str) or not name.strip() or name != name.strip():
        yield f"{_NAME[kind]} = {name!r}", f"{_NAME[kind]}, a text that is not empty"
    elif kind == "rules" and not _CODE.fullmatch(name):
        yield f"CODE = {name!r}", _CODE_WORDS
    for call in _CALLS[kind]:
        if not callable(getattr(module, call, None)):
            yield f"no function {call}", f"a {_CALLED[kind]} with {' and '.join(_CALLS[kind])}"
    if kind == "rules" and not (getattr(module, "__doc__", None) or "").strip():
        yield "no docstring", "a docstring that begins with the question that the rule asks"
    if kind == "rules" and getattr(module, "TABLE", None) is not None:
        yield from _lacks_of_table(module)


def _lacks_of_table(module: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(module.TABLE, str) or not re.fullmatch(r"[a-z][a-z0-9-]*", module.TABLE):
        yield f"TABLE = {module.TABLE!r}", "the name of a table of product files, as in 'seal-checks'"
    if not callable(getattr(module, "read_limit", None)):
        yield "TABLE without a function read_limit", "read_limit(item), which reads one such table"


def _unreadable(package: str, kind: Kind) -> Fault:
    found, expected = "entry points that cannot be read", f"those of the group {GROUPS[kind]}"
    return Fault(f"package {package}", found, expected, _MEND_PACKAGE, PluginError)


def _twice(found: Iterable[Plugin]) -> Iterator[Fault]:
    """Yield a fault for each name, and each table of product files, that two plug-ins of one kind have."""
    seen = dict[tuple[str, str], PluginSource]()
    for one in found:
        table = getattr(one.module, "TABLE", None) if one.source.kind == "rules" else None
        for what, name in (("name", one.source.name), *([("table", table)] if table else [])):
            other = seen.setdefault((what, name.casefold()), one.source)
            if other is not one.source:
                yield clash(one.source, str(other), f"the {what} {name!r}")


def clash(one: PluginSource, other: str, what: str) -> Fault:
    """Return the fault of two that have one name; both are named."""
    fix = "uninstall one of them, leave its folder out, or ask its author for another name"
    return Fault(f"plug-in {one}", f"{what}, which the {other} has too", "a name of its own", fix, PluginError)
