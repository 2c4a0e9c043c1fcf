"""A container that deviates, or that nothing decides: all that a deviation form is filled with beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar

import numpy as np

from atmp_logistics.assessment.finding_ids import hash_of_inputs, id_of_aside, named_findings
from atmp_logistics.assessment.limit_columns import versions_of
from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.assessment.readings_beside import LoggerReading, readings_beside
from atmp_logistics.assessment.set_aside_findings import finding_of
from atmp_logistics.core.event_columns import CONTAINER_COLUMNS
from atmp_logistics.core.finding import Finding
from atmp_logistics.core.product import Product
from atmp_logistics.core.same_content import SameContent
from atmp_logistics.core.short_repr import Described
from atmp_logistics.core.shown import WrittenAsHtml
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.core.written_out import Target, text_into
from atmp_logistics.evidence.events.row_statements import stated_values
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.rules.monitored_phases import monitored_phases

#: An `Assessment`, which asks this module.
Result = Any
#: What rows state of a container that a form says.
STATED = ("expiry", *CONTAINER_COLUMNS, "location", "custodian")
#: What rows state of containers: by column and by the container's place, each with its time.
_Stated = dict[str, dict[int, list[tuple[float, str]]]]
#: The rows of `Assessment.excursions` by container.
_Rows = dict[tuple[str, str], list[Mapping[str, Any]]]
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class ReadingsAround:
    """An excursion as a row of `Assessment.excursions`, the last reading before it, and the first one after it."""

    row: Mapping[str, Any]
    before: LoggerReading | None
    after: LoggerReading | None


@dataclass(frozen=True, eq=False, repr=False)
class Deviation(Described, WrittenAsHtml, SameContent):
    """What a deviation form says of one container before a person fills it in.

    Attributes
    ----------
    result : Assessment
        What it was taken from.
    therapy_id : str
    container_id : str or None
    containers : tuple of str
        All that the record names of the therapy.
    product : Product or None
        None of a therapy that was set aside.
    verdict : Verdict
    findings : tuple of (str, Finding)
        Those that the form is about, each with its id.
    excursions : tuple of ReadingsAround
        From the ranges of these findings; none where the result holds no readings.
    stated : mapping of str to tuple of (float, str)
        What rows state of the container, by column (expiry, batch, location, custodian and others), each with the time
        of its row.
    previous : tuple of str
        The hashes of the decisions that are on these findings already.
    opened_at, opened_by : str
        When it was opened, with the offset, and by whom; "" where the call does not state it.

    Examples
    --------
    >>> from atmp_logistics.assessment.sandbox import sandbox_product, assess_sandbox
    >>> window = "[[window]]\\ncode='post-thaw'\\nstarts='thaw_end'\\nends='administration_end'\\nat_most='30 min'"
    >>> result = assess_sandbox(sandbox_product(window), "thaw_end 10:04, administration_end 10:50")
    >>> (deviation,) = result.deviations()
    >>> deviation
    <Deviation: T1, deviates: W201 post-thaw>
    >>> deviation.to_toml().splitlines()[5]
    'schema = "atmp-logistics/decision/1"'
    """

    _readers: ClassVar[str] = "deviations"
    result: Result
    therapy_id: str
    container_id: str | None
    containers: tuple[str, ...]
    product: Product | None
    verdict: Verdict
    findings: tuple[tuple[str, Finding], ...]
    excursions: tuple[ReadingsAround, ...]
    stated: Mapping[str, tuple[tuple[float, str], ...]]
    previous: tuple[str, ...]
    opened_at: str = ""
    opened_by: str = ""

    @property
    def id(self) -> str:
        """The form's own name: a hash over its findings' ids and the decisions that are there already."""
        return sha256(" ".join([*(name for name, _ in self.findings), *self.previous]).encode()).hexdigest()[:_DIGITS]

    @property
    def inputs(self) -> tuple[Provenance, ...]:
        """The files that were judged."""
        found: tuple[Provenance, ...] = self.result.inputs
        return found

    @property
    def inputs_sha256(self) -> str:
        """The hash over the files that were judged."""
        return hash_of_inputs(self.inputs)

    def to_toml(self, path: Target | None = None) -> str | None:
        """Write the form as TOML: what is known is filled in, and what a person decides is empty.

        Parameters
        ----------
        path : path, or text or binary file object, optional
            A file that is there is replaced; `validate --deviations` leaves it as it is. Without it the text is
            returned.

        Returns
        -------
        str or None
            The text where no path is given.
        """
        return text_into(path, self._reader("form_toml").render_form(self))

    def _described(self) -> str:
        who = " / ".join(filter(None, (self.therapy_id, self.container_id)))
        return f"{who}, {self.verdict.value}: {', '.join(f'{one.rule} {one.code}' for _, one in self.findings)}"


def deviations_of(result: Result, *, indeterminate: bool = False) -> tuple[Deviation, ...]:
    """Return a form for each container that deviates, and, where asked, for each that nothing decides.

    See `Assessment.deviations`.
    """
    wanted = [Verdict.DEVIATES, *([Verdict.INDETERMINATE] if indeterminate else [])]
    last = {one.id: one.decision.sha256 for one in result.decided}
    rows = _excursion_rows(result)
    found = [one for part in result.parts for one in _of_part(result, part, wanted, last, rows)]
    return (*found, *(_of_aside(result, last) if indeterminate else ()))


def _of_part(
    result: Result, part: ProductResult, wanted: list[Verdict], last: Mapping[str, str], rows: _Rows
) -> Iterator[Deviation]:
    own = np.isin(part.verdicts[part.places], [verdict.code for verdict in wanted])
    evidence, together, stated = part.evidence, _together(part), _stated(part)
    places = np.asarray(part.places[own], np.int64)
    for place, findings in named_findings(part, hash_of_inputs(result.inputs), places, wanted):
        about = tuple((name, one) for name, one in findings if one.obligation == "shall")
        if not about:  # no rule asked anything of it
            continue
        therapy, container = str(evidence.therapy[place]), str(evidence.container[place])
        codes = {one.code for _, one in about if one.rule.startswith("T")}
        met = [row for row in rows.get((therapy, container), []) if row["code"] in codes]
        yield Deviation(
            result=result,
            therapy_id=therapy,
            container_id=container or None,
            containers=together[therapy],
            product=evidence.product,
            verdict=Verdict.of(part.verdicts[place]),
            findings=about,
            excursions=tuple(_around(part, place, row) for row in met),
            stated={column: tuple(values[place]) for column, values in stated.items() if place in values},
            previous=_last_of(about, last),
        )


def _of_aside(result: Result, last: Mapping[str, str]) -> Iterator[Deviation]:
    """Yield a form for each therapy that was set aside and not judged."""
    read = hash_of_inputs(result.inputs)
    for aside in result.set_aside:
        about = ((id_of_aside(aside, read), finding_of(aside)),)
        previous = _last_of(about, last)
        yield Deviation(result, aside.therapy_id, None, (), None, Verdict.INDETERMINATE, about, (), {}, previous)


def _last_of(about: tuple[tuple[str, Finding], ...], last: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(last[name] for name, _ in about if name in last))


def _together(part: ProductResult) -> dict[str, tuple[str, ...]]:
    """Return the containers of each therapy of one product that the record names."""
    found: dict[str, list[str]] = {}
    for therapy, container in zip(part.evidence.therapy.tolist(), part.evidence.container.tolist(), strict=True):
        found.setdefault(str(therapy), []).append(str(container))
    return {therapy: tuple(filter(None, names)) for therapy, names in found.items()}


def _stated(part: ProductResult) -> _Stated:
    """Return what rows state of containers in the columns that a form says, each value where it changes."""
    rows, found = part.evidence.event_rows, _Stated()
    times = np.nan_to_num(rows.table["time"].to_numpy(np.float64), nan=np.inf)
    for column in (name for name in STATED if name in rows.table):
        own = stated_values(rows.table, rows.roll, column)
        said = sorted(zip(own.place.tolist(), times[own.row].tolist(), map(str, own.value.tolist()), strict=True))
        values = found.setdefault(column, {})
        for place, at, text in said:
            before = values.setdefault(place, [])
            if not before or before[-1][1] != text:
                before.append((at, text))
    return found


def _excursion_rows(result: Result) -> _Rows:
    """Return the excursions of each container; none where the result holds no readings."""
    found = _Rows()
    if result.holds_readings:
        for row in result.excursions.to_dict("records"):
            found.setdefault((row["therapy_id"], row["container_id"]), []).append(row)
    return found


def _around(part: ProductResult, place: int, row: Mapping[str, Any]) -> ReadingsAround:
    """Return an excursion with the readings before and after it."""
    begin, end = (row[name].value / 1000 for name in ("start", "end"))  # pandas gives nanoseconds
    limit = next(
        limit
        for evidence in versions_of(part)
        for limit, _, _ in monitored_phases(evidence)
        if limit.code == row["code"] and evidence.product.citation.revision == row["revision"]
    )
    return ReadingsAround(row, *readings_beside(part.exposure.during(limit), place, begin, end))
