"""What a call states of single containers: their identifiers, their printed expiries, their conditions.

A container is named by its identifier, in a record with its therapy before it where several therapies have one of that
name (``"T1/B2"``, or the pair of both), and in a plan by its number too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

import numpy as np

from atmp_logistics.core.errors import Fault, UsageError
from atmp_logistics.core.identifiers import odd
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.printable import value_in_words
from atmp_logistics.core.product import Product
from atmp_logistics.evidence.events.roster import Roster
from atmp_logistics.ingest.events.expiry import expiry_bounds, iso_expiries
from atmp_logistics.timing.call_arguments import condition_faults, whole_number
from atmp_logistics.timing.template import MOST_CONTAINERS

#: A printed expiry as it is stated, and between which instants its last one lies.
StatedExpiry = tuple[str, tuple[float, float]]
#: What stands for printed expiries in a call: one for all, or one for each of some containers.
Expiries = str | date | Mapping[object, object]


@dataclass(frozen=True)
class NamedContainers:
    """The containers of a call, and the names by which it may call them.

    Attributes
    ----------
    names : sequence of (str, str)
        Therapy and container of each, in their order; the therapy is empty in a plan.
    numbered : bool
        Whether a container may also be called by its number.
    """

    names: Sequence[tuple[str, str]]
    numbered: bool = False
    _places: dict[str, list[int]] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        for place, (therapy, container) in enumerate(self.names):
            known = [f"{therapy}/{container}", container or therapy, *([str(place + 1)] if self.numbered else [])]
            for name in dict.fromkeys(known):
                self._places.setdefault(name, []).append(place)

    @classmethod
    def of_roster(cls, roster: Roster) -> NamedContainers:
        """Return the containers of a record."""
        return cls(list(zip(map(str, roster.therapy_id), map(str, roster.container_id), strict=True)))

    def place(self, key: object, where: str, faults: list[Fault]) -> int | None:
        """Return the place of the container that a key names; None with a fault for one that names none, or several."""
        text = "/".join(map(str, key)) if isinstance(key, tuple) else str(key)
        places = self._places.get(text, [])
        if len(places) == 1:
            return places[0]
        names = [f"{therapy}/{container}".lstrip("/") for therapy, container in self.names]
        if places:
            fix = "write its therapy before it, such as " + repr(names[places[0]])
            faults.append(UsageError.fault(where, f"{text!r}, of {len(places)} therapies", "one container", fix))
        else:
            some = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
            fix = f"name one of them{nearest(text, list(self._places))}"
            faults.append(UsageError.fault(where, repr(text), f"a container: {some}", fix))
        return None


def count_and_names(value: object, faults: list[Fault]) -> tuple[int | None, tuple[str, ...]]:
    """Return how many containers a call states, and their identifiers where it names them.

    Examples
    --------
    >>> faults = []
    >>> count_and_names(2, faults), count_and_names(["B7", "B3"], faults), count_and_names(["B7", "B7"], faults)
    ((2, ()), (2, ('B7', 'B3')), (None, ()))
    >>> print(faults[0])
    containers: found ['B7', 'B7'], expected different identifiers, 1 to 40. Fix: name each container once.
    """
    if isinstance(value, str) or not isinstance(value, Iterable):
        return whole_number(value, "containers", 1, MOST_CONTAINERS, faults), ()
    names = list(value)
    if any(not isinstance(name, str) or not name.strip() or odd(name) for name in names):
        expected, fix = "identifiers of signs that are seen", "write each as it stands on its container"
    elif not 1 <= len(set(names)) == len(names) <= MOST_CONTAINERS:
        expected, fix = f"different identifiers, 1 to {MOST_CONTAINERS}", "name each container once"
    else:
        return len(names), tuple(name.strip() for name in names)
    faults.append(UsageError.fault("containers", value_in_words(names), expected, fix))
    return None, ()


def stated_expiries(
    value: object, containers: NamedContainers, tz: tzinfo | None, faults: list[Fault]
) -> dict[int, StatedExpiry]:
    """Return the printed expiry that a call states of each container, by its place."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        read = _read_expiry(value, "expiry", tz, faults)
        return dict.fromkeys(range(len(containers.names)), read) if read else {}
    found = dict[int, StatedExpiry]()
    for key, stated in value.items():
        where = f"expiry {key}"
        place, read = containers.place(key, where, faults), _read_expiry(stated, where, tz, faults)
        if place in found:
            faults.append(UsageError.fault(where, "two expiries of one container", "one", "state it once"))
        elif place is not None and read is not None:
            found[place] = read
    return found


def _read_expiry(value: object, where: str, tz: tzinfo | None, faults: list[Fault]) -> StatedExpiry | None:
    """Return a printed expiry as in a record: a day to its end, a month to the end of its last day, or a moment."""
    text = value.isoformat() if isinstance(value, (date, datetime)) and value == value else value  # noqa: PLR0124
    if not isinstance(text, str) or not text.strip():
        fix = "write it as on the label: 2027-03-14, or 2027-03"
        faults.append(UsageError.fault(where, value_in_words(value), "a printed expiry", fix))
        return None
    cells, _, bad = iso_expiries([text.strip()], lambda _: where, None)
    lower, upper, worse = expiry_bounds(cells, tz, lambda _: where)
    faults += bad + worse
    return None if bad or worse or np.isnan(lower[0]) else (text.strip(), (float(lower[0]), float(upper[0])))


def conditions_for_all(when: Mapping[object, object]) -> dict[str, str]:
    """Return the conditions that a call states of all containers, of those that it states at all.

    Examples
    --------
    >>> conditions_for_all({"indication": "ALL", "B2": {"component": "CD4"}})
    {'indication': 'ALL'}
    """
    return {key: value for key, value in when.items() if not isinstance(value, Mapping)}  # type: ignore[misc]


def conditions_of_containers(
    when: Mapping[object, object],
    containers: NamedContainers,
    products: Mapping[int, Product],
    faults: list[Fault],
) -> dict[int, dict[str, str]]:
    """Return the conditions that a call states of single containers, by the places of these.

    Parameters
    ----------
    when : mapping
        From a condition to its value for all, and from a container to a mapping of its own.
    containers : NamedContainers
    products : mapping of int to Product
        The label of each place; of those without one nothing is asked.
    faults : list of Fault

    Returns
    -------
    dict of int to dict of str to str
    """
    found, common = dict[int, dict[str, str]](), conditions_for_all(when)
    for key, own in when.items():
        if not isinstance(own, Mapping):
            continue
        where = f"when {key}"
        place = containers.place(key, where, faults)
        if place is None:
            continue
        if place in products:
            faults += condition_faults(own, [products[place]], where)
        twice = [name for name in own if name in common or name in found.get(place, {})]
        faults += [
            UsageError.fault(where, f"{name} stated twice", "one value", "state it of each container alone")
            for name in twice
        ]
        found.setdefault(place, {}).update(own)
    return found
