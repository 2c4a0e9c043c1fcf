"""Whether what a hospital read answers a gap, or takes the place of a limit: nothing that asks less may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product as combinations
from math import prod

from atmp_logistics.catalogue.completion import Item
from atmp_logistics.catalogue.confirmed_numbers import numbers_of
from atmp_logistics.core.condition_values import both
from atmp_logistics.core.limits import StorageCondition, TimeWindow
from atmp_logistics.core.product_checks import OBLIGATIONS
from atmp_logistics.core.requirement import Requirement, When

#: The tables that can close a gap of each rule, the likeliest first.
KINDS = {
    "T101": ("storage",),
    "T102": ("window",),
    "T103": ("allowance",),
    "T104": ("budget",),
    "W201": ("window",),
    "W202": ("precondition",),
    "W204": ("rate",),
    "S301": ("shelf_life", "storage"),
}
#: No label tells apart more cases of one limit.
_MOST_CASES = 10_000


def answers(item: Item, rule: str) -> bool:
    """Say whether a table holds what a gap's rule asks about."""
    if item.kind == "none":
        return True
    if item.kind not in KINDS[rule]:
        return False
    limit = item.limit
    if isinstance(limit, TimeWindow):
        least, most = (limit.at_least_s, limit.at_least_days), (limit.at_most_s, limit.at_most_days)
        bounds = any(least) or any(end is not None for end in most)
        return limit.within is not None if rule == "T102" else bounds
    if isinstance(limit, StorageCondition) and rule == "S301":
        return limit.shelf_life is not None
    return True


def binds_less(one: Requirement, other: Requirement) -> bool:
    """Say whether a limit binds less than another, as what should be binds less than what shall.

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> [premedication] = [one for one in load_product("carvykti-eu").windows if one.code == "premedication"]
    >>> binds_less(premedication, load_product("carvykti-eu").storage[0])
    True
    """
    return OBLIGATIONS.index(one.obligation) > OBLIGATIONS.index(other.obligation)


def no_longer_asked(new: Requirement, old: Requirement) -> tuple[str, ...]:
    """Return the keys of what a limit asks and the limit in its place does not; exact and calendar days are alike."""
    asked, left = _asked(new), sorted(_asked(old) - _asked(new))
    return tuple(key for key in left if key != "nominal" or not asked & {"lower", "upper"})


def _asked(limit: Requirement) -> set[str]:
    return {key.removesuffix("_days") for key, _ in numbers_of(limit)}


def open_case(gap: When, whens: Sequence[When], known: Mapping[str, Iterable[str]]) -> str:
    """Return in words a case under which nothing says what closes a gap; "" where each case is closed.

    Parameters
    ----------
    gap : When
        The condition of the gap.
    whens : sequence of When
        The conditions under which tables close it.
    known : mapping of str to iterable of str
        Each condition that the product's limits tell apart, with its values.

    Examples
    --------
    >>> both = [{"component": ("A",)}, {"component": ("B",)}]
    >>> open_case({}, both, {"component": ("A", "B")}), open_case({}, both[:1], {"component": ("A", "B")})
    ('', 'component B')
    >>> open_case({}, both[:1], {})
    'component otherwise'
    """
    keys = sorted({key for when in whens for key, values in when.items() if values != gap.get(key)})
    values = {key: _values(key, gap, whens, known) for key in keys}
    if prod(map(len, values.values())) > _MOST_CASES:
        return "more cases than a label tells apart"
    for case in combinations(*values.values()):
        stated = dict(zip(keys, case, strict=True))
        if not any(all(stated[key] in when[key] for key in keys if key in when) for when in whens):
            return ", ".join(f"{key} {value}" for key, value in stated.items())
    return ""


def holds_in_each_case(gap: When, whens: Iterable[When], known: Mapping[str, Iterable[str]]) -> bool:
    """Say whether under a condition some limit of those under other conditions always holds.

    Examples
    --------
    >>> holds_in_each_case({"component": ("A",)}, [{}], {}), holds_in_each_case({}, [{"component": ("A",)}], {})
    (True, False)
    >>> holds_in_each_case({}, [], {})
    False
    """
    met = [when for when in (both(gap, other) for other in whens) if when is not None]
    return bool(met) and not open_case(gap, met, known)


def _values(key: str, gap: When, whens: Sequence[When], known: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Return the values that a condition can have; one that is named alone leaves any other."""
    if key in gap:
        return tuple(gap[key])
    named = dict.fromkeys(value for when in whens for value in when.get(key, ()))
    every = tuple(dict.fromkeys((*known.get(key, ()), *named)))
    return every if len(every) > 1 else (*every, "otherwise")


def faults_in_place(new: Requirement, old: Requirement, item: Item) -> Iterator[tuple[str, str, str]]:
    """Yield the key, what is found, and what is expected, where a limit asks less than the one in whose place it is."""
    if type(new) is not type(old):
        yield "replaces", f"{old.code!r} by [[{item.kind}]]", "a limit of the same kind"
        return
    if item.when is not None and dict(item.when) != dict(old.when):
        yield "when", str({**item.when}), f"{ {**old.when} } or nothing, as the limit has it"
    if binds_less(new, old):
        yield "obligation", repr(new.obligation), f"{old.obligation!r}, as the limit has it"
    for key in no_longer_asked(new, old):
        yield key, "nothing", "the number, as the limit has one"
