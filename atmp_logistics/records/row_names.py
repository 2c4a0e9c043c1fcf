"""Where rows of an event table stand, in words: their numbers, and of several files the file too."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from atmp_logistics.core.translatable import joined, said
from atmp_logistics.core.wording import listed

#: The column of `EventLog.table` that names each row's file, where the events are from several.
FILE = "file"


def rows_in_words(table: pd.DataFrame, rows: Iterable[int]) -> str:
    """Return rows, by their places in an event table, in words.

    Examples
    --------
    >>> table = pd.DataFrame({"row": [2, 3, 2], "file": ["ward.csv", "ward.csv", "receipts.csv"]})
    >>> rows_in_words(table, [0, 1, 2])
    'rows 2 and 3 of ward.csv and row 2 of receipts.csv'
    >>> rows_in_words(table.drop(columns="file"), [0])
    'row 2'
    """
    of_file = _numbers(table, rows)
    return _listed([_rows_of(file, numbers) for file, numbers in of_file.items()])


def place_of_rows(table: pd.DataFrame, name: str, rows: Iterable[int], column: str = "") -> str:
    """Return where rows of an event table stand, for a message of refusal.

    Parameters
    ----------
    table : DataFrame
        `EventLog.table`.
    name : str
        The file, where the events are from one.
    rows : iterable of int
        Places in the table.
    column : str
        The column of the cells that are meant; "" for the whole rows.

    Examples
    --------
    >>> place_of_rows(pd.DataFrame({"row": [2, 3]}), "ward.csv", [0, 1], "product")
    'ward.csv, rows 2, 3, column product'
    """
    of_file = _numbers(table, rows)
    places = [
        f"{file or name}, row{'s' * (len(numbers) > 1)} {', '.join(map(str, numbers))}"
        for file, numbers in of_file.items()
    ]
    return " and ".join(places) + (f", column {column}" if column else "")


def _numbers(table: pd.DataFrame, rows: Iterable[int]) -> dict[str, list[int]]:
    """Return the numbers of some rows by their file, each once; "" is the file of events that are from one alone."""
    of_file: dict[str, dict[int, None]] = {}
    for row in rows:
        file = str(table[FILE].iloc[row]) if FILE in table else ""
        of_file.setdefault(file, {})[int(table["row"].iloc[row])] = None
    return {file: list(numbers) for file, numbers in of_file.items()}


def count_of_rows(table: pd.DataFrame, rows: Iterable[int]) -> int:
    """Return how many rows of files some rows of an event table are: a file's row may hold several events."""
    return sum(map(len, _numbers(table, rows).values()))


def _listed(words: list[str]) -> str:
    return listed([*filter(None, [joined(", ", words[:-1])]), *words[-1:]])


def _rows_of(file: str, numbers: list[int]) -> str:
    rows = said("records", f"row.{'several' if len(numbers) > 1 else 'one'}", numbers=_listed(list(map(str, numbers))))
    return said("records", "row.of_file", rows=rows, file=file) if file else rows
