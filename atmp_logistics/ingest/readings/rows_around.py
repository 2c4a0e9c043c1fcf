"""What the rows above and below a table contradict: a unit, a zone, an extreme that no reading shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from atmp_logistics.core.errors import DisprovedAnswer, Fault
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.files.named_units import units_named
from atmp_logistics.ingest.files.named_zones import zone_named
from atmp_logistics.ingest.raw_logs import RawLog
from atmp_logistics.ingest.readings.table_rows import Row
from atmp_logistics.records.device_summary import CUT_DEGC

_OFFSET_AT_END = re.compile(r".*(?:[zZ]|[+-]\d\d(?::?\d\d)?)")
_EXTREME = re.compile(
    r"(?<![^\W\d_])(?:t(?:emp(?:erature?)?)?(?=m))?(?:max(?:imum|imal\w*)?|min(?:imum|imal\w*)?|high(?:est)?|low(?:est)?|peak|warmest|coldest|högsta?|lägsta?"
    r"|hoogste?|laagste?|höchst\w*|niedrigst\w*|tiefst\w*)"
    r"(?:temp\w*|värde\w*|wert\w*|waarde\w*|value\w*)?(?![^\W\d_])",
    re.IGNORECASE,
)
#: What a person set, and no logger measured.
_SET = re.compile(r"interval|sampl|limit|gräns|grens|grenz", re.IGNORECASE)
#: Dates, clock times and lengths of time, whose numbers are no temperatures; percentages neither.
_NO_TEMPERATURE = re.compile(
    r"\d+(?:[./:-]\d+){2,}|\d+:\d+|\d+(?:[.,]\d+)?\s*(?:min(?:ut\w*)?|h|s|sek\w*|sec\w*|tim\w*|hour\w*|%)(?!\w)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w.,])[-+\u2212]?\d+(?:[.,]\d+)?(?![\w])")


def contradictions_around(
    name: str, around: Sequence[Row], raws: Sequence[RawLog], answers: Answers
) -> Iterator[Fault]:
    """Yield a fault for each row that is no reading and contradicts how the readings are read.

    Parameters
    ----------
    name : str
        The file's name.
    around : sequence of Row
        The rows above the headings and below the readings.
    raws : sequence of RawLog
        Of which at least one is there.
    answers : Answers
    """
    cells = [(f"{name}, row {number}", cell) for number, row in around for cell in row if cell]
    units = {temperature_unit(unit): (where, cell) for where, cell in cells for unit in units_named(cell)}
    if any(raw.unit is None for raw in raws) and answers.degrees and units and answers.degrees not in units:
        where, cell = next(iter(units.values()))
        expected = f"the unit {answers.unit}, as stated by {answers.stated_by('unit')}"
        yield Fault(where, repr(cell), expected, "state the unit that the file has", DisprovedAnswer)
    if answers.tz is not None and not answers.tz_stated and _is_local(raws[0]):
        for where, cell in cells:
            if _names_a_zone(cell):
                fix = "state the zone of the file's times: --tz, or --logger-tz beside events"
                expected = f"a zone that is stated, and not {answers.tz} unasked"
                yield Fault(where, repr(cell), expected, fix, DisprovedAnswer)
    if answers.heading_row is None:
        yield from _extremes(name, around, raws)


def _is_local(raw: RawLog) -> bool:
    """Say whether times have no offset of their own, and their heading names no zone."""
    return bool(raw.times) and not _OFFSET_AT_END.fullmatch(raw.times[0]) and not zone_named(raw.heading)


def _names_a_zone(cell: str) -> bool:
    """Say whether a cell names an offset, a place or UTC, or speaks of one without saying which."""
    try:
        named = zone_named(cell)
    except DisprovedAnswer:
        return True
    return named is not None and named.fixed is not None


def _extremes(name: str, around: Sequence[Row], raws: Sequence[RawLog]) -> Iterator[Fault]:
    """Yield a fault for each row that speaks of a highest or a lowest and holds a number beyond all readings."""
    values = [number for raw in raws for cell in raw.values if (number := _number(cell)) is not None]
    for where, row in around:
        text = " ".join(row)
        numbers = map(_number, _NUMBER.findall(_NO_TEMPERATURE.sub(" ", _of_an_extreme(text))))
        beyond = [one for one in numbers if one is not None and not _is_shown(one, values)]
        if beyond:
            expected = "no lowest or highest beyond the readings"
            fix = "export all readings; where the row says a limit and not what was measured, state --heading-row"
            yield Fault(f"{name}, row {where}", repr(text[:80]), expected, fix, DisprovedAnswer)


def _of_an_extreme(text: str) -> str:
    """Return the part of a row in which the number of an extreme can stand; "" where it speaks of none."""
    settings = _SET.search(text)
    measured = text[: settings.start()] if settings else text
    extreme = _EXTREME.search(measured)
    if not extreme:
        return ""
    return measured[extreme.end() :] if settings else measured


def _is_shown(number: float, values: Sequence[float]) -> bool:
    return bool(values) and min(values) - CUT_DEGC <= number <= max(values) + CUT_DEGC


def _number(cell: str) -> float | None:
    try:
        return float(cell.replace(",", ".").replace("\u2212", "-"))
    except ValueError:
        return None
