"""What a plan is hung on: moments and windows that the caller states of events, as statements after the clock.

An anchor names one container, ``administration_start[2]``, or none. Without one, a window holds for every container; a
moment of an event that starts a stage is the first container's, of one that ends a stage the last one's, and of any
other event every container's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from math import inf, isfinite

from atmp_logistics.core.errors import Fault, UsageError
from atmp_logistics.core.event_kinds import EVENTS, STAGES
from atmp_logistics.core.wording import clock
from atmp_logistics.timing.call_arguments import event_argument, time_argument
from atmp_logistics.timing.constraints import CLOCK, Kind, Statement
from atmp_logistics.timing.node_names import named

_ONE_SIDED = re.compile(r"(by|from)\s+(.+)", re.IGNORECASE)
_CLOCK_ALONE = re.compile(r"\d{1,2}:\d{2}")


@dataclass(frozen=True, slots=True)
class FixedTime:
    """One event's moment or window, in microseconds since 1970; `container` is None where none is named."""

    event: str
    container: int | None
    lo_us: float
    hi_us: float

    @property
    def is_moment(self) -> bool:
        """Whether it is one instant and no window."""
        return self.lo_us == self.hi_us

    def containers(self, count: int) -> Sequence[int]:
        """Return the numbers of the containers that are meant; 0 is the therapy itself.

        Examples
        --------
        >>> start, end = (FixedTime(name, None, 0.0, 0.0) for name in ("thaw_start", "administration_end"))
        >>> start.containers(3), end.containers(3), FixedTime("thaw_start", None, 0.0, 9.0).containers(3)
        ([1], [3], [1, 2, 3])
        """
        if EVENTS[self.event].scope not in {"container", "dose"}:
            return [0]
        if self.container is not None:
            return [self.container]
        if self.is_moment and self.event.removesuffix("_start") in STAGES:
            return [1]
        if self.is_moment and self.event.removesuffix("_end") in STAGES:
            return [count]
        return list(range(1, count + 1))

    def statements(self, count: int, tz: tzinfo) -> Iterator[Statement]:
        """Yield the anchor as statements after the clock, for so many containers."""
        for number in self.containers(count):
            node = f"{self.event}[{number}]" if number else self.event
            yield from between(node, self.lo_us, self.hi_us, tz, source="stated", code="anchor")

    def said(self, count: int, tz: tzinfo) -> str:
        """Return the anchor in words."""
        words = self.event.replace("_", " ")
        numbers = [number for number in self.containers(count) if number]
        if count > 1 and numbers:
            words += " of every container" if len(numbers) == count else f" of container {numbers[0]}"
        return f"{words} {_spanned(self.lo_us, self.hi_us, tz)}"


def _spanned(lo_us: float, hi_us: float, tz: tzinfo) -> str:
    if lo_us == hi_us:
        return f"at {clock(lo_us, tz)}"
    after = f"not before {clock(lo_us, tz)}" if isfinite(lo_us) else ""
    by = f"by {clock(hi_us, tz)}" if isfinite(hi_us) else ""
    return " and ".join(filter(None, (after, by)))


def between(node: str, lo_us: float, hi_us: float, tz: tzinfo, *, source: str, code: str) -> Iterator[Statement]:
    """Yield that an event lies between two instants, as statements after the clock; an infinite one says nothing."""
    said = {"earlier": CLOCK, "later": node, "kind": Kind.ANCHOR, "source": source, "code": code}
    exact = f"{named(node)} at {clock(lo_us, tz)}" if lo_us == hi_us else ""
    if isfinite(lo_us):
        words = exact or f"{named(node)} not before {clock(lo_us, tz)}"
        yield Statement(at_least_us=lo_us, words=words, **said)  # type: ignore[arg-type]
    if isfinite(hi_us):
        words = exact or f"{named(node)} by {clock(hi_us, tz)}"
        yield Statement(at_most_us=hi_us, words=words, **said)  # type: ignore[arg-type]


