"""A check of identity that a label demands: data of the label, judged by C401 where a record logs any check."""

from __future__ import annotations

from dataclasses import dataclass

from atmp_logistics.core.requirement import Requirement


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Check(Requirement):
    """A check of identity that the label demands.

    Attributes
    ----------
    at : str
        The event or stage that must wait for the check.
    identifiers : tuple of str
        What is compared with each other, in the words of `IDENTIFIERS`.
    persons : int or None
        How many people do it, 1 or 2; None where the label does not say.
    """

    at: str
    identifiers: tuple[str, ...]
    persons: int | None = None
