"""A value as one text with all that it holds, which binds what was read to where it was read; it is never shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from hashlib import blake2s
from typing import Any


def whole_text(value: Any) -> str:
    """Return a value with every field that its `repr` may show, through dataclasses, mappings and sequences.

    A `repr` may leave out what is long or usual; this leaves out nothing.

    Examples
    --------
    >>> from atmp_logistics.core.temperature_range import TemperatureRange
    >>> whole_text({"within": (TemperatureRange(20.0, 25.0),)})
    "{'within':[TemperatureRange{'lower_degC':20.0,'upper_degC':25.0,'inclusive':True,'nominal_degC':None}]}"
    """
    if is_dataclass(value) and not isinstance(value, type):
        held = {one.name: getattr(value, one.name) for one in fields(value) if one.repr}
        return f"{type(value).__name__}{whole_text(held)}"
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{key!r}:{whole_text(own)}" for key, own in value.items()) + "}"
    if isinstance(value, (tuple, list)):
        return "[" + ",".join(map(whole_text, value)) + "]"
    return repr(value)


def short_hash(value: Any) -> str:
    """Return a short hash over the whole of a value: the same in every process.

    Examples
    --------
    >>> short_hash({"at_most_s": 1800.0}) == short_hash({"at_most_s": 5400.0})
    False
    """
    return blake2s(whole_text(value).encode(errors="surrogatepass"), digest_size=8).hexdigest()
