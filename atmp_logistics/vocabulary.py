"""The event kinds: what each means, how often it happens, its other names, and what nature puts before it.

Natural order is only what physics forces: a bag cannot be infused before it is thawed. What a procedure forbids (one
bag at a time, a check before use) is a label's or a hospital's requirement and stands in a product file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from atmp_logistics.errors import nearest

#: Who has the event: the whole therapy, the collected starting material, or each container (bag, vial, syringe).
Scope = Literal["therapy", "material", "container"]


@dataclass(frozen=True, slots=True)
class EventKind:
    """One kind of event.

    `after` names the kinds that nature puts before it. `recurs` is True where it may happen several times to one
    container; `closes` names the kind that it ends, where the two come in pairs.
    """

    name: str
    scope: Scope
    definition: str
    synonyms: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    recurs: bool = False
    closes: str | None = None


def _kinds() -> Iterable[EventKind]:
    t, m, c = "therapy", "material", "container"
    one = EventKind
    yield one("order_placed", t, "the therapy is ordered from the manufacturer", ("ordered",))
    yield one("slot_confirmed", t, "the manufacturer confirms order and manufacturing slot")
    yield one(
        "collection_start", m, "first blood through the apheresis machine, or first tissue taken",
        ("leukapheresis_start", "apheresis_start", "biopsy_start", "harvest_start"),
    )  # fmt: skip
    yield one(
        "collection_end", m, "apheresis, biopsy or harvest finished; vein-to-vein time is counted from here or from its start",
        ("leukapheresis_end", "apheresis_end", "biopsy_end", "harvest_end"), ("collection_start",),
    )  # fmt: skip
    yield one("material_cryopreserved", m, "controlled-rate freezing of the starting material finished", (), ("collection_start",))
    yield one("material_dispatched", m, "starting material handed to the courier", ("material_shipped",), ("collection_start",))
    yield one("material_received", m, "the manufacturer takes custody of the starting material", (), ("material_dispatched",))
    yield one("manufacturing_start", t, "manufacture begins", (), ("collection_start",))
    yield one("manufacturing_end", t, "manufacture finished; shelf lives run from here", ("manufactured",), ("manufacturing_start",))
    yield one("qc_sample_taken", t, "sample for quality control drawn from the product", (), (), True)
    yield one("conditional_release", t, "released before the last test result, as for fresh products")
    yield one("product_released", t, "certified and released by the qualified or responsible person", ("released", "qp_release"))
    yield one("final_release", t, "released after the last test result")
    yield one(
        "product_dispatched", c, "leaves the manufacturer; the shipper's hold time runs", ("product_shipped", "dispatched", "shipped"),
        ("manufacturing_end",),
    )  # fmt: skip
    yield one(
        "product_received", c, "the hospital receives the product and becomes responsible", ("receipt", "received", "delivered"),
        ("product_dispatched", "manufacturing_end"),
    )  # fmt: skip
    yield one("receipt_checked", c, "shipment log read, identity and integrity accepted or quarantined", ("receipt_check",))
    yield one("storage_in", c, "into a defined store", ("placed_in_storage",), (), True)
    yield one("storage_out", c, "out of a defined store", ("removed_from_storage", "removal_from_storage"), (), True, "storage_in")
    yield one("lymphodepletion_start", t, "first dose of lymphodepletion", ("ld_start",))
    yield one("lymphodepletion_end", t, "last dose of lymphodepletion", ("ld_end", "lymphodepletion_complete"), ("lymphodepletion_start",))
    yield one("premedication", t, "premedication given", ("premedication_given",))
    yield one("clinical_go", t, "the ward says go: patient fit, premedication given", ("go", "patient_ready"))
    yield one("transport_start", c, "transport inside the hospital begins", (), (), True)
    yield one("transport_end", c, "transport inside the hospital ends", (), (), True, "transport_start")
    yield one("handover", c, "custody passes from one person or unit to the next", ("hand_over",), (), True)
    yield one("thaw_start", c, "container into the bath or the thawing device", ("thawing_start", "thaw_begin"), ("product_received", "manufacturing_end"))
    yield one("thaw_end", c, "no ice left to be seen", ("thaw_complete", "thawed", "thawing_end", "thaw_completed"), ("thaw_start",))
    yield one(
        "preparation_start", c, "washing, dilution or drawing up begins", ("dilution_start", "reconstitution_start"),
        ("product_received", "manufacturing_end"),
    )  # fmt: skip
    yield one(
        "preparation_end", c, "washing, dilution or drawing up finished",
        ("dilution_end", "dilution_complete", "reconstitution_end", "prepared"), ("preparation_start", "thaw_start"),
    )  # fmt: skip
    yield one("syringe_drawn", c, "the dose is drawn into the syringe", ("dose_drawn",), ("product_received", "thaw_start"))
    yield one("device_priming_start", c, "the administration device is connected and its priming begins", (), ("thaw_start",))
    yield one("dispensed", c, "handed over to the clinical team", ("issued",))
    yield one("received_at_bedside", c, "identity checked at the bedside", ("bedside_check",))
    yield one(
        "administration_start", c, "infusion, injection or implantation begins",
        ("infusion_start", "infusion_started", "injection_start", "implantation_start"),
        ("product_received", "thaw_end", "preparation_end", "syringe_drawn", "device_priming_start", "manufacturing_end"),
    )  # fmt: skip
    yield one("administration_pause", c, "the infusion is interrupted", ("infusion_pause",), ("administration_start",), True)
    yield one(
        "administration_resume", c, "the infusion goes on", ("infusion_resume",), ("administration_start",), True, "administration_pause"
    )
    yield one(
        "administration_end", c, "infusion, injection or implantation finished",
        ("infusion_end", "infusion_complete", "infusion_stopped", "injection_end", "implantation_end"),
        ("administration_start", "administration_pause", "administration_resume"),
    )  # fmt: skip
    yield one("discarded", c, "destroyed instead of given", ("destroyed",))
    yield one("returned", c, "sent back instead of given")
    yield one("excursion_start", c, "an alarm or a person notes that the range was left", (), (), True)
    yield one("excursion_end", c, "an alarm or a person notes that the range was met again", (), (), True, "excursion_start")


#: Every event kind by its name, in the order of a therapy.
EVENTS: dict[str, EventKind] = {kind.name: kind for kind in _kinds()}

#: Every name an event goes by, to the vocabulary's own name.
NAMES: dict[str, str] = {name: kind.name for kind in EVENTS.values() for name in (kind.name, *kind.synonyms)}

#: What labels say without its end: "administered within" may mean the start or the end.
STAGES: frozenset[str] = frozenset(
    name.removesuffix("_start") for name in EVENTS if name.endswith("_start") and name.removesuffix("_start") + "_end" in EVENTS
)


def event_name(text: str) -> str | None:
    """Return the vocabulary's name of an event however it is spelt, None for one it does not know.

    Examples
    --------
    >>> event_name("Infusion start"), event_name("thaw-complete"), event_name("thaw_stat")
    ('administration_start', 'thaw_end', None)
    """
    return NAMES.get("_".join(text.strip().casefold().replace("-", " ").replace("_", " ").split()))


def suggestion(text: str) -> str:
    """Suggest the nearest event, as the end of a sentence.

    Examples
    --------
    >>> suggestion("thaw_stat")
    "; did you mean 'thaw_start'?"
    """
    return nearest(text.strip().replace(" ", "_").replace("-", "_"), NAMES)


def ends_of(name: str) -> tuple[str, str]:
    """Return the earliest and the latest event that a label's word can mean.

    Examples
    --------
    >>> ends_of("administration")
    ('administration_start', 'administration_end')
    >>> ends_of("thaw_end")
    ('thaw_end', 'thaw_end')
    """
    return (f"{name}_start", f"{name}_end") if name in STAGES else (name, name)


def is_moment(name: str) -> bool:
    """Say whether a product file may name this as an end of a clock: an event, or a stage without its end."""
    return name in EVENTS or name in STAGES

#: The conditions on which labels make a limit depend, each under one name; an events table may have a column of it.
CONDITIONS: dict[str, str] = {
    "indication": "the disease treated, as the label abbreviates it",
    "strength": "the strength or presentation of the product",
    "preparation": "how the product was prepared, such as washed or not",
    "pack_size": "how many containers one pack holds",
    "batch": "the batch, where a safety letter names some",
}
