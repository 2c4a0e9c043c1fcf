"""XES (IEEE 1849) as a table: a row an event, the attributes of its trace under headings that begin with `case:`.

Traps
    XML can hold itself a million times: a document type is refused before anything is read of it, and what is nested
    deeper than attributes are is left out and counted. An attribute of the log holds for every event; of those, the
    ones that our own export writes are read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import ParseError

from atmp_logistics.core.errors import Fault, NotATable
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.files.table import MOST_COLUMNS, CellTable
from atmp_logistics.records.exchange.portable import OF_RECORD, Cells
from atmp_logistics.records.exchange.xes import headings_of

_ATTRIBUTES = frozenset({"string", "date", "int", "float", "boolean", "id"})
#: The first element, behind what may stand before it.
_LOG = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<\?[^>]*>|<!--(?:(?!-->).)*+-->|<!(?!--)[^>\[]*(?:\[[^\]]*\][^>]*)?>)*+"
    rb"<(?:\w+:)?log[\s>/]",
    re.DOTALL,
)
_FIX = "export the log as XES again, or as CSV"
#: So many elements stand around an attribute of an event: the log, its trace, the event.
_DEEPEST = 4


def is_xes(file: File) -> bool:
    """Say whether a file is XES, by its first element.

    Examples
    --------
    >>> is_xes(File("a.xes", b'<?xml version="1.0"?><log xes.version="1.0">')), is_xes(File("a.csv", b"a,b"))
    (True, False)
    """
    head = file.data[:4000]
    return file.is_text and _LOG.match(head) is not None


def xes_table(file: File) -> CellTable:
    """Return a XES log's events as a table of text.

    Returns
    -------
    CellTable

    Raises
    ------
    NotATable
        For what is no well-formed XML, has a document type, or is no log of traces with events.
    """
    found = _Events(file.name)
    text, _ = file.text()
    parser = _parser(found, file.name)
    try:
        parser.feed(text)
        parser.close()
    except (ParseError, ValueError, LookupError) as error:
        line = parser.parser.ErrorLineNumber
        what = type(error).__name__ if not isinstance(error, ParseError) else str(error)
        fault = Fault(f"{file.name}, line {line}", f"no well-formed XML ({what})", "a XES log", _FIX, NotATable)
        raise NotATable([*found.faults, fault]) from error
    return found.table()


def _parser(target: Any, name: str) -> Any:
    try:
        from defusedxml.ElementTree import DefusedXMLParser
    except ImportError as error:  # pragma: no cover - only where the extra is not installed
        fix = "install it: pip install 'atmp-logistics[xes]'"
        raise NotATable([Fault(name, "XES, and no reader for it", "the package defusedxml", fix, NotATable)]) from error
    return DefusedXMLParser(target=target, forbid_dtd=True)


@dataclass(slots=True)
class _Events:
    """Takes the elements of a log as they come."""

    name: str
    rows: list[Cells] = field(default_factory=list)
    whole: Cells = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    open: list[str] = field(default_factory=list)
    of_trace: Cells = field(default_factory=dict)
    of_event: Cells = field(default_factory=dict)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        kind = tag.rpartition("}")[2]
        around, depth = tuple(self.open), len(self.open)
        self.open.append(kind)
        if depth == 0 and kind != "log":
            self._fault(f"<{kind}>", "<log>")
        elif around == ("log",) and kind == "trace":
            self.of_trace = {}
        elif around == ("log", "trace") and kind == "event":
            self.of_event = {}
        elif around[1:] in ((), ("trace",), ("trace", "event")) and depth < _DEEPEST:
            self._attribute(kind, attributes, around)
        elif around[:2] not in (("log", "extension"), ("log", "global"), ("log", "classifier")):
            self.left_out[f"<{kind}> inside an attribute"] += 1

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        del tag
        kind = self.open.pop()
        if kind == "event" and self.open == ["log", "trace"]:
            self.rows.append({**self.of_trace, **self.of_event})

    def data(self, text: str) -> None:
        """Text between elements is none of a log's."""
        if text.strip():
            self.left_out["text between elements"] += 1

    def close(self) -> None:
        """Take the end of the log."""

    def table(self) -> CellTable:
        """Return the events as a table; what holds of the whole log stands in each row."""
        if not self.rows and not self.faults:
            self._fault("no event", "traces with events")
        rows = [{**row, **self.whole} for row in self.rows]
        headings = tuple(dict.fromkeys(name for row in rows for name in row))
        if len(headings) > MOST_COLUMNS:
            self._fault(f"{len(headings)} different attributes", f"at most {MOST_COLUMNS}")
        if self.faults:
            raise NotATable(self.faults)
        cells = [[row.get(name, "").strip() for name in headings] for row in rows]
        notes = tuple(f"left out: {count} × {what}" for what, count in sorted(self.left_out.items()))
        return CellTable(self.name, headings, cells, range(1, len(rows) + 1), "XES", notes)

    def _attribute(self, kind: str, attributes: dict[str, str], around: Iterable[str]) -> None:
        depth = len([*around])
        if depth == 1 and kind in {"extension", "global", "classifier"}:
            return
        key, value = attributes.get("key"), attributes.get("value")
        if kind not in _ATTRIBUTES or key is None or value is None:
            self.left_out[f"<{kind}>"] += 1
            return
        held = (self.whole, self.of_trace, self.of_event)[depth - 1]
        heading = headings_of(key, of_trace=depth == 2)
        if heading in held:
            self._fault(f"the attribute {key!r} twice", "each attribute once")
        elif depth == 1 and key not in OF_RECORD:
            self.left_out["attribute of the log"] += 1
        else:
            held[heading] = value

    def _fault(self, found: str, expected: str) -> None:
        where = f"{self.name}, event {len(self.rows) + 1}"
        self.faults.append(Fault(where, found, expected, _FIX, NotATable))
