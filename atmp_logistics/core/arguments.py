"""The arguments of public calls, read in one place by what they mean: the same mistake has the same words everywhere.

A reader takes a value and the argument's name, and returns what the library works with, or refuses the value and says
what is taken. `Arguments` collects the faults of a call, so that all are raised at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NoReturn, TypeGuard, TypeVar, cast

import numpy as np
import pandas as pd

from atmp_logistics.core.errors import AtmpError, Fault, UsageError, refuse
from atmp_logistics.core.printable import value_in_words

T = TypeVar("T")
#: What stands for a day in a call.
Day = date | datetime | np.datetime64 | str
#: What stands for the containers that a call expects.
Containers = Iterable[tuple[str, str]] | pd.DataFrame | pd.MultiIndex
_ARRAYS = (np.ndarray, pd.Series, pd.Index)


@dataclass
class Arguments:
    """The arguments of one call, and what is wrong with them.

    Examples
    --------
    >>> call = Arguments()
    >>> call(day, "2026-11-24", "on"), call(codes, "T1, W201", "rules")
    (datetime.date(2026, 11, 24), ('T1', 'W201'))
    >>> _ = call(day, 3.5, "on"), call(text, 4, "event")
    >>> call.refuse()
    Traceback (most recent call last):
    atmp_logistics.core.errors.UsageError: on: found 3.5, expected a day: a date, a moment, or text such as \
