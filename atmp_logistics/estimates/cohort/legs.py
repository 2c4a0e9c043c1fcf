"""Where the time goes: an interval taken apart into legs that add up.

Every leg ends where the next begins: at the same moment of the same container. In therapies whose moments were all
logged the legs add up to the whole, one by one, and so do their means. Medians do not add up, and are not made to. A
moment that was not logged is said and not imputed: its two legs are known only as bounds, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd

from atmp_logistics.core.cached_table import cached_table
from atmp_logistics.core.columns import Mask
from atmp_logistics.core.errors import Fault, UsageError
from atmp_logistics.core.same_content import SameContent
from atmp_logistics.core.short_repr import Described
from atmp_logistics.core.shown import ShownAsText
from atmp_logistics.core.typed_table import COUNT, NUMBER, TEXT, table_of_rows, typed_table
from atmp_logistics.estimates.cohort.censored_statistics import interval_statistics
from atmp_logistics.estimates.cohort.cohort import Cohort
from atmp_logistics.estimates.cohort.measured_intervals import interval_between
from atmp_logistics.estimates.cohort.moments import V2V_MOMENTS, moment_name
from atmp_logistics.estimates.cohort.therapy_intervals import EXACT, UNITS, Intervals

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, eq=False, repr=False)
class Legs(Described, ShownAsText, SameContent):
    """An interval and its legs; made by `find_legs`.

    Attributes
    ----------
    cohort : Cohort
        Whose therapies they are.
    moments : tuple of str
        From the first to the last.
    legs : tuple of Intervals
        One fewer than the moments.
    whole : Intervals
        From the first moment to the last.
    unit : {'d', 'h', 'min'}
        In which durations are shown.
    confidence : float
        The level of the limits.
    """

    _readers: ClassVar[str] = "cohort"
    cohort: Cohort
    moments: tuple[str, ...]
    legs: tuple[Intervals, ...]
    whole: Intervals
    unit: str
    confidence: float

    def _described(self) -> str:
        return f"{' to '.join(self.moments)}, {len(self.cohort)} therapies"

    @cached_property
    def complete(self) -> Mask:
        """Which therapies' moments were all logged, in their order: these legs add up."""
        return np.asarray(np.logical_and.reduce([leg.status == EXACT for leg in self.legs]), bool)

    @cached_table
    def table(self) -> pd.DataFrame:
        """One row a leg, and one for the whole.

        Columns: leg, used, exact, the median with its limits over all that is known of it; `mean` over the complete
        therapies, which adds up, and `share`, the leg's part of their whole.
        """
        rows = [self._row(leg) for leg in (*self.legs, self.whole)]
        return table_of_rows({**dict.fromkeys(rows[0], NUMBER), "leg": TEXT, "used": COUNT, "exact": COUNT}, rows)

    def _row(self, leg: Intervals) -> dict[str, Any]:
        found = interval_statistics(leg, quantiles=(0.5,), confidence=self.confidence, unit=self.unit).table.iloc[0]
        mean, whole = (one.lower_s[self.complete].sum() for one in (leg, self.whole))
        count, size = int(self.complete.sum()), UNITS[self.unit]
        row = {"leg": f"{leg.starts} to {leg.ends}", "used": found["used"], "exact": found["exact"]}
        row |= {name: found[name] for name in found.index if str(name).startswith("p50")}
        row[f"mean_{self.unit}"] = mean / size / count if count else np.nan
        row["share"] = mean / whole if whole else np.nan
        return row

    @cached_table
    def therapies(self) -> pd.DataFrame:
        """One row a therapy: each leg and the whole in the unit, NaN where it is not known exactly."""
        size = UNITS[self.unit]
        columns = {
            f"{leg.starts} to {leg.ends} [{self.unit}]": np.where(leg.status == EXACT, leg.lower_s / size, np.nan)
            for leg in (*self.legs, self.whole)
        }
        return typed_table(
            {"therapy_id": TEXT, **dict.fromkeys(columns, NUMBER)}, {"therapy_id": self.cohort.therapy, **columns}
        )

    @cached_property
    def missing(self) -> pd.Series:
        """Of how many therapies whose record does not contradict itself each moment is missing, pending ones apart."""
        counts = {}
        for name in self.moments:
            found = self.cohort.moments(name, self.whole.container[0])
            counts[name] = int((self.cohort.sound & ~found.logged & ~found.pending & ~found.never).sum())
        return pd.Series(counts, name="therapies")

    def notes(self) -> Iterator[str]:
        """Say what the numbers rest on.

        Yields
        ------
        str
            A sentence for each.
        """
        count = int(self.complete.sum())
        yield (
            f"mean and share: the {count} of {len(self.cohort)} therapies whose every moment was logged, "
            "in order; they add up"
        )
        yield (
            f"median ({self.confidence:.0%} limits): all that is known of each leg, censored cases included; "
            "medians do not add up"
        )
        for name, lost in self.missing.items():
            if lost:
                yield f"{name} was not logged in {lost} therap{'y' if lost == 1 else 'ies'}; nothing stands in for it"
        if self.cohort.contradictions:
            yield f"{len(self.cohort.contradictions)} left out: their records contradict a fact"
        yield from self.cohort.statements()

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the mean legs of the complete therapies end to end; return the axes.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw; a new figure by default.

        Returns
        -------
        matplotlib Axes
            What was drawn on.
        """
        axes: Axes = self._reader("plot").plot_legs(self, ax)
        return axes


def find_legs(
    cohort: Cohort,
    moments: Sequence[str] = V2V_MOMENTS,
    *,
    container: str,
    confidence: float = 0.95,
    unit: str = "d",
) -> Legs:
    """Return the legs of an interval.

    Parameters
    ----------
    cohort : Cohort
        From `cohort_of`.
    moments : sequence of str
        The moments from the first to the last; from vein to vein by default.
    container : {'first', 'last'}
        Which container's moment counts, at every moment alike: so the legs join.
    confidence : float
        The level of the limits.
    unit : {'d', 'h', 'min'}
        A day is 24 hours.

    Returns
    -------
    Legs
        Each leg and the whole, of the same therapies.

    Raises
    ------
    UsageError
        When there are fewer than three moments, or one stands twice.

    Examples
    --------
    >>> import pandas as pd
    >>> from atmp_logistics import read_events
    >>> from atmp_logistics.estimates.cohort import cohort_of
    >>> rows = [("T1", "collection_end", "2026-01-05T10:00Z"), ("T1", "product_received", "2026-02-04T10:00Z")]
    >>> rows += [("T1", "administration_start", "2026-02-10T10:00Z")]
    >>> cohort = cohort_of(read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"])))
    >>> moments = ("collection_end", "product_received", "administration_start")
    >>> find_legs(cohort, moments, container="first").table["mean_d"].tolist()
    [30.0, 6.0, 36.0]
    """
    names = tuple(moment_name(word) for word in moments)
    if len(names) < 3 or len(set(names)) < len(names):
        fix = "name the moments in their order, each once"
        raise UsageError([Fault("moments", ", ".join(names), "three moments or more", fix, UsageError)])
    if container not in ("first", "last"):
        fix = "legs join only at one and the same container's moments"
        raise UsageError([Fault("container", repr(container), "'first' or 'last'", fix, UsageError)])
    legs = tuple(interval_between(cohort, one, other, container=container) for one, other in pairwise(names))
    whole = interval_between(cohort, names[0], names[-1], container=container)
    return Legs(cohort, names, legs, whole, unit, confidence)
