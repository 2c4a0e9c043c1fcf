"""Each number of the facts read on 2026-11-28 stands in the file of its label, or is named here with its reason.

A number counts where it stands in a value or a note of the product file, with its unit; a comment does not count.
The facts stand outside the repository (ATMP_SHARED).
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import SHARED, real

from atmp_logistics import catalogue

FILES = {path.stem: path for path in (Path(catalogue.__file__).parent / "data").rglob("*.toml")}

#: Seconds of a unit of time; months, degrees and vials are units of their own.
SIZES = {"min": 60.0, "minute": 60.0, "h": 3600.0, "hour": 3600.0, "day": 86400.0, "d": 86400.0, "week": 604800.0}
UNIT = r"(°C|degC|min|minutes?|h|hours?|d|days?|weeks?|months?|years?|vials)\b"
QUANTITY = re.compile(rf"(-?\d+(?:\.\d+)?)(?: (?:to|and) (-?\d+(?:\.\d+)?))? {UNIT}")
FIELDS = ((r"_days = (\d+)", "d"), (r"[{ ]days = (\d+)", "d"), (r"months = (\d+)", "months"))
DAY_NUMBERS = (
    r"day_numbers = \[(-?\d+)",
    r"days? (-\d+)",
    r", (-\d+)(?: and|,)",
    r"and (-\d+)",
    r"(\d+)(?:st|nd|rd|th)\b",
)

#: Facts that were read in the text of another jurisdiction: they stand in the file of that label.
THEIRS = {
    ("abecma-eu", "2 to 9 days"): "abecma-ch",
    (
        "tecartus-eu",
        "begins within 30 min; lasts at most 30 min; 3 h at 20 to 25 °C; 1 year at most -150 °C",
    ): "tecartus-il",
    ("tecartus-eu", "3 to 14 days"): "tecartus-il",
    ("luxturna-eu", "at most 4 h below 25 °C"): "luxturna-il",
    ("upstaza-eu", "below 25 °C, at most 6 h"): "upstaza-il",
    ("zolgensma-eu", "8 h"): "zolgensma-hk",
    ("zolgensma-eu", "14 days refrigerated; 8 h in the syringe"): "zolgensma-hk",
    ("casgevy-eu", "48 h to 7 days"): "casgevy-us",
}

#: Facts whose number stands in no file.
NOT_ENTERED = {
    (
        "libmeldy-eu",
        "-130 °C, vapour phase (operator not given)",
    ): "a news text, and on which side it bounds is not said",
    ("hpc-cord-blood-us", "-150"): "of Allocord alone: it stands in allocord-us, and must not stand for the others",
    ("vyjuvek-us", "7"): "in words: once a week",
}


def size(number: str, unit: str) -> tuple[float, str]:
    """Return a quantity in seconds, months, °C or vials."""
    unit = unit.rstrip("s") if unit not in {"vials", "degC"} else unit
    if unit in SIZES:
        return float(number) * SIZES[unit], "s"
    if unit in {"month", "year"}:
        return float(number) * (12 if unit == "year" else 1), "months"
    return float(number), {"degC": "°C"}.get(unit, unit)


def quantities(text: str) -> Iterator[tuple[float, str]]:
    """Yield every quantity of a text, both ends of a range, and days counted before the infusion."""
    for first, second, unit in QUANTITY.findall(text):
        yield from (size(number, unit) for number in (first, second) if number)
    for first, unit in re.findall(rf"(-?\d+) {UNIT} to \d", text):
        yield size(first, unit)
    for pattern in DAY_NUMBERS:
        yield from (size(number.lstrip("-"), "d") for number in re.findall(pattern, text))


def stands_in(slug: str) -> set[tuple[float, str]]:
    """Return every quantity of a product file, its comments left out."""
    text = "\n".join(line for line in FILES[slug].read_text("utf-8").splitlines() if not line.startswith("#"))
    fields = {size(number, unit) for pattern, unit in FIELDS for number in re.findall(pattern, text)}
    return fields | set(quantities(text))


def facts(region: str) -> list[dict[str, object]]:
    """Return the facts of a file; the one of the US holds them beside what was rejected."""
    read = json.loads(Path(SHARED, "facts", f"label_facts_{region}.json").read_text("utf-8"))
    return list(read["facts"]) if isinstance(read, dict) else list(read)


def asked(fact: dict[str, object]) -> set[tuple[float, str]]:
    """Return the quantities of a fact: of its words, or of its number and unit."""
    value, unit = fact["value"], str(fact.get("unit", "")).split(" ")[0]
    if isinstance(value, str):
        return set(quantities(value))
    numbers = value if isinstance(value, list) else [value]
    return {size(str(number), unit) for number in numbers if number is not None and re.fullmatch(UNIT, unit)}


def is_dated(fact: dict[str, object]) -> str:
    """Return the day on which an authorisation ended, where the fact tells one."""
    found = re.match(r"authorisation ended (\d{4}-\d\d-\d\d)", str(fact["value"]))
    return found[1] if found else ""


@real
@pytest.mark.parametrize("region", ["eu", "us"])
def test_each_number_of_the_facts_stands_in_the_file_of_its_label(region: str) -> None:
    missing = []
    for fact in facts(region):
        key = (str(fact["slug"]), str(fact["value"]))
        theirs = THEIRS.get(key, key[0]) if fact["evidence"] == "other-jurisdiction" else key[0]
        lost = {f"{number:g} {unit}" for number, unit in asked(fact) - stands_in(theirs)}
        if lost and key not in NOT_ENTERED:
            missing.append((theirs, fact["kind"], fact["value"], sorted(lost)))
    assert missing == []


@real
def test_each_ended_authorisation_stands_in_its_file() -> None:
    dated = [(str(fact["slug"]), is_dated(fact)) for fact in facts("eu") if is_dated(fact)]
    assert len(dated) == 8
    for slug, day in dated:
        assert f"authorisation_ended = {day}" in FILES[slug].read_text("utf-8"), slug


@real
def test_a_reason_is_given_for_facts_that_need_one_alone() -> None:
    known = {(str(fact["slug"]), str(fact["value"])): fact for fact in facts("eu") + facts("us")}
    assert set(NOT_ENTERED) | set(THEIRS) <= set(known)
    assert all(asked(known[key]) - stands_in(key[0]) for key in NOT_ENTERED)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("at most 2.5 h at 20 to 25 °C", {(9000.0, "s"), (20.0, "°C"), (25.0, "°C")}),
        ("48 h to 7 days", {(172800.0, "s"), (604800.0, "s")}),
        ("5 years at most -150 °C", {(60.0, "months"), (-150.0, "°C")}),
        ("days -5, -4 and -3", {(432000.0, "s"), (345600.0, "s"), (259200.0, "s")}),
        ("kits of 10 to 48 vials", {(10.0, "vials"), (48.0, "vials")}),
        ("not refrozen", set()),
    ],
)
def test_the_quantities_of_a_fact_are_read(text: str, found: set[tuple[float, str]]) -> None:
    assert set(quantities(text)) == found
