"""The stability ledger: of each budget, allowance, storage and band what is allowed, spent and left, as bounds.

It measures as rules T101 to T104 judge, and feeds no verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from atmp_logistics.assessment.excursions_table import range_of
from atmp_logistics.assessment.limit_columns import versions_of
from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.assessment.time_beyond_range import TimeBeyondRange
from atmp_logistics.core.columns import Column, Index
from atmp_logistics.core.event_kinds import ends_of
from atmp_logistics.core.limits import Allowance, Budget, StorageCondition, TimeWindow
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.typed_table import NUMBER, TEXT, typed_table
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.known_events import NO
from atmp_logistics.evidence.events.phase import Phase
from atmp_logistics.evidence.temperature.bounded_excursions import bounded_excursions
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.rules.budget_bands import time_spent
from atmp_logistics.rules.monitored_phases import monitored_phases
from atmp_logistics.rules.t103_permitted_excursions import measured_excursions

_WHERE = ("therapy_id", "container_id", "product", "revision", "kind", "code")
_TEXTS = ("band", "from_event", "until_event", "applies", "obligation", "judged_by", "unit")
_NUMBERS = ("allowed", "spent_lower", "spent_upper", "left_lower", "left_upper")
_SOURCE = ("label", "section", "url", "evidence")
TYPES = {
    **dict.fromkeys((*_WHERE, *_TEXTS), TEXT),
    **dict.fromkeys(_NUMBERS, NUMBER),
    **dict.fromkeys(_SOURCE, TEXT),
}
#: Bounds on what is spent in a stretch of every container, in the unit of the account.
Spent = Callable[[Phase], tuple[Column, Column]]
_APPLIES = np.array(["no", "yes", "not known"], object)
_THAW = "thaw_start"


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """What one limit allows, and how what is spent of it is measured.

    `adds_up` says whether what is spent over a phase is the sum of what is spent in its parts.
    """

    kind: str
    limit: Requirement
    band: str
    ends: tuple[str, str]
    judged_by: str
    unit: str
    allowed: float | None
    phase: Phase
    spent: Spent
    adds_up: bool


def ledger_table(parts: Iterable[ProductResult]) -> pd.DataFrame:
    """Return one row an account of a container; see `Assessment.ledger`."""
    found = [typed_table(TYPES, columns) for part in parts for columns in _of_part(part)]
    whole = pd.concat([typed_table(TYPES, {name: [] for name in TYPES}), *found], ignore_index=True)
    return whole.drop_duplicates().sort_values([*_WHERE, "unit"], kind="stable", ignore_index=True)


def _of_part(part: ProductResult) -> Iterator[dict[str, Any]]:
    for evidence in versions_of(part):
        for account in accounts(evidence, part.exposure):
            at = containers_of(evidence, account)
            yield _columns(evidence, account, at, account.spent(account.phase))
        if len(rows := _thawed(evidence)):
            yield _thaws(evidence, rows)


def accounts(evidence: Evidence, exposure: Exposure) -> Iterator[Account]:
    """Yield the accounts of a label: its budgets, its allowances, its storages and its bands."""
    for budget in evidence.product.budgets:
        yield _of_budget(evidence, exposure.during(budget), budget)
    for allowance in evidence.product.allowances:
        for store in evidence.product.storage:
            if store.code == allowance.storage:
                yield from _of_allowance(evidence, exposure.during(store), store, allowance)
    for limit, phase, ends in monitored_phases(evidence):
        yield _of_range(evidence, exposure.during(limit), limit, phase, ends)
        if isinstance(limit, StorageCondition) and _is_frozen(limit.range):
            yield _of_crossings(evidence, exposure.during(limit), limit, phase)


def containers_of(evidence: Evidence, account: Account) -> Index:
    """Return the containers for which an account's limit may hold."""
    return np.nonzero(evidence.applies(account.limit) != NO)[0]


def _of_budget(evidence: Evidence, exposure: Exposure, budget: Budget) -> Account:
    ends = (budget.starts, budget.ends)
    return Account(
        "budget", budget, str(budget.band), ends, "T104", "s", budget.at_most_s, evidence.phase(*ends),
        lambda phase: time_spent(evidence, exposure, phase, budget)[0], adds_up=True,
    )  # fmt: skip


def _of_allowance(
    evidence: Evidence, exposure: Exposure, store: StorageCondition, allowance: Allowance
) -> Iterator[Account]:
    ends = (store.starts, store.ends)
    for place, unit, allowed in ((0, "times", allowance.times), (1, "s", allowance.at_most_s)):
        if allowed is not None:
            yield Account(
                "allowance", allowance, f"beyond {store.range} up to {allowance.range}", ends, "T103", unit, allowed,
                evidence.phase(*ends),
                lambda phase, place=place: measured_excursions(exposure, phase, store, allowance)[place],  # type: ignore[misc]
                adds_up=False,
            )  # fmt: skip


