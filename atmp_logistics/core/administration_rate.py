"""A limit on how much is given in a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from atmp_logistics.core.instants import DAY_S, HOUR_S
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.units import quantity, time_quantity

if TYPE_CHECKING:
    from atmp_logistics.core.units import Quantity


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Rate(Requirement):
    """A limit on what is given in a time.

    Attributes
    ----------
    at_most : float
        The most that may be given, in `unit`.
    unit : str
        mL or g, by the hour or the day, and perhaps for each kilogram of body weight: ``mL/kg/h``.
    over_s : float or None
        The stretch of time in any of which it holds, in seconds; None: as the mean of each container.
    starts, ends : str
        The two ends of the time in which it is given.
    """

    _ENDS: ClassVar[tuple[str, ...]] = ("starts", "ends")

    at_most: float
    unit: str
    over_s: float | None = None
    starts: str = "administration_start"
    ends: str = "administration_end"

    @property
    def most(self) -> Quantity[Any]:
        """The most that may be given in the time, as a pint quantity."""
        return quantity(self.at_most, self.unit)

    @property
    def over(self) -> Quantity[Any] | None:
        """The stretch of time in any of which it holds, as a pint quantity."""
        return time_quantity(self.over_s)

    @property
    def of(self) -> str:
        """The amount of a container that it limits."""
        return "volume" if self.unit.startswith("mL") else "dmso"

    @property
    def per_kg(self) -> bool:
        """Whether it is meant for each kilogram of body weight."""
        return "/kg/" in self.unit

    @property
    def per_s(self) -> float:
        """The time in which `at_most` may be given, in seconds."""
        return DAY_S if self.unit.endswith("/d") else HOUR_S
