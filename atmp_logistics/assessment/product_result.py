"""The containers of one product: the evidence, what every rule found of it, and the verdict that it comes to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Index
from atmp_logistics.core.finding import Finding
from atmp_logistics.core.product import Product
from atmp_logistics.core.product_file import ProductFile
from atmp_logistics.core.same_content import SameContent
from atmp_logistics.core.short_repr import Described, counted
from atmp_logistics.core.verdict import INDETERMINATE, Verdict
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.rules.findings import FindingTable

#: A label: its product's slug, and its file, or the files of all its versions that may judge.
Label = tuple[str, str]


@dataclass(frozen=True, eq=False, repr=False)
class ProductResult(Described, SameContent):
    """The containers of one product: the evidence and what every rule found of it.

    `versions` are those of the label that may judge these containers, the oldest first; `evidence.product` is the last.
    `shown` are the places of the containers that a view of a result shows, in rising order; None where it shows all.
    """

    evidence: Evidence
    exposure: Exposure
    judged: tuple[FindingTable, ...]
    versions: tuple[Product, ...] = ()
    shown: Index | None = None

    def _described(self) -> str:
        return f"{self.evidence.product.slug}, {counted(self.evidence, 'container')}"

    @property
    def label(self) -> Label:
        """The label that judges, or the versions of it that may."""
        product = self.evidence.product
        return product.slug, " or ".join(one.source for one in self.versions or (product,))

    @property
    def files(self) -> tuple[ProductFile, ...]:
        """The files of the label, or of the versions of it that may judge."""
        versions = self.versions or (self.evidence.product,)
        return tuple(dict.fromkeys(file for product in versions for file in product.files))

    def __len__(self) -> int:
        return len(self.places)

    @property
    def places(self) -> Index:
        """The places, in the evidence, of the containers that are shown."""
        return np.arange(len(self.evidence)) if self.shown is None else self.shown

    @property
    def counts(self) -> NDArray[np.int64]:
        """How many of the containers that are shown have each verdict, by its number."""
        return np.bincount(self.verdicts[self.places], minlength=len(Verdict))

    @cached_property
    def verdicts(self) -> NDArray[np.int8]:
        """Each container's verdict: only a binding limit of the label can make it conform; the record takes away."""
        binding = [one for one in self.judged if one.obligation == "shall"]
        out, asked = np.zeros(len(self.evidence), np.int8), np.zeros(len(self.evidence), bool)
        for one in binding:
            rows = slice(None) if _are_all(one.rows, len(out)) else one.rows
            out[rows] = np.maximum(out[rows], one.verdict)
            asked[rows] |= not one.of_record
        return np.where(asked, out, np.maximum(out, INDETERMINATE)).astype(np.int8)

    def first_of_each(self, count: int, only: Collection[Verdict] = frozenset(Verdict)) -> Index:
        """Return the places of the first containers of each verdict, or of some, so many of each, in their order."""
        each = [
            self.places[self.verdicts[self.places] == verdict.code][:count] for verdict in Verdict if verdict in only
        ]
        return np.sort(np.concatenate([np.empty(0, np.int64), *each]))


def _are_all(rows: NDArray[np.int64], count: int) -> bool:
    """Say whether places are those of all containers, in their order."""
    return len(rows) == count and bool((rows[:-1] < rows[1:]).all())


def by_container(
    part: ProductResult, only: NDArray[np.int64] | None = None
) -> Iterator[tuple[int, Callable[[], list[Finding]]]]:
    """Return each container's place in the evidence, and what makes its findings: the gravest first, then by rule.

    `only` are the places of the containers to look at, in rising order; all that are shown by default.
    """
    for row, found in rows_by_container(part, only):
        yield row, partial(_findings, part, found)


def rows_by_container(
    part: ProductResult, only: NDArray[np.int64] | None = None
) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Return each container's place, and where its findings are: the place of the table in `judged`, and its row."""
    wanted = np.zeros(len(part.evidence), bool)
    wanted[part.places if only is None else only] = True
    rows: dict[int, list[tuple[int, int, int]]] = {i: [] for i in np.nonzero(wanted)[0].tolist()}
    for place, one in enumerate(part.judged):
        own = np.nonzero(wanted[one.rows])[0]
        for i, row, verdict in zip(own.tolist(), one.rows[own].tolist(), one.verdict[own].tolist(), strict=True):
            rows[row].append((-verdict, place, i))
    names = [(one.rule, one.code) for one in part.judged]
    for row, found in rows.items():
        ordered = sorted(found, key=lambda item: (item[0], names[item[1]]))
        yield row, [(place, i) for _, place, i in ordered]


def _findings(part: ProductResult, own: list[tuple[int, int]]) -> list[Finding]:
    return [part.judged[place].finding(i, part.evidence) for place, i in own]
