"""The catalogue: product files, one for each label, to products; a hospital's folder adds to it or replaces from it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar

from atmp_logistics.catalogue.completion import Completion
from atmp_logistics.catalogue.completions_at_hand import checked_completions, completed_versions, parted_files
from atmp_logistics.catalogue.offered_packages import offered_labels
from atmp_logistics.catalogue.product_folder import folder_name, product_files
from atmp_logistics.catalogue.product_suggestions import check_product_names, unknown_product
from atmp_logistics.catalogue.read_product import OURS, labels_of, read_product
from atmp_logistics.core.arguments import Arguments, Day, day, file_path, is_unicode, refused
from atmp_logistics.core.errors import AtmpError, Fault, UnknownProduct, refuse
from atmp_logistics.core.frozen_dict import FrozenDict
from atmp_logistics.core.product import Product
from atmp_logistics.core.short_repr import Described, counted
from atmp_logistics.records.given_records import SiteGiven, site_given

__all__ = ["Catalogue", "load_catalogue", "load_product", "read_product"]


class Catalogue(Described, dict[str, tuple[Path, ...]]):
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
        Where each file that is not ours comes from: ``folder NAME`` or ``package NAME VERSION``.
    completions : tuple of Completion
        What hospitals read in their labels, applied to the products that they extend.
    """

    left_out: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    stopped: Mapping[str, Fault] = FrozenDict()
    replaced: Mapping[str, str] = FrozenDict()
    origins: Mapping[Path, str] = FrozenDict()
    completions: tuple[Completion, ...] = ()

    def _described(self) -> str:
        return f"{counted(self, 'product')}; list_products shows them"

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


#: What stands for a catalogue, and for a product, in a call.
CatalogueGiven = Catalogue | str | os.PathLike[str] | Sequence[str | os.PathLike[str]]
ProductGiven = Product | str | os.PathLike[str]


def catalogue_given(value: object, where: str = "catalogue") -> Catalogue | None:
    """Return a call's catalogue: as it is, or ours with the folders whose paths are given; None stays."""
    if value is None or isinstance(value, Catalogue):
        return value
    folders = value if isinstance(value, (list, tuple)) else [value]
    if not all(isinstance(folder, (str, os.PathLike)) for folder in folders):
        refused(value, where, "a catalogue, or the path of a folder or several", "read it with load_catalogue")
    return load_catalogue(*folders)


def product_given(value: object, where: str = "product") -> Product | str | None:
    """Return a call's product: as it is, or read from its file; a slug or a ward's name stays, and so does None."""
    if isinstance(value, os.PathLike) or (isinstance(value, str) and value.strip().casefold().endswith(".toml")):
        return read_product(Path(file_path(value, where)).absolute())
    if value is None or isinstance(value, Product) or (isinstance(value, str) and is_unicode(value)):
        return value
    return refused(value, where, "a product, its slug, or the path of its file", "write its slug, such as 'kymriah-eu'")


def load_catalogue(*folders: str | os.PathLike[str]) -> Catalogue:
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
    for folder in [Path(file_path(one, "folders")) for one in folders]:
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
                found.take({slug: paths}, offered.origins[package])
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
    slug: ProductGiven,
    catalogue: CatalogueGiven | None = None,
    *,
    on: Day | None = None,
    site: SiteGiven | None = None,
) -> Product:
    """Return one product by its slug, or from its file.

    Parameters
    ----------
    slug : str
        Such as ``"kymriah-eu"``: brand and jurisdiction; or a ward's name, which the site's profile says the slug of;
        or the path of a product file, which ends in ``.toml``. A `Product` stays as it is.
    catalogue : Catalogue, path or list of paths, optional
        Where to look; the library's product files by default.
    on : date, datetime, numpy.datetime64 or str, optional
        The day of which the label is wanted, so that an old log is judged by the label of its day; the newest by
        default.
    site : Site or path, optional
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
    call = Arguments()
    profile, day_asked = call(site_given, site, "site"), call(day, on, "on")
    given, known = call(product_given, slug, "product"), call(catalogue_given, catalogue, "catalogue")
    call.refuse()
    if isinstance(given, Product):
        return given
    known = load_catalogue() if known is None else known
    check_product_names(profile, known)
    name = profile.slug(given) if given is not None else None
    if name is not None and name in known.stopped:
        refuse([known.stopped[name]])
    if name is None or name not in known:
        refuse([unknown_product("product", name, known, profile.jurisdiction)])
    return _in_force(name or "", known.versions(name or ""), day_asked)


def _in_force(slug: str, versions: Sequence[Product], on: date | None) -> Product:
    """Return the version of a label that was in force on a day; the newest where none is asked for."""
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
