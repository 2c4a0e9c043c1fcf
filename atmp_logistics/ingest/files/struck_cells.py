"""Cells of a workbook that are struck through: what somebody took back, or did; the file does not say which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from atmp_logistics.core.errors import Fault, NotATable

_NAMED = 5


def struck_faults(where: str, cells: Sequence[str]) -> Iterator[Fault]:
    """Yield a fault for cells that are struck through: whether they still hold, a person has to say."""
    if cells:
        more = ", ..." if len(cells) > _NAMED else ""
        found = f"{len(cells)} cell{'s' * (len(cells) != 1)} struck through ({', '.join(cells[:_NAMED])}{more})"
        fix = "delete what does not hold any more, and take the line away from what does"
        yield Fault(where, found, "cells that hold what they say", fix, NotATable)


def xlsx_strikes(book: Any) -> frozenset[str]:
    """Return the styles of a workbook that strike a cell through, by their numbers as the cells name them."""
    fonts, styles = book._fonts, enumerate(book._cell_styles)  # noqa: SLF001  openpyxl tells it of single cells alone
    return frozenset(str(number) for number, style in styles if fonts[style.fontId].strike)


def xls_struck(sheet: Any, book: Any) -> list[str]:
    """Return the filled cells of an old workbook's sheet that are struck through."""
    import xlrd

    strikes = {i for i, style in enumerate(book.xf_list) if book.font_list[style.font_index].struck_out}
    cells = ((i, j, cell) for i in range(sheet.nrows if strikes else 0) for j, cell in enumerate(sheet.row(i)))
    return [xlrd.cellname(i, j) for i, j, cell in cells if cell.xf_index in strikes and cell.value != ""]
