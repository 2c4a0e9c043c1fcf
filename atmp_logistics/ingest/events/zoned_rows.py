"""Event times under a heading that names a zone: read by it, and nothing stated may contradict it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo

import numpy as np

from atmp_logistics.core.errors import Fault
from atmp_logistics.core.instants import moment, zone
from atmp_logistics.core.iso_times import iso_cells, localised
from atmp_logistics.ingest.events.headings import EventHeadings
from atmp_logistics.ingest.events.rows import EventCells
from atmp_logistics.ingest.files.named_zones import NamedZone, contradicting_offsets, zone_named
from atmp_logistics.ingest.files.table import CellTable
from atmp_logistics.records.site_profile import Site


@dataclass(frozen=True, slots=True)
class _ZonedColumn:
    """The cells of one heading: which they are in the list, where they stand, and the zone that the heading names."""

    cells: list[str]
    places: Sequence[int]
    named: NamedZone
    table: CellTable
    rows: Sequence[int]
    heading: str

    def at(self, i: int) -> str:
        return self.table.at(self.rows[self.places[i]], self.heading)


def bind_zones(table: CellTable, headings: EventHeadings, rows: EventCells, site: Site, tz: str | None) -> None:
    """Give every local time under a heading that names an offset or a place its offset; refuse what contradicts.

    The cells of `rows` are changed, and its faults and assumptions are added to.

    Parameters
    ----------
    table : CellTable
    headings : EventHeadings
    rows : EventCells
    site : Site
        Its zone only reads local times: the zone that a heading names goes before it.
    tz : str or None
        The zone that the caller states; a heading that names another contradicts it.
    """
    for column in _columns(table, headings, rows, site):
        rows.faults.extend(_bound(column, site, tz, rows.assumptions))


def _columns(table: CellTable, headings: EventHeadings, rows: EventCells, site: Site) -> Iterator[_ZonedColumn]:
    times = dict.fromkeys(rows.headings)
    lists = [
        ("time", heading, [i for i, of_time in enumerate(rows.headings) if of_time == heading]) for heading in times
    ]
    if "expiry" in headings.columns:
        lists.append(("expiry", headings.columns["expiry"], list(range(len(rows.place)))))
    for name, heading, places in lists:
        beside = [headings.clocks["date"]] if name == "time" and "date" in headings.clocks else []
        texts = [
            text
            for name_of_column in (*beside, heading)
            for text in (name_of_column, site.column(name_of_column) or "")
        ]
        named = zone_named(" ".join(dict.fromkeys(filter(None, texts))), f"{table.name}, row {table.heading_row}")
        if named is not None:
            yield _ZonedColumn(rows.cells[name], places, named, table, rows.place, heading)


def _bound(column: _ZonedColumn, site: Site, tz: str | None, notes: list[str]) -> Iterator[Fault]:
    named = column.named
    written = [column.cells[i] for i in column.places]
    instants, local, _ = iso_cells(written, column.at)
    yield from contradicting_offsets(written, instants, named, column.at)
    used = site.zone_name(tz)
    by = named.fixed if named.fixed is not None else zone(used) if used else None
    if by is None or np.isnan(local).all():
        return
    instants, faults = localised(local, by, column.at)
    if named.doubtful:
        yield from named.doubtful.refused(instants, by, column.at, "as stated")
    if named.fixed is None:
        return
    yield from faults
    if tz is not None:
        yield from named.refused(instants, zone(tz), column.at, "as stated by the caller")
    for i, at in zip(column.places, instants, strict=True):
        if not np.isnan(at):
            column.cells[i] += _offset(float(at), by)
    instead = f", and not in {used}" if used and used != named.wording else ""
    notes.append(f"the heading {column.heading!r} states the zone: local times read in {named.wording}{instead}")


def _offset(instant_us: float, tz: tzinfo) -> str:
    return moment(instant_us).astimezone(tz).isoformat()[-6:]
