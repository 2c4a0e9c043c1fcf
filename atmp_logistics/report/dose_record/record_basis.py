"""What a dose record rests on: the files with their hashes, and what was assumed in reading them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from atmp_logistics.core.instants import instant
from atmp_logistics.core.translatable import prose, said
from atmp_logistics.report.dose_record.record_parts import Cell, Table
from atmp_logistics.report.dose_record.record_source import RecordSource

_COLUMNS = ("file", "role", "rows", "first", "last", "sha256")


def files_table(source: RecordSource) -> Table:
    """Return every file that was read or that judged, with the hash of its bytes."""
    return Table(_COLUMNS, tuple(tuple(map(_cell, row)) for row in _rows(source)))


def _cell(text: str) -> Cell:
    return Cell(text, "code" if len(text) == 64 else "")


def _rows(source: RecordSource) -> Iterator[tuple[str, ...]]:
    result, say = source.result, source.words.say
    for one in result.inputs:
        role = say("text.input_file", dialect=one.dialect)
        yield one.name, role, str(one.rows), _local(source, one.first), _local(source, one.last), one.sha256
    for file in result.files:
        yield file.name, say("text.product_file", origin=file.origin), "", "", "", file.sha256
    if result.profile:
        key = "text.site_profile" if result.profile.sha256 else "text.site_profile_made"
        yield result.profile.name, say(key), "", "", "", result.profile.sha256
    for plugin in result.plugins:
        yield f"{plugin.kind} {plugin.name}", say("text.plug_in"), "", "", "", plugin.sha256


def _local(source: RecordSource, iso: str | None) -> str:
    """Return an instant, written in UTC, as local time; nothing where there is none."""
    return source.words.at(instant(datetime.fromisoformat(iso))) if iso else ""


def assumptions(source: RecordSource) -> Iterator[str]:
    """Yield in words what was assumed in reading each file."""
    for one in source.result.inputs:
        for words in one.assumptions:
            yield said("report/dose_record", "text.assumed", file=one.name, words=prose(words))


def statements(source: RecordSource) -> tuple[str, ...]:
    """Return what the site and the call state; not what a view of one therapy says of the others."""
    whole = source.result.whole
    return (source.result if whole is None else whole).statements
