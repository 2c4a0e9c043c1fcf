"""The numbers of a limit in a few words: what a person looks for in the label."""

from __future__ import annotations

from atmp_logistics.core.administration_rate import Rate
from atmp_logistics.core.instants import CalendarPeriod
from atmp_logistics.core.limits import Allowance, Budget, StorageCondition, TimeWindow
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.verdict import Limit
from atmp_logistics.core.wording import duration


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
            return f"a shelf life of {_life(requirement)}" if is_life else str(requirement.range)
        case TimeWindow():
            return _window(requirement, limit)
        case Allowance():
            return allowance_numbers(requirement)
        case Budget():
            return f"at most {duration(requirement.at_most_s)} in {requirement.band}"
        case Rate():
            return f"at most {requirement.at_most:g} {requirement.unit}"
        case _:
            return f"the limit {requirement.code!r}"


def allowance_numbers(allowance: Allowance) -> str:
    """Return what an allowance permits."""
    often = f", {'once' if allowance.times == 1 else f'{allowance.times} times'}" if allowance.times else ""
    each = "from the first to the end of the phase" if allowance.until_end else "each"
    long = f", at most {duration(allowance.at_most_s)} {each}" if allowance.at_most_s is not None else ""
    return f"excursions up to {allowance.range}{often}{long}"


def _life(store: StorageCondition) -> str:
    life = store.shelf_life
    return str(life) if isinstance(life, CalendarPeriod) else duration(life or 0.0)


def _window(window: TimeWindow, limit: Limit | None) -> str:
    if limit is None or limit.unit == "degC":
        return str(window.within or window.code)
    if limit.unit == "d":
        lower, upper, unit = window.at_least_days, window.at_most_days, " days"
        return _from_to(None if lower is None else f"{lower}", None if upper is None else f"{upper}", unit)
    least, most = window.at_least_s, window.at_most_s
    return _from_to(None if least is None else duration(least), None if most is None else duration(most))


def _from_to(lower: str | None, upper: str | None, unit: str = "") -> str:
    """Return both ends in words, or the one that there is.

    Examples
    --------
    >>> _from_to("2", "9", " days"), _from_to(None, "30 min"), _from_to("1 h", None)
    ('2 to 9 days', 'at most 30 min', 'at least 1 h')
    """
    if lower is None:
        return f"at most {upper}{unit}"
    return f"at least {lower}{unit}" if upper is None else f"{lower} to {upper}{unit}"
