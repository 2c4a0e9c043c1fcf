"""What an unknown product may be meant to be: every product of that name, of the site's jurisdiction first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import ClassVar, Protocol

from atmp_logistics.core.errors import AtmpError, Fault, SiteError, UnknownProduct, refuse
from atmp_logistics.core.likeness import likest
from atmp_logistics.core.product import Product
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.site_words import folded


class ProductsAtHand(Protocol):
    """A catalogue, as far as names are looked up in it."""

    is_whole: ClassVar[bool]
    broken: tuple[str, ...]
    stopped: Mapping[str, Fault]

    def __iter__(self) -> Iterator[str]:
        """Yield every slug."""

    def __contains__(self, slug: object, /) -> bool:
        """Say whether a product is at hand."""

    def versions(self, slug: str) -> tuple[Product, ...]:
        """Return every version of a label, the oldest first."""


def unknown_product(
    where: str, slug: object, catalogue: ProductsAtHand, jurisdiction: str = "", kind: type[AtmpError] = UnknownProduct
) -> Fault:
    """Return the fault of a slug that no product has, with every product that it may mean."""
    known = (catalogue.versions(one)[-1] for one in catalogue)
    may_hold = "".join(f"; {said}, and may hold it" for said in catalogue.broken)
    fix = f"`atmp-logistics catalogue list` shows them{may_hold}{suggested_products(str(slug), known, jurisdiction)}"
    return Fault(where, repr(slug)[:80], "a product of the catalogue", fix, kind)


def check_product_names(site: Site, catalogue: ProductsAtHand) -> None:
    """Refuse a ward's name that means no product, and one that is the slug of another product.

    Raises
    ------
    SiteError
        With every such name.
    """
    if catalogue.is_whole:
        refuse(faults_of_product_names(site, catalogue))


def faults_of_product_names(site: Site, catalogue: ProductsAtHand) -> Iterator[Fault]:
    """Yield a fault for each ward's name that means no product, and for one that is the slug of another product."""
    slugs = {folded(slug): slug for slug in catalogue}
    for name, slug in site.products.items():
        where, other = f"{site.source or 'site'}.products.{name}", slugs.get(folded(name), slug)
        if slug not in catalogue and slug not in catalogue.stopped:
            yield unknown_product(where, slug, catalogue, site.jurisdiction, SiteError)
        elif other != slug:
            expected = f"{other!r}, as the name is the slug of that product"
            yield Fault(where, repr(slug), expected, "name the product by another word, or remove the line", SiteError)


def suggested_products(word: str, products: Iterable[Product], jurisdiction: str = "") -> str:
    """Return the slugs that an unknown product may be meant to be, as the end of a sentence; "" for none.

    Parameters
    ----------
    word : str
        What was written: a name, an INN, the beginning of either or of a slug; or one of them with a slip.
    products : iterable of Product
    jurisdiction : str
        The products of this one come first.

    Returns
    -------
    str

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> known = [load_product(slug) for slug in ("kymriah-us", "kymriah-eu", "carvykti-eu")]
    >>> suggested_products("Kymriah", known, "US")
    "; did you mean 'kymriah-us' or 'kymriah-eu'?"
    >>> suggested_products("carvikti", known)
    "; did you mean 'carvykti-eu'?"
    """
    found = products_named(word, products, jurisdiction)
    most, last = ", ".join(map(repr, found[:-1])), found[-1:]
    return f"; did you mean {most}{' or ' if most else ''}{last[0]!r}?" if found else ""


def products_named(word: str, products: Iterable[Product], jurisdiction: str = "") -> list[str]:
    """Return the slugs that a word may mean, those of a jurisdiction first; see `suggested_products`."""
    every = {product.slug: product for product in products}
    first = jurisdiction.strip().casefold()
    matching = _matching(" ".join(word.casefold().split()), every)
    return sorted(matching, key=lambda slug: (every[slug].jurisdiction.casefold() != first, slug))


def _matching(word: str, products: dict[str, Product]) -> list[str]:
    """Return the slugs of the products that a word begins or names; where none is, of those with the nearest name."""
    names = {slug: _names(product) for slug, product in products.items()}
    begun = [slug for slug, own in names.items() if word and any(name.startswith(word) for name in own)]
    named = [slug for slug, own in names.items() if any(map(partial(_is_named, word), own))]
    if begun or named:
        return begun or named
    near = likest(word, sorted({name for own in names.values() for name in own}))
    return [slug for slug, own in names.items() if set(near) & set(own)]


def _names(product: Product) -> tuple[str, ...]:
    return (product.slug.casefold(), product.name.casefold(), product.inn.casefold())


def _is_named(word: str, name: str) -> bool:
    """Say whether a word is a name with further words, or another jurisdiction, behind it."""
    return word.startswith((f"{name} ", f"{name}(", f"{name}-"))
