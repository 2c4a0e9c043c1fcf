"""A check of identity that a label demands, in words."""

from __future__ import annotations

from atmp_logistics.core.identity_check import Check
from atmp_logistics.core.wording import event


def check_of_identity(check: Check) -> str:
    """Return in words what a check of identity compares, before which event and by how many people.

    Examples
    --------
    >>> from atmp_logistics.core.identity_check import Check
    >>> from atmp_logistics.core.citation import Citation
    >>> names = ("patient identity", "product label")
    >>> check_of_identity(Check(code="id", citation=Citation("x"), at="thaw_start", identifiers=names, persons=2))
    'patient identity with product label, before thaw start, by two people'
    """
    people = {1: ", by one person", 2: ", by two people"}.get(check.persons or 0, "")
    return f"{' with '.join(check.identifiers)}, before {event(check.at)}{people}"
