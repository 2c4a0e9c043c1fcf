"""Every excursion of a result as a file: CSV, or a workbook of one sheet."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.arguments import file_path
from atmp_logistics.core.csv_style import CsvStyle, csv_style
from atmp_logistics.core.written_out import bytes_into, text_into
from atmp_logistics.report.shared.csv_text import csv_text
from atmp_logistics.report.shared.frame_sheet import frame_sheet
from atmp_logistics.report.shared.workbook import workbook


def write_excursions(result: Assessment, path: str | PathLike[str], style: CsvStyle = "plain") -> None:
    """Write the excursions by the ending of a name; see `Assessment.to_excursions`."""
    target, how = Path(file_path(path, "path")), csv_style(style)
    if target.suffix.casefold() == ".xlsx":
        bytes_into(target, workbook([frame_sheet("excursions", result.excursions, result.tz)]))
    else:
        text_into(target, render_excursions(result, how))


def render_excursions(result: Assessment, style: CsvStyle = "plain") -> str:
    """Return the excursions as CSV text, times in UTC; an empty cell is not known or not bounded.

    Examples
    --------
    >>> from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
    >>> store = "[[storage]]\\ncode='cold'\\nfrom='product_received'\\nuntil='storage_out'\\nupper='8 degC'"
    >>> events, readings = "product_received 08:00, storage_out 08:20", "08:00 5, 08:10 11, 08:20 5"
    >>> result = assess_sandbox(sandbox_product(store), events, readings)
    >>> [line.split(",")[7:9] for line in render_excursions(result).splitlines()]
    [['side', 'limit_degC'], ['warmer', '8.0']]
    """
    table = result.excursions.replace([float("inf"), float("-inf")], float("nan"))
    return csv_text(table, style, result.tz, date_format="%Y-%m-%dT%H:%M:%SZ")
