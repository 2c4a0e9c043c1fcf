"""From a product to the template of its plan: its events as nodes, and everything that bounds the time between two.

Nature and the site's facts bound; the label's limits are planned for; steps are estimates. A stage that takes a time
that nobody decides, such as a thaw, is a step whether or not its length is stated: without one it has no longest
duration, and what lies beyond it has no safe moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product as every_combination
from math import inf

from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.event_kinds import ends_of
from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.product import Product
from atmp_logistics.core.wording import duration
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.spacing_facts import SpacingFact
from atmp_logistics.timing.constraints import PHASE, Kind, Link, Statement, Step, Template
from atmp_logistics.timing.label_constraints import Limits, limits_of
from atmp_logistics.timing.node_names import named
from atmp_logistics.timing.nodes import Naming, events_planned, natural_order
from atmp_logistics.timing.numbered_containers import NumberedContainers
from atmp_logistics.timing.steps import lengths

#: Stages of a length that nobody decides; the administration is decided where its label prescribes the length.
TAKES_ITS_TIME = ("collection", "manufacturing", "transport", "thaw", "preparation", "administration")
#: What is done with a container after it has left its store.
_AFTER_STORE = ("thaw_start", "preparation_start", "syringe_drawn", "administration_start")
#: More containers than this no therapy has, and no matrix should hold.
MOST_CONTAINERS = 40


@dataclass(frozen=True)
class _Asked:
    """What a template is asked for, as one value that can be remembered."""

    product: Product
    conditions: tuple[tuple[tuple[str, str], ...], ...]
    steps: tuple[Step, ...]
    site: Site
    events: tuple[str, ...]
    numbered: frozenset[str]
    repeated: frozenset[str]


def template(
    product: Product,
    containers: int = 1,
    mode: Mapping[str, str] | None = None,
    steps: Sequence[Step] = (),
    *,
    site: Site | None = None,
    events: Iterable[str] = (),
    conditions: Sequence[Mapping[str, str]] = (),
    numbered: Iterable[str] = (),
    repeated: Iterable[str] = (),
) -> Template:
    """Return the template of a product's plan.

    Parameters
    ----------
    product : Product
    containers : int
        How many bags, vials or syringes; they are taken in the order of their numbers.
    mode : mapping, optional
        What the limits' conditions are taken to be, one of `modes`.
    steps : sequence of Step
        From `read_steps`.
    site : Site, optional
        Its spacing facts bound, and its resolution is kept free at both ends of every limit.
    events : iterable of str
        Events to plan besides those that the label names.
    conditions : sequence of mapping
        What is stated of each container by itself, such as its component.
    numbered, repeated : iterable of str
        A dose's events that each container has anew, and recurring events that happened more than once.

    Returns
    -------
    Template

    Raises
    ------
    UsageError
        For a step that contradicts a stated fact, or that ends one event of the therapy in several containers.

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> from atmp_logistics.timing.steps import read_steps
    >>> plan = template(load_product("kymriah-eu"), 2, {"indication": "ALL"}, read_steps({"thaw": "2 to 4 min"}))
    >>> plan.nodes[-3:]
    ('thaw_end[2]', 'administration_start[2]', 'administration_end[2]')
    >>> print(next(one for one in plan.statements if one.code == "one-bag-at-a-time"))
    thaw start of container 2 only after administration end of container 1 (Kymriah SmPC (EMA), third-party copy 6.6)
    """
    if not 1 <= containers <= MOST_CONTAINERS:
        fix = "state how many containers the therapy has"
        expected = f"from 1 to {MOST_CONTAINERS}"
        refuse([Fault("containers", str(containers), expected, fix, UsageError)])
    own = [dict(conditions[i]) if i < len(conditions) else {} for i in range(containers)]
    each = tuple(tuple(sorted({**(mode or {}), **one}.items())) for one in own)
    asked = _Asked(
        product,
        each,
        tuple(steps),
        site or Site(),
        tuple(sorted(set(events))),
        frozenset(numbered),
        frozenset(repeated),
    )
    return _built(_Once(asked), tuple(sorted((mode or {}).items())))


def modes(product: Product, stated: Iterable[str] = ()) -> tuple[dict[str, str], ...]:
    """Return every combination of the conditions on which a label's times depend and that nobody stated.

    What tells containers apart, a dose's number or a component, is no mode.

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> modes(load_product("kymriah-eu"))
    ({'indication': 'ALL'}, {'indication': 'DLBCL'}, {'indication': 'FL'})
    >>> modes(load_product("kymriah-eu"), ["indication"])
    ({},)
    """
    clocks = (*product.windows, *product.preconditions, *product.budgets)
    lives = [store for store in product.storage if store.shelf_life is not None]
    asked = dict.fromkeys(key for limit in (*clocks, *lives) for key in limit.when)
    keys = [key for key in asked if key not in {"dose", "component", *stated}]
    values = [product.conditions[key] for key in keys]
    return tuple(dict(zip(keys, one, strict=True)) for one in every_combination(*values))


class _Once:
    """What was asked, compared by what it is and hashed once: a product itself cannot be hashed."""

    def __init__(self, asked: _Asked) -> None:
        self.asked = asked
        self._hash = hash((asked.product.slug, asked.product.source, asked.conditions, asked.steps, asked.events))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Once) and self.asked == other.asked


@lru_cache(maxsize=256)
def _built(once: _Once, mode: tuple[tuple[str, str], ...]) -> Template:
    asked = once.asked
    naming = Naming(len(asked.conditions), asked.numbered, asked.repeated)
    stated = [end for step in asked.steps for end in (step.starts, step.ends)]
    stated += [end for fact in asked.site.spacing for end in (fact.starts, fact.ends)]
    events = events_planned(asked.product, (*stated, *asked.events))
    nodes = tuple(node for number in _in_turn(naming) for event in events for node in _own(naming, event, number))
    containers = NumberedContainers(naming, [dict(one) for one in asked.conditions])
    limits = limits_of(asked.product, containers, (asked.site.resolution_s or 0.0) * SECOND)
    links = tuple(_links(asked, events, naming, limits))
    statements = (
        *natural_order(events, naming),
        *_facts(asked.site.spacing, naming),
        *limits.statements,
        *_phases(asked.product, events, naming, limits),
        *(side for link in links for side in lengths(link)),
    )
    return Template(
        product=asked.product,
        containers=naming.containers,
        mode=dict(mode),
        nodes=nodes,
        statements=tuple(one for one in dict.fromkeys(statements) if one.earlier != one.later),
        links=links,
        not_planned=tuple(limits.not_planned),
        calendar=tuple(dict.fromkeys(limits.calendar)),
    )


def _in_turn(naming: Naming) -> range:
    """Return 0 for the therapy itself, then each container's number."""
    return range(naming.containers + 1)


