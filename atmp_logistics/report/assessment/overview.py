"""The containers of a result, a row each, the gravest first: what decided each, without a sentence for those unread."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.columns import Index
from atmp_logistics.core.translatable import Joined, joined, prose
from atmp_logistics.core.verdict import CONFORMS, Verdict
from atmp_logistics.report.assessment.result_phrases import counted, phrase, verdict_word
from atmp_logistics.rules.findings import FindingTable

#: Of more containers than this a terminal shows an overview first.
FEW = 2
#: Every verdict: nothing is left out.
ALL = frozenset(Verdict)


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """One container in the overview.

    `limit` is the rule and the code of the finding that decided, `words` makes its reason, and `others` how many more
    decided the same; `part` and `place` say where the container stands, -1 for a therapy that was set aside.
    """

    container: str
    verdict: Verdict
    limit: str
    words: Callable[[], str]
    others: int = 0
    part: int = -1
    place: int = -1

    @property
    def why(self) -> str:
        """The reason, in words; nothing where none is needed."""
        return self.words()

    @property
    def decided(self) -> str:
        """What decided, in words, without its reason."""
        return phrase("overview.and_more", decided=self.limit, others=self.others) if self.others else self.limit


@dataclass(frozen=True, slots=True)
class _Deciding:
    """Which finding decided each container of a product: the table, its row in it, and how many say the same."""

    table: Index
    row: Index
    count: Index


def is_long(result: Assessment) -> bool:
    """Say whether a result has so many containers that an overview is worth its lines."""
    return sum(result.counts.values()) > FEW


def therapies_of(result: Assessment) -> int:
    """Return how many therapies a result shows, those that were set aside among them."""
    names = {name for part in result.parts for name in np.unique(part.evidence.therapy[part.places].astype(str))}
    return len(names | {one.therapy_id for one in result.set_aside})


def left_out_of(result: Assessment, only: Collection[Verdict]) -> str:
    """Return in words what a choice of verdicts leaves out; nothing where it leaves nothing out.

    Examples
    --------
    >>> from atmp_logistics.assessment.sandbox import sandbox_product, assess_sandbox
    >>> left_out_of(assess_sandbox(sandbox_product(""), "thaw_end 10:04"), {Verdict.DEVIATES})
    'Left out here, by --only deviates: 1 indeterminate. The verdict, the counts and the exit code are those of all.'
    """
    left = {verdict: count for verdict, count in result.counts.items() if count and verdict not in only}
    if not left:
        return ""
    chosen = " ".join(f"--only {verdict.value}" for verdict in reversed(Verdict) if verdict in only)
    return phrase("counts.left_out", options=chosen, counts=verdict_counts(left))


def verdict_counts(counts: Mapping[Verdict, int]) -> Joined:
    """Return how many there are of each verdict, without those of which there is none.

    Examples
    --------
    >>> verdict_counts({Verdict.DEVIATES: 2, Verdict.CONFORMS: 1, Verdict.INDETERMINATE: 0})
    '2 deviates, 1 conforms'
    """
    each = ((verdict_word(verdict), count) for verdict, count in counts.items() if count)
    return joined(", ", [phrase("counts.of_verdict", verdict=word, count=count) for word, count in each])


def overview_rows(
    result: Assessment, only: Collection[Verdict] = ALL, most: int | None = None
) -> Iterator[OverviewRow]:
    """Yield a row for each container, the gravest first and else in the order of the record, at most so many.

    Examples
    --------
    >>> from atmp_logistics.assessment.sandbox import sandbox_product, assess_sandbox
    >>> window = "[[window]]\\ncode='post-thaw'\\nstarts='thaw_end'\\nends='administration_end'\\nat_most='30 min'"
    >>> record = "A: thaw_end 10:00, administration_end 10:20; B: thaw_end 10:30, administration_end 11:30"
    >>> result = assess_sandbox(sandbox_product(window), record)
    >>> [(row.container, row.verdict.value, row.decided) for row in overview_rows(result)]
    [('T1 / B', 'deviates', 'W201 post-thaw'), ('T1 / A', 'conforms', '1 limit kept')]
    """
    left, deciding = most, [_deciding_of(part) for part in result.parts]
    several = len({part.evidence.product.slug for part in result.parts}) > 1
    for verdict in (each for each in reversed(Verdict) if each in only):
        for row in _rows_of_verdict(result, verdict, deciding, several=several):
            if left is not None and left <= 0:
                return
            left = None if left is None else left - 1
            yield row


def _rows_of_verdict(
    result: Assessment, verdict: Verdict, deciding: list[_Deciding], *, several: bool
) -> Iterator[OverviewRow]:
    if verdict is Verdict.INDETERMINATE:
        for one in result.set_aside:
            why = counted("overview.faults", len(one.faults), first=prose(str(one.faults[0])))
            name = phrase("overview.therapy", therapy=one.therapy_id)
            yield OverviewRow(name, verdict, phrase("overview.set_aside"), partial(prose, why))
    for number, (part, found) in enumerate(zip(result.parts, deciding, strict=True)):
        beside = f" ({part.evidence.product.slug})" if several else ""
        for place in part.places[part.verdicts[part.places] == verdict.code].tolist():
            yield _row(part, found, place, beside, number)


def _row(part: ProductResult, found: _Deciding, place: int, beside: str, number: int) -> OverviewRow:
    name, verdict = f"{part.evidence.who(place)}{beside}", Verdict.of(part.verdicts[place])
    table, count = int(found.table[place]), int(found.count[place])
    if verdict is Verdict.CONFORMS:
        return OverviewRow(name, verdict, counted("overview.kept", count), str, 0, number, place)
    if table < 0:
        return OverviewRow(name, verdict, phrase("overview.not_asked"), str, 0, number, place)
    one = part.judged[table]
    words = partial(_reason, one, int(found.row[place]))
    return OverviewRow(name, verdict, f"{one.rule} {one.code}", words, count - 1, number, place)


def _reason(table: FindingTable, row: int) -> str:
    return table.words(row)[0]


def _deciding_of(part: ProductResult) -> _Deciding:
    """Return for each container the first finding that its verdict rests on: of a limit, else of the record itself."""
    none = np.full(len(part.evidence), -1, np.int64)
    found = _Deciding(none, none.copy(), np.zeros(len(none), np.int64))
    binding = [(i, one) for i, one in enumerate(part.judged) if one.obligation == "shall"]
    for of_record in (False, True):
        open_ = found.table < 0
        for i, one in sorted(
            ((i, one) for i, one in binding if one.of_record is of_record),
            key=lambda item: (item[1].rule, item[1].code),
            reverse=True,
        ):
            agrees = (one.verdict == part.verdicts[one.rows]) & open_[one.rows]
            agrees &= (one.verdict != CONFORMS) | (not of_record)
            rows = one.rows[agrees]
            found.table[rows], found.row[rows] = i, np.nonzero(agrees)[0]
            found.count[rows] += 1
    return found
