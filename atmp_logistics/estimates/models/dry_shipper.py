"""How long does a dry vapour shipper stay cold?

What it is
----------
Its charge by weight, and a loss of nitrogen that is the same every day: the hold is what was charged over what is lost
a day. While any nitrogen is left the holder keeps its temperature; after that it warms in a straight line, and never by
Newton's law. The maker's hold is derated by what is published about units, age and tilt; the factors multiply, the
lower bound takes all of them, the upper none. There is no published middle: the central value is half way.

Source
------
Charge: CX100, empty 11.7 lb, charged 19 lb, 4.1 L absorbed (University of Virginia). Linear loss and a constant
temperature for about 30 days: IIR 2023. Units of one model differ by up to 40 %: Cell Culture Dish. On its side a
shipper loses up to 60 % of its hold in a few hours: Fisher BioServices, part II. An aged "10 days" may be 5: Cryoport.
The derating factors are all vendors' own.

Where it holds
--------------
A shipper that absorbs its nitrogen, up to its full charge and to about 30 days. Upside down "days become hours", with
no number published: then nothing is left for sure. A probe through the lid shortens the hold, by no published number.
Best is the unit's own loss, by weighing it upright over some days: `fit`.

How badly it misses
-------------------
The charge by weight lies within 0.1 % of the 4.1 L. The derating factors are the worst that vendors admit, and were not
measured together: 2.4 days of 10 is a bound, not a forecast.

Examples
--------
>>> print(charge_by_weight(empty="11.7 lb", charged="19.0 lb", resolution="0.1 lb"))  # doctest: +ELLIPSIS
liquid nitrogen charged: 3.311 kg, from 3.266 to 3.357 kg (the scale's resolution, twice)...
>>> round(endurance("10 days", posture="on its side", tipped_after="0 h").lower, 2)
2.4
>>> endurance("10 days", posture="upside down", tipped_after="2 days").doubts
('upside down days become hours, and no number is published',)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.errors import Fault, OutsideModel, refuse
from atmp_logistics.core.instants import DAY_S
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.units import duration_s, measure
from atmp_logistics.estimates.estimate import Estimate, Miss
from atmp_logistics.estimates.fitting import Line, fit_line, measured

#: Of liquid nitrogen at its boiling point.
NITROGEN_KG_PER_L = 0.807
#: What is lost at the worst: between units of one model, with age, and of what was left when it was laid on its side.
UNIT_SPREAD, AGE, ON_ITS_SIDE = 0.40, 0.50, 0.60
POSTURES = ("upright", "on its side", "upside down")
_LINEAR_D = 30.0
#: A charge may weigh this much more than a full one before it is doubted; it never holds for longer than a full one.
_OVERFULL = 1.05
_VIRGINIA = Citation(
    "University of Virginia, dry shipper documentation",
    url="https://confluence.admin.virginia.edu/display/twist/Dry+Shipper+documentation+prepared+by+UVA",
    evidence="university",
)
_IIR = Citation(
    "IIR 2023, cold storage performance of a device used in deep cold",
    url="https://iifiir.org/en/fridoc/assessment-of-the-cold-storage-performance-of-a-device-used-in-deep-147853",
    evidence="paper",
)
_UNITS = Citation(
    "Cell Culture Dish, 10 things about dry shippers",
    url="https://cellculturedish.com/10-things-know-dry-shippers-shipping-high-value-biologics",
    evidence="vendor",
)
_TILT = Citation(
    "Fisher BioServices, 10 things about dry shippers, part II",
    url="https://blog.fisherbioservices.com/bid/339094/"
    "10-Things-You-Should-Know-About-Dry-Shippers-Before-Shipping-High-Value-Biologics-Part-II",
    evidence="vendor",
)
_AGED = Citation(
    "Cryoport, what do you know about your dry vapor shipper",
    url="https://www.cryoport.com/biological-shipping-blog/"
    "what-do-you-know-about-your-dry-vapor-shipper-and-its-potential-impact-on-your-critical-materials",
    evidence="vendor",
)


def charge_by_weight(empty: object, charged: object, resolution: object) -> Estimate:
    """Return the liquid nitrogen in a shipper, in kg, as the difference of two weighings.

    Parameters
    ----------
    empty, charged : str or pint.Quantity
        Weights such as ``"11.7 lb"`` or ``"8.62 kg"``, on one scale, with the same things inside.
    resolution : str or pint.Quantity
        The scale's last digit.

    Raises
    ------
    OutsideModel
        When it is no heavier charged than empty.
    """
    low, high, digit = _kg(empty, "empty"), _kg(charged, "charged"), _kg(resolution, "resolution")
    mass = high - low
    if mass <= 0 or digit < 0:
        found, fix = f"{high:g} kg charged and {low:g} kg empty", "check which weight is which"
        refuse([Fault("charge by weight", found, "more when charged than when empty", fix, OutsideModel)])
    bounds = (max(mass - digit, 0.0), mass, mass + digit)
    interval = "the scale's resolution, twice"
    return Estimate("liquid nitrogen charged", *bounds, "kg", interval, (_VIRGINIA,), misfit())


def endurance(
    nominal: object,
    *,
    charge: object | None = None,
    full_charge: object | None = None,
    this_unit: bool = False,
    aged: bool = False,
    posture: str = "upright",
    tipped_after: object = "0 h",
) -> Estimate:
    """Return how many days a shipper holds, derated from its maker's figure.

    Parameters
    ----------
    nominal : str or pint.Quantity
        The static hold of a full charge, such as ``"10 days"``.
    charge, full_charge : str or pint.Quantity, optional
        What was charged and what a full charge is, such as ``"2.6 kg"`` and ``"3.3 kg"``; without them it is full,
        and with more than full it holds no longer.
    this_unit : bool
        Whether `nominal` was measured on this very unit lately; then neither spread nor age is taken off.
    aged : bool
        Whether the unit is old, and not measured.
    posture : {'upright', 'on its side', 'upside down'}
        The worst it lay in.
    tipped_after : str or pint.Quantity
        How long after charging it was tipped; "0 h" where that is not known.

    Raises
    ------
    OutsideModel
        For a posture not listed, or a charge without the full one.
    """
    share = _share(charge, full_charge)
    days = duration_s(nominal, "nominal") / DAY_S * min(share, 1.0)
    worst = days if this_unit else days * (1 - UNIT_SPREAD) * (1 - AGE if aged else 1)
    worst = _tipped(worst, posture, duration_s(tipped_after, "tipped_after") / DAY_S)
    sources = [_IIR, *([] if this_unit else [_UNITS]), *([_AGED] if aged and not this_unit else [])]
    sources += [] if posture == "upright" else [_TILT]
    interval = "the worst that is published, multiplied, up to the figure given; half way between"
    estimate = Estimate("hold of a dry shipper", worst, (worst + days) / 2, days, "d", interval, tuple(sources))
    return estimate.doubted(_doubts(days, share, posture))


@dataclass(frozen=True, slots=True)
class UnitLoss:
    """One unit's own loss of nitrogen, by weighing it upright; made by `fit`."""

    line: Line
    misfit: tuple[Miss, ...]

    @property
    def loss_kg_per_d(self) -> float:
        """Nitrogen lost a day."""
        return -self.line.slope

    def hold(self, charge: object) -> Estimate:
        """Return for how many days a charge lasts, such as ``"3.31 kg"``, upright and unopened.

        Raises
        ------
        OutsideModel
            When the weighings do not show for sure that it loses anything.
        """
        mass, loss, half = _kg(charge, "charge"), self.loss_kg_per_d, self.line.slope_error
        if loss <= half or mass <= 0:
            found, fix = f"{mass:g} kg charged, a loss of {loss:.3g} ± {half:.2g} kg/d", "weigh it over more days"
            expected = "a charge and a loss that are surely above zero"
            refuse([Fault("hold of this unit", found, expected, fix, OutsideModel)])
        bounds = (mass / (loss + half), mass / loss, mass / (loss - half))
        what, interval = "hold of this dry shipper, upright", "95 % of the fitted loss"
        estimate = Estimate(what, *bounds, "d", interval, (Citation("your weighings"), _IIR), self.misfit)
        return estimate.doubted(_doubts(mass / loss, 1.0, "upright"))


