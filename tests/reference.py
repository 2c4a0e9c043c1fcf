"""The judgement once more, slow and obvious: one container at a time, lists and loops, whole microseconds, fractions.

Written from DESIGN and from the rules' docstrings, not from the columns it checks. Instants are whole microseconds
or ±inf, temperatures are fractions. A finding carries the names of the open questions that it rests on (`open`): where
the core is known to answer otherwise, `test_law.py` says so by an example, and the comparison leaves it out.
"""

import tomllib
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, inf, isnan
from pathlib import Path

import atmp_logistics
from atmp_logistics.timeline import CalendarPeriod

VOCABULARY = tomllib.loads((Path(atmp_logistics.__file__).parent / "vocabulary.toml").read_text("utf-8"))
C, I, D = "conforms", "indeterminate", "deviates"
WORST = [C, I, D]
S, HOUR, DAY = 10**6, 3600 * 10**6, 86400 * 10**6
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STILL_FROZEN = -20


# ---------------------------------------------------------------- what goes in and what comes out


@dataclass(frozen=True)
class Row:
    """One logged event; `at` is None where it happened and nobody wrote when."""

    therapy: str
    container: str
    event: str
    at: int | None
    logger: str = ""
    expiry: str = ""
    stated: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Logger:
    """One logger's readings in time order, NaN where it had none, and the interval that it declares."""

    name: str
    readings: tuple[tuple[int, float], ...]
    declared_s: float | None = None


@dataclass(frozen=True)
class Found:
    """One finding; `open` names the questions it rests on that the core is known to answer otherwise.

    `side` tells a limit's two findings apart where the shortest and the longest of several stretches are judged.
    """

    therapy: str
    container: str
    rule: str
    code: str
    unit: str
    verdict: str
    lower: float
    upper: float
    requirement: object = None
    open: frozenset[str] = frozenset()
    side: str = ""

    @property
    def key(self):
        when = tuple(sorted(self.requirement.when.items())) if self.requirement else ()
        return self.therapy, self.container, self.rule, self.code, self.unit, when, self.side


def judge(lower, upper, least, most, inclusive=True):
    """Surely inside conforms, surely outside deviates, anything else is indeterminate."""
    if lower > upper or (least is None and most is None):
        return I
    least, most = (-inf if least is None else least), (inf if most is None else most)
    if inclusive:
        outside, inside = lower > most or upper < least, lower >= least and upper <= most
    else:
        outside, inside = lower >= most or upper <= least, lower > least and upper < most
    return D if outside else C if inside else I


def seconds(microseconds):
    """Whole microseconds, or their fractions, as seconds without a rounding."""
    return microseconds if microseconds in (-inf, inf) else Fraction(microseconds) / S


# ---------------------------------------------------------------- events


def ends(name):
    """A stage without its end means its start or its end."""
    if name not in VOCABULARY and f"{name}_start" in VOCABULARY:
        return f"{name}_start", f"{name}_end"
    return name, name


def recurs(kind):
    return VOCABULARY[kind].get("recurs", False)


@dataclass
class Container:
    """One container: bounds on the first and the last of every event kind, and the facts that link them."""

    therapy: str
    name: str
    rows: list[Row]
    site: object
    bounds: dict = field(default_factory=dict)
    facts: list = field(default_factory=list)
    logged: set = field(default_factory=set)
    contradicts: bool = False
    open: set = field(default_factory=set)

    def __post_init__(self):
        self.resolution = round(self.site.resolution_s * S)
        for kind in VOCABULARY:
            self._log(kind, [row.at for row in self.rows if row.event == kind])
        for kind, own in VOCABULARY.items():
            if "closes" in own:
                self._half_logged(own["closes"], kind)
        self.facts = list(self._facts())
        self._propagate()

    def _log(self, kind, times):
        first, last = (kind, "first"), (kind, "last")
        known, r = [t for t in times if t is not None], self.resolution
        lost = len(known) < len(times)
        lo, hi = -inf, inf
        if known:
            lo, hi = min(known) - r, max(known) + r
        # Material has several bags, and a dose's event can stand for all and once more for one: each bounds the one.
        one = VOCABULARY[kind]["scope"] in {"material", "dose"} and lost
        self.bounds[first] = self.bounds[last] = (-inf, inf) if one else (lo, hi)
        if recurs(kind) and known:
            self.bounds[first] = (-inf if lost else lo, min(known) + r)
            self.bounds[last] = (max(known) - r, inf if lost else hi)
        if known and not lost:
            self.logged |= {first, last}

    def _half_logged(self, opener, closer):
        """Every closing has its opening before it; where the record does not show that, the outer one is unknown."""
        if {opener, closer} <= {row.event for row in self.rows}:
            opened, closed = self.bounds[opener, "first"], self.bounds[closer, "first"]
            if closed[0] < opened[1]:
                self.bounds[opener, "first"] = (-inf, opened[1])
                self.logged -= {(opener, "first")}
            opened, closed = self.bounds[opener, "last"], self.bounds[closer, "last"]
            if opened[1] > closed[0]:
                self.bounds[closer, "last"] = (closed[0], inf)
                self.logged -= {(closer, "last")}

    def _facts(self):
        """Each fact (a, b, w) says that b is at most w after a."""
        for kind, own in VOCABULARY.items():
            if recurs(kind):
                yield (kind, "last"), (kind, "first"), 0
            else:
                yield (kind, "last"), (kind, "first"), 0
                yield (kind, "first"), (kind, "last"), 0
            for before in own.get("after", ()):
                yield (kind, "first"), (before, "last"), 0
        for fact in self.site.spacing:
            start, end = (fact.starts, "first"), (fact.ends, "last")
            if fact.at_most_s is not None:
                yield start, end, round(fact.at_most_s * S)
            if fact.at_least_s is not None:
                yield end, start, -round(fact.at_least_s * S)

    def _propagate(self):
        """Let every fact tighten both of its ends until nothing changes."""
        lo = {node: bounds[0] for node, bounds in self.bounds.items()}
        hi = {node: bounds[1] for node, bounds in self.bounds.items()}
        for _ in range(len(lo) + 1):
            before = {**lo}, {**hi}
            for a, b, most in self.facts:
                hi[b] = min(hi[b], hi[a] + most)
                lo[a] = max(lo[a], lo[b] - most)
            if before == (lo, hi):
                break
        self.contradicts = any(lo[node] > hi[node] for node in lo)
        self.bounds = {node: (-inf, inf) if self.contradicts else (lo[node], hi[node]) for node in lo}

    def at(self, name, side):
        """Bounds on an event, or on a stage from its start to its end."""
        early, late = ends(name)
        return self.bounds[early, side][0], self.bounds[late, side][1]

    def farthest(self, a, b):
        """The most that b can be after a, over facts and logged times, by relaxing them one by one."""
        if self.contradicts:
            return inf
        now = ("now", "")
        links = [*self.facts]
        links += [(now, node, hi) for node, (_, hi) in self.bounds.items() if hi < inf]
        links += [(node, now, -lo) for node, (lo, _) in self.bounds.items() if lo > -inf]
        far = dict.fromkeys([*self.bounds, now], inf) | {a: 0}
        changed = True
        while changed:
            changed = False
            for one, other, most in links:
                if far[one] + most < far[other]:
                    far[other], changed = far[one] + most, True
        return far[b]

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

    def comparable(self):
        """Whether facts order any two different kinds whose times are in the record."""
        after = {}
        for a, b, _ in self.facts:
            after.setdefault(a, set()).add(b)
        for node in self.logged:
            reached, waiting = set(), [node]
            while waiting:
                waiting += (more := after.get(waiting.pop(), set()) - reached)
                reached |= more
            if any(other in self.logged and other[0] != node[0] for other in reached):
                return True
        return False


