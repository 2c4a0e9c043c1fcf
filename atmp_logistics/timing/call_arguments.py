"""The arguments that planning and simulation share: the same mistake has the same words in every call.

Each function returns what an argument states and adds what is wrong to `faults`, so that all faults are raised at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, tzinfo
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd

from atmp_logistics.core.arguments import Arguments, is_whole
from atmp_logistics.core.condition_values import is_unknown, right_word
from atmp_logistics.core.digits_of_a_second import too_fine
from atmp_logistics.core.errors import AtmpError, ConditionError, Fault, NaiveTime, UnreadableTime, UsageError
from atmp_logistics.core.event_kinds import EVENTS, STAGES, event_name, suggestion
from atmp_logistics.core.instants import instant, zone
from atmp_logistics.core.iso_times import iso_times
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.printable import value_in_words
from atmp_logistics.core.product import Product
from atmp_logistics.core.zone_argument import zone_name
from atmp_logistics.records.given_records import site_given
from atmp_logistics.records.site_profile import Site
from atmp_logistics.timing.constraints import Step
from atmp_logistics.timing.steps import read_steps

_EVENT = re.compile(r"(.+?)\s*\[\s*(\d+)\s*\]")
#: A call that needs the zone of local times and has none.
NO_ZONE = UsageError.fault("tz", "no zone", "the zone of local times and days", "state it as 'Europe/Stockholm'")


def mapping_argument(value: object, where: str, example: str, faults: list[Fault]) -> Mapping[Any, Any]:
    """Return an argument that is a mapping, empty where it is left out.

    Examples
    --------
    >>> faults = []
    >>> mapping_argument(["thaw"], "steps", "{'thaw': '2 to 4 min'}", faults), str(faults[0])
    ({}, "steps: found ['thaw'], expected a mapping. Fix: write it as {'thaw': '2 to 4 min'}.")
    """
    if value is None or isinstance(value, Mapping):
        return value or {}
    faults.append(UsageError.fault(where, value_in_words(value), "a mapping", f"write it as {example}"))
    return {}


def site_argument(value: object, faults: list[Fault]) -> Site:
    """Return a call's profile of its site, an empty one where it is left out."""
    call = Arguments(faults)
    return call(site_given, value, "site") or Site()


def zone_argument(value: object, site: Site, faults: list[Fault]) -> tuple[str | None, tzinfo | None]:
    """Return the name of a call's zone, else of the site's, and the zone."""
    before = len(faults)
    stated = Arguments(faults)(zone_name, value, "tz")
    if len(faults) > before:
        return site.zone_name(None) or "", None
    name = site.zone_name(stated)
    return name, zone(name) if name else None


def one_fault_for_no_zone(found: Iterable[Fault], name: str | None) -> list[Fault]:
    """Return the faults of times: a zone that is missing or wrong is one fault, and not one for each local time."""
    found = list(found)
    others = [fault for fault in found if fault.error is not NaiveTime]
    return [NO_ZONE, *others] if name is None and len(others) < len(found) else others


def whole_number(value: object, where: str, lowest: int, highest: int, faults: list[Fault]) -> int | None:
    """Return an argument that is a whole number within bounds, None for anything else.

    Examples
    --------
    >>> faults = []
    >>> whole_number(2, "containers", 1, 40, faults), whole_number(2.5, "containers", 1, 40, faults), str(faults[0])
    (2, None, 'containers: found 2.5, expected a whole number from 1 to 40. Fix: state it as in containers=1.')
    """
    if is_whole(value) and lowest <= value <= highest:
        return int(value)
    expected = f"a whole number from {lowest}" + (f" to {highest:,}" if highest < 2**62 else "")
    fix = f"state it as in {where}={max(lowest, 1)}"
    faults.append(UsageError.fault(where, value_in_words(value), expected, fix))
    return None


def steps_argument(value: object, faults: list[Fault]) -> tuple[Step, ...]:
    """Return the steps that a call states."""
    try:
        return read_steps(mapping_argument(value, "steps", "{'thaw': '2 to 4 min'}", faults))
    except AtmpError as error:
        faults += error.faults
        return ()