def _of_range(
    evidence: Evidence, exposure: Exposure, limit: StorageCondition | TimeWindow, phase: Phase, ends: tuple[str, str]
) -> Account:
    """Return the account of the time beyond a range: none is allowed, unless the label permits excursions."""
    beyond = TimeBeyondRange.of(evidence, exposure, limit, phase)
    kind, rule = ("storage", "T101") if isinstance(limit, StorageCondition) else ("window", "T102")
    eased = any(kind == "storage" and one.storage == limit.code for one in evidence.product.allowances)
    return Account(
        kind, limit, f"beyond {beyond.kept}", ends, rule, "s", None if eased else 0.0, phase,
        beyond.in_phase, adds_up=True,
    )  # fmt: skip


def _is_frozen(kept: TemperatureRange) -> bool:
    return kept.upper_degC is not None and kept.upper_degC <= 0


def _of_crossings(evidence: Evidence, exposure: Exposure, store: StorageCondition, phase: Phase) -> Account:
    """Return the account of how often a frozen store's upper limit was crossed and met again, in the log."""
    warm = TemperatureRange(None, range_of(store, evidence).upper_degC, store.range.inclusive)
    band, ends = f"above {warm.upper_degC:g} °C and back", (store.starts, store.ends)
    return Account(
        "crossings", store, band, ends, "", "times", None, phase,
        lambda stretch: _crossings(evidence, exposure, stretch, warm), adds_up=False,
    )  # fmt: skip


def _crossings(evidence: Evidence, exposure: Exposure, phase: Phase, warm: TemperatureRange) -> tuple[Column, Column]:
    """Return how often an upper limit was crossed and met again: surely, and at most.

    What a gap may join counts once on the one side; on the other there may have been any number in a gap.
    """
    found, count = bounded_excursions(exposure, phase, warm, warm=True, sound=evidence.sound), len(evidence)
    at, back = found.shown.container, found.end_hi < phase.end_lo[found.shown.container]
    sure = found.certain & back
    groups = np.unique(np.array([at[sure], found.start_lo[sure], found.end_hi[sure]]), axis=1)
    least = np.bincount(groups[0].astype(np.int64), minlength=count).astype(np.float64)
    most = np.bincount(at, minlength=count).astype(np.float64)
    unseen = exposure.unmonitored_s(phase)[1] > 0
    return least, np.where(unseen | (exposure.guard_degC > 0), np.inf, most)


def _thawed(evidence: Evidence) -> Index:
    """Return the containers that have been thawed by the record, or are of a product that is stored frozen."""
    frozen = any(_is_frozen(store.range) for store in evidence.product.storage)
    return np.nonzero(evidence.recorded[_THAW] | evidence.recorded[ends_of("thaw")[1]] | frozen)[0]


def _thaws(evidence: Evidence, at: Index) -> dict[str, Any]:
    """Return the columns of how many thaws are in the record: it bounds nothing that nobody logged."""
    rows = np.bincount(evidence.event_rows.rows(_THAW).place, minlength=len(evidence)).astype(np.float64)
    told = np.maximum(rows, evidence.recorded[ends_of("thaw")[1]])[at]
    texts = {"kind": "thaws", "code": _THAW, "applies": "yes", "unit": "times", "from_event": _THAW}
    return _table(evidence, at, texts, (told, told), None)


def _columns(evidence: Evidence, account: Account, at: Index, spent: tuple[Column, Column]) -> dict[str, Any]:
    cited, limit = account.limit.citation, account.limit
    texts = {
        "kind": account.kind,
        "code": limit.code,
        "band": account.band,
        "from_event": account.ends[0],
        "until_event": account.ends[1],
        "obligation": limit.obligation,
        "judged_by": account.judged_by,
        "unit": account.unit,
        **{name: getattr(cited, name) for name in _SOURCE},
    }
    columns = _table(evidence, at, texts, (spent[0][at], spent[1][at]), account.allowed)
    return {**columns, "applies": _APPLIES[evidence.applies(limit)[at]]}


def _table(
    evidence: Evidence, at: Index, texts: dict[str, str], spent: tuple[Column, Column], allowed: float | None
) -> dict[str, Any]:
    told = dict.fromkeys((*_WHERE, *_TEXTS, *_SOURCE), "") | texts
    told |= {"product": evidence.product.slug, "revision": evidence.product.citation.revision}
    limit = np.full(len(at), np.nan if allowed is None else allowed)
    return {
        **{name: np.full(len(at), text, object) for name, text in told.items()},
        "therapy_id": evidence.therapy[at],
        "container_id": evidence.container[at],
        "allowed": limit,
        "spent_lower": spent[0],
        "spent_upper": spent[1],
        "left_lower": limit - spent[1],
        "left_upper": limit - spent[0],
    }
