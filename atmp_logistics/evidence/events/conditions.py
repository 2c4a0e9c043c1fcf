"""What is stated of containers and what their labels ask: a condition that no label knows, or a value it does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from atmp_logistics.core.amounts import amount
from atmp_logistics.core.condition_values import is_unknown, right_word
from atmp_logistics.core.errors import ConditionError, Fault, QuantityError, refuse
from atmp_logistics.core.label_conditions import AMOUNTS
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.product import Product
from atmp_logistics.evidence.events.roster import Roster
from atmp_logistics.evidence.events.row_statements import StatedValues, stated_values
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.row_names import place_of_rows

_DOSE = re.compile(r"[1-9]\d{0,3}")


def check_names(when: Mapping[str, str], products: Iterable[Product]) -> None:
    """Refuse a condition that no product knows."""
    known = {key for product in products for key in product.statements}
    expected = ", ".join(sorted(known)) or "no condition: none of the limits depends on one"
    refuse(
        Fault("when", repr(key), expected, f"name a condition of the product{nearest(key, known)}", ConditionError)
        for key in when
        if key not in known
    )


def check_values(events: EventLog, judges: Iterable[tuple[Product, Roster]], when: Mapping[str, str]) -> None:
    """Refuse a value that the label does not tell apart, and a contradiction."""
    faults = list[Fault]()
    for product, roll in judges:
        for key in product.statements:
            called = [(f"when {key}", when[key])] if key in when else []
            own = stated_values(events.table, roll, key) if key in events.conditions else None
            checks = (partial(_no_value, product, key), partial(_against, key, when.get(key)))
            for check in checks:
                faults += [fault for where, value in called for fault in check(where, value)]
                faults += _in_column(events, own, key, check) if own else []
    refuse(dict.fromkeys(faults))


def _in_column(
    events: EventLog, own: StatedValues, key: str, check: Callable[[str, str], Sequence[Fault]]
) -> list[Fault]:
    """Return what is wrong with a column: each value is looked at once, and a row only where its value is wrong."""
    name = events.provenance.name
    wrong = np.array([bool(value) and bool(check("", str(value))) for value in own.names], bool)
    bad = np.nonzero(wrong[own.code])[0]
    cells = zip(own.row[bad].tolist(), own.names[own.code[bad]], strict=True)
    return [fault for row, value in cells for fault in check(place_of_rows(events.table, name, [row], key), str(value))]


def _no_value(product: Product, key: str, where: str, value: str) -> Sequence[Fault]:
    """Return what is wrong with the value of a condition of which the label tells some apart."""
    if key == "dose":
        return () if _DOSE.fullmatch(value) else (_no_dose(where, value),)
    if key in AMOUNTS:
        return _no_amount(where, key, value)
    values = product.conditions.get(key, ())
    if not is_unknown(product, key, value):
        return ()
    return (Fault(where, f"{key} {value!r}", ", ".join(values), right_word(value, values), ConditionError),)


def _no_dose(where: str, value: str) -> Fault:
    fix = "count the doses from 1, and write the number alone"
    return Fault(where, f"dose {value!r}", "a whole number such as 1", fix, ConditionError)


def _no_amount(where: str, key: str, value: str) -> tuple[Fault, ...]:
    try:
        amount(value, AMOUNTS[key], where)
    except QuantityError as error:
        return tuple(replace(fault, error=ConditionError) for fault in error.faults)
    return ()


def _against(key: str, called: str | None, where: str, value: str) -> Sequence[Fault]:
    if called is None or value == called:
        return ()
    return (Fault(where, f"{key} {value!r}", f"{called!r}, as called", "state it once", ConditionError),)
