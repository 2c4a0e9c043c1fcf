"""One product file to a product, read once for each state that the file is in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from atmp_logistics.catalogue.product_folder import folder_name
from atmp_logistics.catalogue.schema import keepable, product_of
from atmp_logistics.core.errors import AtmpError, CatalogueError, Fault
from atmp_logistics.core.product import Product
from atmp_logistics.core.product_file import LIBRARY, ProductFile
from atmp_logistics.core.toml_faults import no_toml
from atmp_logistics.core.toml_file import read_toml

#: The library's own product files.
OURS = Path(__file__).parent / "data"


def read_product(path: Path, origin: str = "") -> Product:
    """Return the product of one file; its origin is the library, or its folder where none is stated.

    Returns
    -------
    Product

    Raises
    ------
    CatalogueError
        With every fault of the file, each with its path inside the file.
    """
    try:
        stamp = path.stat()
    except (OSError, ValueError) as error:
        raise CatalogueError([no_toml(str(path), error, b"", CatalogueError)]) from error
    own = LIBRARY if path.is_relative_to(OURS) else origin or f"folder {folder_name(path.parent)}"
    return _read(path, stamp.st_mtime_ns, stamp.st_size, own)


@lru_cache(maxsize=512)
def _read(path: Path, changed_ns: int, size: int, origin: str) -> Product:
    """Read a file once for each state it is in."""
    del changed_ns, size
    table, data = read_toml(path, CatalogueError)
    product = product_of(table, path.name, ProductFile(path.name, origin, sha256(data).hexdigest()))
    # Our own are asked once, in the tests, whether their limits can all be kept, and not each time that one is read.
    return product if origin == LIBRARY else keepable(product)


def labels_of(files: Iterable[Path], origin: str, faults: list[Fault]) -> dict[str, tuple[Path, ...]]:
    """Return the files of a folder by their slugs; two in force on one day are a fault, as is each fault of a file."""
    found: dict[str, tuple[Path, ...]] = {}
    for path in files:
        try:
            product = read_product(path, origin)
        except AtmpError as error:
            faults += error.faults
            continue
        for other in (read_product(one, origin) for one in found.get(product.slug, ())):
            if _overlap(product, other):
                expected = f"one file for it on any day, as {other.source} has the slug too"
                fix = "rename one, or tell them apart by in_force_from and in_force_until"
                faults.append(Fault(f"{path.name}.slug", repr(product.slug), expected, fix, CatalogueError))
        found[product.slug] = (*found.get(product.slug, ()), path)
    return found


def _overlap(one: Product, other: Product) -> bool:
    def span(product: Product) -> tuple[date, date]:
        return product.in_force_from or date.min, product.in_force_until or date.max

    return span(one)[0] <= span(other)[1] and span(other)[0] <= span(one)[1]
