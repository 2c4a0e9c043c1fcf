"""Write a page for each public name, for Sphinx to fill from its docstring; the stubs say what is public."""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path

#: The folder of the pages, beside the others of `docs/`; git ignores it.
API = "api"
#: Each package with public names.
PACKAGES = (
    "atmp_logistics",
    "atmp_logistics.estimates.cohort",
    "atmp_logistics.plugins.rules",
    "atmp_logistics.plugins.loggers",
    "atmp_logistics.plugins.messages",
    "atmp_logistics.testing",
)


def public_names() -> dict[str, object]:
    """Return what each public name stands for, by its path for a user: the first package that has it."""
    found: dict[str, object] = {}
    for package in PACKAGES:
        module = import_module(package)
        names = [name for name in module.__all__ if not name.startswith("__")]
        known = [item for item in found.values() if callable(item)]
        found |= {f"{package}.{name}": getattr(module, name) for name in names if getattr(module, name) not in known}
    return found


def write_pages(folder: Path) -> None:
    """Write the page of each public name, and take away those of names that are none any more."""
    folder.mkdir(exist_ok=True)
    pages = {f"{path}.rst": page(path, item) for path, item in public_names().items()}
    for old in folder.glob("*.rst"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        there = folder / name
        if not there.is_file() or there.read_text("utf-8") != text:
            there.write_text(text, "utf-8", newline="\n")


def page(path: str, item: object) -> str:
    """Return the page of one name: a function with its docstring, a class with that of each member."""
    name = path.rpartition(".")[2]
    head = f"{name}\n{'=' * len(name)}\n\n"
    if inspect.isclass(item):
        return f"{head}.. autoclass:: {path}\n   :members:\n   :inherited-members: Exception, Enum, str\n"
    return f"{head}.. {'autofunction' if callable(item) else 'autodata'}:: {path}\n"
