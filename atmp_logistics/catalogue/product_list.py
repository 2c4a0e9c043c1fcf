"""The catalogue as a table."""

from __future__ import annotations

import pandas as pd

from atmp_logistics.catalogue.catalogue import CatalogueGiven, catalogue_given, load_catalogue
from atmp_logistics.core.product import Product


def list_products(catalogue: CatalogueGiven | None = None) -> pd.DataFrame:
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
    known = catalogue_given(catalogue) or load_catalogue()
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
