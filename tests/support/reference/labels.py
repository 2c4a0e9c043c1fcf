"""Limits that hold under a condition, and versions of a label: what is not stated is tried each way (DESIGN 2, issue F)."""

from dataclasses import replace
from itertools import product as each_of

from reference.values import WORST, C, I

#: A value of a condition that the label does not name: "a condition with one named value can be open".
ANOTHER = ""


def told(stated, container):
    """What is stated of a container, by the call and by its rows."""
    return {**stated, **container.told}


def belongs(which, known):
    """Whether what is known fits: yes, no, or None where nobody said."""
    answers = [None if key not in known else known[key] in values for key, values in which.items()]
    return False if False in answers else None if None in answers else True


def applies(requirement, known):
    return belongs(requirement.when, known)


def values_of(product, key):
    """The values that are tried where nobody stated a condition.

    A dose has any number. "A condition nobody stated is open, also where the label names one value of it only."
    """
    named = product.conditions[key]
    return [*named, ANOTHER] if key == "dose" or len(named) == 1 else list(named)


def completions(product, limits, known):
    """Every way to state what some limits depend on and nobody stated."""
    keys = dict.fromkeys(key for limit in limits for key in limit.when if key not in known)
    for values in each_of(*(values_of(product, key) for key in keys)):
        yield {**known, **dict(zip(keys, values, strict=True))}


def one_answer(answers):
    """ "One verdict if they agree, else INDETERMINATE." """
    answers = set(answers)
    return answers.pop() if len(answers) == 1 else I


def under_each(record, container, requirement, others, judged):
    """A limit judged in every way in which it holds, by what else holds then; `judged` makes (verdict, bounds) of that."""
    known = record.told(container)
    ways = [way for way in completions(record.product, [requirement, *others], known) if applies(requirement, way)] or [
        known
    ]
    found = [judged([other for other in others if applies(other, way)]) for way in ways]
    verdict = one_answer(verdict for verdict, _ in found)
    bounds = min(lower for _, (lower, _) in found), max(upper for _, (_, upper) in found)
    return verdict, bounds


def settled(found, record):
    """Judge each value of a condition that nobody stated: one verdict where all agree; no limit there conforms.

    "Branches of a condition that bind are not settled with branches that do not."
    """
    return [replace(one, verdict=_settled(one, found, record)) for one in found]


def _settled(one, found, record):
    (container,) = [own for own in record.containers if (own.therapy, own.name) == (one.therapy, one.container)]
    if one.requirement is None or record.applies(one.requirement, container) is not None:
        return one.verdict
    group = [
        other
        for other in found
        if (other.therapy, other.container, other.rule, other.code) == (one.therapy, one.container, one.rule, one.code)
        and (other.requirement.obligation == "shall") == (one.requirement.obligation == "shall")
    ]
    ways = completions(record.product, [one.requirement], record.told(container))
    answers = set()
    for way in ways:
        holding = [other.verdict for other in group if applies(other.requirement, way)]
        answers.add(max(holding, key=WORST.index, default=C))
    return one_answer(answers)
