"""A record of events with pseudonyms in the place of what identifies people: keyed hashes, which join across files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

import pandas as pd

from atmp_logistics.core.arguments import Arguments, file_path, several
from atmp_logistics.core.errors import UsageError, refuse
from atmp_logistics.core.identifier_reading import read_identifier
from atmp_logistics.core.personal_numbers import cells_of_people, notes_on_personal_numbers
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.given_records import SiteGiven, events_given, site_given
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.records.pseudonym_faults import (
    FREE_TEXT,
    PERSONAL,
    faults_of_columns,
    faults_of_free_text,
    faults_of_log,
    faults_of_people,
    faults_of_texts,
)
from atmp_logistics.records.pseudonym_keys import key_in, pseudonym
from atmp_logistics.records.row_names import FILE

FreeText = Literal["drop", "keep"]


def pseudonymise(
    events: EventLog,
    *,
    key: str | os.PathLike[str],
    columns: Sequence[str] | None = None,
    free_text: FreeText | None = None,
    site: SiteGiven | None = None,
) -> EventLog:
    """Return a record of events with pseudonyms in the place of what identifies people.

    The same text has the same pseudonym under the same key, in whatever column or file it stands, so that therapies and
    people still join. Nobody without the key can tell which text a pseudonym stands for, nor try texts until one fits.

    Parameters
    ----------
    events : EventLog
        What `read_events` returned.
    key : path
        The file of the key; `new_key` writes one. It stays with the user.
    columns : sequence of str, optional
        Which columns; by default those of therapy, identity, patient pseudonym, donation number, Single European Code,
        and who did and saw it. Containers, batches, places and loggers keep their names unless they are named here.
    free_text : {'drop', 'keep'}, optional
        What becomes of notes, reasons and what the eye saw, in which anybody may be named; without it a record that has
        any is refused.
    site : Site or path, optional
        The site's profile, for the schemes of identifiers that it states.

    Returns
    -------
    EventLog
        Judged as the record that was given; its provenance names no file and repeats no cell.

    Raises
    ------
    UsageError
        For what would be judged otherwise with pseudonyms: names that are typed nearly alike, an identifier that is not
        of its form, a pseudonym already; for free text of which nothing is said; and for a key that is none.

    Examples
    --------
    >>> import tempfile
    >>> from atmp_logistics import new_key, read_events
    >>> record = pd.DataFrame({"therapy_id": ["T1"], "event": ["thaw_end"], "time": "2026-11-10T10:04Z"})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     new_key(f"{folder}/key")
    ...     found = pseudonymise(read_events(record), key=f"{folder}/key").to_frame()
    >>> found["therapy_id"].iloc[0][:4], len(found["therapy_id"].iloc[0])
    ('PSN-', 20)
    """
    call = Arguments()
    log, profile = call(events_given, events, "events"), call(site_given, site, "site")
    file, wanted = call(file_path, key, "key"), call(_columns, columns, "columns")
    call.refuse()
    secret = key_in(file)
    refuse([*faults_of_columns(wanted), *faults_of_log(log), *faults_of_free_text(log.table, free_text)])
    texts = _texts(log, wanted)
    refuse([*faults_of_texts(texts, profile), *faults_of_people(log.table, texts)])
    known = _pseudonyms({text for own in texts.values() for text in own}, secret)
    table = log.table.copy()
    for name in (one for one in texts if one in table):
        table[name] = [_with_expiry(str(cell), name, known) for cell in table[name]]
    for name in FREE_TEXT if free_text == "drop" else ():
        table = table.assign(**{name: ""}) if name in table else table
    return _pseudonymised(log, table, known, wanted)


def _columns(value: object, where: str) -> tuple[str, ...]:
    """Return the columns of a call; those that identify people where it states none."""
    return PERSONAL if value is None else tuple(several(str, "names of columns", "give ['therapy_id']")(value, where))


def _texts(log: EventLog, wanted: Iterable[str]) -> dict[str, list[str]]:
    """Return the different texts of each column; of therapies those too of which the table holds no row."""
    found = {name: {str(cell) for cell in log.table[name]} for name in wanted if name in log.table}
    if "therapy_id" in found:
        found["therapy_id"] |= {therapy for therapy, _ in log.containers}
    return {name: sorted(own - {""}) for name, own in found.items()}


def _pseudonymised(events: EventLog, table: pd.DataFrame, known: Mapping[str, str], wanted: Iterable[str]) -> EventLog:
    """Return the log with another table, and nothing in it that repeats a cell or the name of a file."""
    sources = {one.name: f"pseudonymised file {i}" for i, one in enumerate(events.inputs, 1)}
    if FILE in table:
        table[FILE] = [sources.get(str(name), "pseudonymised file") for name in table[FILE]]
    words = f"pseudonyms stand in the columns {', '.join(name for name in wanted if name in table)}"
    notes = (words, *notes_on_personal_numbers(cells_of_people(table), "the pseudonymised record"))
    each = [Provenance(sources[one.name], "", one.dialect, one.rows, one.first, one.last) for one in events.inputs]
    whole = replace(each[0], name="pseudonymised record", rows=len(table), assumptions=notes)
    return replace(
        events,
        table=table,
        provenance=whole,
        sources=tuple(each) if events.sources else (),
        containers=tuple((known.get(therapy, therapy), container) for therapy, container in events.containers),
    )


def _pseudonyms(texts: Iterable[str], key: bytes) -> dict[str, str]:
    found = {text: pseudonym(text, key) for text in texts}
    twice = len(found) - len(set(found.values()))
    fix = "make another key: two texts have one pseudonym under this one"
    refuse(
        [UsageError.fault("pseudonymise", f"{twice} pseudonyms that are not told apart", "one for each", fix)]
        * (twice > 0)
    )
    return found


def _with_expiry(text: str, column: str, known: Mapping[str, str]) -> str:
    """Return the pseudonym of a cell; that of a Single European Code keeps its expiry, which limits are judged by."""
    if not text:
        return text
    expiry = read_identifier(text, scheme="sec").expiry if column == "sec" else ""
    return f"{known[text]}-{expiry.replace('-', '')}" if expiry else known[text]
