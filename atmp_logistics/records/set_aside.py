"""Therapies of which a record cannot be read or judged: set aside with their faults, so that the others are judged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from atmp_logistics.core.errors import AmbiguousDateOrder, DisprovedAnswer, Fault, UnreadableTime, UsageError, refuse
from atmp_logistics.core.printable import value_in_words
from atmp_logistics.core.short_repr import Described, counted

#: What a call does with faults of single therapies: it refuses the whole record, or sets these therapies aside.
Errors = Literal["raise", "collect"]

#: These say of a whole column how it is written, whichever row they name.
_OF_A_COLUMN = (AmbiguousDateOrder, DisprovedAnswer)
_DATE = re.compile(r"\b(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})\b")
_CENTURY = 2000


@dataclass(frozen=True, slots=True, repr=False)
class SetAside(Described):
    """A therapy that was not judged, and why.

    Attributes
    ----------
    therapy_id : str
    faults : tuple of Fault
        What is wrong with its rows.
    """

    therapy_id: str
    faults: tuple[Fault, ...]

    def _described(self) -> str:
        return f"therapy {self.therapy_id}, {counted(self.faults, 'fault')}"


def check_errors(errors: object) -> None:
    """Refuse what says neither ``raise`` nor ``collect``.

    Raises
    ------
    UsageError
    """
    if not isinstance(errors, str) or errors not in ("raise", "collect"):
        fix = "leave errors out to refuse the whole record, or write errors='collect'"
        refuse([UsageError.fault("errors", value_in_words(errors), "'raise' or 'collect'", fix)])


def set_aside_by(faults: Iterable[Fault], therapies_of: Callable[[Fault], Iterable[str]]) -> tuple[SetAside, ...]:
    """Return the therapies that faults are about, each with its own; none where a fault is about no therapy alone.

    A fault that may tell how a whole column is written is about all its rows.

    Returns
    -------
    tuple of SetAside

    Examples
    --------
    >>> from atmp_logistics.core.errors import UnknownEvent
    >>> soon = Fault("events.csv, row 2, column event", "'thawd'", "an event", "write thaw_end", UnknownEvent)
    >>> [each.therapy_id for each in set_aside_by([soon], lambda fault: ["T1"])]
    ['T1']
    >>> set_aside_by([soon, Fault("events.csv", "no rows", "rows", "export it again")], lambda fault: [])
    ()
    """
    found: dict[str, dict[Fault, None]] = {}
    for fault in faults:
        therapies = [] if _is_of_a_column(fault) else list(therapies_of(fault))
        if not therapies or not all(therapies):
            return ()
        for therapy in therapies:
            found.setdefault(therapy, {})[fault] = None
    return tuple(SetAside(therapy, tuple(own)) for therapy, own in found.items())


def _is_of_a_column(fault: Fault) -> bool:
    if issubclass(fault.error, _OF_A_COLUMN) or fault.column == "therapy_id":
        return True
    written = _DATE.search(fault.found) if fault.error is UnreadableTime else None
    return written is not None and _is_a_date(*map(int, written.groups()))


def _is_a_date(first: int, second: int, third: int) -> bool:
    """Say whether numbers are a date in some order: then another row's order may be the wrong one."""
    year = third if third > _CENTURY else _CENTURY + third
    return any(_exists(year, month, day) for month, day in ((first, second), (second, first)))


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def joined(*several: Iterable[SetAside]) -> tuple[SetAside, ...]:
    """Return therapies set aside at several steps, each once with all its faults, by their names."""
    found: dict[str, dict[Fault, None]] = {}
    for each in (one for some in several for one in some):
        found.setdefault(each.therapy_id, {}).update(dict.fromkeys(each.faults))
    return tuple(SetAside(therapy, tuple(found[therapy])) for therapy in sorted(found))
