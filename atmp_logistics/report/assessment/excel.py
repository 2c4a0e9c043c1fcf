"""The result as a workbook: verdicts, findings, excursions, events, gaps, the files read, and what was stated."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.errors import UsageError
from atmp_logistics.core.fault_lines import summary
from atmp_logistics.core.label_notes import what_if_note
from atmp_logistics.report.shared.frame_sheet import frame_sheet, shown_text
from atmp_logistics.report.shared.plain_text import A_PERSON_DECIDES
from atmp_logistics.report.shared.what_judged import files_in_words
from atmp_logistics.report.shared.workbook import Worksheet, workbook

_INPUTS = ("name", "sha256", "dialect", "rows", "first", "last", "assumptions")
_TABLES = {
    "verdicts": "consignments",
    "findings": "findings",
    "excursions": "excursions",
    "events": "events",
    "gaps": "gaps",
}
_WIDE = 60


def render_excel(result: Assessment) -> bytes:
    """Return the result as a workbook: the same input gives the same bytes.

    Examples
    --------
    >>> from atmp_logistics.assessment.sandbox import sandbox_product, assess_sandbox
    >>> result = assess_sandbox(sandbox_product(""), "thaw_end 10:04")
    >>> render_excel(result) == render_excel(result)
    True
    """
    return workbook(_sheets(result))


def _sheets(result: Assessment) -> Iterator[Worksheet]:
    for title, name in _TABLES.items():
        yield _table(result, title, name)
    yield Worksheet("inputs", _INPUTS, _inputs(result), [30, 30, 20, 8, 20, 20, _WIDE])
    said = [(what, shown_text(text)) for what, text in _statements(result)]
    yield Worksheet("statements", ("what", "text"), said, [16, _WIDE])


def _table(result: Assessment, title: str, name: str) -> Worksheet:
    """Return a table as its sheet; in the place of one that the result cannot have, the reason."""
    try:
        frame = getattr(result, name)
        return frame_sheet(title, _marked(result, frame) if title == "verdicts" else frame, result.tz)
    except UsageError as error:
        return Worksheet(title, ("not worked out",), [[shown_text(str(error))]], [_WIDE])


def _marked(result: Assessment, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the verdicts, each under limits that somebody changed with the words for them beside it."""
    products = (product for part in result.parts for product in (*part.versions, part.evidence.product))
    notes = {product.slug: note for product in products if (note := what_if_note(product))}
    return frame.assign(what_if=[notes.get(slug, "") for slug in frame["product"]]) if notes else frame


def _inputs(result: Assessment) -> Iterator[list[str | float | None]]:
    for one in result.inputs:
        assumed = shown_text("; ".join(one.assumptions))
        yield [shown_text(one.name), one.sha256, shown_text(one.dialect), one.rows, one.first, one.last, assumed]


def _statements(result: Assessment) -> Iterator[tuple[str, str]]:
    """Yield what the result says beside its tables: a kind and a text each."""
    yield "verdict", f"{result.verdict.value}{' under what-if limits' if result.what_if else ''}"
    yield from (("what-if", text) for text in result.what_if)
    yield from (("set aside", f"therapy {one.therapy_id}: {' '.join(summary(one.faults))}") for one in result.set_aside)
    yield "note", A_PERSON_DECIDES
    yield from (("stated", text) for text in result.statements)
    yield from (("not assessed", text) for text in result.not_assessed)
    yield from (("judged by", text) for text in files_in_words(result.files, result.profile))
    yield "library", f"atmp_logistics {result.library}, catalogue {result.catalogue}"
    told = "in UTC" if result.tz is None else f"local ({result.tz}, as their headings say) beside UTC"
    yield "times", f"{told}; a bound that is not known is written as unbounded, and no value as an empty cell"
