"""One kind of question a file; whatever module here has a code for its name is a rule, and nothing registers it.

A rule module has `CODE`, `judge(evidence, exposure)`, and a docstring: the question, why it matters, sources, common
causes, what to do, and examples that conform, deviate and stay indeterminate. `explain` prints that docstring.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from inspect import getdoc
from pkgutil import iter_modules
from typing import Protocol, cast

from atmp_logistics.errors import Fault, UsageError, nearest, refuse
from atmp_logistics.evidence import Evidence
from atmp_logistics.exposure import Exposure
from atmp_logistics.product import Product
from atmp_logistics.rules.judged import Judged

_RULE = re.compile(r"([a-z]\d{3})_\w+")


class Rule(Protocol):
    """What every rule module has."""

    CODE: str
    __doc__: str

    def judge(self, evidence: Evidence, exposure: Exposure) -> Iterator[Judged]:
        """Ask the rule's question of every container, once for each limit of the product."""


@cache
def all_rules() -> dict[str, Rule]:
    """Return every rule by its code.

    Examples
    --------
    >>> list(all_rules())
    ['D501', 'D502', 'D503', 'P401', 'S301', 'T101', 'T102', 'T103', 'T104', 'W201', 'W202', 'W203', 'W204']
    """
    names = sorted(module.name for module in iter_modules(__path__) if _RULE.fullmatch(module.name))
    modules = [cast("Rule", import_module(f"{__name__}.{name}")) for name in names]
    return {module.CODE: module for module in modules}


def select(codes: Iterable[str]) -> dict[str, Rule]:
    """Return the rules whose code begins with any of the codes given.

    Raises
    ------
    UsageError
        For a code that no rule begins with.

    Examples
    --------
    >>> list(select(["T1", "w203"]))
    ['T101', 'T102', 'T103', 'T104', 'W203']
    """
    wanted = [code.strip().upper() for code in codes]
    known = all_rules()
    unknown = [code for code in wanted if not code or not any(name.startswith(code) for name in known)]
    close = {code: nearest(code.casefold(), [name.casefold() for name in known]).upper() for code in unknown}
    expected = ", ".join(known)
    refuse(
        Fault("rules", repr(code), expected, f"name rules or their beginnings{close[code].lower()}", UsageError)
        for code in unknown
    )
    return {name: rule for name, rule in known.items() if any(name.startswith(code) for code in wanted)}


def with_needed(chosen: Mapping[str, Rule], products: Iterable[Product]) -> dict[str, Rule]:
    """Return the rules chosen, and the one without which a range would be judged wider than the label has it.

    Examples
    --------
    >>> list(with_needed(select(["T101"]), []))
    ['T101']
    """
    beyond = "T101" in chosen and any(product.allowances for product in products)
    return {name: rule for name, rule in all_rules().items() if name in chosen or (beyond and name == "T103")}


def explain(code: str) -> str:
    """Return what a rule asks, why it matters, common causes, and what to do.

    Examples
    --------
    >>> explain("W201").splitlines()[0]
    'Was each step finished within its time?'
    """
    rule = select([code])
    text = "\n\n".join((getdoc(module) or "").partition("\nExamples\n")[0].rstrip() for module in rule.values())
    return text + "\n"
