"""Random labels and records of the shapes that only some labels use; each strategy draws one shape, beside others.

Components and doses stated or not, events that recur, volumes and weights, what is forbidden, the event by which an
expiry is judged, strict and nominal temperatures, and a dose's own events. As in `strategies`, numbers are small and
close together; those in calendar days lie near a midnight.
"""

import os
from dataclasses import replace

from hypothesis import strategies as st
from strategies import WARM, Case, Event, _container_events, _minutes, _naming, _storage, records, series, sites

from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.records.site_profile import BandFact

#: Minutes after 06:00 UTC at which a record begins: by day, or half an hour before a midnight.
STARTS = st.sampled_from([30, 30, 990, 1050])
#: How many therapies a case holds at most; a long run draws more.
MOST = int(os.environ.get("ATMP_THERAPIES", "2"))
APART = st.sampled_from([0, 5, 10, 30, 60, 1440, 1430, 2880])
GIVEN = ("administration_start", "administration_end")
ZONES = ["UTC", "UTC", "Europe/Stockholm", None]
BESIDE = "[[window]]\ncode='beside'\nstarts='administration_start'\nends='administration_end'\nat_most='20 min'"


@st.composite
def _limit(draw, kind, lines, i=0):
    """One table, now and then under a condition."""
    if draw(st.integers(0, 6)):
        return "\n".join([f"[[{kind}]]", f"code = 'limit{i}'", *lines])
    mark = draw(st.sampled_from(["{ indication = 'A' }", "{ indication = 'A' }", "{ dose = '1' }"]))
    other = "[[prohibition]]\ncode = 'irradiate'\nwhen = { indication = 'B' }" if "A" in mark and i == 0 else ""
    return "\n".join([f"[[{kind}]]", f"code = 'limit{i}'", *lines, f"when = {mark}", other])


@st.composite
def _sizes(draw):
    """How long a clock may run: at least, at most, both, by the clock or by the calendar."""
    shape = draw(st.sampled_from(["most", "least", "both", "both", "days", "days", "numbers"]))
    strict = ["strict = true"] if draw(st.integers(0, 7)) == 7 else []
    least, most = sorted([draw(_minutes()), draw(_minutes())])
    if shape == "numbers":
        pair = draw(st.sampled_from(["[1, 2]", "[0, 0]", "[1, 3]", "[-1, 0]", "[-1, 1]\nno_day_zero = true"]))
        slack = draw(st.sampled_from([[], ["give_or_take_days = 1"], ["give_or_take_days = 2"]]))
        return [f"day_numbers = {pair}", *slack, *strict]
    if shape == "days":
        least, most = sorted([draw(st.integers(0, 2)), draw(st.integers(0, 3))])
        sides = draw(st.sampled_from([(True, False), (False, True), (True, True)]))
        lines = [f"at_least_days = {least}"] * sides[0] + [f"at_most_days = {most}"] * sides[1]
        return [*lines, *strict]
    lines = [f"at_least = '{least} min'"] * (shape != "most") + [f"at_most = '{most} min'"] * (shape != "least")
    return [*lines, *strict]


@st.composite
def _many(draw, one):
    """The records of some therapies, each as `one` draws it."""
    rows = [[replace(event, therapy=f"T{i + 1}") for event in draw(one)] for i in range(draw(st.integers(1, MOST)))]
    return tuple(event for own in rows for event in own)


@st.composite
def _record(draw, kinds, most=3, stated=None, start=None):
    """The events of some containers along the chain; what `stated` draws for each stands on one of its rows."""
    rows, start = [], draw(STARTS) if start is None else start
    for i in range(draw(st.integers(1, most))):
        own = [Event("T1", f"B{i + 1}", *one) for one in draw(_container_events(kinds, start))]
        own = own or [Event("T1", f"B{i + 1}", "handover", start)]
        told = tuple((key, value) for key, value in draw(stated) if value) if stated is not None else ()
        place = draw(st.integers(0, len(own) - 1))
        rows += [replace(one, stated=told if k == place else ()) for k, one in enumerate(own)]
        start += draw(APART)
    return tuple(rows)


