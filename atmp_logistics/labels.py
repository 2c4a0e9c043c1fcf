"""Which label judges which therapy: an old log is judged by the label of its day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta, tzinfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.catalogue import Catalogue, load_product
from atmp_logistics.errors import AtmpError, Fault, refuse
from atmp_logistics.names import Index
from atmp_logistics.product import Product
from atmp_logistics.records import EventLog
from atmp_logistics.timeline import local_dates


def by_label(
    who: pd.DataFrame, events: EventLog, catalogue: Catalogue, tz: tzinfo, on: date | None = None
) -> list[tuple[Product, Index]]:
    """Return each label with the places in `who` of the containers that it judges.

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
    rows: dict[str, list[Index]] = {}
    for own, slug, day in _asked(who, events, catalogue, tz, on):
        try:
            product = load_product(slug, catalogue, on=day)
        except AtmpError as error:
            faults += [replace(fault, where=_where(events, slug)) for fault in error.faults]
            continue
        key = f"{product.slug} {product.source}"
        labels[key] = product
        rows.setdefault(key, []).append(own)
    refuse(dict.fromkeys(faults))
    return [(product, np.sort(np.concatenate(rows[key]))) for key, product in labels.items()]


def _asked(
    who: pd.DataFrame, events: EventLog, catalogue: Catalogue, tz: tzinfo, on: date | None
) -> Iterator[tuple[Index, str, date | None]]:
    """Yield each product and the day whose label judges, with the containers that ask for it."""
    slugs, names = pd.factorize(who["product"])
    for code, slug in enumerate(map(str, names)):
        own = np.nonzero(slugs == code)[0]
        if on or not _has_versions(slug, catalogue):
            yield own, slug, on
            continue
        last = events.table.groupby("therapy_id", observed=True)["time"].max()
        numbers, place = np.unique(_day_numbers(last, who["therapy_id"].iloc[own], tz), return_inverse=True)
        first = {int(i): int(np.argmax(place == i)) for i in range(len(numbers))}
        for i in sorted(first, key=lambda one: first[one]):
            day = date(1970, 1, 1) + timedelta(int(numbers[i])) if np.isfinite(numbers[i]) else None
            yield own[place == i], slug, day


def _day_numbers(last: pd.Series, therapies: pd.Series, tz: tzinfo) -> NDArray[np.float64]:
    """Return the local day of each therapy's last event, as a day number; infinity where no event has its time."""
    return local_dates(np.nan_to_num(last.reindex(therapies).to_numpy(np.float64), nan=np.inf), tz)


def _where(events: EventLog, slug: str) -> str:
    """Say where the events name a product."""
    rows = events.table.loc[events.table["product"] == slug, "row"].tolist()
    many = f" and {len(rows) - 5} more" if len(rows) > 5 else ""
    which = f"row{'s' * (len(rows) > 1)} {', '.join(map(str, rows[:5]))}{many}"
    return f"{events.provenance.name}, {which}, column product" if rows else "product"


def _has_versions(slug: str, catalogue: Catalogue) -> bool:
    """Say whether a label's version depends on the day."""
    return slug in catalogue and any(p.in_force_from or p.in_force_until for p in catalogue.versions(slug))
