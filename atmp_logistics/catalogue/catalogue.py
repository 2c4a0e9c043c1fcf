"""The catalogue: product files, one for each label, to products; a hospital's folder adds to it or replaces from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar

import pandas as pd

from atmp_logistics.catalogue.completion import Completion
from atmp_logistics.catalogue.completions_at_hand import checked_completions, completed_versions, parted_files
from atmp_logistics.catalogue.offered_packages import offered_labels
from atmp_logistics.catalogue.product_folder import folder_name, product_files
from atmp_logistics.catalogue.product_suggestions import check_product_names, unknown_product
from atmp_logistics.catalogue.read_product import OURS, labels_of, read_product
from atmp_logistics.core.errors import AtmpError, Fault, UnknownProduct, UsageError, refuse
from atmp_logistics.core.frozen_dict import FrozenDict
from atmp_logistics.core.product import Product
from atmp_logistics.records.site_profile import Site

__all__ = ["Catalogue", "list_products", "load_catalogue", "load_product", "read_product"]


class Catalogue(dict[str, tuple[Path, ...]]):
    """Product files by slug, one for each version of a label; a later folder's replace an earlier one's.

    Attributes
    ----------
    left_out : tuple of str
        Of each folder, what in it is no product file; each completion that changes nothing, with the reason; and what
        is broken in the packages that offer some.
    broken : tuple of str
        What is broken in these packages alone.
    stopped : mapping of str to Fault
        The products that such a package may hold, or two packages do: each is refused where it is needed.
    replaced : mapping of str to str
        In words, which products are read from other files than the library's, or than those of a package or folder
        before.
    origins : mapping of Path to str
        Where each file that is not ours comes from: ``folder NAME`` or ``package NAME``.
    completions : tuple of Completion
        What hospitals read in their labels, applied to the products that they extend.
    """

    left_out: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    stopped: Mapping[str, Fault] = FrozenDict()
    replaced: Mapping[str, str] = FrozenDict()
    origins: Mapping[Path, str] = FrozenDict()
    completions: tuple[Completion, ...] = ()
    #: Whether every product at hand is in it; a worker process has only those that its containers name.
    is_whole: ClassVar[bool] = True

    @property
    def condition_names(self) -> frozenset[str]:
        """Every condition that a limit of a product that is not ours depends on; ours use the vocabulary's."""
        own = (path for paths in self.values() for path in paths if not path.is_relative_to(OURS))
        extended = (one for slug in {each.slug for each in self.completions} for one in self.versions(slug))
        return frozenset(key for one in (*map(self.read, own), *extended) for key in one.conditions)

    def versions(self, slug: str) -> tuple[Product, ...]:
        """Return every version of a label with its completions, the oldest first."""
        found = sorted(map(self.read, self[slug]), key=lambda product: product.in_force_from or date.min)
        return completed_versions(found, self.completions)

    def read(self, path: Path) -> Product:
        """Return the product of one of the files, with its origin."""
        return read_product(path, self.origins.get(path, ""))

    def notes_on(self, slugs: Iterable[str]) -> tuple[str, ...]:
        """Return what a result by these products says of the catalogue: which were replaced, and what was left out."""
        return (*(self.replaced[slug] for slug in dict.fromkeys(slugs) if slug in self.replaced), *self.left_out)

    def take(self, labels: Mapping[str, Sequence[Path]], origin: str) -> None:
        """Take labels from a folder or a package, instead of those of the same slugs."""
        there = {*self, *self.stopped}
        said = {slug: self._replacement(slug, paths, origin) for slug, paths in labels.items() if slug in there}
        self.replaced = FrozenDict({**self.replaced, **said})
        self.origins = FrozenDict({**self.origins, **{path: origin for own in labels.values() for path in own}})
        self.stopped = FrozenDict({slug: fault for slug, fault in self.stopped.items() if slug not in labels})
        self.update({slug: tuple(paths) for slug, paths in labels.items()})

    def _replacement(self, slug: str, paths: Sequence[Path], origin: str) -> str:
        """Say from which files a product is read, instead of which."""
        held = self.get(slug) or _ours().get(slug, ())
        before = self.origins.get(held[0], "") if held else ""
        ours = f"the library's file{'s' * (len(held) > 1)}" if held else "a package's file, which is refused"
        those = f"{_names(held)} of the {before}" if before else ours
        return f"{slug} is read from {_names(paths)} of the {origin}, instead of {those}"


