"""What the logger family of a plug-in may import.

A family is a module with `NAME`, `recognises(text)`, true for its own exports alone, and `read(text, name)`, which
takes the text apart into one `RawLog` for each logger's temperature channel, and decides nothing: cells stay as
written, and numbers, times, units and zones are read in one place for all families. What it does not know it refuses.
Of a workbook it is given the one sheet as comma-separated text.

========================  ============================================================================
`RawLog`                  a logger's series as a file writes it
`RawSummary`              the extremes that a device states of whole days, which are no readings
`PrintedExtreme`          an extreme that a file prints with its time
`Fault`, `refuse`         what is wrong with a file: where, what was found, what was expected, how to put it right
`NotATable` ...           the kinds of refusals: `MissingUnit`, `UnknownColumn`, `UnreadableTime`, `UnreadableNumber`
`lines_of`, `cells_of`    the lines of a text with their numbers, and the cells of a line
`unended_line_faults`     a last line that was cut
`other_shape_faults`      rows that have not the shape of the rest
`notes_on_row_numbers`    rows whose own numbers do not count on
`notes_on_decimals`       numbers that may have lost their last digits
`notes_on_columns_left_out` columns that are not read
`EXPORT_AGAIN`            what a person does with a file that was cut or changed
========================  ============================================================================

Examples
--------
>>> from atmp_logistics.plugins.loggers import RawLog, cells_of, lines_of
>>> text = "Coldlog;CL-7;C\\n2031-10-11 03:00;-78.4\\n2031-10-11 03:10;-78.1\\n"
>>> (_, head), *rows = lines_of(text)
>>> cells = [cells_of(row, ";") for _, row in rows]
>>> log = RawLog(
...     logger=cells_of(head, ";")[1], times=[at for at, _ in cells], values=[value for _, value in cells],
...     rows=[number for number, _ in rows], unit="C", date_forms=("%Y-%m-%d %H:%M",), offset=None,
... )
>>> log.logger, log.rows, log.values
('CL-7', [2, 3], ['-78.4', '-78.1'])
"""

from __future__ import annotations

from atmp_logistics.core.errors import (
    Fault,
    MissingUnit,
    NotATable,
    UnknownColumn,
    UnreadableNumber,
    UnreadableTime,
    refuse,
)
from atmp_logistics.ingest.loggers._row_checks import (
    EXPORT_AGAIN,
    cells_of,
    lines_of,
    notes_on_columns_left_out,
    notes_on_decimals,
    notes_on_row_numbers,
    other_shape_faults,
    unended_line_faults,
)
from atmp_logistics.ingest.raw_logs import PrintedExtreme, RawLog, RawSummary

__all__ = [
    "EXPORT_AGAIN",
    "Fault",
    "MissingUnit",
    "NotATable",
    "PrintedExtreme",
    "RawLog",
    "RawSummary",
    "UnknownColumn",
    "UnreadableNumber",
    "UnreadableTime",
    "cells_of",
    "lines_of",
    "notes_on_columns_left_out",
    "notes_on_decimals",
    "notes_on_row_numbers",
    "other_shape_faults",
    "refuse",
    "unended_line_faults",
]
