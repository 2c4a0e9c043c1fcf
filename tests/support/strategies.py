"""Random labels, records and sites for the properties: small numbers close together, so that limits are touched.

Times are whole minutes after a day's 06:00 UTC, temperatures lie on a coarse grid that holds the limits, and a record
follows a plausible order except where it is shaken. `Case` is plain data: what a failing example prints can be read
and replayed.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import accumulate
from math import isnan, nan

import numpy as np
import pandas as pd
from hypothesis import strategies as st
from reference import VOCABULARY, Logger, Row, of_several, recurs, reference

from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.core.errors import CatalogueError
from atmp_logistics.core.instants import instant, zone
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.ingest import read_events
from atmp_logistics.records.logger_places import CALL, EVERYWHERE, PROFILE, LoggerPlace
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.records.site_profile import BandFact, Site
from atmp_logistics.records.spacing_facts import SpacingFact
from atmp_logistics.records.temperature_log import TemperatureLog

MINUTE = 60 * 10**6
#: The order of a therapy; what a case's label and record may name.
CHAIN = (
    "collection_end", "manufacturing_end", "lymphodepletion_end", "product_dispatched", "product_received", "storage_in",
    "storage_out", "transport_start", "transport_end", "thaw_start", "thaw_end", "preparation_start", "preparation_end",
    "administration_start", "administration_pause", "administration_resume", "administration_end",
)  # fmt: skip
STAGES = {"thaw": "thaw_end", "preparation": "preparation_end", "administration": "administration_end"}
DAYS = ("2026-11-10", "2026-02-28", "2026-10-25", "2026-03-29")
WARM, FROZEN = (1.5, 2.0, 5.0, 8.0, 8.5, 10.0, 25.0, 26.0), (-160.0, -150.0, -130.0, -120.0, -110.0, -80.0, -70.0)


@dataclass(frozen=True)
class Event:
    """One row of the record; `minute` is None where the event happened and nobody wrote when.

    `second` is what is written of the seconds, None where nothing is.
    """

    therapy: str
    container: str
    event: str
    minute: int | None
    logger: str = ""
    expiry: str = ""
    stated: tuple[tuple[str, str], ...] = ()
    second: int | None = 0

    def __repr__(self):
        more = f", {self.logger!r}, {self.expiry!r}" if self.logger or self.expiry or self.stated else ""
        more += f", {self.stated}" if self.stated else ""
        more += f", second={self.second}" if self.second != 0 else ""
        return f"Event({self.therapy!r}, {self.container!r}, {self.event!r}, {self.minute}{more})"


@dataclass(frozen=True)
class Series:
    """One logger's readings (minute, °C); NaN where it had none."""

    name: str
    readings: tuple[tuple[int, float], ...]
    declared_min: int | None = None

    def __repr__(self):
        return f"Series({self.name!r}, ({', '.join(map(str, self.readings))},), {self.declared_min})"


