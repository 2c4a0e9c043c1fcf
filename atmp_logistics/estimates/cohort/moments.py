"""The moments that a cohort counts from and to: their names, their order, and their bounds in each therapy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from atmp_logistics.core.checks import being_read
from atmp_logistics.core.citation import Citation
from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.errors import Fault, UsageError
from atmp_logistics.core.event_kinds import EVENTS, STAGES, event_name, is_moment, suggestion
from atmp_logistics.core.limits import TimeWindow
from atmp_logistics.core.product import Product

#: From vein to vein: the moments between which the legs lie, in their order.
V2V_MOMENTS = (
    "collection_end",
    "material_dispatched",
    "material_received",
    "product_released",
    "product_dispatched",
    "product_received",
    "thaw_start",
    "administration_start",
)
#: Events that say nothing of how far a therapy has come: they may happen at any time, or are printed in advance.
ANY_TIME = frozenset(
    [
        "antibody_test",
        "backup_collected",
        "bone_marrow_sample",
        "excursion_end",
        "excursion_start",
        "mobilisation_start",
        "shipper_expires",
        "vaccination",
    ]
)
#: The place of each event in the order of a therapy.
PLACE_IN_ORDER = {name: i for i, name in enumerate(EVENTS)}


@dataclass(frozen=True, slots=True)
class MomentBounds:
    """One moment of every therapy, in microseconds: bounds, and why a bound is open.

    `pending` says where it had not happened by the `now` that was stated, `never` where every container was discarded
    or returned instead; `logged` where the record holds its time for each container that counts.
    """

    lo: Column
    hi: Column
    logged: Mask
    pending: Mask
    never: Mask


def moment_name(word: str) -> str:
    """Return the vocabulary's name of one end of an interval.

    Raises
    ------
    UsageError
        For a word that names no event: an interval has two ends, and each must be said.

    Examples
    --------
    >>> moment_name("leukapheresis_end"), moment_name("administration")
    ('collection_end', 'administration')
    """
    name = word if word in STAGES else event_name(word)
    if name is None or not is_moment(name):
        fix = f"name both ends of the interval{suggestion(word)}"
        raise UsageError([Fault("interval", repr(word), "an event of the vocabulary", fix, UsageError)])
    return name


def _any() -> Product:
    """Return a product without limits, which only names the moments to look at."""
    nothing, moments = Citation("no label"), ("collection_start", *V2V_MOMENTS)
    with being_read():
        return Product(
            slug="any",
            name="any product",
            inn="",
            jurisdiction="",
            atmp_class="",
            origin="",
            container="",
            citation=nothing,
            retrieved=date(2026, 11, 27),
            windows=tuple(
                TimeWindow(code=f"{starts}-{ends}", citation=nothing, starts=starts, ends=ends)
                for starts, ends in pairwise(moments)
            ),
        )


#: A product without limits, by which the evidence of a cohort holds the moments.
ANY_PRODUCT = _any()
