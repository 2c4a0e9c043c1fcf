"""What a dose record is made of: the result of one therapy, its containers in their order, and the words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from atmp_logistics.assessment.link_states import Verification
from atmp_logistics.assessment.product_result import ProductResult, by_container
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.finding import Finding
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.report.dose_record.record_words import Words


@dataclass(frozen=True, slots=True)
class OneContainer:
    """One container of the therapy: its number from 1, its name, and its place in the evidence of its product."""

    number: int
    name: str
    part: ProductResult
    row: int
    findings: Callable[[], list[Finding]]

    @property
    def verdict(self) -> Verdict:
        """The verdict of the container."""
        return Verdict.of(self.part.verdicts[self.row])


@dataclass(frozen=True)
class RecordSource:
    """The result of one therapy, and what the call states of its record."""

    result: Assessment
    therapy_id: str
    words: Words
    made_at_us: float | None = None
    made_by: str = ""
    verification: Verification | None = None

    @cached_property
    def containers(self) -> tuple[OneContainer, ...]:
        """The containers of the therapy, in the order of the result."""
        every = [(part, row, findings) for part in self.result.parts for row, findings in by_container(part)]
        return tuple(
            OneContainer(i, str(part.evidence.container[row]), part, row, findings)
            for i, (part, row, findings) in enumerate(every, 1)
        )

    def name_of(self, container: OneContainer) -> str:
        """Return a container in words: its number, how many there are, and its name where it has one."""
        key = "text.container_named" if container.name else "text.container"
        return self.words.say(key, number=container.number, count=len(self.containers), name=container.name)

    def container_of(self, row: Any) -> OneContainer:
        """Return the container that a row of a table of the result is about."""
        own = (one for one in self.containers if one.name == row.container_id)
        return next(one for one in own if one.part.evidence.product.slug == row.product)

    def named(self, names: set[str]) -> str:
        """Return the containers of these names in words; nothing where the therapy has one container only."""
        own = [one for one in self.containers if one.name in names]
        if len(self.containers) == 1:
            return ""
        if len(own) == len(self.containers):
            return self.words.say("text.all_containers")
        return "; ".join(map(self.name_of, own))

    def findings_of(self, container: OneContainer) -> list[Finding]:
        """Return the findings of one container, what enters its verdict first."""
        return sorted(container.findings(), key=lambda finding: finding.obligation != "shall")

    def findings(self) -> Iterator[tuple[OneContainer, Finding]]:
        """Yield every finding with its container."""
        for container in self.containers:
            yield from ((container, finding) for finding in self.findings_of(container))