@dataclass(frozen=True)
class Case:
    """A label, a record, readings and a site."""

    limits: str
    events: tuple[Event, ...]
    series: tuple[Series, ...] = ()
    site: Site = field(default_factory=lambda: Site(resolution_s=0.0))
    day: str = DAYS[0]
    when: tuple[tuple[str, str], ...] = ()
    places: tuple[LoggerPlace, ...] = ()
    now: int | None = None

    def __repr__(self):
        """Write only what differs from an empty case."""
        plain = Site()
        site = ", ".join(
            f"{key}={value!r}" for key in Site.__slots__ if (value := getattr(self.site, key)) != getattr(plain, key)
        )
        return f"Case({self.limits!r}, {self.events}, {self.series}, Site({site}), {self.day!r}, {self.when}, {self.places}, {self.now})"

    @property
    def zero(self):
        return round(instant(datetime.fromisoformat(f"{self.day}T06:00+00:00")))

    def text(self, minute, second=0):
        if minute is None:
            return ""
        at = datetime.fromisoformat(f"{self.day}T06:00+00:00") + timedelta(minutes=minute, seconds=second or 0)
        return at.isoformat(timespec="minutes" if second is None else "seconds")

    def frame(self):
        stated = list(dict.fromkeys(key for one in self.events for key, _ in one.stated))
        rows = [
            {
                "therapy_id": one.therapy, "container_id": one.container, "event": one.event,
                "time": self.text(one.minute, one.second), "logger_id": one.logger, "expiry": one.expiry,
                **dict.fromkeys(stated, ""), **dict(one.stated),
            }
            for one in self.events
        ]  # fmt: skip
        columns = ["therapy_id", "container_id", "event", "time", "logger_id", "expiry", *stated]
        return pd.DataFrame(rows, columns=columns)

    def log(self):
        if not self.series:
            return None
        pairs = [
            (i, self.zero + minute * MINUTE, value)
            for i, one in enumerate(self.series)
            for minute, value in one.readings
        ]
        index, times, values = (np.array([pair[k] for pair in pairs]) for k in range(3))
        names = tuple(one.name for one in self.series)
        declared = {one.name: one.declared_min * 60.0 for one in self.series if one.declared_min}
        return TemperatureLog(
            index.astype(np.int64),
            times.astype(np.float64),
            values.astype(np.float64),
            names,
            declared,
            (Provenance("drawn"),),
            places=self.places,
        )

    def assess(self, rules=None):
        events = read_events(self.frame(), site=self.site)
        now = None if self.now is None else f"{self.text(self.now)}"
        return assess(
            events, self.log(), sandbox_product(self.limits), when=dict(self.when), site=self.site, rules=rules, now=now
        )

    def reference(self):
        rows = [
            Row(
                one.therapy,
                one.container,
                one.event,
                None if one.minute is None else self.zero + one.minute * MINUTE + (one.second or 0) * 10**6,
                one.logger,
                one.expiry,
                one.stated,
                one.second is None,
            )
            for one in self.events
        ]
        loggers = [
            Logger(
                one.name,
                tuple((self.zero + minute * MINUTE, value) for minute, value in one.readings),
                one.declared_min and one.declared_min * 60.0,
            )
            for one in self.series
        ]
        place = zone(self.site.tz) if self.site.tz else None
        return reference(sandbox_product(self.limits), rows, loggers, self.site, place, dict(self.when), self.places)


# ---------------------------------------------------------------- reading an assessment


@dataclass(frozen=True)
class Answer:
    """What the core found of one limit for one container."""

    verdict: str
    lower: float
    upper: float
    limit: object
    of_record: bool
    binding: bool


def answers(result):
    """Return the core's findings by (therapy, container, rule, code, unit, when, side)."""
    found = {}
    for part in result.parts:
        who = list(zip(part.evidence.therapy, part.evidence.container, strict=True))
        for one in part.judged:
            when = tuple(sorted(one.requirement.when.items())) if one.requirement else ()
            for i, row in enumerate(one.rows):
                key = (*who[row], one.rule, one.code, one.unit, when, _side(one))
                lower, upper = (
                    bad if isnan(x) else float(x) for x, bad in ((one.lower[i], -np.inf), (one.upper[i], np.inf))
                )
                assert key not in found, f"two findings for {key}"
                found[key] = Answer(
                    Verdict.of(one.verdict[i]).value, lower, upper, one.limit, one.of_record, one.obligation == "shall"
                )
    return found


def _side(one):
    """Return which of several stretches a finding is about, as the reference names it."""
    if one.rule != "W201" or not of_several(one.requirement):
        return ""
    return "least" if one.limit.upper is None else "most"


def verdicts(result):
    """Return each container's verdict."""
    return {
        who: Verdict.of(code).value
        for part in result.parts
        for who, code in zip(
            zip(part.evidence.therapy, part.evidence.container, strict=True), part.verdicts, strict=True
        )
    }


def contradictions(result):
    """Return the containers whose record contradicts a fact."""
    return {
        (part.evidence.therapy[row], part.evidence.container[row])
        for part in result.parts
        for row in part.evidence.contradictions.rows.tolist()
    }


# ---------------------------------------------------------------- labels


def _minutes(least=0):
    return st.sampled_from([m for m in (0, 5, 10, 15, 20, 30, 45, 60, 90, 120) if m >= least])


