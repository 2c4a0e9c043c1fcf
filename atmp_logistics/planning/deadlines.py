"""The deadlines of therapies under way, from a half-filled record: not before, safe by, last possible, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd

from atmp_logistics.catalogue.catalogue import Catalogue, catalogue_version, load_catalogue
from atmp_logistics.core.cached_table import cached_table
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.instants import SECOND, zone
from atmp_logistics.core.product import Product
from atmp_logistics.core.shown import ShownAsText, WrittenAsJson
from atmp_logistics.core.version import __version__
from atmp_logistics.evidence.events.consignments import products, roster_of
from atmp_logistics.evidence.events.label_in_force import label_versions_of
from atmp_logistics.evidence.events.roster import Roster, stated_values
from atmp_logistics.evidence.events.written_times import stated_exactness, with_largest_doubt
from atmp_logistics.planning.fixed_times import FixedTime, read_anchors
from atmp_logistics.planning.instant_bounds import Case
from atmp_logistics.planning.now import said_at
from atmp_logistics.planning.solve_deadlines import EventDeadline, Running, SolvedDeadlines, solve_deadlines
from atmp_logistics.planning.therapy_status import Therapy, standing, therapies
from atmp_logistics.planning.version_of_use import under_way
from atmp_logistics.records.logs import EventLog, Provenance
from atmp_logistics.records.site_profile import Site
from atmp_logistics.timing.call_arguments import (
    condition_faults,
    mapping_argument,
    one_fault_for_no_zone,
    site_argument,
    steps_argument,
    time_argument,
    zone_argument,
)
from atmp_logistics.timing.constraints import Shortfall, Statement, Step
from atmp_logistics.timing.template import modes, template

if TYPE_CHECKING:
    from rich.console import RenderableType


@dataclass(frozen=True)
class TherapyDeadlines:
    """One therapy's deadlines under one product and one mode: what its limits' conditions are taken to be.

    `containers` are the containers' own names, in the order of their numbers. `contradiction` is why a record that
    contradicts itself gives no deadline, `cannot` which limits cannot be kept any more and why, `unpromised` which
    nobody can promise; the other deadlines are worked out without these. `notes` say what does not count, `remarks`
    which steps have outlasted what was stated of them.
    """

    therapy_id: str
    product: Product
    containers: tuple[str, ...]
    mode: Mapping[str, tuple[str, ...]]
    events: tuple[EventDeadline, ...]
    running: tuple[Running, ...]
    contradiction: Shortfall | None = None
    cannot: tuple[Shortfall, ...] = ()
    unpromised: tuple[Shortfall, ...] = ()
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def __getitem__(self, node: str) -> EventDeadline:
        for one in self.events:
            if one.node == node:
                return one
        raise KeyError(node)


@dataclass(frozen=True)
class Deadlines(ShownAsText, WrittenAsJson):
    """The answer: for each event to come not before, safe by and last possible, what binds it, and the clocks that run.

    It calculates and explains; a person decides. `print(deadlines)` shows it in a terminal.
    """

    _readers: ClassVar[str] = "deadlines"
    therapies: tuple[TherapyDeadlines, ...]
    now_us: float
    tz: str
    statements: tuple[str, ...]
    inputs: tuple[Provenance, ...]
    steps: tuple[Step, ...] = ()
    library: str = __version__
    catalogue: str = field(default_factory=catalogue_version)

    @cached_property
    def zone(self) -> tzinfo:
        """The zone in which times are shown."""
        return zone(self.tz)

    def __iter__(self) -> Iterator[TherapyDeadlines]:
        return iter(self.therapies)

    @cached_table
    def table(self) -> pd.DataFrame:
        """One row an event to come: who, not before, safe by, last possible, why, and says which label."""
        frame: pd.DataFrame = self._reader("frame").frame_of(self)
        return frame

    @cached_table
    def clocks(self) -> pd.DataFrame:
        """One row a clock that runs: who, which limit, since when, until when, and how long is left."""
        frame: pd.DataFrame = self._reader("frame").clocks_frame(self)
        return frame

    def __rich__(self) -> RenderableType:
        from rich.console import Group

        return Group(*self._reader("text").rich_text(self))

    def __repr__(self) -> str:
        count = sum(len(one.events) for one in self.therapies)
        return f"<Deadlines: {count} event{'s' * (count != 1)} to come>"


def deadlines(
    events: EventLog,
    product: Product | str | None = None,
    *,
    now: str | datetime,
    steps: Mapping[Any, Any] | None = None,
    tz: str | None = None,
    site: Site | None = None,
    when: Mapping[str, str] | None = None,
    anchors: Mapping[str, object] | None = None,
    containers: Iterable[tuple[str, str]] = (),
    catalogue: Catalogue | None = None,
    on: date | None = None,
    resolution: object = None,
) -> Deadlines:
    """Return the deadlines of everything that is still to come in a record that is being filled in.

    Parameters
    ----------
    events : EventLog
        From `read_events`. A row without its time is an event still to come.
    product : Product or str, optional
        The product, or its slug; left out where the events name it.
    now : str or datetime
        The moment from which to look: with its offset, or local in the zone.
    steps : mapping, optional
        How long each step takes that nobody controls, such as ``{"thaw": "2 to 4 min"}``; see `read_steps`. What lies
        before a step whose longest duration nobody stated has no safe moment that is known.
    tz : str, optional
        The zone of `now` and `anchors` and of calendar days; by default the events' own, else the site's.
    site : Site, optional
        The site's profile: its facts bound, and its resolution is kept free at both ends of every limit.
    when : mapping, optional
        Conditions on which limits depend, such as ``{"indication": "ALL"}``. Each mode that is left is shown.
    anchors : mapping, optional
        When events to come are to be, such as ``{"administration_end": {"latest": "2026-11-24 11:30"}}``.
    containers : iterable of (therapy_id, container_id), optional
        Containers that are expected, whether or not the record mentions them.
    catalogue : Catalogue, optional
        Where products are looked up; ours by default.
    on : date, optional
        The day whose label counts; by default the day of use: that of `administration_start`, and of `now` for what is
        still to be given. Where several versions are possible, each one's deadlines are shown.
    resolution : str, datetime.timedelta or pint.Quantity, optional
        How finely event times are written, such as ``"1 min"``; ``"0 s"`` is exact. It goes before the site's. Where
        neither states it, what is still to come is taken to be written as finely as the record.

    Raises
    ------
    AtmpError
        When an event is recorded after `now`, and for steps, anchors or conditions that cannot be meant.

    Examples
    --------
    >>> import pandas as pd
    >>> from atmp_logistics import read_events
    >>> rows = [("T1", "thaw_start", "2026-11-24 10:32"), ("T1", "thaw_end", "2026-11-24 10:36")]
    >>> table = pd.DataFrame(rows, columns=["therapy_id", "event", "time"])
    >>> found = deadlines(
    ...     read_events(table, tz="Europe/Stockholm", resolution="0 s"),
    ...     "kymriah-eu",
    ...     now="2026-11-24 10:44",
    ...     steps={"administration": "5 to 15 min"},
    ... )
    >>> found.table[["event", "safe_by", "last_possible"]].iloc[0].tolist()
    ['administration_start', Timestamp('2026-11-24 10:51:00+0100', tz='Europe/Stockholm'), \
Timestamp('2026-11-24 11:01:00+0100', tz='Europe/Stockholm')]
    >>> found.clocks["left_s"].tolist()
    [1320.0]
    """
    faults, of_now = list[Fault](), list[Fault]()
    stated_site, called = (
        site_argument(site, faults),
        dict(mapping_argument(when, "when", "{'indication': 'ALL'}", faults)),
    )
    place_name, place = zone_argument(tz or events.tz, stated_site, faults)
    now_us = time_argument(now, place, "now", of_now)
    faults += one_fault_for_no_zone(of_now, place_name) if place_name is not None else of_now
    own_steps = steps_argument(steps, faults)
    fixed = mapping_argument(anchors, "anchors", "{'administration_end': '2026-11-24 11:30'}", faults)
    refuse(faults)
    assert now_us is not None  # noqa: S101  refuse() has raised otherwise
    said_profile, exactness = stated_exactness(stated_site, events, resolution)
    profile = with_largest_doubt(said_profile, events)
    roll = roster_of(events, containers)
    named = products(events, roll, product.slug if isinstance(product, Product) else product)
    _none_after(events, now_us, (profile.resolution_s or 0.0) * SECOND)
    if isinstance(product, Product):
        judges = [(product, roll)]
    else:
        known = load_catalogue() if catalogue is None else catalogue
        judges = list(under_way(events, roll, label_versions_of(named, events, known, on), profile, place, now_us))
    refuse(condition_faults(called, [label for label, _ in judges]))
    asked = _Asked(events, own_steps, profile, place, now_us, called, fixed)
    found = [part for label, own in judges for part in _of_label(label, own, asked)]
    place_shown = place_name or "UTC"
    return Deadlines(
        therapies=tuple(found),
        now_us=now_us,
        tz=place_shown,
        statements=(
            *(f"step: {step}" for step in own_steps),
            *said_profile.statements(place_name),
            *exactness,
            *(f"{key} is {value}, as stated in the call" for key, value in called.items()),
        ),
        inputs=(events.provenance,),
        steps=own_steps,
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    events: EventLog
    steps: tuple[Step, ...]
    site: Site
    tz: tzinfo | None
    now_us: float
    when: Mapping[str, str]
    anchors: Mapping[str, object]


def _none_after(events: EventLog, now_us: float, doubt_us: float) -> None:
    """Refuse events recorded after now."""
    late = events.table[events.table["time"].to_numpy(float) > now_us + doubt_us]
    fix = "correct the time, leave it empty for an event to come, or look from a later now"
    refuse(
        Fault(
            f"{events.provenance.name}, row {row}, column time",
            f"{event} at {said_at(time, None)}",
            f"a time that is not after now, {said_at(now_us, None)}",
            fix,
            UsageError,
        )
        for row, event, time in zip(late["row"], late["event"], late["time"], strict=True)
    )


def _of_label(product: Product, roll: Roster, asked: _Asked) -> Iterator[TherapyDeadlines]:
    """Yield the deadlines of every therapy of one label, in each mode that tells them apart."""
    conditions = [dict(asked.when) for _ in range(len(roll))]
    for key in product.statements:
        if key in asked.events.table:
            said = stated_values(asked.events.table, roll, key)
            for place, value in zip(said.place.tolist(), said.value, strict=True):
                conditions[place][key] = str(value)
    expiry = _expiries(asked.events.table, roll)
    for therapy, places in therapies(asked.events.table, roll, product):
        own_conditions = [conditions[place] for place in places]
        settled = set.intersection(*(set(one) for one in own_conditions))
        own_expiry = {i: expiry[place] for i, place in enumerate(places, 1) if place in expiry}
        found = [
            (mode, _in_mode(product, therapy, mode, own_conditions, own_expiry, asked))
            for mode in modes(product, settled)
        ]
        yield from _told_apart(product, therapy, found)


def _expiries(table: pd.DataFrame, roll: Roster) -> dict[int, tuple[float, float]]:
    said = stated_values(table, roll, "expiry")
    lower, upper = (table[name].to_numpy(np.float64)[said.row].tolist() for name in ("expiry_lower", "expiry_upper"))
    return dict(zip(said.place.tolist(), zip(lower, upper, strict=True), strict=True))


def _in_mode(
    product: Product,
    therapy: Therapy,
    mode: Mapping[str, str],
    conditions: Sequence[Mapping[str, str]],
    expiry: Mapping[int, tuple[float, float]],
    asked: _Asked,
) -> SolvedDeadlines:
    count = len(therapy.containers)
    anchors, faults = read_anchors(asked.anchors, asked.tz, count) if asked.anchors else ([], [])
    refuse(faults)
    plan = template(
        product,
        count,
        mode,
        asked.steps,
        site=asked.site,
        events=[*therapy.events, *(one.event for one in anchors)],
        conditions=conditions,
        numbered=therapy.numbered,
        repeated=therapy.repeated,
    )
    say = partial(said_at, tz=asked.tz, near_us=asked.now_us)
    stands = standing(therapy, plan)
    case = Case(plan, therapy.naming(), stands, asked.tz, expiry, (asked.site.resolution_s or 0.0) * SECOND, say)
    return solve_deadlines(case, asked.now_us, _stated(anchors, case, count))


def _stated(anchors: Iterable[FixedTime], case: Case, count: int) -> list[Statement]:
    """Return anchors as statements about events to come; one of events that are all recorded is refused."""
    found, faults = list[Statement](), list[Fault]()
    for anchor in anchors:
        own = list(anchor.statements(count, case.tz or UTC))
        ahead = [one for one in own if one.later not in case.standing.recorded]
        if own and not ahead:
            faults.append(
                Fault(
                    f"anchors.{anchor.event}",
                    own[0].words,
                    "an event to come",
                    "leave out what is recorded",
                    UsageError,
                )
            )
        found += ahead
    refuse(faults)
    return found


def _told_apart(
    product: Product, therapy: Therapy, found: Sequence[tuple[Mapping[str, str], SolvedDeadlines]]
) -> Iterator[TherapyDeadlines]:
    """Yield what the modes come to, those that come to the same as one."""
    groups: list[tuple[list[Mapping[str, str]], SolvedDeadlines]] = []
    for mode, solved in found:
        same = next((group for group in groups if group[1] == solved), None)
        if same is None:
            groups.append(([mode], solved))
        else:
            same[0].append(mode)
    for own, solved in groups:
        together = {key: tuple(dict.fromkeys(mode[key] for mode in own)) for key in own[0]}
        yield TherapyDeadlines(
            therapy_id=therapy.therapy_id,
            product=product,
            containers=therapy.containers,
            mode=together if len(groups) > 1 else {},
            events=tuple(solved.moments),
            running=tuple(solved.running),
            contradiction=solved.contradiction,
            cannot=tuple(solved.cannot),
            unpromised=tuple(solved.unpromised),
            notes=tuple(dict.fromkeys(solved.notes)),
            remarks=tuple(solved.remarks),
        )
