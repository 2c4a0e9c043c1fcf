"""The shape of a step's durations as a caller states it: by its name, or by the numbers that are there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf
from typing import Any

from atmp_logistics.core.errors import UsageError, refuse
from atmp_logistics.timing.durations.lognormal import LogNormal
from atmp_logistics.timing.durations.measured import Empirical
from atmp_logistics.timing.durations.pert import Pert
from atmp_logistics.timing.durations.shape import Shape
from atmp_logistics.timing.durations.straight import Fixed, Triangular, Uniform

#: What each shape needs to be stated.
_NEEDS: dict[str, tuple[str, ...]] = {
    "fixed": ("shortest",),
    "uniform": ("shortest", "longest"),
    "triangular": ("shortest", "mode", "longest"),
    "pert": ("shortest", "mode", "longest"),
    "lognormal": ("median", "iqr"),
    "empirical": ("durations",),
}
#: How each shape is made of what is stated, and of its source.
_MAKERS: dict[str, Callable[..., Shape]] = {
    "fixed": Fixed,
    "uniform": Uniform,
    "triangular": Triangular,
    "pert": Pert,
    "empirical": Empirical.of,
}
SHAPES = tuple(_NEEDS)


def stated_shape(kind: str, stated: Mapping[str, Any], source: str, where: str) -> Shape | None:
    """Return the shape that a caller states, None where only a shortest and a longest duration are stated.

    Parameters
    ----------
    kind : str
        The shape's name; "": by what is stated.
    stated : mapping
        shortest, longest, mode, median, iqr and durations, in seconds; None for what is not stated.
    source : str
    where : str
        How the refusal names the place.

    Returns
    -------
    Shape or None

    Raises
    ------
    UsageError
        For a shape without all that it needs, and for durations that no shape has.

    Examples
    --------
    >>> stated = dict.fromkeys(("shortest", "longest", "mode", "iqr", "durations")) | {"median": 300.0}
    >>> print(stated_shape("lognormal", stated | {"iqr": (240.0, 400.0)}, "SOP 12", "thaw"))
    about 5 min, half of them 4 to 6.67 min (lognormal) (SOP 12)
    """
    kind = kind or _kind_by_numbers(stated)
    if not kind:
        return None
    needs = _NEEDS[kind]
    if any(stated[name] is None for name in needs):
        *first, last = needs
        wants = f"{', '.join(first)} and {last}" if first else last
        refuse([UsageError.fault(where, f"a {kind} step without all of them", wants, "add them")])
    if kind == "lognormal":
        longest = inf if stated["longest"] is None else stated["longest"]
        return LogNormal(stated["median"], stated["iqr"], stated["shortest"] or 0.0, longest, source)
    return _MAKERS[kind](*(stated[name] for name in needs), source)


def _kind_by_numbers(stated: Mapping[str, Any]) -> str:
    """Return the shape that has the numbers that are stated, "" where they say nothing of a shape."""
    for name, kind in (("durations", "empirical"), ("median", "lognormal"), ("mode", "pert")):
        if stated[name] is not None:
            return kind
    return ""
