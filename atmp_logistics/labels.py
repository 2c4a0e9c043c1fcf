"""Which label judges which therapy: an old log is judged by the label of its day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, tzinfo

import numpy as np
import pandas as pd

from atmp_logistics.catalogue import Catalogue, load_product
from atmp_logistics.errors import AtmpError, Fault, refuse
from atmp_logistics.product import Product
from atmp_logistics.records import EventLog
from atmp_logistics.timeline import moment


def by_label(
    who: pd.DataFrame, events: EventLog, catalogue: Catalogue, tz: tzinfo, on: date | None = None
) -> list[tuple[Product, pd.DataFrame]]:
    """Return each label with the containers that it judges.

    Parameters
    ----------
    who : DataFrame
        From `consignments`.
    events : EventLog
        A therapy is judged by the label in force on the day of its last event.
    catalogue : Catalogue
    tz : tzinfo
        The zone of that day.
    on : date, optional
        The day to take for all.

    Raises
    ------
    UnknownProduct
        For a product that no file has, and a day on which no version of its label was in force.
    """
    faults: list[Fault] = []
    labels: dict[str, Product] = {}
    rows: dict[str, list[int]] = {}
    for i, slug, day in _asked(who, events, catalogue, tz, on):
        try:
            product = load_product(slug, catalogue, on=day)
        except AtmpError as error:
            faults += [replace(fault, where=_where(events, slug)) for fault in error.faults]
            continue
        key = f"{product.slug} {product.source}"
        labels[key] = product
        rows.setdefault(key, []).extend(i)
    refuse(dict.fromkeys(faults))
    return [(product, who.iloc[np.sort(rows[key])].reset_index(drop=True)) for key, product in labels.items()]


def _asked(
    who: pd.DataFrame, events: EventLog, catalogue: Catalogue, tz: tzinfo, on: date | None
) -> Iterator[tuple[list[int], str, date | None]]:
    """Yield each product and the day whose label judges, with the containers that ask for it."""
    slugs, names = pd.factorize(who["product"])
    for code, slug in enumerate(map(str, names)):
        own = np.nonzero(slugs == code)[0]
        if on or not _has_versions(slug, catalogue):
            yield own.tolist(), slug, on
            continue
        last = events.table.groupby("therapy_id", observed=True)["time"].max()
        days: dict[date | None, list[int]] = {}
        for i, us in zip(own.tolist(), last.reindex(who["therapy_id"].iloc[own]), strict=True):
            days.setdefault(moment(us).astimezone(tz).date() if np.isfinite(us) else None, []).append(i)
        yield from ((rows, slug, day) for day, rows in days.items())


def _where(events: EventLog, slug: str) -> str:
    """Say where the events name a product."""
    rows = events.table.loc[events.table["product"] == slug, "row"].tolist()
    many = f" and {len(rows) - 5} more" if len(rows) > 5 else ""
    which = f"row{'s' * (len(rows) > 1)} {', '.join(map(str, rows[:5]))}{many}"
    return f"{events.provenance.name}, {which}, column product" if rows else "product"


def _has_versions(slug: str, catalogue: Catalogue) -> bool:
    """Say whether a label's version depends on the day."""
    return slug in catalogue and any(p.in_force_from or p.in_force_until for p in catalogue.versions(slug))