@st.composite
def _pair(draw, kinds):
    """Two moments in the order of the chain, now and then a stage without its end."""
    first = draw(st.integers(0, len(kinds) - 1))
    last = draw(st.integers(first, len(kinds) - 1))
    stages = {end: name for name, end in STAGES.items()}
    stop = stages.get(kinds[last], kinds[last]) if draw(st.integers(0, 4)) == 0 else kinds[last]
    return kinds[first], stop


def _band(low, high):
    return f"['{low:g} degC', '{high:g} degC']"


@st.composite
def _storage(draw, kinds, grid, i):
    starts, stops = draw(_pair(kinds))
    low, high = draw(st.sampled_from(_ranges(grid)))
    lines = [f"code = 'store{i}'", f"from = '{starts}'", f"until = '{stops}'"]
    lines += [f"lower = '{low:g} degC'"] if low is not None else []
    lines += [f"upper = '{high:g} degC'"] if high is not None else []
    lines += ["strict = true"] if draw(st.integers(0, 7)) == 7 else []
    life = draw(st.sampled_from(["", "", "'30 min'", "'2 h'", "{ months = 1 }", "{ days = 1 }"]))
    lines += [f"shelf_life = {life}"] if life else []
    tables = ["[[storage]]", *lines]
    if draw(st.integers(0, 2)) == 0:
        tables += draw(_allowance(i, low, high))
    return "\n".join(tables)


def _ranges(grid):
    return ((2, 8), (None, 8), (2, None), (None, 25)) if grid is WARM else ((None, -120), (-150, -120), (None, -80))


@st.composite
def _allowance(draw, i, low, high):
    beyond = {8: 25, 25: 26, -120: -80, -80: -70}
    limit = [f"upper = '{beyond[high]} degC'"] if high is not None else []
    limit += [f"lower = '{low - 10} degC'"] if low is not None and (high is None or draw(st.booleans())) else []
    size = draw(
        st.sampled_from(
            [
                "times = 1",
                "times = 2",
                "at_most = '10 min'",
                "times = 1\nat_most = '5 min'",
                "at_most = '20 min'\nuntil_end = true",
            ]
        )
    )
    tables = ["[[allowance]]", f"code = 'allowed{i}'", f"storage = 'store{i}'", *limit, size]
    if i == 0 and draw(st.integers(0, 5)) == 5:
        tables += ["when = { indication = 'A' }", "[[prohibition]]", "code = 'freeze'", "when = { indication = 'B' }"]
    return tables


@st.composite
def _window(draw, kinds, grid, i):
    # A clock that starts and stops with one event is no clock.
    starts, stops = draw(_pair(kinds).filter(lambda pair: pair[0] != pair[1]))
    scope = draw(st.sampled_from(["container", "container", "therapy", "next container"]))
    lines = [f"code = 'window{i}'", f"starts = '{starts}'", f"ends = '{stops}'", f"scope = '{scope}'"]
    shape = draw(st.sampled_from(["most", "most", "least", "both", "days", "band", "most band"]))
    shape = "most" if scope == "next container" and "band" in shape else shape
    least, most = sorted([draw(_minutes()), draw(_minutes())])
    lines += [f"at_least = '{least} min'"] if shape in {"least", "both"} else []
    lines += [f"at_most = '{most} min'"] if shape in {"most", "both", "most band"} else []
    lines += [f"at_most_days = {draw(st.integers(0, 3))}"] if shape == "days" else []
    lines += (
        [f"at_least_days = {draw(st.integers(0, 1))}"]
        if shape == "days" and draw(st.booleans()) and "_days = 0" not in lines[-1]
        else []
    )
    if "band" in shape:
        lines.append(f"within = {_band(2, 8) if grid is WARM else _band(-150, -120)}")
        lines += [f"within_from = '{draw(st.sampled_from(kinds))}'"] if draw(st.integers(0, 3)) == 0 else []
    elif scope == "therapy" and draw(st.booleans()):
        lines.append("until_first = true")
    lines += ["strict = true"] if draw(st.integers(0, 7)) == 0 else []
    lines += ["obligation = 'should'"] if draw(st.integers(0, 9)) == 0 else []
    if draw(st.integers(0, 5)) > 0:
        return "\n".join(["[[window]]", *lines])
    other = draw(st.sampled_from(["B", None]))
    branches = [("A", "")] if other is None else [("A", ""), (other, "\nunless = 'nothing'")]
    gap = [] if other else ["[[prohibition]]", "code = 'irradiate'", "when = { indication = 'B' }"] * (i == 0)
    tables = [
        f"[[window]]\n{chr(10).join(lines)}\nwhen = {{ indication = '{value}' }}{more}" for value, more in branches
    ]
    return "\n".join([*tables, *gap])


