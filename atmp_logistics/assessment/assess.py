"""Runs the rules over the evidence, folds the verdicts, and keeps where everything came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from atmp_logistics.assessment.label_versions import Asking, parts_of
from atmp_logistics.assessment.parts import Part, by_container
from atmp_logistics.assessment.readings_of_call import (
    Readings,
    check_given,
    check_stated_bands,
    check_stated_places,
    log_of,
    stated_places,
)
from atmp_logistics.catalogue.catalogue import Catalogue, catalogue_version, load_catalogue
from atmp_logistics.core.cached_table import cached_table
from atmp_logistics.core.instants import zone
from atmp_logistics.core.product import Product
from atmp_logistics.core.verdict import Finding, Verdict, fold
from atmp_logistics.core.version import __version__
from atmp_logistics.core.whole_files import write_text
from atmp_logistics.evidence.events.conditions import check_names, check_values
from atmp_logistics.evidence.events.consignments import products, roll_of
from atmp_logistics.evidence.events.label_in_force import Labelled, labelled
from atmp_logistics.evidence.events.written_times import said_of_forms, stated_exactness
from atmp_logistics.evidence.temperature.exposure import notes_on_loggers
from atmp_logistics.records.logs import EventLog, Provenance
from atmp_logistics.records.site_profile import Site
from atmp_logistics.rules import all_rules, not_assessed, select, with_needed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WORDS = np.array([verdict.value for verdict in Verdict], object)
#: Told how many of how many steps are done.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Assessment:
    """The answer: a verdict for each container and the findings it rests on.

    Examples
    --------
    >>> from atmp_logistics.assessment.sandbox import sandbox_product, assess_sandbox
    >>> window = "[[window]]\\ncode='post-thaw'\\nstarts='thaw_end'\\nends='administration_end'\\nat_most='30 min'"
    >>> result = assess_sandbox(sandbox_product(window), "thaw_end 10:04, administration_end 10:34")
    >>> result
    <Assessment: conforms, 1 container>
    >>> result.findings[["rule", "code", "verdict"]].iloc[0].tolist()
    ['D502', 'record', 'conforms']
    """

    parts: tuple[Part, ...]
    inputs: tuple[Provenance, ...]
    statements: tuple[str, ...]
    not_assessed: tuple[str, ...]
    tz: str | None = None
    library: str = __version__
    catalogue: str = field(default_factory=catalogue_version)

    @cached_property
    def verdict(self) -> Verdict:
        """The verdict over all containers; no container at all is indeterminate."""
        return fold(verdict for verdict, count in self.counts.items() if count)

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many containers have each verdict, the gravest first."""
        each = [np.bincount(part.verdicts, minlength=len(Verdict)) for part in self.parts]
        total = np.sum([np.zeros(len(Verdict), np.int64), *each], axis=0)
        return {verdict: int(total[verdict.code]) for verdict in reversed(Verdict)}

    @cached_table
    def consignments(self) -> pd.DataFrame:
        """One row a container: therapy_id, container_id, product, verdict."""
        frames = [
            pd.DataFrame(
                {
                    "therapy_id": part.evidence.therapy,
                    "container_id": part.evidence.container,
                    "product": part.evidence.product.slug,
                    "verdict": _WORDS[part.verdicts],
                }
            )
            for part in self.parts
        ]
        columns = ["therapy_id", "container_id", "product", "verdict"]
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)

    @cached_table
    def findings(self) -> pd.DataFrame:
        """One row a finding: who, which rule and limit, the verdict, what was measured, why, and says which label."""
        from atmp_logistics.report.assessment.csv import frame_of

        return frame_of(self)

    def __iter__(self) -> Iterator[Finding]:
        """Every finding, container by container."""
        for part in self.parts:
            yield from (finding for _, found in by_container(part) for finding in found())

    def to_json(self, path: str | Path) -> None:
        """Write the whole result as JSON, schema `atmp-logistics/assessment/1`: the same input gives the same bytes."""
        from atmp_logistics.report.assessment.json import pieces_of

        write_text(path, pieces_of(self))

    def to_html(self, path: str | Path) -> None:
        """Write the result as one HTML page, with pictures of what was logged: the same input gives the same bytes."""
        from atmp_logistics.report.assessment.html import render_html

        write_text(path, render_html(self))

    def to_csv(self, path: str | Path) -> None:
        """Write the findings as CSV."""
        from atmp_logistics.report.assessment.csv import render_csv

        write_text(path, render_csv(self))

    def __str__(self) -> str:
        from atmp_logistics.report.assessment.text import render_text

        return render_text(self)

    def _repr_html_(self) -> str:
        """Show the result in a notebook."""
        from atmp_logistics.report.assessment.html import render_fragment

        return render_fragment(self)

    def plot(self, therapy_id: str | None = None, container_id: str | None = None) -> list[Axes]:
        """Draw one container's events, clocks and readings; by default the first with the gravest verdict."""
        from atmp_logistics.report.assessment.journey_plot import plot_assessment

        return plot_assessment(self, therapy_id, container_id)

    def __repr__(self) -> str:
        count = sum(len(part.evidence) for part in self.parts)
        return f"<Assessment: {self.verdict.value}, {count} container{'s' * (count != 1)}>"


