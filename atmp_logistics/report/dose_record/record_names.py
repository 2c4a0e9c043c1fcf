"""The names of the files of dose records: safe on every system, and one for each therapy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from unicodedata import normalize

_MOST_LETTERS = 60


def file_names(therapies: Iterable[str]) -> dict[str, str]:
    """Return the file of each therapy's record.

    A name that is not safe everywhere as it is, or that another therapy has but for capitals, ends with a part of the
    hash of the identifier.

    Parameters
    ----------
    therapies : iterable of str

    Returns
    -------
    dict of str to str

    Examples
    --------
    >>> list(file_names(["CART-0042", "../etc", "con", "t1", "T1"]).values())  # doctest: +NORMALIZE_WHITESPACE
    ['record-CART-0042.html', 'record-etc~f7f9121fdb53.html', 'record-con.html', 'record-t1~628b49d96dcd.html',
     'record-T1~1f93603db53b.html']
    """
    every = list(dict.fromkeys(therapies))
    stems = {name: _stem(name) for name in every}
    count = Counter(stem.casefold() for stem in stems.values())
    return {
        name: f"record-{stem if stem == name and count[stem.casefold()] == 1 else _told_apart(name, stem)}.html"
        for name, stem in stems.items()
    }


def _stem(name: str) -> str:
    """Return the letters, digits, hyphens and underscores of a name that every system takes, at most sixty."""
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9_]+", "-", plain).strip("-")[:_MOST_LETTERS].rstrip("-")


def _told_apart(name: str, stem: str) -> str:
    mark = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{stem}~{mark}"