@st.composite
def _precondition(draw, kinds, i):
    before, after = draw(st.sampled_from(kinds)), draw(st.sampled_from(kinds))
    scope = draw(st.sampled_from(["container", "therapy", "next container"]))
    return f"[[precondition]]\ncode = 'order{i}'\nbefore = '{before}'\nafter = '{after}'\nscope = '{scope}'"


@st.composite
def _budgets(draw, kinds, grid):
    starts, stops = draw(_pair(kinds))
    bands = draw(st.sampled_from([[(8, 25)], [(2, 8), (8, 25)], [(8, 25), (25, 26)], [(2, 8), (10, 25)]]))
    if grid is FROZEN:
        bands = [(-120, -80)]
    size = draw(_minutes(5))
    return "\n".join(
        f"[[budget]]\ncode = 'budget{i}'\nband = {_band(*band)}\nfrom = '{starts}'\nuntil = '{stops}'\nat_most = '{size} min'"
        for i, band in enumerate(bands)
    )


@st.composite
def limits(draw, kinds, grid):
    """A label's limits on these events, as TOML."""
    parts = [draw(_storage(kinds, grid, i)) for i in range(draw(st.integers(0, 2)))]
    parts += [draw(_window(kinds, grid, i)) for i in range(draw(st.integers(0, 2)))]
    parts += [draw(_precondition(kinds, i)) for i in range(draw(st.integers(0, 1)))]
    parts += [draw(_budgets(kinds, grid))] if draw(st.integers(0, 2)) == 0 else []
    text = "\n".join(parts)
    return draw(_read_elsewhere(text)) if draw(st.integers(0, 5)) == 0 else text


@st.composite
def _read_elsewhere(draw, text):
    """The same limits, some of them not read in the label itself."""
    lines = []
    for line in text.splitlines():
        lines.append(line)
        evidence = draw(st.sampled_from(["", "secondary", "other-jurisdiction"])) if line.startswith("[[") else ""
        lines += [f"source = {{ evidence = '{evidence}' }}"] if evidence else []
    return "\n".join(lines)


# ---------------------------------------------------------------- records

_STEPS = st.sampled_from([0, 1, 5, 5, 10, 10, 15, 20])


@st.composite
def written(draw, rows):
    """The same rows with their seconds written, or not, or in some of them; one time of a therapy is written alike."""
    how = draw(st.sampled_from(["nought", "none", "mixed", "mixed"]))
    if how != "mixed":
        return tuple(replace(one, second=0 if how == "nought" else None) for one in rows)
    alike = {}
    for i, one in enumerate(rows):
        key = i if VOCABULARY[one.event]["scope"] == "container" else (one.therapy, one.event, one.minute)
        alike.setdefault(key, draw(st.sampled_from([None, None, 0, 20, 40])))
    keys = [i if VOCABULARY[one.event]["scope"] == "container" else (one.therapy, one.event, one.minute)
            for i, one in enumerate(rows)]  # fmt: skip
    return tuple(replace(one, second=alike[key]) for one, key in zip(rows, keys, strict=True))


_CYCLES = {
    "storage_in": "storage_out",
    "transport_start": "transport_end",
    "administration_pause": "administration_resume",
}


