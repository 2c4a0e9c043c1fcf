"""What tables in memory and open files of one call go by: no two by one name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count

from atmp_logistics.ingest.files.open_files import is_open_file, own_name


def numbered_names(values: Sequence[object], name: str, others: Sequence[str] = ()) -> list[str]:
    """Return what each source in memory goes by: its name where it is the only one, else the name and a number.

    No two go by one name, and none by that of another source: by its name a logger is told from others.

    Parameters
    ----------
    values : sequence
        Tables in memory and open files.
    name : str
        What they go by; "" for the own name of an open file, and the kind of a table.
    others : sequence of str
        What the other sources of the call go by.

    Examples
    --------
    >>> import pandas as pd
    >>> numbered_names([pd.DataFrame(), pd.DataFrame()], ""), numbered_names([{}], "ward")
    (['DataFrame 1', 'DataFrame 2'], ['ward'])
    >>> numbered_names([{}, {}], "ward", ["ward 1"])
    ['ward 2', 'ward 3']
    """
    names, taken, out = [name or _own_name(one) for one in values], {*others}, list[str]()
    for one in names:
        numbered = (f"{one} {number}" for number in count(1))
        free = [one] if names.count(one) == 1 and one not in taken else numbered
        out.append(next(each for each in free if each not in taken))
        taken.add(out[-1])
    return out


def _own_name(value: object) -> str:
    if is_open_file(value):
        return own_name(value)
    return "columns" if isinstance(value, Mapping) else type(value).__name__
