"""What was written beside an event, and what no rule judged: shown with the result, and no part of a verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from atmp_logistics.assessment.identity_asked import IDENTITY, checks_not_assessed
from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.citation import Citation
from atmp_logistics.core.event_columns import CONTAINER_COLUMNS
from atmp_logistics.core.event_kinds import EVENTS
from atmp_logistics.core.identity_check_words import check_of_identity
from atmp_logistics.core.instants import is_known, iso
from atmp_logistics.core.label_notes import notes_on_label
from atmp_logistics.core.printable import in_one_line
from atmp_logistics.core.product import Product
from atmp_logistics.core.translatable import Joined, Message, joined, phrase_table, prose
from atmp_logistics.core.wording import clock, event, listed
from atmp_logistics.evidence.events.event_rows import FiledRow
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.records.provenance import span_of
from atmp_logistics.records.row_names import FILE
from atmp_logistics.report.assessment.result_phrases import ROOM, phrase
from atmp_logistics.rules import all_rules


def notes_of(evidence: Evidence, row: int) -> Iterator[str]:
    """Yield in words each note in the record of a container: its row, its event, when, and the text."""
    for note in evidence.event_rows.notes(row):
        yield _of_event(evidence, note.row, note.event, note.time_us, _shown(note.text))


def _of_event(evidence: Evidence, row: int, name: str, time_us: float, text: str) -> str:
    when = clock(time_us, evidence.tz) if is_known(time_us) else phrase("note.untimed")
    return phrase("note.line", rows=evidence.event_rows.said([row]), event=event(name), when=when, text=text)


def note_records(evidence: Evidence, row: int) -> list[dict[str, Any]]:
    """Return the notes of one container's record as JSON has them."""
    return [
        {**_row_record(evidence, note.row), "event": note.event, "time": iso(note.time_us), "note": note.text}
        for note in evidence.event_rows.notes(row)
    ]


def filed_of(evidence: Evidence, row: int) -> Iterator[str]:
    """Yield in words what is filed of a container, and beside its events; rows that file the same are told together."""
    every = [*evidence.event_rows.filed(row)]
    own = [one for one in every if EVENTS[one.event].scope != "material"]
    said = {key: dict.fromkeys(one.filed[key] for one in own if key in one.filed) for key in CONTAINER_COLUMNS}
    yield from _filed_in_words({key: listed(values) for key, values in said.items() if values})
    told: dict[str, list[FiledRow]] = {}
    for one in every:
        beside = {key: text for key, text in one.filed.items() if one not in own or key not in CONTAINER_COLUMNS}
        for text in _filed_in_words(beside):
            told.setdefault(text, []).append(one)
    for text, rows in told.items():
        where, names = evidence.event_rows.said(one.row for one in rows), [event(one.event) for one in rows]
        if len(rows) > 1:
            yield phrase("note.rows", rows=where, events=joined(", ", dict.fromkeys(names)), text=text)
        else:
            yield _of_event(evidence, rows[0].row, rows[0].event, rows[0].time_us, text)


def _filed_in_words(filed: Mapping[str, str]) -> Iterator[str]:
    """Yield some columns in words, in one line; nothing where none is filled."""
    if filed:
        yield joined(", ", [_filed_value(key, text) for key, text in filed.items()])


def _filed_value(key: str, text: str) -> Message:
    parts = [_shown(part) for part in (text.parts if isinstance(text, Joined) else [text])]
    return phrase("filed.value", column=phrase(f"filed.{key}"), text=listed(parts))


def filed_records(evidence: Evidence, row: int) -> list[dict[str, Any]]:
    """Return what is filed beside the events of one container as JSON has it."""
    return [
        {**_row_record(evidence, one.row), "event": one.event, "time": iso(one.time_us), **one.filed}
        for one in evidence.event_rows.filed(row)
    ]


def _row_record(evidence: Evidence, row: int) -> dict[str, Any]:
    """Return where a row stands as JSON has it: its number, and its file where the events are from several."""
    table = evidence.event_rows.table
    return {"row": int(table["row"].iloc[row]), **({"file": str(table[FILE].iloc[row])} if FILE in table else {})}


