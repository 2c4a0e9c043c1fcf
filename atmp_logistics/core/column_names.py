"""The columns of events and of readings: what each holds, its other names, and headings that may mean several."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from atmp_logistics.core.event_columns import FILED
from atmp_logistics.core.event_words import plain_word


@dataclass(frozen=True, slots=True)
class ColumnName:
    """One column.

    Attributes
    ----------
    name, definition : str
    synonyms : tuple of str
        Its other names, as they are compared.
    """

    name: str
    definition: str
    synonyms: tuple[str, ...] = ()


def _columns(tables: dict[str, Any]) -> dict[str, ColumnName]:
    return {name: ColumnName(name, one["definition"], tuple(one.get("synonyms", ()))) for name, one in tables.items()}


def _names(columns: dict[str, ColumnName]) -> dict[str, str]:
    return {name: one.name for one in columns.values() for name in (one.name, *one.synonyms)}


_TABLES: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))

#: Every column of events and of readings by its name; column_names.toml stands beside this module.
EVENT_COLUMNS: dict[str, ColumnName] = _columns(_TABLES["events"]) | {
    one.name: ColumnName(one.name, one.definition, one.synonyms) for one in FILED.values()
}
READING_COLUMNS: dict[str, ColumnName] = _columns(_TABLES["readings"])

#: Every name that a column goes by, to its own.
EVENT_COLUMN_NAMES: dict[str, str] = _names(EVENT_COLUMNS)
READING_COLUMN_NAMES: dict[str, str] = _names(READING_COLUMNS)

#: Headings that may mean several columns, with each of them.
AMBIGUOUS_HEADINGS: dict[str, tuple[str, ...]] = {
    word: tuple(columns) for word, columns in _TABLES["ambiguous"].items()
}


def event_column(heading: str) -> str | None:
    """Return the column of events that a heading means, None for one that it does not.

    Examples
    --------
    >>> event_column("Påse"), event_column("Lot no"), event_column("Signatur")
    ('container_id', 'batch', None)
    """
    return EVENT_COLUMN_NAMES.get(plain_word(heading))


def reading_column(heading: str) -> str | None:
    """Return the column of readings that a heading means, None for one that it does not.

    Examples
    --------
    >>> reading_column("Tijdstip"), reading_column("Temperatur"), reading_column("Enhet")
    ('time', 'temperature', None)
    """
    return READING_COLUMN_NAMES.get(plain_word(heading))


def columns_it_may_mean(heading: str) -> str:
    """Return the columns that a heading may mean, as the end of a sentence; "" for none.

    Examples
    --------
    >>> columns_it_may_mean("Enhet")
    "; it may mean 'unit' or 'location'"
    """
    meant = AMBIGUOUS_HEADINGS.get(plain_word(heading), ())
    return f"; it may mean {' or '.join(map(repr, meant))}" if meant else ""
