"""The numbers of a limit in a few words: what a person looks for in the label."""

from __future__ import annotations

from atmp_logistics.core.administration_rate import Rate
from atmp_logistics.core.instants import CalendarPeriod
from atmp_logistics.core.limits import Allowance, Budget, StorageCondition, TimeWindow
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.verdict import Limit
from atmp_logistics.core.wording import bounds_in_words, days, duration, number
from atmp_logistics.rules.rule_phrases import say


def numbers_of(requirement: Requirement, limit: Limit | None = None) -> str:
    """Return the numbers of a limit that one finding compared; the limit by its code where it has none.

    Parameters
    ----------
    requirement : Requirement
    limit : Limit, optional
        What was compared: a temperature, a duration or a count.

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> numbers_of(load_product("kymriah-eu").storage[0], Limit(upper=-120.0, unit="degC"))
    '≤ -120 °C'
    """
    match requirement:
        case StorageCondition():
            is_life = limit is not None and limit.unit == "s"
            return say("limit.life", life=_life(requirement)) if is_life else requirement.range.in_words
        case TimeWindow():
            return _window(requirement, limit)
        case Allowance():
            return allowance_numbers(requirement)
        case Budget():
            most, band = duration(requirement.at_most_s), requirement.band.in_words
            return say("budget.numbers", most=most, band=band)
        case Rate():
            return say("limit.rate", most=number(requirement.at_most), unit=requirement.unit)
        case _:
            return say("limit.code", code=repr(requirement.code))


def allowance_numbers(allowance: Allowance) -> str:
    """Return what an allowance permits."""
    often, long = "", ""
    if allowance.times:
        often = say("allowance.once") if allowance.times == 1 else say("allowance.times", count=allowance.times)
    if allowance.at_most_s is not None:
        key = "allowance.until_end" if allowance.until_end else "allowance.each"
        long = say(key, longest=duration(allowance.at_most_s))
    return say("allowance.numbers", range=allowance.range.in_words, often=often, long=long)


def _life(store: StorageCondition) -> str:
    life = store.shelf_life
    return life.in_words if isinstance(life, CalendarPeriod) else duration(life or 0.0)


def _window(window: TimeWindow, limit: Limit | None) -> str:
    if limit is None or limit.unit == "degC":
        return window.within.in_words if window.within else window.code
    if limit.unit == "d":
        lower, upper = window.at_least_days, window.at_most_days
        if lower is not None and upper is not None:
            return bounds_in_words(number(lower), days(upper))
        return bounds_in_words(None if lower is None else days(lower), None if upper is None else days(upper))
    least, most = window.at_least_s, window.at_most_s
    return bounds_in_words(None if least is None else duration(least), None if most is None else duration(most))
