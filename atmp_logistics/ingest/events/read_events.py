"""Event tables and messages to an EventLog: a row an event, an activity or a container; process mining; FHIR and EPCIS.

Every heading and every event must be known, by the vocabulary or by the site's profile; a name that is not known is
refused with the nearest that is. An event that happens once and stands twice is refused with both rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from atmp_logistics.core.arguments import Arguments, codes
from atmp_logistics.core.checks import being_read
from atmp_logistics.core.errors import AtmpError, Fault, refuse
from atmp_logistics.core.exactness import read_resolution
from atmp_logistics.core.instants import zone
from atmp_logistics.core.label_conditions import CONDITIONS
from atmp_logistics.core.personal_numbers import cells_of_people, notes_on_personal_numbers
from atmp_logistics.core.reading_times import DateOrder
from atmp_logistics.core.zone_argument import Zone
from atmp_logistics.core.zone_argument import zone_name as zone_name_of
from atmp_logistics.ingest.answers import Answers, worksheet_names
from atmp_logistics.ingest.events.event_reader import EventReader
from atmp_logistics.ingest.events.fast_events import read_plain_events
from atmp_logistics.ingest.events.faulty_therapies import join_collecting, read_collecting
from atmp_logistics.ingest.events.headings import COLUMNS, meaning_of_heading, read_headings
from atmp_logistics.ingest.events.own_event_frames import event_frame, is_event_frame, texts_in
from atmp_logistics.ingest.events.receipts import notes_on_open_receipts
from atmp_logistics.ingest.events.rows import event_cells
from atmp_logistics.ingest.events.several_files import joined_logs, read_several
from atmp_logistics.ingest.events.sheet_layout import EventSheet
from atmp_logistics.ingest.events.zoned_rows import bind_zones
from atmp_logistics.ingest.exported import events_of_xes, exported_events
from atmp_logistics.ingest.files.fast_cells import assumptions_of_fast_text
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.files.foreign_files import refuse_foreign
from atmp_logistics.ingest.files.ids import notes_on_similar_ids
from atmp_logistics.ingest.files.memory_table import MemoryTable
from atmp_logistics.ingest.files.read_table import read_table
from atmp_logistics.ingest.files.table import CellTable
from atmp_logistics.ingest.messages import Message, is_message, read_message
from atmp_logistics.ingest.xes_table import is_xes, xes_table
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.given_records import SiteGiven, site_given
from atmp_logistics.records.product_names import with_slugs
from atmp_logistics.records.provenance import Provenance, span_of
from atmp_logistics.records.set_aside import Errors, check_errors
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.therapies_left import loggers_in

if TYPE_CHECKING:
    from atmp_logistics.ingest.events.several_files import EventSource


@being_read()
def read_events(
    source: EventSource | Sequence[EventSource],
    *,
    tz: Zone | None = None,
    site: SiteGiven | None = None,
    conditions: Iterable[str] = (),
    resolution: object = None,
    date_order: DateOrder | None = None,
    worksheet: str | Iterable[str] | None = None,
    errors: Errors = "raise",
    name: str | None = None,
) -> EventLog:
    """Read logged events.

    Parameters
    ----------
    source : path, table, open file, or list of them
        CSV (comma or semicolon, UTF-8 or Windows-1252), .xlsx or Parquet: one row an event with therapy_id, event
        and time; one row an activity with its start and end; one row a container and one column an event; or
        process-mining column names. JSON: FHIR products and their dispense, or EPCIS events. Several files are joined
        by therapy and container, in whatever order they are given; one without therapy_id is joined by container. A
        table is a DataFrame, a pyarrow or polars table, or a mapping of columns; an open file is binary or text.
    tz : str or tzinfo, optional
        The zone of local times; the site's where not given.
    site : Site or path, optional
        The site's profile, with the hospital's own headings, words and names of products.
    conditions : iterable of str, optional
        Further columns that hold a condition of your own products' limits.
    resolution : str, datetime.timedelta or pint.Quantity, optional
        How finely the times are written, such as ``"1 min"``; ``"0 s"`` is exact. It goes before the site's. Where
        neither states it, each time is as exact as it is written.
    date_order : {'dmy', 'mdy', 'ymd'}, optional
        The order of day and month in dates of numbers, where a column does not prove it.
    worksheet : str or iterable of str, optional
        The sheet of a workbook that has several, by its name; of several names, the workbook has one.
    errors : {'raise', 'collect'}
        With ``'collect'``, therapies of which a row is at fault are set aside whole, with their faults, and the others
        are read: `EventLog.set_aside`. A fault of headings, of identifiers, or that may be one of a whole column
        refuses the record all the same.
    name : str, optional
        What a table in memory or an open file goes by in the result; else "DataFrame", or the open file's own name.

    Returns
    -------
    EventLog
        A row an event, with the provenance of the file and what was assumed in reading it.

    Raises
    ------
    InputError
        With every fault of the table: each says file, row, column, what was found, and how to fix it.

    Examples
    --------
    >>> table = pd.DataFrame({"therapy_id": ["T1"], "event": ["thaw complete"], "time": ["2026-11-10T10:04+01:00"]})
    >>> read_events(table).table["event"].tolist()
    ['thaw_end']
    """
    call = Arguments()
    profile, zone_stated = call(site_given, site, "site"), call(zone_name_of, tz, "tz")
    more, resolution_s = call(codes, conditions, "conditions"), call(read_resolution, resolution, "resolution")
    call.refuse()
    answers = Answers(date_order=date_order, worksheets=worksheet_names(worksheet))
    answers.check()
    check_errors(errors)
    known = (*CONDITIONS, *(more or ()))
    options = _EventOptions(profile, zone_stated, known, resolution_s, answers, errors == "collect")
    how_fine = profile.resolution_s if resolution_s is None else resolution_s
    return read_several(source, options.read, how_fine, options.meaning, name, collects=options.collects)


@dataclass(frozen=True, slots=True)
class _EventOptions:
    """How the files of a call are read."""

    site: Site
    tz: str | None
    conditions: tuple[str, ...]
    resolution_s: float | None
    answers: Answers
    collects: bool

    def meaning(self, heading: str) -> str:
        """Return the column or the event that a heading means, "" for none."""
        return meaning_of_heading(heading, self.site, (*COLUMNS, *self.conditions)) or ""

    def read(self, source: File | MemoryTable, *, alone: bool = True) -> EventLog:
        """Return the events of a file or a table; beside others it may leave the therapy to its containers."""
        if isinstance(source, MemoryTable):
            return with_slugs(self._of_memory(source, alone=alone), self.site.products)
        if (held := _held_by(source)) is not None:
            return self.read(held, alone=alone)
        zone_name = self.site.zone_name(self.tz)
        plain = read_plain_events(source, self.site) if source.is_text else None
        if plain is not None:
            log = _log_of_plain_events(source, *plain, zone_name, self.resolution_s)
        else:
            log = self.of_table(self._table(source, alone=alone), source.sha256, zone_name, alone=alone)
        return with_slugs(log, self.site.products)

    def of_table(self, table: CellTable, digest: str, zone_name: str | None, *, alone: bool) -> EventLog:
        """Return the events of a table of text, without the therapies that are set aside."""
        read = partial(_log_of_table, digest=digest, zone_name=zone_name, options=self, alone=alone)
        return read_collecting(table, self._headings(table, alone=alone), read) if self.collects else read(table)

    def _headings(self, table: CellTable, *, alone: bool) -> Mapping[str, str]:
        """Return the headings of a table by the columns that they mean."""
        return read_headings(table, self.site, (*COLUMNS, *self.conditions), alone=alone).columns

    def _of_memory(self, source: MemoryTable, *, alone: bool) -> EventLog:
        """Return the events of a table in memory, which may be a log as a frame."""
        frame, attrs = event_frame(source), source.attrs if is_event_frame(source) else {}
        tz = self.tz or next(iter(texts_in(attrs, "tz")), None)
        own = replace(self, tz=tz, conditions=(*self.conditions, *texts_in(attrs, "conditions")))
        zone_name, alone = self.site.zone_name(tz), alone and len(frame.parts) == 1
        logs, faults = list[EventLog](), list[Fault]()
        for i in range(len(frame.parts)):
            try:
                logs.append(own.of_table(frame.cell_table(i), source.sha256, zone_name, alone=alone))
            except AtmpError as error:
                faults += error.faults
        refuse(faults)
        resolution_s = frame.resolution_s if self.resolution_s is None else self.resolution_s
        join = partial(joined_logs, resolution_s=resolution_s)
        joined = logs[0] if len(logs) == 1 else join_collecting(logs, join) if self.collects else join(logs)
        named = {*zip(joined.table["therapy_id"], joined.table["container_id"], strict=True)}
        bare = (pair for pair in frame.containers if pair not in named)
        return replace(
            joined,
            containers=(*joined.containers, *bare),
            resolution_s=resolution_s,
            loggers_aside=loggers_in(joined.loggers_aside, frame.loggers_aside),
        )

    def _table(self, source: File, *, alone: bool) -> CellTable:
        """Return a file as a table of text."""
        refuse_foreign(source)
        if is_xes(source):
            return xes_table(source)
        if is_message(source):
            return read_message(source, self.site)
        sheet = EventSheet(self.site, (*COLUMNS, *self.conditions), alone, self.tz)
        return read_table(source, self.answers.worksheets, sheet)


def _held_by(file: File) -> MemoryTable | None:
    """Return the record of a file that `export` wrote; None for any other."""
    if is_xes(file):
        found = events_of_xes(file)
        return found if isinstance(found, MemoryTable) else None
    return exported_events(file)


def _log_of_plain_events(
    file: File, events: pd.DataFrame, digest: str, zone_name: str | None, resolution_s: float | None
) -> EventLog:
    span = span_of(events["time"].to_numpy(np.float64))
    notes = (
        *assumptions_of_fast_text(file.data),
        *notes_on_open_receipts(events["event"]),
        *notes_on_similar_ids(events),
        *notes_on_personal_numbers(cells_of_people(events), file.name),
    )
    provenance = Provenance(file.name, digest, "csv, comma", len(events), *span, notes)
    return EventLog(events, provenance, zone_name, resolution_s=resolution_s)


def _log_of_table(
    table: CellTable, digest: str, zone_name: str | None, options: _EventOptions, *, alone: bool
) -> EventLog:
    site, conditions = Site() if isinstance(table, Message) else options.site, options.conditions
    headings = read_headings(table, site, (*COLUMNS, *conditions), alone=alone)
    refuse([] if headings.complete else headings.faults)
    rows = event_cells(table, headings, options.answers.date_order or options.site.date_order)
    bind_zones(table, headings, rows, site, options.tz)
    tz = zone(zone_name) if zone_name else None
    read = EventReader(table, rows, headings, tz, site, alone).read(conditions)
    merged = table.merged([*headings.meant, *headings.clocks.values()])
    refuse([*headings.faults, *merged, *rows.faults, *read.faults])
    notes = (*table.assumptions, *headings.assumptions, *rows.assumptions, *read.assumptions)
    span = span_of(read.frame["time"].to_numpy(np.float64))
    provenance = Provenance(table.name, digest, table.dialect, len(table.rows), *span, notes)
    stated = tuple(column for column in headings.columns if column in conditions)
    without = (*(table.without if isinstance(table, Message) else rows.without_events), *read.without_events)
    return EventLog(read.frame, provenance, zone_name, stated, without, options.resolution_s)
