"""Calls of texts and paths alone are read here: to read any, typer loads pydantic, a tenth of the sample's time.

A call that holds anything else (an unknown option, a value that begins with a dash, a number, a choice, a file that
must not be read) is read by typer, which words its refusals.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from typer.core import TyperCommand

#: How a text becomes a value of a type; `list[str]` and `list[Path]` may be given several times.
_VALUE_OF = {str: str, Path: Path, list[str]: str, list[Path]: Path}
#: In the place of a value: typer must read it.
_NOT_PLAIN = object()


class CommandOfPlainCalls(TyperCommand):
    """A command that reads a plain call itself, to the values that typer would read."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Set the values of a call's parameters; return the words that are left, none."""
        values = plain_values(self.params, args)
        if values is None:
            return super().parse_args(ctx, args)
        ctx.params = values
        return []


def plain_values(params: Iterable[Any], words: Sequence[str]) -> dict[str, Any] | None:
    """Return the value of each parameter of a call, None for a call that typer must read.

    Parameters
    ----------
    params : iterable of typer's parameters
    words : sequence of str
        What stands behind the command.
    """
    arguments = [param for param in params if param.param_type_name == "argument"]
    given = _given(words, {option: param for param in params if param not in arguments for option in param.opts})
    if given is None:
        return None
    positions, texts = given
    if len(arguments) == 1 and _takes_several(arguments[0]):
        texts |= {arguments[0].name: positions}
    elif len(positions) == len(arguments):
        texts |= {param.name: [text] for param, text in zip(arguments, positions, strict=True)}
    else:
        return None
    values = {param.name: _value(param, texts.get(param.name, [])) for param in params}
    return None if any(value is _NOT_PLAIN for value in values.values()) else values


def _given(words: Sequence[str], options: dict[str, Any]) -> tuple[list[str], dict[str, list[str]]] | None:
    """Return the words that belong to no option, and the words of each option by its parameter's name."""
    positions, texts, rest = list[str](), dict[str, list[str]](), iter(words)
    for word in rest:
        if not word.startswith("-"):
            positions.append(word)
            continue
        text = next(rest, "-")
        if word not in options or text.startswith("-"):
            return None
        texts.setdefault(options[word].name, []).append(text)
    return positions, texts


def _value(param: Any, texts: list[str]) -> Any:
    """Return a parameter's value; `_NOT_PLAIN` where typer must read it."""
    if not texts and not param.required:
        return () if param.multiple else param.default
    kind = getattr(getattr(param, "type_descriptor", None), "annotation", None)
    if kind not in _VALUE_OF or not texts or not all(texts) or (len(texts) > 1 and not _takes_several(param)):
        return _NOT_PLAIN
    values = [_VALUE_OF[kind](text) for text in texts]
    if any(isinstance(value, Path) and os.access(value, os.F_OK) and not os.access(value, os.R_OK) for value in values):
        return _NOT_PLAIN
    return values if _takes_several(param) else values[0]


def _takes_several(param: Any) -> bool:
    """Say whether a parameter may be given several times: an option that repeats, an argument of any number."""
    return bool(getattr(param, "multiple", False) or getattr(param, "nargs", 1) == -1)
