"""Sentences that know how they were made: an English text with its key and its values, so another language can be made.

A message is the English text, and every place that only prints it needs to know no more. What is put together by
f-strings or `+` is plain text again, and exists in English alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

_PACKAGE = Path(__file__).parents[1]


@cache
def phrase_table(room: str, language: str) -> dict[str, str]:
    """Return the phrases of a room in a language by ``table.key``, as its file holds them.

    Examples
    --------
    >>> phrase_table("core", "sv")["verdict.deviates"]
    'avviker'
    """
    file = Path(_PACKAGE, room, "phrases", f"{language}.toml")
    tables = tomllib.loads(file.read_text("utf-8"))
    return {f"{part}.{key}": text for part, table in tables.items() for key, text in table.items()}


@cache
def _patterns(room: str, language: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return each phrase as a pattern of `%`, which fills faster than braces do, and the names of what fills it."""
    return {key: _pattern(text) for key, text in phrase_table(room, language).items()}


def _pattern(text: str) -> tuple[str, tuple[str, ...]]:
    parts = [(before, name) for before, name, _, _ in Formatter().parse(text)]
    pattern = "".join(before.replace("%", "%%") + ("" if name is None else "%s") for before, name in parts)
    return pattern, tuple(name for _, name in parts if name is not None)


class Translatable(str):
    """An English text that may be said in other languages."""

    __slots__ = ()

    def in_language(self, language: str) -> str | None:
        """Return the text in a language; None where it exists in English alone."""
        return str(self) if language == "en" else None


class English(Translatable):
    """A sentence that exists in English alone, such as one of a plug-in's rule.

    Examples
    --------
    >>> English("three bags").in_language("sv") is None
    True
    """

    __slots__ = ()


class Number(Translatable):
    """A number as text with a decimal point.

    Examples
    --------
    >>> Number("24.3").in_language("sv")
    '24,3'
    """

    __slots__ = ()

    def in_language(self, language: str) -> str:
        """Return the number with the decimal sign of a language."""
        return self.replace(".", phrase_table("core", language)["number.decimal"])


class Message(Translatable):
    """A phrase of a room with what it is filled with.

    Examples
    --------
    >>> message = said("core", "unit.degC", value=Number("24.3"))
    >>> message, message.in_language("sv")
    ('24.3 °C', '24,3 °C')
    """

    __slots__ = ("key", "room", "values")
    room: str
    key: str
    values: dict[str, object]

    def __reduce__(self) -> tuple[Callable[..., Message], tuple[Any, ...]]:
        return _message, (str(self), self.room, self.key, self.values)

    def in_language(self, language: str) -> str | None:
        """Return the message in a language; None where a part of it exists in English alone."""
        pattern, names = _patterns(self.room, language)[self.key]
        filled = tuple(_in_language(self.values[name], language) for name in names)
        return None if None in filled else pattern % filled


class Joined(Translatable):
    """Several texts in a row.

    Examples
    --------
    >>> joined(" ", [said("core", "verdict.deviates"), "T1"]).in_language("sv")
    'avviker T1'
    """

    __slots__ = ("between", "parts")
    between: str
    parts: tuple[str, ...]

    def __reduce__(self) -> tuple[Callable[..., Joined], tuple[Any, ...]]:
        return joined, (self.between, self.parts)

    def in_language(self, language: str) -> str | None:
        """Return the texts in a language; None where one of them exists in English alone."""
        parts = [_in_language(part, language) for part in self.parts]
        return None if None in parts else str(_in_language(self.between, language)).join(filter(None, parts))


def said(room: str, key: str, **values: object) -> Message:
    """Return a phrase of a room with what it is filled with.

    Parameters
    ----------
    room : str
        The folder of the package that holds ``phrases/``, such as ``rules``.
    key : str
        Such as ``window.over``.
    **values : object
        What stands in the braces. A text that can be translated will be; any other stays as it is: names, times.
    """
    if not values:
        return _unfilled(room, key)
    pattern, names = _patterns(room, "en")[key]
    return _message(pattern % tuple([values[name] for name in names]), room, key, values)


@cache
def _unfilled(room: str, key: str) -> Message:
    return _message(phrase_table(room, "en")[key], room, key, {})


def _message(text: str, room: str, key: str, values: dict[str, object]) -> Message:
    made = Message(text)
    made.room, made.key, made.values = room, key, values
    return made


def joined(between: str, parts: Iterable[str]) -> Joined:
    """Return several texts in a row, with another between them."""
    held = tuple(parts)
    made = Joined(between.join(held))
    made.between, made.parts = between, held
    return made


def prose(text: str) -> Translatable:
    """Return a sentence that somebody else made: as it is where it can be translated, else as English."""
    return text if isinstance(text, Translatable) else English(text)


def _in_language(value: object, language: str) -> str | None:
    return value.in_language(language) if isinstance(value, Translatable) else str(value)
