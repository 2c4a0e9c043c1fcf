"""Times that the caller states of events: moments and windows, as statements after the clock.

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
    """A moment or a window that the caller states of one event.

    Attributes
    ----------
    event : str
        The vocabulary's name.
    container : int or None
        The number of its container; None where none is named.
    lo_us, hi_us : float
        The earliest and the latest instant, in microseconds since 1970; ±inf for an end that is open.
    """

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
            yield from statements_between(node, self.lo_us, self.hi_us, tz, source="stated", code="anchor")

    def text(self, count: int, tz: tzinfo) -> str:
        """Return the time in words, and of several containers which are meant.

        Examples
        --------
        >>> from datetime import UTC
        >>> print(FixedTime("administration_end", None, -inf, 0.0).text(2, UTC))
        administration end of every container by 1970-01-01 00:00Z (each of the 2, so the whole therapy)
        >>> print(FixedTime("administration_end", None, 0.0, 0.0).text(2, UTC))
        administration end of container 2 at 1970-01-01 00:00Z (the last, as none is named; container 1 is not set)
        >>> print(FixedTime("thaw_start", 1, 0.0, 0.0).text(2, UTC))
        thaw start of container 1 at 1970-01-01 00:00Z (of this one alone)
        """
        words = self.event.replace("_", " ")
        numbers = [number for number in self.containers(count) if number]
        if count > 1 and numbers:
            words += " of every container" if len(numbers) == count else f" of container {numbers[0]}"
        return f"{words} {_times_text(self.lo_us, self.hi_us, tz)}{self._meant(numbers, count)}"

    def _meant(self, numbers: Sequence[int], count: int) -> str:
        """Return which of several containers are meant, and why, in brackets."""
        if count == 1:
            return ""
        if not numbers:
            return " (of the whole therapy)"
        if len(numbers) == count:
            return f" (each of the {count}, so the whole therapy)"
        if self.container is not None:
            return " (of this one alone)"
        others = [f"container {number}" for number in range(1, count + 1) if number not in numbers]
        rest = f"{others[0]} is" if len(others) == 1 else f"the {len(others)} others are"
        return f" ({'the first' if numbers == [1] else 'the last'}, as none is named; {rest} not set)"


def _times_text(lo_us: float, hi_us: float, tz: tzinfo) -> str:
    if lo_us == hi_us:
        return f"at {clock(lo_us, tz)}"
    after = f"not before {clock(lo_us, tz)}" if isfinite(lo_us) else ""
    by = f"by {clock(hi_us, tz)}" if isfinite(hi_us) else ""
    return " and ".join(filter(None, (after, by)))


def statements_between(
    node: str, lo_us: float, hi_us: float, tz: tzinfo, *, source: str, code: str
) -> Iterator[Statement]:
    """Yield that an event lies between two instants, as statements after the clock; none for an infinite one."""
    common = {"earlier": CLOCK, "later": node, "kind": Kind.ANCHOR, "source": source, "code": code}
    exact = f"{named(node)} at {clock(lo_us, tz)}" if lo_us == hi_us else ""
    if isfinite(lo_us):
        words = exact or f"{named(node)} not before {clock(lo_us, tz)}"
        yield Statement(at_least_us=lo_us, words=words, **common)  # type: ignore[arg-type]
    if isfinite(hi_us):
        words = exact or f"{named(node)} by {clock(hi_us, tz)}"
        yield Statement(at_most_us=hi_us, words=words, **common)  # type: ignore[arg-type]


def read_fixed_times(
    stated: Mapping[str, object], tz: tzinfo | None, containers: int, where: str = "anchors"
) -> tuple[list[FixedTime], list[Fault]]:
    """Return the times that a caller states of events, and every fault of every one; none is raised.

    Parameters
    ----------
    stated : mapping
        From an event to a moment (``"2026-11-24 13:00"``, or a datetime with its zone), to a pair of moments, the later
        perhaps a clock time alone, or to a mapping with any of earliest and latest. As text: ``"2026-11-24 12:00 to
        13:00"``, ``"by 2026-11-24 11:30"``, ``"from 2026-11-24 09:00"``.
    tz : tzinfo or None
        The zone of local times.
    containers : int
        How many containers there are.
    where : str
        The argument's name.

    Returns
    -------
    times : list of FixedTime
    faults : list of Fault

    Examples
    --------
    >>> from atmp_logistics.core.instants import zone
    >>> stockholm = zone("Europe/Stockholm")
    >>> [second], faults = read_fixed_times({"infusion_start[2]": ("2026-11-24 12:00", "13:00")}, stockholm, 2)
    >>> print(second.text(2, stockholm))
    administration start of container 2 not before 2026-11-24 12:00+01:00 and by 2026-11-24 13:00+01:00 \