def _own(naming: Naming, event: str, number: int) -> list[str]:
    if naming.is_numbered(event) != bool(number):
        return []
    sides = ("first", "last") if event in naming.repeated else ("first",)
    return [naming.node(event, number, side) for side in sides]


def _facts(spacing: Iterable[SpacingFact], naming: Naming) -> Iterator[Statement]:
    """Yield the site's facts for each container."""
    for fact in spacing:
        for one, other in naming.pairs(fact.starts, fact.ends):
            early, late = naming.node(fact.starts, one, "first"), naming.node(fact.ends, other, "last")
            said = {"kind": Kind.FACT, "source": fact.basis, "code": "site"}
            if fact.at_most_s is not None:
                words = f"{named(late)} at most {duration(fact.at_most_s, exact=True)} after {named(early)}"
                yield Statement(earlier=early, later=late, at_most_us=fact.at_most_s * SECOND, words=words, **said)  # type: ignore[arg-type]
            if fact.at_least_s is not None:
                words = f"{named(late)} at least {duration(fact.at_least_s, exact=True)} after {named(early)}"
                yield Statement(earlier=early, later=late, at_least_us=fact.at_least_s * SECOND, words=words, **said)  # type: ignore[arg-type]


def _links(asked: _Asked, events: Sequence[str], naming: Naming, limits: Limits) -> Iterator[Link]:
    """Yield every instance of every step: as stated, as the site's facts bound it, or without a longest duration."""
    steps = {(step.starts, step.ends): step for step in asked.steps}
    ended = {step.ends for step in asked.steps}
    prescribed = {(one.earlier.partition("[")[0], one.later.partition("[")[0]) for one in limits.statements}
    for stage in TAKES_ITS_TIME:
        ends = ends_of(stage)
        is_decided = stage == "administration" and ends in prescribed
        if set(ends) <= set(events) and ends[1] not in ended and not is_decided:
            steps[ends] = Step(stage, *ends)
    for step in steps.values():
        bounded = _within_facts(step, asked.site)
        for one, other in _instances(step, naming):
            yield Link(bounded, naming.node(step.starts, one, "last"), naming.node(step.ends, other, "first"))


