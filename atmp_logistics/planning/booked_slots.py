"""Slots that a ward keeps for one patient: stretches between two times, which do not recur."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo

from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.iso_times import iso_times
from atmp_logistics.planning.opening_hours import Stretch


@dataclass(frozen=True, slots=True)
class BookedSlots:
    """Stretches that do not recur, such as the slot that the ward keeps for one patient."""

    spans: tuple[Stretch, ...]
    text: str

    def stretches(self, first_us: float, last_us: float, tz: tzinfo) -> tuple[Stretch, ...]:
        """Return every slot that meets the time between two instants, in order."""
        del tz
        return tuple(stretch for stretch in sorted(self.spans) if stretch[1] >= first_us and stretch[0] <= last_us)

    def __str__(self) -> str:
        return self.text


def read_slots(spans: object, tz: tzinfo | None, where: str = "slots") -> BookedSlots:
    """Return slots from pairs of times, each ISO 8601, local ones in the zone; an end may be a clock time alone.

    Parameters
    ----------
    spans : pair of str, or sequence of such pairs
        Such as ``("2026-11-24 10:00", "11:30")``, or text: ``"2026-11-24 10:00 to 11:30"``.
    tz : tzinfo or None
        The zone of local times.
    where : str
        How a refusal names the place.

    Raises
    ------
    AtmpError
        With every slot that is none: no two times, a local time that occurs twice or never, an end before its start.

    Examples
    --------
    >>> from atmp_logistics.core.instants import iso, zone
    >>> slots = read_slots("2026-11-24 10:00 to 11:30", zone("Europe/Stockholm"))
    >>> [iso(one) for one in slots.spans[0]]
    ['2026-11-24T09:00:00Z', '2026-11-24T10:30:00Z']
    """
    faults: list[Fault] = []
    found = [_slot(span, tz, where, faults) for span in _slot_values(spans)]
    if not found:
        faults.append(_no_slot(where, spans))
    refuse(faults)
    return BookedSlots(tuple(span for span in found if span), "; ".join(map(_slot_text, _slot_values(spans))))


def _slot_values(spans: object) -> list[object]:
    if isinstance(spans, str):
        return [part.strip() for part in spans.split(";") if part.strip()]
    if isinstance(spans, (tuple, list)):
        return [spans] if len(spans) == 2 and all(_is_time(value) for value in spans) else list(spans)
    return [spans]


def _is_time(value: object) -> bool:
    return isinstance(value, datetime) or (isinstance(value, str) and not re.search(r"\sto\s|;", value))


def _slot_text(span: object) -> str:
    return span if isinstance(span, str) else " to ".join(map(str, span))  # type: ignore[call-overload]


def _slot(span: object, tz: tzinfo | None, where: str, faults: list[Fault]) -> Stretch | None:
    pair = re.split(r"\s+to\s+", span.strip()) if isinstance(span, str) else span
    if not isinstance(pair, (tuple, list)) or len(pair) != 2 or not all(map(_is_time, pair)):
        faults.append(_no_slot(where, span))
        return None
    first, last = (str(part).strip() for part in pair)
    if re.fullmatch(r"\d{1,2}:\d{2}", last):
        last = f"{first[:10]} {last:0>5}"
    times, found = iso_times([first, last], tz, lambda _: where)
    faults += found
    if found:
        return None
    if times[1] < times[0]:
        faults.append(Fault(where, f"{first} to {last}", "the start before the end", "exchange the two", UsageError))
    return float(times[0]), float(times[1])


def _no_slot(where: str, span: object) -> Fault:
    fix = "write it as '2026-11-24 10:00 to 11:30'"
    return Fault(where, repr(span), "a start and an end", fix, UsageError)
