"""T103: how many excursions each storage phase had, and how long the longest lasted."""

from dataclasses import dataclass
from math import inf

from reference.containers import Container
from reference.labels import applies, completions, one_answer
from reference.measure import View, doubts, length
from reference.nearness import as_read
from reference.readings import Line
from reference.record import Record
from reference.temperature import as_range
from reference.values import WORST, C, exact, judge, seconds


def above(line: Line, edge, inclusive=False):
    """The part of a line that lies above an edge (or on it all the way, if inclusive), as (start, end) or None."""
    one, other = line.first - edge, line.last - edge
    if one == other == 0:
        return (line.start, line.end) if inclusive else None
    if one <= 0 and other <= 0:
        return None
    if one >= 0 and other >= 0:
        return line.start, line.end
    crossing = line.start + (line.end - line.start) * one / (one - other)
    return (line.start, crossing) if one > 0 else (crossing, line.end)


def t103(record: Record, container: Container):
    """Excursions are counted from the range that holds for this container (issue F)."""
    for allowance in record.product.allowances:
        stores = [store for store in record.product.storage if store.code == allowance.storage]
        measured = [measure(record, container, store, allowance) for store in stores]
        questions = set().union(*(more for _, _, more in measured))
        for unit, most, which in (("times", allowance.times, 0), ("s", allowance.at_most_s, 1)):
            if most is not None:
                bounds = [one[which] for one in measured]
                verdict, own = over_stores(record, container, allowance, stores, bounds, most)
                if own:
                    yield allowance.code, unit, verdict, own, allowance, questions


def over_stores(record: Record, container: Container, allowance, stores, bounds, most):
    """The verdict by the storage that holds, in every way in which nobody said which does; no bounds where none can."""
    known = record.told(container)
    ways = [way for way in completions(record.product, [allowance, *stores], known) if applies(allowance, way)] or [
        known
    ]
    answers, held = set(), []
    for way in ways:
        own = [(store, limits) for store, limits in zip(stores, bounds, strict=True) if applies(store, way)]
        each = (as_permitted(allowance, store, limits, judge(*limits, None, most)) for store, limits in own)
        answers.add(max(each, key=WORST.index, default=C))
        held += [limits for _, limits in own]
    bounds = (min(lower for lower, _ in held), max(upper for _, upper in held)) if held else None
    return one_answer(answers), bounds


def as_permitted(allowance, store, bounds, verdict):
    """A verdict as the storage's range was read, and, where there may have been an excursion, as the allowance was."""
    return as_read(as_read(verdict, allowance.citation) if bounds[1] > 0 else verdict, store.citation)


def measure(record: Record, container: Container, store, allowance):
    """Bounds on the number of excursions and on the longest, over both sides and every world."""
    met = record.met[id(container)]
    phase = record.phase(container, store.starts, store.ends, limit=store)
    limits = as_range(store.range, record)
    counts, longest, questions = [0, 0], [0, 0], set()
    for sign, edge, named in (
        (1, limits.upper_degC, allowance.range.upper_degC),
        (-1, limits.lower_degC, allowance.range.lower_degC),
    ):
        if edge is not None and named is not None:
            sides = [Side(view, sign, exact(edge), limits.inclusive, allowance.until_end) for view in met.views(phase)]
            found = [side.excursions() for side in sides]
            counts[0] += min(one[0][0] for one in found)
            counts[1] += max(one[0][1] for one in found)
            longest[0] = max(longest[0], min(one[1][0] for one in found))
            longest[1] = max(longest[1], *(one[1][1] for one in found))
            questions |= set().union(*(one[2] for one in found))
    questions |= set() if limits.inclusive else {"strict-allowance"}
    questions |= doubts(met, phase)
    questions |= {"guarded-count"} if met.guard else set()
    return tuple(counts), tuple(seconds(size) for size in longest), questions


@dataclass
class Side:
    """One side of a range in one world, as if it were the warm one: beyond the edge is out."""

    view: View
    sign: int
    edge: object
    inclusive: bool
    until_end: bool

    def excursions(self):
        """Bounds on their number and on the longest, and what is open about them."""
        view, guard, fewest, shortest = self.view, self.view.guard, 0, 0
        if view.certain[0] <= view.certain[1]:
            sure = self._outside(view.certain, guard)
            together = merged(self._outside(view.certain, -guard) + self._unseen(view.certain))
            fewest = sum(any(a <= start and end <= b for start, end in sure) for a, b in together)
            shortest = longest_of(self._lasting(sure, view.certain))
        if view.reverses or length(view.possible, inf) == inf:
            return (fewest, inf), (shortest, inf), set()
        may, unseen = self._outside(view.possible, -guard), self._unseen(view.possible)
        most = inf if unseen else most_runs(self._marks(view.possible)) if guard else len(merged(may))
        longest = longest_of(self._lasting(may + unseen, view.possible))
        return (fewest, most), (shortest, longest), {"gap"} if unseen or guard else set()

    def _lasting(self, spans, extent):
        """Spans, each of which counts until the phase ends where the label wants the product used by then."""
        return [(start, extent[1]) for start, _ in spans] if self.until_end else spans

    def _out(self, value, guard):
        beyond = self.sign * (value - self.edge) - guard
        return beyond > 0 if self.inclusive else beyond >= 0

    def _outside(self, extent, guard):
        """Every stretch out: parts of lines, and readings out by themselves."""
        spans = []
        for line in self.view.lines(extent):
            flat = Line(line.start, line.end, self.sign * line.first, self.sign * line.last)
            edge = self.sign * self.edge + guard
            part = above(flat, edge, inclusive=not self.inclusive) if line.start < line.end else None
            spans += [part] if part else []
        return spans + [(t, t) for t, value in self._readings(extent) if self._out(value, guard)]

    def _readings(self, extent):
        """Every reading of a span, and its temperature at both ends where a line leads there, in time order."""
        points = {(t, value) for stand, a, b in self.view.overlaps(extent) for t, value in stand.points if a <= t <= b}
        for line in self.view.lines(extent):
            points |= {(line.start, line.first), (line.end, line.last)}
        return sorted(points)

    def _unseen(self, extent):
        """The stretches without readings, parted by every reading that was surely in the range."""
        spans, at = [], extent[0]
        inside = [(t, t) for t, value in self._readings(extent) if not self._out(value, -self.view.guard)]
        for start, end in merged([(line.start, line.end) for line in self.view.lines(extent)] + inside):
            spans += [(at, start)] if start > at else []
            at = max(at, end)
        return [*spans, (at, extent[1])] if extent[1] > at else spans

    def _marks(self, extent):
        """Out, maybe or in at each reading."""
        guard = self.view.guard
        return [
            "O" if self._out(value, guard) else "M" if self._out(value, -guard) else "I"
            for _, value in self._readings(extent)
        ]


def merged(spans):
    """Spans put together where they touch: two excursions that the limit parts for an instant are one."""
    out = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def longest_of(spans):
    return max((end - start for start, end in merged(spans)), default=0)


def most_runs(marks):
    """The most runs of out that a chain of marks allows, each maybe taken either way."""
    best = {"I": 0}
    for mark in marks:
        options = {"O": ["O"], "I": ["I"], "M": ["O", "I"]}[mark]
        best = {
            state: max(count + (state == "O" and before != "O") for before, count in best.items()) for state in options
        }
    return max(best.values())
