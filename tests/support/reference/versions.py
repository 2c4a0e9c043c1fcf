"""Versions of one label: the day of use chooses, and where several are possible they are judged as an unstated condition.

"The day of use (`administration_start` of the container, else the last event that a limit names) chooses the version of a
label; every version that one of a therapy's containers may need judges the therapy whole" (issue F, docs/product_file.md).
"""

from dataclasses import replace
from datetime import UTC, date, timedelta
from math import inf

from atmp_logistics.core.event_kinds import EVENTS, comes_before
from reference.containers import Container, containers_of
from reference.judging import reference
from reference.labels import one_answer
from reference.values import WORST, C, Found, I, moment
from reference.when import When, latest


def by_versions(versions, rows, loggers, site, tz=None, when=None, places=()) -> dict[tuple, str]:
    """The verdict of each rule and code for each container, of a label that has several versions.

    A day on which no version was in force decides nothing.
    """
    found = {version.source: reference(version, rows, loggers, site, tz, when, places) for version in versions}
    out = {}
    for container in containers_of(rows, site, (), versions[0], when):
        own = versions_of(container, versions, tz)
        for key in {one_key(one) for name in own if name for one in found[name] if is_of(one, container)}:
            answers = [worst(found[name], key) if name else I for name in own]
            out[key] = one_answer(answers)
    return out


def one_key(one: Found):
    return one.therapy, one.container, one.rule, one.code


def is_of(one: Found, container: Container):
    return (one.therapy, one.container) == (container.therapy, container.name)


def worst(found, key):
    """What one version says by a rule and a code; where it has no such limit, nothing is wrong by it."""
    return max((one.verdict for one in found if one_key(one) == key), key=WORST.index, default=C)


def versions_of(container: Container, versions, tz) -> set[str]:
    """Every version that may have been in force on the day of use; nothing where on some day none was."""
    used = day_of_use(container, versions)
    days = days_between(used, versions, tz)
    return {next((one.source for one in versions if one.in_force(day)), "") for day in days}


def day_of_use(container: Container, versions) -> When:
    """When the container was given; where nobody logged any of its administration, the last event that a limit names."""
    logged = {row.event for row in container.rows}
    given = {name for name in EVENTS if comes_before("administration_start", name)} | {"administration_start"}
    if logged & given:
        return container.at("administration_start", "first")
    named = {name for version in versions for limit in version.requirements() for name in limit.moments}
    named |= {f"{name}_{end}" for name in named for end in ("start", "end")}
    rows = [happened(container, row) for row in container.rows if row.event in named]
    if not rows:
        return When()
    last = latest(rows)
    before = [happened(container, row) for row in container.rows if comes_before(row.event, "administration_start")]
    return replace(last, hi=max(last.hi, latest(before).hi)) if before else last


def happened(container: Container, row) -> When:
    """When an event was; of one whose time is lost, what those before and after it leave."""
    return container.clock.when(row) if row.at is not None else container.bounds[row.event, "last"]


def days_between(used: When, versions, tz):
    """The days on which it may have been, as far as they choose: both ends, and the days at which a version changes."""
    marks = {
        day for one in versions for edge in (one.in_force_from, one.in_force_until) if edge for day in around(edge)
    }
    zones = [tz] if tz else [UTC]
    first = date.min if used.lo == -inf else min(moment(used.lo).astimezone(zone).date() for zone in zones)
    last = date.max if used.hi == inf else max(moment(used.hi).astimezone(zone).date() for zone in zones)
    return {first, last} | {day for day in marks if first <= day <= last}


def around(day):
    return day - timedelta(1), day, day + timedelta(1)
