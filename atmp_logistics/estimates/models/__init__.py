"""Models with stated validity, one a file: what it is, its source, where it holds, and how badly it misses.

Whatever module is here is a model, and nothing registers it. Each has `misfit()`, the model beside every published
point, and a docstring that says the rest; docs/models.md is written from them. Each answers with an `Estimate`. A
model never feeds a verdict: no rule can import one.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from atmp_logistics.estimates.estimate import Miss


class Model(Protocol):
    """What every model's module has."""

    __doc__: str

    def misfit(self) -> tuple[Miss, ...]:
        """Return the model beside every published point."""


@cache
def all_models() -> dict[str, Model]:
    """Return every model by its name.

    Examples
    --------
    >>> list(all_models())  # doctest: +NORMALIZE_WHITESPACE
    ['delay', 'dry_shipper', 'incidents', 'mean_kinetic_temperature', 'passive_shipper', 'tank', 'thaw', 'viability',
     'warming']
    """
    names = sorted(module.name for module in iter_modules(__path__))
    return {name: cast("Model", import_module(f"{__name__}.{name}")) for name in names}
