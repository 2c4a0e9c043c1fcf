"""The conditions on which labels make a limit depend, and what a label may have to be told of a container."""

from __future__ import annotations

from collections.abc import Mapping

#: What a label may have to be told of a container and what can have any value; amounts have their unit.
STATEMENTS: dict[str, str] = {
    "dose": "the number of the dose to which this container belongs",
    "volume": "the volume that the container holds, with its unit",
    "dmso": "the dimethyl sulfoxide that the container holds, with its unit",
    "body_weight": "the patient's weight, with its unit",
}

#: The conditions on which labels make a limit depend, each under one name; an events table may have a column of it.
CONDITIONS: dict[str, str] = {
    "indication": "the disease treated, as the label abbreviates it",
    "strength": "the strength or presentation of the product",
    "preparation": "how the product was prepared, such as washed or not",
    "pack_size": "how many containers one pack holds",
    "component": "which component of a product with several this container holds",
    "batch": "the batch, where a safety letter names some",
    **STATEMENTS,
}
#: The unit in which each amount is kept.
AMOUNTS: dict[str, str] = {"volume": "mL", "dmso": "g", "body_weight": "kg"}


def exclude_each_other(one: Mapping[str, tuple[str, ...]], other: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether no container can meet two conditions at once.

    Returns
    -------
    bool

    Examples
    --------
    >>> exclude_each_other({"dose": ("1",)}, {"dose": ("2",)}), exclude_each_other({"dose": ("1",)}, {})
    (True, False)
    """
    return any(not set(one[key]) & set(other[key]) for key in set(one) & set(other))
