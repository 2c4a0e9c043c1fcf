"""JSON read strictly: each object with its line, each number as written, and nothing that two programs read apart."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, TypeGuard

from atmp_logistics.core.errors import Fault, NotATable, refuse

#: Real documents nest some ten levels deep.
DEEPEST = 64
#: A text that never closes is one token, to the end: each quote in it would begin another.
_TOKENS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[{}\[\]]', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_FIX = "write the document again with the program that made it; do not edit it by hand"


class JsonNumber(str):
    """A JSON number, digit for digit as the document writes it."""

    __slots__ = ()


class JsonObject(dict[str, Any]):
    """A JSON object and the line on which it begins."""

    line: int = 0


def read_json(text: str, name: str) -> Any:
    """Return a JSON document's value.

    Parameters
    ----------
    text : str
    name : str
        The file's, for messages.

    Returns
    -------
    JsonObject, list, JsonNumber, str, bool or None

    Raises
    ------
    NotATable
        For text that is no JSON, keys that stand twice in an object, NaN and infinity, characters that are none, and
        nesting beyond what any real document has.

    Examples
    --------
    >>> document = read_json('{"a": [\\n{"b": 1.50}]}', "x.json")
    >>> document["a"][0]["b"], document["a"][0].line
    ('1.50', 2)
    """
    lines, depth = _lines_of_objects(text)
    if depth > DEEPEST:
        refuse([_fault(name, f"a document nested {depth} deep", f"at most {DEEPEST} levels")])
    faults, order = list[Fault](), iter(lines)

    def built(pairs: list[tuple[str, Any]]) -> JsonObject:
        out = JsonObject(pairs)
        out.line = next(order, 0)
        faults.extend(_pair_faults(pairs, f"{name}, row {out.line}"))
        return out

    def constant(word: str) -> None:
        faults.append(_fault(name, word, "a number"))

    try:
        document = json.loads(
            text, object_pairs_hook=built, parse_float=JsonNumber, parse_int=JsonNumber, parse_constant=constant
        )
    except json.JSONDecodeError as error:
        raise NotATable(
            [_fault(f"{name}, row {error.lineno}", f"text that is no JSON ({error.msg})", "JSON")]
        ) from error
    refuse([*faults, *(_half_character(text, name) for text in _texts([document]) if _SURROGATE.search(text))])
    return document


def shown_value(value: object) -> str:
    """Return what a JSON value is, shortened, for a message.

    Examples
    --------
    >>> shown_value(JsonNumber("4.50")), shown_value(None), shown_value({"a": True}), shown_value("x")
    ('the number 4.50', 'null', 'an object of 1', "'x'")
    """
    if isinstance(value, (dict, list)):
        return f"{'an object' if isinstance(value, dict) else 'a list'} of {len(value)}"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return f"the number {value[:40]}" if isinstance(value, JsonNumber) else repr(str(value)[:60])


def is_text(value: object) -> TypeGuard[str]:
    """Say whether a JSON value is a text, and no number."""
    return isinstance(value, str) and not isinstance(value, JsonNumber)


def _lines_of_objects(text: str) -> tuple[list[int], int]:
    """Return the line on which each object begins, in the order in which objects end, and the deepest nesting."""
    open_, lines, depth, line, seen = list[tuple[str, int]](), list[int](), 0, 1, 0
    for token in _TOKENS.finditer(text):
        if token[0] in "{[":
            line, seen = line + text.count("\n", seen, token.start()), token.start()
            open_.append((token[0], line))
            depth = max(depth, len(open_))
        elif token[0] in "}]" and open_:
            bracket, begun = open_.pop()
            if bracket == "{":
                lines.append(begun)
    return lines, depth


def _pair_faults(pairs: list[tuple[str, Any]], where: str) -> Iterator[Fault]:
    keys = [key for key, _ in pairs]
    for key in [key for key, count in Counter(keys).items() if count > 1] if len(set(keys)) < len(keys) else ():
        yield _fault(where, f"the key {key!a} twice in one object", "each key once")
    for text in [*keys, *_texts(value for _, value in pairs)]:
        if _SURROGATE.search(text):
            yield _half_character(text, where)


def _texts(values: Iterable[object]) -> Iterator[str]:
    """Yield the texts among values and in their lists; those in an object were seen when it was read."""
    for value in values:
        if isinstance(value, list):
            yield from _texts(value)
        elif isinstance(value, str):
            yield value


def _half_character(text: str, where: str) -> Fault:
    return _fault(where, f"{text[:40]!a}, half of a character", "whole characters")


def _fault(where: str, found: str, expected: str) -> Fault:
    return Fault(where, found, expected, _FIX, NotATable)
