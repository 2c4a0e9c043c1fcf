"""A cohort beside what was published: each figure with its source, and never compared where the intervals differ.

Publications count from leukapheresis, enrolment, screening, referral or a decision, and to release, shipment,
admission or infusion. A difference is given only where both ends are the same as far as the publication says them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd

from atmp_logistics.core.cached_table import cached_table
from atmp_logistics.core.errors import Fault, UsageError
from atmp_logistics.core.event_kinds import ends_of
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.same_content import SameContent
from atmp_logistics.core.short_repr import Described, ShortRepr, counted
from atmp_logistics.core.shown import ShownAsText
from atmp_logistics.core.typed_table import NUMBER, TEXT, WHOLE, Types, table_of_rows
from atmp_logistics.estimates.cohort.censored_statistics import IntervalStatistics
from atmp_logistics.estimates.cohort.therapy_intervals import UNITS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: What is said of two intervals; nothing is subtracted where they differ.
DIFFER = "interval definitions differ"


@dataclass(frozen=True, slots=True, repr=False)
class PublishedInterval(ShortRepr):
    """One published figure.

    `starts` and `ends` are the publication's own words, `events` the vocabulary's where it has the same ("" where it
    has not). `value` is in `unit`, and `kind` says which statistic it is.
    """

    id: str
    product: str
    cohort: str
    starts: str
    ends: str
    events: tuple[str, str]
    value: float
    unit: str
    kind: str
    source: str
    source_kind: str
    n: int | None = None
    n_of: str = ""

    @property
    def value_s(self) -> float:
        """The figure in seconds."""
        return self.value * UNITS[self.unit]

    def definition(self, starts: str, ends: str) -> str:
        """Say whether an interval has the same two ends, as far as the publication says them.

        Examples
        --------
        >>> review = published_intervals("axi-cel")[0]
        >>> review.definition("collection_end", "administration_start")
        'same, as far as published: leukapheresis to infusion'
        >>> review.definition("collection_end", "product_released")
        'interval definitions differ: leukapheresis to infusion'
        """
        ours = zip(self.events, (starts, ends), strict=True)
        same = all(own and set(ends_of(word)) <= set(ends_of(own)) for own, word in ours)
        said = self.events == (starts, ends)
        if not same:
            return f"{DIFFER}: {self.starts} to {self.ends}"
        return "same" if said else f"same, as far as published: {self.starts} to {self.ends}"


_NAMES = ("least", "most", "ci_lower", "ci_upper")


@dataclass(frozen=True, eq=False, repr=False)
class PublishedComparison(Described, ShownAsText, SameContent):
    """A cohort's medians beside published figures; made by `compare_with_published`.

    Attributes
    ----------
    statistics : IntervalStatistics
        The cohort's own.
    published : tuple of PublishedInterval
        What they are set beside.
    """

    _readers: ClassVar[str] = "cohort"
    statistics: IntervalStatistics
    published: tuple[PublishedInterval, ...]

    def _described(self) -> str:
        return f"{self.statistics.intervals.name}, beside {counted(self.published, 'published figure')}"

    @cached_table
    def table(self) -> pd.DataFrame:
        """One row a group and published figure.

        Columns: the group's; id, product, cohort, n, n_of, kind, the published figure in the statistics' unit;
        `definition`; the cohort's own median with its limits and the difference, in bounds, NaN where the definitions
        differ; the source.
        """
        groups = self.statistics.table.to_dict("records")
        rows = (self._row(group, figure) for group in groups for figure in self.published)
        return table_of_rows(self._types, rows)

    @property
    def _types(self) -> Types:
        """The type of each column, in their order."""
        unit, by = self.statistics.unit, dict.fromkeys(self.statistics.by, TEXT)
        told = {"id": TEXT, "product": TEXT, "cohort": TEXT, "n": WHOLE, "n_of": TEXT, "kind": TEXT}
        figure = {f"published_{unit}": NUMBER, "definition": TEXT}
        numbers = [f"{what}_{name}_{unit}" for what in ("ours", "difference") for name in _NAMES]
        return by | told | figure | dict.fromkeys(numbers, NUMBER) | {"source": TEXT, "source_kind": TEXT}

    def _row(self, group: Mapping[Any, Any], figure: PublishedInterval) -> dict[str, Any]:
        unit, intervals = self.statistics.unit, self.statistics.intervals
        definition = figure.definition(intervals.starts, intervals.ends)
        same = not definition.startswith(DIFFER)
        ours = [group[f"p50_{name}_{unit}"] if same else np.nan for name in _NAMES]
        value = figure.value_s / UNITS[unit]
        row: dict[str, Any] = {key: group[key] for key in self.statistics.by}
        row |= {name: getattr(figure, name) for name in ("id", "product", "cohort", "n", "n_of", "kind")}
        row |= {f"published_{unit}": value, "definition": definition}
        row |= {f"ours_{name}_{unit}": own for name, own in zip(_NAMES, ours, strict=True)}
        row |= {f"difference_{name}_{unit}": own - value for name, own in zip(_NAMES, ours, strict=True)}
        return row | {"source": figure.source, "source_kind": figure.source_kind}

    def notes(self) -> Iterator[str]:
        """Say what the comparison rests on.

        Yields
        ------
        str
            A sentence for each.
        """
        intervals = self.statistics.intervals
        yield f"ours: {intervals.name}; a difference is ours less theirs, with our limits moved by as much"
        yield "the publications give no confidence limits, and do not say which of several containers counts"
        if any(figure.kind != "median" for figure in self.published):
            yield "where the kind is not 'median', the published figure is another statistic than ours"
        lost = self.table["definition"].str.startswith(DIFFER).sum()
        if lost:
            yield f"{lost} not compared: {DIFFER}"
        yield from list(intervals.lines())[1:]

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the published figures and the cohort's own median with its limits; return the axes.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw; a new figure by default.

        Returns
        -------
        matplotlib Axes
            What was drawn on.
        """
        axes: Axes = self._reader("plot").plot_comparison(self, ax)
        return axes