def codes_of_prohibitions(product: Product) -> Iterator[str]:
    """Yield in words the codes of what a label forbids or demands, by whether a record can show it."""
    hidden = [prohibition for prohibition in product.prohibitions if not prohibition.forbids]
    logged = [prohibition for prohibition in product.prohibitions if prohibition.forbids]
    for key, limits in (
        ("label.hidden", hidden),
        ("label.logged", logged),
        ("label.demanded", product.demanded),
    ):
        if limits:
            yield phrase(key, codes=", ".join(limit.code for limit in limits))


def notes_on_checks(part: ProductResult) -> Iterator[str]:
    """Yield in words the checks of identity that a label demands and that were not judged, since no check is logged."""
    by_count: dict[int, list[str]] = {}
    for check, count in checks_not_assessed(part).items():
        by_count.setdefault(count, []).append(joined(": ", [check.code, check_of_identity(check)]))
    for count, checks in by_count.items():
        some = "" if count == len(part) else phrase("not_assessed.checks_some", count=count, every=len(part))
        yield phrase("not_assessed.checks", some=some, checks=joined("; ", checks))


def notes_on_completions(product: Product) -> Iterator[str]:
    """Yield in words what the hospital's completions state of a label: what is not asked, and who read which limits."""
    for one in product.stated_none:
        yield f"NOT ASKED: {one.code} ({one.states_none_of}). {one.note}: {one.citation}, {_readers(one.citation)}"
    completed = dict[Citation, dict[str, None]]()
    for limit in product.requirements():
        for cited in (limit.citation, getattr(limit, "shelf_life_citation", None)):
            if cited is not None and cited.read_by and limit not in product.stated_none:
                what = limit.code if cited is limit.citation else f"shelf life of {limit.code}"
                completed.setdefault(replace(cited, section="", seal=""), {})[what] = None
    for cited, codes in completed.items():
        label = f"{cited.label}, revision {cited.revision}"
        yield f"Completed by the hospital from {label}, {cited.readers} ({_readers(cited)}): {', '.join(codes)}"


def _readers(cited: Citation) -> str:
    """Return who read a label for a completion, and when."""
    return f"{' and '.join(cited.read_by)} on {cited.read_on}"


def notes_on_labels(part: ProductResult, result: Assessment) -> tuple[str, ...]:
    """Return what became of the label of one product, or of each version of it that may judge, since it was read."""
    last_day = _last_day(result)
    versions = part.versions or (part.evidence.product,)
    return tuple(dict.fromkeys(note for one in versions for note in notes_on_label(one, last_day)))


def _last_day(result: Assessment) -> date | None:
    """Return the day of the last event of the record, in UTC."""
    times = [part.evidence.event_rows.table["time"].to_numpy(np.float64) for part in result.parts[:1]]
    last = span_of(np.concatenate([*times, np.empty(0)]))[1]
    return date.fromisoformat(last[:10]) if last else None


def not_assessed_of(result: Assessment) -> Iterator[str]:
    """Yield in words what the result did not assess: what no rule judges, and the rules that the caller left out."""
    left_out = [code for code in result.not_assessed if code in all_rules()]
    unsaid = [what for what in result.not_assessed if what.startswith(IDENTITY)]
    unjudged = [what for what in result.not_assessed if what not in (*left_out, *unsaid)]
    if left_out:
        yield phrase("not_assessed.rules", what=", ".join(left_out))
    if unjudged:
        yield phrase("not_assessed.custodian", what=joined(", ", map(_unjudged, unjudged)))
    if unsaid:
        yield phrase("not_assessed.identifiers", what=joined(", ", map(_unjudged, unsaid)))


def _unjudged(what: str) -> str:
    """Return what no rule judged in words; of some containers alone, as it was said."""
    key = f"not_assessed.what_{what}"
    return phrase(key) if key in phrase_table(ROOM, "en") else prose(what)


def _shown(text: str) -> str:
    """Return a text in one line, with signs that cannot be seen as their codes.

    Examples
    --------
    >>> _shown("door\\najar \\x1b[1m")
    'door ajar \\\\x1b[1m'
    """
    return in_one_line(" ".join(text.split()))
