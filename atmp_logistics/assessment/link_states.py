"""What is known of the links of a chain of hashes: each intact, not there to check, or broken."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from atmp_logistics.core.short_repr import Described, ShortRepr


class LinkState(Enum):
    """What is known of a link."""

    INTACT = "intact"
    ABSENT = "not there to check"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, repr=False)
class Link(ShortRepr):
    """One link of a chain: what it is about, which document names it, what is known of it, and why.

    Attributes
    ----------
    what, named_by : str
    state : LinkState
    why : str
    sha256 : str
        The hash by which the file is named; "" where the link is of no file of its own.
    """

    what: str
    named_by: str
    state: LinkState
    why: str = ""
    sha256: str = ""

    def __str__(self) -> str:
        return f"{self.state.value}: {self.what} ({self.named_by}){f': {self.why}' if self.why else ''}"


@dataclass(frozen=True, slots=True, repr=False)
class Verification(Described):
    """What is known of each link.

    Attributes
    ----------
    links : tuple of Link
        In the order in which the documents name them.
    """

    links: tuple[Link, ...]

    @property
    def first_broken(self) -> Link | None:
        """The first link that is broken; None where none is."""
        return next((one for one in self.links if one.state is LinkState.BROKEN), None)

    @property
    def intact(self) -> frozenset[str]:
        """The hashes of the files that were found as they were."""
        return frozenset(one.sha256 for one in self.links if one.state is LinkState.INTACT) - {""}

    @property
    def exit_code(self) -> int:
        """What `atmp-logistics verify` exits with: 0 all intact, 1 any broken, 3 something not there to check."""
        if self.first_broken:
            return 1
        return 0 if all(one.state is LinkState.INTACT for one in self.links) else 3

    def _described(self) -> str:
        counts = ((state, sum(one.state is state for one in self.links)) for state in LinkState)
        return ", ".join(f"{count} {state.value}" for state, count in counts)
