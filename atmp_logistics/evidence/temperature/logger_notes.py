"""What a result says of which logger stands for what, beside its findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from atmp_logistics.core.translatable import said
from atmp_logistics.evidence.temperature.logger_assignment import NO_LOGGER, LoggerAssignment
from atmp_logistics.evidence.temperature.stated_loggers import limits_with_loggers

#: So many loggers are named; the others are counted.
_SHOWN = 5
_WAYS = "[loggers] in the site profile, --readings CODE=FILE, or logger_id on an event"


def notes_of(standing: LoggerAssignment) -> tuple[str, ...]:
    """Return what is to be said of the containers of one product."""
    if not standing.loggers:
        return ()
    notes = [*_travelling(standing), *_rivals(standing), *_unassigned(standing)]
    return tuple(dict.fromkeys(notes))


def notes_on_unassigned_loggers(loggers: Sequence[str], heard: Iterable[str]) -> tuple[str, ...]:
    """Return what is to be said of loggers that were read and stand for no container.

    Examples
    --------
    >>> notes_on_unassigned_loggers(("A", "B"), ["A"])[0].partition(":")[0]
    'logger B was read and stands for no container'
    >>> notes_on_unassigned_loggers(("A", "B"), ["A", "B"])
    ()
    """
    known = set(heard)
    silent = [name for name in loggers if name not in known]
    if not silent:
        return ()
    shown = ", ".join(name or "without a name" for name in silent[:_SHOWN])
    more = f" and {len(silent) - _SHOWN} more" if len(silent) > _SHOWN else ""
    said = f"logger {shown} was" if len(silent) == 1 else f"loggers {shown}{more} were"
    stand = "stands" if len(silent) == 1 else "stand"
    return (f"{said} read and {stand} for no container: say what for by {_WAYS}",)


def loggers_for_nothing(standing: LoggerAssignment | None) -> set[str]:
    """Return the loggers of which somebody states that they stand for no container: nothing is to be asked of them."""
    stated = () if standing is None else standing.places.stated
    somewhere = {place.logger for place in stated if place.codes or place.everywhere}
    return {place.logger for place in stated} - somewhere


def _travelling(standing: LoggerAssignment) -> Iterator[str]:
    """Say how far readings count of loggers that go along with the product."""
    everywhere = any(place.everywhere for place in standing.places.stated)
    if everywhere or any(name != NO_LOGGER for name in standing.rows.names):
        yield said("records", "logger.travelling")


def _rivals(standing: LoggerAssignment) -> Iterator[str]:
    """Name several loggers that are stated for one phase."""
    for requirement in limits_with_loggers(standing.evidence.product):
        for basis, loggers in standing.places.rivals(requirement.code):
            names = " and ".join(name or "without a name" for name in loggers)
            yield f"loggers {names} are stated for {requirement.code} ({basis}): two at one time, so none stands"


def _unassigned(standing: LoggerAssignment) -> Iterator[str]:
    """Say what the only logger there is stands for, where nobody stated it."""
    found = standing.unassigned
    if found is None:
        return
    only, codes = found
    name = f"logger {standing.loggers[0]}" if standing.loggers[0] else "the only logger"
    product = standing.evidence.product
    for code in (codes[i] for i in np.unique(only[only >= 0])):
        yield (
            f"nobody says what {name} stands for: as the only one read it stands for {code} ({product.slug}), from "
            "storage_in where logged until the first storage_out, and for no window and no budget beyond; where it was "
            f"with the product for longer, say so by {_WAYS}"
        )
    if standing.undecided().any():
        several = ", ".join(dict.fromkeys(store.code for store in product.storage))
        yield (
            f"nobody says what {name} stands for, and it could be any of {several} ({product.slug}): for no container "
            f"where several can hold; say it by {_WAYS}"
        )
