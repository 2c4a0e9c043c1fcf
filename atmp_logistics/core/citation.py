"""Where a number of a label was read, and how near to the label that text is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from atmp_logistics.core.short_repr import ShortRepr

#: How near to the label a text is; a limit that somebody changed to ask what would be then is in no text.
EVIDENCE = ("regulator", "manufacturer", "secondary", "other-jurisdiction", "local", "what-if")
WHAT_IF = "what-if"
#: What lets nothing conform.
SECOND_HAND = frozenset(["secondary", "other-jurisdiction"])


@dataclass(frozen=True, slots=True, repr=False)
class Citation(ShortRepr):
    """Where a limit was read.

    Attributes
    ----------
    label, section, revision, url : str
        The text, the place in it, its revision and its address.
    evidence : str
        How near to the label the text is, a word of `EVIDENCE`; nothing where a caller does not say.
    read_by : tuple of str
        The people who read it in the label at hand, for a completion of a product file; empty for ours.
    read_on : date or None
        The day on which they did.
    seal : str
        Binds the citation to the limit that was read there; a limit that is changed loses its citation.
    was : str
        Of a limit that somebody changed (``what-if``): the evidence of the limit that it was made of. What was read at
        second hand has not been read in the label by being changed.

    Examples
    --------
    >>> print(Citation("Example SmPC", "6.3", "2026-03-01", evidence="regulator"))
    Example SmPC 6.3 (regulator)
    """

    label: str
    section: str = ""
    revision: str = ""
    url: str = ""
    evidence: str = ""
    read_by: tuple[str, ...] = ()
    read_on: date | None = None
    seal: str = field(default="", repr=False, compare=False)
    was: str = ""

    @property
    def is_what_if(self) -> bool:
        """Whether the limit is no label's own: somebody changed it, to ask what would be then."""
        return self.evidence == WHAT_IF

    @property
    def lets_conform(self) -> bool:
        """Whether a limit that was read there can let something conform: not at second hand, not of another label."""
        return SECOND_HAND.isdisjoint((self.evidence, self.was))

    @property
    def decides(self) -> bool:
        """Whether a limit that was read there decides anything: not where it is another jurisdiction's."""
        return "other-jurisdiction" not in (self.evidence, self.was)

    @property
    def place(self) -> str:
        """The text and the place in it; and how near it is where it lets nothing conform, or is no label's own.

        Examples
        --------
        >>> Citation("Label", "6.3", evidence="regulator").place, Citation("Register", evidence="secondary").place
        ('Label 6.3', 'Register, secondary')
        """
        section = f" {self.section}" if self.section else ""
        said = f", {self.evidence}" if self.is_what_if or not self.lets_conform else ""
        return f"{self.label}{section}{said}"

    @property
    def readers(self) -> str:
        """By how many people it was read, for what a completion states; else nothing.

        Examples
        --------
        >>> Citation("Label", read_by=("A. Reader",)).readers
        'read by one'
        """
        count = len(self.read_by)
        return f"read by {('one', 'two')[count - 1] if count < 3 else count}" if count else ""

    def __str__(self) -> str:
        section = f" {self.section}" if self.section else ""
        was = f"was {self.was}" if self.was in SECOND_HAND else ""
        said = ", ".join(filter(None, (self.evidence, was, self.readers)))
        return f"{self.label}{section} ({said})" if said else f"{self.label}{section}"
