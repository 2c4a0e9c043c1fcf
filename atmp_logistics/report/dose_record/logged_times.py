"""The logged times of a therapy: each row once, with who did it and who saw it; the bounds of what is not logged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
import pandas as pd

from atmp_logistics.assessment.events_table import INFERRED, NO_TIME, NOT_TAKEN
from atmp_logistics.core.event_kinds import EVENTS, ends_of
from atmp_logistics.core.exactness import AS_WRITTEN
from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.wording import duration
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.records.row_names import FILE
from atmp_logistics.report.dose_record.record_head import products_of
from atmp_logistics.report.dose_record.record_parts import Cell, Table
from atmp_logistics.report.dose_record.record_source import RecordSource
from atmp_logistics.report.dose_record.record_words import Words, instants_of

#: The columns of an event table that stand beside a time.
_BESIDE = (
    "performed_by", "witnessed_by", "custodian", "from_custodian", "location",
    "device", "seal", "quantity", "outcome", "reason", "note"
)  # fmt: skip
_COLUMNS = ("container_id", "event", "time", "local", "offset", "doubt", *_BESIDE, "row")


@dataclass(slots=True)
class KnownEvent:
    """An event of the therapy: of which containers, how it is known, its bounds in microseconds, and its row."""

    event: str
    instance: str
    source: str
    earliest: float
    latest: float
    file: str
    row: int | None
    containers: set[str]

    @property
    def is_logged(self) -> bool:
        """Whether its time is taken from a row of the record."""
        return self.source not in (INFERRED, NO_TIME, NOT_TAKEN)

    @property
    def order(self) -> tuple[bool, float, float]:
        """Where it stands among others: by its earliest time, else by its latest; without either, last."""
        known = [one for one in (self.earliest, self.latest) if not isnan(one)]
        return not known, known[0] if known else 0.0, list(EVENTS).index(self.event)


def known_events(source: RecordSource) -> list[KnownEvent]:
    """Return what is known of the events that are logged or that a limit names; what several containers share, once."""
    table = source.result.events
    named = {
        end for product in products_of(source) for limit in product.requirements() for one in limit.moments
        for end in ends_of(one)
    }  # fmt: skip
    found: dict[object, KnownEvent] = {}
    times = zip(instants_of(table["earliest"]), instants_of(table["latest"]), strict=True)
    rows: Iterator[Any] = table.itertuples(index=False)
    for (earliest, latest), one in zip(times, rows, strict=True):
        row = None if pd.isna(one.row) else int(one.row)
        if row is None and one.event not in named:
            continue
        known = KnownEvent(one.event, one.instance, one.source, earliest, latest, one.file, row, set())
        key = (one.event, one.source, one.file, row) if row is not None else (one.event, one.instance, str(known))
        found.setdefault(key, known).containers.add(one.container_id)
    return sorted(found.values(), key=lambda known: known.order)


def times_table(source: RecordSource, events: list[KnownEvent]) -> Table:
    """Return the events with their times, and what stands beside them in the record."""
    rows = dict(_rows_of_events(source))
    return Table(_COLUMNS, tuple(_row(source, one, rows.get((one.event, one.file, one.row))) for one in events))


def _rows_of_events(source: RecordSource) -> Iterator[tuple[tuple[str, str, int | None], tuple[Evidence, int]]]:
    """Yield the rows of the record by event, file and number, each with its place in the table."""
    for part in source.result.parts:
        table = part.evidence.event_rows.table
        own = np.nonzero((table["therapy_id"] == source.therapy_id).to_numpy(bool))[0]
        files = table[FILE].iloc[own].tolist() if FILE in table else [""] * len(own)
        numbers, names = table["row"].iloc[own].tolist(), table["event"].iloc[own].tolist()
        for place, name, file, number in zip(own.tolist(), names, files, numbers, strict=True):
            yield (str(name), str(file), int(number)), (part.evidence, place)


def _row(source: RecordSource, one: KnownEvent, at: tuple[Evidence, int] | None) -> tuple[Cell, ...]:
    words, say = source.words, source.words.say
    cells = {
        "container_id": source.named(one.containers), "event": event_in_words(words, one),
        "row": "" if one.row is None else _where(words, one),
    }  # fmt: skip
    if at is None:
        cells["time"] = f"{say('text.not_logged')}: {words.span(one.earliest, one.latest)}"
    else:
        cells |= _as_logged(words, one, *at)
    return tuple(Cell(cells.get(name, "")) for name in _COLUMNS)


def _as_logged(words: Words, one: KnownEvent, evidence: Evidence, place: int) -> dict[str, str]:
    """Return what the row of an event holds: its time, how exact that is, and what stands beside it."""
    rows = evidence.event_rows
    cells = {name: str(rows.table[name].iloc[place]) for name in _BESIDE if name in rows.table}
    us = float(rows.table["time"].iloc[place])
    written = str(rows.table[AS_WRITTEN].iloc[place]) if AS_WRITTEN in rows.table else ""
    if isnan(us):
        key = "text.not_taken" if one.source == NOT_TAKEN else "text.untimed"
        return cells | {"time": f"{words.say(key)}: {words.span(one.earliest, one.latest)}"}
    doubt = rows.doubt_us([place], evidence.site.resolution_s)
    said = words.say("text.plus_minus", doubt=duration(doubt / SECOND)) if doubt else words.say("text.exactly")
    not_taken = "" if one.is_logged else f" ({words.say('text.not_taken')})"
    local = words.local(us)
    is_told = _is_local_time(written, local, words.offset(us))
    cells |= {"time": f"{written or local}{not_taken}", "local": "" if is_told else local}
    return cells | {"offset": words.offset(us), "doubt": said}


def _is_local_time(written: str, local: str, offset: str) -> bool:
    """Say whether a text is the local time that a record shows, with or without its offset and seconds of 0."""
    plain = written.replace("T", " ", 1)
    ends = ("", offset, "Z" if offset == "+00:00" else "")
    return not written or plain in {f"{local}{seconds}{end}" for seconds in ("", ":00") for end in ends}


def event_in_words(words: Words, one: KnownEvent) -> str:
    """Return an event in words, with which instance of several it is."""
    return words.say.event(one.event) + (f" ({words.say(f'instance.{one.instance}')})" if one.instance else "")


def _where(words: Words, one: KnownEvent) -> str:
    return words.say("text.file_row_of" if one.file else "text.file_row", file=one.file, row=one.row)
