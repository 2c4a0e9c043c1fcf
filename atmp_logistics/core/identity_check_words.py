"""A check of identity that a label demands, in words."""

from __future__ import annotations

from atmp_logistics.core.identity_check import Check
from atmp_logistics.core.translatable import Message, said
from atmp_logistics.core.wording import event, listed


def check_of_identity(check: Check) -> Message:
    """Return in words what a check of identity compares, before which event and by how many people.

    Examples
    --------
    >>> from atmp_logistics.core.identity_check import Check
    >>> from atmp_logistics.core.citation import Citation
    >>> names = ("patient identity", "product label")
    >>> check_of_identity(Check(code="id", citation=Citation("x"), at="thaw_start", identifiers=names, persons=2))
    'patient identity with product label, before thaw start, by two people'
    """
    people = {1: said("core", "check.by_one"), 2: said("core", "check.by_two")}.get(check.persons or 0, "")
    compared = listed(map(compared_identifier, check.identifiers), "with")
    return said("core", "check.demanded", compared=compared, event=event(check.at), people=people)


def compared_identifier(name: str) -> Message:
    """Return what a check compares, in words.

    Examples
    --------
    >>> compared_identifier("lot number").in_language("sv")
    'satsnummer'
    """
    return said("core", f"compared.{name.replace(' ', '_')}")
