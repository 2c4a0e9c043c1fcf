"""A phase of a container as a picture: readings, the label's range, excursions, gaps, and the extreme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

import numpy as np

from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.core.columns import Column
from atmp_logistics.core.instants import DAY
from atmp_logistics.core.limits import Allowance, StorageCondition
from atmp_logistics.core.phrases_by_key import ENGLISH, Phrases, phrases_of
from atmp_logistics.core.printable import in_one_line
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.core.wording import degrees
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.known_events import NO, YES
from atmp_logistics.evidence.events.phase import Phase
from atmp_logistics.evidence.temperature.container_series import Series
from atmp_logistics.evidence.temperature.excursions import Excursion, excursions
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.report.assessment.journey_moments import container_name
from atmp_logistics.report.shared.contrast import Ink, ink_on
from atmp_logistics.report.shared.style import detached_figure
from atmp_logistics.report.shared.time_series import (
    LIMIT,
    draw_limits,
    draw_lines,
    legend_above,
    name_axes,
    thinned_stretches,
)
from atmp_logistics.rules.limit_numbers import allowance_numbers
from atmp_logistics.rules.t102_window_temperature import band_phase

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Stretches = list[tuple[float, float]]
#: What an obligation other than "shall" is called.
ASIDE = {"shall": "", "should": "advice: ", "information": "note: "}
#: How the words of an allowance begin, which a legend has no room for.
_UP_TO = "drawn.up_to"
_OUTSIDE, _PERMITTED, _LEFT_OPEN, _GAP, _UNSURE = range(5)
_NAMES = ("drawn.outside", "drawn.permitted", "drawn.left_open", "drawn.no_readings", "drawn.unsure")
#: The words before a range in a legend.
_LIMITS = {"shall": LIMIT, "should": "drawn.advice", "information": "drawn.note"}
#: The words of pictures in English.
_ENGLISH = phrases_of("report/shared")


@dataclass(frozen=True, slots=True)
class PhasePicture:
    """What a container was exposed to in a phase, ready to be drawn.

    `outside`, `permitted` and `left_open` are excursions from `limits`: those that the label does not permit, those
    that it does, and those of which that is not known. `unsure` is what may not be of the phase, because one of its
    ends was not logged. `allowed` says what the label permits, with the range in which it does.
    """

    title: str
    code: str
    since: float
    until: float
    readings: Series
    limits: TemperatureRange
    outside: Stretches
    gaps: Stretches
    tz: tzinfo | None
    permitted: Stretches
    left_open: Stretches
    unsure: Stretches
    allowed: tuple[tuple[str, TemperatureRange], ...] = ()
    obligation: str = "shall"

    def draw(self, axes: Axes, say: Phrases = _ENGLISH) -> None:
        """Draw readings, the label's range, excursions shaded, gaps hatched, the extreme marked."""
        time, value, joined = self.readings
        ink = ink_on(axes)
        draw_lines(axes, time, value, joined, ink.line)
        handles = draw_limits(axes, self.limits, value, ink, _LIMITS[self.obligation], say)
        handles = [*handles, *_draw_allowed(axes, self.allowed, ink, say)]
        marked = (self.outside, self.permitted, self.left_open, self.gaps, self.unsure)
        for kind, stretches in enumerate(marked):
            shown = thinned_stretches(stretches, self.until - self.since)
            handles += _stretches(axes, shown, kind, ink, say) if shown else []
        axes.set_xlim(self.since / DAY, self.until / DAY)
        _extreme(axes, time, value, self.limits, ink, say)
        name_axes(axes, self.tz, say)
        legend_above(axes, handles, self.title)

    @property
    def height_in(self) -> float:
        """How high the picture is, in inches."""
        return 2.6 + 0.5 * bool(self.allowed)

    def figure(self, width_in: float = 6.4, language: str = ENGLISH) -> Figure:
        """Return the picture alone, for a page; in a narrow one the words above stand below each other."""
        height = self.height_in if width_in > 5 else self.height_in + 0.9
        say = phrases_of("report/shared", language)
        return detached_figure(width_in, height, lambda figure: self.draw(figure.subplots(), say))


