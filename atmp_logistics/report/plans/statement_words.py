"""What binds an event, in a language: by its events and size, where its English sentence says no more than these."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.phrases_by_key import ENGLISH
from atmp_logistics.core.wording import duration, kept_free
from atmp_logistics.report.plans.clock_words import with_container_word
from atmp_logistics.report.plans.run_sheet_words import SheetWords
from atmp_logistics.timing.constraints import CLOCK, CalendarRule, Kind, Statement
from atmp_logistics.timing.node_names import named
from atmp_logistics.timing.nodes import container_of


def limit_in_words(one: Statement, rules: Iterable[CalendarRule], words: SheetWords) -> str:
    """Return a limit without its source; a sentence that exists in English alone is marked so in another language."""
    if words.say.language == ENGLISH:
        return with_container_word(one.words, words.plan.product)
    return _translated(one, rules, words) or _marked(one.words, words)


def reason_in_words(one: Statement, rules: Iterable[CalendarRule], words: SheetWords) -> str:
    """Return what binds an event, with its source: of a limit of the label its section, which is cited below."""
    if words.say.language == ENGLISH:
        return with_container_word(str(one), words.plan.product)
    translated = _translated(one, rules, words)
    return f"{translated}{_place(one, words)}" if translated else _marked(str(one), words)


def _marked(english: str, words: SheetWords) -> str:
    return words("calendar.in_english", text=with_container_word(english, words.plan.product))


def _translated(one: Statement, rules: Iterable[CalendarRule], words: SheetWords) -> str:
    """Return a statement in the language of the words; nothing where its English sentence says something else."""
    if rule := next((rule for rule in rules if rule.words == one.words), None):
        return _days(rule, words)
    if one.earlier == CLOCK:
        return _stated_time(one, words)
    if one.kind is Kind.ESTIMATE and (text := _step(one, words)):
        return text
    if isfinite(one.at_most_us):
        return _most(one, words)
    return _least(one, words) if one.at_least_us > 0 else _order(one, words)


def _days(rule: CalendarRule, words: SheetWords) -> str:
    """Return a limit in calendar days."""
    key, count = ("most", rule.at_most_days) if rule.at_least_days is None else ("least", rule.at_least_days)
    first, last = _ends(rule, words)
    return words(f"clock.{key}", size=words("clock.days", count=count), first=first, last=last)


def _stated_time(one: Statement, words: SheetWords) -> str:
    """Return a time that the caller set; nothing for what else bounds an instant."""
    if str(one) != f"{one.words} (stated)":
        return ""
    event = words.numbered(one.later, "clock.of_container")
    for english, key in (("at", "clock.stated_at"), ("by", "clock.stated_by"), ("not before", "clock.stated_from")):
        _, found, time = one.words.partition(f"{named(one.later)} {english} ")
        if found and time[:1].isdigit():
            return words(key, event=event, time=time)
    return ""


def _step(one: Statement, words: SheetWords) -> str:
    """Return how long a stage takes; nothing for a step between other events."""
    number, name = container_of(one.later), words.say.table.get(f"event.{one.code.replace(' ', '_')}")
    what = one.code if number is None else f"{one.code} of container {number}"
    is_most = isfinite(one.at_most_us)
    size_s = (one.at_most_us if is_most else one.at_least_us) / SECOND
    if not name or one.words != f"{what} takes at {'most' if is_most else 'least'} {duration(size_s, exact=True)}":
        return ""
    of_one = {"event": name, "container": f"{words.container()} {number}"}
    stage = name if number is None else words("clock.of_container", **of_one)
    return words(f"clock.{'takes_most' if is_most else 'takes_least'}", stage=stage, size=words.duration(size_s))


def _most(one: Statement, words: SheetWords) -> str:
    """Return how long a stretch may take; nothing for a budget, of which the sentence says at which temperature."""
    size_s, kept_s = round((one.at_most_us + one.kept_us) / SECOND), one.kept_us / SECOND
    says = f"{named(one.later)} within {duration(size_s, exact=True)} of {named(one.earlier)}{kept_free(kept_s)}"
    return _sized(one, "clock.most", size_s, words, "clock.kept") if one.words == says else ""


def _least(one: Statement, words: SheetWords) -> str:
    """Return how long a stretch has to take."""
    size_s, kept_s = (one.at_least_us - one.kept_us) // SECOND, one.kept_us / SECOND
    says = f"{named(one.later)} at least {duration(size_s, exact=True)} after {named(one.earlier)}"
    says += kept_free(kept_s, "to which {} are added")
    return _sized(one, "clock.least", size_s, words, "clock.added") if one.words == says else ""


def _sized(one: Statement, key: str, size_s: float, words: SheetWords, kept: str) -> str:
    first, last = _ends(one, words)
    text = words(key, size=words.duration(size_s), first=first, last=last)
    return words.with_kept(text, one.kept_us / SECOND, kept)


def _order(one: Statement, words: SheetWords) -> str:
    """Return which event comes first: by the label, or by nature."""
    first, last = _ends(one, words)
    for english, key in (("only after", "only_after"), ("never comes before", "never_before")):
        if one.words == f"{named(one.later)} {english} {named(one.earlier)}":
            return f"{last} {words(f'clock.{key}', start=first)}"
    return ""


def _ends(one: Statement | CalendarRule, words: SheetWords) -> tuple[str, str]:
    first, last = (words.numbered(node, "clock.of_container") for node in (one.earlier, one.later))
    return first, last


def _place(one: Statement, words: SheetWords) -> str:
    """Return the section of a limit, and whether it is advice, in brackets."""
    if one.citation is None:
        return f" ({one.source})" if one.source and one.earlier != CLOCK else ""
    section, advice = words.section(one.citation.section), words("clock.advice")
    return f" ({section})" if one.obligation == "shall" else f" ({section}; {advice})"
