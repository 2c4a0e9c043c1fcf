"""What the tests of pictures draw: records of a minute and of a year, two bags, a night of the clocks, plans, models."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from cohort_tables import cohort
from places import ROOT

import atmp_logistics as atmp
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
from atmp_logistics.estimates.cohort import (
    compare_with_published,
    control_chart,
    find_legs,
    interval_statistics,
    published_intervals,
    vein_to_vein_time,
)
from atmp_logistics.estimates.models import passive_shipper, thaw
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.records.temperature_log import TemperatureLog

STOCKHOLM = "Europe/Stockholm"
STORE = "[[storage]]\ncode='frozen'\nfrom='product_received'\nuntil='storage_out'\nupper='-120 degC'\n"
ALLOWED = "[[allowance]]\ncode='short-warm'\nstorage='frozen'\nupper='-80 degC'\nat_most='15 min'\n"
POST_THAW = (
    "[[window]]\ncode='post-thaw'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'\n"
    "within=['20 degC', '25 degC']\n"
)
REST = "[[window]]\ncode='rest'\nstarts='thaw_start'\nends='administration_start'\nat_least='5 min'\nat_most='60 min'\n"
ADVISED = (
    "[[window]]\ncode='premedicate'\nstarts='premedication'\nends='administration_start'\nat_least='30 min'\n"
    "at_most='60 min'\nobligation='should'\n"
)
HINT = (
    "[[window]]\ncode='thaw-time'\nstarts='thaw_start'\nends='thaw_end'\nat_most='10 min'\nobligation='information'\n"
)
STEPS = {
    "thaw": "2 to 4 min",
    "thaw_end -> administration_start": "3 to 10 min",
    "administration": "5 to 15 min",
}


def _sample() -> Any:
    data = ROOT / "notebooks" / "data"
    site = atmp.load_site(data / "site.toml")
    events = atmp.read_events(data / "events.csv", site=site)
    return atmp.assess(events, atmp.read_readings(data / "nitrogen_log.csv", site=site), site=site)


def _deviating() -> Any:
    events = (
        "product_received 08:00, storage_out 09:00, premedication 08:55, thaw_start 09:10, thaw_end 09:13, "
        "administration_start 09:40, administration_end 09:50"
    )
    readings = (
        "08:00 -160, 08:10 -160, 08:20 -110, 08:30 -160, 08:50 -158, 09:00 -158, "
        "09:10 -150, 09:13 21, 09:20 22, 09:30 23, 09:40 22.5, 09:50 22"
    )
    return assess_sandbox(sandbox_product(STORE + POST_THAW + REST + ADVISED + HINT), events, readings)


def _permitted() -> Any:
    events = "product_received 08:00, storage_out 12:00"
    times = [f"{8 + i // 12:02d}:{5 * (i % 12):02d}" for i in range(49)]
    warm = {12: -100, 13: -100, 30: -70, 40: -118, 20: -119}
    readings = ", ".join(f"{at} {warm.get(i, -160 + i % 3)}" for i, at in enumerate(times))
    return assess_sandbox(sandbox_product(STORE + ALLOWED), events, readings)


def _indeterminate() -> Any:
    events = "product_received 08:00, storage_out 09:00, thaw_start 09:10, administration_start 09:40, administration_end 09:50"
    readings = "08:00 -160, 08:10 -160, 08:20 -158, 08:50 -158, 09:00 -158"
    return assess_sandbox(sandbox_product(STORE + POST_THAW + REST), events, readings)


def _two_bags() -> Any:
    events = (
        "B1: product_received 08:00, storage_out 09:00, thaw_start 09:10, thaw_end 09:13, administration_start 09:20, "
        "administration_end 09:30; B2: product_received 08:00, storage_out 09:30, thaw_start 09:35, "
        "administration_start 09:52, administration_end 10:20"
    )
    readings = ", ".join(f"{8 + i // 12:02d}:{5 * (i % 12):02d} {-160 + i % 4}" for i in range(30))
    return assess_sandbox(sandbox_product(STORE + POST_THAW + REST), events, readings)


def _log(first: str, spacing: str, count: int) -> TemperatureLog:
    """Return readings of one logger at even steps."""
    time = pd.date_range(first, periods=count, freq=spacing, tz="UTC").as_unit("us").astype(np.int64).to_numpy(float)
    degC = -165 + 4 * np.sin(np.arange(count) / 9) + (np.arange(count) % 17 == 3)
    return TemperatureLog(np.zeros(count, np.int64), time, degC, ("TANK",), {}, (Provenance("tank.csv"),))


def _journey(first: str, spacing: str, count: int, *rows: tuple[str, str]) -> Any:
    """Return an assessment of one container with readings at even steps from `first`."""
    table = pd.DataFrame([("T1", "B1", *row) for row in rows], columns=["therapy_id", "container_id", "event", "time"])
    product = sandbox_product(STORE + POST_THAW + REST + ADVISED)
    return atmp.assess(atmp.read_events(table, tz=STOCKHOLM), {"frozen": _log(first, spacing, count)}, product)


def _infused(day: str, received: str = "") -> list[tuple[str, str]]:
    return [
        ("product_received", received or f"{day} 06:00"),
        ("storage_out", f"{day} 10:28"),
        ("premedication", f"{day} 09:45"),
        ("thaw_start", f"{day} 10:31"),
        ("thaw_end", f"{day} 10:34"),
        ("administration_start", f"{day} 10:39"),
        ("administration_end", f"{day} 10:52"),
    ]


def _dst_night() -> Any:
    rows = [("product_received", "2026-10-24 22:00"), ("storage_out", "2026-10-25 04:10")]
    rows += [("thaw_start", "2026-10-25 04:12"), ("thaw_end", "2026-10-25 04:15")]
    rows += [("administration_start", "2026-10-25 04:20"), ("administration_end", "2026-10-25 04:31")]
    return _journey("2026-10-24T19:50", "10min", 60, *rows)


def _minutes() -> Any:
    rows = [("product_received", "2026-11-24 10:28"), ("storage_out", "2026-11-24 10:30")]
    rows += [("thaw_start", "2026-11-24 10:31"), ("thaw_end", "2026-11-24 10:33")]
    rows += [("administration_start", "2026-11-24 10:34"), ("administration_end", "2026-11-24 10:36")]
    return _journey("2026-11-24T09:28", "30s", 8, *rows)


def _plan(**more: Any) -> Any:
    asked = {"tz": STOCKHOLM, "steps": STEPS, "containers": 2, "when": {"indication": "ALL"}} | more
    return atmp.plan("kymriah-eu", {"administration_end": "by 2026-11-24 11:30"}, **asked)


def _weeks_of_plan() -> Any:
    return atmp.plan(
        "kymriah-eu", {"administration_start": "2026-11-24 13:00"}, tz=STOCKHOLM,
        steps={"thaw": "2 to 4 min", "administration": "5 to 15 min"}, when={"indication": "ALL"},
    )  # fmt: skip


def _dst_plan() -> Any:
    steps = {name: STEPS[name] for name in list(STEPS)[:3]}
    return atmp.plan(
        "kymriah-eu", {"thaw_start": "2026-10-25 02:30+02:00"}, tz=STOCKHOLM, steps=steps, when={"indication": "ALL"}
    )


def _deadlines() -> Any:
    rows = [("T1", "thaw_end", "2026-11-24T09:30Z"), ("T1", "administration_end", "")]
    thawed = atmp.read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]))
    steps = {name: STEPS[name] for name in list(STEPS)[:3]}
    return atmp.deadlines(thawed, "kymriah-eu", now="2026-11-24T09:40Z", tz=STOCKHOLM, steps=steps)


def _scenario(steps: dict[str, str] | None = None) -> Any:
    start = {"start": "2026-11-24 10:44", "tz": STOCKHOLM, "when": {"indication": "ALL"}, "containers": 2}
    return atmp.simulate("kymriah-eu", steps or STEPS, 500, seed=1, **start)


def _long_scenario() -> Any:
    return _scenario(STEPS | {"lymphodepletion": "3 d", "lymphodepletion_end -> premedication": "3 to 12 d"})


_LINE = (
    "T{i:02d}: collected {a}, sent {b}, arrived {c}, released {d}, shipped {e}, received {f}, thawed {g}, infused {h}"
)


@cache
def _cohort() -> Any:
    rng = np.random.default_rng(3)
    lines = []
    for i in range(24):
        days = dict(zip("abcdefgh", i + np.cumsum([0, *rng.uniform(0.5, 9, 7).round(2)]), strict=True))
        lines.append(_LINE.format(i=i, **days))
    text = "\n".join([*lines, "T90: collected 5", "T91: collected 6, thawed 30, administration_end 39"])
    return cohort(text, now=200, centre={f"T{i:02d}": "Lund" if i % 2 else "Umeå" for i in range(24)})


def _interval() -> Any:
    return vein_to_vein_time(_cohort(), container="first")


def _of_loggers() -> TemperatureLog:
    one, names = _log("2026-11-01T00:00", "10min", 400), ("TANK", "LID", "$A$")
    time, degC = np.tile(one.time_us, 3), np.concatenate([one.temperature_degC + 6 * i for i in range(3)])
    return TemperatureLog(np.repeat(np.arange(3), 400), time, degC, names, {}, one.provenance)


def _event_log(count: int) -> Any:
    table = [
        (f"T${i}$", name, f"2026-11-{10 + i % 7}T1{k}:{10 * (i % 5):02d}:00+01:00")
        for i in range(count)
        for k, name in enumerate(("thaw_start", "thaw_end", "administration_end"))
    ]
    return atmp.read_events(pd.DataFrame(table, columns=["therapy_id", "event", "time"]), tz=STOCKHOLM)


#: Each case by its name: what it returns has a `plot`.
CASES: dict[str, Callable[[], Any]] = {
    "sample": _sample,
    "deviating": _deviating,
    "permitted": _permitted,
    "indeterminate": _indeterminate,
    "two_bags": _two_bags,
    "dst_night": _dst_night,
    "minutes": _minutes,
    "weeks": lambda: _journey("2026-11-03T08:00", "10min", 3100, *_infused("2026-11-24", "2026-11-03 09:20")),
    "year": lambda: _journey("2026-01-02T08:00", "1h", 7860, *_infused("2026-11-24", "2026-01-02 10:00")),
    "product": lambda: atmp.load_product("kymriah-eu"),
    "product_without": lambda: atmp.load_product("zolgensma-eu"),
    "log": lambda: _log("2026-11-01T00:00", "10min", 2000),
    "loggers": _of_loggers,
    "events_few": lambda: _event_log(3),
    "events_many": lambda: _event_log(40),
    "plan": _plan,
    "plan_weeks": _weeks_of_plan,
    "plan_dst": _dst_plan,
    "risk": lambda: atmp.risk(_plan(), seed=1, n=400),
    "deadlines": _deadlines,
    "scenario": _scenario,
    "scenario_long": _long_scenario,
    "scenarios": lambda: atmp.compare([_scenario(), _scenario().named("thaw at the bedside, second nurse fetched")]),
    "statistics": lambda: interval_statistics(_interval(), by="centre"),
    "legs": lambda: find_legs(_cohort(), container="first"),
    "published": lambda: compare_with_published(
        interval_statistics(_interval(), by="centre"), published_intervals("axi-cel")
    ),
    "chart": lambda: control_chart(_interval(), baseline=("2026-01-01", "2026-01-20")),
    "estimate": lambda: thaw.EVA_250_mL.predict("70 mL"),
    "estimate_open": lambda: passive_shipper.VACUUM_INSULATED.hold("ISTA 7D summer", conditioned="72 h"),
}
