"""What a calendar is made of: plans with their therapies' identifiers, clocks that run, and when the file is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from atmp_logistics.planning.plan_result import Plan
from atmp_logistics.timing.constraints import Statement

#: Calendar entries are told apart by the minute at which their file was made, from here on.
_FIRST_SEQUENCE = datetime(2020, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class CalendarClock:
    """A label's limit whose clock runs from one instant to another."""

    statement: Statement
    since_us: float
    until_us: float


@dataclass(frozen=True, slots=True)
class CalendarPlan:
    """A plan in a calendar, with the therapy's identifier; `clocks` are those that run, else those that it plans."""

    plan: Plan
    reference: str = ""
    clocks: tuple[CalendarClock, ...] | None = None

    @property
    def name(self) -> str:
        """The therapy and the product."""
        return f"{self.reference} {self.plan.product.name}".strip()


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """When a calendar is made, whether the caller stated that, how long before an entry it reminds, its language."""

    at: datetime
    is_stated: bool
    reminder: timedelta
    language: str

    @property
    def sequence(self) -> int:
        """The number by which a later file's entry takes the place of an earlier one's: minutes since 2020."""
        return max(0, (self.at - _FIRST_SEQUENCE) // MINUTE) if self.is_stated else 0