@st.composite
def _case(draw, text, rows, logs=(), kinds=GIVEN, step=10, **site):
    """A case of these, with a site and, where a limit depends on it, the indication stated or not."""
    windows = ["limit0"] if "[[window]]\ncode = 'limit0'" in text else []
    profile = replace(draw(sites(kinds, windows, step, ZONES)), **site)
    when = draw(st.sampled_from([(), (("indication", "A"),), (("indication", "B"),)]))
    day = draw(st.sampled_from(["2026-11-10", "2026-11-10", "2026-10-24", "2026-10-25", "2026-03-28"]))
    label = "\n".join(text)
    when = when if when and f"indication = '{when[0][1]}'" in label else ()
    return Case(label, rows, tuple(logs), profile, day, when)


# ---------------------------------------------------------------- components and doses


def _of(key, names):
    return f"{{ {key} = '{names[0]}' }}" if len(names) == 1 else f"{{ {key} = {list(names)} }}"


@st.composite
def group_cases(draw):
    """A clock or an order between the containers of one kind and those of another."""
    key, one, other = draw(st.sampled_from([("component", "CF", "NF"), ("dose", "1", "2")]))
    text = []
    for i in range(draw(st.integers(1, 2))):
        sides = draw(st.sampled_from([((one,), (other,))] * 4 + [((one,), ()), ((), (other,)), ((one,), (one, other))]))
        moments = draw(st.sampled_from([*GIVEN, "administration"])), draw(st.sampled_from([*GIVEN, "administration"]))
        if draw(st.integers(0, 2)):
            names = ("starts", "ends", "starts_of", "ends_of")
            sizes = draw(_sizes())
        else:
            names, sizes = ("before", "after", "before_of", "after_of"), []
        lines = [f"{name} = '{moment}'" for name, moment in zip(names, moments, strict=False)]
        lines += [f"{name} = {_of(key, of)}" for name, of in zip(names[2:], sides, strict=True) if of]
        table = "window" if sizes else "precondition"
        text.append(draw(_limit(table, [*lines, "scope = 'therapy'", *sizes], i)))
    known = [name for name in (one, other) if f"'{name}'" in "\n".join(text)] if key == "component" else [one, other]
    told = st.tuples(st.tuples(st.just(key), st.sampled_from([*known, *known, *known, ""])))
    return draw(_case([*text, BESIDE], draw(_many(_record(GIVEN, 4, told)))))


@st.composite
def dose_cases(draw):
    """A clock from one dose to the next, where a dose is one container or several."""
    ends = st.sampled_from([*GIVEN, "administration", "transport_start"])
    text = []
    for i in range(draw(st.integers(1, 2))):
        starts, stops = draw(ends), draw(ends)
        lines = [f"starts = '{starts}'", f"ends = '{stops}'", "scope = 'next dose'", *draw(_sizes())]
        lines += ["starts_instance = 'last'"] * (starts == "transport_start" and draw(st.booleans()))
        lines += ["ends_instance = 'first'"] * (stops == "transport_start" and draw(st.booleans()))
        text.append(draw(_limit("window", lines, i)))
    thaws = draw(st.integers(0, 5)) == 0
    told = st.tuples(st.tuples(st.just("dose"), st.sampled_from(["1", "1", "2", "2", "3", ""])))
    kinds = ("transport_start", *["thaw_start"] * thaws, *GIVEN)
    text += ["[[window]]\ncode='thaw'\nstarts='thaw_start'\nends='administration_end'\nat_most='60 min'"] * thaws
    return draw(_case([*text, BESIDE], draw(_many(_record(kinds[draw(st.integers(0, 1)) :], 5, told)))))


# ---------------------------------------------------------------- events that recur


