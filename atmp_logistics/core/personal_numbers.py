"""Columns that hold what looks like a person's number: a Swedish personnummer or samordningsnummer, or a Dutch BSN.

A number is never printed: only its column, and how many rows hold one. The check digits are those of python-stdnum; the
day of a Swedish number is looked at here, without the day of today.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import pandas as pd
from stdnum import luhn
from stdnum.nl import bsn

from atmp_logistics.core.event_columns import FILED

SWEDISH, DUTCH = "a Swedish personnummer or samordningsnummer", "a Dutch BSN"
_SWEDISH = re.compile(r"(?<![\d-])(?:(?:18|19|20)?\d{6}[-+]?\d{4})(?![\d-])", re.ASCII)
_DUTCH = re.compile(r"\d{9}|\d{4}\.\d{2}\.\d{3}", re.ASCII)
#: Words in the name of a column that hold people's numbers.
_OF_PERSONS = ("patient", "therapy", "identity", "person", "bsn")
_LOOKED_AT = {"therapy_id", "container_id", "identity", "note", "location", "custodian", *FILED}
#: Of fewer different numbers than this, a column's form proves nothing: one in eleven is a BSN by chance.
_FEWEST, _SHARE = 3, 0.9


def is_swedish_number(text: str) -> bool:
    """Say whether a text is one by its day and its check digit; a samordningsnummer has 60 added to its day.

    Examples
    --------
    >>> is_swedish_number("880320-0016"), is_swedish_number("198803800013"), is_swedish_number("880320-0018")
    (True, True, False)
    """
    plain = text.replace("-", "").replace("+", "")[-10:]
    month, day = int(plain[2:4]), int(plain[4:6])
    return 1 <= month <= 12 and (1 <= day <= 31 or 61 <= day <= 91) and bool(luhn.is_valid(plain))


def notes_on_personal_numbers(columns: Mapping[str, Iterable[str]], where: str = "") -> Iterator[str]:
    """Yield for each column what looks like people's numbers in it, and in how many rows; never the number itself.

    Parameters
    ----------
    columns : mapping of str to iterable of str
        The cells of each column, by its name.
    where : str
        The file.

    Examples
    --------
    >>> list(notes_on_personal_numbers({"therapy_id": ["880320-0016", "880320-0016"]}, "ward.csv"))
    ['the column therapy_id of ward.csv holds what looks like a Swedish personnummer or samordningsnummer in 2 rows: \
pseudonymise the record before it leaves the hospital']
    """
    for name, cells in columns.items():
        texts = [str(cell) for cell in cells if cell]
        for kind, rows in ((SWEDISH, _swedish_rows(name, texts)), (DUTCH, _dutch_rows(name, texts))):
            if rows:
                of_file, s = f" of {where}" if where else "", "s" * (rows != 1)
                what = f"the column {name}{of_file} holds what looks like {kind} in {rows} row{s}"
                yield f"{what}: pseudonymise the record before it leaves the hospital"


def cells_of_people(table: pd.DataFrame) -> dict[str, list[str]]:
    """Return the cells of the columns of events in which somebody may have written a person's number."""
    names = (name for name in table if str(name) in _LOOKED_AT)
    return {str(name): table[name].astype(object).tolist() for name in names}


def _swedish_rows(name: str, texts: list[str]) -> int:
    """Return how many cells hold one; ten digits without their sign count where nearly all are one, or by the name."""
    found = {text: [match for match in _SWEDISH.findall(text) if is_swedish_number(match)] for text in set(texts)}
    held = {text for text, numbers in found.items() if numbers}
    written = {text for text in held if any(sign in number for number in found[text] for sign in "-+")}
    sure = held if written or _is_of_persons(name) or _are_nearly_all(held, set(texts)) else set()
    return sum(text in sure for text in texts)


def _dutch_rows(name: str, texts: list[str]) -> int:
    """Return how many cells are one, where nearly all of a column are, or all and the column's name is of persons."""
    held = {text for text in set(texts) if _DUTCH.fullmatch(text) and bsn.is_valid(text)}
    sure = _are_nearly_all(held, set(texts)) or (_is_of_persons(name) and held == set(texts))
    return sum(text in held for text in texts) if sure else 0


def _is_of_persons(name: str) -> bool:
    return any(word in name.casefold() for word in _OF_PERSONS)


def _are_nearly_all(held: set[str], every: set[str]) -> bool:
    return len(held) >= _FEWEST and len(held) >= _SHARE * len(every)