def _instances(step: Step, naming: Naming) -> list[tuple[int, int]]:
    pairs = list(naming.pairs(step.starts, step.ends))
    ends = [naming.node(step.ends, other) for _, other in pairs]
    if len(set(ends)) < len(ends):
        found = f"{step.ends} of the therapy ended by every container's {step.starts}"
        fix = "state the step between two events of a container"
        refuse([Fault(f"steps.{step.name}", found, "one step that ends an event", fix, UsageError)])
    return pairs


def _within_facts(step: Step, site: Site) -> Step:
    """Return a step no longer than the site's facts allow; a fact about a step says how long it takes."""
    for fact in site.spacing:
        if (fact.starts, fact.ends) != (step.starts, step.ends):
            continue
        low = max(step.shortest_s, fact.at_least_s or 0.0)
        high = min(step.longest_s, inf if fact.at_most_s is None else fact.at_most_s)
        if low > high:
            found, fix = f"{step}, and the fact {fact}", "correct the step or the fact"
            refuse([Fault(f"steps.{step.name}", found, "a step that the fact allows", fix, UsageError)])
        if (low, high) != (step.shortest_s, step.longest_s):
            source = "; ".join(filter(None, (step.source, fact.basis)))
            step = replace(step, shortest_s=low, longest_s=high, source=source)
    return step


def _phases(product: Product, events: Sequence[str], naming: Naming, limits: Limits) -> Iterator[Statement]:
    """Yield the order of each storage phase's two ends, and that a container is used only out of its store."""
    for store in product.storage:
        ends = ends_of(store.starts)[0], ends_of(store.ends)[1]
        words = f"the label's storage {store.code!r} runs"
        yield from _ordered(*ends, naming, words)
    comes_late = {one.earlier.partition("[")[0] for one in limits.statements if one.later.startswith("storage_out")}
    comes_late |= {one.earlier.partition("[")[0] for one in limits.calendar if one.later.startswith("storage_out")}
    comes_late |= {store.starts for store in product.storage if store.ends == "storage_out"}
    late = comes_late & {"thaw_start", "thaw_end", "refrigerated", "preparation_start", "preparation_end"}
    for then in _AFTER_STORE if "storage_out" in events and not late else _AFTER_STORE[-1:]:
        if then in events and "storage_out" in events:
            yield from _ordered("storage_out", then, naming, "a container is used out of its store:")


def _ordered(first: str, then: str, naming: Naming, words: str) -> Iterator[Statement]:
    for one, other in naming.pairs(first, then):
        early, late = naming.node(first, one, "first"), naming.node(then, other, "last")
        said = f"{words} {named(early)} first, then {named(late)}"
        yield Statement(earlier=early, later=late, at_least_us=0.0, kind=Kind.ORDER, words=said, code=PHASE)
