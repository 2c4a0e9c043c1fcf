"""What a call of `deadlines` states of single containers of a record, beside the columns of that record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.printable import in_one_line
from atmp_logistics.core.product import Product
from atmp_logistics.evidence.events.roster import Roster
from atmp_logistics.planning.container_arguments import (
    NamedContainers,
    StatedExpiry,
    conditions_of_containers,
    stated_expiries,
)
from atmp_logistics.planning.deadlines_request import DeadlinesRequest


@dataclass(frozen=True)
class StatedOfContainers:
    """What a call states of single containers, by their therapy and identifier: printed expiries, and conditions."""

    expiries: Mapping[tuple[str, str], StatedExpiry]
    conditions: Mapping[tuple[str, str], Mapping[str, str]]

    def words(self) -> Iterator[str]:
        """Yield what is stated, in words."""
        for name, (text, _) in self.expiries.items():
            yield f"expiry of {_called(name)} is {text}, as stated in the call"
        for name, own in self.conditions.items():
            yield from (f"{key} of {_called(name)} is {value}, as stated in the call" for key, value in own.items())


def _called(name: tuple[str, str]) -> str:
    return in_one_line("/".join(filter(None, name)))


def stated_of_containers(
    request: DeadlinesRequest, roster: Roster, labels: Sequence[tuple[Product, Roster]]
) -> StatedOfContainers:
    """Return what the call states of single containers; every fault of it is raised at once."""
    known, faults = NamedContainers.of_roster(roster), list[Fault]()
    label = {name: product for product, own in labels for name in NamedContainers.of_roster(own).names}
    products = {place: label[name] for place, name in enumerate(known.names) if name in label}
    expiries = stated_expiries(request.expiry, known, request.tz, faults)
    conditions = conditions_of_containers(request.own_when, known, products, faults)
    refuse(faults)
    return StatedOfContainers(
        {known.names[place]: expiries[place] for place in sorted(expiries)},
        {known.names[place]: conditions[place] for place in sorted(conditions)},
    )


def against_record(what: str, name: tuple[str, str], stated: str, recorded: str) -> Fault:
    """Return the fault of a call that states something else of a container than its record."""
    expected, fix = f"{recorded!r}, as in the record", "correct the call or the record"
    return UsageError.fault(f"{what} {_called(name)}", repr(stated), expected, fix)
