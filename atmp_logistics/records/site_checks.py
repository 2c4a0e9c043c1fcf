"""What a site's profile and its facts made by hand may hold: what `load_site` accepts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, get_args

from atmp_logistics.core.checks import any_text, conditions, number, of_kind, one_of, reversed_ends, settle, text
from atmp_logistics.core.errors import AtmpError, Fault, SiteError
from atmp_logistics.core.event_kinds import EVENTS
from atmp_logistics.core.identity_check import Check
from atmp_logistics.core.instants import zone
from atmp_logistics.core.phrases_by_key import languages
from atmp_logistics.core.reading_times import DateOrder
from atmp_logistics.records.logger_places import LoggerPlace
from atmp_logistics.records.stated_identifiers import identifiers_expected
from atmp_logistics.records.stated_tables import StatedTable


class CheckedFact:
    """A fact that holds what a profile may state, however it was made."""

    __slots__ = ()

    def __post_init__(self) -> None:
        settle(self, _OF_A_FACT, SiteError, _together(self))


def settle_site(site: object) -> None:
    """Freeze what a profile holds, and refuse what it cannot hold, unless a reader makes it and checks it itself.

    Raises
    ------
    SiteError
        With a fault for each field.
    """
    fix = "correct it where it is made; parse_site takes a mapping with the keys of a profile"
    settle(site, _OF_A_SITE, SiteError, _of_the_rule(site), fix=fix)


def _together(fact: Any) -> Iterator[Fault]:
    if "window" in {one.name for one in fields(fact)}:
        if bool(fact.window) == bool(fact.storage):
            yield Fault(type(fact).__name__, "a window and a storage, or neither", "one of them", "name one", SiteError)
        return
    if fact.at_least_s is None and fact.at_most_s is None:
        yield Fault(type(fact).__name__, "no duration", "at_least_s, at_most_s or both", "state one", SiteError)
    yield from reversed_ends(fact, "at_least_s", "at_most_s", SiteError)


def _of_the_rule(site: Any) -> Iterator[Fault]:
    if site.decision_rule == "guarded" and site.accuracy_degC == 0:
        expected, fix = "the loggers' accuracy, which guarded needs", "give accuracy_degC=0.5"
        yield Fault("Site, accuracy_degC", "nothing", expected, fix, SiteError)


def _zone(value: Any) -> str:
    expected = "an IANA zone or a fixed offset"
    if value is None:
        return ""
    try:
        return "" if isinstance(value, str) and zone(value) else expected
    except AtmpError:
        return expected


def _words(value: Any) -> str:
    good = isinstance(value, dict) and not any(text(one) for pair in value.items() for one in pair)
    return "" if good else "the hospital's words, each with its meaning here"


def _range(value: Any) -> str:
    return "" if hasattr(value, "nominal_degC") else "a TemperatureRange"


def _codes(value: Any) -> str:
    good = value is None or (isinstance(value, tuple) and not any(map(number(-1e4, 1e6, without=False), value)))
    return "" if good else "temperatures in °C in a tuple, None where nothing is stated"


def _places(value: Any) -> str:
    good = isinstance(value, tuple) and all(isinstance(one, LoggerPlace) for one in value)
    return "" if good else "LoggerPlace in a tuple"


def _checks(value: Any) -> str:
    good = isinstance(value, tuple) and all(isinstance(one, Check) for one in value)
    return "" if good and len({one.code for one in value}) == len(value) else "Check in a tuple, each code once"


_OF_A_FACT = {
    **dict.fromkeys(("starts", "ends"), lambda value: "" if value in EVENTS else "an event of the vocabulary"),
    **dict.fromkeys(("at_least_s", "at_most_s"), number(0.0)),
    "basis": text,
    **dict.fromkeys(("window", "storage", "product"), any_text),
    "when": conditions,
    "range": _range,
}
_OF_A_SITE = {
    **dict.fromkeys(("name", "source", "sha256", "seal", "jurisdiction"), any_text),
    **dict.fromkeys(("events", "columns", "products"), _words),
    **dict.fromkeys(("spacing", "bands"), of_kind(tuple, words="facts in a tuple")),
    "checks": _checks,
    **dict.fromkeys(
        ("identity_required", "unique_containers"), lambda value: "" if isinstance(value, bool) else "True or False"
    ),
    "fault_codes_degC": _codes,
    "loggers": _places,
    "tz": _zone,
    "resolution_s": number(0.0),
    "max_gap_s": number(0.0),
    "accuracy_degC": number(0.0, without=False),
    "tolerance_degC": number(0.0, above=True),
    "decision_rule": one_of("simple", "guarded"),
    "date_order": lambda value: "" if value in (None, *get_args(DateOrder)) else "dmy, mdy or ymd",
    "language": lambda value: "" if value in (None, *languages()) else f"one of {', '.join(languages())}",
    "identifiers": identifiers_expected,
    "table": of_kind(StatedTable, words="a StatedTable"),
}
