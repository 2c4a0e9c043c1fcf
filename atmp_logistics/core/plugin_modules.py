"""The code of a plug-in: imported from a package, or run from a folder that the call names; and its hash."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from atmp_logistics.core.plugin_entries import PluginEntry


def loaded_entry(entry: PluginEntry) -> tuple[Any, str]:
    """Return what an entry point names, and the hash of the package that holds it.

    Raises
    ------
    ImportError, OSError, or whatever the package raises
    """
    value = entry.entry.load()
    module = value if isinstance(value, ModuleType) else sys.modules[entry.entry.module]
    return value, _hash_of(_own_files(module))


def loaded_file(path: Path) -> tuple[Any, str]:
    """Return the module in a file of a folder of plug-ins, and the hash of all Python files beside it.

    The folder is a package of a name of its own, so that a plug-in can import what stands beside it
    (`from ._shared import ...`); no path of imports is changed, and no file is written.

    Raises
    ------
    Whatever the code raises
    """
    folder = Path(os.path.abspath(path.parent))  # noqa: PTH100  a link keeps its name
    digest = _hash_of(sorted(folder.glob("*.py")), folder)
    package = f"_atmp_plugins_{sha256(f'{folder}{digest}'.encode()).hexdigest()[:16]}"
    if package not in sys.modules:
        spec = ModuleSpec(package, None, is_package=True)
        spec.submodule_search_locations = [str(folder)]
        sys.modules[package] = module_from_spec(spec)
    with _no_bytecode():
        return import_module(f"{package}.{path.stem}"), digest


@contextmanager
def _no_bytecode() -> Iterator[None]:
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = before


def _own_files(module: ModuleType) -> list[Path]:
    """Return every file of the outermost package that holds a module, or the module's own."""
    path = Path(str(module.__file__))
    root = path
    for parent in list(path.parents)[: module.__name__.count(".") + (path.name == "__init__.py")]:
        if not (parent / "__init__.py").is_file():
            break
        root = parent
    return [root] if root == path else sorted(one for one in root.rglob("*") if one.is_file())


def _hash_of(files: list[Path], root: Path | None = None) -> str:
    """Return one hash over files by their names and bytes, without what Python compiled of them."""
    top, digest = root or files[0].parent, sha256()
    for path in files:
        if "__pycache__" not in path.parts:
            name, data = path.relative_to(top).as_posix(), path.read_bytes()
            digest.update(f"{name} {len(data)}\n".encode() + data)
    return digest.hexdigest()
