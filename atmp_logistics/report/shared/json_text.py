"""JSON as every report writes it: one space a level, letters as they are, no number that JSON does not know."""

from __future__ import annotations

from json.encoder import encode_basestring
from math import isfinite
from typing import Any


def json_text(value: Any, line: str = "\n") -> str:
    """Return what ``json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False)`` does, some four times as fast.

    The standard library indents in Python, a token at a time; a registry's result is a thousand million tokens.

    Parameters
    ----------
    value : None, bool, int, float, str, list, tuple or dict with text as keys
    line : str
        How a line begins.

    Raises
    ------
    ValueError
        For a number that is not finite.
    TypeError
        For anything else that JSON does not know.

    Examples
    --------
    >>> print(json_text({"verdict": "conforms", "measured": [2.0, None]}))
    {
     "verdict": "conforms",
     "measured": [
      2.0,
      null
     ]
    }
    """
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict):
        deeper = line + " "
        held = [f"{encode_basestring(key)}: {json_text(own, deeper)}" for key, own in value.items()]
        return _between("{}", held, deeper, line)
    if isinstance(value, list | tuple):
        deeper = line + " "
        return _between("[]", [json_text(own, deeper) for own in value], deeper, line)
    return _plain(value)


def _between(brackets: str, held: list[str], deeper: str, line: str) -> str:
    return f"{brackets[0]}{deeper}{f',{deeper}'.join(held)}{line}{brackets[1]}" if held else brackets


def _plain(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return int.__repr__(value)
    if not isinstance(value, float):
        raise TypeError(f"{type(value).__name__} is nothing that JSON knows")
    if not isfinite(value):
        raise ValueError(f"{value} is no number that JSON knows")
    return float.__repr__(value)
