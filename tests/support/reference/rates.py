"""W204: the most that was given in any stretch of a length; P401: what the label forbids."""

from fractions import Fraction
from math import ceil, inf

from reference.containers import Container
from reference.record import Record
from reference.values import HOUR, S, judge


def w204(record: Record, container: Container):
    """The most that was given in any stretch of a length; without a length, the mean, which can only be too fast.

    A record of which some container contradicts itself decides nothing.
    """
    for rate in record.product.rates:
        group = record.therapy(container)
        given, most_given = (
            [(volume_of(record, one, rate, pick), *extent_of(record, one, rate)) for one in group]
            for pick in (max, min)
        )
        if rate.over_s is None:
            volume, begin, end = given[group.index(container)]
            timed = volume is not None and 0 < end - begin < inf
            bounds = (volume / Fraction(end - begin) * HOUR if timed else 0), inf
        else:
            over = round(rate.over_s * S)
            found = surely_given(given, over), possibly_given(most_given, over)
            bounds = tuple(most * HOUR / over for most in found)
        bounds = (0, inf) if any(one.contradicts for one in group) else bounds
        verdict = judge(*bounds, None, Fraction(repr(rate.at_most)))
        yield rate.code, rate.unit, verdict, bounds, rate, set()


def volume_of(record: Record, container: Container, rate, pick=max):
    """What a container holds, for each kilogram where that is the limit; None where nobody said.

    A patient of several weights: by the heaviest the least, by the lightest (`pick`) the most.
    """
    volume, weight = record.amount("volume", container), record.amount("body_weight", container)
    if volume is None or not rate.per_kg:
        return volume
    weights = [record.amount("body_weight", one) for one in record.therapy(container)]
    return None if weight is None else volume / pick(one for one in weights if one is not None)


def extent_of(record: Record, container: Container, rate):
    """The longest that a container can have been given; anywhere where it may have ended before it began."""
    phase = record.phase(container, rate.starts, rate.ends)
    return (-inf, inf) if phase.reverses else phase.possible


def surely_given(given, over):
    """What some stretch must have held: whole containers, or a share of one that fills some of them."""
    known = [(volume, begin, end) for volume, begin, end in given if volume is not None and end - begin < inf]
    found = [Fraction(0)]
    for volume, begin, end in known:
        stretches = max(ceil(Fraction(end - begin) / over), 1)
        found.append(volume / stretches)
        found.append(sum(held for held, since, until in known if since >= begin and until <= begin + over))
    return max(found)


def possibly_given(given, over):
    """The most that some stretch can have held: all of each container of which it can have held a part."""
    starts = {t for _, begin, end in given for t in (end, begin - over) if -inf < t < inf} or {0}
    held = [[volume for volume, begin, end in given if begin <= t + over and end >= t] for t in starts]
    return max(inf if None in volumes else sum(volumes) for volumes in held)


def p401(record: Record, container: Container):
    """Whether an event of the record is one that the label forbids: always, or once another was."""
    for limit in record.product.prohibitions:
        held = {row.event for row in container.rows} & set(limit.forbids)
        if held:
            shown = [came_after(container, name, limit.after) for name in held]
            bounds = any(surely for surely, _ in shown), any(possibly for _, possibly in shown)
            bounds = (0, 1) if container.contradicts else tuple(map(int, bounds))
            yield limit.code, "times", judge(*bounds, None, 0), bounds, limit, set()


def came_after(container: Container, name, after):
    """Whether the last of an event surely, and possibly, came after another."""
    if not after:
        return True, True
    last, since = container.at(name, "last"), container.at(after, "first")
    return last[0] > since[1], last[1] > since[0]
