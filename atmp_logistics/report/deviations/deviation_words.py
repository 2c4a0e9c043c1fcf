"""What the record says of a deviation, in words: the same lines in the file to fill in and on the page to print."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

import pandas as pd

from atmp_logistics.assessment.deviation import Deviation, ReadingsAround
from atmp_logistics.assessment.readings_beside import LoggerReading
from atmp_logistics.core.finding import Finding
from atmp_logistics.core.instants import zone
from atmp_logistics.core.wording import between, clock, degrees, event

#: So many files are named in a form; the others are counted.
FILES = 100
NO_READINGS = "not at hand: the result was judged from files too large to be held"


def opened(deviation: Deviation) -> dict[str, str]:
    """Return what the call states of the fields that a person fills in."""
    return {"opened_at": deviation.opened_at, "opened_by": deviation.opened_by}


def facts_of(deviation: Deviation) -> Iterator[tuple[str, str]]:
    """Yield what the record says of the container, by the name of each fact."""
    product = deviation.product
    yield "verdict", deviation.verdict.value
    yield "therapy", deviation.therapy_id
    yield "container", deviation.container_id or "not named in the record"
    yield "containers_of_the_therapy", ", ".join(deviation.containers) or "not named in the record"
    if product:
        yield "product", f"{product.name} ({product.slug})"
        yield "label", f"{product.citation.label}, revision {product.citation.revision}"
        yield from (("label_file", f"{file}, SHA-256 {file.sha256}") for file in product.files[:1])
    for column, values in deviation.stated.items():
        yield column, _stated(values, deviation)
    if "batch" not in deviation.stated:
        yield "batch", "not in the record"
    yield "judged_by", f"atmp_logistics {deviation.result.library}, catalogue {deviation.result.catalogue}"


def _stated(values: tuple[tuple[float, str], ...], deviation: Deviation) -> str:
    """Return what rows state, with its time where it changes."""
    if len(values) == 1:
        return values[0][1]
    return "; ".join(f"{text} from {_clock(at, deviation)}" for at, text in values)


def facts_of_finding(finding: Finding, deviation: Deviation) -> Iterator[tuple[str, str]]:
    """Yield what one finding says: the limit, what was measured, when, and where the limit was read."""
    limit = finding.limit
    yield "what", finding.why
    if limit:
        least = limit.lower or (-inf if limit.unit == "s" or limit.lower is None else 0.0)
        yield "limit", _bounds(least, inf if limit.upper is None else limit.upper, limit.unit)
        yield "measured", _bounds(finding.measured.lower, finding.measured.upper, finding.unit)
    if finding.start is not None or finding.end is not None:
        yield "start", _clock(finding.start, deviation)
        yield "end", _clock(finding.end, deviation)
    yield "events", ", ".join(map(event, finding.events))
    yield "section", str(finding.citation)
    if finding.decide_by:
        yield "would_decide_it", finding.decide_by


def facts_of_excursion(around: ReadingsAround, deviation: Deviation) -> Iterator[tuple[str, str]]:
    """Yield what readings show of one excursion, with bounds, and the readings before and after it."""
    row = around.row
    yield "limit", f"{row['code']}, {'at most' if row['side'] == 'warmer' else 'at least'} {degrees(row['limit_degC'])}"
    yield "logger", row["logger_id"] or "not named"
    for side in ("start", "end"):
        yield side, _moment(row, side, deviation)
    yield "duration", between(row["duration_lower_s"], row["duration_upper_s"])
    yield "extreme", _bounds(row["extreme_lower_degC"], row["extreme_upper_degC"], "degC")
    yield "certain", "yes" if row["certain"] else "no: a gap, an open time or the logger's accuracy leaves it open"
    yield "permitted_by_the_label", row["permitted"]
    yield "reading_before", _reading(around.before, deviation)
    yield "reading_after", _reading(around.after, deviation)


def _moment(row: object, side: str, deviation: Deviation) -> str:
    """Return one end of an excursion: as readings show it, and its bounds where they are wider."""
    seen, first, last = (_clock_of(row[name], deviation) for name in (side, f"{side}_earliest", f"{side}_latest"))  # type: ignore[index]
    return seen if first == seen == last else f"{seen}; between {first} and {last}"


def _reading(reading: LoggerReading | None, deviation: Deviation) -> str:
    if reading is None:
        return "none"
    return f"{degrees(reading.temperature_degC)} at {_clock(reading.time_us, deviation)}, {reading.logger_id}"


def _bounds(lower: float, upper: float, unit: str) -> str:
    """Return bounds, or a limit, in words with their unit."""
    if unit == "s":
        return between(lower, upper)
    said = degrees if unit == "degC" else (lambda value: f"{value:g} {unit}")
    if lower == upper:
        return said(lower)
    if lower == -inf:
        return "not known" if upper == inf else f"at most {said(upper)}"
    return f"at least {said(lower)}" if upper == inf else f"{said(lower)} to {said(upper)}"


def _clock_of(at: pd.Timestamp, deviation: Deviation) -> str:
    return "an unknown time" if pd.isna(at) else _clock(at.value / 1000, deviation)


def _clock(at: float | None, deviation: Deviation) -> str:
    tz = deviation.result.tz
    return clock(inf if at is None else at, zone(tz) if tz else None)


def files_of(deviation: Deviation) -> Iterator[tuple[str, str]]:
    """Yield the name and the hash of each file that was judged, up to `FILES` of them."""
    yield from ((one.name, one.sha256) for one in deviation.inputs[:FILES])
