"""A form that was saved at once gives all its fields the time of saving (docs/design.md, "Times as written").

"Where three events of one container bear one written minute, whatever their seconds, and binding clocks (a window's duration or calendar days)
or orders name all three, or two of them are both ends of a thaw, a preparation or an administration, then every event of
that container and minute is taken as not logged: it happened at or before it. A row of the container that has no time
counts as a third, so that losing one of the times of a form makes the others no truer. A row of the whole therapy that is of a form
in one of its containers has no time in any of them: one row has one time."
"""

from dataclasses import replace
from itertools import combinations

from reference.values import MINUTE, ends
from reference.when import Clock

STAGES = [(f"{stage}_start", f"{stage}_end") for stage in ("thaw", "preparation", "administration")]


def named_by(product, holds):
    """The events that binding clocks and orders name."""
    clocks = [
        window
        for window in product.windows
        if any(
            size is not None
            for size in (window.at_least_s, window.at_most_s, window.at_least_days, window.at_most_days)
        )
    ]
    limits = [limit for limit in [*clocks, *product.preconditions] if limit.obligation == "shall" and holds(limit)]
    return {event for limit in limits for moment in limit.moments for event in ends(moment)}


def is_a_form(events, lost, named):
    """Whether events in one minute, with at most one that has no time, are three of which that cannot be."""
    if len(events) < 2:
        return False
    threes = [set(three) for three in combinations(sorted(events), 3)]
    threes += [{*two, other} for two in combinations(sorted(events), 2) for other in lost if other not in two]
    return any(three <= named or any({*stage} <= three for stage in STAGES) for three in threes)


def rows_of_forms(rows, named):
    """The rows of a container whose time is that of a form."""
    lost = {row.event for row in rows if row.at is None}
    for minute in {row.at // MINUTE for row in rows if row.at is not None}:
        own = [row for row in rows if row.at is not None and row.at // MINUTE == minute]
        if is_a_form({row.event for row in own}, lost, named):
            yield from own


def as_not_logged(rows, clock: Clock, formed):
    """Rows, of which those of a form (by their `id`) bear no time, and only an upper bound on it."""
    return [replace(row, at=None, by=row.at + clock.doubt(row)) if id(row) in formed else row for row in rows]
