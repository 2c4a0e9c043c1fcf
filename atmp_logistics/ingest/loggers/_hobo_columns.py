"""A HOBO's headings taken apart: what a column holds, in which unit, of which logger and sensor."""

from __future__ import annotations

import re
from dataclasses import dataclass

from atmp_logistics.core.temperature_units import temperature_unit

SERIAL = re.compile(r"(?:LGR S/N: |\) +#)(\w+)")
SENSOR = re.compile(r"SEN S/N: (\w+)")
LABEL = re.compile(r"LBL: (.*)\)")
#: What a logger writes under a mark.
MARK = "Logged"
_HEADING = re.compile(r"([^,(]*)(?:,\s*([^\s(#]+)|\((?!LGR|SEN|LBL)([^)]*)\))?")
_STATISTIC = re.compile(r"\b(?:max|maximum|min|minimum|avg|average|mean|std|stdev|st\.?\s?dev)\b", re.IGNORECASE)
_EXTREME = re.compile(r"\b(?:max|maximum|min|minimum)\b", re.IGNORECASE)
_COMPUTED = re.compile(r"dew|wet.?bulb|heat.?index|wind.?chill|diff", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HoboColumn:
    """A heading taken apart: its place, its name, and the unit where it states one."""

    place: int
    heading: str
    name: str
    unit: str

    @property
    def is_temperature(self) -> bool:
        """Say whether these are temperatures of a sensor: measured, or a statistic of what it measured."""
        named = "temp" in self.name.casefold() or temperature_unit(self.unit) is not None
        return named and not _COMPUTED.search(self.name)

    @property
    def is_statistic(self) -> bool:
        """Say whether a name says highest, lowest or mean."""
        return bool(_STATISTIC.search(self.name))

    @property
    def side(self) -> bool | None:
        """Say whether a statistic is a highest (True) or a lowest (False); None for a mean or a spread."""
        extremes = {word[:3].casefold() == "max" for word in _EXTREME.findall(self.name)}
        return extremes.pop() if len(extremes) == 1 else None

    def first(self, pattern: re.Pattern[str]) -> str:
        """Return what a pattern finds in the heading, "" where it finds nothing."""
        match = pattern.search(self.heading)
        return match[1] if match else ""


def column_of(place: int, heading: str) -> HoboColumn:
    """Take a heading apart.

    Examples
    --------
    >>> column_of(2, "Temp, °C (LGR S/N: 1234, SEN S/N: 1235)")
    HoboColumn(place=2, heading='Temp, °C (LGR S/N: 1234, SEN S/N: 1235)', name='Temp', unit='°C')
    >>> column_of(1, "Ch:1 - Temperature   (°C)").unit, column_of(3, "Stopped LGR S/N: 1234").name
    ('°C', 'Stopped')
    """
    match = _HEADING.match(heading)
    name, bare, round_ = match.groups("") if match else (heading, "", "")
    return HoboColumn(place, heading, name.partition("LGR S/N:")[0].strip(), (bare or round_).strip())
