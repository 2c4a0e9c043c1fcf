"""Was no more given in a time than may be?

Why it matters
--------------
A cryoprotectant is a dose of its own: given too fast, it causes reactions of the heart and the lungs. So labels limit
the volume in any hour, or the dimethyl sulfoxide in a day, often for each kilogram of body weight, whatever the number
of bags.

Sources
-------
The product's own label; each finding names its section. Amounts come from the columns `volume`, `dmso` and
`body_weight`. Over a stretch such as an hour, the most that can have been given is every container of which any part
may have been given in it; the least, what must have been. A label's highest rate, without a stretch, is compared with
the mean of each container: a mean above it is too fast for sure, and a mean below it proves nothing.

Common causes
-------------
Bags given one right after the other; the weight of last month.

What to do
----------
Deviates: inform the prescriber. Indeterminate: state each container's volume and the weight, and log start and end of
each administration.

Examples
--------
>>> from atmp_logistics.assessment.sandbox import try_rule
>>> limit = "[[rate]]\\ncode='hourly'\\nat_most='60 mL/h'\\nover='1 h'"
>>> one = "B1: administration_start 10:00 volume=40mL, administration_end 10:20; "
>>> two = one + "B2: administration_start {} volume=40mL"
>>> try_rule("W204", limit, two.format("11:30") + ", administration_end 11:50")
'hourly conforms [40, 40] mL/h\\nhourly conforms [40, 40] mL/h'
>>> try_rule("W204", limit, two.format("10:30") + ", administration_end 10:50")
'hourly deviates [80, 80] mL/h\\nhourly deviates [80, 80] mL/h'
>>> try_rule("W204", limit, two.format("11:10") + ", administration_end 11:30")
'hourly indeterminate [40, 80] mL/h\\nhourly indeterminate [40, 80] mL/h'
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.administration_rate import Rate
from atmp_logistics.core.amounts import amount
from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.label_conditions import AMOUNTS
from atmp_logistics.core.translatable import Message, Number
from atmp_logistics.core.verdict import INDETERMINATE, Limit, compare
from atmp_logistics.core.wording import bounds_in_words, duration, event, listed, number
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.rules.finding_words import missing_events, words_on_contradiction
from atmp_logistics.rules.findings import FindingTable, Words, finding_table
from atmp_logistics.rules.rule_phrases import log, say

CODE = "W204"


def judge(evidence: Evidence, exposure: Exposure) -> Iterator[FindingTable]:
    """Compare the volume given in any stretch, or the mean rate of each container, with each limit."""
    del exposure
    for rate in evidence.product.rates:
        given = _given(evidence, rate)
        phase = evidence.phase(rate.starts, rate.ends)
        # A stretch that may have ended before it began says nothing of when the volume was given.
        begin = np.where(phase.may_reverse, -np.inf, phase.start_lo)
        end = np.where(phase.may_reverse, np.inf, phase.end_hi)
        if rate.over_s is None:
            measured = _mean(given[0], begin, end, rate.per_s * SECOND)
        else:
            measured = _most_in_any(given, begin, end, evidence, rate.over_s * SECOND, rate.per_s * SECOND)
        sound = _all_sound(evidence)
        # Nine decimals: 0.3 mL/h is not above 0.3 mL/h because a computer adds in halves.
        measured = np.where(sound, np.round(measured[0], 9), 0.0), np.where(sound, np.round(measured[1], 9), np.inf)
        limit = Limit(upper=rate.at_most, unit=rate.unit)
        verdict = compare(*measured, limit)
        yield finding_table(
            CODE, rate, limit, measured, verdict, evidence=evidence, extent=(phase.start_lo, phase.end_hi),
            events=(rate.starts, rate.ends), unit=rate.unit,
            words=partial(_words, evidence, rate, limit, measured, verdict),
        )  # fmt: skip


def _given(evidence: Evidence, rate: Rate) -> tuple[Column, Column]:
    """Return bounds on what each container holds; NaN where nobody said.

    Where a patient has several weights, the heaviest makes the least of it for each kilogram, the lightest the most.
    """
    held = _amounts(evidence, rate.of)
    if not rate.per_kg:
        return held, held
    own = _amounts(evidence, "body_weight")
    heaviest, lightest = (evidence.over_therapy(own, fold) for fold in (np.fmax, np.fmin))
    stated = np.where(np.isnan(own), np.nan, held)
    return stated / heaviest, stated / lightest


def _amounts(evidence: Evidence, name: str) -> Column:
    """Return an amount of every container; NaN where nobody stated it."""
    stated = evidence.conditions[name]
    return np.array([amount(text, AMOUNTS[name]) if text else np.nan for text in stated], np.float64)


def _mean(volume: Column, begin: Column, end: Column, per: float) -> tuple[Column, Column]:
    """Return the least mean rate of each container; how fast its fastest part was, nobody knows."""
    with np.errstate(divide="ignore", invalid="ignore"):
        least = volume * per / (end - begin)
    return np.where(np.isfinite(least), least, 0.0), np.full(len(volume), np.inf)


def _most_in_any(
    given: tuple[Column, Column], begin: Column, end: Column, evidence: Evidence, over: float, per: float
) -> tuple[Column, Column]:
    """Return bounds on the most that each therapy was given in any stretch of a length, as a rate."""
    lower, upper = np.zeros(len(begin)), np.zeros(len(begin))
    for group in np.unique(evidence.group):
        rows = np.nonzero(evidence.group == group)[0]
        extent = begin[rows], end[rows], over
        lower[rows], upper[rows] = _surely(given[0][rows], *extent), _possibly(given[1][rows], *extent)
    return lower * per / over, upper * per / over


def _surely(volume: Column, begin: Column, end: Column, over: float) -> float:
    """Return what some stretch of the length must have held: whole containers, or one container's share.

    A container given over several such stretches may have had as much in one as in another, however it was spread.
    """
    known = np.isfinite(volume) & np.isfinite(end - begin)
    volume, begin, end = volume[known], begin[known], end[known]
    shares = volume / np.maximum(np.ceil((end - begin) / over), 1.0)
    whole = [volume[(begin >= start) & (end <= start + over)].sum() for start in begin]
    return float(max([0.0, *shares, *whole]))


def _possibly(volume: Column, begin: Column, end: Column, over: float) -> float:
    """Return the most that a stretch of the length can have held: every container of which it may have held a part."""
    starts = [at for at in (*end, *(begin - over)) if np.isfinite(at)] or [0.0]
    touched = [(begin <= at + over) & (end >= at) for at in starts]
    volume = np.where(np.isnan(volume), np.inf, volume)
    return float(max(volume[one].sum() for one in touched))


def _all_sound(evidence: Evidence) -> Mask:
    return evidence.over_therapy(evidence.sound.astype(np.float64), np.minimum) > 0


def _words(
    evidence: Evidence, rate: Rate, limit: Limit, measured: tuple[Column, Column], verdict: NDArray[np.int8], row: int
) -> Words:
    if broken := words_on_contradiction(evidence, row):
        return broken
    lower, upper = float(measured[0][row]), float(measured[1][row])
    stretch = say("rate.in_any", how_long=duration(rate.over_s)) if rate.over_s else say("rate.mean")
    named = {"stretch": stretch, "most": number(rate.at_most), "unit": limit.unit}
    why = say("rate.why", size=_size(lower, upper, limit.unit), **named)
    if verdict[row] != INDETERMINATE:
        return why, None
    return why, _decide(evidence, rate, row)


def _size(lower: float, upper: float, unit: str) -> str:
    """Return bounds on a rate, in words."""
    if np.isinf(upper):
        return bounds_in_words(_amount(lower, unit), None) if lower else say("rate.unknown")
    most = _amount(upper, unit)
    return most if lower == upper else bounds_in_words(Number(f"{lower:.4g}"), most)


def _amount(value: float, unit: str) -> Message:
    return say("rate.amount", value=Number(f"{value:.4g}"), unit=unit)


def _decide(evidence: Evidence, rate: Rate, row: int) -> str:
    needed = [rate.of, *(["body_weight"] if rate.per_kg else [])]
    if unstated := [name for name in needed if not evidence.conditions[name][row]]:
        return say("rate.state_several" if len(unstated) > 1 else "rate.state_one", keys=listed(unstated))
    if missing := missing_events(evidence, row, (rate.starts, rate.ends)):
        return log(missing)
    if rate.over_s is None:
        return say("rate.pump")
    return say("rate.log_or_pump", start=event(rate.starts), end=event(rate.ends))
