"""Which label judges which container: an old log is judged by the label of the day on which the product was used.

The day of use is that of `administration_start`, else of the last event that a limit names. Where its time is lost, or
its doubt reaches over midnight, several versions of a label may judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.catalogue.catalogue import Catalogue, load_product
from atmp_logistics.catalogue.product_suggestions import check_product_names
from atmp_logistics.core.columns import Column, Index, Mask
from atmp_logistics.core.errors import AtmpError, Fault, UnknownProduct, refuse
from atmp_logistics.core.event_kinds import EVENTS, comes_before, ends_of
from atmp_logistics.core.instants import HOUR, local_dates
from atmp_logistics.core.product import Product
from atmp_logistics.evidence.events.consignments import products
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.roster import Roster
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.row_names import place_of_rows
from atmp_logistics.records.site_profile import Site

_GIVEN = "administration_start"
#: The events that show that a container was given.
_USE = {_GIVEN} | {name for name in EVENTS if comes_before(_GIVEN, name)}
#: What nature puts before that.
_BEFORE_USE = {name for name in EVENTS if comes_before(name, _GIVEN)}


def _where(events: EventLog, slug: str) -> str:
    """Say where the events name a product."""
    rows = np.nonzero((events.table["product"] == slug).to_numpy(bool))[0].tolist()
    many = f" and {len(rows) - 5} more" if len(rows) > 5 else ""
    where = place_of_rows(events.table, events.provenance.name, rows[:5])
    return f"{where}{many}, column product" if rows else "product"


def _has_versions(slug: str, catalogue: Catalogue) -> bool:
    """Say whether a label's version depends on the day."""
    return slug in catalogue and any(p.in_force_from or p.in_force_until for p in catalogue.versions(slug))


@dataclass(frozen=True, slots=True)
class LabelVersions:
    """The containers of one product, by their places in a roll, and the versions of its label, the oldest first."""

    rows: Index
    versions: tuple[Product, ...]
    by_day: bool


def label_versions_of(
    events: EventLog, roll: Roster, product: str | None, catalogue: Catalogue, site: Site, on: date | None = None
) -> list[LabelVersions]:
    """Return each product that containers name, with its label: every version, where the day of use chooses one.

    Parameters
    ----------
    events : EventLog
        With slugs in place of the ward's names.
    roll : Roster
    product : str or None
        The product of all, by its slug or a ward's name; where None, the events must name it.
    catalogue : Catalogue
    site : Site
    on : date, optional
        The day to take for all.

    Raises
    ------
    UnknownProduct
        For a product that no file has, and a day on which no version of its label was in force.
    SiteError
        Where the profile names a product that is not there.
    """
    check_product_names(site, catalogue)
    codes, names = pd.factorize(products(events, roll, product and site.slug(product)))
    faults, found = list[Fault](), list[LabelVersions]()
    for code, slug in enumerate(map(str, names)):
        own, by_day = np.nonzero(codes == code)[0], not on and _has_versions(slug, catalogue)
        try:
            versions = catalogue.versions(slug) if by_day else (load_product(slug, catalogue, on=on, site=site),)
            found.append(LabelVersions(own, versions, by_day))
        except AtmpError as error:
            faults += [replace(fault, where=_where(events, slug)) for fault in error.faults]
    refuse(dict.fromkeys(faults))
    return found


@dataclass(frozen=True, slots=True)
class PossibleVersions:
    """Which versions of a label may judge which containers: a row for each version, the oldest first.

    `unknown` says of which containers the day of use may also be one on which no version was in force.
    """

    may: Mask
    unknown: Mask


def possible_versions(
    evidence: Evidence, versions: Sequence[Product], events: EventLog, now_us: float | None = None
) -> PossibleVersions:
    """Return which versions were in force on any day that may be a container's day of use.

    Parameters
    ----------
    evidence : Evidence
    versions : sequence of Product
        The oldest first.
    events : EventLog
    now_us : float, optional
        The moment from which to look ahead: what is still to be given is given that day.

    Raises
    ------
    UnknownProduct
        Where no version was in force on any such day.
    """
    first, last = _days_of_use(evidence, versions)
    spans = np.array([_span(product) for product in versions], np.float64)
    if now_us is not None:
        first, last = _ahead(evidence, spans, (first, last), now_us)
    may = (spans[:, :1] <= last) & (first <= spans[:, 1:])
    none = np.nonzero(~may.any(axis=0))[0]
    days = np.unique(np.where(np.isfinite(first[none]), first[none], last[none]))
    refuse(dict.fromkeys(fault for day in days for fault in _not_in_force(versions, float(day), events)))
    return PossibleVersions(may, np.any([(begin <= last) & (first <= end) for begin, end in _between(spans)], axis=0))


