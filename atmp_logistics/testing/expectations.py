"""How a check says that it is not passed."""

from __future__ import annotations


def expect(is_so: object, words: str) -> None:
    """Raise an `AssertionError` with these words where something is not so.

    Examples
    --------
    >>> expect(2 > 1, "two is more than one")
    >>> expect(1 > 2, "the rule found nothing")
    Traceback (most recent call last):
    AssertionError: the rule found nothing
    """
    if not is_so:
        raise AssertionError(words)
