"""The therapy of rows that name none: that of their container in the other files of the call."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

import pandas as pd

from atmp_logistics.core.errors import ConflictingRecord, Fault, refuse
from atmp_logistics.core.event_kinds import EVENTS
from atmp_logistics.records.row_names import FILE, place_of_rows

_Pairs = tuple[tuple[str, str], ...]
_MOST = 5
_SIGNS = re.compile(r"[\W_]+")


def with_therapies(table: pd.DataFrame, containers: Sequence[_Pairs]) -> tuple[pd.DataFrame, _Pairs, list[str]]:
    """Give every row without a therapy that of its container, and refuse what fits no therapy or several.

    Parameters
    ----------
    table : DataFrame
        The rows of several files.
    containers : sequence of tuples of (therapy_id, container_id)
        Of each file, the containers of which it has no event.

    Returns
    -------
    table, containers, notes
    """
    therapies = _therapies(table, containers)
    refuse(_two_therapies(table, therapies))
    lost = (table["therapy_id"] == "").to_numpy(bool)
    own = table["container_id"][lost]
    refuse(_no_therapy(table, own, therapies))
    bare = [container for pairs in containers for therapy, container in pairs if not therapy]
    refuse(_no_rows(bare, therapies))
    table = table.copy()
    table.loc[lost, "therapy_id"] = [next(iter(therapies[name])) for name in own]
    pairs = [(therapy or next(iter(therapies[name])), name) for each in containers for therapy, name in each]
    counts = table.loc[lost, FILE].value_counts(sort=False)
    notes = [
        f"rows without a therapy in {file}: {count}, each of the therapy of its container in the other files"
        for file, count in counts.items()
        if count
    ]
    return table, tuple(dict.fromkeys(pairs)), notes


def _therapies(table: pd.DataFrame, containers: Sequence[_Pairs]) -> dict[str, dict[str, None]]:
    """Return the therapies that name each container."""
    found: dict[str, dict[str, None]] = {}
    pairs = table[["therapy_id", "container_id"]].drop_duplicates()
    for therapy, container in (*pairs.itertuples(index=False), *(pair for each in containers for pair in each)):
        if therapy and container:
            found.setdefault(container, {})[therapy] = None
    return found


def _two_therapies(table: pd.DataFrame, therapies: Mapping[str, Mapping[str, None]]) -> Iterator[Fault]:
    """Yield a fault for each container of which two files name no therapy in common: it may be one under two names.

    Two in which an event that happens once has two times are two, such as the first bags of two patients; not so where
    their names are one but for signs and capitals.
    """
    several = [name for name, own in therapies.items() if len(own) > 1]
    rows = table[table["container_id"].isin(several) & (table["therapy_id"] != "")]
    for container, own in rows.groupby("container_id", sort=False):
        by_file = [set(each["therapy_id"]) for _, each in own.groupby(FILE, sort=False, observed=True)]
        names = own["therapy_id"].unique()
        if len(by_file) > 1 and not set.intersection(*by_file) and (_are_alike(names) or not _are_apart(own)):
            first = own.drop_duplicates([FILE, "therapy_id"])
            found = f"container {container} of the therapies {' and '.join(map(repr, first['therapy_id'].unique()))}"
            expected = "one name of the therapy in all files, which are joined by it"
            fix = "write the therapy alike in both files; or assess them apart, if the container is not the same"
            yield Fault(place_of_rows(table, "", first.index[:_MOST]), found, expected, fix, ConflictingRecord)


def _are_alike(names: Iterable[str]) -> bool:
    """Say whether two names differ by signs, blanks and capitals alone."""
    bare = [_SIGNS.sub("", name.casefold()) for name in names]
    return len(set(bare)) < len(bare)


def _are_apart(rows: pd.DataFrame) -> bool:
    """Say whether every two therapies of some rows have an event that happens once at two times."""
    once = rows["event"].map({name: kind.scope != "therapy" and not kind.recurs for name, kind in EVENTS.items()})
    known = rows[once.astype(bool) & rows["time"].notna()]
    times = {therapy: dict(zip(own["event"], own["time"], strict=True)) for therapy, own in known.groupby("therapy_id")}
    pairs = combinations(rows["therapy_id"].unique(), 2)
    return all(
        any(times[one][event] != times[other][event] for event in times.get(one, {}).keys() & times.get(other, {}))
        for one, other in pairs
    )


def _no_therapy(
    table: pd.DataFrame, own: pd.Series[str], therapies: Mapping[str, Mapping[str, None]]
) -> Iterator[Fault]:
    """Yield a fault for each container without a therapy of its own rows that fits none, or several."""
    for container, rows in own.groupby(own, sort=False):
        known = list(therapies.get(str(container), ()))
        if container and len(known) == 1:
            continue
        where = place_of_rows(table, "", rows.index[:_MOST], "therapy_id")
        more = f" and {len(rows) - _MOST} more rows" if len(rows) > _MOST else ""
        yield _fault(where + more, str(container), known)


def _no_rows(bare: Sequence[str], therapies: Mapping[str, Mapping[str, None]]) -> Iterator[Fault]:
    for container in dict.fromkeys(bare):
        known = list(therapies.get(container, ()))
        if not container or len(known) != 1:
            yield _fault("a row without an event", container, known)


def _fault(where: str, container: str, known: Sequence[str]) -> Fault:
    if not container:
        found, expected = "neither a therapy nor a container", "one of them"
    elif known:
        found, expected = f"container {container} of no therapy", f"which of {' and '.join(known)} it is"
    else:
        found, expected = f"container {container} of no therapy", "a container that another file names with its therapy"
    return Fault(where, found, expected, "fill in the therapy's identifier", ConflictingRecord)
