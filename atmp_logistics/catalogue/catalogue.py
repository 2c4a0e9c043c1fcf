"""The catalogue: product files, one for each label, to products; a hospital's folder adds to it or replaces from it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from importlib import resources
from importlib.metadata import entry_points
from pathlib import Path
from typing import ClassVar

import pandas as pd

from atmp_logistics.catalogue.product_folder import folder_name, product_files
from atmp_logistics.catalogue.schema import keepable, product_of
from atmp_logistics.core.errors import AtmpError, CatalogueError, Fault, UnknownProduct, UsageError, nearest, refuse
from atmp_logistics.core.frozen_dict import FrozenDict
from atmp_logistics.core.plain_files import read_bytes
from atmp_logistics.core.product import Product
from atmp_logistics.core.product_file import LIBRARY, ProductFile, joint_hash

__all__ = [
    "Catalogue", "catalogue_version", "edition_of", "list_products", "load_catalogue", "load_product", "read_product",
]  # fmt: skip

_OURS = Path(__file__).parent / "data"
#: The day on which the catalogue's facts were last changed.
_DATED = "2026.11.28"


class Catalogue(dict[str, tuple[Path, ...]]):
    """Product files by slug, one for each version of a label; a later folder's replace an earlier one's.

    Attributes
    ----------
    left_out : tuple of str
        Of each folder, what in it is no product file.
    origins : mapping of Path to str
        Where each file that is not ours comes from: ``folder NAME`` or ``package NAME``.
    """

    left_out: tuple[str, ...] = ()
    origins: Mapping[Path, str] = FrozenDict()
    #: Whether every product at hand is in it; a worker process has only those that its containers name.
    is_whole: ClassVar[bool] = True

    @property
    def condition_names(self) -> frozenset[str]:
        """Every condition that a limit of a product that is not ours depends on; ours use the vocabulary's."""
        own = (path for paths in self.values() for path in paths if not path.is_relative_to(_OURS))
        return frozenset(key for path in own for key in self.read(path).conditions)

    def versions(self, slug: str) -> tuple[Product, ...]:
        """Return every version of a label, the oldest first."""
        return tuple(sorted(map(self.read, self[slug]), key=lambda product: product.in_force_from or date.min))

    def read(self, path: Path) -> Product:
        """Return the product of one of the files, with its origin."""
        return read_product(path, self.origins.get(path, ""))


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
    except OSError as error:
        raise _no_toml(path, error) from error
    own = LIBRARY if path.is_relative_to(_OURS) else origin or f"folder {folder_name(path.parent)}"
    return _read(path, stamp.st_mtime_ns, stamp.st_size, own)


