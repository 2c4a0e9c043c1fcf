"""Public names of a package that are loaded when first used: its stub says once from which module each name comes.

Every start of Python that imports the package runs this, so nothing is imported here that takes long to load.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module


def lazy_names(package: str, file: str) -> tuple[Callable[[str], object], Callable[[], list[str]], list[str]]:
    """Return a package's `__getattr__`, `__dir__` and `__all__`, by the stub (``.pyi``) beside its file.

    Parameters
    ----------
    package : str
        The package's `__name__`.
    file : str
        The package's `__file__`. Each line of its stub is ``from module import name as name``, and names a public name.

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
    with open(f"{file.removesuffix('.py')}.pyi", encoding="utf-8") as stub:  # noqa: PTH123  pathlib takes long to load
        lines = [line.split() for line in stub if line.startswith("from ")]
    modules = {line[-1]: line[1] for line in lines}
    public = sorted(modules)

    def load(name: str) -> object:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(modules[name]), name)

    return load, lambda: list(public), public
