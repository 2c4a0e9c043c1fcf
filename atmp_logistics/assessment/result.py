"""The result of an assessment: a verdict for each container, the findings, and where everything came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, NoReturn, overload

import numpy as np
import pandas as pd

from atmp_logistics.assessment.consignments_table import consignments_table
from atmp_logistics.assessment.decided_result import DecidedOn
from atmp_logistics.assessment.filed_by_therapy import FiledByTherapy
from atmp_logistics.assessment.product_result import ProductResult, by_container
from atmp_logistics.assessment.result_tables import ResultTables
from atmp_logistics.assessment.selected import Key, holds, only
from atmp_logistics.assessment.set_aside_findings import finding_of
from atmp_logistics.assessment.written_page import WrittenAsPage
from atmp_logistics.catalogue.edition import edition_of
from atmp_logistics.core.cached_table import cached_table
from atmp_logistics.core.finding import Finding
from atmp_logistics.core.label_notes import what_if_note
from atmp_logistics.core.phrases_by_key import ENGLISH
from atmp_logistics.core.plugins import PluginSource
from atmp_logistics.core.product_file import ProductFile
from atmp_logistics.core.same_content import SameContent
from atmp_logistics.core.short_repr import Described
from atmp_logistics.core.shown import ShownAsText, WrittenAsCsv, WrittenAsJson
from atmp_logistics.core.verdict import Verdict, fold
from atmp_logistics.core.version import __version__
from atmp_logistics.core.written_out import Target, bytes_into
from atmp_logistics.records.decision import Decision
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.records.set_aside import SetAside

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

#: What the command line exits with by the verdict; 2 is a refusal.
EXIT_CODES = {Verdict.CONFORMS: 0, Verdict.DEVIATES: 1, Verdict.INDETERMINATE: 3}


@dataclass(frozen=True, eq=False, repr=False)
class Assessment(
    ResultTables,
    Described,
    ShownAsText,
    WrittenAsJson,
    WrittenAsPage,
    WrittenAsCsv,
    FiledByTherapy,
    DecidedOn,
    SameContent,
):
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
    holds_readings : bool
        Whether the result holds all readings that were judged; a result of `assess_files` does not.
    whole : Assessment or None
        The result that a view of one therapy or container was taken from.
    plugins : tuple of PluginSource
        The rules of packages and folders that judged, each with its origin and hash.
    now_us : float or None
        The moment at which what the record shows in a store was still there, as the call states, in microseconds since
        1970; None where it states none.
    decisions : tuple of Decision
        What persons decided on findings; no verdict changes by it.
    language : str
        The language of what is written for people, by the profile: ``en`` where it states none.

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
    holds_readings: bool = field(default=True, repr=False, compare=False)
    whole: Assessment | None = field(default=None, repr=False, compare=False)
    plugins: tuple[PluginSource, ...] = ()
    now_us: float | None = None
    decisions: tuple[Decision, ...] = ()
    language: str = field(default=ENGLISH, repr=False, compare=False)

    @property
    def files(self) -> tuple[ProductFile, ...]:
        """The product files and completions that judged, each with its origin and hash."""
        return tuple(dict.fromkeys(file for part in self.parts for file in part.files))

    @property
    def catalogue(self) -> str:
        """The date of the library's catalogue, and a hash over the files that judged."""
        return edition_of(self.files)

    @property
    def what_if(self) -> tuple[str, ...]:
        """In words, for each product that judged, which of its limits somebody changed to ask what would be then.

        Where there is one, the verdicts are no label's: each reader says so first, and no command ends with 0.
        """
        every = (product for part in self.parts for product in (*part.versions, part.evidence.product))
        return tuple(dict.fromkeys(filter(None, map(what_if_note, every))))

    @cached_property
    def verdict(self) -> Verdict:
        """The verdict over all containers; no container at all is indeterminate."""
        return fold(verdict for verdict, count in self.counts.items() if count)

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many containers have each verdict, the gravest first."""
        total = np.sum([np.zeros(len(Verdict), np.int64), *(part.counts for part in self.parts)], axis=0)
        total[Verdict.INDETERMINATE.code] += len(self.set_aside)
        return {verdict: int(total[verdict.code]) for verdict in reversed(Verdict)}

    @cached_table
    def consignments(self) -> pd.DataFrame:
        """One row a container: therapy_id, container_id ("" where none is named), product, verdict.

        A therapy that is set aside is one row, without a container and a product.
        """
        return consignments_table(self.parts, self.set_aside)

    @cached_table
    def findings(self) -> pd.DataFrame:
        """One row a finding: container, rule, limit, verdict, what was measured, the reason and the label."""
        frame: pd.DataFrame = self._reader("csv").frame_of(self)
        return frame

    @property
    def exit_code(self) -> int:
        """What `atmp-logistics validate` exits with: 0 all conform, 1 any deviates, 3 none does and some are open.

        It is 3 as well where all conform to limits that somebody changed (`what_if`).
        """
        code = EXIT_CODES[self.verdict]
        return EXIT_CODES[Verdict.INDETERMINATE] if self.what_if and not code else code

    def __getitem__(self, key: Key) -> Assessment:
        """Return the same result of one therapy, or of one container alone: nothing is judged again.

        Parameters
        ----------
        key : str, or pair of str
            ``result["T1"]`` is a therapy; ``result["T1", "B1"]`` one of its containers, ``result["T1", None]`` the one
            that the record does not name. The view says among its statements how much it leaves out.

        Raises
        ------
        UnknownContainer
            Where the result holds none of this name: a `KeyError` that names the nearest.

        Examples
        --------
        >>> from atmp_logistics.assessment.sandbox import sandbox_product, assess_sandbox
        >>> result = assess_sandbox(sandbox_product(""), "A: thaw_end 10:04; B: thaw_end 10:05")
        >>> result["T1"], result["T1", "B"], result["T1", "B"].consignments["container_id"].tolist()
        (<Assessment: indeterminate, 2 containers>, <Assessment: indeterminate, 1 container>, ['B'])
        """
        view: Assessment = only(self, key)
        return view

    def __contains__(self, item: object) -> bool:
        """Say whether the result holds a therapy, a container (as in ``result[...]``), or a finding."""
        return any(item == one for one in self) if isinstance(item, Finding) else holds(self, item)

    def __len__(self) -> int:
        """How many findings iteration yields."""
        judged = (np.isin(table.rows, part.places).sum() for part in self.parts for table in part.judged)
        return sum(map(int, judged), len(self.set_aside))

    def __bool__(self) -> NoReturn:
        raise TypeError("an assessment is neither true nor false: compare `result.verdict` with a verdict")

    def __iter__(self) -> Iterator[Finding]:
        """Every finding, container by container, of each the gravest first; and one a therapy that is set aside."""
        for part in self.parts:
            yield from (finding for _, findings in by_container(part) for finding in findings())
        yield from map(finding_of, self.set_aside)

    def _json_pieces(self) -> Iterable[str]:
        pieces: Iterable[str] = self._reader("json").pieces_of(self)
        return pieces

    @overload
    def to_excel(self, path: None = None) -> bytes: ...

    @overload
    def to_excel(self, path: Target) -> None: ...

    def to_excel(self, path: Target | None = None) -> bytes | None:
        """Write a workbook: the sheets verdicts, findings, excursions, events, gaps, inputs and statements.

        Times are local, in the zone that is stated, and in UTC beside it; their headings say which. No cell is a
        formula. The same input gives the same bytes.

        Parameters
        ----------
        path : path or binary file object, optional
            A file that is there is replaced as a whole. Without it the bytes are returned, and nothing is written.

        Returns
        -------
        bytes or None
            The workbook, where no path is given.

        Raises
        ------
        UsageError
            For a table of more rows than a sheet has.
        """
        return bytes_into(path, self._reader("excel").render_excel(self))

    def plot(
        self,
        therapy_id: str | None = None,
        container_id: str | None = None,
        *,
        fig: Figure | SubFigure | None = None,
    ) -> list[Axes]:
        """Draw the events, limits and readings of one therapy's containers, one below the other.

        Parameters
        ----------
        therapy_id, container_id : str, optional
            Which therapy, and which container of it alone; by default that with the first container of the gravest
            verdict, and at most four of its containers.
        fig : matplotlib Figure or SubFigure, optional
            Where to draw; it has no axes yet. A new figure by default.

        Returns
        -------
        list of matplotlib Axes
            Of the events, of the limits if there is any, and of each phase with readings.
        """
        axes: list[Axes] = self._reader("journey_plot").plot_assessment(self, therapy_id, container_id, fig)
        return axes

    def _described(self) -> str:
        count = sum(self.counts.values())
        under = " under what-if limits" if self.what_if else ""
        return f"{self.verdict.value}{under}, {count} container{'s' * (count != 1)}"