def condition_faults(when: Mapping[Any, Any], products: Iterable[Product], where: str = "when") -> list[Fault]:
    """Return a fault for each condition that no product has, and each value that a label does not tell apart.

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> [fault] = condition_faults({"indication": "AML"}, [load_product("kymriah-eu")])
    >>> print(fault)
    when indication: found indication 'AML', expected ALL, DLBCL, FL. Fix: use the label's own word.
    """
    products = list(products)
    known = list(dict.fromkeys(key for product in products for key in product.statements))
    expected = ", ".join(known) or "no condition: none of the limits depends on one"
    faults = [
        ConditionError.fault(where, repr(key), expected, f"name a condition of the product{nearest(str(key), known)}")
        for key in when
        if key not in known
    ]
    for product in products:
        for key in product.statements:
            if key in when:
                faults += _value_faults(product, key, when[key], f"{where} {key}")
    return list(dict.fromkeys(faults))


def _value_faults(product: Product, key: str, value: object, where: str) -> list[Fault]:
    if key == "dose" and not (isinstance(value, str) and value.isdecimal()):
        fix = "count the doses from 1, and write the number as text"
        return [ConditionError.fault(where, f"dose {value!r}", "a whole number such as '1'", fix)]
    if isinstance(value, str) and not is_unknown(product, key, value):
        return []
    named = product.conditions.get(key, ())
    expected, fix = ", ".join(named) or "a text", right_word(str(value), named)
    return [ConditionError.fault(where, f"{key} {value!r}", expected, fix)]


def event_argument(key: object, where: str, containers: int, faults: list[Fault]) -> tuple[str, int | None] | None:
    """Return the event that a key names, and the number of its container where it names one.

    Examples
    --------
    >>> faults = []
    >>> event_argument("infusion_start[2]", "at", 2, faults)
    ('administration_start', 2)
    >>> event_argument("thaw_start[3]", "at", 2, faults), str(faults[0])
    (None, 'at.thaw_start[3]: found container 3, expected a container from 1 to 2. Fix: check the number, or state \
more containers.')
    """
    text = str(key).strip()
    match = _EVENT.fullmatch(text)
    name, number = (match[1], int(match[2])) if match else (text, None)
    place, event = f"{where}.{text}", event_name(name) if isinstance(key, str) else None
    if event is None:
        faults.append(_no_event(name, place))
        return None
    if number is None:
        return event, None
    if EVENTS[event].scope not in {"container", "dose"}:
        found, expected = f"container {number} of {event}", "an event of a container"
        faults.append(UsageError.fault(place, found, expected, f"write {event}"))
        return None
    if not 1 <= number <= containers:
        expected, fix = f"a container from 1 to {containers}", "check the number, or state more containers"
        faults.append(UsageError.fault(place, f"container {number}", expected, fix))
        return None
    return event, number


def _no_event(name: str, where: str) -> Fault:
    stage = "_".join(name.casefold().replace("-", " ").replace("_", " ").split())
    if stage in STAGES:
        fix = f"name its start or its end: {stage}_start"
        return UsageError.fault(where, f"{name!r}, a stage", "an event", fix)
    fix = f"use one of its names{suggestion(name)}"
    return UsageError.fault(where, repr(name), "an event of the vocabulary", fix)


def _has_unit(value: np.datetime64) -> bool:
    return not np.isnat(value) and np.datetime_data(value)[0] != "generic"


def time_argument(value: object, tz: tzinfo | None, where: str, faults: list[Fault]) -> float | None:
    """Return one moment in microseconds since 1970; a local time that occurs twice or never is a fault.

    Examples
    --------
    >>> faults = []
    >>> time_argument("1970-01-01T00:01Z", None, "now", faults), time_argument(5, None, "now", faults), str(faults[0])
    (60000000.0, None, 'now: found 5, expected a time. Fix: write it as 2026-11-24 10:44.')
    """
    fix = "write it as 2026-11-24 10:44"
    value = pd.Timestamp(value) if isinstance(value, np.datetime64) and _has_unit(value) else value
    value = value.isoformat() if type(value) is date else value
    if not isinstance(value, (str, datetime)) or value != value:  # noqa: PLR0124  NaT is no time
        faults.append(UsageError.fault(where, value_in_words(value), "a time", fix))
        return None
    if getattr(value, "nanosecond", 0):
        faults.append(too_fine(str(value), where))
        return None
    if isinstance(value, datetime) and value.tzinfo is not None:
        return instant(value)
    text = value.isoformat(" ") if isinstance(value, datetime) else value.strip()
    times, found = iso_times([text], tz, lambda _: where)
    if not found and not isfinite(times[0]):
        found = [UnreadableTime.fault(where, repr(text), "a time", fix)]
    faults += found
    return None if found else float(times[0])
