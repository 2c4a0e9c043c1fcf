"""The product files: each loads and is cited; its numbers were transcribed from the facts a second time."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from atmp_logistics import catalogue
from atmp_logistics.catalogue import read_product
from atmp_logistics.product import Product, Requirement, TemperatureRange
from atmp_logistics.timeline import CalendarPeriod
from atmp_logistics.vocabulary import CONDITIONS, is_moment

FILES = sorted((Path(catalogue.__file__).parent / "data").rglob("*.toml"))
PRODUCTS = {path.stem: read_product(path) for path in FILES}
EVERY = pytest.mark.parametrize("product", PRODUCTS.values(), ids=PRODUCTS)

#: Every number of a product: slug, code and condition, field, value.
#: Written from facts/*.json and facts/second_reader.md, not from the TOML.
NUMBERS = """
kymriah-eu    frozen                                   upper          -120 degC
kymriah-eu    frozen                                   shelf_life     9 months
kymriah-eu    post-thaw                                at_most        30 min
kymriah-eu    post-thaw                                within         20..25 degC
kymriah-eu    lymphodepletion-to-infusion[ALL,DLBCL]   at_least_days  2 days
kymriah-eu    lymphodepletion-to-infusion[ALL,DLBCL]   at_most_days   14 days
kymriah-eu    lymphodepletion-to-infusion[FL]          at_least_days  2 days
kymriah-eu    lymphodepletion-to-infusion[FL]          at_most_days   6 days
kymriah-eu    lymphodepletion-repeat                   at_most_days   4 weeks
kymriah-eu    premedication                            at_least       30 min
kymriah-eu    premedication                            at_most        60 min
kymriah-us    frozen                                   upper          -120 degC
kymriah-us    post-thaw                                at_most        30 min
kymriah-us    post-thaw                                within         20..25 degC
kymriah-us    lymphodepletion-to-infusion[ALL]         at_least_days  2 days
kymriah-us    lymphodepletion-to-infusion[ALL]         at_most_days   14 days
kymriah-us    lymphodepletion-to-infusion[DLBCL]       at_least_days  2 days
kymriah-us    lymphodepletion-to-infusion[DLBCL]       at_most_days   11 days
kymriah-us    lymphodepletion-to-infusion[FL]          at_least_days  2 days
kymriah-us    lymphodepletion-to-infusion[FL]          at_most_days   6 days
kymriah-us    premedication                            at_least       30 min
kymriah-us    premedication                            at_most        60 min
yescarta-eu   frozen                                   upper          -150 degC
yescarta-eu   shelf-life                               upper          -150 degC
yescarta-eu   shelf-life                               shelf_life     12 months
yescarta-eu   infusion-start                           at_most        30 min
yescarta-eu   infusion-duration                        at_most        30 min
yescarta-eu   post-thaw                                at_most        3 h
yescarta-eu   post-thaw                                within         20..25 degC
yescarta-eu   lymphodepletion-repeat                   at_most_days   2 weeks
yescarta-eu   premedication                            at_least       30 min
yescarta-eu   premedication                            at_most        60 min
tecartus-uk   frozen                                   upper          -150 degC
tecartus-uk   frozen                                   shelf_life     12 months
tecartus-uk   infusion-start                           at_most        30 min
tecartus-uk   infusion-duration                        at_most        30 min
tecartus-uk   post-thaw                                at_most        3 h
tecartus-uk   post-thaw                                within         20..25 degC
tecartus-uk   lymphodepletion-to-infusion[MCL]         at_least_days  3 days
tecartus-uk   lymphodepletion-to-infusion[MCL]         at_most_days   14 days
tecartus-uk   lymphodepletion-to-infusion[ALL]         at_least_days  2 days
tecartus-uk   lymphodepletion-to-infusion[ALL]         at_most_days   14 days
tecartus-uk   lymphodepletion-repeat                   at_most_days   2 weeks
tecartus-uk   single-minus-80                          upper          -70 degC
tecartus-uk   single-minus-80                          at_most        90 days
tecartus-uk   single-minus-80                          times          1
breyanzi-uk   frozen                                   upper          -130 degC
breyanzi-uk   frozen                                   shelf_life     13 months
breyanzi-uk   removal-to-administration                at_most        2 h
breyanzi-uk   post-thaw                                at_most        2 h
breyanzi-uk   post-thaw                                within         15..25 degC
breyanzi-uk   lymphodepletion-to-infusion              at_least_days  2 days
breyanzi-uk   lymphodepletion-to-infusion              at_most_days   7 days
breyanzi-uk   lymphodepletion-repeat                   at_most_days   2 weeks
breyanzi-uk   premedication                            at_least       30 min
breyanzi-uk   premedication                            at_most        60 min
abecma-il     frozen                                   upper          -130 degC
abecma-il     frozen                                   shelf_life     12 months
abecma-il     thaw-to-infusion                         at_most        1 h
abecma-il     thaw-to-infusion                         within         20..25 degC
casgevy-eu    frozen                                   upper          -135 degC
casgevy-eu    frozen                                   shelf_life     24 months
casgevy-eu    post-thaw                                at_most        20 min
casgevy-eu    post-thaw                                within         20..25 degC
ebvallo-eu    frozen                                   upper          -150 degC
ebvallo-eu    preparation                              at_most        1 h
ebvallo-eu    thaw-to-administration                   at_most        3 h
ebvallo-eu    thaw-to-administration                   within         15..25 degC
ebvallo-eu    injection-duration                       at_least       5 min
ebvallo-eu    injection-duration                       at_most        10 min
hemgenix-eu   refrigerated                             lower          2 degC
hemgenix-eu   refrigerated                             upper          8 degC
hemgenix-eu   in-use                                   at_most        24 h
hemgenix-eu   in-use                                   within         15..25 degC
luxturna-eu   frozen                                   upper          -65 degC
luxturna-eu   shelf-life                               upper          -65 degC
luxturna-eu   shelf-life                               shelf_life     36 months
luxturna-eu   thawed                                   upper          25 degC strict
luxturna-eu   preparation                              at_most        4 h
upstaza-eu    frozen                                   upper          -65 degC
upstaza-eu    thaw-to-use                              at_most        6 h
alofisel-eu   fresh                                    lower          15 degC
alofisel-eu   fresh                                    upper          25 degC
alofisel-eu   shelf-life                               lower          15 degC
alofisel-eu   shelf-life                               upper          25 degC
alofisel-eu   shelf-life                               shelf_life     72 h
"""

#: What each phase and clock runs between, over what, how binding it is | where a later band begins;
#: transcribed in the same way.
CLOCKS = """
kymriah-eu   frozen                       product_received > storage_out, phase, shall
kymriah-eu   post-thaw                    thaw_end > administration_end, container, shall
kymriah-eu   lymphodepletion-to-infusion  lymphodepletion_end > administration, therapy, should
kymriah-eu   lymphodepletion-repeat       lymphodepletion_end > administration, therapy, information
kymriah-eu   premedication                premedication > administration_start, therapy, information
kymriah-us   frozen                       product_received > storage_out, phase, shall
kymriah-us   post-thaw                    thaw_end > administration, container, shall
kymriah-us   lymphodepletion-to-infusion  lymphodepletion_end > administration, therapy, shall
kymriah-us   premedication                premedication > administration_start, therapy, information
yescarta-eu  frozen                       product_received > storage_out, phase, shall
yescarta-eu  shelf-life                   product_received > storage_out, phase, shall
yescarta-eu  infusion-start               thaw_end > administration_start, container, shall
yescarta-eu  infusion-duration            administration_start > administration_end, container, shall
yescarta-eu  post-thaw                    thaw_end > administration, container, shall
yescarta-eu  lymphodepletion-repeat       lymphodepletion_end > administration, therapy, information
yescarta-eu  premedication                premedication > administration_start, therapy, information
tecartus-uk  frozen                       product_received > storage_out, phase, shall
tecartus-uk  infusion-start               thaw_end > administration_start, container, shall
tecartus-uk  infusion-duration            administration_start > administration_end, container, shall
tecartus-uk  post-thaw                    thaw_end > administration, container, shall
tecartus-uk  lymphodepletion-to-infusion  lymphodepletion_end > administration, therapy, should
tecartus-uk  lymphodepletion-repeat       lymphodepletion_end > administration, therapy, shall
breyanzi-uk  frozen                       product_received > storage_out, phase, shall
breyanzi-uk  removal-to-administration    storage_out > administration, therapy, shall
breyanzi-uk  post-thaw                    thaw_end > administration, therapy, shall
breyanzi-uk  lymphodepletion-to-infusion  lymphodepletion_end > administration, therapy, shall
breyanzi-uk  lymphodepletion-repeat       lymphodepletion_end > administration, therapy, should
breyanzi-uk  premedication                premedication > administration_start, therapy, should
abecma-il    frozen                       product_received > storage_out, phase, shall
abecma-il    thaw-to-infusion             thaw_start > administration, container, shall | thaw_end
casgevy-eu   frozen                       product_received > storage_out, phase, shall
casgevy-eu   post-thaw                    thaw_end > administration, container, shall
ebvallo-eu   frozen                       product_received > storage_out, phase, shall
ebvallo-eu   preparation                  thaw_start > preparation_end, container, shall
ebvallo-eu   thaw-to-administration       thaw_start > administration_end, container, shall | thaw_end
ebvallo-eu   injection-duration           administration_start > administration_end, container, shall
hemgenix-eu  refrigerated                 product_received > storage_out, phase, shall
hemgenix-eu  in-use                       preparation > administration_end, container, shall | preparation_end
luxturna-eu  frozen                       product_received > storage_out, phase, shall
luxturna-eu  shelf-life                   product_received > storage_out, phase, shall
luxturna-eu  thawed                       thaw_end > administration_start, phase, shall
luxturna-eu  preparation                  preparation > administration_start, container, shall
upstaza-eu   frozen                       product_received > storage_out, phase, shall
upstaza-eu   thaw-to-use                  thaw_start > device_priming_start, container, shall
alofisel-eu  fresh                        product_received > administration_start, phase, shall
alofisel-eu  shelf-life                   product_received > administration_start, phase, shall
"""

#: Numbers that the facts give in words or in second_reader.md, and not as a value of the JSON files.
EXCEPTIONS = {
    ("yescarta-eu", "60 min"): "30-60 min: in a note of catalogue_eu.json, confirmed in second_reader.md",
}

SECONDS = {"s": 1, "min": 60, "h": 3600, "days": 86400, "weeks": 604800}


def written(text: str) -> object:
    """Read a value of the table without the library's own unit gate."""
    number, _, unit = text.partition(" ")
    if unit.startswith("degC"):
        ends = tuple(float(part) for part in number.split(".."))
        return (*ends, "strict") if unit.endswith("strict") else ends
    return f"{number} months" if unit == "months" else float(number) * SECONDS.get(unit, 1)