@dataclass(frozen=True)
class Phase:
    """A stretch with bounds on both ends; `reverses` where it may end before it starts."""

    start_lo: float
    start_hi: float
    end_lo: float
    end_hi: float
    reverses: bool = False

    @property
    def certain(self):
        return self.start_hi, self.end_lo

    @property
    def possible(self):
        return self.start_lo, self.end_hi


def containers_of(rows: Iterable[Row], site) -> list[Container]:
    """Each container that the record names, in its order, with a therapy's own events; a nameless one where none is."""
    names = {}
    for row in rows:
        own = names.setdefault(row.therapy, [])
        if row.container and scope(row) != "material" and row.container not in own:
            own.append(row.container)
    found = []
    for therapy, own in names.items():
        mine = [row for row in rows if row.therapy == therapy]
        for name in own or [""]:
            about = [row for row in mine if scope(row) != "container" or row.container == name]
            found.append(Container(therapy, name, about, site))
    return found


def scope(row):
    """Whose event it is; a dose's is the named container's, or everyone's."""
    own = VOCABULARY[row.event]["scope"]
    return own if own != "dose" else "container" if row.container else "therapy"


# ---------------------------------------------------------------- temperatures


@dataclass(frozen=True)
class Line:
    """The temperature between two instants, straight."""

    start: int
    end: int
    first: Fraction
    last: Fraction

    def at(self, t):
        return self.first + (self.last - self.first) * Fraction(t - self.start, self.end - self.start)

    def cut(self, since, until):
        a, b = max(self.start, since), min(self.end, until)
        return Line(a, b, self.at(a), self.at(b)) if a <= b and self.start < self.end else None


@dataclass
class Log:
    """One logger: its readings as points, and the lines between those near enough."""

    points: list[tuple[int, Fraction]]
    lines: list[Line]


