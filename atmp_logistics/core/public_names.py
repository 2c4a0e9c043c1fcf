"""Public names of a package that are loaded when first used: its stub says once from which module each name comes."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

_LINE = re.compile(r"^from (\S+) import (\w+) as \2$", re.MULTILINE)


def lazy_names(package: str, file: str) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """Return a package's `__getattr__`, `__dir__` and `__all__`, by the stub (``.pyi``) beside its file.

    Parameters
    ----------
    package : str
        The package's `__name__`.
    file : str
        The package's `__file__`. Each line ``from module import name as name`` of its stub is a public name.

    Returns
    -------
    tuple of callable, callable and list of str

    Examples
    --------
    >>> import atmp_logistics
    >>> load, names, public = lazy_names(atmp_logistics.__name__, atmp_logistics.__file__)
    >>> load("Verdict"), "assess" in public
    (<enum 'Verdict'>, True)
    """
    modules = {name: module for module, name in _LINE.findall(Path(file).with_suffix(".pyi").read_text("utf-8"))}
    public = sorted(modules)

    def load(name: str) -> Any:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(modules[name]), name)

    return load, lambda: list(public), public