def pictures_of(part: ProductResult, row: int) -> Iterator[PhasePicture]:
    """Yield a picture of each phase for which the label has a range, and a reading and both ends are known."""
    evidence = part.evidence
    for requirement, limits, phase in _monitored(evidence):
        exposure = part.exposure.during(requirement)
        since, until = float(phase.start_lo[row]), float(phase.end_hi[row])
        if evidence.applies(requirement)[row] == NO or not since < until or not np.isfinite(until - since):
            continue
        readings = exposure.series(row, since, until)
        if len(readings[0]):
            beyond = excursions(exposure, row, since, until, limits)
            allowed = [] if not isinstance(requirement, StorageCondition) else _allowances(evidence, requirement, row)
            kinds = [_kind(part, row, one, allowed) for one in beyond]
            outside, permitted, left_open = (
                [(one.start_us, one.end_us) for one, its in zip(beyond, kinds, strict=True) if its == kind]
                for kind in (_OUTSIDE, _PERMITTED, _LEFT_OPEN)
            )
            yield PhasePicture(
                title=f"{container_name(evidence, row)}: {requirement.code}{_verdict(part, row, requirement)}",
                code=requirement.code, since=since, until=until, readings=readings, limits=limits, outside=outside,
                gaps=_gaps(exposure, phase, row), tz=evidence.tz, permitted=permitted, left_open=left_open,
                unsure=_unsure(phase, row), allowed=tuple((allowance_numbers(one), one.range) for one in allowed),
                obligation=requirement.obligation,
            )  # fmt: skip


def pictures_of_several(part: ProductResult, rows: Sequence[int]) -> list[PhasePicture]:
    """Return the pictures of some containers; one that is the same of several stands once, with all their names."""
    found = list[tuple[str, PhasePicture]]()
    for row in rows:
        name = container_name(part.evidence, row)
        for picture in pictures_of(part, row):
            known = next((i for i, (_, other) in enumerate(found) if _same(picture, other)), None)
            if known is None:
                found.append((name, picture))
            else:
                names, first = found[known]
                title = f"{names}, {name}{first.title.removeprefix(names)}"
                found[known] = (f"{names}, {name}", replace(first, title=title))
    return [picture for _, picture in found]


def _same(one: PhasePicture, other: PhasePicture) -> bool:
    """Say whether two pictures differ in the container's name alone."""
    ends = (one.title.partition(": ")[2], one.since, one.until) == (
        other.title.partition(": ")[2],
        other.since,
        other.until,
    )
    return ends and all(np.array_equal(a, b) for a, b in zip(one.readings, other.readings, strict=True))


def verdict_of(part: ProductResult, row: int, rules: Sequence[str], code: str) -> Verdict | None:
    """Return the gravest verdict that some rules found of one limit and container; None where they did not judge it."""
    tables = [table for table in part.judged if table.rule in rules and table.code == code]
    found = [verdict for table in tables for verdict in table.verdict[table.rows == row].tolist()]
    return Verdict.of(max(found)) if found else None


def _verdict(part: ProductResult, row: int, requirement: Requirement) -> str:
    found = verdict_of(part, row, ("T101", "T102"), requirement.code)
    return f": {ASIDE[requirement.obligation]}{found.value}" if found is not None else ""


def _allowances(evidence: Evidence, store: StorageCondition, row: int) -> list[Allowance]:
    """Return what the label permits, or may permit, of one container in a storage."""
    own = [one for one in evidence.product.allowances if one.storage == store.code and one.obligation == "shall"]
    return [one for one in own if evidence.applies(one)[row] != NO]


def _kind(part: ProductResult, row: int, excursion: Excursion, allowed: Sequence[Allowance]) -> int:
    """Say whether an excursion is permitted, by the range of an allowance and by what was found of it."""
    covering = [one for one in allowed if _holds(one.range, excursion)]
    kinds = []
    for one in covering:
        found = verdict_of(part, row, ("T103",), one.code)
        sure = part.evidence.applies(one)[row] == YES and one.citation.lets_conform
        open_or_kept = _PERMITTED if sure and found in {Verdict.CONFORMS, None} else _LEFT_OPEN
        kinds.append(_OUTSIDE if found is Verdict.DEVIATES else open_or_kept)
    return min(kinds, key=(_PERMITTED, _LEFT_OPEN, _OUTSIDE).index, default=_OUTSIDE)


def _holds(limits: TemperatureRange, excursion: Excursion) -> bool:
    """Say whether an excursion stays within the range up to which a label permits it."""
    edge = limits.upper_degC if excursion.warm else limits.lower_degC
    return edge is not None and (excursion.extreme_degC <= edge if excursion.warm else excursion.extreme_degC >= edge)


def _gaps(exposure: Exposure, phase: Phase, row: int) -> Stretches:
    """Return the stretches of one container's phase without readings."""
    every = exposure.pieces(phase.start_lo, phase.end_hi).gaps(phase.start_lo, phase.end_hi).merged()
    of_row = every.container == row
    return list(zip(every.begin[of_row].tolist(), every.end[of_row].tolist(), strict=True))


def _unsure(phase: Phase, row: int) -> Stretches:
    """Return the stretches that may not be of the phase, where an end of it has bounds a good part of it apart."""
    since, until = float(phase.start_lo[row]), float(phase.end_hi[row])
    ends = [(since, min(float(phase.start_hi[row]), until)), (max(float(phase.end_lo[row]), since), until)]
    return [(begin, end) for begin, end in ends if end - begin > 0.02 * (until - since)]


