"""How run sheets and calendars say times, limits and names: by the phrases of their language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import escape

from atmp_logistics.core.identity_check import Check
from atmp_logistics.core.instants import HOUR_S, MINUTE_S
from atmp_logistics.core.phrases_by_key import ENGLISH, Phrases, phrases_of
from atmp_logistics.core.product import Product
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.wording import duration
from atmp_logistics.planning.plan_result import Plan
from atmp_logistics.planning.planned_event import PlannedEvent
from atmp_logistics.report.plans.clock_words import OPEN, day_name, safe_time_on_day, time_on_day
from atmp_logistics.timing.nodes import container_of, event_of

_FINEST = {HOUR_S: "clock.to_hour", MINUTE_S: "clock.to_minute", 1.0: "clock.to_second"}


@dataclass(frozen=True, slots=True)
class SheetWords:
    """The words of one plan's sheet or calendar."""

    say: Phrases
    plan: Plan

    @classmethod
    def of(cls, plan: Plan, language: str | None) -> SheetWords:
        """Return the words of a language; that of the plan where none is stated."""
        return cls(phrases_of("report/plans", language or plan.language), plan)

    def __call__(self, key: str, **named: object) -> str:
        """Return a phrase with what it is filled with."""
        return self.say(key, **named)

    def container(self, product: Product | None = None) -> str:
        """Return the word for a container of the product."""
        word = (product or self.plan.product).container.split()[-1]
        return self.say.table.get(f"container.{word}", word)

    def event(self, event: PlannedEvent) -> str:
        """Return an event in words, with which one it is of those that recur."""
        return self.node(event.node)

    def node(self, node: str) -> str:
        """Return the event of a node in words, without its container."""
        name, side = self.say.event(event_of(node)), node.partition("[")[0].partition(":")[2]
        return self(f"text.{side}", event=name) if side else name

    def numbered(self, node: str, key: str = "calendar.of_container") -> str:
        """Return the event of a node in words, with the number of its container."""
        number = container_of(node)
        return (
            self.node(node)
            if number is None
            else self(key, event=self.node(node), container=f"{self.container()} {number}")
        )

    def day(self, day: date) -> str:
        """Return a date with its weekday."""
        return f"{self(f'day.{day.weekday()}')} {day_name(day).split()[1]}"

    def duration(self, seconds: float) -> str:
        """Return a duration, every unit of it."""
        parts = duration(seconds, exact=True).split()
        pairs = zip(parts[::2], parts[1::2], strict=True)
        return " ".join(self(f"unit.{unit}", count=self._decimal(number)) for number, unit in pairs)

    def kept_free(self, size_s: float, kept_s: float, key: str = "clock.kept") -> str:
        """Return the size of a limit, and how much of it is kept free for how finely times are written."""
        return self.with_kept(self.duration(size_s), kept_s, key)

    def with_kept(self, text: str, kept_s: float, key: str) -> str:
        """Return a limit, and how much of it is kept free, or added, for how finely times are written."""
        if not kept_s:
            return text
        how = self(_FINEST.get(kept_s / 2, "clock.to_within"), size=self.duration(kept_s / 2))
        return self(key, size=text, kept=self.duration(kept_s), how=how)

    def range(self, limits: TemperatureRange) -> str:
        """Return a range of temperatures."""
        low, high = limits.lower_degC, limits.upper_degC
        if limits.nominal_degC is not None:
            return self("clock.nominal", value=self.say.number(limits.nominal_degC))
        if low is not None and high is not None:
            key = "clock.span" if limits.inclusive else "clock.open_span"
            return self(key, lower=self.say.number(low), upper=self.say.number(high))
        return self._decimal(str(limits)) if low is not None or high is not None else self("clock.any")

    def _decimal(self, text: str) -> str:
        return text.replace(".", self.say.table["number.decimal"])

    def check(self, check: Check) -> str:
        """Return a check of identity."""
        persons = {None: "", 1: self("text.by_one"), 2: self("text.by_two")}[check.persons]
        what = ", ".join(self.say.table.get(f"identifier.{one}", one) for one in check.identifiers)
        return self("text.compare", what=what, persons=persons, section=self.section(check.citation.section))

    def section(self, section: str) -> str:
        """Return where a label states something."""
        return section or self("text.label")

    def planned(self, event: PlannedEvent, on: date | None) -> str:
        """Return the planned time of an event on a day, or the two times between which it is expected."""
        if not event.is_planned:
            return OPEN
        tz = self.plan.zone
        first, last = time_on_day(event.planned_us, tz, on), time_on_day(event.planned_until_us, tz, on, up=True)
        return first if first == last else self("text.to", first=first, last=last)

    def safe_by(self, event: PlannedEvent, on: date | None) -> str:
        """Return the time by which an event holds whatever happens."""
        shown = safe_time_on_day(event.safe_by_us, self.plan.zone, on)
        return self("text.none") if shown == "none" else shown

    def only_english(self, text: str) -> str:
        """Return a text that exists in English alone as HTML, in another language's page marked as English."""
        return escape(text) if self.say.language == ENGLISH else f'<span lang="en">{escape(text)}</span>'

    def events(self, names: Iterable[str]) -> str:
        """Return several events in words."""
        return ", ".join(map(self.say.event, names))
