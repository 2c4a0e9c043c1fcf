"""T104: the time in each budget's band, all times together.

"A budget counts the time from the foot of its band up to where the next hotter budget takes over, and without end where
none does, so that heat never saves time. Neighbouring bands share their boundary: it belongs to the colder one, and to a
storage range that holds it. A neighbour counts only where it holds for the container; a hotter budget takes over what it
binds as much and runs as long for, and where it may run for a part of the time alone, both are reckoned with" (docs, T104).
"""

from math import inf

from reference.containers import Container
from reference.excursions import above
from reference.labels import under_each
from reference.measure import View, doubts
from reference.nearness import as_neighbour, as_read
from reference.record import Record
from reference.values import exact, judge, seconds


def t104(record: Record, container: Container):
    met = record.met[id(container)]
    for budget in record.product.budgets:
        phase = record.phase(container, budget.starts, budget.ends, limit=budget)
        others = [other for other in record.product.budgets if other is not budget]
        stores = list(record.product.storage)

        def judged(holding, budget=budget, phase=phase):
            found = [in_band(view, budget, holding, container) for view in met.views(phase)]
            bounds = seconds(min(least for least, _ in found)), seconds(max(most for _, most in found))
            return judge(*bounds, None, budget.at_most_s), bounds

        verdict, bounds = under_each(record, container, budget, others + stores, judged)
        verdict = as_read(verdict, budget.citation)
        for other in (one for one in others + stores if meets(one, budget)):
            if record.applies(other, container) is not False:
                verdict = as_neighbour(verdict, other.citation)
        yield budget.code, "s", verdict, bounds, budget, doubts(met, phase)


def in_band(view: View, budget, holding, container: Container):
    """Bounds on the time in a budget's band in one world, by the other budgets and the storages that hold."""
    low = budget.band.lower_degC
    bands = [one for one in holding if hasattr(one, "band")]
    stores = [one for one in holding if not hasattr(one, "band")]
    hotter = [other for other in bands if takes_over(other, budget)]
    surely = [other for other in hotter if runs_as_long(container, other, budget)]
    colder = [store.range for store in stores if store.range.inclusive] + [other.band for other in bands]
    owns = all(limits.upper_degC != low for limits in colder)

    def time(extent, shift, taken):
        floor = -(10**6) if low is None else exact(low) + shift
        warm = view.time_where(extent, lambda line: above(line, floor, owns))
        if not taken:
            return warm
        foot = min(exact(other.band.lower_degC) for other in taken)
        # The boundary that two bands share is the colder one's; a foot that stands apart is the hotter one's own.
        apart = foot != exact(budget.band.upper_degC)
        return max(warm - view.time_where(extent, lambda line: above(line, foot - shift, apart)), 0)

    gap = view.unmonitored()[1]
    most = time(view.possible, -view.guard, surely) + gap if gap < inf else inf
    return time(view.certain, view.guard, hotter), most


def meets(other, budget):
    """Whether a storage or another budget holds the boundary of a budget's band, or takes over from it."""
    limits = other.band if hasattr(other, "band") else other.range
    holds = limits.inclusive and limits.upper_degC is not None and limits.upper_degC == budget.band.lower_degC
    return holds or (hasattr(other, "band") and takes_over(other, budget))


def takes_over(other, budget):
    """Whether a budget is hotter, and binds as much."""
    high, foot = budget.band.upper_degC, other.band.lower_degC
    return None not in {high, foot} and foot >= high and (other.obligation == "shall" or budget.obligation != "shall")


def runs_as_long(container: Container, other, budget):
    """Whether a budget surely runs for all the time of another."""
    starts = other.starts == budget.starts or container.elapsed(other.starts, budget.starts, ("first", "first"))[0] >= 0
    return starts and (
        other.ends == budget.ends or container.elapsed(budget.ends, other.ends, ("last", "last"))[0] >= 0
    )
