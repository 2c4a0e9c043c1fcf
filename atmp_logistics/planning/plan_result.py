"""The result of `plan`: for every event not before, planned, safe by and last possible, and what binds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from atmp_logistics.catalogue.edition import edition_of
from atmp_logistics.core.cached_table import cached_table
from atmp_logistics.core.csv_style import CsvStyle
from atmp_logistics.core.instants import zone
from atmp_logistics.core.phrases_by_key import ENGLISH, language_name
from atmp_logistics.core.product import Product
from atmp_logistics.core.product_file import ProductFile
from atmp_logistics.core.same_content import SameContent
from atmp_logistics.core.short_repr import Described, counted
from atmp_logistics.core.shown import ShownAsText, WrittenAsHtml, WrittenAsJson
from atmp_logistics.core.version import __version__
from atmp_logistics.core.written_out import Target, bytes_into, text_into
from atmp_logistics.planning.plan_branch import PlanBranch
from atmp_logistics.planning.planned_event import PlannedEvent
from atmp_logistics.records.provenance import Provenance

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

#: How long before an entry a calendar reminds of it.
REMINDER = "10 min"


@dataclass(frozen=True, eq=False, repr=False)
class Plan(Described, ShownAsText, WrittenAsJson, WrittenAsHtml, SameContent):
    """A plan of one therapy. ``plan[node]`` is one event, iterating gives all; `print` shows it in a terminal.

    It calculates and explains; a person decides.

    Attributes
    ----------
    product : Product
        The label that is planned by.
    containers : int
        How many bags, vials or syringes.
    tz : str
        The zone in which times are shown.
    branches : tuple of PlanBranch
        One for each mode whose limits differ.
    anchors : tuple of str
        The times that the caller set, in words.
    stated : tuple of str
        What else the call and the site's profile state, in words.
    library : str
        The version of the library.
    profile : Provenance or None
        The site's profile: its file and hash; None where none was given.
    container_ids : tuple of str
        The containers' identifiers, in the order of their numbers; empty where the call names none.
    expiries : tuple of str
        The printed expiry of each container as the call states it; the empty text where it states none.
    conditions : tuple of mapping of str to str
        What the call states of each container.
    language : str
        Of what is written for people, as the site's profile states it; English where it states none.
    """

    _readers: ClassVar[str] = "plans"
    product: Product
    containers: int
    tz: str
    branches: tuple[PlanBranch, ...]
    anchors: tuple[str, ...]
    stated: tuple[str, ...] = ()
    library: str = __version__
    profile: Provenance | None = None
    container_ids: tuple[str, ...] = ()
    expiries: tuple[str, ...] = ()
    conditions: tuple[Mapping[str, str], ...] = ()
    language: str = ENGLISH

    def _described(self) -> str:
        containers = f"{self.containers} container{'s' * (self.containers != 1)}"
        works = "" if all(branch.works for branch in self.branches) else ", not every limit can be kept"
        return f"{self.product.slug}, {containers}, {counted(tuple(self), 'event')}, {self.tz}{works}"

    @property
    def files(self) -> tuple[ProductFile, ...]:
        """The product files and completions that are planned by, each with its origin and hash."""
        return self.product.files

    @property
    def catalogue(self) -> str:
        """The date of the library's catalogue, and a hash over the files that are planned by."""
        return edition_of(self.files)

    @cached_property
    def zone(self) -> tzinfo:
        """The zone in which the plan is shown."""
        return zone(self.tz)

    @property
    def branch(self) -> PlanBranch:
        """The first branch that works, else the first that has events."""
        return next(self._usable(), self.branches[0])

    def _usable(self) -> Iterator[PlanBranch]:
        shown = [branch for branch in self.branches if branch.events]
        yield from sorted(shown, key=lambda branch: not branch.works)

    @property
    def exit_code(self) -> int:
        """The exit code of `plan`: 1 if a branch cannot work or be promised, 3 if a step is not stated, 0 else."""
        if not all(branch.works for branch in self.branches):
            return 1
        return 0 if all(branch.is_known for branch in self.branches) else 3

    def __getitem__(self, node: str) -> PlannedEvent:
        return self.branch[node]

    def __iter__(self) -> Iterator[PlannedEvent]:
        for branch in self.branches:
            yield from branch.events

    @cached_table
    def table(self) -> pd.DataFrame:
        """One row an event and branch: not before, planned, safe by, last possible, why, by which label.

        Returns
        -------
        DataFrame
        """
        frame: pd.DataFrame = self._reader("frame").frame_of(self)
        return frame

    def to_ics(
        self,
        path: Target | None = None,
        *,
        now: str | datetime | None = None,
        reference: str = "",
        reminder: object = REMINDER,
        language: str | None = None,
    ) -> bytes | None:
        """Write what a person has to do as an iCalendar file, in UTC, so that a calendar shows it in its own zone.

        Each binding clock of the label is an entry too.

        Parameters
        ----------
        path : path or binary file object, optional
            Such as ``plan.ics``. Without it the bytes are returned, and nothing is written.
        now : str or datetime, optional
            When the file is made: entries of a later file take the place of those of an earlier one of the same
            reference. Where it is not given, since nothing here reads the clock, the entries of a plan that differs
            are new entries.
        reference : str
            The therapy's identifier; it is part of each entry's title.
        reminder : str, datetime.timedelta or pint.Quantity
            How long before an entry a calendar reminds of it; ``"0 min"`` for no reminders.
        language : str, optional
            Of what the entries say, ``en`` or ``sv``; the plan's where not given. Identifiers and times are the same.

        Returns
        -------
        bytes or None
            The file's bytes where no path is given.
        """
        data = self._reader("calendar").render_ics(
            self, now=now, reference=reference, reminder=reminder, language=language_name(language)
        )
        return bytes_into(path, data)

    def run_sheet(
        self,
        therapy_id: str = "",
        container_ids: tuple[str, ...] = (),
        *,
        batch: str | Mapping[str, str] | None = None,
    ) -> pd.DataFrame:
        """Return the run sheet: the events table to be filled in, one row an event of each container.

        Its headings are those of an events table, so that the sheet is read back by `read_events` as it fills. What the
        factory does before dispatch is left out, but for events from which a limit of the label counts.

        Parameters
        ----------
        therapy_id : str
            Filled into the sheet; left open where not given.
        container_ids : tuple of str
            The containers' identifiers, in the order of use; those of the plan, or their numbers, where not given.
        batch : str or mapping of str to str, optional
            The batch of all containers, or of each under its identifier.

        Returns
        -------
        DataFrame
            A row an event, with the columns of an events table; the planned times stand in `note`.

        Raises
        ------
        UsageError
            For a plan whose times differ by a condition that is left open, and for names that cannot be meant.
        """
        sheet: pd.DataFrame = self._reader("run_sheet").run_sheet(self, therapy_id, container_ids, batch=batch)
        return sheet

    def to_run_sheet(
        self,
        path: Target | None = None,
        therapy_id: str = "",
        container_ids: tuple[str, ...] = (),
        *,
        batch: str | Mapping[str, str] | None = None,
        style: CsvStyle = "plain",
        language: str | None = None,
    ) -> str | None:
        """Write the run sheet: as CSV or ``.xlsx`` to be filled in; as ``.html`` to be printed, a page a container.

        Parameters
        ----------
        path : path, or text or binary file object, optional
            Its ending says which: ``.csv``, ``.xlsx`` or ``.html``. Without it the CSV is returned, and nothing is
            written.
        therapy_id, container_ids : str, tuple of str
            As in `run_sheet`.
        batch : str or mapping of str to str, optional
            As in `run_sheet`.
        style : {'plain', 'excel'}
            Of the CSV; ``excel`` is for Excel where the decimal sign is a comma.
        language : str, optional
            Of the printed sheet, ``en`` or ``sv``; the plan's where not given.

        Returns
        -------
        str or None
            The CSV where no path is given.
        """
        name = str(path) if isinstance(path, (str, PathLike)) else ""
        ending = Path(name).suffix.casefold()
        if ending == ".xlsx":
            book = self._reader("run_sheet").render_run_sheet_workbook(self, therapy_id, container_ids, batch=batch)
            bytes_into(path, book)
            return None
        if ending in {".html", ".htm"}:
            page = self._reader("run_sheet_page").render_run_sheet_html(
                self, therapy_id, container_ids, batch=batch, language=language_name(language)
            )
            return text_into(path, page)
        sheet = self._reader("run_sheet").render_run_sheet(self, therapy_id, container_ids, batch=batch, style=style)
        return text_into(path, sheet)

    def plot(self, ax: Axes | None = None, *, mode: int = 0) -> Axes:
        """Draw the plan as a Gantt chart: what holds whatever happens, what is only possible, what is planned.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw; a new figure where not given.
        mode : int
            Which branch, counted from 0 over those that work.

        Returns
        -------
        matplotlib Axes
            What was drawn on.
        """
        axes: Axes = self._reader("gantt").draw_gantt(self, ax, mode)
        return axes
