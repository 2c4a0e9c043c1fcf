"""A product as the table of a product file: the same keys as are read, with every number and every citation.

`table_of` is what a product file says, as Python values; `toml_text` writes it as TOML.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.instants import DAY_S, HOUR_S, MINUTE_S, CalendarPeriod
from atmp_logistics.core.toml_text import quoted

#: By the tables of a product file, the fields of a product that they fill.
TABLES = {
    "storage": "storage", "window": "windows", "precondition": "preconditions", "allowance": "allowances",
    "budget": "budgets", "rate": "rates", "prohibition": "prohibitions", "instruction": "instructions",
    "check": "checks", "gap": "unread_limits",
}  # fmt: skip
#: By the fields of limits whose keys have another name in a product file.
_KEYS = {"starts": "from", "ends": "until", "over_s": "over", "at_most_s": "at_most", "at_least_s": "at_least"}
#: What a limit's table writes in its own way, or not at all.
_NOT_PLAIN = frozenset(["citation", "shelf_life_citation", "range", "unit", "states_none_of"])
#: What stands for itself where a table leaves it out.
_USUAL: dict[str, Any] = {
    "obligation": "shall", "scope": "container", "starts_instance": "first", "ends_instance": "last",
    "before_instance": "last",
}  # fmt: skip
_UNITS = ((7 * DAY_S, "weeks"), (DAY_S, "days"), (HOUR_S, "h"), (MINUTE_S, "min"))


def table_of(product: Any) -> dict[str, Any]:
    """Return a product as the table of its product file."""
    names = ("slug", "name", "inn", "jurisdiction", "atmp_class", "pathway", "origin", "container")
    found: dict[str, Any] = {"schema": 1, **{name: getattr(product, name) for name in names}}
    found |= {"device": product.device} if product.device else {}
    found["label"] = _label(product)
    for key, field in TABLES.items():
        if limits := [table_of_limit(one, product.citation) for one in getattr(product, field)]:
            found[key] = limits
    if product.own_tables:
        found["x"] = {name: list(tables) for name, tables in product.own_tables.items()}
    if product.expiry:
        expiry = table_of_limit(product.expiry, product.citation)
        found["expiry"] = {key: value for key, value in expiry.items() if key != "code"}
    return found


def table_of_limit(limit: Any, label: Citation) -> dict[str, Any]:
    """Return a limit as its table in the file of a label."""
    found = dict(_plain_fields(limit))
    if hasattr(limit, "range"):
        found |= _range(limit.range)
    if hasattr(limit, "unit"):
        found["at_most"] = f"{_digits(limit.at_most)} {limit.unit}"
    if limit.citation.section:
        found["section"] = limit.citation.section
    found |= _source("source", limit.citation, replace(label, section=limit.citation.section))
    if life := getattr(limit, "shelf_life_citation", None):
        found |= _source("shelf_life_source", life, limit.citation)
    return found


def _plain_fields(limit: Any) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a limit that are not left at what they usually are."""
    is_window = hasattr(limit, "within")
    for name in (one.name for one in fields(limit)):
        value = getattr(limit, name)
        if name in _NOT_PLAIN or _is_usual(name, value):
            continue
        key = name if is_window and name in {"starts", "ends"} else _KEYS.get(name, name)
        if name in {"within", "band"}:
            value = _band(value)
        elif name.endswith("_s") or (name == "shelf_life" and isinstance(value, float)):
            value = duration_text(value)
        elif isinstance(value, CalendarPeriod):
            sizes = {"months": value.months, "days": value.days}
            value = {unit: size for unit, size in sizes.items() if size}
        yield key, value


def _is_usual(name: str, value: Any) -> bool:
    return value is None or value is False or value in ("", (), {}) or _USUAL.get(name) == value


def _label(product: Any) -> dict[str, Any]:
    cited: Citation = product.citation
    found: dict[str, Any] = {"title": cited.label, "revision": cited.revision, "retrieved": product.retrieved}
    found |= {"url": cited.url, "evidence": cited.evidence}
    found |= {"was": cited.was} if cited.was else {}
    for key in ("in_force_from", "in_force_until", "authorisation_ended"):
        found |= {key: day} if (day := getattr(product, key)) else {}
    for key in ("authorisation_source", "later_revision"):
        if (other := getattr(product, key)) is not None:
            found[key] = _source(key, other, cited).get(key, {"title": other.label})
    return found


def _source(key: str, cited: Citation, label: Citation) -> dict[str, Any]:
    """Return where something was read, where that is not the label's own text."""
    if cited == label:
        return {}
    texts = {"title": cited.label, "section": cited.section, "revision": cited.revision, "url": cited.url}
    texts |= {"evidence": cited.evidence, **({"was": cited.was} if cited.was else {})}
    return {key: texts}


def _range(held: Any) -> dict[str, Any]:
    sides = {"lower": held.lower_degC, "upper": held.upper_degC, "nominal": held.nominal_degC}
    found: dict[str, Any] = {key: f"{_digits(value)} degC" for key, value in sides.items() if value is not None}
    return found if held.inclusive else {**found, "strict": True}


def _band(held: Any) -> Any:
    sides = _range(held)
    if "strict" in sides or "nominal" in sides:
        return sides
    return [sides.get("lower", ""), sides.get("upper", "")]


def duration_text(size_s: float) -> str:
    """Return an exact duration as a product file writes it, in the largest unit of which it is a whole number.

    Examples
    --------
    >>> duration_text(1800.0), duration_text(5430.0), duration_text(0.5), duration_text(14 * 86400.0)
    ('30 min', '5430 s', '0.5 s', '2 weeks')
    """
    for unit_s, unit in _UNITS:
        if size_s and size_s % unit_s == 0:
            return f"{_digits(size_s / unit_s)} {unit}"
    return f"{_digits(size_s)} s"


def _digits(number: float) -> str:
    """Return a number with all its digits and no exponent."""
    text = format(Decimal(repr(float(number))), "f")
    return text.removesuffix(".0")


def toml_text(table: Mapping[str, Any]) -> str:
    """Return a table as TOML: the same table has the same bytes.

    Examples
    --------
    >>> print(toml_text({"schema": 1, "window": [{"code": "a", "when": {"dose": ["1"]}}]}))
    schema = 1
    <BLANKLINE>
    [[window]]
    code = "a"
    when = { dose = ["1"] }
    <BLANKLINE>
    """
    plain = {key: value for key, value in table.items() if not _is_table(value)}
    parts = ["\n".join(_lines(plain))]
    for key, value in table.items():
        if isinstance(value, Mapping):
            parts.append("\n".join((f"[{_key(key)}]", *_lines(value))))
        elif _is_table(value):
            parts += ["\n".join((f"[[{_key(key)}]]", *_lines(one))) for one in value]
    return "\n\n".join(parts) + "\n"


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and bool(value) and isinstance(value[0], Mapping))


def _lines(table: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{_key(key)} = {_value(value)}" for key, value in table.items())


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("-", "_").isidentifier() else quoted(key)


def _value(value: Any) -> str:
    """Return a value as TOML writes it."""
    writers: tuple[tuple[type | tuple[type, ...], Callable[[Any], str]], ...] = (
        (bool, lambda held: str(held).lower()),
        (int, str),
        (float, _digits),
        (date, lambda held: held.isoformat()),
        ((list, tuple), lambda held: f"[{', '.join(map(_value, held))}]"),
        (Mapping, lambda held: f"{{ {', '.join(_lines(held))} }}"),
    )
    return next((write(value) for kind, write in writers if isinstance(value, kind)), None) or quoted(value)
