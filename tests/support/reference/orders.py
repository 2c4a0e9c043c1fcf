"""W202 and W203: what must come first, and whether the record can be true; and clocks from one container to the next."""

from math import inf

from reference.containers import USE, Container
from reference.elapsed import clock_verdict, stretch
from reference.groups import first_and_last
from reference.record import Record, instances_of
from reference.values import C, D, I, judge, seconds
from reference.when import earliest, either, latest


def order_event(product, waiting):
    """Containers follow each other by their thaw; under a label that names none, by the event that must wait.

    Of a stage it is its start.
    """
    names = {name for limit in product.requirements() for name in limit.moments}
    return "thaw_start" if names & {"thaw", "thaw_start", "thaw_end"} else start_of(waiting)


STAGES = {
    "administration",
    "collection",
    "conditioning",
    "lymphodepletion",
    "manufacturing",
    "preparation",
    "thaw",
    "transport",
}


def start_of(name):
    return f"{name}_start" if name in STAGES else name


def next_container(record: Record, container: Container, requirement, earlier, later, limits, days=False):
    """From the container before to this one: every candidate must agree, and "none before" agrees with conforming.

    From dose to dose, in the order of the event at the end, those of one dose do not come before one another.
    """
    by_dose = requirement.scope == "next dose"
    event = start_of(later) if by_dose else order_event(record.product, later)
    group = record.therapy(container)
    when = {id(one): one.at(event, "first") for one in group}

    def surely(one, other):
        return when[id(one)].surely_before(when[id(other)])

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
    is_order = requirement in record.product.preconditions
    sides = (requirement.before_instance, "first") if is_order else instances_of(requirement)
    most = limits[1] is not None
    spans = []
    for one in before:
        start, end = one.at(earlier, sides[0]), container.at(later, sides[1])
        if by_dose:
            start = of_dose(
                earliest if most else latest, apart_from(container, one, group, dose), dose, one, earlier, sides[0]
            )
        if by_dose and most:
            end = of_dose(latest, apart_from(one, container, group, dose), dose, container, later, sides[1])
        spans.append(stretch(start, end, start.until(end), record, days))
    answers = {clock_verdict(span, limits) for span in spans}
    if not any(surely(one, container) for one in apart):
        # It may be the first, of which nothing is asked where nothing is wrong.
        answers.add(C)
        if answers == {C}:
            return
    bounds = min(span[0] for span in spans), max(span[1] for span in spans)
    yield requirement.code, "d" if days else "s", answers.pop() if len(answers) == 1 else I, bounds, requirement, set()


def apart_from(other, container, group, dose):
    """Who can be of a container's dose, where another container is of another dose."""
    return [
        one
        for one in group
        if one is container or (one is not other and (dose(one) is None or dose(one) != dose(other)))
    ]


def of_dose(fold, group, dose, container, name, side):
    """The first, or the last, of an event over the whole dose of a container; one that nobody described may be of it."""
    same = [one for one in group if one is container or dose(one) == dose(container) is not None]
    maybe = [one for one in group if one not in same and (dose(one) is None or dose(container) is None)]
    chosen = [[one for i, one in enumerate(maybe) if mask >> i & 1] for mask in range(2 ** len(maybe))]
    return either(fold(one.at(name, side) for one in [*same, *more]) for more in chosen)


def w202(record: Record, container: Container):
    """The time from the last of what must come first to the first of what must wait."""
    for order in record.product.preconditions:
        if order.scope == "next container":
            yield from next_container(record, container, order, order.before, order.after, (0, None, True))
            continue
        if order.before_of or order.after_of:
            last = first_and_last(record, container, order.before, order.before_of, order.before_instance)[1]
            first = first_and_last(record, container, order.after, order.after_of)[0]
        elif order.scope == "therapy":
            group = record.therapy(container)
            last = latest(one.at(order.before, order.before_instance) for one in group)
            first = earliest(one.at(order.after, "first") for one in group)
        else:
            last, first = container.at(order.before, order.before_instance), container.at(order.after, "first")
        bounds = tuple(map(seconds, last.until(first)))
        yield order.code, "s", judge(*bounds, 0, None), bounds, order, set()


def w203(record: Record, container: Container):
    """Whether a record in which two events have an order can be true; how many pairs it names is not counted here."""
    del record
    if container.comparable() or container.ends_and_uses():
        open_ = container.contradicts or container.used_after_its_end("possibly")
        bounds = (1, inf) if open_ else (0, 0)
        yield "natural-order", "contradictions", I if open_ else C, bounds, None, set()


RELEASED = ("product_released", "conditional_release")


def c403(record: Record, container: Container):
    """What was decided at receipt, and a container that was used against it, or before it (docs, C403).

    An acceptance ends a quarantine where it surely came after the last of them, and surely before the use. What was
    surely given after a rejection, or before every acceptance or release, deviates.
    """
    held = {row.event for row in container.rows}
    uses = [use for use in USE if use in held]
    refused = held & {"receipt_rejected", "receipt_quarantined"}
    quarantine = ("receipt_quarantined", "receipt_accepted", ("last", "last"))
    open_ = 0
    for use in uses if refused else ():
        lifted = {"receipt_quarantined", "receipt_accepted"} <= held and not any(
            container.contradicts or record.phase(container, *part).reverses
            for part in (quarantine, ("receipt_accepted", use, ("last", "first")))
        )
        open_ += "receipt_rejected" in held or not lifted
    given = next((kind for kind in ("administration_start", "administration_end") if kind in held), None)
    late = given and _rejected(container, held, given)
    for names in (("receipt_accepted",), RELEASED) if given else ():
        waits, gives = _moments(container, names), _moments(container, [given])
        if waits:
            surely = not container.contradicts and all(one.surely_before(own) for one in gives for own in waits)
            late |= surely
            open_ += not surely and not any(all(own.surely_before(one) for one in gives) for own in waits)
    if (refused and uses) or late or open_:
        yield "receipt", "events", D if late else I if open_ else C, (open_, open_), None, set()


def _moments(container, names):
    return [container.clock.when(row) for row in container.rows if row.event in names]


def _rejected(container, held, given):
    """Whether it was surely given after its rejection, was never accepted, and nothing else contradicts itself."""
    if "receipt_rejected" not in held or "receipt_accepted" in held or container.broken:
        return False
    rows = [(end, use) for end, use in container.ending_rows() if end.event != "receipt_rejected"]
    when = container.clock.when
    if any(when(end).surely_before(when(use)) for end, use in rows):
        return False
    rejected = _moments(container, ["receipt_rejected"])
    return all(one.surely_before(own) for one in rejected for own in _moments(container, [given]))
