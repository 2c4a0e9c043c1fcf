"""One container: bounds on the first and the last of every event kind, and the facts that link them (DESIGN 1, 2)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf

from reference.forms import as_not_logged, named_by, rows_of_forms
from reference.labels import applies, told
from reference.values import VOCABULARY, Row, S, ends, recurs, scope
from reference.when import UNKNOWN, Clock, When, earliest, either, latest

#: "After `discarded` or `returned` no thaw, preparation or administration of that container" (DESIGN 1, issue D).
ENDING = ("discarded", "returned", "receipt_rejected")
USE = (
    "thaw_start", "thaw_end", "preparation_start", "preparation_end", "administration_start", "administration_pause",
    "administration_resume", "administration_end",
)  # fmt: skip


@dataclass
class Container:
    """One container of a therapy, and what is known of when its events were."""

    therapy: str
    name: str
    rows: list[Row]
    site: object
    clock: Clock
    bounds: dict = field(default_factory=dict)
    facts: list = field(default_factory=list)
    logged: set = field(default_factory=set)
    contradicts: bool = False
    broken: bool = False
    open: set = field(default_factory=set)
    named: set = field(default_factory=set)

    def __post_init__(self):
        for kind in VOCABULARY:
            self._log(kind, [row for row in self.rows if row.event == kind])
        self._twice_out()
        for kind, own in VOCABULARY.items():
            if "closes" in own:
                self._half_logged(own["closes"], kind)
        self.facts = [*self._facts(), *self._written_order()]
        self._propagate()

    # ------------------------------------------------------------ what is written

    def _log(self, kind, rows):
        """The first and the last of an event, of which some times may have been lost."""
        first, last = (kind, "first"), (kind, "last")
        known = self.clock.known(rows)
        lost = [self.clock.when(row) for row in rows if row.at is None]
        # Material has several bags, and a dose's event can stand for all and once more for one: each bounds the one.
        one = VOCABULARY[kind]["scope"] in {"material", "dose"}
        if not rows or (one and lost and known):
            self.bounds[first] = self.bounds[last] = UNKNOWN
        elif not recurs(kind):
            self.bounds[first] = self.bounds[last] = either([*known, *lost])
        else:
            self.bounds[first], self.bounds[last] = earliest([*known, *lost]), latest([*known, *lost])
        if known and not lost:
            self.logged |= {first, last}

    def _twice_out(self):
        """Two `storage_out` without a `storage_in` between: unknown which (issue F)."""
        outs, ins = ([row for row in self.rows if row.event == kind] for kind in ("storage_out", "storage_in"))
        if any(row.at is None for row in outs):
            if len(outs) > 1:
                known = either(self.clock.when(row) for row in outs)
                self.bounds["storage_out", "first"] = self.bounds["storage_out", "last"] = known
            return
        outs = sorted(outs, key=lambda row: row.at)
        came_in = [row.at for row in ins if row.at is not None]
        for side, ordered in (("first", outs), ("last", outs[::-1])):
            run = ordered[:1]
            for row in ordered[1:]:
                low, high = sorted([run[-1].at, row.at])
                if any(low <= at <= high for at in came_in):
                    break
                run.append(row)
            if len(run) > 1:
                self.bounds["storage_out", side] = either(self.clock.known(run))
                self.logged -= {("storage_out", side)} if len({row.at for row in run}) > 1 else set()

    def _half_logged(self, opener, closer):
        """Every closing has its opening before it; where the record does not show that, the outer one is unknown."""
        if {opener, closer} <= {row.event for row in self.rows}:
            opened, closed = self.bounds[opener, "first"], self.bounds[closer, "first"]
            if closed.lo < opened.hi and not opened.comes_before(closed):
                self.bounds[opener, "first"] = When(-inf, opened.hi, -inf, opened.last_minute)
                self.logged -= {(opener, "first")}
            opened, closed = self.bounds[opener, "last"], self.bounds[closer, "last"]
            if opened.hi > closed.lo and not opened.comes_before(closed):
                self.bounds[closer, "last"] = When(closed.lo, inf, closed.first_minute, inf)
                self.logged -= {(closer, "last")}

    # ------------------------------------------------------------ what nature and the site add

    def _facts(self):
        """Each fact (a, b, w) says that b is at most w after a."""
        for kind, own in VOCABULARY.items():
            yield (kind, "last"), (kind, "first"), 0
            if not recurs(kind):
                yield (kind, "first"), (kind, "last"), 0
            for before in own.get("after", ()):
                yield (kind, "first"), (before, "last"), 0
        for fact in self.site.spacing:
            start, end = (fact.starts, "first"), (fact.ends, "last")
            if fact.at_most_s is not None:
                yield start, end, round(fact.at_most_s * S)
            if fact.at_least_s is not None:
                yield end, start, -round(fact.at_least_s * S)

    def _written_order(self):
        """Two different minutes written in one file keep their order (DESIGN 1)."""
        written = [(node, one) for node, one in self.bounds.items() if one.first_minute > -inf or one.last_minute < inf]
        for early, one in written:
            for late, other in written:
                if one.comes_before(other):
                    yield late, early, 0

    def _propagate(self):
        """Let every fact tighten both of its ends until nothing changes."""
        lo = {node: bounds.lo for node, bounds in self.bounds.items()}
        hi = {node: bounds.hi for node, bounds in self.bounds.items()}
        for _ in range(len(lo) + 1):
            before = {**lo}, {**hi}
            for a, b, most in self.facts:
                hi[b] = min(hi[b], hi[a] + most)
                lo[a] = max(lo[a], lo[b] - most)
            if before == (lo, hi):
                break
        broken = any(lo[node] > hi[node] for node in lo) or self._written_against_nature()
        self.broken = broken
        self.contradicts = broken or self.used_after_its_end("surely")
        written = self.bounds
        self.bounds = {
            node: UNKNOWN
            if self.contradicts
            else When(lo[node], hi[node], written[node].first_minute, written[node].last_minute)
            for node in lo
        }

    def _written_against_nature(self):
        """ "An order of nature that two written minutes break is a contradiction, though their doubts overlap." """
        links = [*self._facts(), *((late, early, -1) for late, early, _ in self._written_order())]
        far = dict.fromkeys(self.bounds, 0)
        for _ in range(len(far) + 1):
            before = {**far}
            for a, b, most in links:
                far[b] = min(far[b], far[a] + most)
            if far == before:
                return False
        return True

    def ends_and_uses(self):
        """Every row that ends this container, beside every row that uses it."""
        return [(self.clock.when(end), self.clock.when(use)) for end, use in self.ending_rows()]

    def ending_rows(self):
        ending, using = ([row for row in self.rows if row.event in kinds] for kinds in (ENDING, USE))
        return [(end, use) for end in ending for use in using]

    def used_after_its_end(self, how):
        """Whether it was surely, or possibly, used after it was discarded or sent back (docs, W203).

        "Where one of the two has no time and may have come after the other, the record does not show it."
        """
        if how == "surely":
            return any(end.hi < use.lo or end.comes_before(use) for end, use in self.ends_and_uses())
        lost = [(end, use) for end, use in self.ending_rows() if None in {end.at, use.at}]
        return any(self._bounded(use).hi > self._bounded(end).lo for end, use in lost)

    def _bounded(self, row):
        """What is known of a row's time, by itself or from what comes before and after it."""
        return self.clock.when(row) if row.at is not None else self.bounds[row.event, "last"]

    # ------------------------------------------------------------ what is asked of it

    def at(self, name, side):
        """Bounds on an event, or on a stage from its start to its end."""
        early, late = ends(name)
        start, stop = self.bounds[early, side], self.bounds[late, side]
        return When(start.lo, stop.hi, start.first_minute, stop.last_minute)

    def _far(self, a):
        """The most that every event can be after one, over facts and logged times, by relaxing them one by one."""
        now = ("now", "")
        links = [*self.facts]
        links += [(now, node, hi) for node, (_, hi) in self.bounds.items() if hi < inf]
        links += [(node, now, -lo) for node, (lo, _) in self.bounds.items() if lo > -inf]
        far = dict.fromkeys([*self.bounds, now], inf) | {a: 0}
        for _ in range(len(far) + 1):
            changed = False
            for one, other, most in links:
                if far[one] + most < far[other]:
                    far[other], changed = far[one] + most, True
            if not changed:
                break
        return far

    def farthest(self, a, b):
        """The most that b can be after a."""
        return inf if self.contradicts else self._far(a)[b]

    def elapsed(self, starts, stops, sides=("first", "last")):
        """Bounds on the time from the first start to the last stop, or between other instances of them."""
        (start, start_late), (stop_early, stop) = ends(starts), ends(stops)
        return (
            -self.farthest((stop_early, sides[1]), (start_late, sides[0])),
            self.farthest((start, sides[0]), (stop, sides[1])),
        )

    @property
    def told(self):
        """What the rows state beside their events: of the container that they name, or of all."""
        rows = [row for row in self.rows if scope(row) != "material" and row.container in {"", self.name}]
        return {key: value for row in rows for key, value in row.stated if value}

    def never_before(self, one, other):
        """Whether nature, or the site, puts an event never before another, whatever was logged."""
        reached, waiting = set(), [(one, "last")]
        while waiting:
            here = waiting.pop()
            more = {b for a, b, most in self._facts() if a == here and most <= 0} - reached
            reached |= more
            waiting += more
        return (other, "last") in reached

    def comparable(self):
        """Whether facts order any two different kinds whose times are in the record."""
        after = {}
        for a, b, _ in self._facts():
            after.setdefault(a, set()).add(b)
        for node in self.logged:
            reached, waiting = set(), [node]
            while waiting:
                waiting += (more := after.get(waiting.pop(), set()) - reached)
                reached |= more
            if any(other in self.logged and other[0] != node[0] for other in reached):
                return True
        return False


def containers_of(rows: Iterable[Row], site, expected=(), product=None, stated=None) -> list[Container]:
    """Each container that the record names, in its order, with a therapy's own events; a nameless one where none is."""
    clock = Clock.of(rows, site)
    names = {}
    for row in rows:
        own = names.setdefault(row.therapy, [])
        if row.container and scope(row) != "material" and row.container not in own:
            own.append(row.container)
    for therapy, name in expected:
        own = names.setdefault(therapy, [])
        own += [name] if name and name not in own else []
    found = []
    for therapy, own in names.items():
        mine = [row for row in rows if row.therapy == therapy]
        group = {
            name: [row for row in mine if scope(row) != "container" or row.container == name] for name in own or [""]
        }
        made = [Container(therapy, name, about, site, clock) for name, about in group.items()]
        if product is not None:
            formed = {id(row) for one in made for row in rows_of_forms(one.rows, _named(product, one, stated))}
            made = [Container(therapy, one.name, as_not_logged(one.rows, clock, formed), site, clock) for one in made]
        found += made
    return found


def _named(product, container, stated):
    """The events that the binding clocks and orders of a container name."""
    known = told(stated or {}, container)
    return named_by(product, lambda limit: applies(limit, known) is not False)
