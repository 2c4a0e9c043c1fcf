"""The result of an assessment: a verdict for each container, the findings, and where everything came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd

from atmp_logistics.assessment.product_result import ProductResult, by_container
from atmp_logistics.assessment.set_aside_findings import finding_of
from atmp_logistics.catalogue.edition import edition_of
from atmp_logistics.core.cached_table import cached_table
from atmp_logistics.core.finding import Finding
from atmp_logistics.core.product_file import ProductFile
from atmp_logistics.core.same_content import SameContent
from atmp_logistics.core.short_repr import Described
from atmp_logistics.core.shown import ShownAsText, WrittenAsCsv, WrittenAsHtml, WrittenAsJson
from atmp_logistics.core.typed_table import TEXT, VERDICT, typed_table, verdict_words
from atmp_logistics.core.verdict import Verdict, fold
from atmp_logistics.core.version import __version__
from atmp_logistics.core.whole_files import write_text
from atmp_logistics.records.logs import Provenance
from atmp_logistics.records.set_aside import SetAside

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_CONSIGNMENTS = {"therapy_id": TEXT, "container_id": TEXT, "product": TEXT, "verdict": VERDICT}


@dataclass(frozen=True, eq=False, repr=False)
class Assessment(Described, ShownAsText, WrittenAsJson, WrittenAsHtml, WrittenAsCsv, SameContent):
    """The answer: a verdict for each container and the findings it rests on.

    Attributes
    ----------
    parts : tuple of ProductResult
        The findings, by product and by the versions of its label that judge.
    inputs : tuple of Provenance
        The files that were read.
    statements : tuple of str
        What the profile and the call state, and what the files leave open, in words.
    not_assessed : tuple of str
        The rules that were left out.
    tz : str or None
        The zone in which times are shown; None shows UTC.
    library : str
        The version of the library.
    profile : Provenance or None
        The site's profile: its file and hash, no hash where it was made or changed in Python; None where none was
        given.
    set_aside : tuple of SetAside
        The therapies that were not judged, each with its faults, with ``errors="collect"``; each counts as one
        container that is indeterminate.

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

    _readers: ClassVar[str] = "assessment"
    parts: tuple[ProductResult, ...]
    inputs: tuple[Provenance, ...]
    statements: tuple[str, ...]
    not_assessed: tuple[str, ...]
    tz: str | None = None
    library: str = __version__
    profile: Provenance | None = None
    set_aside: tuple[SetAside, ...] = ()

    @property
    def files(self) -> tuple[ProductFile, ...]:
        """The product files and completions that judged, each with its origin and hash."""
        return tuple(dict.fromkeys(file for part in self.parts for file in part.files))

    @property
    def catalogue(self) -> str:
        """The date of the library's catalogue, and a hash over the files that judged."""
        return edition_of(self.files)

    @cached_property
    def verdict(self) -> Verdict:
        """The verdict over all containers; no container at all is indeterminate."""
        return fold(verdict for verdict, count in self.counts.items() if count)

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many containers have each verdict, the gravest first."""
        by_part = [np.bincount(part.verdicts, minlength=len(Verdict)) for part in self.parts]
        total = np.sum([np.zeros(len(Verdict), np.int64), *by_part], axis=0)
        total[Verdict.INDETERMINATE.code] += len(self.set_aside)
        return {verdict: int(total[verdict.code]) for verdict in reversed(Verdict)}

    @cached_table
    def consignments(self) -> pd.DataFrame:
        """One row a container: therapy_id, container_id ("" where none is named), product, verdict.

        A therapy that is set aside is one row, without a container and a product.
        """
        evidences, aside = [part.evidence for part in self.parts], [each.therapy_id for each in self.set_aside]
        slugs = (np.full(len(evidence), evidence.product.slug, object) for evidence in evidences)
        none, open_ = np.full(len(aside), "", object), np.full(len(aside), Verdict.INDETERMINATE.code, np.int8)
        columns = {
            "therapy_id": np.concatenate([*(one.therapy for one in evidences), np.array(aside, object)]),
            "container_id": np.concatenate([*(one.container for one in evidences), none]),
            "product": np.concatenate([*slugs, none]),
            "verdict": verdict_words(np.concatenate([*(part.verdicts for part in self.parts), open_])),
        }
        return typed_table(_CONSIGNMENTS, columns)

    @cached_table
    def findings(self) -> pd.DataFrame:
        """One row a finding: container, rule, limit, verdict, what was measured, the reason and the label."""
        frame: pd.DataFrame = self._reader("csv").frame_of(self)
        return frame

    def __iter__(self) -> Iterator[Finding]:
        """Every finding, container by container, and one for each therapy that is set aside."""
        for part in self.parts:
            yield from (finding for _, findings in by_container(part) for finding in findings())
        yield from map(finding_of, self.set_aside)

    def to_json(self, path: str | Path) -> None:
        """Write the whole result as JSON, schema `atmp-logistics/assessment/1`: the same input gives the same bytes."""
        write_text(path, self._reader("json").pieces_of(self))

    def plot(self, therapy_id: str | None = None, container_id: str | None = None) -> list[Axes]:
        """Draw one container's events, clocks and readings; by default the first with the gravest verdict."""
        axes: list[Axes] = self._reader("journey_plot").plot_assessment(self, therapy_id, container_id)
        return axes

    def _described(self) -> str:
        count = sum(self.counts.values())
        return f"{self.verdict.value}, {count} container{'s' * (count != 1)}"