@st.composite
def _instances(draw, event, containers, start):
    """Some instances of an event, of the therapy or of each container, not in order, some without their time."""
    own = containers if event in {"transport_start", "storage_in", "handover"} else [""]
    rows = []
    for name in own:
        at = start
        for _ in range(draw(st.sampled_from([0, 1, 2, 2, 3, 3, 4]))):
            at += draw(st.sampled_from([0, 1, 5, 10, 60, 1440, 1435, 1445, 2880, -30]))
            one = Event("T1", name, event, None if draw(st.integers(0, 7)) == 0 else at)
            each = name == "" and draw(st.integers(0, 4)) == 0
            rows += [replace(one, container=bag) for bag in containers] if each else [one]
    return rows


@st.composite
def instance_cases(draw):
    """A clock between any two neighbouring instances of an event."""
    event = draw(st.sampled_from(["mobilisation_start", "antibody_test", "transport_start", "storage_in", "handover"]))
    lines = [f"starts = '{event}'", f"ends = '{event}'", "scope = 'next instance'"]
    text = [draw(_limit("window", [*lines, *draw(_sizes())], i)) for i in range(draw(st.integers(1, 2)))]
    return draw(_case([*text, BESIDE], draw(_many(_recurring([event])))))


@st.composite
def _recurring(draw, events, start=None):
    """A record with instances of some events."""
    given = draw(_record(GIVEN, 2, start=start))
    containers = list(dict.fromkeys(one.container for one in given))
    own = [draw(_instances(event, containers, draw(STARTS) if start is None else start)) for event in events]
    return [one for rows in own for one in rows] + list(given)


SIDES = (
    ("antibody_test", "administration_start", "starts"),
    ("administration_start", "response_assessment", "ends"),
    ("storage_in", "administration_end", "starts"),
    ("handover", "storage_in", "starts ends"),
    ("transport_start", "handover", "starts ends"),
    ("handover", "handover", "starts ends"),
)


@st.composite
def side_cases(draw):
    """A clock from the last instance of one event, or to the first of another, with or without a band."""
    starts, ends, free = draw(st.sampled_from(SIDES))
    scope = draw(st.sampled_from(["container", "container", "therapy", "therapy", "next container"]))
    lines = [f"starts = '{starts}'", f"ends = '{ends}'", f"scope = '{scope}'"]
    lines += ["starts_instance = 'last'"] if "starts" in free and draw(st.integers(0, 3)) else []
    lines += ["ends_instance = 'first'"] if "ends" in free and draw(st.integers(0, 3)) else []
    lines += ["until_first = true"] if scope == "therapy" and draw(st.integers(0, 2)) == 0 else []
    banded = scope != "next container" and draw(st.integers(0, 2)) == 0
    lines += draw(_sizes()) if not banded or draw(st.booleans()) else []
    lines += ["within = ['2 degC', '8 degC']"] if banded else []
    lines += ["within_from = 'storage_in'"] if banded and draw(st.integers(0, 3)) == 0 else []
    start, log, step = draw(STARTS), *draw(series(WARM))
    rows = draw(_many(_recurring([event for event in dict.fromkeys([starts, ends]) if event not in GIVEN], start)))
    log = replace(log, readings=tuple((at + start - 30, value) for at, value in log.readings))
    logs = [log] if banded and log.readings else []
    kinds = [kind for kind in (starts, ends) if kind != "administration"]
    return draw(_case([draw(_limit("window", lines)), BESIDE], rows, logs, kinds, step))


# ---------------------------------------------------------------- volumes in a time

VOLUMES = ["20 mL", "10 mL", "13 mL", "26 mL", "0.03 L", "60 mL", "6.5 mL", "5.2 mL", ""]


