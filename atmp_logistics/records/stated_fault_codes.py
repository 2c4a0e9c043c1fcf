"""The fault codes that a profile states: numbers that a site's loggers write where they have no reading."""

from __future__ import annotations

from atmp_logistics.core.errors import AtmpError
from atmp_logistics.core.toml_table import TomlTable
from atmp_logistics.core.units import temperature_degC

_KEY = "fault_codes"


def fault_codes_of(readings: TomlTable) -> tuple[float, ...] | None:
    """Read `fault_codes` from a profile's table of readings: temperatures with their unit; None where it is not there.

    Examples
    --------
    >>> fault_codes_of(TomlTable({"fault_codes": ["-127 degC", "185 degF"]}, "site", []))
    (-127.0, 85.0)
    """
    if _KEY not in readings:
        return None
    given = readings.take(_KEY)
    if not isinstance(given, list):
        readings.fault(_KEY, repr(given), "a list of temperatures", 'write fault_codes = ["-127 degC"]')
        return None
    found = []
    for i, code in enumerate(given):
        try:
            found.append(temperature_degC(code, f"{readings.path}.{_KEY}[{i}]"))
        except AtmpError as error:
            readings.faults += error.faults
    return tuple(dict.fromkeys(found))


def words_on_fault_codes(codes: tuple[float, ...] | None) -> list[str]:
    """Return what is stated of fault codes, in words.

    Examples
    --------
    >>> words_on_fault_codes((-127.0, 85.0)), words_on_fault_codes(())
    (['loggers write -127, 85 °C where they have no reading'], \
['no temperature that a logger writes is a fault code'])
    """
    if codes is None:
        return []
    if not codes:
        return ["no temperature that a logger writes is a fault code"]
    return [f"loggers write {', '.join(f'{code:g}' for code in codes)} °C where they have no reading"]
