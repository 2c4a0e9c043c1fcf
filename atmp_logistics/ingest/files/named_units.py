"""The unit of temperature that a heading names, as a sign, a letter or a word."""

from __future__ import annotations

import re

from atmp_logistics.core.temperature_units import temperature_unit

#: In brackets; after a sign that parts; after a word for temperature, or a word for degrees; or a degree sign or a word
#: anywhere.
_UNIT = re.compile(
    r"[\[({<]([^\])}>]+)[\])}>]"
    r"|(?:_|[,/:|]\s*|\s[-–—]\s*)(deg\.?\s?[cfk]|[cfk])(?![^\W_])"
    r"|(?<![^\W_])(?:temp[a-zé]*\.?|t)[\s_:=.-]*(?:in\s+)?(deg\.?\s?[cf]|[cfk])(?![^\W_])"
    r"|(?<![^\W_])(?:degrees?|grader|grad|degrés?|gradi|grados|in)\s+([cfk])(?![^\W_])"
    r"|((?:[°º˚]|&deg;|deg\.?[ _]?)\s?[cf](?![^\W_])|[℃℉])"
    r"|(?<![^\W_])(cel[sc]ius|centigrade|fahr\.?|fah?renhei(?:gh)?t|kelvin)(?![^\W_])",
    re.IGNORECASE,
)
#: The letter of a unit that ends a word whose other letters are small: TempF, tempC.
_CAMEL = re.compile(r"(?<=[a-z])([CFK])(?![^\W_])")
#: The unit alone: no word beside it says what else the letter could be.
_ALONE = re.compile(r"\s*([cfk])\s*", re.IGNORECASE)
#: The groups of `_UNIT` in which a word that stays stands before the unit.
_LETTERS = (3, 4)
_PARTS = re.compile(r"[,;/|]")
_BEFORE = re.compile(r"(?:(?:in|grad|grader|degrees?|degrés?|gradi|grados)\s+)+", re.IGNORECASE)
_PLAIN = re.compile(
    r"(?:[°º˚]|&deg;|deg\.?)\s?[CF](?![^\W_])|[℃℉]|cel[sc]ius|fah?renhei(?:gh)?t|fahr\.?|kelvin", re.IGNORECASE
)


def units_named(heading: str) -> tuple[str, ...]:
    """Return the units that a heading names, each once as the heading writes it; none where it names none.

    Examples
    --------
    >>> units_named("Probe 1 (°F)"), units_named("Temp_C"), units_named("Air, °C"), units_named("Temp (probe)")
    (('°F',), ('C',), ('°C',), ())
    >>> units_named("Temperature Fahrenheit"), units_named("T/K"), units_named("Sensor C"), units_named("T (°C/°F)")
    (('Fahrenheit',), ('K',), (), ('°C', '°F'))
    """
    written = [next(filter(None, match.groups())).strip() for match in _UNIT.finditer(heading)]
    written += [match[1] for match in _CAMEL.finditer(heading)]
    written += [match[1]] if (match := _ALONE.fullmatch(heading)) else []
    parts = [part for text in written for part in _parts(text)]
    found = {unit: part for part in reversed(parts) if (unit := temperature_unit(part))}
    return tuple(reversed(found.values()))


def _parts(text: str) -> list[str]:
    """Return what can be a unit within brackets: the whole, its parts, and signs and words beside others."""
    if temperature_unit(text):
        return [text]
    parts = [_BEFORE.sub("", part.strip()) for part in _PARTS.split(text)]
    return parts if any(map(temperature_unit, parts)) else _PLAIN.findall(text)


def without_unit(heading: str) -> str:
    """Return a heading without the unit that it names.

    Examples
    --------
    >>> without_unit("Temperature [°F]"), without_unit("temperature_degC"), without_unit("temperature kelvin")
    ('Temperature', 'temperature', 'temperature')
    """
    out = heading
    for match in reversed([*_UNIT.finditer(heading)]):
        group = next(i for i, text in enumerate(match.groups(), start=1) if text)
        if temperature_unit(match[group].strip()):
            start = match.start(group) if group in _LETTERS else match.start()
            out = out[:start] + out[match.end() :]
    return out.strip(" _,/:|–-")
