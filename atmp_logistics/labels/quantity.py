"""A temperature, a duration or a count in a label's sentence, as it was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.core.wording import duration

Kind = Literal["temperature", "duration", "count"]


@dataclass(frozen=True, slots=True, repr=False)
class Quantity(ShortRepr):
    """A temperature, a duration or a count in a sentence, as bounds.

    Attributes
    ----------
    kind : {'temperature', 'duration', 'count'}
    text : str
        As it stands in the sentence, with the words that make a bound of it.
    start, end : int
        Where it stands in the sentence.
    lower, upper : float or None
        The bounds; both the same for a number alone, None on a side that the sentence leaves open.
    unit : str
        ``degC``; ``s``; ``days`` or ``months`` on the calendar; ``day number``; what is counted, such as ``times``.
    unreadable : str
        Why the number is not surely what the label says; "" where it is. The bounds are then None.
    strict : bool
        Whether the bound itself lies outside, as in "below -130 °C".
    approximate : bool
        Whether the sentence says "approximately".
    """

    kind: Kind
    text: str
    start: int
    end: int
    lower: float | None = None
    upper: float | None = None
    unit: str = ""
    unreadable: str = ""
    strict: bool = False
    approximate: bool = False

    @property
    def numbers(self) -> tuple[float, ...]:
        """The numbers that were read, the lower one first, each once.

        Examples
        --------
        >>> Quantity("temperature", "2-8 °C", 0, 6, 2.0, 8.0, "degC").numbers
        (2.0, 8.0)
        """
        return tuple(dict.fromkeys(bound for bound in (self.lower, self.upper) if bound is not None))

    @property
    def in_words(self) -> str:
        """The bounds with a duration as a person reads it.

        Examples
        --------
        >>> one = Quantity("duration", "within 2.5 hours", 0, 16, None, 9000.0, "s")
        >>> one.in_words, str(one)
        ('≤ 2 h 30 min', '≤ 9000 s')
        """
        if self.unit != "s" or self.unreadable:
            return str(self)
        return self._sided(" to ".join(duration(number) for number in self.numbers))

    def __str__(self) -> str:
        if self.unreadable:
            return f"unreadable: {self.unreadable}"
        unit = "°C" if self.unit == "degC" else self.unit
        return self._sided(f"{' to '.join(f'{number:g}' for number in self.numbers)} {unit}")

    def _sided(self, numbers: str) -> str:
        about = "about " if self.approximate else ""
        if self.lower is None:
            return f"{about}{'<' if self.strict else '≤'} {numbers}"
        if self.upper is None:
            return f"{about}{'>' if self.strict else '≥'} {numbers}"
        return f"{about}{numbers}"
