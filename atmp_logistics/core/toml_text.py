"""Texts as TOML writes them."""

from __future__ import annotations

import json


def quoted(text: str) -> str:
    r"""Return a text in quotes, as a key or a value of TOML; signs that nobody sees are written as their numbers.

    Examples
    --------
    >>> print(quoted('Påse "A"'), quoted("line\nend\x7f"))
    "Påse \"A\"" "line\nend\U0000007f"
    """
    written = json.dumps(text, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in written)
