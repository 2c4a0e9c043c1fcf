"""The codes of sections and documents that publishers of labels use, and what each stands for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class CodeTable:
    """One publisher's codes.

    Attributes
    ----------
    documents, numbers : mapping
        What a document's code stands for, and the number of a section's.
    ranges : mapping
        The first and the last code of each document's sections.
    """

    documents: Mapping[str, str]
    numbers: Mapping[str, str]
    ranges: Mapping[str, tuple[int, int]]

    def number(self, codes: Iterable[str]) -> str:
        """Return the number that a section's codes stand for, "" for none.

        Examples
        --------
        >>> code_table("ema").number(["x", "200000029840"])
        '6.4'
        """
        return next((self.numbers[code] for code in codes if code in self.numbers), "")

    def document_of_type(self, codes: Iterable[str]) -> str:
        """Return what the code of a whole document stands for, "" for none."""
        return next((self.documents[code] for code in codes if code in self.documents), "")

    def document(self, codes: Iterable[str]) -> str:
        """Return the document whose sections have these codes, "" where they are those of none, or of several.

        Examples
        --------
        >>> table = code_table("ema")
        >>> table.document(["200000029791", "x"]), table.document(["200000029791", "200000029913"])
        ('SmPC', '')
        """
        numbers = [int(code) for code in codes if code.isdecimal() and code.isascii()]
        seen = [name for name, (low, high) in self.ranges.items() if any(low <= one <= high for one in numbers)]
        return seen[0] if len(seen) == 1 else ""


@cache
def code_table(publisher: str) -> CodeTable:
    """Return the codes of a publisher: `ema` or `fda`."""
    text = files(__package__).joinpath("section_codes.toml").read_text("utf-8")
    table = tomllib.loads(text)[publisher]
    return CodeTable(table["documents"], table["numbers"], table.get("ranges", {}))