@st.composite
def rate_cases(draw):
    """A limit on the volume given in any stretch, or on the mean."""
    text = []
    for i in range(draw(st.integers(1, 2))):
        most = draw(st.sampled_from(["2.6 mL/kg/h", "4 mL/kg/h", "20 mL/h", "26 mL/h", "0.5 mL/min", "0.65 mL/kg/h"]))
        over = draw(st.sampled_from(["", "1 h", "1 h", "30 min", "20 min", "45 min"]))
        lines = [f"at_most = '{most}'", *([f"over = '{over}'"] if over else [])]
        starts = draw(st.sampled_from(["", "", "", "administration", "storage_out", "transport_end"]))
        lines += [f"from = '{starts}'"] if starts else []
        lines += ["until = 'storage_out'"] if starts == "transport_end" and draw(st.booleans()) else []
        text.append(draw(_limit("rate", lines, i)))
    weighed = draw(st.sampled_from(["10 kg", "5 kg", "2500 g"]))
    told = st.tuples(
        st.tuples(st.just("volume"), st.sampled_from(VOLUMES)),
        st.tuples(st.just("body_weight"), st.sampled_from([weighed, weighed, weighed, "8 kg", ""])),
    )
    kinds = ("storage_out", "transport_end", *GIVEN) if draw(st.integers(0, 3)) == 0 else GIVEN
    return draw(_case([*text, BESIDE], draw(_many(_record(kinds, 4, told))), kinds=kinds))


# ---------------------------------------------------------------- what is forbidden, and the event of an expiry


@st.composite
def prohibition_cases(draw):
    """Events that the label forbids, always or once another was."""
    bad = ["storage_in", "storage_out", "refrozen", "opened", "irradiated"]
    text = []
    for i in range(draw(st.integers(1, 2))):
        lines = [f"forbids = {draw(st.lists(st.sampled_from(bad), min_size=1, max_size=2, unique=True))}"]
        after = draw(st.sampled_from(["", "thaw_start", "thaw_start", "thaw", "thaw_end", "administration"]))
        text.append(draw(_limit("prohibition", [*lines, *([f"after = '{after}'"] if after else [])], i)))
    kinds = draw(st.sampled_from([("storage_in", "storage_out", "thaw_start", "thaw_end"), ("thaw_start", *GIVEN)]))
    rows = draw(_many(_record(kinds, 2)))
    for one in dict.fromkeys((event.therapy, event.container) for event in rows):
        for kind in ("refrozen", "opened", "storage_in"):
            at = draw(st.sampled_from([None, *range(20, 80, 5), *range(1000, 1060, 10)]))
            if draw(st.integers(0, 2)) == 0:
                rows = (*rows, Event(*one, kind, at))
    return draw(_case([*text, BESIDE], rows, kinds=kinds))


@st.composite
def expiry_cases(draw):
    """An expiry judged by the event that the label says, beside shelf lives or without."""
    kinds = ("manufacturing_end", "product_received", "storage_out", *GIVEN)
    text = [draw(_storage(kinds, WARM, i)) for i in range(draw(st.integers(0, 2)))]
    by = draw(st.sampled_from([*kinds, "administration"]))
    rows = draw(records(kinds, draw(st.integers(1, MOST))))
    days = st.sampled_from(["", "2026-11-10", "2026-11-10T07:00:00+00:00", "2026-11-10T06:30+00:00", "2026-11"])
    for one in dict.fromkeys(event.therapy for event in rows):
        i = next(k for k, event in enumerate(rows) if event.therapy == one)
        rows = (*rows[:i], replace(rows[i], expiry=draw(days)), *rows[i + 1 :])
    duty = draw(st.sampled_from([[], [], [], ["obligation = 'should'"]]))
    case = draw(_case([*text, "\n".join(["[expiry]", f"by = '{by}'", *duty])], rows, kinds=kinds))
    zoned = case.site if "shelf_life = {" not in case.limits or case.site.tz else replace(case.site, tz="UTC")
    return replace(case, site=zoned, day="2026-11-10")


# ---------------------------------------------------------------- temperatures, and a dose's own events

