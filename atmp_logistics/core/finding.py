"""A finding: the answer to one question about one container, with what was measured, the limit and its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.short_repr import Described
from atmp_logistics.core.shown import Shown
from atmp_logistics.core.verdict import Bounds, Limit, Verdict


@dataclass(frozen=True, slots=True, repr=False)
class Finding(Described, Shown):
    """The answer to one question about one container.

    Attributes
    ----------
    therapy_id, product : str
    container_id : str or None
        None where no container is named.
    rule, code : str
        The rule that asked, and the limit that it asked about.
    verdict : Verdict
    limit : Limit or None
    measured : Bounds
        What decided, in `unit`.
    unit : str
    start, end : int or None
        The stretch of time that was measured, in microseconds since 1970 in UTC.
    events : tuple of str
        The events that it rests on.
    why : str
        The reason, in words.
    decide_by : str or None
        What would decide an indeterminate finding.
    citation : Citation
    obligation : str
        A finding that is not of `shall` is shown and does not enter the verdict.
    other_side : Bounds or None
        The extreme on the other side, where a range was left on both its sides.
    """

    _readers: ClassVar[str] = "records"
    therapy_id: str
    container_id: str | None
    product: str
    rule: str
    code: str
    verdict: Verdict
    limit: Limit | None
    measured: Bounds
    unit: str
    start: int | None
    end: int | None
    events: tuple[str, ...]
    why: str
    decide_by: str | None
    citation: Citation
    obligation: str = "shall"
    other_side: Bounds | None = None

    def _described(self) -> str:
        container = " / ".join(filter(None, (self.therapy_id, self.container_id)))
        return f"{self.verdict.value}, {self.rule} {self.code}, {container}: {self.why}"
