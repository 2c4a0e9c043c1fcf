"""The schemes of identifiers that a profile states: how the numbers in a column of the site's records are made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from atmp_logistics.core.event_columns import IDENTIFIERS
from atmp_logistics.core.identifier_schemes import all_schemes
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.toml_table import TomlTable


def read_identifiers(table: TomlTable) -> dict[str, str]:
    """Read a profile's table [identifiers]: a column that a pharmacy files, and the scheme of what stands in it.

    Examples
    --------
    >>> faults = []
    >>> read_identifiers(TomlTable({"donation_number": "isbt128-din"}, "site.identifiers", faults)), faults
    ({'donation_number': 'isbt128-din'}, [])
    >>> read_identifiers(TomlTable({"batch": "ean"}, "site.identifiers", faults))
    {}
    >>> str(faults[0]).split(", gs1")[0]
    "site.identifiers.batch: found 'ean', expected one of gln, grai"
    """
    found = {}
    for column in table.keys():  # noqa: SIM118  a TomlTable is no dict
        scheme = table.text(column, required=True, one_of=all_schemes())
        if column not in IDENTIFIERS:
            fix = f"name one of them{nearest(column, IDENTIFIERS)}"
            table.fault(column, f"the column {column!r}", ", ".join(IDENTIFIERS), fix)
        elif scheme:
            found[column] = scheme
    return found


def identifiers_expected(value: Any) -> str:
    """Return what a profile's `identifiers` may hold, "" where it holds that."""
    good = isinstance(value, Mapping) and not set(value) - {*IDENTIFIERS}
    good = good and (not value or not set(value.values()) - {*all_schemes()})
    return "" if good else "columns that a pharmacy files, each with the scheme of its identifiers"


def words_on_identifiers(identifiers: Mapping[str, str]) -> list[str]:
    """Return what is stated of identifiers, in words.

    Examples
    --------
    >>> words_on_identifiers({"donation_number": "isbt128-din"})
    ['donation_number holds an ISBT 128 donation identification number']
    """
    known = all_schemes() if identifiers else {}
    return [f"{column} holds {_a(known[scheme].NAME)}" for column, scheme in identifiers.items()]


def _a(name: str) -> str:
    return f"an {name}" if name[0] == "I" else f"a {name}"
