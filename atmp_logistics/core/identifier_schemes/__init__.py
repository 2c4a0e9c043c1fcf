"""Schemes of identifiers, one a file; whatever module here has a `SCHEME` is one, and nothing registers it.

A scheme module has `SCHEME` (its name in a site profile), `NAME` (in words), `claim(text)`, which says whether a text
is of the scheme by its own structure, and `take_apart(text)`. Structure and check characters are all that is asked: no
table of a licensed standard is here, and what a number stands for is not known.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from atmp_logistics.core.identifier_schemes._parts import Claim, IdentifierParts


class Scheme(Protocol):
    """What every scheme module has."""

    SCHEME: str
    NAME: str

    def claim(self, text: str) -> Claim:
        """Say whether a text is of this scheme by its own structure."""

    def take_apart(self, text: str) -> IdentifierParts:
        """Return the parts of a text that is taken to be of this scheme, and what is wrong with it."""


@cache
def all_schemes() -> dict[str, Scheme]:
    """Return every scheme by its name.

    Examples
    --------
    >>> list(all_schemes())
    ['gln', 'grai', 'gs1-element-string', 'gtin', 'isbt128-din', 'pseudonym', 'sec', 'sscc']
    """
    names = sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_"))
    modules = [cast("Scheme", import_module(f"{__name__}.{name}")) for name in names]
    return {module.SCHEME: module for module in modules}
