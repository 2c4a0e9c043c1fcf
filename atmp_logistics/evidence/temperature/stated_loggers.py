"""Which logger the call or the site's profile states for a phase, and which phase an unassigned logger stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from atmp_logistics.core.columns import Index, Mask
from atmp_logistics.core.product import Product
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.known_events import NO
from atmp_logistics.records.logger_places import CALL, PROFILE, LoggerPlace

#: Who states a logger's place, the one who goes first first.
BASES = (CALL, PROFILE)


@dataclass(frozen=True, slots=True, repr=False)
class StatedLoggers(ShortRepr):
    """The places of the loggers that the log holds, as the call and the profile state them."""

    loggers: tuple[str, ...]
    stated: tuple[LoggerPlace, ...]

    @classmethod
    def of(cls, loggers: tuple[str, ...], stated: Iterable[LoggerPlace]) -> StatedLoggers:
        """Leave out the places of loggers that the log does not hold."""
        return cls(loggers, tuple(one for one in dict.fromkeys(stated) if one.logger in loggers))

    def by(self, basis: str) -> Iterator[tuple[int, LoggerPlace]]:
        """Yield what one of the two states, each with the logger's place in the log's loggers."""
        yield from ((self.loggers.index(one.logger), one) for one in self.stated if one.basis == basis)

    def rivals(self, code: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield who states several loggers for one code, or everywhere, and which."""
        for basis in BASES:
            own = [one.logger for _, one in self.by(basis) if one.everywhere or code in one.codes]
            if len(names := tuple(dict.fromkeys(own))) > 1:
                yield basis, names


def limits_with_loggers(product: Product) -> Iterator[Requirement]:
    """Yield the limits whose code can be a logger's place: storages and windows."""
    yield from product.storage
    yield from product.windows


def only_storage_of(evidence: Evidence) -> tuple[Index, tuple[str, ...]]:
    """Return which storage code alone can hold for each container, as a place in the codes returned; -1 for none.

    A storage whose condition nobody stated can hold.
    """
    stores = evidence.product.storage
    codes = tuple(dict.fromkeys(store.code for store in stores))
    can: list[Mask] = [
        np.logical_or.reduce([evidence.applies(store) != NO for store in stores if store.code == code])
        for code in codes
    ]
    if not can:
        return np.full(len(evidence), -1), codes
    count = np.sum(can, axis=0)
    return np.where(count == 1, np.argmax(can, axis=0), -1), codes