@lru_cache(maxsize=512)
def _read(path: Path, changed_ns: int, size: int, origin: str) -> Product:
    """Read a file once for each state it is in."""
    del changed_ns, size
    try:
        data = read_bytes(path)
        table = tomllib.loads(data.decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _no_toml(path, error) from error
    product = product_of(table, path.name, ProductFile(path.name, origin, sha256(data).hexdigest()))
    # Our own are asked once, in the tests, whether their limits can all be kept, and not each time that one is read.
    return product if origin == LIBRARY else keepable(product)


def _no_toml(path: Path, error: Exception) -> CatalogueError:
    return CatalogueError(
        [Fault(str(path), str(error), "a TOML file in UTF-8", "correct the file there", CatalogueError)]
    )


def load_catalogue(*folders: str | Path) -> Catalogue:
    """Return the product files of the library, of installed packages that offer some, and of the folders named.

    A later file replaces an earlier one of the same slug. A package offers its folder of product files by the entry
    point group `atmp_logistics.catalogue`; the value is the package that holds them.

    Parameters
    ----------
    *folders : path
        A hospital's folders of product files.

    Returns
    -------
    Catalogue

    Raises
    ------
    CatalogueError
        When a folder is none, holds no product, or any file in it has faults: all of them at once.
    """
    found = Catalogue()
    for path in sorted(_OURS.rglob("*.toml")):
        slug = path.stem.partition("@")[0]
        found[slug] = (*found.get(slug, ()), path)
    faults: list[Fault] = []
    offered = [Path(str(resources.files(entry.value))) for entry in entry_points(group="atmp_logistics.catalogue")]
    for folder in (*offered, *map(Path, folders)):
        files, said = product_files(folder, faults)
        found.left_out += said if folder not in offered else ()
        found.origins = FrozenDict({**found.origins, **dict.fromkeys(files, f"folder {folder_name(folder)}")})
        found.update(_own(files, found, faults))
    refuse(faults)
    return found


def _own(files: Iterable[Path], known: Catalogue, faults: list[Fault]) -> dict[str, tuple[Path, ...]]:
    """Read a hospital's own files by their slugs; two in force on one day are a fault."""
    found: dict[str, tuple[Path, ...]] = {}
    for path in files:
        try:
            product = known.read(path)
        except AtmpError as error:
            faults += error.faults
            continue
        for other in map(known.read, found.get(product.slug, ())):
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


def load_product(slug: str, catalogue: Catalogue | None = None, *, on: date | None = None) -> Product:
    """Return one product by its slug.

    Parameters
    ----------
    slug : str
        Such as ``"kymriah-eu"``: brand and jurisdiction.
    catalogue : Catalogue, optional
        Where to look; the library's product files by default.
    on : date, optional
        The day of which the label is wanted, so that an old log is judged by the label of its day; the newest by
        default.

    Returns
    -------
    Product

    Raises
    ------
    UnknownProduct
        For a slug that no file has, with the nearest; and for a day on which no version was in force.

    Examples
    --------
    >>> load_product("kymriah-eu").inn
    'tisagenlecleucel'
    >>> load_product("kymria-eu")
    Traceback (most recent call last):
    atmp_logistics.core.errors.UnknownProduct: product: found 'kymria-eu', expected a product of the catalogue. Fix: \
`atmp-logistics catalogue list` shows them; did you mean 'kymriah-eu'?
    """
    known = load_catalogue() if catalogue is None else catalogue
    _check_is_catalogue(known)
    if not isinstance(slug, str) or slug not in known:
        fix = f"`atmp-logistics catalogue list` shows them{nearest(str(slug), known)}"
        refuse([Fault("product", repr(slug), "a product of the catalogue", fix, UnknownProduct)])
    versions = known.versions(slug)
    if on is None:
        return versions[-1]
    in_force = [product for product in versions if product.in_force(on)]
    if not in_force:
        held = "; ".join(f"{p.source}: {p.in_force_from or '...'} to {p.in_force_until or '...'}" for p in versions)
        fix = "add the label of that day to your own folder"
        refuse(
            [
                Fault(
                    "product",
                    f"{slug!r} on {on}",
                    f"a day on which a version was in force ({held})",
                    fix,
                    UnknownProduct,
                )
            ]
        )
    return in_force[-1]


def _check_is_catalogue(value: object) -> None:
    if not isinstance(value, Catalogue):
        fix = "read it with load_catalogue"
        refuse([UsageError.fault("catalogue", repr(value), "a catalogue", fix)])


def list_products(catalogue: Catalogue | None = None) -> pd.DataFrame:
    """Return the catalogue as a table: a row for each label, its storage and windows in words, evidence and revision.

    Returns
    -------
    DataFrame

    Examples
    --------
    >>> "kymriah-eu" in set(list_products()["slug"])
    True
    """
    known = load_catalogue() if catalogue is None else catalogue
    return pd.DataFrame([_row(product) for slug in sorted(known) for product in known.versions(slug)])


def _row(product: Product) -> dict[str, str]:
    return {
        "slug": product.slug,
        "name": product.name,
        "inn": product.inn,
        "jurisdiction": product.jurisdiction,
        "atmp_class": product.atmp_class,
        "pathway": product.pathway,
        "storage": "; ".join(f"{store.code} {store.range}" for store in product.storage),
        "windows": "; ".join(window.code for window in product.windows),
        "evidence": product.citation.evidence,
        "revision": product.citation.revision,
    }


def edition_of(files: Iterable[ProductFile]) -> str:
    """Return the date of our catalogue and a hash over the files that judged or planned, wherever they come from.

    Two results that rest on other files have other editions.
    """
    return f"{_DATED}+{joint_hash(files)[:12]}"


@cache
def catalogue_version() -> str:
    """Return the catalogue's date and a hash of all its files: which edition of the labels this library holds."""
    digest = sha256()
    for path in sorted(_OURS.rglob("*.toml")):
        digest.update(path.name.encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    return f"{_DATED}+{digest.hexdigest()[:12]}"
