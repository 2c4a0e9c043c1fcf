"""Words that every reader of deadlines shares: containers by their identifiers, modes, clocks that run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import isfinite, isnan

from atmp_logistics.core.instants import SECOND, moment
from atmp_logistics.core.printable import in_one_line
from atmp_logistics.core.product import Product
from atmp_logistics.core.wording import duration, kept_free
from atmp_logistics.planning.deadlines_result import Deadlines, EventDeadline, RunningClock, TherapyDeadlines
from atmp_logistics.report.plans.clock_words import container_word, time_on_day
from atmp_logistics.timing.constraints import Statement
from atmp_logistics.timing.node_names import named

#: What stands above limits of either size.
MINUTES, DAYS = "Limits of minutes and hours", "Limits of days and months"


def renamed(text: str, therapy: TherapyDeadlines) -> str:
    """Return a text with the identifier of each numbered container; the only container of a therapy is not named."""
    if len(therapy.containers) == 1:
        return re.sub(r" of container 1\b", "", text)
    word = container_word(therapy.product)

    def name(match: re.Match[str]) -> str:
        number = int(match[1])
        if number > len(therapy.containers):
            return match[0]
        return f"{word} {in_one_line(therapy.containers[number - 1]) or number}"

    return re.sub(r"\bcontainer (\d+)\b", name, text)


def mode_words(mode: Mapping[str, tuple[str, ...]]) -> str:
    """Return a mode in words."""
    return " and ".join(f"{key} is {' or '.join(values)}" for key, values in mode.items())


def version_words(product: Product) -> str:
    """Return the revision of a label that has several versions by their days, behind a comma; else nothing."""
    return f", label's revision {product.citation.revision}" if product.in_force_from or product.in_force_until else ""


def safe_state(event: EventDeadline, now_us: float) -> str:
    """Return the state of an event's safe moment: too late, not known, none, open (nothing bounds it), passed or ahead.

    Too late is what no moment saves: a binding limit is lost whenever it happens.
    """
    if event.last_possible_us == float("-inf"):
        return "too late"
    if isnan(event.safe_by_us):
        return "not known"
    if event.safe_by_us == float("-inf"):
        return "none"
    if not isfinite(event.safe_by_us):
        return "open"
    return "passed" if event.safe_by_us < now_us or event.safe_by_us < event.not_before_us else "ahead"


def clocks_by_size(therapy: TherapyDeadlines) -> Iterator[tuple[str, list[RunningClock]]]:
    """Yield the clocks that run in two groups, each with its heading: minutes and hours, then days and months.

    A group alone has no heading.
    """
    long = [clock for clock in therapy.running if clock.statement.is_of_days]
    short = [clock for clock in therapy.running if not clock.statement.is_of_days]
    headed = bool(long and short)
    for heading, clocks in ((MINUTES, short), (DAYS, long)):
        if clocks:
            yield heading if headed else "", clocks


def running_words(running: RunningClock, therapy: TherapyDeadlines, deadlines: Deadlines) -> str:
    """Return a clock that runs in words: since when, until when, how long is left."""
    today = moment(deadlines.now_us).astimezone(deadlines.zone).date()
    statement, until = running.statement, time_on_day(running.until_us, deadlines.zone, today)
    since = (
        ""
        if running.since_us is None
        else f"{sentence_start(statement.earlier, therapy)} {time_on_day(running.since_us, deadlines.zone, today)}. "
    )
    must, left = sentence_start(statement.later, therapy), time_left(running)
    return f"{since}{must} must come by {until} ({limit_words(running, therapy)}). {left[:1].upper()}{left[1:]}."


def limit_words(running: RunningClock, therapy: TherapyDeadlines) -> str:
    """Return the limit of a clock that runs, and its source."""
    statement = running.statement
    size = _size(statement) if running.since_us is not None else statement.words
    return f"{renamed(size, therapy)}; {statement.source}"


def time_left(running: RunningClock) -> str:
    """Return how long a clock still runs, or for how long it has run out."""
    left = duration(abs(running.left_us) // SECOND, exact=True)
    return f"overrun by {left}" if running.is_over else f"{left} left"


def _size(statement: Statement) -> str:
    """Return how long a clock may run, and how much of that is kept free for the resolution of written times."""
    whole = f"within {duration((statement.at_most_us + statement.kept_us) / SECOND, exact=True)}"
    return whole + kept_free(statement.kept_us / SECOND)


def sentence_start(node: str, therapy: TherapyDeadlines) -> str:
    """Return an event in words that begin a sentence."""
    words = renamed(named(node), therapy)
    return words[:1].upper() + words[1:]
