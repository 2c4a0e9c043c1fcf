"""What a site states of two events: how long after the one the other comes, at least and at most."""

from __future__ import annotations

from dataclasses import dataclass

from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.core.toml_table import TomlTable
from atmp_logistics.core.wording import duration
from atmp_logistics.records.site_checks import CheckedFact


@dataclass(frozen=True, slots=True, repr=False)
class SpacingFact(ShortRepr, CheckedFact):
    """A stated fact about two events: `ends` is at least and at most so long after `starts`.

    Attributes
    ----------
    starts, ends : str
    at_least_s, at_most_s : float or None
        In seconds.
    basis : str
        What the statement rests on.
    """

    starts: str
    ends: str
    at_least_s: float | None
    at_most_s: float | None
    basis: str

    def __str__(self) -> str:
        least = "" if self.at_least_s is None else f"at least {duration(self.at_least_s, exact=True)} "
        most = "" if self.at_most_s is None else f"at most {duration(self.at_most_s, exact=True)} "
        return f"{self.ends} is {least}{'and ' if least and most else ''}{most}after {self.starts} ({self.basis})"


def read_spacing_fact(item: TomlTable) -> SpacingFact:
    """Read a fact of a site's profile that names two events."""
    stated = "at_least" in item or "at_most" in item
    fact = SpacingFact(
        starts=item.moment("starts", stage=False),
        ends=item.moment("ends", stage=False),
        at_least_s=item.duration("at_least"),
        at_most_s=item.duration("at_most"),
        basis=item.text("basis", required=True),
    )
    if not stated:
        item.fault("", "no duration", "at_least, at_most or both", "add at_most = '15 min'")
    elif fact.at_least_s is not None and fact.at_most_s is not None and fact.at_least_s > fact.at_most_s:
        item.fault("at_least", "more than at_most", "at_least below at_most", "exchange the two")
    return fact
