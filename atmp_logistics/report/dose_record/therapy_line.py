"""The therapy on one axis of time, from vein to vein: events with their bounds, phases, clocks against their limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf, isfinite, isnan

from atmp_logistics.core.finding import Finding
from atmp_logistics.core.instants import DAY_S, SECOND
from atmp_logistics.core.limits import StorageCondition
from atmp_logistics.evidence.events.known_events import NO
from atmp_logistics.report.dose_record.logged_times import KnownEvent, event_in_words
from atmp_logistics.report.dose_record.record_head import verdict_cell
from atmp_logistics.report.dose_record.record_parts import NO_CELL, Cell
from atmp_logistics.report.dose_record.record_source import OneContainer, RecordSource
from atmp_logistics.report.shared.broken_time import BrokenTime
from atmp_logistics.rules.monitored_phases import monitored_phases

#: Which part of the width the axis takes, in per cent, and how near two names of instants may stand.
_LEFT, _WIDTH, _APART = 2.0, 96.0, 15.0


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on a row: ``point``, ``sure``, ``maybe``, ``limit`` or ``cut``; place and width in per cent."""

    kind: str
    at: float
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class LineRow:
    """A row of the line: its name, what is drawn, the same in words, and a verdict where it has one."""

    name: str
    marks: tuple[Mark, ...]
    words: str = ""
    verdict: Cell = NO_CELL


@dataclass(frozen=True, slots=True)
class TherapyLine:
    """The rows of a therapy below one axis; `ticks` are places in per cent, each with its day and its time."""

    groups: tuple[tuple[str, tuple[LineRow, ...]], ...]
    ticks: tuple[tuple[float, str, str], ...]
    cuts: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class _Axis:
    time: BrokenTime

    def place(self, us: float) -> float:
        """Return where an instant stands, in per cent; what nothing bounds stands at the end of the axis."""
        within = min(max(us, self.time.knots_us[0]), self.time.knots_us[-1])
        return round(_LEFT + _WIDTH * (self.time.place(within) - self.time.places[0]) / self.time.width, 2)

    def bar(self, kind: str, begin: float, end: float) -> list[Mark]:
        """Return a bar between two instants; none where it would run backwards."""
        at, until = self.place(begin), self.place(end)
        return [Mark(kind, at, round(max(until - at, 0.4), 2))] if end >= begin else []


def therapy_line(source: RecordSource, events: Sequence[KnownEvent]) -> TherapyLine | None:
    """Return the line of a therapy; none where no time is known."""
    known = [time for one in events for time in (one.earliest, one.latest) if not isnan(time)]
    if not known:
        return None
    known += _ends_of_clocks(source)
    axis, say = _Axis(BrokenTime.of(known)), source.words.say
    whole = LineRow(say("line.all_events"), tuple(mark for one in events for mark in _event_marks(axis, one)))
    groups = (
        ("", (whole,)),
        (say("line.events"), tuple(_event_row(source, axis, one) for one in events)),
        (say("line.phases"), tuple(_phase_rows(source, axis))),
        (say("line.clocks"), tuple(_clock_rows(source, axis))),
    )
    return TherapyLine(tuple(one for one in groups if one[1]), tuple(_ticks(source, axis)), tuple(_cuts(axis)))


def _ends_of_clocks(source: RecordSource) -> list[float]:
    """Return when the clocks of hours and minutes run out, so that the axis reaches as far."""
    own = (one for _, one in source.findings() if one.rule == "W201" and one.unit == "s" and one.start is not None)
    return [(one.start or 0) + one.limit.upper * SECOND for one in own if one.limit and one.limit.upper]


def _event_marks(axis: _Axis, one: KnownEvent) -> list[Mark]:
    begin, end = (-inf if isnan(one.earliest) else one.earliest), (inf if isnan(one.latest) else one.latest)
    if one.is_logged and isfinite(begin) and isfinite(end):
        return [Mark("point", axis.place((begin + end) / 2))]
    return axis.bar("maybe", begin, end)


def _event_row(source: RecordSource, axis: _Axis, one: KnownEvent) -> LineRow:
    words, whose = source.words, source.named(one.containers)
    begin, end = (-inf if isnan(one.earliest) else one.earliest), (inf if isnan(one.latest) else one.latest)
    said = words.at((begin + end) / 2) if one.is_logged else f"{words.say('text.not_logged')}: {words.span(begin, end)}"
    name = event_in_words(words, one) + (f", {whose}" if whose else "")
    return LineRow(name, tuple(_event_marks(axis, one)), said)


