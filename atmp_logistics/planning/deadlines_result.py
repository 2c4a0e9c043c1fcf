"""The result of `deadlines`: for each event to come not before, safe by and last possible, and the clocks that run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from atmp_logistics.catalogue.edition import edition_of
from atmp_logistics.core.cached_table import cached_table
from atmp_logistics.core.instants import zone
from atmp_logistics.core.phrases_by_key import ENGLISH
from atmp_logistics.core.product import Product
from atmp_logistics.core.product_file import ProductFile
from atmp_logistics.core.same_content import SameContent
from atmp_logistics.core.short_repr import Described, ShortRepr, counted
from atmp_logistics.core.shown import ShownAsText, WrittenAsJson
from atmp_logistics.core.version import __version__
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.timing.constraints import Shortfall, Statement, Step

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from rich.console import RenderableType


@dataclass(frozen=True, slots=True, repr=False)
class RunningClock(ShortRepr):
    """A clock that runs: of a limit whose start has happened and whose end is to come.

    Attributes
    ----------
    statement : Statement
        The limit, between its two events.
    since_us : float or None
        Since when it runs, in microseconds since 1970; None for a limit on an instant, such as an expiry.
    until_us : float
        When it runs out.
    left_us : float
        How long is left, in microseconds; negative once it has run out.
    """

    statement: Statement
    since_us: float | None
    until_us: float
    left_us: float

    @property
    def is_over(self) -> bool:
        """Whether it has run out."""
        return self.left_us < 0


@dataclass(frozen=True, slots=True, repr=False)
class EventDeadline(ShortRepr):
    """One event to come. Its times are in microseconds since 1970; ``inf`` where nothing bounds one.

    Attributes
    ----------
    node : str
        The event, with the number of its container: ``thaw_start[2]``.
    decided : bool
        Whether a person decides when it happens; the end of a step does not wait for anybody.
    not_before_us : float
        The earliest moment at which it may happen.
    safe_by_us : float
        By when it must have happened so that every limit can be kept whatever the steps do: NaN where that is not
        known, -inf where no moment is safe.
    last_possible_us : float
        By when it must have happened so that every limit can be kept with every step at its fastest; -inf where a
        binding limit is lost whenever it happens.
    because : tuple of Statement
        What binds `safe_by_us`.
    possible_because : tuple of Statement
        What binds `last_possible_us`.
    after : tuple of Statement
        What binds `not_before_us`, where that is still to come.
    """

    node: str
    decided: bool
    not_before_us: float
    safe_by_us: float
    last_possible_us: float
    because: tuple[Statement, ...]
    possible_because: tuple[Statement, ...]
    after: tuple[Statement, ...]


@dataclass(frozen=True, eq=False, repr=False)
class TherapyDeadlines(Described, SameContent):
    """One therapy's deadlines under one product and one mode.

    Attributes
    ----------
    therapy_id : str
        As in the record.
    product : Product
        The label that gives the deadlines.
    containers : tuple of str
        The containers' identifiers, in the order of their numbers.
    mode : mapping of str to tuple of str
        What each condition of the limits is taken to be; empty where all modes come to the same.
    events : tuple of EventDeadline
        The events to come.
    running : tuple of RunningClock
        The clocks that run, the one that runs out first before the others.
    contradiction : Shortfall or None
        Why a record that contradicts itself gives no deadline.
    cannot : tuple of Shortfall
        Which limits cannot be kept any more, and why. The deadlines are worked out without these.
    unpromised : tuple of Shortfall
        Which limits nobody can promise. The deadlines are worked out without these.
    notes : tuple of str
        Which limits do not count, and why.
    remarks : tuple of str
        Which steps have lasted longer than stated.
    not_kept : tuple of str
        Which binding limits the recorded times have broken already.
    anchors : tuple of str
        The times that the caller set, each with the containers that it is about.
    """

    therapy_id: str
    product: Product
    containers: tuple[str, ...]
    mode: Mapping[str, tuple[str, ...]]
    events: tuple[EventDeadline, ...]
    running: tuple[RunningClock, ...]
    contradiction: Shortfall | None = None
    cannot: tuple[Shortfall, ...] = ()
    unpromised: tuple[Shortfall, ...] = ()
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    not_kept: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()

    def _described(self) -> str:
        return f"{self.therapy_id}, {self.product.slug}, {counted(self.events, 'event')} to come"

    def __getitem__(self, node: str) -> EventDeadline:
        for event in self.events:
            if event.node == node:
                return event
        raise KeyError(node)


@dataclass(frozen=True, eq=False, repr=False)
class Deadlines(Described, ShownAsText, WrittenAsJson, SameContent):
    """The deadlines of every therapy in a record. Iterating gives each therapy's; `print` shows all in a terminal.

    It calculates and explains; a person decides.

    Attributes
    ----------
    therapies : tuple of TherapyDeadlines
        One for each therapy, label and mode.
    now_us : float
        The moment from which the deadlines look ahead, in microseconds since 1970.
    tz : str
        The zone in which times are shown.
    statements : tuple of str
        What the call and the site's profile state.
    inputs : tuple of Provenance
        The files that were read.
    steps : tuple of Step
        How long each step takes, as stated.
    library : str
        The version of the library.
    profile : Provenance or None
        The site's profile: its file and hash; None where none was given.
    language : str
        Of the calendar, as the site's profile states it; English where it states none.
    """

    _readers: ClassVar[str] = "deadlines"
    therapies: tuple[TherapyDeadlines, ...]
    now_us: float
    tz: str
    statements: tuple[str, ...]
    inputs: tuple[Provenance, ...]
    steps: tuple[Step, ...] = ()
    library: str = __version__
    profile: Provenance | None = None
    language: str = ENGLISH

    @property
    def files(self) -> tuple[ProductFile, ...]:
        """The product files and completions that give the deadlines, each with its origin and hash."""
        return tuple(dict.fromkeys(file for therapy in self.therapies for file in therapy.product.files))

    @property
    def catalogue(self) -> str:
        """The date of the library's catalogue, and a hash over the files that give the deadlines."""
        return edition_of(self.files)

    @cached_property
    def zone(self) -> tzinfo:
        """The zone in which times are shown."""
        return zone(self.tz)

    def __iter__(self) -> Iterator[TherapyDeadlines]:
        return iter(self.therapies)

    @cached_table
    def table(self) -> pd.DataFrame:
        """One row an event to come: its therapy and container, not before, safe by, last possible, why, by which label.

        Returns
        -------
        DataFrame
        """
        frame: pd.DataFrame = self._reader("frame").frame_of(self)
        return frame

    @cached_table
    def clocks(self) -> pd.DataFrame:
        """One row a clock that runs: its therapy and container, which limit, since when, until when, how long is left.

        Returns
        -------
        DataFrame
        """
        frame: pd.DataFrame = self._reader("frame").clocks_frame(self)
        return frame

    def plot(self, ax: Axes | None = None, *, therapy: int = 0) -> Axes:
        """Draw the windows of one therapy as they are now: until when each event is safe, and until when only possible.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw; a new figure by default.
        therapy : int
            Which of `therapies`, counted from 0.

        Returns
        -------
        matplotlib Axes
            That on which was drawn.
        """
        axes: Axes = self._reader("files").draw_deadlines(self, ax, therapy)
        return axes

    def __rich__(self) -> RenderableType:
        from rich.console import Group

        return Group(*self._reader("text").rich_text(self))

    def _described(self) -> str:
        count = sum(len(therapy.events) for therapy in self.therapies)
        return f"{count} event{'s' * (count != 1)} to come"