def table(text: str, columns: int) -> list[list[str]]:
    """Split each row at its spaces; the last column may hold some."""
    return [line.split(maxsplit=columns - 1) for line in text.strip().splitlines()]


def name_of(limit: Requirement) -> str:
    """Return the limit's code, with the values of its condition."""
    values = ",".join(value for part in limit.when.values() for value in part)
    return f"{limit.code}[{values}]" if values else limit.code


def degrees(limits: TemperatureRange) -> Iterator[tuple[str, object]]:
    strict = () if limits.inclusive else ("strict",)
    for field, value in (("lower", limits.lower_degC), ("upper", limits.upper_degC)):
        if value is not None:
            yield field, (value, *strict)


def life(value: CalendarPeriod | float) -> object:
    if isinstance(value, CalendarPeriod):
        return f"{value.months} months" if value.months else value.days * 86400.0
    return value


def numbers(product: Product) -> Iterator[tuple[str, str, object]]:
    """Yield every number: times in seconds, temperatures in °C, shelf lives in months or seconds."""
    for store in product.storage:
        yield from ((name_of(store), *found) for found in degrees(store.range))
        if store.shelf_life is not None:
            yield name_of(store), "shelf_life", life(store.shelf_life)
    for window in product.windows:
        for field, value, size in (
            ("at_least", window.at_least_s, 1),
            ("at_most", window.at_most_s, 1),
            ("at_least_days", window.at_least_days, 86400),
            ("at_most_days", window.at_most_days, 86400),
        ):
            if value is not None:
                yield name_of(window), field, float(value * size)
        if window.within is not None:
            yield name_of(window), "within", (window.within.lower_degC, window.within.upper_degC)
    for allowance in product.allowances:
        yield from ((name_of(allowance), *found) for found in degrees(allowance.range))
        if allowance.at_most_s is not None:
            yield name_of(allowance), "at_most", allowance.at_most_s
        if allowance.times is not None:
            yield name_of(allowance), "times", float(allowance.times)
    for budget in product.budgets:
        yield name_of(budget), "band", (budget.band.lower_degC, budget.band.upper_degC)
        yield name_of(budget), "at_most", budget.at_most_s


