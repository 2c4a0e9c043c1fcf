"""The stability ledger as one table, each account followed by its legs; as CSV, or as a workbook of two sheets."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

import pandas as pd

from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.arguments import file_path
from atmp_logistics.core.csv_style import CsvStyle
from atmp_logistics.core.typed_table import TEXT
from atmp_logistics.core.written_out import bytes_into, text_into
from atmp_logistics.report.shared.csv_text import csv_text
from atmp_logistics.report.shared.frame_sheet import frame_sheet
from atmp_logistics.report.shared.workbook import workbook

_ORDER = ["therapy_id", "container_id", "product", "revision", "kind", "code", "unit", "leg"]


def write_ledger(
    result: Assessment, path: str | PathLike[str] | None, style: CsvStyle = "plain"
) -> pd.DataFrame | None:
    """Write the ledger by the ending of a name, or return it as one table; see `Assessment.to_ledger`."""
    if path is None:
        return ledger_with_legs(result)
    target, tz = Path(file_path(path, "path")), result.tz
    if target.suffix.casefold() == ".xlsx":
        sheets = [frame_sheet("ledger", result.ledger, tz), frame_sheet("legs", result.ledger_legs, tz)]
        bytes_into(target, workbook(sheets))
    else:
        text_into(target, render_ledger(result, style))
    return None


def ledger_with_legs(result: Assessment) -> pd.DataFrame:
    """Return one table: each account in a row whose leg is 0, and its legs after it."""
    whole = result.ledger
    legs = result.ledger_legs
    joined = pd.concat([whole.assign(leg=0), legs], ignore_index=True)
    texts: list[str] = [name for name in joined.columns if joined[name].dtype == TEXT]
    joined[texts] = joined[texts].fillna("")
    shown = joined[[*_ORDER, *(name for name in joined.columns if name not in _ORDER)]]
    return shown.sort_values(_ORDER, kind="stable", ignore_index=True)


def render_ledger(result: Assessment, style: CsvStyle = "plain") -> str:
    """Return the ledger as CSV text, times in UTC; an empty cell is not known, not bounded, or not asked of a leg.

    Examples
    --------
    >>> from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
    >>> store = "[[storage]]\\ncode='cold'\\nfrom='product_received'\\nuntil='storage_out'\\nupper='8 degC'"
    >>> events, readings = "product_received 08:00, storage_out 08:20", "08:00 5, 08:10 11, 08:20 5"
    >>> result = assess_sandbox(sandbox_product(store), events, readings)
    >>> [line.split(",")[4:8] for line in render_ledger(result).splitlines()]
    [['kind', 'code', 'unit', 'leg'], ['storage', 'cold', 's', '0'], ['storage', 'cold', 's', '1']]
    """
    table = ledger_with_legs(result).replace([float("inf"), float("-inf")], float("nan"))
    return csv_text(table, style, result.tz, date_format="%Y-%m-%dT%H:%M:%SZ")