def assess(
    events: EventLog,
    readings: Readings = None,
    product: Product | str | None = None,
    *,
    site: Site | None = None,
    when: Mapping[str, str] | None = None,
    rules: Iterable[str] | None = None,
    containers: Iterable[tuple[str, str]] = (),
    catalogue: Catalogue | None = None,
    on: date | None = None,
    progress: Progress | None = None,
    resolution: object = None,
) -> Assessment:
    """Judge logged events and readings by the label of each container's product.

    Parameters
    ----------
    events : EventLog
        From `read_events`.
    readings : TemperatureLog, or mapping of str to TemperatureLog, optional
        From `read_readings`. Without any, limits on temperature are indeterminate. A mapping says what each log's
        logger stands for: the code of a storage or of a window, or ``"everywhere"``.
    product : Product or str, optional
        The product, or its slug; left out where the events name it.
    site : Site, optional
        The site's profile: facts, resolution, decision rule.
    when : mapping, optional
        Conditions on which limits depend, such as ``{"indication": "ALL"}``.
    rules : iterable of str, optional
        Codes or their beginnings; the result names those left out. All by default.
    containers : iterable of (therapy_id, container_id), optional
        Containers that are expected, whether or not the record mentions them.
    catalogue : Catalogue, optional
        Where products are looked up; ours by default.
    on : date, optional
        The day whose label judges. By default each container is judged by the label in force on its day of use.
    progress : callable, optional
        Called with how many of how many steps are done.
    resolution : str, datetime.timedelta or pint.Quantity, optional
        How finely event times are written, such as ``"1 min"``; ``"0 s"`` is exact. It goes before the site's.

    Raises
    ------
    AtmpError
        When the record names no product or several, a condition that no product knows, or an unknown rule.

    Examples
    --------
    >>> import pandas as pd
    >>> from atmp_logistics import read_events
    >>> rows = [("T1", "thaw_end", "2026-11-10T10:04Z"), ("T1", "administration_end", "2026-11-10T10:40Z")]
    >>> events = read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]))
    >>> assess(events, product="kymriah-eu", rules=["W201"]).verdict.value
    'deviates'
    """
    check_given(events, readings)
    chosen = all_rules() if rules is None else select(rules)
    profile, exactness = stated_exactness(site or Site(), events, resolution)
    roll = roll_of(events, containers)
    named = products(events, roll, _slug(product))
    tz = events.tz or profile.tz
    place = zone(tz) if tz else None
    left_out: tuple[str, ...] = ()
    if isinstance(product, Product):
        labels = [Labelled(np.arange(len(roll)), (product,), by_day=False)]
    else:
        known = load_catalogue() if catalogue is None else catalogue
        labels, left_out = labelled(named, events, known, on), known.left_out
    every = [version for one in labels for version in one.versions]
    chosen, log, called = with_needed(chosen, every), log_of(readings), dict(when or {})
    check_stated_places(log, profile, every, catalogue)
    check_stated_bands(profile, every, catalogue)
    check_names(called, every)
    check_values(events, [(one.versions[0], roll.among(one.rows)) for one in labels if not one.by_day], called)
    done, steps = count(1), len(every) * len(chosen)

    def tick() -> None:
        if progress:
            progress(min(next(done), steps), steps)

    asking = Asking(events, log, profile, place, called, chosen, tick)
    parts = [part for one in labels for part in parts_of(asking, one, roll.among(one.rows))]
    logs = (log,) if log is not None else ()
    notes = notes_on_loggers([part.exposure for part in parts], log) if log is not None else {}
    said = [*exactness, *said_of_forms(events, (part.evidence.untimed_rows for part in parts), tz)]
    said += [f"{key} is {value}, as stated in the call" for key, value in called.items()]
    said += [f"judged by the label in force on {on}, as stated in the call"] if on else []
    said += [text for log in logs for text in stated_places(log.places, profile, log.loggers)]
    return Assessment(
        parts=tuple(parts),
        inputs=(events.provenance, *(source for log in logs for source in log.provenance)),
        statements=(*profile.statements(tz), *said, *left_out, *notes),
        not_assessed=not_assessed(chosen),
        tz=tz,
    )


def _slug(product: Product | str | None) -> str | None:
    return product.slug if isinstance(product, Product) else product