def clocks(product: Product) -> Iterator[tuple[str, str]]:
    """Yield what every phase and clock runs between, in the words of the table."""
    for store in product.storage:
        yield store.code, f"{store.starts} > {store.ends}, phase, {store.obligation}"
    for window in product.windows:
        band = f" | {window.within_from}" if window.within_from else ""
        yield window.code, f"{window.starts} > {window.ends}, {window.scope}, {window.obligation}{band}"


def test_there_are_product_files() -> None:
    assert len(FILES) >= 12
    assert len(PRODUCTS) == len(FILES), "two files of one name"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_named_and_placed_after_what_it_holds(path: Path) -> None:
    product = PRODUCTS[path.stem]
    assert path.stem == product.slug
    assert path.parent.name == product.jurisdiction.lower()


@EVERY
def test_every_limit_says_where_it_was_read(product: Product) -> None:
    for limit in product.requirements():
        cited = limit.citation
        assert all((cited.label, cited.revision, cited.url, cited.evidence)), limit.code
    for limit in (*product.storage, *product.windows, *product.allowances, *product.budgets):
        assert limit.citation.section, limit.code


@EVERY
def test_every_clock_and_phase_names_both_ends(product: Product) -> None:
    for limit in (*product.storage, *product.windows, *product.budgets):
        assert is_moment(limit.starts), limit.code
        assert is_moment(limit.ends), limit.code
    assert set(product.conditions) <= set(CONDITIONS)


