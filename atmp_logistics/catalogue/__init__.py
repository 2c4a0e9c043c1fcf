"""The catalogue: cited TOML, one label a file, to Product; a hospital's own folder adds to it or replaces from it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import pandas as pd

from atmp_logistics.catalogue.schema import parse_product
from atmp_logistics.errors import AtmpError, CatalogueError, Fault, UnknownProduct, nearest, refuse
from atmp_logistics.product import Product

__all__ = ["Catalogue", "catalogue_version", "list_products", "load_catalogue", "load_product", "read_product"]

_OURS = Path(__file__).parent / "data"
#: The day on which the catalogue's facts were last changed.
_DATED = "2026.11.22"


class Catalogue(dict[str, Path]):
    """Product files by slug; a later folder's file takes the place of an earlier one of the same slug."""

    @property
    def condition_names(self) -> frozenset[str]:
        """Every condition that a limit of any product depends on."""
        return frozenset(key for path in self.values() for key in read_product(path).conditions)


@lru_cache(maxsize=512)
def read_product(path: Path) -> Product:
    """Read one product file.

    Raises
    ------
    CatalogueError
        With every fault of the file, each with its path inside the file.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        fault = Fault(str(path), str(error), "a TOML file in UTF-8", "mend the file there", CatalogueError)
        raise CatalogueError([fault]) from error
    return parse_product(table, path.name)


def load_catalogue(*folders: str | Path) -> Catalogue:
    """Return our product files and those of the folders named, the later taking the place of the earlier.

    Raises
    ------
    CatalogueError
        When a folder is none, holds no product, or any file in it has faults: all of them at once.
    """
    found = Catalogue({path.stem: path for path in sorted(_OURS.rglob("*.toml"))})
    faults: list[Fault] = []
    for folder in map(Path, folders):
        files = _product_files(folder) if folder.is_dir() else []
        if not files:
            faults.append(
                Fault(str(folder), "no product file", "a folder with *.toml files", "name that folder", CatalogueError)
            )
        found.update(_own(files, faults))
    refuse(faults)
    return found


def _product_files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.toml")) if not path.name.endswith(".examples.toml")]


def _own(files: Iterable[Path], faults: list[Fault]) -> dict[str, Path]:
    """Read a hospital's own files by their slugs; two of one slug are a fault, for nobody could say which judged."""
    found: dict[str, Path] = {}
    for path in files:
        try:
            slug = read_product(path).slug
        except AtmpError as error:
            faults += error.faults
            continue
        if slug in found:
            expected, fix = f"one file for it, as {found[slug].name} has the slug too", "rename one"
            faults.append(Fault(f"{path.name}.slug", repr(slug), expected, fix, CatalogueError))
        found[slug] = path
    return found


def load_product(slug: str, catalogue: Catalogue | None = None) -> Product:
    """Return one product by its slug.

    Parameters
    ----------
    slug : str
        Such as ``"kymriah-eu"``: brand and jurisdiction.
    catalogue : Catalogue, optional
        Where to look; ours alone by default.

    Raises
    ------
    UnknownProduct
        With the nearest slug.

    Examples
    --------
    >>> load_product("kymriah-eu").inn
    'tisagenlecleucel'
    >>> load_product("kymria-eu")
    Traceback (most recent call last):
    atmp_logistics.errors.UnknownProduct: product: found 'kymria-eu', expected a product of the catalogue. Fix: \
`atmp-logistics catalogue list` shows them; did you mean 'kymriah-eu'?.
    """
    known = load_catalogue() if catalogue is None else catalogue
    if slug not in known:
        fix = f"`atmp-logistics catalogue list` shows them{nearest(slug, known)}"
        refuse([Fault("product", repr(slug), "a product of the catalogue", fix, UnknownProduct)])
    return read_product(known[slug])


def list_products(catalogue: Catalogue | None = None) -> pd.DataFrame:
    """Return the catalogue as a table: one row a label, its storage and windows in words, evidence and revision.

    Examples
    --------
    >>> "kymriah-eu" in set(list_products()["slug"])
    True
    """
    known = load_catalogue() if catalogue is None else catalogue
    return pd.DataFrame([_row(read_product(known[slug])) for slug in sorted(known)])


def _row(product: Product) -> dict[str, str]:
    return {
        "slug": product.slug,
        "name": product.name,
        "inn": product.inn,
        "jurisdiction": product.jurisdiction,
        "storage": "; ".join(f"{store.code} {store.range}" for store in product.storage),
        "windows": "; ".join(window.code for window in product.windows),
        "evidence": product.citation.evidence,
        "revision": product.citation.revision,
    }


def catalogue_version() -> str:
    """Return the catalogue's date and a hash of all its files: which edition of the labels this library holds."""
    digest = sha256()
    for path in sorted(_OURS.rglob("*.toml")):
        digest.update(path.name.encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    return f"{_DATED}+{digest.hexdigest()[:12]}"