@st.composite
def _container_events(draw, kinds, start):
    """The events of one container along the chain, cycles once or twice, some times lost, some events never logged."""
    names = []
    for kind in kinds:
        often = draw(st.integers(0, 5)) if recurs(kind) else 0
        between = [_CYCLES[kind]] if _CYCLES.get(kind) in kinds else []
        names += [kind, *between, kind] if often > 3 else [*between, kind] if often == 3 else [kind]
    minutes = list(accumulate([draw(_STEPS) for _ in names], initial=start))[1:]
    rows = []
    for name, minute in zip(names, minutes, strict=True):
        fate = draw(st.integers(0, 11))
        if fate > 0:
            at = minute + draw(st.sampled_from([-20, -5, 5])) if fate == 11 else minute
            rows.append((name, None if fate == 1 else at))
    return rows


@st.composite
def records(draw, kinds, therapies):
    """The events of some therapies, of one to three containers each."""
    own = [kind for kind in kinds if VOCABULARY[kind]["scope"] == "container"]
    shared = [kind for kind in kinds if kind not in own]
    rows = []
    for number in range(therapies):
        therapy, mine, start = f"T{number + 1}", [], draw(st.sampled_from([30, 30, 40]))
        for kind in shared:
            back = draw(st.sampled_from([0, 0, 1440, 31 * 1440, 30 * 1440]))
            fate = draw(st.integers(0, 7))
            if fate:
                at = None if fate == 1 else draw(st.integers(0, 6)) * 5 - back
                bags = ["M1", "M2"] if VOCABULARY[kind]["scope"] == "material" and draw(st.booleans()) else [""]
                mine += [
                    Event(therapy, bag, kind, at if i == 0 or at is None else at + 60) for i, bag in enumerate(bags)
                ]
        for i in range(draw(st.sampled_from([1, 1, 2, 3]))):
            mine += [Event(therapy, f"B{i + 1}", *one) for one in draw(_container_events(own, start))]
            start += draw(st.sampled_from([0, 5, 10, 30]))
        expiry = draw(st.sampled_from(["", "", "", "2026-11-10", "2026-11-10T07:00:00+00:00", "2026-02"]))
        rows += [replace(one, expiry=expiry if i == 0 else "") for i, one in enumerate(mine)]
    return tuple(rows) or (Event("T1", "B1", kinds[0], 30),)


#: What may be decided at a receipt, in its order or not.
_ENDED = ("receipt_quarantined", "receipt_accepted")
_DECISIONS = ((), (), (), _ENDED, _ENDED, _ENDED[::-1], _ENDED[:1], ("receipt_rejected",), _ENDED * 2)


@st.composite
def _with_receipts(draw, rows):
    """Now and then what was decided at the receipt of a container, mostly before its other events."""
    kinds, more = draw(st.sampled_from(_DECISIONS)), []
    own = [row for row in rows if VOCABULARY[row.event]["scope"] == "container"]
    for first in {(row.therapy, row.container): row for row in own}.values() if kinds else ():
        minute = draw(st.sampled_from([0, 0, 20, 60]))
        for kind in kinds:
            minute += draw(st.sampled_from([0, 1, 5, 10]))
            at = draw(st.sampled_from([minute, minute, minute, None]))
            more.append(Event(first.therapy, first.container, kind, at))
    return (*rows, *more)


@st.composite
def series(draw, grid, name=""):
    """Readings at a fixed interval, most of them alike, some missing."""
    step, count = draw(st.sampled_from([5, 10, 10])), draw(st.sampled_from([25, 25, 25, 24, 18, 9, 5, 4, 3, 2, 1, 0]))
    start = draw(st.sampled_from([0, 0, 0, 10, 30, 35]))
    usual = draw(st.sampled_from(grid))
    values = [usual] * count
    if count:
        for place, value in draw(st.lists(st.tuples(st.integers(0, count - 1), st.sampled_from(grid)), max_size=5)):
            values[place] = value
    pairs = [(start + i * step, value) for i, value in enumerate(values)]
    if count and draw(st.integers(0, 3)) == 0:
        gone = draw(st.integers(0, count - 1))
        pairs[gone : gone + 1] = [(pairs[gone][0], nan)] if draw(st.booleans()) else []
    return Series(name, tuple(pairs), step if draw(st.booleans()) else None), step


