"""What a dose record is made of: cells, facts, tables and pictures, each with the fields that they fill."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from atmp_logistics.core.verdict import Verdict

#: Every field of the record, by its part (docs/dose_record.md): each is filled, or named as one that the input lacks.
FIELDS: dict[str, tuple[str, ...]] = {
    "head": (
        "title", "site", "made_at", "made_by", "library", "catalogue", "label", "label_revision", "label_read", "page",
        "record_id",
    ),
    "identity": (
        "therapy_id", "chain_of_identity", "patient", "product", "batch", "donation_number", "sec", "product_code",
        "container_id", "container_number", "expiry",
    ),
    "verdict": ("verdict", "not_assessed"),
    "line": ("therapy_line",),
    "times": (
        "event", "time", "local", "zone", "offset", "doubt", "performed_by", "witnessed_by", "custodian",
        "note", "row",
    ),
    "limits": ("limit", "start", "end", "measured", "allowed", "margin", "limit_verdict", "section"),
    "phases": (
        "logger", "serial", "family", "interval", "accuracy", "calibration", "first_reading", "last_reading", "gaps",
        "lowest", "highest", "mean", "mkt", "device_summary", "picture",
    ),
    "excursions": (
        "number", "excursion_start", "excursion_end", "duration", "extreme", "band", "budget_before", "budget_after",
    ),
    "decisions": (
        "decision", "decided_by", "decided_at", "decision_reason", "verdict_then", "verdict_now", "decision_file",
    ),
    "basis": ("decides", "statements", "file", "sha256"),
    "signature": ("comment", "prepared_by", "checked_by", "date", "last_verification"),
}  # fmt: skip


#: The kind of a cell that holds a sentence: where it is said in English alone, the page marks it as English.
PROSE = "prose"


@dataclass(frozen=True, slots=True)
class Cell:
    """A text, how it is shown (`kind`), where its source stands (`url`), and lines below it."""

    text: str = ""
    kind: str = ""
    url: str = ""
    more: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text or self.more)


#: Nothing.
NO_CELL = Cell()


def mark(verdict: Verdict, words: str, obligation: str = "shall") -> Cell:
    """Return a verdict as a cell; what does not enter the verdict of a container has only a border."""
    return Cell(words, verdict.value if obligation == "shall" else "aside")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells below the names of fields; a column without any text is not shown.

    `below` names the columns that stand in a line of their own below each row, over its whole width.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    below: tuple[str, ...] = ()

    @property
    def places(self) -> list[int]:
        """The columns in which any row has a text, without those that stand below."""
        return [i for i in self._filled if self.columns[i] not in self.below]

    @property
    def places_below(self) -> list[int]:
        """The columns that stand below each row and in which any row has a text."""
        return [i for i in self._filled if self.columns[i] in self.below]

    @property
    def held(self) -> list[str]:
        """The fields that are filled."""
        return [self.columns[i] for i in self._filled]

    @property
    def _filled(self) -> list[int]:
        return [i for i in range(len(self.columns)) if any(row[i] for row in self.rows)]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names of fields, each with its cells; a field without a text is not shown."""

    pairs: tuple[tuple[str, tuple[Cell, ...]], ...]

    @classmethod
    def of(cls, **fields: Cell | str | Iterable[Cell]) -> Facts:
        """Return facts of fields, each with a text, a cell or several."""
        return cls(tuple((name, tuple(filter(None, _cells(value)))) for name, value in fields.items()))

    @property
    def shown(self) -> list[tuple[str, tuple[Cell, ...]]]:
        """The fields that are filled, with their cells."""
        return [(name, cells) for name, cells in self.pairs if cells]

    @property
    def held(self) -> list[str]:
        """The fields that are filled."""
        return [name for name, _ in self.shown]


def _cells(value: Cell | str | Iterable[Cell]) -> Iterable[Cell]:
    if isinstance(value, str):
        return [Cell(value)]
    return [value] if isinstance(value, Cell) else value


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture for a wide and one for a narrow page, in words as well."""

    wide: str
    narrow: str
    alt: str
    caption: str


def absent_fields(held: Iterable[str]) -> list[str]:
    """Return the fields of a record that nothing fills, in their order.

    Examples
    --------
    >>> every = {name for names in FIELDS.values() for name in names}
    >>> absent_fields(every - {"patient", "title"})
    ['title', 'patient']
    """
    there = set(held)
    return [name for names in FIELDS.values() for name in names if name not in there]
