"""The workbook that HOBOconnect writes: the sheets Data, Events and Details, of which Details proves Data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from atmp_logistics.core.errors import Fault, NotATable, refuse
from atmp_logistics.ingest.loggers._hobo_details import SeriesDetails
from atmp_logistics.ingest.loggers._hobo_table import EXPORT_AGAIN, HoboRow, HoboTable, sorted_columns
from atmp_logistics.ingest.raw_logs import Sheets

_KNOWN = {"Data", "Events", "Details"}
_SERIES = re.compile(r"Series ?: (.*)")
_SAMPLE = re.compile(r"(\d{4})/(\d\d)/(\d\d) (\d\d:\d\d:\d\d)\b.*")


def is_workbook(sheets: Sheets) -> bool:
    """Say whether sheets are Data with HOBOconnect's headings, and Details.

    Examples
    --------
    >>> is_workbook({"Data": [["#", "Date-Time (CET)"]], "Details": [["Details"]]}), is_workbook({"Data": [["#"]]})
    (True, False)
    """
    head = next((row for row in sheets.get("Data", ()) if any(row)), [])
    title = next((cell for row in sheets.get("Details", ()) for cell in row if cell.strip()), "")
    return title.strip() == "Details" and any(cell.strip().startswith("Date-Time") for cell in head)


def table_of_sheets(sheets: Sheets, name: str) -> HoboTable:
    """Take the sheets apart.

    Returns
    -------
    HoboTable

    Raises
    ------
    NotATable
        For other sheets beside them, events that are no marks, and details that the data contradict.
    """
    unknown = sorted(set(sheets) - _KNOWN)
    if unknown:
        found = f"the sheets {', '.join(map(repr, unknown))} beside Data and Details"
        fault = Fault(name, found, "a workbook as HOBOconnect writes it", EXPORT_AGAIN, NotATable)
        raise NotATable([fault])
    rows = _rows(sheets["Data"])
    head, body = rows[0], rows[1:]
    table = sorted_columns("", head, body, series_of_sheet(sheets["Details"]), f"{name}, sheet Data")
    events = _rows(sheets.get("Events", ()))
    out = replace(table, events=_events(events) if events else None, typed=True)
    refuse([*_cell_faults(out, name), *_event_faults(events, name)])
    refuse(_detail_faults(out, name))
    return out


def series_of_sheet(rows: Sequence[Sequence[str]]) -> list[SeriesDetails]:
    """Return what the sheet Details says of each series; what it says of the device stands with each.

    Examples
    --------
    >>> rows = [["Details"], ["", "Serial Number", "7"], ["Series : Ch:1 - Temperature , °C "], ["", "Samples", "3"]]
    >>> (series,) = series_of_sheet(rows)
    >>> series.name, series.samples, series.keys["Serial Number"]
    ('Ch:1 - Temperature, °C', 3, '7')
    """
    device, found = dict[str, str](), list[SeriesDetails]()
    for row in rows:
        cells = [cell.strip() for cell in row if cell.strip()]
        match = _SERIES.fullmatch(cells[0]) if len(cells) == 1 else None
        if match:
            name = re.sub(r"\s*,\s*", ", ", match[1].strip())
            found.append(SeriesDetails("Series", name, {**device, "Launch Name": device.get("Name", "")}))
        elif len(cells) == 2:
            keys = found[-1].keys if found else device
            keys.setdefault(cells[0], cells[1])
    return found


def _rows(sheet: Sequence[Sequence[str]]) -> list[HoboRow]:
    rows = [HoboRow(number, [cell.strip() for cell in row]) for number, row in enumerate(sheet, start=1)]
    return [row for row in rows if any(row.cells)]


def _events(rows: Sequence[HoboRow]) -> dict[str, int]:
    """Return how often each mark was set."""
    counts = Counter[str]()
    for row in rows[1:]:
        counts.update(rows[0][i] for i, cell in enumerate(row.cells) if i > 1 and cell)
    return dict(counts)


def _cell_faults(table: HoboTable, name: str) -> Iterator[Fault]:
    """Refuse a cell under no heading."""
    unnamed = [i for i, heading in enumerate(table.head.cells) if not heading]
    for row in [row for row in table.rows if any(row[i] for i in unnamed)][:1]:
        where = f"{name}, sheet Data, row {row.number}"
        yield Fault(where, "a cell without a heading", "as many cells as headings", EXPORT_AGAIN, NotATable)


def _event_faults(rows: Sequence[HoboRow], name: str) -> Iterator[Fault]:
    """Refuse events that are written in another way: number, time, and a column for each mark."""
    where = f"{name}, sheet Events"
    if rows and not (rows[0][0] == "#" and rows[0][1].startswith("Date-Time")):
        found = f"the headings {', '.join(rows[0].cells)}"
        yield Fault(where, found, "'#', 'Date-Time' and the marks", EXPORT_AGAIN, NotATable)
    for row in [row for row in rows[1:] if not set(row.cells[2:]) <= {"", "Logged"}][:1]:
        found = f"{', '.join(row.cells)!r}"
        yield Fault(f"{where}, row {row.number}", found, "'Logged' under a mark", EXPORT_AGAIN, NotATable)


def _detail_faults(table: HoboTable, name: str) -> Iterator[Fault]:
    """Refuse a first or last sample that is not the first or last reading, where the count says that all are there."""
    where = f"{name}, sheet Details"
    for column in table.temperatures:
        rows, series = [row for row in table.rows if row[column.place]], table.series_of(column)
        if series is None or series.samples != len(rows):
            continue
        for key, row in zip(("First Sample Time", "Last Sample Time"), (*rows[:1], *rows[-1:]), strict=False):
            match, written = _SAMPLE.fullmatch(series.keys.get(key, "")), table.time(row)
            stated = f"{match[1]}-{match[2]}-{match[3]} {match[4]}" if match else ""
            if stated and stated != written and re.match(r"\d{4}-", written):
                found = f"{key} {stated}, and all {len(rows)} samples in the sheet Data"
                expected = f"{written}, the time of row {row.number} of Data"
                yield Fault(where, found, expected, EXPORT_AGAIN)
