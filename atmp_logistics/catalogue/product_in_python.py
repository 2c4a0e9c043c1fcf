"""Products made in Python: from a mapping or a TOML text, with quantities and dates as values; one limit changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from atmp_logistics.catalogue.schema import READERS, keepable, product_of, read_limit
from atmp_logistics.core.arguments import refused
from atmp_logistics.core.checks import being_read
from atmp_logistics.core.errors import AtmpError, CatalogueError, Fault, UsageError, refuse
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.printable import value_in_words
from atmp_logistics.core.product import Product
from atmp_logistics.core.product_toml import TABLES, table_of, table_of_limit, toml_text
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.table_in_python import as_table
from atmp_logistics.core.toml_file import toml_of
from atmp_logistics.core.toml_table import TomlTable

#: The fields of a product that hold the limits of a class; of any other class, its name with an s.
_FIELDS = {
    "StorageCondition": "storage",
    "TimeWindow": "windows",
    "UnreadLimit": "unread_limits",
    "OwnLimit": "own_limits",
    "Expiry": "expiry",
}


def parse_product(product: str | Mapping[str, Any], source: str = "product") -> Product:
    """Return the product that a TOML text or a mapping states: what a product file holds (docs/product_file.md).

    Parameters
    ----------
    product : str or mapping
        The text of a product file; or the same keys as a mapping, where a temperature or a duration may also be a
        `pint.Quantity`, a duration a `timedelta`, and a date a `datetime.date`.
    source : str
        What it is called: every fault's path begins with it, and results name it.

    Returns
    -------
    Product
        One of the origin ``python``, with the hash of its TOML.

    Raises
    ------
    CatalogueError
        With every fault at once, each with its path and its fix.

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> kymriah = load_product("kymriah-eu")
    >>> parse_product(kymriah.to_toml()) == kymriah
    True
    >>> parse_product({"schema": 1, "slug": "x"}, "x.toml")
    Traceback (most recent call last):
    atmp_logistics.core.errors.CatalogueError: x.toml.name: found nothing, expected a text. Fix: add name = '...'.
    ...
    """
    if not isinstance(source, str) or not source.strip():
        refused(source, "source", "a name", "name the product's source, such as 'SOP 12'")
    if isinstance(product, str):
        data = product.encode(errors="surrogatepass")
        return keepable(product_of(toml_of(data, source, CatalogueError), source))
    return keepable(product_of(as_table(_mapping(product)), source))


def _mapping(product: object) -> Mapping[str, Any]:
    if isinstance(product, Mapping):
        return product
    expected, fix = "the text of a product file, or a mapping with its keys", "read a file with load_product"
    return refused(product, "product", expected, fix)


def to_toml(product: Product) -> str:
    """Return a product as the text of a product file; see `Product.to_toml`."""
    text = toml_text(table_of(product))
    try:
        back = parse_product(text, product.source or "product")
    except AtmpError as error:
        raise CatalogueError(replace(fault, error=CatalogueError) for fault in error.faults) from error
    differ = [
        one.name for one in fields(product) if one.compare and getattr(back, one.name) != getattr(product, one.name)
    ]
    expected = "what a product file can hold; docs/product_file.md says what that is"
    fix = "what a hospital completed is written as a completion (docs/completions.md); a number has at most 6 decimals"
    refuse(
        Fault(f"Product {product.slug}, {name}", "what a product file cannot hold", expected, fix, CatalogueError)
        for name in differ
    )
    return text


def with_limit(product: Product, limit: object, changes: Mapping[str, Any]) -> Product:
    """Return a product of which one limit is changed; see `Product.with_limit`."""
    old = _limit_of(product, limit)
    new = limit if isinstance(limit, Requirement) else old
    new = _changed(product, new, as_table(changes)) if changes else new
    field = _field_of(old)
    held = getattr(product, field)
    changed: dict[str, Any] = {field: new if held is old else tuple(new if one is old else one for one in held)}
    return keepable(replace(product, **changed))


def _limit_of(product: Product, limit: object) -> Requirement:
    """Return the limit of a product that a code names, or that another of its kind and code takes the place of."""
    every = list(product.requirements())
    if isinstance(limit, Requirement):
        found = [one for one in every if type(one) is type(limit) and one.code == limit.code]
        found = [one for one in found if one.when == limit.when] or found
    else:
        found = [one for one in every if isinstance(limit, str) and one.code == limit]
    if len(found) != 1:
        name = limit.code if isinstance(limit, Requirement) else limit
        codes = list(dict.fromkeys(one.code for one in every))
        fix = "hand over the changed limit itself" if found else f"name one of them{nearest(str(name)[:40], codes)}"
        said = value_in_words(name) + (f", which is {len(found)} limits" if found else "")
        refuse([UsageError.fault("limit", said, f"the code of one limit of {product.slug}: {', '.join(codes)}", fix)])
    return found[0]


def _field_of(limit: Requirement) -> str:
    """Return the field of a product that holds limits of this kind."""
    name = type(limit).__name__
    return _FIELDS.get(name, f"{name.lower()}s")


def _changed(product: Product, limit: Requirement, changes: dict[str, Any]) -> Requirement:
    """Return a limit with some keys of its table changed; None takes a key out."""
    table = {**table_of_limit(limit, product.citation), **changes}
    key = next((key for key, field in TABLES.items() if field == _field_of(limit)), "expiry")
    if key == "expiry" or key not in READERS:
        fix = "make it with dataclasses.replace, and hand it over"
        refuse([UsageError.fault(f"limit {limit.code}", ", ".join(changes), "a limit with numbers", fix)])
    faults = list[Fault]()
    item = TomlTable({key: value for key, value in table.items() if value is not None}, f"limit {limit.code}", faults)
    with being_read():
        new = read_limit(item, key, product.citation)
    refuse(faults)
    held = {one.name: getattr(new, one.name) for one in fields(new)}
    return replace(limit, **{name: value for name, value in held.items() if not name.endswith("citation")})
