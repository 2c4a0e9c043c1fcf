"""Which files of a folder are product files, which are examples beside them, and what is neither."""

from __future__ import annotations

import os
from pathlib import Path

from atmp_logistics.core.errors import CatalogueError, Fault
from atmp_logistics.core.folder_listing import Listing, listing

_PRODUCT, _EXAMPLES, _MISNAMED = ".toml", ".examples.toml", ".toml.txt"


def product_files(folder: Path, faults: list[Fault]) -> tuple[list[Path], tuple[str, ...]]:
    """Return a folder's product files, and in words what in it was left out.

    A product file's name ends in .toml, small or capital. One whose name shows that it is meant for one, such as
    x.toml.txt, is a fault, as is a folder without any.
    """
    found = _listing(folder, faults)
    named = [(path, path.name.casefold()) for path in found.files]
    products = [path for path, name in named if _is_product(name)]
    faults += [_misnamed(path) for path, name in named if name.endswith(_MISNAMED)]
    if not products and not found.faults:
        expected, fix = "a folder with *.toml files", "name that folder"
        faults.append(Fault(str(folder), "no product file", expected, fix, CatalogueError))
    others = [path for path, name in named if not name.endswith((_PRODUCT, _MISNAMED))]
    found.left_out += [(path.relative_to(folder).as_posix(), "by a name that does not end in .toml") for path in others]
    return products, tuple(f"in the folder {folder_name(folder)} of product files: {said}" for said in found.said())


def folder_name(folder: Path) -> str:
    """Return the name of a folder without the way to it, also where it is named by dots.

    Examples
    --------
    >>> folder_name(Path("labels/../ward")), folder_name(Path("ward/."))
    ('ward', 'ward')
    """
    return Path(os.path.abspath(folder)).name  # noqa: PTH100  a link keeps its name


def example_files(folder: Path, faults: list[Fault]) -> list[Path]:
    """Return the files of a folder that hold examples."""
    return [path for path in _listing(folder, faults).files if path.name.casefold().endswith(_EXAMPLES)]


def _listing(folder: Path, faults: list[Fault]) -> Listing:
    found = listing(folder, _mark, CatalogueError) if folder.is_dir() else Listing(folder)
    faults += found.faults
    return found


def _mark(name: str) -> str:
    """Leave out what programs keep in hidden files and folders, such as .git."""
    hidden = name.startswith(".") and not name.casefold().endswith((_PRODUCT, _MISNAMED))
    return "by a name that begins with a dot" if hidden else ""


def _is_product(name: str) -> bool:
    return name.endswith(_PRODUCT) and not name.endswith(_EXAMPLES)


def _misnamed(path: Path) -> Fault:
    fix = f"rename it to {path.name[: -len('.txt')]}"
    return Fault(str(path), "a product file by another name", "a name that ends in .toml", fix, CatalogueError)