def _phase_rows(source: RecordSource, axis: _Axis) -> Iterator[LineRow]:
    for container in source.containers:
        evidence, row = container.part.evidence, container.row
        for limit, phase, _ in monitored_phases(evidence):
            if not isinstance(limit, StorageCondition) or evidence.applies(limit)[row] == NO:
                continue
            begin = float(phase.start_lo[row]), float(phase.start_hi[row])
            end = float(phase.end_lo[row]), float(phase.end_hi[row])
            marks = _marks_of_phase(axis, begin, end)
            allowed = source.words.say.said(limit.range.in_words)
            words = f"{allowed}; {source.words.span(*begin)} – {source.words.span(*end)}"
            name, verdict = _named(source, container, limit.code), _verdict(source, container, limit.code)
            yield LineRow(name, tuple(marks), words, verdict)


def _marks_of_phase(axis: _Axis, begin: tuple[float, float], end: tuple[float, float]) -> list[Mark]:
    """Return what lasted for sure, and before and after it what may have."""
    if begin[1] > end[0]:
        return axis.bar("maybe", begin[0], end[1])
    around = [axis.bar("maybe", *ends) for ends in (begin, end) if ends[0] < ends[1]]
    return [*axis.bar("sure", begin[1], end[0]), *(mark for marks in around for mark in marks)]


def _verdict(source: RecordSource, container: OneContainer, code: str) -> Cell:
    found = (one for one in container.findings() if (one.rule, one.code) == ("T101", code))
    return next((verdict_cell(source, one.verdict, one.obligation) for one in found), NO_CELL)


def _named(source: RecordSource, container: OneContainer, code: str) -> str:
    return f"{code}, {source.name_of(container)}" if len(source.containers) > 1 else code


def _clock_rows(source: RecordSource, axis: _Axis) -> Iterator[LineRow]:
    """Yield each clock once, with the containers of which it is the same."""
    found: dict[tuple[object, ...], tuple[Finding, set[str]]] = {}
    for container, one in source.findings():
        if one.rule == "W201" and one.limit is not None:
            key = (one.code, one.start, one.end, one.measured, one.verdict)
            found.setdefault(key, (one, set()))[1].add(container.name)
    for one, names in found.values():
        assert one.limit is not None  # noqa: S101  looked at above
        whose = source.named(names)
        measured, allowed = source.words.bounds(one.measured, one.unit), source.words.allowed(one.limit)
        words = source.words.say("line.clock_words", measured=measured, allowed=allowed)
        verdict = verdict_cell(source, one.verdict, one.obligation)
        yield LineRow(f"{one.code}, {whose}" if whose else one.code, tuple(_clock_marks(axis, one)), words, verdict)


def _clock_marks(axis: _Axis, one: Finding) -> list[Mark]:
    """Return how long a clock ran for sure and may have run, and where its limit ends it."""
    if one.start is None or one.limit is None:
        return []
    size = SECOND * (DAY_S if one.unit == "d" else 1.0)
    begin = float(one.start)
    sure = begin + max(one.measured.lower * size, 0.0) if isfinite(one.measured.lower) else begin
    longest = begin + one.measured.upper * size if isfinite(one.measured.upper) else inf
    marks = axis.bar("sure", begin, sure) if sure > begin else []
    marks += axis.bar("maybe", sure, longest) if longest > sure else []
    ends = [end for end in (one.limit.lower, one.limit.upper) if end]
    return marks + [Mark("limit", axis.place(begin + end * size)) for end in ends if _is_on(axis, begin + end * size)]


def _is_on(axis: _Axis, us: float) -> bool:
    return axis.time.knots_us[0] <= us <= axis.time.knots_us[-1]


def _ticks(source: RecordSource, axis: _Axis) -> Iterator[tuple[float, str, str]]:
    """Yield the instants that are named below the axis: where each stretch begins and ends, if far enough apart."""
    knots = axis.time.knots_us
    begins, ends = [end for _, end in axis.time.cuts_us], [begin for begin, _ in axis.time.cuts_us]
    taken: list[float] = []
    for us in (knots[0], knots[-1], *begins, *ends):
        at = axis.place(us)
        if all(abs(at - other) >= _APART for other in taken):
            taken.append(at)
            day, _, time = source.words.local(us).partition(" ")
            yield at, day, time


def _cuts(axis: _Axis) -> Iterator[Mark]:
    for begin, end in axis.time.cuts_us:
        yield Mark("cut", round((axis.place(begin) + axis.place(end)) / 2, 2))
