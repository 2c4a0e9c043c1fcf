"""What a site's profile names of the catalogue: products, and the codes of their storages and windows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from atmp_logistics.catalogue.catalogue import Catalogue
from atmp_logistics.catalogue.product_suggestions import faults_of_product_names
from atmp_logistics.core.errors import Fault
from atmp_logistics.core.product import Product
from atmp_logistics.records.band_facts import unfit_fact
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.stated_places import phase_codes, unknown_code


def faults_of_profile_names(site: Site, catalogue: Catalogue) -> Iterator[Fault]:
    """Yield a fault for each product, code and condition that the profile names and no product at hand has.

    Parameters
    ----------
    site : Site
    catalogue : Catalogue

    Examples
    --------
    >>> from atmp_logistics import load_catalogue
    >>> site = Site(products={"Kymriah": "kymriah-e"}, source="site.toml")
    >>> [fault.where for fault in faults_of_profile_names(site, load_catalogue())]
    ['site.toml.products.Kymriah']
    """
    yield from faults_of_product_names(site, catalogue)
    at_hand = _Labels(site, catalogue)
    yield from at_hand.unknown_codes()
    yield from at_hand.unfit_facts()


@dataclass(frozen=True)
class _Labels:
    """The labels at hand, those of the products that the profile names first; read as far as they are needed."""

    site: Site
    catalogue: Catalogue

    def __iter__(self) -> Iterator[Product]:
        first = [slug for slug in self.site.products.values() if slug in self.catalogue]
        for slug in dict.fromkeys([*first, *self.catalogue]):
            yield from self.catalogue.versions(slug)

    def unknown_codes(self) -> Iterator[Fault]:
        """Yield a fault for each code of [loggers] that no label has."""
        stated = {code for place in self.site.loggers for code in place.codes}
        for label in self if stated else ():
            stated.difference_update(phase_codes(label))
            if not stated:
                return
        for place in self.site.loggers:
            yield from (
                unknown_code(place, code, self._codes, self.site.source) for code in place.codes if code in stated
            )

    def unfit_facts(self) -> Iterator[Fault]:
        """Yield a fault for each fact about a temperature that fits no label."""
        left = [*self.site.bands]
        for label in self if left else ():
            left = [fact for fact in left if not fact.fits(label)]
            if not left:
                return
        yield from (unfit_fact(fact, self, self.site.source) for fact in left)

    @cached_property
    def _codes(self) -> list[str]:
        return [*dict.fromkeys(code for label in self for code in phase_codes(label, with_temperature=True))]
