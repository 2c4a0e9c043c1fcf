"""XES (IEEE 1849): a trace for each therapy, its events with their times, and every other column as an attribute.

A name of process mining goes before ours (`flat_tables.PROCESS_MINING`). `place` says where an event stands in the
whole record, whose rows need not be in the order of its therapies. What holds of the whole record stands in the log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import quoteattr

from atmp_logistics.records.exchange.flat_tables import PROCESS_MINING, event_rows
from atmp_logistics.records.exchange.portable import OF_RECORD, Cells, PortableRecord

#: The attribute that says where an event stands in the whole record.
PLACE = "place"
#: What XML 1.0 cannot hold, in whatever form.
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EXTENSIONS = {"Concept": "concept", "Time": "time", "Organizational": "org"}
_CASE = "case:"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">\n'
)


def text_of(record: PortableRecord) -> Iterator[str]:
    """Yield a record's events as XES, piece by piece.

    Examples
    --------
    >>> record = PortableRecord([{"therapy_id": "T1", "event": "thaw_end", "time": "2026-11-10T10:04:00Z"}])
    >>> print("".join(text_of(record)).split("<trace>")[1].split("</trace>")[0].strip())
    <string key="concept:name" value="T1"/>
    <event>
    <string key="concept:name" value="thaw_end"/>
    <date key="time:timestamp" value="2026-11-10T10:04:00Z"/>
    <int key="place" value="0"/>
    </event>
    """
    rows = event_rows(record)
    yield _HEAD
    for name, prefix in _EXTENSIONS.items():
        yield f'<extension name="{name}" prefix="{prefix}" uri="http://www.xes-standard.org/{prefix}.xesext"/>\n'
    yield '<global scope="trace">\n<string key="concept:name" value=""/>\n</global>\n'
    yield '<classifier name="Event" scope="event" keys="concept:name"/>\n'
    for name, cell in ((name, rows[0][name]) for name in OF_RECORD if rows and name in rows[0]):
        yield _attribute(name, cell)
    traces: dict[str, list[int]] = {}
    for i, row in enumerate(rows):
        traces.setdefault(row.get("therapy_id", ""), []).append(i)
    for therapy, places in traces.items():
        yield f"<trace>\n{_attribute('concept:name', therapy)}"
        yield from (_event(rows[i], i) for i in places)
        yield "</trace>\n"
    yield "</log>\n"


def headings_of(key: str, *, of_trace: bool) -> str:
    """Return the heading under which an attribute stands in a table of events."""
    return _CASE + key if of_trace else key


def in_order(rows: Sequence[Cells]) -> list[Cells]:
    """Return rows of an export in the order of the record, without their places.

    Raises
    ------
    ValueError
        Where the places are not those of one whole record; its text is the attribute.
    """
    places = [row.get(PLACE, "") for row in rows]
    if sorted(places) != sorted(map(str, range(len(rows)))):
        raise ValueError(PLACE)
    found = sorted(zip(map(int, places), rows, strict=True), key=lambda one: one[0])
    return [{name: cell for name, cell in row.items() if name != PLACE} for _, row in found]


def _event(row: Mapping[str, str], place: int) -> str:
    held = {PROCESS_MINING.get(key, key): cell for key, cell in row.items() if key not in ("therapy_id", *OF_RECORD)}
    attributes = "".join(_attribute(key, cell) for key, cell in held.items())
    return f'<event>\n{attributes}<int key="{PLACE}" value="{place}"/>\n</event>\n'


def _attribute(key: str, value: str) -> str:
    kind = "date" if key == PROCESS_MINING["time"] else "string"
    return f"<{kind} key={quoteattr(key)} value={quoteattr(value)}/>\n"
