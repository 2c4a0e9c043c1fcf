"""Plans made by hand, for the tests of what shows them."""

from datetime import UTC, datetime
from math import inf

from atmp_logistics import load_product
from atmp_logistics.core.instants import instant
from atmp_logistics.planning.plan_branch import PlanBranch
from atmp_logistics.planning.plan_result import Plan
from atmp_logistics.planning.planned_event import PlannedEvent, Policy
from atmp_logistics.timing.constraints import Kind, Statement, Template

MIN = 60e6


def at(text):
    return instant(datetime.fromisoformat(text).astimezone(UTC))


def event(node, policy, *times, because=()):
    return PlannedEvent(node, policy, *(at(one) if isinstance(one, str) else one for one in times), because=because)


def by_hand(tz="Europe/Stockholm", day="2026-11-24", containers=2):
    product = load_product("kymriah-eu")
    slot = Statement(
        earlier="clock",
        later="administration_end[2]",
        at_most_us=at(f"{day}T11:30+01:00"),
        kind=Kind.ANCHOR,
        words="the slot ends 11:30",
        source="stated",
    )
    limit = Statement(
        earlier="thaw_end[1]",
        later="administration_end[1]",
        at_most_us=30 * MIN,
        kind=Kind.REQUIREMENT,
        words="infused within 30 min of the end of thaw",
        citation=product.windows[0].citation,
    )

    def row(node, policy, *clocks, because=()):
        return event(
            node, policy, *(f"{day}T{one}+01:00" if isinstance(one, str) else one for one in clocks), because=because
        )

    events = (
        row("lymphodepletion_end", Policy.LATE, -inf, "10:00", "10:00", "10:00", "10:00"),
        row("thaw_start[1]", Policy.LATE, -inf, "10:32", "10:32", "10:32", "11:10", because=(slot, limit)),
        row("thaw_end[1]", Policy.EXPECTED, "10:34", "10:34", "10:36", "10:36", "11:12"),
        row("administration_start[1]", Policy.SOON, "10:37", "10:37", "10:46", "10:46", "11:15"),
        row("administration_end[1]", Policy.EXPECTED, "10:42", "10:42", "11:01", "11:01", "11:20"),
        row("thaw_start[2]", Policy.SOON, "10:42", "10:42", "11:01", "11:01", "11:20", because=(slot,)),
        row("thaw_end[2]", Policy.EXPECTED, "10:44", "10:44", "11:05", "11:05", "11:22"),
        row("administration_start[2]", Policy.SOON, "10:47", "10:47", "11:15", "11:15", "11:25"),
        row("administration_end[2]", Policy.EXPECTED, "10:52", "10:52", "11:30", "11:30", "11:30", because=(slot,)),
    )  # fmt: skip
    nodes = tuple(one.node for one in events)
    template = Template(product, containers, {"indication": "ALL"}, nodes, (slot, limit), ())
    return Plan(
        product,
        containers,
        tz,
        (PlanBranch(template, ({"indication": "ALL"},), events),),
        ("administration end, bag 2, at most 11:30",),
    )