@pytest.mark.parametrize("slug", sorted({row[0] for row in table(NUMBERS, 4)}))
def test_numbers_equal_their_second_transcription(slug: str) -> None:
    expected = {(code, field): written(value) for name, code, field, value in table(NUMBERS, 4) if name == slug}
    found = {(code, field): value for code, field, value in numbers(PRODUCTS[slug])}
    assert found == expected


@pytest.mark.parametrize("slug", sorted({row[0] for row in table(CLOCKS, 3)}))
def test_clocks_equal_their_second_transcription(slug: str) -> None:
    assert set(clocks(PRODUCTS[slug])) == {(code, clock) for name, code, clock in table(CLOCKS, 3) if name == slug}


@pytest.mark.parametrize("text", [NUMBERS, CLOCKS], ids=["numbers", "clocks"])
def test_every_product_was_transcribed_twice(text: str) -> None:
    assert {row[0] for row in table(text, 2)} == set(PRODUCTS)


# -- against the facts themselves, where they are at hand

SHARED = os.environ.get("ATMP_SHARED", "")
ISO = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
WITH_FACTS = pytest.mark.skipif(not SHARED, reason="ATMP_SHARED names no folder with the facts")


def iso(text: str) -> object | None:
    """Read an ISO 8601 duration as months or as seconds."""
    match = ISO.fullmatch(text)
    if not match or not any(match.groups()):
        return None
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    if years or months:
        return f"{12 * years + months} months"
    return float(((weeks * 7 + days) * 24 + hours) * 3600 + minutes * 60 + seconds)


def facts_of(name: str) -> tuple[set[float], set[object]]:
    """Return every temperature and every duration that the facts files hold of a brand, in any region."""
    degrees, durations = set[float](), set[object]()
    waiting = [
        entry
        for path in sorted(Path(SHARED, "facts").glob("catalogue_*.json"))
        for entry in json.loads(path.read_text("utf-8"))
        if name in re.findall(r"\w+", entry["brand"])
    ]
    while waiting:
        item = waiting.pop()
        for key, value in item.items():
            if isinstance(value, dict):
                waiting.append(value)
            elif isinstance(value, list):
                waiting += [part for part in value if isinstance(part, dict)]
            elif isinstance(value, (int, float)) and key.endswith("_c"):
                degrees.add(float(value))
            elif isinstance(value, str) and (duration := iso(value)) is not None:
                durations.add(duration)
    return degrees, durations


@WITH_FACTS
@EVERY
def test_every_number_stands_in_the_facts(product: Product) -> None:
    temperatures, durations = facts_of(product.name)
    excused = {written(text) for slug, text in EXCEPTIONS if slug == product.slug}
    for code, field, value in numbers(product):
        if isinstance(value, tuple):
            missing = {end for end in value if isinstance(end, float)} - temperatures
            assert not missing, (code, field, missing)
        elif field != "times":
            assert value in durations | excused, (code, field, value)


@WITH_FACTS
@pytest.mark.parametrize(("slug", "text"), EXCEPTIONS)
def test_every_exception_is_needed(slug: str, text: str) -> None:
    assert written(text) not in facts_of(PRODUCTS[slug].name)[1]
    assert written(text) in [value for _, _, value in numbers(PRODUCTS[slug])]


def test_durations_of_the_facts_are_read() -> None:
    texts = ("P9M", "P1Y", "P2W", "PT30M", "PT2M30S", "P", "frozen")
    assert [iso(text) for text in texts] == ["9 months", "12 months", 1209600.0, 1800.0, 150.0, None, None]
