"""The columnar intervals against a reference that walks one therapy at a time, event by event."""

from math import inf, isfinite

import numpy as np
from cohort_tables import DAY_US, ZERO, at, cohort
from how_many import draws
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from atmp_logistics.core.event_kinds import EVENTS
from atmp_logistics.estimates.cohort import interval_between
from atmp_logistics.estimates.cohort.moments import ANY_TIME

SHARED = ("order_placed", "collection_start", "collection_end", "product_released")
OWN = (
    "product_dispatched",
    "product_received",
    "thaw_start",
    "administration_start",
    "administration_end",
    "discarded",
)
ORDER = list(EVENTS)
ENDS = [
    ("collection_end", "administration_start"),
    ("product_received", "thaw_start"),
    ("product_released", "product_dispatched"),
    ("thaw_start", "administration_start"),
    ("collection_start", "product_released"),
]
#: What a record holds of an event: nothing, the event without its time, its own time, or another's.
HELD = st.sampled_from(["nothing", "nothing", "untimed", "wrong", *["timed"] * 8])


@st.composite
def therapies_of(draw):
    """One therapy whose events happened in order, and a record of it with holes and slips."""
    days = sorted(draw(st.lists(st.integers(0, 12), min_size=10, max_size=10)))
    happened = dict(zip((*SHARED, *OWN), days, strict=True))
    shared, *own = (_recorded(draw, names, happened) for names in (SHARED, *[OWN] * draw(st.integers(1, 2))))
    return shared, own


def _recorded(draw, names, happened):
    found = {}
    for name in names:
        held = draw(HELD) if name != "discarded" else draw(st.sampled_from(["nothing", "nothing", "timed", "untimed"]))
        days = {"untimed": "?", "timed": happened[name], "wrong": draw(st.integers(0, 12))}
        found |= {} if held == "nothing" else {name: days[held]}
    return found


THERAPY = therapies_of()


def bounds(events):
    """Relax every order of nature until nothing moves; None where it contradicts a time."""
    lo, hi = dict.fromkeys(ORDER, -inf), dict.fromkeys(ORDER, inf)
    for name, day in events.items():
        lo[name], hi[name] = (day, day) if day != "?" else (-inf, inf)
    for _ in ORDER:
        for name, kind in EVENTS.items():
            for before in kind.after:
                lo[name], hi[before] = max(lo[name], lo[before]), min(hi[before], hi[name])
    return None if any(lo[name] > hi[name] for name in ORDER) else (lo, hi)


def comes_before(one, other):
    return any(before == one or comes_before(one, before) for before in EVENTS[other].after)


def moment(containers, name, which, now):
    """Return (lo, hi, pending, never) of one moment over a therapy's containers."""
    los, his, waits, gone = [], [], [], []
    for events in containers:
        lo, hi = (side[name] for side in bounds(events))
        far = max((ORDER.index(event) for event in events if event not in ANY_TIME), default=-1)
        out = "discarded" in events and name not in events and name.startswith("administration")
        wait = now is not None and name not in events and far < ORDER.index(name) and not out and hi >= now
        if wait:
            lo = max(lo, now)
        if now is not None and name in events:
            hi = max(lo, min(hi, now))
        waits.append(wait)
        gone.append(out)
        los += [] if out else [lo]
        his += [] if out else [hi]
    if all(gone):
        return inf, inf, False, True
    fold = min if which == "first" else max
    pending = any(waits) and (which == "last" or all(w or g for w, g in zip(waits, gone, strict=True)))
    return fold(los), fold(his), pending, False


def length(therapy, starts, ends, which, now):  # noqa: PLR0911  one status, one return
    """Return (status, lower, upper) of one therapy's interval, as the page on cohorts says it."""
    shared, own = therapy
    containers = [shared | events for events in own]
    if any(bounds(events) is None for events in containers):
        return "contradicts", None, None
    (s_lo, s_hi, s_pending, _), (e_lo, e_hi, pending, never) = (
        moment(containers, name, which, now) for name in (starts, ends)
    )
    if s_pending:
        return "not begun", None, None
    if never:
        last = max(bounds(events)[0]["discarded"] for events in containers)
        least = last - s_hi
        return ("given up", least, inf) if isfinite(least) and least >= 0 else ("unknown", None, None)
    lower, upper = e_lo - s_hi, e_hi - s_lo
    if len(containers) == 1 and comes_before(starts, ends):
        lower = max(lower, 0)
    if upper < 0:
        return "runs backwards", lower, upper
    if isfinite(upper):
        return ("exact" if lower == upper else "bounded"), max(lower, 0), upper
    if pending and isfinite(lower):
        return "pending", max(lower, 0), inf
    return ("not logged", lower, inf) if lower > 0 else ("unknown", None, None)


def written(therapies):
    lines = []
    for i, (shared, own) in enumerate(therapies):
        named = len(own) > 1
        lines.append(f"T{i}: order_placed {shared.get('order_placed', 0)}")
        rest = [f"{name} {day}" for name, day in shared.items() if name != "order_placed"]
        lines += [f"T{i}: {', '.join(rest)}"] if rest else []
        for j, events in enumerate(own):
            items = [f"{name} {day}" for name, day in events.items()]
            lines += [f"T{i}{f' B{j}' if named else ''}: {', '.join(items)}"] if items else []
    return "\n".join(lines)


@settings(max_examples=draws(100), derandomize=True, deadline=None, phases=[Phase.generate])
@given(
    st.lists(THERAPY, min_size=1, max_size=5),
    st.sampled_from(ENDS),
    st.sampled_from(["first", "last"]),
    st.sampled_from([None, 12, 15]),
)
def test_every_interval_is_the_one_that_walking_through_the_record_finds(therapies, ends, which, now):
    # A container of several that has no event of its own is not in the record.
    therapies = [
        ({"order_placed": 0} | shared, [events for events in own if events] or [{}]) for shared, own in therapies
    ]
    found = interval_between(cohort(written(therapies), now=now), *ends, container=which)
    assert found.cohort.now_us == (None if now is None else ZERO + now * DAY_US)
    for i, therapy in enumerate(therapies):
        row = found.table.set_index("therapy_id").loc[f"T{i}"]
        status, lower, upper = length(therapy, *ends, which, now)
        assert row["status"] == status, (therapy, ends, which, now, at(0))
        if lower is not None:
            assert row["lower_s"] / 86400 == lower
            assert row["upper_s"] / 86400 == upper
        else:
            assert np.isnan(row["lower_s"])