'2026-11-24'. Fix: write it as '2026-11-24', or leave it out.
    event: found 4, expected a text. Fix: write it in quotes.
    """

    faults: list[Fault] = field(default_factory=list)

    def __call__(self, reader: Callable[[Any, str], T], value: object, where: str) -> T:
        """Return what an argument states; with a fault nothing of use, and `refuse` raises."""
        try:
            return reader(value, where)
        except AtmpError as error:
            self.faults += error.faults
            return cast("T", None)

    def refuse(self) -> None:
        """Raise all faults at once."""
        refuse(self.faults)


def refused(value: object, where: str, expected: str, fix: str) -> NoReturn:
    """Refuse the value of an argument."""
    raise UsageError([UsageError.fault(where, value_in_words(value), expected, fix)])


def day(value: object, where: str) -> date | None:
    """Return a day; of a moment, the day that is written in it. None stays.

    Examples
    --------
    >>> day(np.datetime64("2026-11-24"), "on"), day(pd.Timestamp("2026-11-24 23:30+01:00"), "on"), day(None, "on")
    (datetime.date(2026, 11, 24), datetime.date(2026, 11, 24), None)
    """
    if value is None:
        return None
    if isinstance(value, np.datetime64) and np.datetime_data(value)[0] not in {"Y", "M", "generic"}:
        value = pd.Timestamp(value) if not np.isnat(value) else value
    if isinstance(value, date) and value == value:  # noqa: PLR0124  NaT is no day
        return date(value.year, value.month, value.day)
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    expected = "a day: a date, a moment, or text such as '2026-11-24'"
    refused(value, where, expected, "write it as '2026-11-24', or leave it out")


def text(value: object, where: str) -> str | None:
    """Return a text; None stays."""
    return value if value is None or isinstance(value, str) else refused(value, where, "a text", "write it in quotes")


def codes(value: object, where: str) -> tuple[str, ...] | None:
    """Return codes: one, several in any order, or a text with commas between them. None stays.

    Examples
    --------
    >>> codes({"W201"}, "rules"), codes(np.array(["T1", "W201"]), "rules"), codes("T1,W2", "rules")
    (('W201',), ('T1', 'W201'), ('T1', 'W2'))
    """
    if value is None:
        return None
    parts = value.split(",") if isinstance(value, str) else members(value)
    if parts is None or not all(isinstance(part, str) for part in parts):
        refused(value, where, "codes: a text, or a list of texts", "write it as in ['T101', 'W201']")
    return tuple(str(part).strip() for part in parts)


def members(value: object) -> list[Any] | None:
    """Return the members of a list, a set, a column or an iterator, None of anything else."""
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=repr)
    if isinstance(value, _ARRAYS):
        return list(value.tolist()) if np.ndim(value) else None
    is_list = isinstance(value, Iterable) and not isinstance(value, (str, bytes, Mapping, pd.DataFrame, type))
    return list(value) if is_list else None  # type: ignore[call-overload]


def several(kind: type[T], words: str, fix: str) -> Callable[[Any, str], list[T]]:
    """Return the reader of a list of values of one kind, which `words` names.

    Examples
    --------
    >>> several(int, "whole numbers", "give a list")([1, 2], "places")
    [1, 2]
    >>> several(int, "whole numbers", "give a list")(["1"], "places")
    Traceback (most recent call last):
    atmp_logistics.core.errors.UsageError: places: found ['1'], expected whole numbers. Fix: give a list.
    """

    def read(value: object, where: str) -> list[T]:
        held = members(value)
        if held is None or not all(isinstance(one, kind) for one in held):
            refused(value, where, words, fix)
        return held

    return read


def container_names(value: object, where: str) -> tuple[tuple[str, str], ...]:
    """Return the containers that a call expects: pairs, or the columns therapy_id and container_id of a table.

    Examples
    --------
    >>> container_names([("T1", "B1"), ("T2", None)], "containers")
    (('T1', 'B1'), ('T2', ''))
    >>> container_names(pd.DataFrame({"therapy_id": ["T1"], "container_id": ["B1"], "ward": ["4"]}), "containers")
    (('T1', 'B1'),)
    """
    names = ["therapy_id", "container_id"]
    if isinstance(value, pd.DataFrame):
        table = value.reset_index() if set(names) <= set(value.index.names) else value
        value = list(zip(*(table[name] for name in names), strict=True)) if set(names) <= set(table.columns) else value
    pairs = [] if value is None else members(value)
    read = None if pairs is None else [_pair(pair) for pair in pairs]
    if read is None or None in read:
        expected = "pairs of texts (therapy_id, container_id), or a table with these columns"
        refused(value, where, expected, "write it as in [('T1', 'B1'), ('T1', 'B2')]")
    return tuple(pair for pair in read if pair is not None)


def _pair(value: object) -> tuple[str, str] | None:
    """Return the names of a therapy and a container, which may have none; None of anything else."""
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        return None
    therapy, container = value
    container = "" if container is None or container is pd.NA or container != container else container  # noqa: PLR0124
    return (therapy, container) if isinstance(therapy, str) and therapy and isinstance(container, str) else None


def mapping_of_texts(example: str) -> Callable[[Any, str], dict[str, str]]:
    """Return the reader of a mapping of texts to texts; of None, an empty one."""

    def read(value: object, where: str) -> dict[str, str]:
        if value is None:
            return {}
        if not isinstance(value, Mapping) or not all(isinstance(part, str) for pair in value.items() for part in pair):
            refused(value, where, "a mapping of texts", f"write it as {example}")
        return dict(value)

    return read


#: Reads the conditions that a call states, each with its value.
stated_conditions = mapping_of_texts("{'indication': 'ALL'}")


def function(value: object, where: str) -> Any:
    """Return what a call is to call; None stays."""
    if value is None or (callable(value) and not isinstance(value, type)):
        return value
    return refused(value, where, "a function", "give one, or leave it out")


def file_path(value: object, where: str) -> str | os.PathLike[str]:
    """Return the path of a file or a folder.

    Examples
    --------
    >>> file_path("site.toml", "site")
    'site.toml'
    """
    held = os.fspath(value) if isinstance(value, os.PathLike) else value
    if not isinstance(held, str) or not held.strip() or not _can_name_a_file(held):
        refused(value, where, "a path", "write it as text, such as 'ward/site.toml', or as a pathlib.Path")
    return cast("str | os.PathLike[str]", value)


def is_whole(value: object) -> TypeGuard[int | np.integer[Any]]:
    """Say whether a value is a whole number, of Python or of numpy; True and a span of time are none.

    Examples
    --------
    >>> is_whole(2), is_whole(np.int8(2)), is_whole(True), is_whole(np.timedelta64(2, "s")), is_whole(2.0)
    (True, True, False, False, False)
    """
    return isinstance(value, (int, np.integer)) and not isinstance(value, (bool, np.timedelta64))


def whole(value: object, where: str) -> int | None:
    """Return a whole number; None stays."""
    if value is None:
        return None
    if is_whole(value):
        return int(value)
    return refused(value, where, "a whole number", f"state it as in {where}=2")


def yes_or_no(value: object, where: str) -> bool:
    """Return whether something is wanted.

    Examples
    --------
    >>> yes_or_no(True, "overwrite")
    True
    """
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    refused(value, where, "True or False", "state one of them, or leave it out")


def _can_name_a_file(text: str) -> bool:
    """Say whether the system can hold a text as the name of a file."""
    try:
        return b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        return False


def is_unicode(value: str) -> bool:
    """Say whether a text is one that a file can hold: without half of a character (a surrogate).

    Examples
    --------
    >>> is_unicode("Kymriah"), is_unicode("\\ud800")
    (True, False)
    """
    return value.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in value)


def place_in(count: int, what: str) -> Callable[[Any, str], int]:
    """Return the reader of a place in a list of so many, counted from 0.

    Examples
    --------
    >>> place_in(2, "therapies")(1, "therapy")
    1
    """

    def read(value: object, where: str) -> int:
        if not is_whole(value) or not 0 <= int(value) < count:
            refused(value, where, f"one of {count} {what}", "count from 0")
        return int(value)

    return read