_TABLES = ["{ nominal = '5 degC' }", "{ upper = '8 degC', strict = true }", "{ lower = '2 degC', strict = true }"]
_TABLES += ["{ lower = '2 degC', upper = '8 degC', strict = true }", "{ nominal = '8 degC' }", "['', '8 degC']"]


@st.composite
def band_cases(draw):
    """Ends that are not included, and temperatures printed without a tolerance."""
    kinds = ("storage_out", "thaw_end", *GIVEN)
    starts = draw(st.sampled_from(kinds[:3]))
    lines = [f"starts = '{starts}'", "ends = 'administration_end'", f"within = {draw(st.sampled_from(_TABLES))}"]
    lines += [
        f"scope = '{draw(st.sampled_from(['container', 'therapy']))}'",
        *draw(st.sampled_from([[], ["strict = true"]])),
    ]
    text = [draw(_limit("window", lines))]
    if draw(st.booleans()):
        degC = draw(st.sampled_from(["2", "5", "25"]))
        store = ["code = 'store'", "from = 'storage_out'", "until = 'administration_start'", f"nominal = '{degC} degC'"]
        text.append("\n".join(["[[storage]]", *store]))
    log, step = draw(series(WARM))
    rows = draw(_many(_record(kinds, 2, start=draw(st.sampled_from([0, 30, 40])))))
    rows = _naming(draw, rows, ["L"]) if draw(st.integers(0, 3)) == 0 else rows
    log = replace(log, name="L" if any(one.logger for one in rows) else "")
    ranges = [(None, 8.0), (2.0, 8.0), (5.0, 10.0)]
    facts = [BandFact("limit0", TemperatureRange(*draw(st.sampled_from(ranges)), draw(st.booleans())), "drawn")]
    facts *= draw(st.integers(0, 3)) == 0
    tolerance = draw(st.sampled_from([None, 0.5, 2.0, 3.0, 3.0]))
    case = _case(text, rows, [log] if log.readings else [], kinds, step, tolerance_degC=tolerance, bands=tuple(facts))
    return draw(case)


@st.composite
def regimen_cases(draw):
    """The start of a regimen, for all or for each container or for both."""
    text = []
    for i in range(draw(st.integers(1, 2))):
        scope = draw(st.sampled_from(["container", "container", "therapy", "next container"]))
        if draw(st.integers(0, 2)):
            lines = [
                "starts = 'immunomodulation_start'",
                f"ends = '{draw(st.sampled_from([*GIVEN, 'administration']))}'",
            ]
            text.append(draw(_limit("window", [*lines, f"scope = '{scope}'", *draw(_sizes())], i)))
        else:
            lines = ["before = 'immunomodulation_start'", f"after = '{draw(st.sampled_from(GIVEN))}'"]
            text.append(draw(_limit("precondition", [*lines, f"scope = '{scope}'"], i)))
    return draw(_case([*text, BESIDE], draw(_many(_regimen())), kinds=("immunomodulation_start", *GIVEN)))


@st.composite
def _regimen(draw):
    """A record in which a regimen starts for all, for single containers, for both, or nobody knows when."""
    given, rows = draw(_record(GIVEN, 3)), []
    start = min((one.minute for one in given if one.minute is not None), default=30)
    for name in ["", *dict.fromkeys(one.container for one in given)]:
        if draw(st.booleans()):
            at = start + draw(st.sampled_from([-1440, -60, -30, -20, -10, 0, 5]))
            rows.append(Event("T1", name, "immunomodulation_start", None if draw(st.integers(0, 5)) == 0 else at))
    return (*rows, *given)


SHAPES = {
    "groups": group_cases, "doses": dose_cases, "instances": instance_cases, "sides": side_cases, "rates": rate_cases,
    "prohibitions": prohibition_cases, "expiry": expiry_cases, "bands": band_cases, "regimens": regimen_cases,
}  # fmt: skip


def shape_cases():
    """Cases of every shape."""
    return st.one_of(*(draw() for draw in SHAPES.values()))
