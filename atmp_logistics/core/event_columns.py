"""The columns that a pharmacy files beside an event, which are kept, printed and compared, and judged by no rule."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class FiledColumn:
    """One such column.

    Attributes
    ----------
    name, definition : str
    synonyms : tuple of str
    of_container : bool
        Whether a container has one value, wherever a record states it: two contradict each other.
    identifier : bool
        Whether it is compared sign by sign, so that what a spreadsheet changed is refused.
    """

    name: str
    definition: str
    synonyms: tuple[str, ...] = ()
    of_container: bool = False
    identifier: bool = False


def _columns() -> dict[str, FiledColumn]:
    """Read event_columns.toml, which stands beside this module."""
    tables: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return {
        name: FiledColumn(name, synonyms=tuple(table.pop("synonyms", ())), **table) for name, table in tables.items()
    }


#: Every such column by its name.
FILED: dict[str, FiledColumn] = _columns()
#: Every name that such a column goes by, to its own.
FILED_NAMES: dict[str, str] = {name: one.name for one in FILED.values() for name in (one.name, *one.synonyms)}
#: What a container has one of.
CONTAINER_COLUMNS: tuple[str, ...] = tuple(name for name, one in FILED.items() if one.of_container)
#: What is compared sign by sign.
IDENTIFIERS: tuple[str, ...] = tuple(name for name, one in FILED.items() if one.identifier)
