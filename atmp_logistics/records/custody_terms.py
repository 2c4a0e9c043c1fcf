"""What a site states about custody, and about what becomes of its containers: which questions are asked, and how."""

from __future__ import annotations

from dataclasses import dataclass

from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.core.toml_table import TomlTable
from atmp_logistics.core.translatable import said
from atmp_logistics.core.wording import duration


@dataclass(frozen=True, slots=True, repr=False)
class CustodyTerms(ShortRepr):
    """What a site states about custody and containers.

    Attributes
    ----------
    at_most_s : float
        How far apart the two sides of a hand-over may be logged, in seconds.
    custody, outcomes : bool
        Whether custody, and what became of each container, is asked of every container.

    Examples
    --------
    >>> CustodyTerms(at_most_s=900.0, custody=True).statements()
    ('the two sides of a hand-over may be logged up to 15 min apart', 'custody is asked of every container')
    """

    at_most_s: float = 0.0
    custody: bool = False
    outcomes: bool = False

    def statements(self) -> tuple[str, ...]:
        """Return what is stated, in words."""
        stated = (
            (said("records", "site.apart", length=duration(self.at_most_s, exact=True)), self.at_most_s > 0),
            (said("records", "site.custody"), self.custody),
            (said("records", "site.outcomes"), self.outcomes),
        )
        return tuple(text for text, holds in stated if holds)


def read_custody_terms(top: TomlTable) -> CustodyTerms:
    """Take `[custody]` and `[reconciliation]` from a profile.

    Parameters
    ----------
    top : TomlTable
        The profile.

    Returns
    -------
    CustodyTerms
    """
    custody, outcomes = top.table("custody"), top.table("reconciliation")
    at_most_s = custody.duration("at_most")
    terms = CustodyTerms(
        at_most_s=at_most_s or 0.0,
        custody=custody.flag("required"),
        outcomes=outcomes.flag("required"),
    )
    for table in (custody, outcomes):
        table.done()
    return terms
