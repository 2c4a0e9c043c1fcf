"""What a person decided on findings: accepted, rejected, quarantined, or asked. It changes no verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from atmp_logistics.core.short_repr import Described, ShortRepr

SCHEMA = "atmp-logistics/decision/1"
#: What can be decided, with what each says.
DECISIONS = {
    "accepted": "the product was used, or is to be used, in spite of it",
    "rejected": "the product is not to be used",
    "quarantined": "the product waits until more is known",
    "asked": "the question was put to somebody else, whom the reason names",
}
#: Why it came about, in one word.
CAUSES = ("equipment", "person", "delay", "packaging", "customs", "power", "unknown")


@dataclass(frozen=True, slots=True, repr=False)
class DecidedFinding(ShortRepr):
    """The finding that a decision is on, and what it said when it was decided on.

    Attributes
    ----------
    id : str
        Its name, as the result's JSON and the deviation form have it.
    therapy_id, container_id, rule, code : str
        What it is about; "" where the record names no container.
    verdict, why : str
        What it said then.
    """

    id: str
    therapy_id: str
    container_id: str
    rule: str
    code: str
    verdict: str
    why: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Decision(Described):
    """One person's decision, from its file.

    Attributes
    ----------
    decision : {'accepted', 'rejected', 'quarantined', 'asked'}
    reason, by : str
        Why, and who decided.
    at : str
        When, as it is written, with its offset.
    at_us : float
        The same in microseconds since 1970 in UTC.
    inputs_sha256 : str
        The hash over the files that were judged.
    findings : tuple of DecidedFinding
    previous : tuple of str
        The hashes of the files with the decisions on these findings that were the last ones before.
    inputs : tuple of (name, sha256)
        The files that were judged, as far as the decision names them.
    source, sha256 : str
        The decision's own file, and the hash of its bytes.
    """

    decision: Literal["accepted", "rejected", "quarantined", "asked"]
    reason: str
    by: str
    at: str
    at_us: float
    inputs_sha256: str
    findings: tuple[DecidedFinding, ...]
    previous: tuple[str, ...] = ()
    inputs: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    source: str = ""
    sha256: str = ""

    def __str__(self) -> str:
        return f"{self.decision} by {self.by} {self.at}: {self.reason}"

    def _described(self) -> str:
        return str(self)
