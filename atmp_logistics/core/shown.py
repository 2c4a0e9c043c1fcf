"""How results show themselves: each names its folder of readers, and a reader is loaded when it is first asked.

A reader is a module of `report/<folder>/`: `text` for a terminal, `html` for a notebook and a page, `json` and `csv`
for files. Nothing here imports `report/`: a result knows its readers by name alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib import import_module
from typing import Any, ClassVar, overload

from atmp_logistics.core.csv_style import CsvStyle
from atmp_logistics.core.printable import printable
from atmp_logistics.core.short_repr import Described, counted
from atmp_logistics.core.written_out import Target, text_into

#: So many files are named; the others are counted.
_SHOWN = 2


class Shown:
    """A result that a notebook shows.

    `_readers` names the folder of `report/` that holds its readers.

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> product = load_product("kymriah-eu")
    >>> product._readers, str(product).splitlines()[0]
    ('products', 'Kymriah (tisagenlecleucel), EU')
    """

    __slots__ = ()
    _readers: ClassVar[str]

    @classmethod
    def _reader(cls, name: str) -> Any:
        """Return a module of the folder of readers."""
        return import_module(f"atmp_logistics.report.{cls._readers}.{name}")

    def _repr_html_(self) -> str:
        """Return the result as a notebook shows it."""
        return printable(self._reader("html").render_fragment(self))


class ShownAsText(Shown):
    """A result whose text a terminal shows."""

    __slots__ = ()

    def __str__(self) -> str:
        """Return the result as plain text, 80 columns wide."""
        return str(self._reader("text").render_text(self))


class WrittenAsJson(Shown):
    """A result that is written as JSON."""

    __slots__ = ()

    @overload
    def to_json(self, path: None = None) -> str: ...

    @overload
    def to_json(self, path: Target) -> None: ...

    def to_json(self, path: Target | None = None) -> str | None:
        """Write the result as JSON, which names its schema first: the same input gives the same bytes.

        Parameters
        ----------
        path : path, or text or binary file object, optional
            A file that is there is replaced as a whole. Without it the text is returned, and nothing is written.

        Returns
        -------
        str or None
            The text where no path is given.
        """
        return text_into(path, self._json_pieces())

    def to_dict(self) -> dict[str, Any]:
        """Return what `to_json` writes as dictionaries and lists, which are the caller's own.

        Returns
        -------
        dict
            Numbers, text, booleans, None, and lists and dictionaries of these.
        """
        found: dict[str, Any] = json.loads("".join(self._json_pieces()))
        return found

    def _json_pieces(self) -> Iterable[str]:
        """Return the JSON text in pieces."""
        return [self._reader("json").render_json(self)]


class WrittenAsHtml(Shown):
    """A result that is written as a page."""

    __slots__ = ()

    @overload
    def to_html(self, path: None = None) -> str: ...

    @overload
    def to_html(self, path: Target) -> None: ...

    def to_html(self, path: Target | None = None) -> str | None:
        """Write the result as one page of HTML that needs no other file: the same input gives the same bytes.

        Parameters
        ----------
        path : path, or text or binary file object, optional
            A file that is there is replaced as a whole. Without it the text is returned, and nothing is written.

        Returns
        -------
        str or None
            The text where no path is given.
        """
        return text_into(path, printable(self._reader("html").render_html(self)))


class WrittenAsCsv(Shown):
    """A result that is written as a table."""

    __slots__ = ()

    @overload
    def to_csv(self, path: None = None, *, style: CsvStyle = "plain") -> str: ...

    @overload
    def to_csv(self, path: Target, *, style: CsvStyle = "plain") -> None: ...

    def to_csv(self, path: Target | None = None, *, style: CsvStyle = "plain") -> str | None:
        """Write the result as CSV.

        Parameters
        ----------
        path : path, or text or binary file object, optional
            A file that is there is replaced as a whole. Without it the text is returned, and nothing is written.
        style : {'plain', 'excel'}
            ``excel`` is for Excel where the decimal sign is a comma, as in Sweden: semicolons between cells, decimal
            commas, local times whose zone and offset the heading says, and a mark of UTF-8 at the beginning.

        Returns
        -------
        str or None
            The text where no path is given.
        """
        return text_into(path, self._reader("csv").render_csv(self, style))


class InOneLine(Described):
    """A record whose `repr` says what it is, how much it holds, and of which files.

    Examples
    --------
    >>> import pandas as pd
    >>> from atmp_logistics import read_events
    >>> read_events(pd.DataFrame({"therapy_id": ["T1"], "event": ["thaw_end"], "time": ["2026-11-10T10:04Z"]}))
    <EventLog: 1 row; DataFrame, 2026-11-10T10:04:00Z to 2026-11-10T10:04:00Z>
    """

    __slots__ = ()

    def _described(self) -> str:
        own: Any = self
        sources = own.provenance if isinstance(own.provenance, tuple) else (own.provenance,)
        named = [one.name + (f", {one.first} to {one.last}" if one.first else "") for one in sources[:_SHOWN]]
        more = [f"and {len(sources) - _SHOWN} more files"] if len(sources) > _SHOWN else []
        return "; ".join([counted(own, "row"), *named, *more])
