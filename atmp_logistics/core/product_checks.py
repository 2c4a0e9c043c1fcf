"""What the fields of a product and of its limits may hold, and which citation a limit keeps when it is changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from datetime import date
from typing import Any

from atmp_logistics.core.checks import (
    any_text,
    check,
    conditions,
    every,
    every_value,
    flag,
    is_being_read,
    number,
    of_kind,
    one_of,
    reversed_ends,
    settle,
    text,
    whole,
)
from atmp_logistics.core.citation import EVIDENCE, WHAT_IF, Citation
from atmp_logistics.core.errors import CatalogueError, Fault
from atmp_logistics.core.event_kinds import EVENTS, is_moment
from atmp_logistics.core.instants import CalendarPeriod
from atmp_logistics.core.label_conditions import exclude_each_other
from atmp_logistics.core.product_file import PYTHON, ProductFile, content_hash, seal_of
from atmp_logistics.core.temperature_units import ABSOLUTE_ZERO_DEGC
from atmp_logistics.core.whole_text import short_hash

#: The classes of Regulation (EC) 1394/2007. Gene therapy against an infection is a vaccine, and none of these.
CLASSES = ("somatic cell therapy", "gene therapy", "tissue engineered", "combined")
#: How a product comes to the patient.
PATHWAYS = ("marketing authorisation", "hospital exemption", "clinical trial", "named patient")
OBLIGATIONS = ("shall", "should", "information")
#: What a check of identity compares. "patient identity" stands for the patient's identifiers where the label does not
#: say which; a label or a document stands for what is printed on it.
IDENTIFIERS = (
    "patient identity", "patient name", "date of birth", "patient number", "product label", "outer label",
    "accompanying document", "lot number", "donor number", "number of containers",
)  # fmt: skip
_SCOPES = ("container", "therapy", "next container", "next dose", "next instance")
#: No label counts further than this, in days or months.
MOST = 10_000
#: What is no number of a label: where it was read, what it is called, what became of the text.
_ABOUT = frozenset([
    "citation", "shelf_life_citation", "retrieved", "code", "note", "source", "files",
    "authorisation_ended", "authorisation_source", "later_revision",
])  # fmt: skip


class Checked:
    """A value that holds what a product file may hold, however it was made."""

    __slots__ = ()

    def __post_init__(self) -> None:
        settle(self, _FIELDS, CatalogueError, _together(self))
        _cited(self)
        if hasattr(self, "files") and not is_being_read():
            _from_python(self)


def check_product(product: Any) -> None:
    """Refuse a product that was read, or one of its limits, that cannot hold what it holds.

    Raises
    ------
    CatalogueError
    """
    for one in (product, *product.requirements()):
        check(one, _FIELDS, CatalogueError, _together(one))


def seal(product: Any, files: Iterable[ProductFile] = ()) -> None:
    """Bind each citation to the limit that was read there; a limit that is changed later is cited as the caller's.

    `dataclasses.replace` carries a citation along, and so may any code; what it then stands for is compared with what
    was read. In the same way the product is bound to the files that state it; without any, it is Python's.
    """
    for one in (*product.requirements(), product):
        content = content_of(one)
        for name in ("citation", "shelf_life_citation"):
            if (cited := getattr(one, name, None)) is not None:
                object.__setattr__(one, name, replace(cited, seal=content))
    whole = seal_of(product)
    object.__setattr__(product, "files", tuple(replace(one, seal=whole) for one in files))
    _from_python(product)


def _from_python(product: Any) -> None:
    """Name Python as the origin of a product that is not, to the last field, what was read from its files."""
    whole = seal_of(product)
    if not product.files or any(one.seal != whole for one in product.files):
        made = ProductFile(product.source or product.slug, PYTHON, content_hash(product), seal=whole)
        object.__setattr__(product, "files", (made,))


def content_of(value: object) -> str:
    """Return what a limit, or a product, states as a short hash: all but where it was read and what it is called."""
    held = {one.name: getattr(value, one.name) for one in fields(value) if one.name not in _ABOUT}  # type: ignore[arg-type]
    return short_hash(held)


def _cited(value: object) -> None:
    """Take a citation away from a limit that is not the one that was read there."""
    for name in ("citation", "shelf_life_citation"):
        cited = getattr(value, name, None)
        if isinstance(cited, Citation) and cited.seal and cited.seal != content_of(value):
            object.__setattr__(value, name, _changed(cited))


def _changed(cited: Citation) -> Citation:
    """Cite the caller; a limit that was not read in the label itself has not been read there by being changed."""
    if cited.is_what_if:
        return replace(cited, seal="")
    section = f" {cited.section}" if cited.section else ""
    label = f"changed by the caller, was {cited.label}{section}, {cited.revision}"
    return Citation(label, evidence=WHAT_IF, was=cited.evidence)


def _together(value: Any) -> Iterator[Fault]:
    """Yield what the fields of a value cannot hold together."""
    names = {one.name for one in fields(value)}
    for ends in _ORDERED:
        if names.issuperset(ends):
            yield from reversed_ends(value, *ends, CatalogueError)
    if "requirements" in dir(value):
        yield from _codes_twice(value)
    if (
        "nominal_degC" in names
        and value.nominal_degC is not None
        and (value.lower_degC, value.upper_degC) != (None, None)
    ):
        found, fix = "a limit beside nominal_degC", "keep what the label prints"
        yield Fault(type(value).__name__, found, "one or the other", fix, CatalogueError)


def _codes_twice(product: Any) -> Iterator[Fault]:
    """Yield a fault for each code of two limits that hold for one container."""
    seen: dict[str, list[Any]] = {}
    for one in product.requirements() if all(isinstance(getattr(product, name), tuple) for name in _MANY) else ():
        before = seen.setdefault(getattr(one, "code", ""), [])
        if any(not exclude_each_other(one.when, other.when) for other in before):
            expected, fix = "a code of its own for each limit", "rename one, or tell them apart by when"
            yield Fault(f"Product {product.slug}", f"the code {one.code!r} twice", expected, fix, CatalogueError)
        before.append(one)


def _moment(value: Any) -> str:
    return "" if isinstance(value, str) and is_moment(value) else "an event of the vocabulary"


def _moment_or_none(value: Any) -> str:
    return "" if value is None or value == "" else _moment(value)


def _life(value: Any) -> str:
    if isinstance(value, CalendarPeriod):
        months, days = whole(0, MOST, without=False)(value.months), whole(0, MOST, without=False)(value.days)
        return months or days or ("" if value.months or value.days else "months or days")
    return number(0.0)(value)


def _range(value: Any) -> str:
    return "" if hasattr(value, "nominal_degC") else "a TemperatureRange"


def _range_or_none(value: Any) -> str:
    return "" if value is None else _range(value)


def _day(value: Any) -> str:
    return "" if value is None or type(value) is date else "a date"


def _citation(value: Any) -> str:
    if not isinstance(value, Citation):
        return "a Citation, which says where the limit was read"
    return "" if value.evidence in {"", *EVIDENCE} else f"a Citation with evidence one of {', '.join(EVIDENCE)}"


def _citation_or_none(value: Any) -> str:
    return "" if value is None else f"{words}, or None" if (words := _citation(value)) else ""


def _limit(value: Any) -> str:
    return "" if hasattr(value, "code") and hasattr(value, "obligation") else "limits of a label"


def _storage(value: Any) -> str:
    """Test the storage conditions of a product, or the code of the one that an allowance is of."""
    return text(value) if isinstance(value, str) else every(_limit)(value)


_TEMPERATURE, _SPAN = number(ABSOLUTE_ZERO_DEGC), number(0.0)
_MANY = (
    "storage", "windows", "preconditions", "allowances", "budgets", "rates", "prohibitions", "instructions",
    "checks", "unread_limits", "own_limits",
)  # fmt: skip
_ORDERED = (
    ("lower_degC", "upper_degC"),
    ("at_least_s", "at_most_s"),
    ("at_least_days", "at_most_days"),
    ("in_force_from", "in_force_until"),
)
#: By the name of a field, which means the same wherever it stands.
_FIELDS = {
    **dict.fromkeys(("lower_degC", "upper_degC", "nominal_degC"), _TEMPERATURE),
    **dict.fromkeys(("inclusive", "strict", "until_first"), flag),
    **dict.fromkeys(("code", "slug", "name", "inn", "jurisdiction", "origin", "container", "unit", "table"), text),
    **dict.fromkeys(("note", "unless", "device", "source"), any_text),
    **dict.fromkeys(("at", "starts", "ends", "before", "by"), _moment),
    **dict.fromkeys(("within_from",), _moment_or_none),
    **dict.fromkeys(("at_least_s", "at_most_s"), _SPAN),
    **dict.fromkeys(("at_least_days", "at_most_days"), whole(0, MOST)),
    **dict.fromkeys(("when", "starts_of", "ends_of", "before_of", "after_of"), conditions),
    **dict.fromkeys(("starts_instance", "ends_instance", "before_instance"), one_of("first", "last")),
    **dict.fromkeys(("range", "band"), _range),
    **dict.fromkeys(("in_force_from", "in_force_until", "authorisation_ended"), _day),
    **dict.fromkeys(("shelf_life_citation", "authorisation_source", "later_revision"), _citation_or_none),
    **dict.fromkeys(_MANY, every(_limit)),
    "after": _moment_or_none,
    "atmp_class": one_of(*CLASSES),
    "at_most": number(0.0, without=False),
    "citation": _citation,
    "files": every(of_kind(ProductFile, words="ProductFile values")),
    "forbids": every(one_of(*EVENTS)),
    "identifiers": every(one_of(*IDENTIFIERS)),
    "obligation": one_of(*OBLIGATIONS),
    "over_s": number(0.0, above=True),
    "pathway": one_of(*PATHWAYS),
    "persons": whole(1, 2),
    "retrieved": of_kind(date, words="a date"),
    "scope": one_of(*_SCOPES),
    "shelf_life": _life,
    "states_none_of": any_text,
    "storage": _storage,
    "times": whole(1, MOST),
    "values": every_value(str, int, float, date),
    "within": _range_or_none,
}