def _monitored(evidence: Evidence) -> Iterator[tuple[Requirement, TemperatureRange, Phase]]:
    """Yield each phase for which the label has a temperature range, with the range."""
    for store in evidence.product.storage:
        yield store, _range(store.range, evidence), evidence.phase(store.starts, store.ends)
    for window in evidence.product.windows:
        if window.within is not None:
            yield window, _range(window.within, evidence), band_phase(evidence, window)


def _range(limits: TemperatureRange, evidence: Evidence) -> TemperatureRange:
    return limits.with_tolerance(evidence.site.tolerance_degC)


def _draw_allowed(axes: Axes, allowed: Sequence[tuple[str, TemperatureRange]], ink: Ink, say: Phrases) -> list[Artist]:
    """Draw how far the label permits excursions, where the picture reaches as far."""
    handles: list[Artist] = []
    bottom, top = axes.get_ylim()
    for words, limits in allowed:
        for edge in (limits.lower_degC, limits.upper_degC):
            if edge is not None:
                bottom, top = min(bottom, edge - 0.04 * (top - bottom)), max(top, edge + 0.04 * (top - bottom))
                look: dict[str, Any] = {"color": ink.muted, "linewidth": 1.1, "linestyle": (0, (1, 2))}
                what = in_one_line(say.said(words).removeprefix(say(_UP_TO)))
                handles.append(axes.axhline(edge, **look, label=say("drawn.permitted_up_to", what=what)))
    axes.set_ylim(bottom, top)
    return handles


def _stretches(axes: Axes, spans: Stretches, kind: int, ink: Ink, say: Phrases) -> list[Artist]:
    """Mark stretches of time from the bottom of the picture to its top; each kind has a colour and a hatching."""
    from matplotlib.patches import Patch

    looks: tuple[dict[str, Any], ...] = (
        {"facecolor": (ink.beyond, 0.25), "edgecolor": ink.beyond, "hatch": "xxx", "linewidth": 0.8},
        {"facecolor": (ink.inside, 0.18), "edgecolor": ink.inside, "hatch": "\\\\\\\\", "linewidth": 0.8},
        {"facecolor": (ink.open, 0.2), "edgecolor": ink.open, "hatch": "oo", "linewidth": 0.8},
        {"facecolor": "none", "edgecolor": ink.muted, "hatch": "////", "linewidth": 0.0},
        {"facecolor": "none", "edgecolor": ink.open, "hatch": "..", "linewidth": 0.0},
    )
    bottom, top = axes.get_ylim()
    bars = [(start / DAY, (end - start) / DAY) for start, end in spans]
    axes.broken_barh(bars, (bottom, top - bottom), zorder=1.5, **looks[kind])
    axes.set_ylim(bottom, top)
    return [Patch(**looks[kind], label=say(_NAMES[kind]))]


def _extreme(axes: Axes, time: Column, value: Column, limits: TemperatureRange, ink: Ink, say: Phrases) -> None:
    """Mark the reading that is nearest to the limit inside the range, or farthest beyond it."""
    above = -np.inf if limits.upper_degC is None else value.max() - limits.upper_degC
    below = -np.inf if limits.lower_degC is None else limits.lower_degC - value.min()
    worst = int(value.argmax() if above >= below else value.argmin())
    at, degC = time[worst] / DAY, float(value[worst])
    axes.plot(at, degC, "o", color=ink.ink, markersize=4, zorder=5)
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    late, high = at - left > 0.6 * (right - left), degC - bottom > 0.8 * (top - bottom)
    axes.annotate(
        say.said(_short(degC, limits)), (at, degC), xytext=(-7 if late else 7, -5 if high else 5),
        textcoords="offset points",
        ha="right" if late else "left", va="top" if high else "bottom", color=ink.ink, zorder=6,
        bbox={"facecolor": ink.ground, "edgecolor": "none", "alpha": 0.85, "pad": 1.0},
    )  # fmt: skip


def _short(degC: float, limits: TemperatureRange) -> str:
    """Return a temperature to 0.01 °C, or as it is where that would put it on the other side of a limit or on it.

    Examples
    --------
    >>> cold = TemperatureRange(upper_degC=8.0)
    >>> _short(-160.00012, cold), _short(8.004, cold)
    ('-160 °C', '8.004 °C')
    """
    rounded = round(degC, 2)
    edges = [edge for edge in (limits.lower_degC, limits.upper_degC) if edge is not None]
    is_same = all((degC > edge) == (rounded > edge) and (degC < edge) == (rounded < edge) for edge in edges)
    return degrees(rounded if is_same else degC)