def _naming(draw, events, names):
    """Name loggers on events: the first on each container's first, the second, if there is one, on a later event."""
    out, seen = list(events), Counter()
    for i, one in enumerate(out):
        if one.container:
            seen[one.therapy, one.container] += 1
            if seen[one.therapy, one.container] == 1:
                out[i] = replace(one, logger=names[0])
            elif len(names) > 1 and seen[one.therapy, one.container] == 3:
                out[i] = replace(one, logger=draw(st.sampled_from([names[1], "none"])))
    return tuple(out)


@st.composite
def _stated(draw, names, codes):
    """What the call or the profile states of loggers: some phases by their codes, everywhere, or nothing of one."""
    places = []
    for name in names:
        words = draw(st.sampled_from([[], [EVERYWHERE], *([code] for code in codes), codes[:2], codes]))
        places += [LoggerPlace.of(name, words, draw(st.sampled_from([CALL, PROFILE])))] if words else []
    return tuple(places)


@st.composite
def sites(draw, kinds, codes, step, zones):
    """A site's profile: resolution, guard band, how far readings may be joined, and a stated fact or two."""
    guarded = draw(st.integers(0, 3)) == 0
    spacing, bands = (), ()
    if len(kinds) > 1 and draw(st.integers(0, 3)) == 0:
        first = draw(st.integers(0, len(kinds) - 2))
        least, most = draw(st.sampled_from([(None, 600.0), (0.0, 1200.0), (300.0, None), (300.0, 300.0)]))
        spacing = (
            SpacingFact(kinds[first], kinds[draw(st.integers(first + 1, len(kinds) - 1))], least, most, "drawn"),
        )
    if codes and draw(st.integers(0, 3)) == 0:
        bands = (BandFact(draw(st.sampled_from(codes)), draw(st.sampled_from(_BANDS)), "drawn"),)
    return Site(
        tz=draw(st.sampled_from(zones)),
        resolution_s=draw(st.sampled_from([None, None, 0.0, 0.0, 0.0, 60.0, 300.0])),
        max_gap_s=draw(st.sampled_from([None, None, 60.0 * step, 90.0 * step])),
        accuracy_degC=0.5 if guarded else 0.0,
        decision_rule="guarded" if guarded else "simple",
        spacing=spacing,
        bands=bands,
    )


_BANDS = (TemperatureRange(2.0, 8.0), TemperatureRange(None, 8.0), TemperatureRange(5.0, 10.0))


@st.composite
def cases(draw, most_therapies=1):
    """A label, a record, readings and a site."""
    places = draw(st.sets(st.integers(0, len(CHAIN) - 1), min_size=2, max_size=6))
    kinds = [kind for i, kind in enumerate(CHAIN) if i in places]
    grid = draw(st.sampled_from([WARM, WARM, FROZEN]))
    text = draw(limits(kinds, grid))
    rows = draw(_with_receipts(draw(records(kinds, draw(st.integers(1, most_therapies))))))
    logs, step = [], 10
    names = (
        draw(st.sampled_from([[""], [""], ["L"], ["L", "M"], []]))
        if grid is WARM
        else draw(st.sampled_from([[""], ["L"]]))
    )
    for name in names:
        one, step = draw(series(grid, name))
        logs += [one] if one.readings else []
    codes = [code for code in ("store0", "store1", "window0", "window1") if f"'{code}'" in text]
    places = draw(_stated(names, codes)) if names and codes and draw(st.booleans()) else ()
    if names and names != [""] and (not places or draw(st.integers(0, 2)) == 0):
        rows = _naming(draw, rows, names)
    zones = ["UTC", "UTC", "Europe/Stockholm", "UTC" if "shelf_life = {" in text else None]
    site = draw(sites(kinds, [code for code in ("window0", "window1") if f"'{code}'" in text], step, zones))
    rows = draw(written(rows)) if site.resolution_s is None else rows
    when = draw(st.sampled_from([(), (("indication", "A"),), (("indication", "B"),)]))
    when = when if when and f"indication = '{when[0][1]}'" in text else ()
    return Case(text, rows, tuple(logs), site, draw(st.sampled_from(DAYS)), when, places)


