"""A temperature, a duration or a count in a label's sentence, as it was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["temperature", "duration", "count"]


@dataclass(frozen=True, slots=True)
class Quantity:
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

    def __str__(self) -> str:
        if self.unreadable:
            return f"unreadable: {self.unreadable}"
        unit = "°C" if self.unit == "degC" else self.unit
        about = "about " if self.approximate else ""
        if self.lower is None:
            return f"{about}{'<' if self.strict else '≤'} {self.upper:g} {unit}"
        if self.upper is None:
            return f"{about}{'>' if self.strict else '≥'} {self.lower:g} {unit}"
        return f"{about}{' to '.join(f'{number:g}' for number in self.numbers)} {unit}"