def published_intervals(*products: str) -> tuple[PublishedInterval, ...]:
    """Return the published figures, of some products if any are named.

    Parameters
    ----------
    *products : str
        Names of products as the sources have them, such as ``"cilta-cel"``.

    Returns
    -------
    tuple of PublishedInterval
        Each with its value in days, its source and whom it is about.

    Raises
    ------
    UsageError
        For a product of which none was read.

    Examples
    --------
    >>> [(figure.cohort, figure.value) for figure in published_intervals("cilta-cel")]
    [('CARTITUDE-4', 44.0)]
    """
    figures = _read()[0]
    known = dict.fromkeys(figure.product for figure in figures)
    for product in products:
        if product not in known:
            fix = f"name one of them{nearest(product, known)}"
            raise UsageError([Fault("product", repr(product), ", ".join(known), fix, UsageError)])
    return tuple(figure for figure in figures if not products or figure.product in products)


def not_compared() -> tuple[Mapping[str, str], ...]:
    """Return what was read and is no figure to compare with: id, what, why, source."""
    return _read()[1]


def compare_with_published(
    statistics: IntervalStatistics, published: Sequence[PublishedInterval] | None = None
) -> PublishedComparison:
    """Set a cohort's medians beside published figures.

    Parameters
    ----------
    statistics : IntervalStatistics
        From `interval_statistics`, with the median among its quantiles.
    published : sequence of PublishedInterval, optional
        From `published_intervals`; all of them by default.

    Returns
    -------
    PublishedComparison
        A row a published figure: the cohort's median beside it, and their difference with its limits.

    Raises
    ------
    UsageError
        When the statistics have no median.

    Examples
    --------
    >>> import pandas as pd
    >>> from atmp_logistics import read_events
    >>> from atmp_logistics.estimates.cohort import cohort_of, interval_statistics, vein_to_vein_time
    >>> rows = [(f"T{i}", "collection_end", f"2026-01-0{i}T10:00Z") for i in range(1, 4)]
    >>> rows += [(f"T{i}", "administration_start", f"2026-02-1{i}T10:00Z") for i in range(1, 4)]
    >>> cohort = cohort_of(read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"])))
    >>> beside = compare_with_published(
    ...     interval_statistics(vein_to_vein_time(cohort, container="first")), published_intervals("cilta-cel")
    ... )
    >>> beside.table[["published_d", "ours_least_d", "difference_least_d"]].to_numpy().tolist()
    [[44.0, 41.0, -3.0]]
    """
    if 0.5 not in statistics.levels:
        fix = "ask interval_statistics for quantiles=(0.5,)"
        raise UsageError([Fault("statistics", "no median", "the quantile 0.5", fix, UsageError)])
    return PublishedComparison(statistics, tuple(published_intervals() if published is None else published))


@cache
def _read() -> tuple[tuple[PublishedInterval, ...], tuple[Mapping[str, str], ...]]:
    """Read published.toml, which stands beside this module."""
    table = tomllib.loads(files(__package__).joinpath("published.toml").read_text("utf-8"))
    return tuple(map(_figure, table["interval"])), tuple(table["not_compared"])


def _figure(row: dict[str, Any]) -> PublishedInterval:
    return PublishedInterval(**(row | {"events": tuple(row["events"])}))