def fit(time_d: Sequence[float], weight_kg: Sequence[float]) -> UnitLoss:
    """Fit one unit's loss to weighings, upright and unopened between them; needs scipy.

    Parameters
    ----------
    time_d, weight_kg : sequence of float
        When [days] and how heavy [kg], at least three weighings at different times.

    Examples
    --------
    >>> loss = fit([0.0, 1.0, 2.0, 4.0], [8.62, 8.30, 7.97, 7.32])
    >>> round(loss.loss_kg_per_d, 3), round(loss.hold("3.31 kg").central, 1)
    (0.325, 10.2)
    """
    time, weight = measured("weighings", {"time_d": time_d, "weight_kg": weight_kg}, least=3)
    if len(set(time.tolist())) < len(time):
        fix = "give one weight a time"
        refuse([Fault("weighings", "two at one time", "weighings at different times", fix, OutsideModel)])
    line = fit_line(time, weight)
    points = zip(time.tolist(), weight.tolist(), strict=True)
    return UnitLoss(line, tuple(Miss(f"{day:g} d", kg, line.at(day), "kg") for day, kg in points))


def misfit() -> tuple[Miss, ...]:
    """Return the charge by weight beside the volume that the same source says is absorbed."""
    kg = _kg("19.0 lb", "charged") - _kg("11.7 lb", "empty")
    return (Miss("CX100, 4.1 L absorbed against two weighings", 4.1 * NITROGEN_KG_PER_L, kg, "kg"),)


def _kg(value: object, where: str) -> float:
    return measure(value, "kg", where, "a mass", "3.3 kg")


def _share(charge: object | None, full_charge: object | None) -> float:
    if (charge is None) != (full_charge is None):
        fix = "give both, or neither for a full charge"
        refuse([Fault("endurance", "one of charge and full_charge", "both or neither", fix, OutsideModel)])
    if charge is None:
        return 1.0
    held, full = _kg(charge, "charge"), _kg(full_charge, "full_charge")
    if held <= 0 or full <= 0:
        found = f"{held:g} kg of {full:g} kg"
        refuse([Fault("endurance", found, "masses above zero", "weigh the shipper again", OutsideModel)])
    return held / full


def _tipped(days: float, posture: str, after: float) -> float:
    """Return what is left for sure of a hold when the shipper was tipped some days after charging."""
    if posture not in POSTURES:
        fix = f"say how it lay{nearest(posture, POSTURES)}"
        refuse([Fault("posture", repr(posture), f"one of {', '.join(POSTURES)}", fix, OutsideModel)])
    if posture == "upright" or after >= days:
        return days
    return after + (days - after) * (1 - ON_ITS_SIDE)


def _doubts(days: float, share: float, posture: str) -> Iterator[str]:
    if posture == "upside down":
        yield "upside down days become hours, and no number is published"
    if share > _OVERFULL:
        yield f"it holds {100 * share:.0f} % of a full charge: liquid that is not absorbed spills and boils away"
    if days > _LINEAR_D:
        yield f"the loss was seen to be linear for about {_LINEAR_D:g} days, and this is {days:.3g}"
