"""Logged events as columns, with where they came from. No files are read here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import pandas as pd

from atmp_logistics.core.checks import is_being_read
from atmp_logistics.core.same_content import SameContent
from atmp_logistics.core.shown import InOneLine, Shown
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.records.record_checks import check_events
from atmp_logistics.records.set_aside import SetAside

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class EventLog(InOneLine, Shown, SameContent):
    """Logged events, one row each, in the order of the file.

    Attributes
    ----------
    table : DataFrame
        Columns therapy_id, container_id, event, time (instant in microseconds, NaN where the event was logged without
        its time), doubt_us (how far the true time may lie from the written one, in microseconds: 60e6 where it was
        written to the minute, else 0), row, time_as_written (the text of its cell, where a file or a table was read),
        and where given product, logger_id, location, custodian, identity, expiry, note, what a pharmacy files
        (`core/event_columns.toml`) and the conditions that limits depend on. An empty string is a cell left empty.
    provenance : Provenance
    tz : str or None
        The zone of the record's local times.
    conditions : tuple of str
        The columns that hold conditions.
    containers : tuple of (therapy_id, container_id)
        Those that the table names and holds no event of.
    resolution_s : float or None
        How finely the caller says that times are written, in seconds.
    sources : tuple of Provenance
        Each file, where the events are from several; `provenance` then says how they were joined, and the table's
        column `file` names each row's.
    set_aside : tuple of SetAside
        The therapies of which the table holds nothing, since a row of theirs is at fault, with ``errors="collect"``.
    loggers_aside : tuple of str
        The loggers that rows of those therapies name: none of them is one of which the record says nothing.
    containers_aside : tuple of (therapy_id, container_id)
        The containers that rows of those therapies name.
    """

    _readers: ClassVar[str] = "records"
    table: pd.DataFrame
    provenance: Provenance
    tz: str | None = None
    conditions: tuple[str, ...] = ()
    containers: tuple[tuple[str, str], ...] = ()
    resolution_s: float | None = None
    sources: tuple[Provenance, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    loggers_aside: tuple[str, ...] = ()
    containers_aside: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not is_being_read():
            check_events(self.table, self.tz, self.conditions, self.resolution_s)
            object.__setattr__(self, "table", self.table.copy(deep=False))

    def __len__(self) -> int:
        return len(self.table)

    @property
    def inputs(self) -> tuple[Provenance, ...]:
        """Where the events came from, a file each."""
        return self.sources or (self.provenance,)

    @property
    def notes_on_joining(self) -> tuple[str, ...]:
        """What is said of several files that were joined; nothing of one."""
        return self.provenance.assumptions if self.sources else ()

    def to_frame(self) -> pd.DataFrame:
        """Return the events as a DataFrame that `read_events` reads back to the same log.

        Returns
        -------
        DataFrame
            A row an event, in the order of the record. Its index, `row`, is the row of the file that the event is of;
            one row may hold several.

            - therapy_id, container_id, event (str): a container is "" where the event is the whole therapy's.
            - time (datetime64[us, UTC]): NaT where the event was logged without its time.
            - product, logger_id, location, custodian, identity, note, the columns that a pharmacy files, and those of
              conditions (str): missing where the cell was left empty.
            - expiry (str): as it is printed; an instant where one at 00:00 may mean its day.
            - doubt_us (float64): how far the true time may lie from the written one, in microseconds.
            - time_as_written (str): the text of the time as its cell held it, where a file or a table was read.
            - file (str): the file of the event: its name, and where all are of one, the beginning of its hash, by which
              frames that are put together are told apart.

            A container that the record names and holds no event of has a row without an event, with an index below 0;
            so has a therapy that was set aside, of which the frame says no more than the loggers that its rows name.
            `attrs["atmp_logistics"]` holds `tz`, `conditions` and `resolution_s`, by which the frame is read back where
            the call states no other. Sources and assumptions are not in the frame.

        Examples
        --------
        >>> table = pd.DataFrame({"therapy_id": ["T1"], "container_id": ["B1"], "event": ["thaw_end"], "time": [0.0]})
        >>> EventLog(table.assign(row=2), Provenance("by hand")).to_frame().reset_index(drop=True).T
                                              0
        therapy_id                           T1
        container_id                         B1
        event                          thaw_end
        time          1970-01-01 00:00:00+00:00
        doubt_us                     60000000.0
        file                            by hand
        """
        frame: pd.DataFrame = self._reader("log_frames").frame_of_events(self)
        return frame

    def plot(self, *, tz: str | None = None, ax: Axes | None = None) -> Axes:
        """Draw the events, a row a container, with the time in a zone: the log's own where none is stated, else UTC.

        Parameters
        ----------
        tz : str, optional
            The zone of the time axis; the log's own by default, else UTC.
        ax : matplotlib Axes, optional
            Where to draw; a new figure by default.

        Returns
        -------
        matplotlib Axes
            What was drawn on.
        """
        axes: Axes = self._reader("events_plot").plot_events(self, tz=tz, ax=ax)
        return axes
