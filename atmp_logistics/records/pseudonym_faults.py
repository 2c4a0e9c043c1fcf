"""What a record cannot hold to be judged with pseudonyms as it is judged with its names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import pandas as pd

from atmp_logistics.core.errors import Fault, UsageError
from atmp_logistics.core.event_columns import IDENTIFIERS
from atmp_logistics.core.identifier_reading import read_identifier
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.look_alikes import as_typed_alike
from atmp_logistics.core.person_names import may_be_one, names_nobody
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.site_profile import Site

#: Who did a step, and who saw it done.
PEOPLE = ("performed_by", "witnessed_by")
#: What identifies people, where a record has it.
PERSONAL = ("therapy_id", "identity", "patient_pseudonym", "donation_number", "sec", *PEOPLE)
#: What people write as they like, and may name anybody in.
FREE_TEXT = ("note", "reason", "visual_check")
_MORE = ("container_id", "batch", "product_code", "seal", "location", "custodian", "from_custodian")


def faults_of_columns(wanted: Iterable[str]) -> Iterator[Fault]:
    """Yield a fault for each column in which no pseudonym can stand."""
    allowed = (*PERSONAL, *_MORE)
    for name in wanted:
        if name not in allowed:
            fix = f"name one of them{nearest(str(name), allowed)}"
            yield UsageError.fault("columns", repr(name), ", ".join(allowed), fix)


def faults_of_log(events: EventLog) -> Iterator[Fault]:
    """Yield a fault for a record of which therapies were set aside: their faults repeat cells."""
    if events.set_aside or events.containers_aside:
        fix = "read it without errors='collect', and mend what is refused"
        yield UsageError.fault("pseudonymise", "therapies that were set aside", "a record without faults", fix)


def faults_of_free_text(table: pd.DataFrame, free_text: str | None) -> Iterator[Fault]:
    """Yield a fault for free text of which nothing is said."""
    if free_text not in {None, "drop", "keep"}:
        yield UsageError.fault("free_text", repr(free_text), "'drop' or 'keep'", "choose one, or leave it out")
    filled = [name for name in FREE_TEXT if name in table and (table[name] != "").any()]
    if filled and free_text is None:
        found = f"free text in {', '.join(filled)}, which may name anybody"
        fix = "leave it out with free_text='drop' (--free-text drop), or read it and state 'keep'"
        yield UsageError.fault("pseudonymise", found, "a word on what becomes of it", fix)


def faults_of_texts(texts: Mapping[str, list[str]], site: Site) -> Iterator[Fault]:
    """Yield what a record with pseudonyms would be judged otherwise by; no cell is repeated in the words."""
    people = {text for name in PEOPLE for text in texts.get(name, ())}
    yield from _alike(" and ".join(PEOPLE), sorted(people), lambda text: "".join(filter(str.isalnum, text)))
    for name, own in texts.items():
        yield from _alike(name, own, str)
        if any(read_identifier(text).scheme == "pseudonym" for text in own):
            yield UsageError.fault(name, "pseudonyms", "the record itself", "take the record that has its names")
        yield from _not_of_their_form(name, own, site.identifiers.get(name)) if name in IDENTIFIERS else ()


def faults_of_people(table: pd.DataFrame, wanted: Iterable[str]) -> Iterator[Fault]:
    """Yield a fault for cells that name nobody, or two names that may be of one person, which pseudonyms would hide."""
    columns = [name for name in PEOPLE if name in wanted and name in table]
    if not columns:
        return
    pairs = {(str(one), str(other)) for one, other in zip(*(_cells(table, name) for name in PEOPLE), strict=True)}
    nobody = {text for name in columns for text in _cells(table, name) if text and names_nobody(text)}
    named = [pair for pair in pairs if not any(map(names_nobody, pair))]
    alone = len(columns) == 1 and len(named)
    count = len(nobody) + sum(one != other and may_be_one(one, other) for one, other in named)
    if count:
        fix = "write each person's name in one way, and nothing where nobody did it, or leave the columns out"
        said = f"cells that name nobody, or two of one row that may be one person: {count}"
        yield UsageError.fault(" and ".join(columns), said, "persons told apart", fix)
    if alone:
        said = "pseudonyms in one of two columns, which are compared with each other"
        yield UsageError.fault("columns", said, " and ".join(PEOPLE), "name both, or neither")


def _cells(table: pd.DataFrame, name: str) -> list[str]:
    return [str(cell) for cell in table[name]] if name in table else [""] * len(table)


def _alike(name: str, texts: list[str], plain: Callable[[str], str]) -> Iterator[Fault]:
    """Yield a fault for names that are typed nearly alike, of which a result says so and pseudonyms could not."""
    count = len(texts) - len({as_typed_alike(plain(text)) for text in texts})
    if count:
        fix = "write each in one way, or leave the column out with columns= (--columns)"
        yield UsageError.fault(name, f"names typed nearly as another: {count}", "names told apart", fix)


def _not_of_their_form(name: str, texts: list[str], scheme: str | None) -> Iterator[Fault]:
    stated = scheme or ("sec" if name == "sec" else None)
    read = [read_identifier(text, scheme=stated) for text in texts]
    wrong = sum(bool(one.wrong) for one in read)
    if wrong:
        fix = "correct them first (C404 names them), or leave the column out with columns= (--columns)"
        yield UsageError.fault(name, f"identifiers that are not of their form: {wrong}", "sound identifiers", fix)
