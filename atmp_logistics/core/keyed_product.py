"""What a product does by the keys of a product file: made of a mapping, written as TOML, with one limit changed."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Self

from atmp_logistics.core.requirement import Requirement


class KeyedProduct:
    """A product that is made, written and changed by the keys of a product file."""

    __slots__ = ()

    @classmethod
    def from_dict(cls, table: Mapping[str, Any], source: str = "product") -> Self:
        """Return the product that a mapping states, with the keys of a product file (docs/product_file.md).

        Parameters
        ----------
        table : mapping
            As a TOML file holds it. A temperature or a duration is text with its unit or a `pint.Quantity`, a duration
            may be a `timedelta`, a date is a `datetime.date`.
        source : str
            What it is called: every fault's path begins with it, and results name it.

        Returns
        -------
        Product
            Its `files` say that it was made in Python, with the hash of its TOML.

        Raises
        ------
        CatalogueError
            With every fault at once, each with its path and its fix.

        Examples
        --------
        >>> from datetime import timedelta
        >>> import tomllib
        >>> from atmp_logistics import Product, load_product
        >>> table = tomllib.loads(load_product("kymriah-eu").to_toml())
        >>> table["window"][0]["at_most"] = timedelta(minutes=20)
        >>> print(Product.from_dict(table, "SOP 12").windows[0].at_most)
        20 minute
        """
        made: Self = _catalogue().parse_product(table, source)
        return made

    def to_toml(self) -> str:
        """Return the product as the text of a product file, which reads back equal.

        A limit that somebody changed keeps its mark, ``evidence = "what-if"``.

        Returns
        -------
        str
            TOML of the product file's schema.

        Raises
        ------
        CatalogueError
            For what no product file can hold, such as what a completion states.
        """
        return str(_catalogue().to_toml(self))

    def with_limit(self, limit: str | Requirement, **changes: Any) -> Self:
        """Return the product with one limit changed, to ask what would be then.

        The changed limit is no label's own: its citation has the evidence ``what-if``, and every result by it says so
        first.

        Parameters
        ----------
        limit : str or Requirement
            The limit's code; or a changed limit, which takes the place of the one of its kind, code and condition.
        **changes
            Keys of the limit's table in a product file, such as ``at_most="90 min"`` or ``within=("18 degC", "25
            degC")``, with values as in `from_dict`; None takes a key out.

        Returns
        -------
        Product
            Another product; this one stays as it is.

        Raises
        ------
        AtmpError
            For a code that no limit has, or several have, for keys that the limit has not, and for limits that cannot
            all be kept.

        Examples
        --------
        >>> from atmp_logistics import load_product
        >>> print(load_product("kymriah-eu").with_limit("post-thaw", at_most="90 min").windows[0].at_most)
        90 minute
        """
        changed: Self = _catalogue().with_limit(self, limit, changes)
        return changed


def _catalogue() -> Any:
    """Return the module that makes products of tables; like a result's reader, it is loaded when first asked."""
    return import_module("atmp_logistics.catalogue.product_in_python")