def load_catalogue(*folders: str | Path) -> Catalogue:
    """Return the product files of the library, of installed packages that offer some, and of the folders named.

    A later file replaces an earlier one of the same slug. A package offers its folder of product files by the entry
    point group ``atmp_logistics.products``; the value is the package that holds them. What is broken in a package, or
    two packages offer, stops the products concerned alone: `Catalogue.broken` and `Catalogue.stopped`.

    Parameters
    ----------
    *folders : path
        A hospital's folders of product files.

    Returns
    -------
    Catalogue
        From each slug to the files of its versions.

    Raises
    ------
    CatalogueError
        When a folder is none, holds no product, or any file in it has faults: all of them at once.

    Examples
    --------
    >>> sorted(load_catalogue())[:2]
    ['abecma-ch', 'abecma-eu']
    """
    found = _with_packages(_ours())
    faults = list[Fault]()
    for folder in map(Path, folders):
        files, said = product_files(folder, faults)
        found.left_out += said
        origin = f"folder {folder_name(folder)}"
        labels, completions = parted_files(files, origin, faults)
        found.completions += tuple(one for one in completions if one not in found.completions)
        found.take(labels_of(labels, origin, faults), origin)
    refuse(faults)
    found.left_out += checked_completions(found.completions, found)
    return found


def _ours() -> Catalogue:
    """Return the library's own product files."""
    found = Catalogue()
    for path in sorted(OURS.rglob("*.toml")):
        slug = path.stem.partition("@")[0]
        found[slug] = (*found.get(slug, ()), path)
    return found


def _with_packages(found: Catalogue) -> Catalogue:
    """Return a catalogue with what installed packages offer; what they stop is taken out, also of ours."""
    offered = offered_labels()
    for slug, by_package in offered.labels.items():
        for package, paths in by_package.items():
            if slug not in offered.stopped:
                found.take({slug: paths}, f"package {package}")
    for slug in offered.stopped:
        found.pop(slug, None)
    found.broken = tuple(offered.broken)
    found.stopped = FrozenDict(offered.stopped)
    for package, completions in offered.completions.items():
        before, found.completions = found.completions, (*found.completions, *completions)
        try:
            checked_completions(found.completions, found)
        except AtmpError as error:
            found.completions = before
            found.broken += tuple(f"the package {package} is broken: {fault}" for fault in error.faults)
    found.left_out = found.broken
    return found


def _names(paths: Iterable[Path]) -> str:
    return " and ".join(path.name for path in paths)


def load_product(
    slug: str, catalogue: Catalogue | None = None, *, on: date | None = None, site: Site | None = None
) -> Product:
    """Return one product by its slug.

    Parameters
    ----------
    slug : str
        Such as ``"kymriah-eu"``: brand and jurisdiction; or a ward's name, which the site's profile says the slug of.
    catalogue : Catalogue, optional
        Where to look; the library's product files by default.
    on : date, optional
        The day of which the label is wanted, so that an old log is judged by the label of its day; the newest by
        default.
    site : Site, optional
        The site's profile: the ward's names of products, and the jurisdiction of which products are suggested first.

    Returns
    -------
    Product
        The label with its limits, each with its citation.

    Raises
    ------
    UnknownProduct
        For a slug that no file has, with every product that it may mean; for a day on which no version was in force.
    SiteError
        Where the profile names a product that is not there.

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
    profile = site or Site()
    check_product_names(profile, known)
    slug = profile.slug(slug) if isinstance(slug, str) else slug
    if isinstance(slug, str) and slug in known.stopped:
        refuse([known.stopped[slug]])
    if not isinstance(slug, str) or slug not in known:
        refuse([unknown_product("product", slug, known, profile.jurisdiction)])
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

    Parameters
    ----------
    catalogue : Catalogue, optional
        From `load_catalogue`; the library's product files by default.

    Returns
    -------
    DataFrame
        A row for each label, in the order of the slugs.

    Raises
    ------
    CatalogueError
        When a product file has faults.

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
        "authorisation_ended": str(product.authorisation_ended or ""),
    }