def max_gap(logger: Logger, stated_s):
    """Stated, else 1.5 x declared, else 1.5 x the lower median of at least two intervals, else nothing is joined."""
    if stated_s is not None:
        return round(stated_s * S)
    if logger.declared_s is not None:
        return Fraction(3, 2) * round(logger.declared_s * S)
    times = [t for t, _ in logger.readings]
    steps = sorted(b - a for a, b in pairwise(times))
    return Fraction(3, 2) * steps[(len(steps) - 1) // 2] if len(steps) >= 2 else -1


def log_of(logger: Logger, stated_s) -> Log:
    points = [(t, Fraction(value)) for t, value in logger.readings if not isnan(value)]
    gap = max_gap(logger, stated_s)
    lines = [Line(t, u, a, b) for (t, a), (u, b) in pairwise(points) if u - t <= gap]
    return Log(points, lines)


@dataclass
class Met:
    """What one container met: its loggers, each with the stretches during which it surely stood for it."""

    logs: list[tuple[Log, float, float]]
    guard: Fraction

    def overlaps(self, extent):
        """Each log with the part of a span in which it stood; where one log takes over, a span has only its own."""
        for log, since, until in self.logs:
            a, b = max(extent[0], since), min(extent[1], until)
            if a < b or a == b == extent[0] == extent[1]:
                yield log, a, b

    def lines(self, extent) -> list[Line]:
        """The lines in a span, in time order, cut to it."""
        cut = [line.cut(a, b) for log, a, b in self.overlaps(extent) for line in log.lines]
        return sorted((line for line in cut if line), key=lambda line: (line.start, line.end))

    def values(self, extent) -> list[Fraction]:
        """Every temperature that was surely met in a span and could be its extreme."""
        ends_ = [value for line in self.lines(extent) for value in (line.first, line.last)]
        points = [value for log, a, b in self.overlaps(extent) for t, value in log.points if a <= t <= b]
        return ends_ + points

    def monitored(self, extent):
        return sum(line.end - line.start for line in self.lines(extent))

    def unmonitored(self, phase: Phase):
        """Bounds on the time without readings, in microseconds."""
        certain = phase.end_lo - phase.start_hi
        certain = max(certain, 0) if -inf < certain < inf else 0
        possible = phase.end_hi - phase.start_lo
        return (
            max(certain - self.monitored(phase.certain), 0),
            inf if phase.reverses or possible == inf else max(possible - self.monitored(phase.possible), 0),
        )

    def coldest(self, phase: Phase):
        warmest = Met([(flipped(log), since, until) for log, since, until in self.logs], self.guard).warmest(phase)
        return -warmest[1], -warmest[0]

    def warmest(self, phase: Phase):
        """Bounds on the warmest temperature: at least what was met for sure, at most that of a log without a gap."""
        sure, may = self.values(phase.certain), self.values(phase.possible)
        whole = may and self.unmonitored(phase)[1] == 0
        return (
            max(sure) - self.guard if sure else -inf,
            max(may) + self.guard if whole else inf,
        )

    def time_where(self, extent, holds):
        """The time in a span during which lines are in the stretch that `holds` finds on each of them."""
        return sum(part[1] - part[0] for line in self.lines(extent) if (part := holds(line)))


def flipped(log: Log) -> Log:
    return Log(
        [(t, -value) for t, value in log.points],
        [Line(line.start, line.end, -line.first, -line.last) for line in log.lines],
    )


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


def loggers_for(container: Container, loggers: list[Logger], anyone_named: bool, stated_s):
    """Which logger surely stood for a container when: as its events name it, else the only one there is."""
    logs = {logger.name: log_of(logger, stated_s) for logger in loggers}
    if not anyone_named:
        if len(loggers) != 1:
            return []
        only = logs[loggers[0].name]
        thawed = container.bounds["thaw_end", "first"][0]
        if any(value < STILL_FROZEN and t >= thawed for t, value in only.points):
            container.open.add("only-logger")
        return [(only, -inf, inf)]
    naming = [
        (*naming_bounds(container, row), row.logger)
        for row in container.rows
        if row.logger and scope(row) != "material"
    ]
    edges = sorted({t for lo, hi, _ in naming for t in (lo, hi)} | {-inf, inf})
    found = []
    # Between two edges and, as a stretch has both of its ends, at each edge.
    for since, until in sorted([*pairwise(edges), *((t, t) for t in edges)]):
        name = surely_standing(naming, since, until)
        if name in logs:
            goes_on = found and found[-1][0] is logs[name] and found[-1][2] == since
            found.append((logs[name], found.pop()[1] if goes_on else since, until))
    return found


def naming_bounds(container: Container, row: Row):
    if row.at is not None:
        return row.at - container.resolution, row.at + container.resolution
    return -inf, inf


def surely_standing(naming, since, until):
    """The logger that was named last before a span in which nothing is written for sure; None where that is unsure."""
    happened = [one for one in naming if one[1] <= since]
    may_have = [one for one in naming if one[0] < until or one[1] <= since]
    for lo, hi, name in happened:
        rivals = [other for other in may_have if other[2] != name]
        if all(other[1] <= lo and other[:2] != (lo, hi) for other in rivals):
            return name
    return None


# ---------------------------------------------------------------- the record as a whole


@dataclass
class Record:
    """A product, a therapy's containers, and what each of them met."""

    product: object
    site: object
    tz: object
    containers: list[Container]
    met: dict[int, Met]
    stated: dict[str, str]

    def phase(self, container: Container, starts, stops, sides=("first", "last")) -> Phase:
        """From the first start to the last stop of one container, or between other instances of them."""
        start, end = container.at(starts, sides[0]), container.at(stops, sides[1])
        return Phase(*start, *end, reverses=container.elapsed(starts, stops, sides)[0] < 0)

    def clock(self, container: Container, window):
        """Bounds on a window's start, on its end, and on the time between; over a therapy's containers if so asked.

        A therapy's clock runs from the first start to the last end, or to the first; it is no shorter than any
        container's, and where a container's own may have run backwards, it may have too.
        """
        sides = instances_of(window)
        if window.scope == "container":
            start, end = container.at(window.starts, sides[0]), container.at(window.ends, sides[1])
            return start, end, container.elapsed(window.starts, window.ends, sides)
        group = self.therapy(container)
        starts = [one.at(window.starts, sides[0]) for one in group]
        stops = [one.at(window.ends, sides[1]) for one in group]
        start = min(lo for lo, _ in starts), min(hi for _, hi in starts)
        fold = min if window.until_first else max
        end = fold(lo for lo, _ in stops), fold(hi for _, hi in stops)
        own = [one.elapsed(window.starts, window.ends, sides)[0] for one in group]
        lower = end[0] - start[1] if window.until_first else max(end[0] - start[1], *own)
        return start, end, (min(lower, *own) if min(own) < 0 else lower, end[1] - start[0])

    def therapy(self, container: Container) -> list[Container]:
        return [one for one in self.containers if one.therapy == container.therapy]

    def applies(self, requirement, container: Container):
        """Whether a limit holds of a container: yes, no, or None where nobody stated its condition."""
        return self.belongs(requirement.when, container)

    def belongs(self, which, container: Container):
        """Whether a container is one of those named: yes, no, or None where nobody said."""
        told = {**self.stated, **container.told}
        answers = [None if key not in told else told[key] in values for key, values in which.items()]
        return False if False in answers else None if None in answers else True

    def amount(self, name, container: Container):
        """A volume in mL or a weight in kg; None where nobody stated it."""
        text = {**self.stated, **container.told}.get(name)
        if text is None:
            return None
        number, unit = text.split()
        return Fraction(number) * {"mL": 1, "L": 1000, "kg": 1, "g": Fraction(1, 1000)}[unit]


def instances_of(window):
    """Which instance counts of the events at a clock's two ends."""
    return window.starts_instance, window.ends_instance


def of_several(window):
    """Whether a window is about several stretches, of which the shortest and the longest are judged."""
    return window.scope == "next instance" or bool(window.starts_of or window.ends_of)


def reference(product, rows, loggers, site, tz=None, when=None) -> list[Found]:
    """Judge a record, limit by limit and container by container.

    Parameters
    ----------
    product : Product
    rows : list of Row
    loggers : list of Logger
    site : Site
    tz : tzinfo or None
    when : dict, optional
        Conditions stated for all.
    """
    containers = containers_of(rows, site)
    named = any(row.logger for row in rows)
    guard = Fraction(site.accuracy_degC) if site.decision_rule == "guarded" else Fraction(0)
    met = {id(one): Met(loggers_for(one, loggers, named, site.max_gap_s), guard) for one in containers}
    record = Record(product, site, tz, containers, met, dict(when or {}))
    found = [
        replace(one, open=one.open | shared_questions(one.rule, record.therapy(container)))
        for container in containers
        for one in findings(record, container)
    ]
    return settled(found, record)


def shared_questions(rule, group: list[Container]):
    """What is open about a therapy's events; which logger stood for what is asked by temperature rules only."""
    found = {name for one in group for name in one.open}
    return frozenset(name for name in found if rule[0] in "TD" or not name.endswith("-logger"))


def findings(record: Record, container: Container) -> Iterator[Found]:
    for rule in (t101, t102, t103, t104, w201, w202, w203, w204, p401, s301, d501):
        for code, unit, verdict, bounds, requirement, questions, *side in rule(record, container):
            name = rule.__name__.upper()
            if requirement is None or record.applies(requirement, container) is not False:
                yield Found(
                    container.therapy, container.name, name, code, unit, verdict, float(bounds[0]), float(bounds[1]),
                    requirement, frozenset(questions), *side,
                )  # fmt: skip


def settled(found: list[Found], record: Record) -> list[Found]:
    """Judge each value of a condition that nobody stated: one verdict where all agree; no limit there conforms."""
    return [replace(one, verdict=_settled(one, found, record)) for one in found]


def _settled(one: Found, found: list[Found], record: Record):
    (container,) = [own for own in record.containers if (own.therapy, own.name) == (one.therapy, one.container)]
    if one.requirement is None or record.applies(one.requirement, container) is not None:
        return one.verdict
    group = [
        other
        for other in found
        if (other.therapy, other.container, other.rule, other.code) == (one.therapy, one.container, one.rule, one.code)
    ]
    (key,) = one.requirement.when
    answers = set()
    # A dose has any number; of every other condition the label names each value there is.
    for value in (*record.product.conditions[key], *([""] if key == "dose" else [])):
        holding = [other.verdict for other in group if value in other.requirement.when[key]]
        answers.add(max(holding, key=WORST.index, default=C))
    return answers.pop() if len(answers) == 1 else I


# ---------------------------------------------------------------- the rules


def range_verdict(met: Met, phase: Phase, limits, narrowed=None):
    """The extreme that decides a range: the worse of cold and warm, else the nearer to its limit."""
    cold, warm = narrowed or (met.coldest(phase), met.warmest(phase))
    if limits.lower_degC is None:
        return judge(*warm, None, limits.upper_degC, limits.inclusive), warm
    if limits.upper_degC is None:
        return judge(*cold, limits.lower_degC, None, limits.inclusive), cold
    cold, warm = (cold[0], min(cold[1], warm[1])), (max(warm[0], cold[0]), warm[1])
    by_cold = judge(*cold, limits.lower_degC, None, limits.inclusive)
    by_warm = judge(*warm, None, limits.upper_degC, limits.inclusive)
    worst = max(by_cold, by_warm, key=WORST.index)
    if by_cold == by_warm:
        return worst, cold if cold[1] - exact(limits.lower_degC) < exact(limits.upper_degC) - warm[0] else warm
    return worst, cold if by_cold == worst else warm


def exact(degC):
    return Fraction(degC)


def t101(record: Record, container: Container):
    """Every storage phase's extreme against its range, widened by what the label permits."""
    met = record.met[id(container)]
    for store in record.product.storage:
        own = [one for one in record.product.allowances if one.storage == store.code and one.obligation == "shall"]
        holds = {record.applies(allowance, container) for allowance in own}
        limits = plain = as_range(store.range, record)
        for allowance in own:
            limits = limits if False in holds else widened(limits, allowance.range)
        phase = record.phase(container, store.starts, store.ends)
        verdict, bounds = range_verdict(met, phase, limits)
        if None in holds and False not in holds and verdict != range_verdict(met, phase, plain)[0]:
            verdict = I
        yield store.code, "degC", verdict, bounds, store, set()


def as_range(limits, record: Record):
    """A temperature printed without a tolerance has the site's, or else decides nothing; any other is as it is."""
    nominal, tolerance = limits.nominal_degC, record.site.tolerance_degC
    if nominal is None or tolerance is None:
        return limits
    return replace(limits, nominal_degC=None, lower_degC=nominal - tolerance, upper_degC=nominal + tolerance)


def widened(limits, allowed):
    lower, upper = limits.lower_degC, limits.upper_degC
    if lower is not None and allowed.lower_degC is not None:
        lower = min(lower, allowed.lower_degC)
    if upper is not None and allowed.upper_degC is not None:
        upper = max(upper, allowed.upper_degC)
    return replace(limits, lower_degC=lower, upper_degC=upper)


def band_phase(record: Record, container: Container, window) -> Phase:
    """The stretch during which a window's band holds: each container's own, but no longer than its clock runs."""
    starts, sides = window.within_from or window.starts, instances_of(window)
    own = record.phase(container, starts, window.ends, ("first" if window.within_from else sides[0], sides[1]))
    if not window.until_first:
        return own
    end = record.clock(container, window)[1]
    return Phase(own.start_lo, own.start_hi, *end, reverses=end[0] < own.start_hi)


def t102(record: Record, container: Container):
    """Every window's extremes against its range, by readings and by what the site states of it."""
    met = record.met[id(container)]
    for window in record.product.windows:
        if window.within is None:
            continue
        phase = band_phase(record, container, window)
        cold, warm = as_read = met.coldest(phase), met.warmest(phase)
        against = False
        for fact in record.site.bands:
            if fact.window == window.code:
                against |= fact.range.lower_degC is not None and min(cold[1], warm[1]) < fact.range.lower_degC
                against |= fact.range.upper_degC is not None and max(warm[0], cold[0]) > fact.range.upper_degC
                if not container.contradicts:
                    cold, warm = clipped(cold, fact.range), clipped(warm, fact.range)
        limits = as_range(window.within, record)
        verdict, bounds = range_verdict(met, phase, limits, as_read if against else (cold, warm))
        yield window.code, "degC", I if against else verdict, bounds, window, {"against"} if against else set()


def clipped(bounds, stated):
    low = -inf if stated.lower_degC is None else exact(stated.lower_degC)
    high = inf if stated.upper_degC is None else exact(stated.upper_degC)
    return max(bounds[0], low), min(bounds[1], high)


def t103(record: Record, container: Container):
    """How many excursions each storage phase had, and how long the longest lasted."""
    met = record.met[id(container)]
    stores = {store.code: store for store in record.product.storage}
    for allowance in record.product.allowances:
        store = stores[allowance.storage]
        phase = record.phase(container, store.starts, store.ends)
        counts, longest, questions = [0, 0], [0, 0], set()
        for sign, edge, named in (
            (1, store.range.upper_degC, allowance.range.upper_degC),
            (-1, store.range.lower_degC, allowance.range.lower_degC),
        ):
            if edge is not None and named is not None:
                side = Side(met, sign, exact(edge), store.range.inclusive)
                count, size, more = side.excursions(phase)
                counts = [a + b for a, b in zip(counts, count, strict=True)]
                longest = [max(a, b) for a, b in zip(longest, size, strict=True)]
                questions |= more
        questions |= set() if store.range.inclusive else {"strict-allowance"}
        questions |= {"guarded-count"} if met.guard else set()
        if allowance.times is not None:
            yield allowance.code, "times", judge(*counts, None, allowance.times), counts, allowance, questions
        if allowance.at_most_s is not None:
            longest_s = [seconds(size) for size in longest]
            yield allowance.code, "s", judge(*longest_s, None, allowance.at_most_s), longest_s, allowance, questions


@dataclass
class Side:
    """One side of a range, as if it were the warm one: beyond the edge is out."""

    met: Met
    sign: int
    edge: Fraction
    inclusive: bool

    def excursions(self, phase: Phase):
        """Bounds on their number and on the longest, and what is open about them."""
        guard, fewest, shortest = self.met.guard, 0, 0
        if phase.start_hi <= phase.end_lo:
            sure = self._outside(phase.certain, guard)
            together = merged(self._outside(phase.certain, -guard) + self._unseen(phase.certain))
            fewest = sum(any(a <= start and end <= b for start, end in sure) for a, b in together)
            shortest = longest_of(sure)
        if phase.reverses or phase.end_hi - phase.start_lo == inf:
            return (fewest, inf), (shortest, inf), set()
        may, unseen = self._outside(phase.possible, -guard), self._unseen(phase.possible)
        most = inf if unseen else most_runs(self._marks(phase.possible)) if guard else len(merged(may))
        questions = {"gap"} if unseen or guard else set()
        return (fewest, most), (shortest, longest_of(may + unseen)), questions

    def _out(self, value, guard):
        beyond = self.sign * (value - self.edge) - guard
        return beyond > 0 if self.inclusive else beyond >= 0

    def _outside(self, extent, guard):
        """Every stretch out: parts of lines, and readings out by themselves."""
        spans = []
        for line in self.met.lines(extent):
            flat = Line(line.start, line.end, self.sign * line.first, self.sign * line.last)
            part = (
                above(flat, self.sign * self.edge + guard, inclusive=not self.inclusive)
                if line.start < line.end
                else None
            )
            spans += [part] if part else []
        return spans + [(t, t) for t, value in self._readings(extent) if self._out(value, guard)]

    def _readings(self, extent):
        """Every reading of a span, and its temperature at both ends where a line leads there, in time order."""
        points = {(t, value) for log, a, b in self.met.overlaps(extent) for t, value in log.points if a <= t <= b}
        for line in self.met.lines(extent):
            points |= {(line.start, line.first), (line.end, line.last)}
        return sorted(points)

    def _unseen(self, extent):
        """The stretches without readings, parted by every reading that was surely in the range."""
        spans, at = [], extent[0]
        inside = [(t, t) for t, value in self._readings(extent) if not self._out(value, -self.met.guard)]
        for start, end in merged([(line.start, line.end) for line in self.met.lines(extent)] + inside):
            spans += [(at, start)] if start > at else []
            at = max(at, end)
        return [*spans, (at, extent[1])] if extent[1] > at else spans

    def _marks(self, extent):
        """Out, maybe or in at each reading."""
        guard = self.met.guard
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


def t104(record: Record, container: Container):
    """The time in each budget's band, all times together."""
    met = record.met[id(container)]
    for budget in record.product.budgets:
        phase = record.phase(container, budget.starts, budget.ends)
        least, most = in_band(met, phase, budget, record.product)
        gap = met.unmonitored(phase)[1]
        bounds = seconds(least), seconds(most + gap)
        yield budget.code, "s", judge(*bounds, None, budget.at_most_s), bounds, budget, set()


def in_band(met: Met, phase: Phase, budget, product):
    low, high = budget.band.lower_degC, budget.band.upper_degC
    others = [other for other in product.budgets if other is not budget]
    hotter = any(
        (other.starts, other.ends, other.when) == (budget.starts, budget.ends, budget.when)
        and other.band.lower_degC == high
        for other in others
        if other.obligation == "shall" or budget.obligation != "shall"
    )
    colder = [store.range for store in product.storage if store.range.inclusive] + [other.band for other in others]
    owns = all(limits.upper_degC != low for limits in colder)
    guard = met.guard

    def time(extent, shift):
        floor_ = -(10**6) if low is None else exact(low) + shift
        warm = met.time_where(extent, lambda line: above(line, floor_, owns))
        hot = met.time_where(extent, lambda line: above(line, exact(high) - shift)) if hotter else 0
        return max(warm - hot, 0)

    return time(phase.certain, guard), time(phase.possible, -guard)


def w201(record: Record, container: Container):
    """The time between each window's two events against its limits; it may not run backwards."""
    for window in record.product.windows:
        days = window.at_least_days is not None or window.at_most_days is not None
        least, most = (window.at_least_days, window.at_most_days) if days else (window.at_least_s, window.at_most_s)
        if least is None and most is None:
            continue
        limits = (least, most, not window.strict)
        if window.scope in {"next container", "next dose"}:
            yield from next_container(record, container, window, window.starts, window.ends, limits, days)
            continue
        if of_several(window):
            yield from shortest_and_longest(record, container, window, limits, days)
            continue
        start, end, took = record.clock(container, window)
        bounds = days_of(start, end, took, record.tz) if days else tuple(map(seconds, took))
        yield (
            window.code,
            "d" if days else "s",
            clock_verdict(bounds, limits),
            bounds,
            window,
            backwards(record, container, window),
        )


def clock_verdict(bounds, limits):
    """A clock against its limits; and it may not have run backwards."""
    return max(judge(*bounds, *limits), judge(*bounds, 0, None), key=WORST.index)


def backwards(record: Record, container: Container, window):
    """Whether a therapy has a container whose own clock may have run backwards."""
    if window.scope != "therapy":
        return set()
    own = [one.elapsed(window.starts, window.ends, instances_of(window))[0] for one in record.therapy(container)]
    return {"backwards-therapy"} if min(own) < 0 else set()


def shortest_and_longest(record: Record, container: Container, window, limits, days):
    """At least so long is asked of the shortest stretch, at most so long (and not backwards) of the longest."""
    least, most, inclusive = limits
    shortest, longest = (instances_apart if window.scope == "next instance" else groups_apart)(
        record, container, window, days
    )
    unit = "d" if days else "s"
    if least is not None and shortest is not None:
        verdict = clock_verdict(shortest, (least, None, inclusive))
        yield window.code, unit, verdict, shortest, window, set(), "least"
    if most is not None and longest is not None:
        verdict = clock_verdict(longest, (None, most, inclusive))
        yield window.code, unit, verdict, longest, window, set(), "most"


def groups_apart(record: Record, container: Container, window, days):
    """From the last start to the first end, and from the first start to the last end, of those named."""
    first_start, last_start = first_and_last(record, container, window.starts, window.starts_of)
    first_end, last_end = first_and_last(record, container, window.ends, window.ends_of)
    return [
        stretch(start, end, (end[0] - start[1], end[1] - start[0]), record, days)
        for start, end in ((last_start, first_end), (first_start, last_end))
    ]


def stretch(start, end, took, record: Record, days):
    return days_of(start, end, took, record.tz) if days else tuple(map(seconds, took))


def first_and_last(record: Record, container: Container, name, which):
    """Bounds on the first and on the last of an event among the containers named.

    Every way is tried to have those that nobody described be some of them or not; a way in which nobody is leaves
    everything open.
    """
    group = record.therapy(container)
    sure = [one for one in group if record.belongs(which, one)]
    unsure = [one for one in group if record.belongs(which, one) is None]
    firsts, lasts = [], []
    for chosen in range(2 ** len(unsure)):
        those = sure + [one for i, one in enumerate(unsure) if chosen >> i & 1]
        if not those:
            return (-inf, inf), (-inf, inf)
        first, last = ([one.at(name, side) for one in those] for side in ("first", "last"))
        firsts.append((min(lo for lo, _ in first), min(hi for _, hi in first)))
        lasts.append((max(lo for lo, _ in last), max(hi for _, hi in last)))
    return tuple((min(lo for lo, _ in found), max(hi for _, hi in found)) for found in (firsts, lasts))


def instances_apart(record: Record, container: Container, window, days):
    """The shortest and the longest time between two instances that follow each other; None where there is one.

    Of a record without any, nobody knows how many there were. Sorted, each instance is as near to its time as it was written. One whose time nobody wrote can lie anywhere. The
    therapy's own may stand once for each container, with one time.
    """
    rows = [(row.at, row.container) for row in container.rows if row.event == window.starts]
    times = [None for at, _ in rows if at is None]
    for at in {at for at, _ in rows if at is not None}:
        times += [at] * max(rows.count((at, name)) for _, name in rows)
    if not times:
        return (-inf, inf), (-inf, inf)
    if len(times) < 2:
        return None, None
    if container.contradicts:
        return (-inf, inf), (-inf, inf)
    known, r, steps = sorted(t for t in times if t is not None), container.resolution, []
    for one, other in pairwise(known):
        took = max(other - one - 2 * r, 0), other - one + 2 * r
        lower, upper = stretch((one - r, one + r), (other - r, other + r), took, record, days)
        steps.append((max(lower, 0), upper))
    least, most = min((upper for _, upper in steps), default=inf), max((lower for lower, _ in steps), default=0)
    if len(known) < len(times):
        return (0, least), (0, inf)
    return (min(lower for lower, _ in steps), least), (most, max(upper for _, upper in steps))


def days_of(start, end, took, tz):
    """Bounds on the calendar days between two moments, in a zone; without one, in any, an hour's change included.

    A clock that ran backwards within one day counts less than no day.
    """
    if tz is None:
        lower = floor((took[0] - HOUR) / DAY) if took[0] > -inf else -inf
        upper = ceil((took[1] + HOUR) / DAY) if took[1] < inf else inf
    else:
        lower, upper = (day_number(end[i], tz) - day_number(start[1 - i], tz) for i in (0, 1))
    return min(lower, took[0] / DAY) if took[0] < 0 else lower, min(upper, took[1] / DAY) if took[1] < 0 else upper


def day_number(t, tz):
    return t if t in (-inf, inf) else (EPOCH + timedelta(microseconds=int(t))).astimezone(tz).toordinal()


def order_event(product, waiting):
    """Containers follow each other by their thaw; under a label that names none, by the event that must wait."""
    names = {name for limit in product.requirements() for name in limit.moments}
    return "thaw_start" if names & {"thaw", "thaw_start", "thaw_end"} else waiting


def next_container(record: Record, container: Container, requirement, earlier, later, limits, days=False):
    """From the container before to this one: every candidate must agree, and "none before" agrees with conforming.

    From dose to dose, in the order of the event at the end, those of one dose do not come before one another.
    """
    by_dose = requirement.scope == "next dose"
    event = later if by_dose else order_event(record.product, later)
    group = record.therapy(container)
    when = {id(one): one.at(event, "first") for one in group}

    def surely(one, other):
        return when[id(one)][1] < when[id(other)][0]

    def dose(one):
        return {**record.stated, **one.told}.get("dose") if by_dose else one.name

    others = [one for one in group if one is not container and (dose(one) != dose(container) or dose(one) is None)]
    apart = [one for one in others if None not in (dose(one), dose(container))]
    before = [
        one
        for one in others
        if not surely(container, one)
        and not any(surely(one, mid) and surely(mid, container) for mid in apart if mid is not one)
    ]
    if not before:
        return
    sides = ("last", "first") if requirement in record.product.preconditions else instances_of(requirement)
    spans = []
    for one in before:
        start, end = one.at(earlier, sides[0]), container.at(later, sides[1])
        took = end[0] - start[1], end[1] - start[0]
        spans.append(stretch(start, end, took, record, days))
    answers = {clock_verdict(span, limits) for span in spans}
    if not any(surely(one, container) for one in apart):
        # It may be the first, of which nothing is asked where nothing is wrong.
        answers.add(C)
        if answers == {C}:
            return
    bounds = min(span[0] for span in spans), max(span[1] for span in spans)
    yield requirement.code, "d" if days else "s", answers.pop() if len(answers) == 1 else I, bounds, requirement, set()


def w202(record: Record, container: Container):
    """The time from the last of what must come first to the first of what must wait."""
    for order in record.product.preconditions:
        if order.scope == "next container":
            yield from next_container(record, container, order, order.before, order.after, (0, None, True))
            continue
        if order.before_of or order.after_of:
            last = first_and_last(record, container, order.before, order.before_of)[1]
            first = first_and_last(record, container, order.after, order.after_of)[0]
            bounds = seconds(first[0] - last[1]), seconds(first[1] - last[0])
        elif order.scope == "therapy":
            group = record.therapy(container)
            before, after = (
                [one.at(*moment) for one in group] for moment in ((order.before, "last"), (order.after, "first"))
            )
            bounds = (
                seconds(min(lo for lo, _ in after) - max(hi for _, hi in before)),
                seconds(min(hi for _, hi in after) - max(lo for lo, _ in before)),
            )
        else:
            before, after = container.at(order.before, "last"), container.at(order.after, "first")
            bounds = seconds(after[0] - before[1]), seconds(after[1] - before[0])
        yield order.code, "s", judge(*bounds, 0, None), bounds, order, set()


def w203(record: Record, container: Container):
    """Whether a record in which two events have an order can be true; how many pairs it names is not counted here."""
    del record
    if container.comparable():
        bounds = (1, inf) if container.contradicts else (0, 0)
        yield "natural-order", "contradictions", I if container.contradicts else C, bounds, None, set()


def w204(record: Record, container: Container):
    """The most that was given in any stretch of a length; without a length, the mean, which can only be too fast.

    A record of which some container contradicts itself decides nothing.
    """
    for rate in record.product.rates:
        group = record.therapy(container)
        given, most_given = (
            [(volume_of(record, one, rate, pick), *extent_of(record, one, rate)) for one in group]
            for pick in (max, min)
        )
        if rate.over_s is None:
            volume, begin, end = given[group.index(container)]
            timed = volume is not None and 0 < end - begin < inf
            bounds = (volume / Fraction(end - begin) * HOUR if timed else 0), inf
        else:
            over = round(rate.over_s * S)
            found = surely_given(given, over), possibly_given(most_given, over)
            bounds = tuple(most * HOUR / over for most in found)
        bounds = (0, inf) if any(one.contradicts for one in group) else bounds
        verdict = judge(*bounds, None, Fraction(repr(rate.at_most)))
        yield rate.code, rate.unit, verdict, bounds, rate, set()


def volume_of(record: Record, container: Container, rate, pick=max):
    """What a container holds, for each kilogram where that is the limit; None where nobody said.

    A patient of several weights: by the heaviest the least, by the lightest (`pick`) the most.
    """
    volume, weight = record.amount("volume", container), record.amount("body_weight", container)
    if volume is None or not rate.per_kg:
        return volume
    weights = [record.amount("body_weight", one) for one in record.therapy(container)]
    return None if weight is None else volume / pick(one for one in weights if one is not None)


def extent_of(record: Record, container: Container, rate):
    """The longest that a container can have been given; anywhere where it may have ended before it began."""
    phase = record.phase(container, rate.starts, rate.ends)
    return (-inf, inf) if phase.reverses else phase.possible


def surely_given(given, over):
    """What some stretch must have held: whole containers, or a share of one that fills some of them."""
    known = [(volume, begin, end) for volume, begin, end in given if volume is not None and end - begin < inf]
    found = [Fraction(0)]
    for volume, begin, end in known:
        stretches = max(ceil(Fraction(end - begin) / over), 1)
        found.append(volume / stretches)
        found.append(sum(held for held, since, until in known if since >= begin and until <= begin + over))
    return max(found)


def possibly_given(given, over):
    """The most that some stretch can have held: all of each container of which it can have held a part."""
    starts = {t for _, begin, end in given for t in (end, begin - over) if -inf < t < inf} or {0}
    held = [[volume for volume, begin, end in given if begin <= t + over and end >= t] for t in starts]
    return max(inf if None in volumes else sum(volumes) for volumes in held)


def p401(record: Record, container: Container):
    """Whether an event of the record is one that the label forbids: always, or once another was."""
    for limit in record.product.prohibitions:
        held = {row.event for row in container.rows} & set(limit.forbids)
        if held:
            shown = [came_after(container, name, limit.after) for name in held]
            bounds = any(surely for surely, _ in shown), any(possibly for _, possibly in shown)
            bounds = (0, 1) if container.contradicts else tuple(map(int, bounds))
            yield limit.code, "times", judge(*bounds, None, 0), bounds, limit, set()


def came_after(container: Container, name, after):
    """Whether the last of an event surely, and possibly, came after another."""
    if not after:
        return True, True
    last, since = container.at(name, "last"), container.at(after, "first")
    return last[0] > since[1], last[1] > since[0]


def s301(record: Record, container: Container):
    """The time left at a phase's last end, to the expiry that is printed, else to the end of the shelf life.

    A printed expiry is judged by the event that the label says, else by the end of the last phase.
    """
    stores = [store for store in record.product.storage if store.shelf_life is not None]
    printed = printed_expiry(record, container)
    said = record.product.expiry
    last_end = record.product.storage[-1].ends if record.product.storage else "administration"
    last_end = said.by if said else last_end
    binding = [
        store
        for store in stores
        if store.ends == last_end and store.obligation == "shall" and record.applies(store, container)
    ]
    if printed and not binding:
        yield "expiry", "s", *time_left(container, last_end, printed), said, set()
    for store in stores:
        last = printed or shelf_life(record, container, store.shelf_life)
        yield store.code, "s", *time_left(container, store.ends, last), store, set()


def time_left(container: Container, stop, last):
    used = container.at(stop, "last")
    bounds = seconds(last[0] - used[1]), seconds(last[1] - used[0])
    return judge(*bounds, 0, None), bounds


def shelf_life(record: Record, container: Container, life):
    """The last instant: so many seconds on; or, by the calendar, the same clock time surely, that day's end possibly.

    A later start may end earlier on the clock, where its month lacks its day: one not known to the instant counts from
    a day earlier.
    """
    made = container.at("manufacturing_end", "first")
    if not isinstance(life, CalendarPeriod):
        return made[0] + round(life * S), made[1] + round(life * S)
    lower, upper = -inf, inf
    if made[0] > -inf:
        lower = same_clock(made[0], life, record.tz) - (0 if made[0] == made[1] else DAY)
    if made[1] < inf:
        day = life.after(moment(made[1]).astimezone(record.tz).date())
        upper = max(same_clock(made[1], life, record.tz), day_end(day, record.tz))
    return lower, upper


def same_clock(t, life, tz):
    local = moment(t).astimezone(tz)
    return instant(datetime.combine(life.after(local.date()), local.time(), tz))


def moment(t):
    return EPOCH + timedelta(microseconds=int(t))


def instant(at):
    return (at - EPOCH) // timedelta(microseconds=1)


def day_end(day, tz):
    return instant(datetime.combine(day + timedelta(days=1), time(), tz)) - 1


def printed_expiry(record: Record, container: Container):
    """Bounds on the last instant of a printed expiry: a day to its end, a month to its last day's."""
    texts = [row.expiry for row in container.rows if row.expiry and scope(row) != "material"]
    if not texts:
        return None
    if len(texts[0]) > 10:
        return (instant(datetime.fromisoformat(texts[0])),) * 2
    year, month, *day = map(int, texts[0].split("-"))
    last = date(year, month, day[0] if day else monthrange(year, month)[1])
    if record.tz is None:
        return day_end(last, UTC) - 14 * HOUR, day_end(last, UTC) + 12 * HOUR
    return (day_end(last, record.tz),) * 2


def d501(record: Record, container: Container):
    """How long nobody looked, in each phase that asks for a log."""
    met = record.met[id(container)]
    phases = [(store, record.phase(container, store.starts, store.ends)) for store in record.product.storage]
    stated = {fact.window for fact in record.site.bands}
    phases += [
        (window, band_phase(record, container, window))
        for window in record.product.windows
        if window.within is not None and window.code not in stated
    ]
    for requirement, phase in phases:
        gap = met.unmonitored(phase)
        seen = bool(met.values(phase.possible))
        verdict = C if gap[1] == 0 and seen else I
        bounds = seconds(gap[0]), seconds(gap[1])
        yield requirement.code, "s", verdict, bounds, requirement, set()
