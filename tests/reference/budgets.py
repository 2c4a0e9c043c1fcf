"""T104: the time in each budget's band, all times together.

"Neighbouring bands share their boundary: it belongs to the colder one, and to a storage range that holds it. Time hotter
than the hottest band counts into that band's budget, so that heat never saves time" (docs, T104); "budgets that do not
adjoin do not count each other's time, a boundary belongs to the neighbour only where the neighbour holds" (issue F).
"""

from math import inf

from reference.containers import Container
from reference.excursions import above
from reference.labels import under_each
from reference.measure import View
from reference.record import Record
from reference.values import exact, judge, seconds


def t104(record: Record, container: Container):
    met = record.met[id(container)]
    for budget in record.product.budgets:
        phase = record.phase(container, budget.starts, budget.ends, limit=budget)
        others = [other for other in record.product.budgets if other is not budget]
        stores = list(record.product.storage)

        def judged(holding, budget=budget, phase=phase):
            found = [in_band(view, budget, holding) for view in met.views(phase)]
            bounds = seconds(min(least for least, _ in found)), seconds(max(most for _, most in found))
            return judge(*bounds, None, budget.at_most_s), bounds

        verdict, bounds = under_each(record, container, budget, others + stores, judged)
        yield budget.code, "s", verdict, bounds, budget, set()


def in_band(view: View, budget, holding):
    """Bounds on the time in a budget's band in one world, by the other budgets and the storages that hold."""
    low, high = budget.band.lower_degC, budget.band.upper_degC
    bands = [one for one in holding if hasattr(one, "band")]
    stores = [one for one in holding if not hasattr(one, "band")]
    counted_there = [
        exact(other.band.lower_degC)
        for other in bands
        if (other.starts, other.ends) == (budget.starts, budget.ends)
        and high is not None
        and other.band.lower_degC is not None
        and other.band.lower_degC >= high
        and (other.obligation == "shall" or budget.obligation != "shall")
    ]
    colder = [store.range for store in stores if store.range.inclusive] + [other.band for other in bands]
    owns = all(limits.upper_degC != low for limits in colder)
    guard = view.guard

    def time(extent, shift):
        floor = -(10**6) if low is None else exact(low) + shift
        warm = view.time_where(extent, lambda line: above(line, floor, owns))
        hot = view.time_where(extent, lambda line: above(line, min(counted_there) - shift)) if counted_there else 0
        return max(warm - hot, 0)

    gap = view.unmonitored()[1]
    return time(view.certain, guard), time(view.possible, -guard) + gap if gap < inf else inf
