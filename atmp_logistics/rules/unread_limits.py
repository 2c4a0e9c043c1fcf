"""Limits that nobody has read in this label: the rule that would need them cannot decide, and says so."""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import partial

import numpy as np

from atmp_logistics.core.limits import UnreadLimit
from atmp_logistics.core.verdict import INDETERMINATE
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.rules.findings import FindingTable, Words, finding_table
from atmp_logistics.rules.rule_phrases import say


def findings_on_unread_limits(evidence: Evidence, rules: Container[str]) -> Iterator[FindingTable]:
    """Return an indeterminate finding for each unread limit; a printed expiry makes an unread shelf life needless."""
    for unread in evidence.product.unread_limits:
        if unread.rule not in rules:
            continue
        rows = np.arange(len(evidence))
        if unread.rule == "S301":
            rows = rows[np.isnan(evidence.expiry_upper)]
        nothing = np.full(len(rows), np.nan)
        verdict = np.full(len(rows), INDETERMINATE, np.int8)
        yield finding_table(
            unread.rule, unread, None, (nothing, nothing), verdict, evidence=evidence, extent=(nothing, nothing),
            events=(), words=partial(_words, unread, evidence.product.slug), rows=rows,
        )  # fmt: skip


def _words(unread: UnreadLimit, slug: str, row: int) -> Words:
    del row
    note = f": {unread.note}" if unread.note else ""
    if unread.obligation == "information":
        return say("unread.by_person", note=note), say("unread.person")
    key = "unread.expiry_or_label" if unread.rule == "S301" else "unread.label"
    return say("unread.not_read", note=note), say(key, command=f"`atmp-logistics catalogue complete {slug}`")
