"""What the headings of an event table mean: columns, or events in a table of one row a container."""

from __future__ import annotations

from dataclasses import dataclass

from atmp_logistics.errors import Fault, UnknownColumn, nearest
from atmp_logistics.ingest._file import Table
from atmp_logistics.site import IGNORE, Site
from atmp_logistics.vocabulary import EVENTS, NAMES, event_name

OPTIONAL = ("container_id", "product", "logger_id", "location", "custodian", "identity", "expiry", "note")
COLUMNS = ("therapy_id", "event", "time", *OPTIONAL)
_PROCESS_MINING = {
    "case:concept:name": "therapy_id",
    "concept:name": "event",
    "time:timestamp": "time",
    "org:resource": "custodian",
}
_NOT_YET = frozenset({"lifecycle:transition", "start_timestamp"})


@dataclass(frozen=True, slots=True)
class Headings:
    """Each heading's meaning, whether the table has one row a container, and what is wrong with the headings."""

    meant: dict[str, str]
    wide: bool
    faults: list[Fault]
    complete: bool

    @property
    def columns(self) -> dict[str, str]:
        """The heading of each column that is no event."""
        return {name: heading for heading, name in self.meant.items() if name not in EVENTS}

    @property
    def events(self) -> dict[str, str]:
        """The event of each heading that is one."""
        return {heading: name for heading, name in self.meant.items() if name in EVENTS}


def read_headings(table: Table, site: Site, known: tuple[str, ...]) -> Headings:
    """Find out what each heading means; `known` are the columns that may stand in the table."""
    faults: list[Fault] = []
    meant: dict[str, str] = {}
    for heading in table.headings:
        name = _meaning(heading, site, known)
        if name is None:
            faults.append(_unknown(table, heading, known))
        elif name in meant.values():
            faults.append(_fault(table, f"two columns for {name}", "one", "remove one of them"))
        elif name != IGNORE:
            meant[heading] = name
    wide = "event" not in meant.values() and any(name in EVENTS for name in meant.values())
    missing = [name for name in (("therapy_id",) if wide else COLUMNS[:3]) if name not in meant.values()]
    faults += [_missing(table, name) for name in missing] + _mixed(table, meant, wide=wide)
    return Headings(meant, wide, faults, not missing)


def own_event(text: str, site: Site) -> str | None:
    """Return the vocabulary's name for a word of the hospital's or of the vocabulary."""
    own = {word.strip().casefold(): ours for word, ours in site.events.items()}
    return own.get(text.strip().casefold()) or event_name(text)


def _meaning(heading: str, site: Site, known: tuple[str, ...]) -> str | None:
    stated = site.columns.get(heading, _PROCESS_MINING.get(heading, heading))
    name = "_".join(stated.strip().casefold().replace("_", " ").split())
    if stated in known or stated == IGNORE:
        return stated
    return name if name in known else own_event(heading, site) or event_name(stated)


def _unknown(table: Table, heading: str, known: tuple[str, ...]) -> Fault:
    if heading in _NOT_YET:
        fix = "give each start and each end a row of its own; lifecycles are not read yet"
    else:
        close = nearest(heading.replace(" ", "_"), (*known, *NAMES))
        fix = f"rename it, or state it in the site profile's [columns] (as {IGNORE!r} if nothing needs it){close}"
    return _fault(table, f"the column {heading!r}", "a known column or event", fix)


def _missing(table: Table, column: str) -> Fault:
    fix = f"add or rename it, or state it in the site profile's [columns]{nearest(column, table.headings)}"
    return _fault(table, f"no column {column}", "therapy_id, event and time, or one column an event", fix)


def _mixed(table: Table, meant: dict[str, str], *, wide: bool) -> list[Fault]:
    """Refuse a table of two shapes: events as columns beside a column of events, or a time that no event has."""
    if wide:
        fix = "name the event whose time it is, or state it as 'ignore' in the site profile's [columns]"
        lone = [heading for heading, name in meant.items() if name == "time"]
        return [_fault(table, f"the column {heading!r} beside columns of events", "one shape", fix) for heading in lone]
    fix = "keep the events in the column event, or make every event a column"
    found = [heading for heading, name in meant.items() if name in EVENTS]
    return [_fault(table, f"the event column {heading!r} beside a column event", "one shape", fix) for heading in found]


def _fault(table: Table, found: str, expected: str, fix: str) -> Fault:
    return Fault(f"{table.name}, row 1", found, expected, fix, UnknownColumn)