(of this one alone)
    >>> print(read_fixed_times({"thaw_stat": "2026-11-24 12:00"}, None, 1)[1][0])
    anchors.thaw_stat: found 'thaw_stat', expected an event of the vocabulary. Fix: use one of its names; did you mean \
'thaw_start'?
    """
    times, faults = list[FixedTime](), list[Fault]()
    for key, value in stated.items():
        own = list[Fault]()
        event = event_argument(key, where, containers, own)
        ends = _ends_us(value, tz, f"{where}.{key}", own)
        faults += own
        if event and ends and not own:
            times.append(FixedTime(*event, *ends))
    if not stated:
        expected, fix = "at least one event with its time", "state when the infusion starts"
        faults.append(UsageError.fault(where, "none", expected, fix))
    return times, faults + _repeated_events(times, where)


def _ends_us(value: object, tz: tzinfo | None, where: str, faults: list[Fault]) -> tuple[float, float] | None:
    """Return between which instants a stated time lies; None for one that is refused."""
    parts = _parts(value, where, faults)
    ends = [None if part is None else time_argument(part, tz, where, faults) for part in parts]
    if faults:
        return None
    if len(ends) == 1:
        return None if ends[0] is None else (ends[0], ends[0])
    low, high = (-inf if ends[0] is None else ends[0]), (inf if ends[1] is None else ends[1])
    if low <= high:
        return low, high
    found = f"{parts[0]} to {parts[1]}"
    faults.append(UsageError.fault(where, found, "the earliest before the latest", "exchange the two"))
    return None


def _parts(value: object, where: str, faults: list[Fault]) -> list[object]:
    """Return the moment of a stated time, or its earliest and its latest; None stands for an end that is open."""
    if isinstance(value, Mapping):
        unknown = ", ".join(str(key) for key in value if key not in {"earliest", "latest"})
        if unknown or not value:
            faults.append(UsageError.fault(where, unknown or "nothing", "earliest, latest or both", "use these names"))
        return _pair(value.get("earliest"), value.get("latest"))
    if isinstance(value, (tuple, list)):
        if len(value) != 2:
            expected, fix = "a moment, or an earliest and a latest", "write two times"
            faults.append(UsageError.fault(where, repr(value), expected, fix))
            return []
        return _pair(*value)
    if isinstance(value, str) and (one_sided := _ONE_SIDED.fullmatch(value.strip())):
        return [one_sided[2], None] if one_sided[1].casefold() == "from" else [None, one_sided[2]]
    if isinstance(value, str) and len(pair := re.split(r"\s+to\s+", value.strip())) == 2:
        return _pair(*pair)
    if value is None:
        faults.append(UsageError.fault(where, "None", "a time", "write it as 2026-11-24 10:44"))
    return [value]


def _pair(first: object, last: object) -> list[object]:
    """Return an earliest and a latest; a clock time alone is on the day of the earliest."""
    if isinstance(first, str) and isinstance(last, str) and _CLOCK_ALONE.fullmatch(last.strip()):
        return [first, f"{first.strip()[:10]} {last.strip():0>5}"]
    return [first, last]


def _repeated_events(times: Sequence[FixedTime], where: str) -> list[Fault]:
    """Return a fault for each event of which two times are stated."""
    seen, faults = set[tuple[str, int | None]](), list[Fault]()
    for time in times:
        if (time.event, time.container) in seen:
            found, fix = "two times for one event", "keep the right one"
            faults.append(UsageError.fault(f"{where}.{time.event}", found, "one", fix))
        seen.add((time.event, time.container))
    return faults
