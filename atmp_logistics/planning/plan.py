"""A plan: backward from an infusion slot, or forward from a receipt; a branch for each mode that is left open.

What comes before an event that the caller set is planned as late as the slowest case allows; what follows steps that
nobody controls, or comes after all that is set, as soon as it may be. The plan is proved: with its times set,
every limit can still be kept whatever the steps do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import inf, isfinite
from typing import Any

from atmp_logistics.catalogue.catalogue import CatalogueGiven, ProductGiven
from atmp_logistics.core.arguments import Day
from atmp_logistics.core.errors import Fault, ImpossiblePlan, refuse
from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.phrases_by_key import ENGLISH
from atmp_logistics.core.wording import clock
from atmp_logistics.core.zone_argument import Zone
from atmp_logistics.planning.booked_slots import BookedSlots
from atmp_logistics.planning.choose_times import ChosenTimes, TimeChooser
from atmp_logistics.planning.container_arguments import Expiries
from atmp_logistics.planning.instant_bounds import TherapyContext, instant_bounds_of, statement_key
from atmp_logistics.planning.opening_hours import Stretch
from atmp_logistics.planning.plan_branch import PlanBranch
from atmp_logistics.planning.plan_request import PlanRequest, read_plan_request
from atmp_logistics.planning.plan_result import Plan
from atmp_logistics.planning.planned_event import PlannedEvent, Policy, ordered_events
from atmp_logistics.planning.slot_choice import EventHours, choose_slots
from atmp_logistics.planning.solve_plan import InstantWords, SolvedPlan, solve_plan, unstated_steps
from atmp_logistics.planning.therapy_status import TherapyStatus
from atmp_logistics.records.given_records import SiteGiven
from atmp_logistics.timing.constraints import Kind, Statement, Template
from atmp_logistics.timing.nodes import Naming
from atmp_logistics.timing.template import modes, template


def plan(
    product: ProductGiven,
    anchors: Mapping[str, object],
    *,
    tz: Zone | None = None,
    steps: Mapping[Any, Any] | None = None,
    containers: int | Sequence[str] = 1,
    when: Mapping[Any, Any] | None = None,
    site: SiteGiven | None = None,
    hours: Mapping[str, str] | None = None,
    slots: Mapping[str, object] | None = None,
    catalogue: CatalogueGiven | None = None,
    on: Day | None = None,
    expiry: Expiries | None = None,
) -> Plan:
    """Plan one therapy: when each event may, should and must happen.

    Parameters
    ----------
    product : Product, str or path
        The product, its slug, a name of the profile's `[products]`, or the path of a product file.
    anchors : mapping
        What is set: an event, such as ``administration_start`` or ``thaw_start[2]``, to a moment or a window.
    tz : str or tzinfo, optional
        The zone of local times and calendar days; the site's where not given.
    steps : mapping, optional
        How long each step takes; see `timing.steps.read_steps`.
    containers : int or sequence of str
        How many bags, vials or syringes, or their identifiers, in the order of their use.
    when : mapping, optional
        Conditions on which limits depend; each mode that is not chosen is planned as well. Those of one container stand
        under its identifier or its number: ``{"B2": {"component": "CD4"}}``.
    site : Site or path, optional
        The site's profile: its facts bound, its zone and its resolution are used.
    hours : mapping, optional
        From an event or a stage to its opening hours, such as ``{"thaw_start": "Mon-Fri 08:00-16:00"}``.
    slots : mapping, optional
        From an event or a stage to the stretches kept for it, such as
        ``{"administration": "2026-11-24 10:00 to 11:30"}``.
    catalogue : Catalogue, path or list of paths, optional
        Where the product is looked up; ours by default.
    on : date, datetime, numpy.datetime64 or str, optional
        The day whose label is used; by default that of the last moment which is set.
    expiry : str, date or mapping, optional
        The printed expiry of every container, or of each under its identifier or number: ``{"B1": "2027-01-31"}``.

    Returns
    -------
    Plan
        Not before, planned, safe by and last possible for every event, and what binds each.

    Raises
    ------
    ImpossiblePlan
        When no mode can work, with the statements that contradict each other.
    AtmpError
        For every other fault of the call, all at once.

    Examples
    --------
    >>> steps = {"thaw": "2 to 4 min", "thaw_end -> administration_start": "3 to 10 min", "administration": "5 to 15 min"}
    >>> slot = {"administration_end": {"latest": "2026-11-24 11:30"}}
    >>> two_bags = plan("kymriah-eu", slot, tz="Europe/Stockholm", steps=steps, containers=2)
    >>> thaw = two_bags.table.query("event == 'thaw_start' and container == 1").iloc[0]
    >>> str(thaw["safe_by"]), str(thaw["last_possible"])
    ('2026-11-24 10:32:00+01:00', '2026-11-24 11:10:00+01:00')
    """  # noqa: E501
    request = read_plan_request(
        product, anchors, tz, steps, containers, when, site, hours, slots, catalogue, on, expiry
    )
    branches = tuple(_branches(request))
    if not any(branch.events for branch in branches):
        refuse(_impossible_fault(branch, request) for branch in branches)
    return Plan(
        product=request.product,
        containers=request.containers,
        tz=request.tz_name,
        branches=branches,
        anchors=tuple(time.text(request.containers, request.tz) for time in request.anchors),
        stated=request.stated,
        profile=request.site.provenance,
        language=request.site.language or ENGLISH,
        container_ids=request.names,
        expiries=tuple(request.expiries.get(i + 1, ("",))[0] for i in range(request.containers)),
        conditions=tuple({**request.when, **own} for own in request.own_conditions or ({},) * request.containers),
    )


def _impossible_fault(branch: PlanBranch, request: PlanRequest) -> Fault:
    mode = f" if {branch.mode_text}" if branch.mode_text else ""
    expected, fix = "a plan that can work", "give way in one of the statements"
    # A container is called what it is: bag 2, vial 2.
    word = request.product.container.split()[-1]
    found = re.sub(r"\bcontainer (?=\d)", f"{word} ", f"{branch.shortfall}")
    return Fault(f"{request.product.slug}{mode}", found, expected, fix, ImpossiblePlan)


def _branches(request: PlanRequest) -> list[PlanBranch]:
    """Return a branch for each mode; modes with the same limits, or with the same plan, share one."""
    events = [time.event for time in request.anchors]
    alike: list[tuple[Template, list[Mapping[str, str]]]] = []
    for mode in modes(request.product, request.settled):
        stated = {**request.when, **mode}
        own = template(
            request.product,
            request.containers,
            stated,
            request.steps,
            site=request.site,
            events=events,
            conditions=request.own_conditions,
        )
        for other, shared in alike:
            if (other.statements, other.calendar, other.links) == (own.statements, own.calendar, own.links):
                shared.append(mode)
                break
        else:
            alike.append((own, [mode]))
    found = list[PlanBranch]()
    for own, shared in alike:
        branch = _branch(request, own, tuple(shared))
        same = [
            other for other in found if branch.events and (other.events, other.notes) == (branch.events, branch.notes)
        ]
        if same:
            found[found.index(same[0])] = replace(same[0], modes=(*same[0].modes, *branch.modes))
        else:
            found.append(branch)
    return found


def _branch(request: PlanRequest, limits: Template, shared: tuple[Mapping[str, str], ...]) -> PlanBranch:
    say: InstantWords = partial(clock, tz=request.tz)
    anchors = [statement for time in request.anchors for statement in time.statements(request.containers, request.tz)]
    limits, known, more_notes = _with_known_days(limits, request, _set_times(anchors), say)
    anchors = [*anchors, *known]
    free = solve_plan(limits, anchors, request.tz, say)

    def attempt(more: Sequence[Statement]) -> SolvedPlan:
        return solve_plan(limits, (*anchors, *more), request.tz, say) if more else free

    fit = choose_slots(attempt, request.openings, _before_set_events(free, anchors, request.openings), request.tz)
    solved = fit.solved
    notes = (*limits.not_planned, *more_notes, *_plan_notes(solved))
    if solved.windows is None or not fit.fits:
        return PlanBranch(limits, shared, shortfall=solved.shortfall, notes=notes)
    before = _before_set_events(solved, anchors, request.openings)
    chooser = TimeChooser(
        solved, _set_times(anchors), before, lambda more: attempt((*fit.statements, *more)), request.tz
    )
    chosen = chooser.chosen_times()
    orders = [(one.earlier, one.later) for one in limits.statements if one.at_least_us >= 0.0]
    events = ordered_events((_planned_event(solved, node, chosen, fit.opens) for node in limits.nodes), orders)
    return PlanBranch(limits, shared, events, solved.shortfall, notes, chosen.joined, chosen.proved)


def _with_known_days(
    limits: Template, request: PlanRequest, given: Mapping[str, float], say: InstantWords
) -> tuple[Template, list[Statement], list[str]]:
    """Return a template whose rules in days are instants where their day is set, those instants, and notes."""
    ahead = {node for node in limits.nodes if node not in given}
    status = TherapyStatus(recorded=dict(given), ahead=ahead)
    expiry = {number: bounds for number, (_, bounds) in request.expiries.items()}
    resolution = (request.site.resolution_s or 0.0) * SECOND
    fixed = instant_bounds_of(
        TherapyContext(limits, Naming(request.containers), status, request.tz, expiry, resolution, say)
    )
    left = tuple(rule for rule in limits.calendar if statement_key(rule) not in fixed.replaced)
    notes = [note.replace("in the record", "in the plan") for note in fixed.notes]
    return replace(limits, calendar=left), fixed.statements, notes


def _before_set_events(
    solved: SolvedPlan, anchors: Sequence[Statement], openings: Sequence[EventHours]
) -> Callable[[str], bool]:
    """Return a function: whether a node comes before an event that the caller set, by an anchor or in a slot."""
    slots = {end for item in openings if isinstance(item.hours, BookedSlots) for end in (item.starts, item.ends)}
    nodes = {anchor.later for anchor in anchors if anchor.kind is Kind.ANCHOR and isfinite(anchor.at_most_us)}
    nodes |= {node for node in solved.template.nodes if node.partition("[")[0].partition(":")[0] in slots}

    def before(node: str) -> bool:
        if solved.compiled is None:
            return False
        reach, place = solved.compiled.possible.at_most, solved.places[node]
        return any(reach[solved.places[other], place] <= 0.0 for other in nodes)

    return before


def _set_times(anchors: Sequence[Statement]) -> dict[str, float]:
    """Return the events that the caller set to a moment."""
    set_ = [anchor for anchor in anchors if anchor.kind is Kind.ANCHOR]
    least = {anchor.later: anchor.at_least_us for anchor in set_ if isfinite(anchor.at_least_us)}
    return {anchor.later: anchor.at_most_us for anchor in set_ if anchor.at_most_us == least.get(anchor.later)}


def _planned_event(solved: SolvedPlan, node: str, chosen: ChosenTimes, opens: Mapping[str, Stretch]) -> PlannedEvent:
    policy, first, last = chosen.policies[node], chosen.fast[node], chosen.slow[node]
    planned = policy not in {Policy.OPEN, Policy.BY} and isfinite(first)
    earliest = solved.time("not_before", node)
    if planned and policy in {Policy.SOON, Policy.EXPECTED}:
        earliest = max(earliest, first)
    return PlannedEvent(
        node=node,
        policy=policy if planned or policy is Policy.BY else Policy.OPEN,
        not_before_us=earliest,
        planned_us=first if planned else -inf,
        planned_until_us=last if planned else inf,
        safe_by_us=solved.time("safe_by", node),
        last_possible_us=solved.time("last_possible", node),
        because=solved.because(node),
        possible_because=solved.because(node, possible=True),
        opens=opens.get(node),
    )


def _plan_notes(solved: SolvedPlan) -> Iterator[str]:
    """Yield notes of a plan: steps whose duration is not stated, limits that gave way."""
    for name in unstated_steps(solved):
        yield f"how long {name} takes was not stated: no safe moment before it is known; state it as a step"
    if solved.compiled is None:
        return
    for first, *others in solved.compiled.set_aside:
        yield f"set aside: {first}; it contradicts: {'; '.join(map(str, others))}"
    for core in solved.compiled.unpromised:
        if all(statement.obligation != "shall" for statement in core):
            yield f"nobody can promise: {'; '.join(map(str, core))}"