def _ahead(
    evidence: Evidence, spans: NDArray[np.float64], days: tuple[Column, Column], now_us: float
) -> tuple[Column, Column]:
    """Return the days of use where what is still to be given is given now, on a day on which a version is in force."""
    today = float(local_dates(np.array([now_us]), evidence.tz or UTC)[0])
    held = [name for name in sorted(_USE) if evidence.recorded[name].any()]
    to_come = ~np.logical_or.reduce([np.zeros(len(evidence), bool), *map(evidence.is_logged, held)])
    if not ((spans[:, 0] <= today) & (today <= spans[:, 1])).any():
        return days
    return np.where(to_come, today, days[0]), np.where(to_come, today, days[1])


def _span(product: Product) -> tuple[float, float]:
    """Return the first and the last day on which a version was in force, as day numbers."""
    first, last = product.in_force_from, product.in_force_until
    return (_number(first) if first else -np.inf), (_number(last) if last else np.inf)


def _number(day: date) -> float:
    return float((day - date(1970, 1, 1)).days)


def _between(spans: NDArray[np.float64]) -> list[tuple[float, float]]:
    """Return the spans of days on which no version was in force; one that holds no day is left out."""
    after, found = -np.inf, list[tuple[float, float]]()
    for begin, end in sorted(map(tuple, spans.tolist())):
        found += [(after, begin - 1.0)] if after <= begin - 1.0 and begin > -np.inf else []
        after = max(after, end + 1.0)
    return [*found, *([(after, np.inf)] if after < np.inf else [])] or [(np.inf, -np.inf)]


def _not_in_force(versions: Sequence[Product], day: float, events: EventLog) -> list[Fault]:
    """Return why no version can judge on a day, as the catalogue says it."""
    slug, when = versions[0].slug, date(1970, 1, 1) + timedelta(int(day))
    held = "; ".join(f"{p.source}: {p.in_force_from or '...'} to {p.in_force_until or '...'}" for p in versions)
    expected, fix = f"a day on which a version was in force ({held})", "add the label of that day to your own folder"
    return [Fault(_where(events, slug), f"{slug!r} on {when}", expected, fix, UnknownProduct)]


def _days_of_use(evidence: Evidence, versions: Sequence[Product]) -> tuple[Column, Column]:
    """Return the first and the last day that may be each container's day of use, as day numbers in the site's zone.

    A container was not given before the last event that nature puts before it: where a later version may be in force by
    then, that may judge too. Without a zone, the day may be any: from half a day before to fourteen hours after.
    """
    low, high = _last_named(evidence, versions)
    used = np.logical_or.reduce([evidence.recorded[name] for name in sorted(_USE)])
    high = np.fmax(high, _last_of(evidence, _BEFORE_USE)[1])
    start = evidence.bounds("administration_start")
    low, high = np.where(used, start[0], low), np.where(used, start[1], high)
    early, late = (0.0, 0.0) if evidence.tz else (12 * HOUR, 14 * HOUR)
    zone = evidence.tz or UTC
    return local_dates(low - early, zone), local_dates(high + late, zone)


def _last_named(evidence: Evidence, versions: Sequence[Product]) -> tuple[Column, Column]:
    """Return bounds on the last event of each container that a limit names; of none such, on its last event."""
    limits = [limit for product in versions for limit in product.requirements()]
    named = {end for limit in limits for name in limit.moments for end in ends_of(name)}
    one, other = _last_of(evidence, named), _last_of(evidence, set(EVENTS))
    low, high = (np.where(np.isnan(a), b, a) for a, b in zip(one, other, strict=True))
    return np.nan_to_num(low, nan=-np.inf, neginf=-np.inf), np.nan_to_num(high, nan=np.inf, posinf=np.inf)


def _last_of(evidence: Evidence, names: set[str]) -> tuple[Column, Column]:
    """Return bounds on the last of some events that a container's record holds; NaN where it holds none."""
    low, high = np.full(len(evidence), np.nan), np.full(len(evidence), np.nan)
    for name in sorted(names):
        held = evidence.recorded[name]
        if held.any():
            one = evidence.bounds(name, "last")
            low, high = (np.where(held, np.fmax(a, b), a) for a, b in zip((low, high), one, strict=True))
    return low, high
