"""T101 and T102: the extreme decides, and not the time (DESIGN 7)."""

from dataclasses import replace
from math import inf

from reference.containers import Container
from reference.labels import applies, belongs, completions, one_answer, under_each
from reference.measure import Phase
from reference.nearness import as_read, is_firm
from reference.record import Record, band_phase
from reference.values import WORST, exact, judge


def range_verdict(cold, warm, limits):
    """The extreme that decides a range: the worse of cold and warm, else the nearer to its limit."""
    if limits.lower_degC is None:
        return judge(*warm, None, limits.upper_degC, limits.inclusive), warm
    if limits.upper_degC is None:
        return judge(*cold, limits.lower_degC, None, limits.inclusive), cold
    cold, warm = (cold[0], min(cold[1], warm[1])), (max(warm[0], cold[0]), warm[1])
    by_cold = judge(*cold, limits.lower_degC, None, limits.inclusive)
    by_warm = judge(*warm, None, limits.upper_degC, limits.inclusive)
    worst = max(by_cold, by_warm, key=WORST.index)
    if by_cold == by_warm:
        return worst, cold if cold[1] - exact(limits.lower_degC) < exact(limits.upper_degC) - warm[0] else warm
    return worst, cold if by_cold == worst else warm


def as_range(limits, record: Record):
    """A temperature printed without a tolerance has the site's, or else decides nothing; any other is as it is.

    "Sums of limits (nominal ± tolerance) are rounded once like everything else" (issue E).
    """
    nominal, tolerance = limits.nominal_degC, record.site.tolerance_degC
    if nominal is None or tolerance is None:
        return limits
    lower, upper = exact(nominal) - exact(tolerance), exact(nominal) + exact(tolerance)
    return replace(limits, nominal_degC=None, lower_degC=float(lower), upper_degC=float(upper))


def widened(limits, allowed):
    lower, upper = limits.lower_degC, limits.upper_degC
    if lower is not None and allowed.lower_degC is not None:
        lower = min(lower, allowed.lower_degC)
    if upper is not None and allowed.upper_degC is not None:
        upper = max(upper, allowed.upper_degC)
    return replace(limits, lower_degC=lower, upper_degC=upper)


def t101(record: Record, container: Container):
    """Every storage phase's extreme against its range, widened by what the label permits."""
    for store in record.product.storage:
        own = [one for one in record.product.allowances if one.storage == store.code and one.obligation == "shall"]
        phase = record.phase(container, store.starts, store.ends, limit=store)
        plain = as_range(store.range, record)
        cold, warm = with_stated_bands(record, container, store, phase)

        def judged(allowances, plain=plain, cold=cold, warm=warm):
            permitted = firm = plain
            for allowance in allowances:
                permitted = widened(permitted, allowance.range)
                firm = widened(firm, allowance.range) if is_firm(allowance.citation) else firm
            verdict, bounds = range_verdict(cold, warm, permitted)
            return one_answer([verdict, range_verdict(cold, warm, firm)[0]]), bounds

        verdict, bounds = under_each(record, container, store, own, judged)
        yield (
            store.code,
            "degC",
            as_read(verdict, store.citation),
            bounds,
            store,
            {"hand-over"} if record.met[id(container)].in_doubt(phase) else set(),
        )


def stated_bands(record: Record, container: Container, limit):
    """What the site states of the temperature during a window or a storage.

    "A fact without a condition on a code that conditional limits share decides nothing" (DESIGN 1); "a fact counts for a
    container where its product, its phase and its condition fit" (docs/site_profile.md), wherever the limit holds.
    """
    is_window = hasattr(limit, "within")
    same = record.product.windows if is_window else record.product.storage
    shared = sum(other.code == limit.code for other in same) > 1
    for fact in record.site.bands:
        code = fact.window if is_window else fact.storage
        if code != limit.code or fact.product not in {"", record.product.slug} or (shared and not fact.when):
            continue
        ways = completions(record.product, [limit], record.told(container))
        if all(belongs(fact.when, way) for way in ways if applies(limit, way)):
            yield fact.range


def with_stated_bands(record: Record, container: Container, limit, phase: Phase):
    """The coldest and the warmest of a phase over every world, clipped to what is stated of it.

    "A stated band gives way wherever an assigned logger can have stood in the window, whether or not there are readings
    of it. Otherwise the loss of a reading, or of a whole file, would bring the band back" (adr/0001).
    """
    met = record.met[id(container)]
    cold, warm = met.coldest(phase), met.warmest(phase)
    if not container.contradicts and not met.was_assigned(phase):
        for stated in stated_bands(record, container, limit):
            cold, warm = clipped(cold, stated), clipped(warm, stated)
    return cold, warm


def t102(record: Record, container: Container):
    """Every window's extremes against its range, by readings and by what the site states of it."""
    for window in record.product.windows:
        if window.within is None:
            continue
        phase = band_phase(record, container, window)
        cold, warm = with_stated_bands(record, container, window, phase)
        verdict, bounds = range_verdict(cold, warm, as_range(window.within, record))
        yield (
            window.code,
            "degC",
            as_read(verdict, window.citation),
            bounds,
            window,
            {"hand-over"} if record.met[id(container)].in_doubt(phase) else set(),
        )


def clipped(bounds, stated):
    low = -inf if stated.lower_degC is None else exact(stated.lower_degC)
    high = inf if stated.upper_degC is None else exact(stated.upper_degC)
    return max(bounds[0], low), min(bounds[1], high)
