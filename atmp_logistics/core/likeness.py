"""Which known name an unknown one is most like; never a start for an end, nor a way in for a way out.

A suggestion is followed in haste. It is made at high likeness alone, and a name that says which end of something it
is, in English, Swedish, Danish, Norwegian, German, Dutch or French, is like no name of the other end.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sized
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from pathlib import Path

#: How alike two names are, from 0 to 1, where the one may be meant by the other.
LIKENESS = 0.8
#: How alike two parts of names are, where the one may be a slip of the other.
_OF_A_PART = 0.65
#: How alike two names are without what says which end they are.
_OF_THE_REST = 0.75
#: A name longer than this is no slip of one of ours.
_LONGEST = 60
_TABLES: dict[str, dict[str, list[str]]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
#: The words that exclude each other, each with the end that it says; likeness.toml stands beside this module.
_SIDE_OF = [{word: side for side, words in axis.items() for word in words} for axis in _TABLES.values()]
#: A word of so many letters may end a compound, as in "upptiningsstart"; of shorter ones, these alone.
_IN_COMPOUNDS = 5
_SHORT_IN_COMPOUNDS = frozenset({"slut", "ende"})


def likest(name: str, known: Iterable[str], most: int = 1) -> list[str]:
    """Return the known names that an unknown one is most like, the likest first; none below a high likeness.

    Parameters
    ----------
    name : str
        As it was written; capitals, blanks and hyphens make no difference.
    known : iterable of str
    most : int
        How many names at most.

    Returns
    -------
    list of str

    Examples
    --------
    >>> likest("Thaw-stat", ["thaw_start", "thaw_end"])
    ['thaw_start']
    >>> likest("Infusion slut", ["infusion_start"]), likest("infusion", ["infusion_start"])
    ([], [])
    """
    plain = _plain(name)
    if not plain or len(plain) > _LONGEST:
        return []
    names: dict[str, str] = {}
    for one in known:
        names.setdefault(_plain(one), one)
    close = get_close_matches(plain, list(names), n=len(names) or 1, cutoff=LIKENESS)
    return [names[one] for one in close if _same_sides(plain, one) and _same_rest(plain, one)][:most]


def sides_of(name: str) -> frozenset[str]:
    """Return which ends a name says that it is: start, end, pause, resume, in, out.

    Examples
    --------
    >>> sorted(sides_of("Infusionsslut")), sorted(sides_of("removed_from_storage")), sorted(sides_of("opened"))
    (['end'], ['out'], [])
    """
    return frozenset().union(*(_sides(name, axis) for axis in _SIDE_OF))


@lru_cache(maxsize=1 << 12)
def _plain(name: str) -> str:
    return "_".join(re.split(r"[\s_-]+", name.strip().casefold()))


def _sides(name: str, axis: dict[str, str]) -> set[str]:
    return {axis[word] for word in _words_for_ends(name, axis)}


def _words_for_ends(name: str, axis: dict[str, str]) -> list[str]:
    """Return the words of a name that say which end it is; and what its compounds end in."""
    parts = _plain(name).split("_")
    compounds = (word for part in parts if part not in axis for word in axis if _ends_in(part, word))
    return [*(part for part in parts if part in axis), *compounds]


def _ends_in(part: str, word: str) -> bool:
    return (len(word) >= _IN_COMPOUNDS or word in _SHORT_IN_COMPOUNDS) and part.endswith(word)


def _same_sides(name: str, known: str) -> bool:
    """Say whether two names say the same ends; what a known one says, the other must at least nearly say."""
    return all(_same_side(name, known, axis) for axis in _SIDE_OF)


def _same_side(name: str, known: str, axis: dict[str, str]) -> bool:
    of_name, of_known = _sides(name, axis), _sides(known, axis)
    if of_name or not of_known:
        return of_name == of_known
    said = _words_for_ends(known, axis)
    return all(word in name or any(_alike(part, word) for part in name.split("_")) for word in said)


def _same_rest(name: str, known: str) -> bool:
    """Say whether two names are alike in what remains without the words for an end."""
    one, other = ("_".join(part for part in text.split("_") if not sides_of(part)) for text in (name, known))
    return one == name or other == known or _alike(one, other, _OF_THE_REST)


def _alike(one: str, other: str, least: float = _OF_A_PART) -> bool:
    return SequenceMatcher(None, one, other).ratio() >= least


#: After so many faults of one input no further name is suggested: each takes a millisecond.
FEW = 100


def nearest(name: str, known: Iterable[str], faults: Sized = ()) -> str:
    """Return a suggestion of the known name nearest to an unknown one, as the end of a sentence; "" for none.

    Parameters
    ----------
    name : str
    known : iterable of str
    faults : sized
        The faults found so far; after `FEW` of them nothing is suggested.

    Returns
    -------
    str

    Examples
    --------
    >>> nearest("thaw_stat", ["thaw_start", "thaw_end"])
    "; did you mean 'thaw_start'?"
    >>> nearest("xyz", ["thaw_start"])
    ''
    """
    close = likest(name, known) if len(faults) < FEW else []
    return "".join(f"; did you mean {one!r}?" for one in close)
