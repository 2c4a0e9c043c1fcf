"""Why a plan cannot work, or cannot be promised: the fewest statements that contradict each other, and by how much.

Without any one of its members, a set has no contradiction left. Where steps of uncertain length are part of it, the
amount is found by trying: how much one of its limits would have to give way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from math import inf, isfinite

from atmp_logistics.core.instants import DAY, SECOND
from atmp_logistics.core.wording import duration
from atmp_logistics.timing.closure import Closure, smallest_contradiction
from atmp_logistics.timing.conflicts import irreducible
from atmp_logistics.timing.constraints import CLOCK, Kind, Link, Shortfall, Statement
from atmp_logistics.timing.controllability import control
from atmp_logistics.timing.steps import lengths

#: Returns an instant in words, such as "11:30".
Say = Callable[[float], str]
#: The most that a limit is tried to give way, in microseconds.
_MOST = 4000 * DAY


def contradiction(nodes: Iterable[str], statements: Iterable[Statement], say: Say | None = None) -> Shortfall | None:
    """Return the smallest set of statements that contradict each other; None where none do.

    Parameters
    ----------
    nodes : iterable of str
        All that the statements name, `CLOCK` among them where one bounds an instant.
    statements : iterable of Statement
    say : callable, optional
        Returns an instant in words, for the remedies.

    Returns
    -------
    Shortfall or None

    Examples
    --------
    >>> def bound(one, other, words, **bounds):
    ...     return Statement(earlier=one, later=other, kind=Kind.ANCHOR, words=words, **bounds)
    >>> go = bound(CLOCK, "a", "patient ready 11:22", at_least_us=682 * 60e6)
    >>> slot = bound(CLOCK, "b", "the slot ends 11:30", at_most_us=690 * 60e6)
    >>> takes = bound("a", "b", "infusion takes at least 15 min", at_least_us=15 * 60e6)
    >>> print(contradiction([CLOCK, "a", "b"], [go, slot, takes]))
    This is 7 min short even if every step is at its fastest. These statements contradict each other:
      (1) the slot ends 11:30
      (2) infusion takes at least 15 min
      (3) patient ready 11:22
    Moving any ONE by 7 min resolves this contradiction; another may remain behind it.
    """
    found = smallest_contradiction(tuple(dict.fromkeys(nodes)), statements)
    if found is None:
        return None
    said, short = found
    return Shortfall(_from_the_clock(said), short, remedies=tuple(_remedies(said, short, say)))


def _from_the_clock(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return a round of statements so that it begins with what bounds an instant, where any does."""
    starts = [i for i, one in enumerate(statements) if one.edge[0] == CLOCK]
    first = starts[0] if starts else 0
    return (*statements[first:], *statements[:first])


def _remedies(statements: Iterable[Statement], short_us: float, say: Say | None) -> Iterable[str]:
    """Yield what moving an instant that people set, or shortening a step, would come to."""
    for one in statements:
        most = isfinite(one.at_most_us)
        now = one.at_most_us + short_us if most else one.at_least_us - short_us
        if one.kind is Kind.ANCHOR and one.earlier == CLOCK and one.code != "now" and say:
            yield f"{one.words}: {say(now)} instead would do"
        elif one.kind is Kind.ESTIMATE and not most and now >= 0:
            yield f"{one.words}: {duration(now / SECOND, exact=True)} instead would do"


def unpromised(
    nodes: Sequence[str], statements: Sequence[Statement], links: Sequence[Link], limits: Sequence[Statement]
) -> Shortfall:
    """Return why nobody can promise some limits: with which steps, and by how much one would have to give way.

    Parameters
    ----------
    nodes : sequence of str
    statements : sequence of Statement
        Everything in play except the steps' own lengths and the limits.
    links : sequence of Link
        The steps whose longest duration is stated.
    limits : sequence of Statement
        The limits that together cannot be promised.

    Returns
    -------
    Shortfall

    Examples
    --------
    >>> from atmp_logistics.timing.constraints import Step
    >>> infusion = Link(Step("administration", "s", "e", 300.0, 2400.0), "s", "e")
    >>> words = "e within 30 min of s"
    >>> limit = Statement(earlier="s", later="e", at_most_us=1800e6, kind=Kind.REQUIREMENT, words=words)
    >>> print(unpromised(["s", "e"], [], [infusion], [limit]))
    This can be 10 min short if a step takes its longest. These statements contradict each other:
      (1) e within 30 min of s
      (2) administration takes 5 to 40 min
    Moving any ONE by 10 min resolves this contradiction; another may remain behind it.
    """
    members: list[Statement | Link] = [*statements, *links, *limits]

    def contradict(out: set[int]) -> bool:
        return not _can(nodes, [one for i, one in enumerate(members) if i not in out])

    core = [members[i] for i in irreducible(range(len(members)), contradict)]
    limit = next(one for one in reversed(core) if isinstance(one, Statement))
    short = _gives_way(nodes, core, limit)
    said = [one for one in reversed(core) if isinstance(one, Statement)]
    said += [_as_statement(one) for one in core if isinstance(one, Link)]
    return Shortfall(tuple(said), short, possible=True, remedies=tuple(_ranges_for_moments(said)))


def _ranges_for_moments(statements: Sequence[Statement]) -> Iterator[str]:
    """Yield what to write in place of an exact time of an event that steps of uncertain length decide."""
    anchors = [one for one in statements if one.kind is Kind.ANCHOR and " at " in one.words]
    for words in dict.fromkeys(one.words for one in anchors):
        if sum(one.words == words for one in anchors) > 1:
            yield f"{words.replace(' at ', ' by ', 1)}, in place of an exact time that varying steps decide, may do"


def _can(nodes: Sequence[str], members: Iterable[Statement | Link]) -> bool:
    places = {node: i for i, node in enumerate(nodes)}
    own = list(members)
    links = [one for one in own if isinstance(one, Link)]
    said = [one for one in own if isinstance(one, Statement)] + [side for link in links for side in lengths(link)]
    ends = tuple((places[link.starts], places[link.ends]) for link in links)
    bounds = Closure.of(places, enumerate(said), ends)
    return control(bounds, [link.shortest_us for link in links], [link.longest_us for link in links])


def _gives_way(nodes: Sequence[str], core: Sequence[Statement | Link], limit: Statement) -> float:
    """Return by how much a limit must give way, to the microsecond: tried, doubled, and halved again."""
    others = [one for one in core if one is not limit]

    def enough(by: float) -> bool:
        return _can(nodes, [*others, _relaxed(limit, by)])

    high = SECOND
    while not enough(high) and high < _MOST:
        high *= 2
    low = 0.0
    while high - low > 1.0:
        middle = float(int((low + high) / 2))
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _relaxed(limit: Statement, by: float) -> Statement:
    if isfinite(limit.at_most_us):
        return replace(limit, at_most_us=limit.at_most_us + by)
    return replace(limit, at_least_us=limit.at_least_us - by)


def _as_statement(link: Link) -> Statement:
    """Return a step with both of its lengths as one statement to be read."""
    most = link.longest_us if link.step.is_stated else inf
    number = link.ends.partition("[")[2].rstrip("]")
    words = str(
        replace(link.step, name=f"{link.step.name} of container {number}" if number else link.step.name, source="")
    )
    return Statement(
        earlier=link.starts,
        later=link.ends,
        at_most_us=most,
        at_least_us=link.shortest_us,
        kind=Kind.ESTIMATE,
        words=words,
        source=link.step.source,
        code=link.step.name,
    )