def read_anchors(
    anchors: Mapping[str, object], tz: tzinfo | None, containers: int
) -> tuple[list[FixedTime], list[Fault]]:
    """Read anchors; every fault of every one is returned, and none raised.

    Parameters
    ----------
    anchors : mapping
        From an event to a moment (``"2026-11-24 13:00"``, or a datetime with its zone), to a pair of moments, the later
        perhaps a clock time alone, or to a mapping with any of earliest and latest. As text: ``"2026-11-24 12:00 to
        13:00"``, ``"by 2026-11-24 11:30"``, ``"from 2026-11-24 09:00"``.
    tz : tzinfo or None
        The zone of local times.
    containers : int
        How many containers there are.

    Examples
    --------
    >>> from atmp_logistics.core.instants import zone
    >>> found, faults = read_anchors({"infusion_start[2]": ("2026-11-24 12:00", "13:00")}, zone("Europe/Stockholm"), 2)
    >>> print(found[0].said(2, zone("Europe/Stockholm")))
    administration start of container 2 not before 2026-11-24 12:00+01:00 and by 2026-11-24 13:00+01:00
    >>> print(read_anchors({"thaw_stat": "2026-11-24 12:00"}, None, 1)[1][0])
    anchors.thaw_stat: found 'thaw_stat', expected an event of the vocabulary. Fix: use one of its names; did you mean \
'thaw_start'?
    """
    found, faults = list[FixedTime](), list[Fault]()
    for key, value in anchors.items():
        own = list[Fault]()
        ends = event_argument(key, "anchors", containers, own)
        span = _span(value, tz, f"anchors.{key}", own)
        faults += own
        if ends and span and not own:
            found.append(FixedTime(*ends, *span))
    if not anchors:
        faults.append(
            UsageError.fault("anchors", "none", "at least one event with its time", "state when the infusion starts")
        )
    return found, faults + _twice(found)


def _span(value: object, tz: tzinfo | None, where: str, faults: list[Fault]) -> tuple[float, float] | None:
    if isinstance(value, Mapping):
        unknown = [str(key) for key in value if key not in {"earliest", "latest"}]
        if unknown or not value:
            faults.append(
                UsageError.fault(where, ", ".join(unknown) or "nothing", "earliest, latest or both", "use these names")
            )
            return None
        parts = [value.get("earliest"), value.get("latest")]
    elif isinstance(value, (tuple, list)):
        if len(value) != 2:
            faults.append(
                UsageError.fault(where, repr(value), "a moment, or an earliest and a latest", "write two times")
            )
            return None
        parts = list(value)
    elif isinstance(value, str) and (one_sided := _ONE_SIDED.fullmatch(value.strip())):
        parts = [one_sided[2], None] if one_sided[1].casefold() == "from" else [None, one_sided[2]]
    elif isinstance(value, str) and len(pair := re.split(r"\s+to\s+", value.strip())) == 2:
        parts = list(pair)
    else:
        moment = time_argument(value, tz, where, faults)
        return None if moment is None else (moment, moment)
    if isinstance(parts[0], str) and isinstance(parts[1], str) and _CLOCK_ALONE.fullmatch(parts[1].strip()):
        parts[1] = f"{parts[0].strip()[:10]} {parts[1].strip():0>5}"
    ends = [None if part is None else time_argument(part, tz, where, faults) for part in parts]
    if faults:
        return None
    lo, hi = (-inf if ends[0] is None else ends[0]), (inf if ends[1] is None else ends[1])
    if lo > hi:
        faults.append(
            UsageError.fault(where, f"{parts[0]} to {parts[1]}", "the earliest before the latest", "exchange the two")
        )
        return None
    return lo, hi


def _twice(found: Sequence[FixedTime]) -> list[Fault]:
    seen, faults = set[tuple[str, int | None]](), list[Fault]()
    for one in found:
        key = one.event, one.container
        if key in seen:
            faults.append(
                UsageError.fault(f"anchors.{one.event}", "two times for one event", "one", "keep the right one")
            )
        seen.add(key)
    return faults
