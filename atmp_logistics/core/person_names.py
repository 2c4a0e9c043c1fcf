"""Whether two names that people write beside a step are of two persons, or may be of one."""

from __future__ import annotations

from atmp_logistics.core.identifiers import is_not_known
from atmp_logistics.core.look_alikes import as_typed_alike

#: What people write where a name is asked for, and which names nobody: a mark, the row above, the other cell.
_NOBODY = frozenset(
    (
        *("none", "nobody", "no one", "no", "yes", "ok", "x", "n/a", "na", "not applicable", "done", "signed"),
        *("same", "same person", "same as above", "self", "ditto", "idem", "dito", "id.", "as above", "see above"),
        *("ingen", "nej", "ja", "samma", "samma person", "själv", "se ovan", "signerat", "ej tillämpligt"),
        *("geen", "niemand", "nee", "zelfde", "zelf", "zie boven", "n.v.t.", "nvt"),
        *("keiner", "keine", "nein", "derselbe", "dieselbe", "selbst", "siehe oben", "s.o.", "entfällt"),
    )
)
#: How long initials are that a word of that list may be too, in capitals: NA, JA.
_INITIALS = 2


def names_nobody(text: str) -> bool:
    """Say whether a cell for a name is empty, or holds a mark or a word that names nobody.

    Examples
    --------
    >>> names_nobody(""), names_nobody("-"), names_nobody("Ditto"), names_nobody("Anna B"), names_nobody("JA")
    (True, True, True, False, False)
    """
    if text.isupper() and text.isalpha() and len(text) == _INITIALS:
        return False
    return not any(map(str.isalnum, text)) or is_not_known(text) or text.casefold() in _NOBODY


def may_be_one(one: str, other: str) -> bool:
    """Say whether two names may be of one person: typed alike, shortened, in another order, or with more beside it.

    Examples
    --------
    >>> may_be_one("AB", "a.b."), may_be_one("A. Berg", "Berg, Anna"), may_be_one("AB", "Anna Berg")
    (True, True, True)
    >>> may_be_one("AB", "CD"), may_be_one("Anna Berg", "Carl Berg"), may_be_one("nurse 1", "nurse 12")
    (False, False, False)
    """
    words, others = sorted((_words(one), _words(other)), key=len)
    if as_typed_alike("".join(words)) == as_typed_alike("".join(others)):
        return True
    return _are_initials(words, others) or _are_among(words, others)


def _words(name: str) -> list[str]:
    """Return the words of a name, without what stands between them."""
    return "".join(sign if sign.isalnum() else " " for sign in name).casefold().split()


def _are_initials(words: list[str], others: list[str]) -> bool:
    """Say whether one word is the first letters of several others."""
    return len(words) == 1 < len(others) and words[0] == "".join(word[0] for word in others)


def _are_among(words: list[str], others: list[str]) -> bool:
    """Say whether each word is another name's, or is the first letter of one or begins with one that stands alone."""
    left = list(others)
    for word in sorted(words, key=len, reverse=True):
        same = [other for other in left if as_typed_alike(other) == as_typed_alike(word)]
        found = same or [other for other in left if _is_first_letter(other, word)]
        if not found:
            return False
        left.remove(found[0])
    return True


def _is_first_letter(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) == 1 and short.isalpha() and long.startswith(short)
