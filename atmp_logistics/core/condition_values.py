"""Which values a condition can have: those that a label names, and, where it tells none of them apart, any other."""

from __future__ import annotations

from collections.abc import Iterable

from atmp_logistics.core.label_conditions import STATEMENTS
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.product import Product
from atmp_logistics.core.requirement import When

#: What stands for any value of a condition that a label does not name.
ANOTHER = ""
#: A word shorter than this is not compared with the label's for a typing error.
_SHORT = 4
#: What people write where they do not know a value, letters and figures alone: no value of its own.
# fmt: off
_NOT_KNOWN = frozenset({
    "na", "nan", "nk", "nd", "null", "unknown", "notknown", "unk", "notstated", "notspecified", "notrecorded",
    "notdocumented", "notavailable", "nodata", "nottold", "missing", "pending", "tbd", "tbc", "unclear",
    "unbekannt", "okänd", "okänt", "ukjent", "ukendt", "inconnu", "desconocido",
})
# fmt: on


def can_be_another(product: Product, key: str) -> bool:
    """Say whether a condition can have a value that the label does not name.

    A label that names one value, or several and never one without the others, tells these apart from any other alone:
    "where washed, 30 minutes" says nothing of a product that was not washed.

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> can_be_another(load_product("kymriah-eu"), "indication")
    False
    """
    named = {frozenset(one[key]) for limit in product.requirements() for one in limit.conditions if key in one}
    return key in STATEMENTS or len(named) == 1


def values_of(product: Product, key: str) -> tuple[str, ...]:
    """Return every value that a condition can have, `ANOTHER` for any that the label does not name.

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> values_of(load_product("kymriah-eu"), "indication")
    ('ALL', 'DLBCL', 'FL')
    """
    return (*product.conditions.get(key, ()), *([ANOTHER] if can_be_another(product, key) else []))


def is_unknown(product: Product, key: str, value: str) -> bool:
    """Say whether a value of a condition is none that the label names, and no other that it can have."""
    named = product.conditions.get(key, ())
    if key in STATEMENTS or value in named:
        return False
    return not can_be_another(product, key) or misspelt(value, named) or says_nothing(value)


def says_nothing(value: str) -> bool:
    """Say whether a cell states that a value is not known, and so names none.

    Examples
    --------
    >>> [says_nothing(word) for word in ("unknown", "n/a", "?", "not known", "none", "unwashed", "1")]
    [True, True, True, True, False, False, False]
    """
    return not any(map(str.isalnum, value)) or _folded(value) in _NOT_KNOWN


def right_word(value: str, named: Iterable[str]) -> str:
    """Return how to put right a value of a condition that is none.

    Examples
    --------
    >>> right_word("washd", ["washed"]), right_word("?", ["washed"])
    ("use the label's own word; did you mean 'washed'?", 'leave it empty where nobody knows it')
    """
    return (
        "leave it empty where nobody knows it"
        if says_nothing(value)
        else f"use the label's own word{nearest(value, named)}"
    )


def misspelt(value: str, named: Iterable[str]) -> bool:
    """Say whether a value differs from one that the label names by its spelling alone, or by one typing error.

    Examples
    --------
    >>> [misspelt(word, ["washed"]) for word in ("Washed", "washd", "unwashed", "not washed")]
    [True, True, False, False]
    """
    return any(value != one and (_folded(value) == _folded(one) or _one_slip(value, one)) for one in named)


def _folded(word: str) -> str:
    return "".join(filter(str.isalnum, word.casefold())) or word


def _one_slip(one: str, other: str) -> bool:
    """Say whether two words of letters differ by one letter too many, too few, or another."""
    if min(len(one), len(other)) < _SHORT or not (one.isalpha() and other.isalpha()) or abs(len(one) - len(other)) > 1:
        return False
    one, other = sorted((one.casefold(), other.casefold()), key=len)
    same = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    return one[same + (len(one) == len(other)) :] == other[same + 1 :]


def both(one: When, other: When) -> When | None:
    """Return the condition under which two limits hold together; None where they exclude each other.

    Examples
    --------
    >>> both({"preparation": ("A", "B")}, {"preparation": ("B",), "dose": ("1",)})
    {'preparation': ('B',), 'dose': ('1',)}
    >>> both({"preparation": ("A",)}, {"preparation": ("B",)}) is None
    True
    """
    found = dict(one)
    for key, values in other.items():
        found[key] = tuple(value for value in one.get(key, values) if value in values)
    return found if all(found.values()) else None
