"""The unit after a number of a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from atmp_logistics.labels.quantity_words import TIME, UNITS, table, words_of
from atmp_logistics.labels.tokens import Token
from atmp_logistics.labels.written_number import gap

#: A degree sign without a scale: the scale stands behind the other end of the range, or nowhere.
DEGREE = "degree"
_SCALES = {"C": "degC", "С": "degC", "℃": "degC", "F": "degF", "℉": "degF"}  # the second is a Cyrillic letter
BARE = "the letter stands without a degree sign"
SUPERSCRIPT = "the o may be a degree sign or a zero"
RATE = "a rate, and no temperature"
HOUR_OR_TIME = '"time" is an hour in Danish and an occasion in English'
SCALE = "the degrees are without a scale"


@dataclass(frozen=True, slots=True)
class WrittenUnit:
    """A unit as a sentence has it.

    Attributes
    ----------
    name : str
        ``degC``, ``degF``, `DEGREE`, ``s``, ``days``, ``months``, or what is counted.
    factor : Fraction
        How many of it one is.
    after : int
        The token after it.
    doubt : str
        Why it is not surely readable.
    """

    name: str
    factor: Fraction
    after: int
    doubt: str = ""

    @property
    def kind(self) -> str:
        """The kind of quantity that it makes."""
        if self.name in ("degC", "degF", DEGREE):
            return "temperature"
        return "duration" if self.name in ("s", "days", "months") else "count"


def unit_at(tokens: tuple[Token, ...], at: int) -> WrittenUnit | None:
    """Return the unit that begins at a token, directly after a number; None for none.

    Examples
    --------
    >>> from atmp_logistics.labels.tokens import tokens
    >>> unit_at(tokens("90-day"), 1).name, unit_at(tokens("8 degrees C"), 1).name, unit_at(tokens("5 mL"), 1)
    ('days', 'degC', None)
    """
    if at >= len(tokens):
        return None
    token = tokens[at]
    if token.kind == "degree":
        return _after_a_rate(tokens, _degrees(tokens, at))
    if token.kind == "dash" and not gap(tokens[at - 1], token) and at + 1 < len(tokens):
        unit = _of_word(tokens, at + 1)
        return unit if unit and unit.kind != "temperature" and _joined(token, tokens[at + 1]) else None
    return _after_a_rate(tokens, _of_word(tokens, at)) if token.kind == "word" else None


def _joined(dash: Token, word: Token) -> bool:
    """Return whether a hyphen joins a number to its unit, as in "90-day"."""
    return gap(dash, word) == 0


def _degrees(tokens: tuple[Token, ...], at: int) -> WrittenUnit:
    sign = tokens[at].text.strip()
    if sign in ("oC", "oF"):
        apart = tokens[at].text != sign
        return WrittenUnit(_SCALES[sign[1]], Fraction(1), at + 1, "" if apart else SUPERSCRIPT)
    if len(sign) > 1 or sign in _SCALES:
        return WrittenUnit(_SCALES[sign[-1]], Fraction(1), at + 1)
    return _scale(tokens, at + 1) or WrittenUnit(DEGREE, Fraction(1), at + 1)


def _scale(tokens: tuple[Token, ...], at: int) -> WrittenUnit | None:
    """Return the scale that a word names: "Celsius", or a letter after the word for degrees."""
    word = tokens[at].text if at < len(tokens) else ""
    known = words_of("units").get(word.casefold())
    if known in ("celsius", "fahrenheit"):
        return WrittenUnit("degC" if known == "celsius" else "degF", Fraction(1), at + 1)
    return WrittenUnit(_SCALES[word], Fraction(1), at + 1) if word in ("C", "F") else None


def _of_word(tokens: tuple[Token, ...], at: int) -> WrittenUnit | None:
    word = tokens[at].text
    if (scale := _scale(tokens, at)) is not None:
        return WrittenUnit(scale.name, scale.factor, scale.after, BARE) if len(word) == 1 else scale
    if word == TIME:
        return WrittenUnit("s", Fraction(3600), at + 1, HOUR_OR_TIME)
    unit = words_of("units").get(word.casefold())
    if unit == DEGREE:
        return _scale(tokens, at + 1) or WrittenUnit(DEGREE, Fraction(1), at + 1, SCALE)
    if unit in UNITS and (len(word) > 1 or word.islower()):
        name, factor = UNITS[unit]
        return WrittenUnit(name, Fraction(factor), at + 1)
    return _counted(tokens, at)


def _counted(tokens: tuple[Token, ...], at: int) -> WrittenUnit | None:
    """Return what is counted: times, or things such as bags, with a word between ("one infusion bag")."""
    for step in (0, 1):
        if at + step >= len(tokens) or tokens[at + step].kind != "word":
            return None
        word = tokens[at + step].text.casefold()
        follows = at + step + 1 < len(tokens) and tokens[at + step + 1].text.casefold() in words_of("things")
        if word in words_of("things") and not (step == 0 and follows):
            return WrittenUnit(words_of("things")[word], Fraction(1), at + step + 1)
        if step == 0 and word in table("counts")["times"]:
            return WrittenUnit("times", Fraction(1), at + 1)
        if word not in table("between_number_and_thing")["words"]:
            return None
    return None


def _after_a_rate(tokens: tuple[Token, ...], unit: WrittenUnit | None) -> WrittenUnit | None:
    """Return a temperature with a doubt where a time follows it: 1 °C/min is a rate."""
    if unit is None or unit.kind != "temperature" or unit.after + 1 >= len(tokens):
        return unit
    by, what = tokens[unit.after], tokens[unit.after + 1].text.casefold()
    rate = by.text.casefold() in ("/", "per", "pro", "par", "por", "i", "om") and what in words_of("units")
    return WrittenUnit(unit.name, unit.factor, unit.after, RATE) if rate else unit
