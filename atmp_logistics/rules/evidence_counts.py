"""How near to the label a limit was read counts: by the number that decided a finding.

A limit read at second hand (`secondary`) may deviate and lets nothing conform; one read in another jurisdiction's label
(`other-jurisdiction`) decides nothing. The finding says what to confirm in the label itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.columns import Mask
from atmp_logistics.core.limits import Prohibition
from atmp_logistics.core.product import Product
from atmp_logistics.core.translatable import Message, joined, prose, said
from atmp_logistics.core.verdict import CONFORMS, INDETERMINATE, Verdict
from atmp_logistics.rules.findings import FindingTable, Ground, Words
from atmp_logistics.rules.limit_numbers import numbers_of
from atmp_logistics.rules.rule_phrases import say


@dataclass(frozen=True, slots=True)
class _Opened:
    """The rows of a finding that a ground leaves open."""

    ground: Ground
    rows: Mask


def capped_by_evidence(found: Iterable[FindingTable], product: Product) -> Iterator[FindingTable]:
    """Yield findings that are indeterminate where a limit that decided was not read near enough to the label."""
    for one in found:
        opened = [_Opened(ground, _open_rows(one, ground)) for ground in _grounds(one)]
        opened = [each for each in opened if each.rows.any()]
        yield _opened(one, opened, product) if opened else one


def _grounds(one: FindingTable) -> tuple[Ground, ...]:
    """Return the limits that decide a finding: its own, where the rule does not say others."""
    if one.rests_on is not None or one.requirement is None:
        return one.rests_on or ()
    if one.of_record and not isinstance(one.requirement, Prohibition):
        return ()
    return (Ground(one.requirement, one.citation, numbers_of(one.requirement, one.limit)),)


def _open_rows(one: FindingTable, ground: Ground) -> Mask:
    """Say which rows of a finding a ground leaves open."""
    cited, decided = ground.citation, one.verdict != INDETERMINATE
    if cited.lets_conform:
        return np.zeros(len(one.rows), bool)
    may = decided if ground.may_deviate and not cited.decides else one.verdict == CONFORMS
    return np.asarray(may if ground.rows is None else may & ground.rows)


def _opened(one: FindingTable, opened: list[_Opened], product: Product) -> FindingTable:
    anywhere = np.any([each.rows for each in opened], axis=0)

    def words(i: int) -> Words:
        why, decide_by = one.words(i)
        grounds = [each.ground for each in opened if each.rows[i]]
        if not grounds:
            return why, decide_by
        there = said("core", f"verdict.{Verdict.of(one.verdict[i]).value}")
        read = joined("; ", [numbers_as_read(ground.numbers, ground.citation) for ground in grounds])
        asked = joined("; ", dict.fromkeys(how_to_confirm(each.numbers, each.citation, product) for each in grounds))
        return say("read.by_it", why=prose(why), verdict=there, said=read), asked

    verdict = np.where(anywhere, INDETERMINATE, one.verdict).astype(np.int8)
    return replace(one, verdict=verdict, words=words, rests_on=())


def not_read_in_label(cited: Citation) -> str:
    """Return what a limit counts for that was not read in the label itself.

    Examples
    --------
    >>> not_read_in_label(Citation("a compendium", evidence="secondary"))
    'was read at second hand and lets nothing conform'
    """
    if cited.is_what_if:
        return say("read.changed", how=_how_it_was_read(cited.was))
    return _how_it_was_read(cited.evidence)


def _how_it_was_read(evidence: str) -> Message:
    return say(f"read.{evidence.replace('-', '_')}")


def numbers_as_read(numbers: str, cited: Citation) -> Message:
    """Return the numbers of a limit that was not read in the label itself, and what it counts for."""
    return say("read.said", numbers=numbers, how=not_read_in_label(cited))


def how_to_confirm(numbers: str, cited: Citation, product: Product) -> str:
    """Return what would settle a limit that was not read in the label itself.

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> how_to_confirm("at most 30 min", Citation("a paper", "6.6", evidence="secondary"), load_product("kymriah-eu"))
    'confirm at most 30 min in the label (read in a paper 6.6): `atmp-logistics catalogue complete kymriah-eu`'
    """
    section = say("read.section", section=cited.section) if cited.section else ""
    in_label = cited.label == product.citation.label
    where = section if in_label else say("read.in", label=cited.label, section=section)
    command = f"`atmp-logistics catalogue complete {product.slug}`"
    return say("read.confirm", numbers=numbers, where=where, command=command)
