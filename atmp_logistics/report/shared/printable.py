"""Text of a user's file in a terminal."""

from __future__ import annotations


def printable(text: str) -> str:
    r"""Return text in which a sign that no terminal shows stands as its number.

    Examples
    --------
    >>> printable("\uf0b3 2 °C\x1b[0m")
    '\\uf0b3 2 °C\\x1b[0m'
    """
    return "".join(sign if sign.isprintable() or sign == "\n" else ascii(sign)[1:-1] for sign in text)
