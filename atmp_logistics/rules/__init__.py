"""One kind of question a file; whatever module here has a code for its name is a rule, and nothing registers it.

Rules of others come from packages and folders (`core/plugins`), and are held to what a rule may answer
(`plugin_rule`).

A rule module has `CODE`, `judge(evidence, exposure)`, and a docstring: the question, why it matters, sources, common
causes, what to do, and examples that conform, deviate and stay indeterminate. `explain` prints that docstring.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from inspect import getdoc
from pkgutil import iter_modules
from typing import Protocol, cast

import pandas as pd

from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.plugins import Plugin, PluginSource, clash, plugins_of
from atmp_logistics.core.product import Product
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.records.site_profile import Site
from atmp_logistics.rules.findings import FindingTable
from atmp_logistics.rules.plugin_rule import PluginRule

#: What a result must not be taken to have judged, by the rule that judges it where the record says anything of it.
UNJUDGED = {"C402": "custody"}
_RULE = re.compile(r"([a-z]\d{3})_\w+")


class Rule(Protocol):
    """What every rule module has."""

    CODE: str
    __doc__: str

    def judge(self, evidence: Evidence, exposure: Exposure) -> Iterator[FindingTable]:
        """Ask the rule's question of every container, once for each limit of the product."""


def all_rules() -> dict[str, Rule]:
    """Return every rule by its code: the library's, then those of plug-ins.

    Raises
    ------
    PluginError
        Where a plug-in cannot be loaded, or two have one code.

    Examples
    --------
    >>> print(*all_rules())
    C401 C402 C403 C404 D501 D502 D503 D504 P401 S301 T101 T102 T103 T104 W201 W202 W203 W204
    """
    return dict(_with_plugins(plugins_of("rules")))


@cache
def our_rules() -> dict[str, Rule]:
    """Return the library's own rules by their codes."""
    names = sorted(module.name for module in iter_modules(__path__) if _RULE.fullmatch(module.name))
    modules = [cast("Rule", import_module(f"{__name__}.{name}")) for name in names]
    return {module.CODE: module for module in modules}


@cache
def _with_plugins(plugins: tuple[Plugin, ...]) -> dict[str, Rule]:
    ours = our_rules()
    codes = ((one, one.source.name) for one in plugins)
    refuse(clash(one.source, "library", f"the name {code!r}") for one, code in codes if code in ours)
    return {**ours, **{one.source.name: PluginRule(one) for one in plugins}}


def plugin_sources(chosen: Mapping[str, Rule]) -> tuple[PluginSource, ...]:
    """Return where those of some rules come from that are plug-ins."""
    return tuple(one.source for one in chosen.values() if isinstance(one, PluginRule))


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
    """Return the rules chosen, and those without which a temperature would be judged too well.

    A range that an allowance widens is judged with the allowance; and whatever rule reads a log goes along with what
    the logger itself (D503) and the people (D504) say of the same time. A plug-in's rule may read one.

    Examples
    --------
    >>> list(with_needed(select(["T101"]), []))
    ['D503', 'D504', 'T101']
    >>> list(with_needed(select(["W203"]), []))
    ['W203']
    """
    needed = set(chosen)
    if any(name.startswith("T") or isinstance(rule, PluginRule) for name, rule in chosen.items()):
        needed |= {"D503", "D504"}
    if "T101" in chosen and any(product.allowances for product in products):
        needed.add("T103")
    return {name: rule for name, rule in all_rules().items() if name in needed}


def not_assessed(
    chosen: Container[str], table: pd.DataFrame | None = None, site: Site | None = None
) -> tuple[str, ...]:
    """Return what a result says that it did not assess: the rules left out, and what the record says nothing of.

    Parameters
    ----------
    chosen : container of str
        The codes of the rules that judge.
    table : DataFrame, optional
        `EventLog.table`; an empty one by default.
    site : Site, optional

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> not_assessed(all_rules())
    ('custody',)
    """
    known, ours = all_rules(), our_rules()
    rows = pd.DataFrame({"event": []}) if table is None else table
    unjudged = [what for code, what in UNJUDGED.items() if not _is_asked(ours.get(code), rows, site or Site())]
    return (*(code for code in known if code not in chosen), *unjudged)


def _is_asked(rule: Rule | None, table: pd.DataFrame, site: Site) -> bool:
    """Say whether a rule asks anything of a record; one that does not say of which records asks it of all."""
    is_asked = getattr(rule, "is_asked", None)
    return rule is not None and (is_asked is None or is_asked(table, site))


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


def question_of(code: str) -> str:
    """Return what a rule asks; of a plug-in that is not at hand, that it is none.

    Examples
    --------
    >>> question_of("W201")
    'Was each step finished within its time?'
    """
    rule = all_rules().get(code)
    return (getdoc(rule) or "").splitlines()[0] if rule else "a rule of a plug-in that is not loaded here"