@st.composite
def monitored_cases(draw):
    """Single containers, each a while in one store, beside a short log that lost a reading and touches the limits."""
    kinds = ["product_received", "storage_out"]
    parts = [draw(_storage(kinds, WARM, 0)).replace("until = 'product_received'", "until = 'storage_out'")]
    parts += [draw(_budgets(kinds, WARM))] if draw(st.integers(0, 2)) else []
    parts = [part.replace("until = 'product_received'", "until = 'storage_out'") for part in parts]
    rows = []
    for number in range(draw(st.integers(1, 4))):
        start, length = draw(st.sampled_from([0, 0, 4, 5, 7])), draw(st.sampled_from([0, 1, 5, 5, 6, 15, 20, 30]))
        rows += [
            Event(f"T{number + 1}", "B1", kind, at) for kind, at in zip(kinds, (start, start + length), strict=True)
        ]
    level = st.sampled_from([1.5, 2.0, 5.0, 8.0, 8.5, 10.0])
    count = draw(st.sampled_from([1, 2, 2, 3, 4, 5, 7, 8, 8]))
    gone = draw(st.sampled_from([None, None, *range(1, count)]))
    readings = tuple((5 * i, draw(level)) for i in range(count) if i != gone)
    site = Site(
        max_gap_s=draw(st.sampled_from([None, None, 300.0, 600.0])),
        accuracy_degC=0.5,
        decision_rule=draw(st.sampled_from(["simple", "simple", "simple", "guarded"])),
        tz="UTC",
        resolution_s=draw(st.sampled_from([None, 0.0, 0.0, 60.0])),
    )
    return Case(
        "\n".join(parts), tuple(rows), (Series("", readings, draw(st.sampled_from([None, None, 5, 10]))),), site
    )


@st.composite
def sequence_cases(draw):
    """Two to four containers, thawed and given one after the other or nearly so, and limits from one to the next."""
    kinds = draw(
        st.sampled_from([("thaw_start", "administration_end"), ("administration_start", "administration_end")])
    )
    parts = [
        f"[[precondition]]\ncode = 'order{i}'\nbefore = '{draw(st.sampled_from(kinds))}'\nafter = '{kinds[0]}'\n"
        f"scope = '{draw(st.sampled_from(['next container', 'next container', 'therapy']))}'"
        for i in range(draw(st.integers(0, 1)))
    ]
    parts += [
        f"[[window]]\ncode = 'window{i}'\nstarts = '{draw(st.sampled_from([*kinds, 'administration']))}'\n"
        f"ends = 'administration_end'\nscope = 'next container'\n{draw(st.sampled_from(['at_most', 'at_least']))} = "
        f"'{draw(_minutes())} min'"
        for i in range(draw(st.integers(1, 2)))
    ]
    rows, start, step = [], 0, draw(st.sampled_from([3, 10, 17, 45]))
    for i in range(draw(st.integers(2, 4))):
        for kind in kinds:
            fate = draw(st.integers(0, 8))
            start += draw(st.sampled_from([1, 5, 10]))
            rows += [Event("T1", f"B{i + 1}", kind, None if fate == 1 else start)] if fate else []
        start += draw(st.sampled_from([step, step, -5]))
    site = Site(tz="UTC", resolution_s=draw(st.sampled_from([None, 0.0, 0.0, 60.0, 300.0])))
    rows = draw(written(tuple(rows))) if site.resolution_s is None else rows
    return Case("\n".join(parts), tuple(rows) or (Event("T1", "B1", kinds[0], 0),), (), site)


def drawn_cases():
    """Cases of every kind."""
    whole, store = cases(most_therapies=3), monitored_cases()
    return st.one_of(whole, whole, store, store, sequence_cases())


def is_a_label(case: Case) -> bool:
    """Whether the drawn limits make sense as a label; a clock that nature runs backwards does not."""
    try:
        sandbox_product(case.limits)
    except CatalogueError:
        return False
    return True
