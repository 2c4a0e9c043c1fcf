"""A dose record as one page: its parts put together, the fields that nothing fills named, and its identifier."""

from __future__ import annotations

from datetime import tzinfo
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from atmp_logistics.assessment.link_states import Verification
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.fault_lines import summary
from atmp_logistics.core.instants import zone
from atmp_logistics.core.phrases_by_key import ENGLISH, phrases_of
from atmp_logistics.core.printable import printable
from atmp_logistics.core.record_id import UNKNOWN_ID, with_record_id
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.report.dose_record.record_basis import assumptions
from atmp_logistics.report.dose_record.record_contents import RecordParts
from atmp_logistics.report.dose_record.record_head import not_assessed
from atmp_logistics.report.dose_record.record_parts import absent_fields
from atmp_logistics.report.dose_record.record_source import RecordSource
from atmp_logistics.report.dose_record.record_words import Words
from atmp_logistics.report.shared.page import GROUNDS

#: The fields that each record has: as what the page is, or as a line to be written on.
_ALWAYS = ("title", "zone", "verdict", "not_assessed", "comment", "prepared_by", "checked_by", "date")
#: So many letters of a therapy's name stand in headings after the first, and in the margin of each printed page.
_SHORT = 60


def render_record(
    result: Assessment,
    therapy_id: str,
    made_at_us: float | None = None,
    made_by: str = "",
    language: str = ENGLISH,
    verification: Verification | None = None,
) -> str:
    """Return the dose record of one therapy as a page of HTML; the same input gives the same bytes.

    Parameters
    ----------
    result : Assessment
    therapy_id : str
    made_at_us : float, optional
        When the record is made, in microseconds since 1970; no clock is read.
    made_by : str
    language : str
    verification : Verification, optional
        What `verify` found of the files.

    Returns
    -------
    str

    Examples
    --------
    >>> from atmp_logistics.assessment.sandbox import sandbox_product, assess_sandbox
    >>> page = render_record(assess_sandbox(sandbox_product(""), "thaw_end 10:04"), "T1")
    >>> page.startswith("<!DOCTYPE html>"), "therapy T1" in page
    (True, True)
    """
    own = result[therapy_id]
    say = phrases_of("report/dose_record", language)
    words = Words(say, _zone(own), own.tz or say("text.utc"))
    source = RecordSource(own, therapy_id, words, made_at_us, made_by, verification)
    page = _environment().get_template("record.html").render(_context(source))
    return with_record_id(printable(page))


def _zone(result: Assessment) -> tzinfo | None:
    return zone(result.tz) if result.tz else None


@cache
def _environment() -> Environment:
    """Return what fills the templates: all text is escaped, and a name that is not filled is an error."""
    folder = Path(__file__).with_name("templates")
    made = Environment(
        loader=FileSystemLoader(folder, encoding="utf-8"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    made.filters["css_text"] = css_text
    return made


def css_text(text: str) -> str:
    r"""Return a text as CSS writes it between quotes: every sign that is no letter or digit of ASCII as its code.

    Examples
    --------
    >>> css_text('T"1</')
    'T\\22 1\\3c \\2f '
    """
    return "".join(sign if sign.isascii() and sign.isalnum() else f"\\{ord(sign):x} " for sign in text)


def _context(source: RecordSource) -> dict[str, Any]:
    """Return everything that the template shows, by its names there."""
    result, parts = source.result, RecordParts.of(source)
    return {
        **{name: getattr(parts, name) for name in parts.__slots__},
        "say": source.words.say, "source": source, "verdict": result.verdict.value, "counts": _counts(source),
        "unassessed": list(dict.fromkeys(not_assessed(source))), "assumed": [*assumptions(source)],
        "faults": [line for one in result.set_aside for line in summary(one.faults)],
        "absent": absent_fields([*_ALWAYS, *parts.held]), "record_id": UNKNOWN_ID,
        "short_name": _shortened(source.therapy_id), "colours": {one.value: GROUNDS[one] for one in Verdict},
    }  # fmt: skip


def _counts(source: RecordSource) -> list[str]:
    """Return which containers have which verdict, where the therapy has several."""
    if len(source.containers) < 2:
        return []
    say = source.words.say
    return [f"{source.name_of(one)}: {say(f'verdict.{one.verdict.value}')}" for one in source.containers]


def _shortened(name: str) -> str:
    return name if len(name) <= _SHORT else f"{name[:_SHORT]}…"
