"""The names that a ward gives products, and the product of the catalogue that each means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from atmp_logistics.core.toml_table import TomlTable
from atmp_logistics.records.site_words import clashing_words, folded

if TYPE_CHECKING:
    from atmp_logistics.records.event_log import EventLog


def read_product_names(table: TomlTable) -> dict[str, str]:
    """Read the ward's names, each with the slug of the product that it means."""
    found = {name: table.text(name, required=True) for name in table.keys()}  # noqa: SIM118  a TomlTable is no dict
    if not all(map(folded, found)):
        table.fault("''", "a product for cells left empty", "a ward's name of a product", "fill in the column product")
    clashes = clashing_words(found, table.path)
    table.faults += clashes
    return {} if clashes else {name: slug for name, slug in found.items() if slug}


def slug_of(name: str, names: Mapping[str, str]) -> str:
    """Return the slug that a ward's name means; what the profile does not name stays as it is.

    Examples
    --------
    >>> slug_of("KYMRIAH ", {"Kymriah": "kymriah-eu"}), slug_of("kymriah-us", {"Kymriah": "kymriah-eu"})
    ('kymriah-eu', 'kymriah-us')
    """
    return {folded(theirs): slug for theirs, slug in names.items()}.get(folded(name), name)


def with_slugs(events: EventLog, names: Mapping[str, str]) -> EventLog:
    """Return events in which the ward's names of products are the slugs that the profile says they mean."""
    if not names or "product" not in events.table:
        return events
    column = pd.Categorical(events.table["product"])
    slugs = [slug_of(name, names) for name in column.categories]
    if slugs == list(column.categories):
        return events
    code_of = {slug: code for code, slug in enumerate(dict.fromkeys(slugs))}
    codes = np.array([code_of[slug] for slug in slugs])[column.codes]
    named = pd.Categorical.from_codes(codes, pd.Index(list(code_of), dtype=object))
    return replace(events, table=events.table.assign(product=named))
