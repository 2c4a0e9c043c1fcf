"""How often did it go wrong elsewhere?

What it is
----------
Published counts as proportions, with Wilson's 95 % interval for the proportion behind the count. `proportion` gives a
published one, `proportion_of` your own.

Source
------
Each proportion names its own.

Where it holds
--------------
Where and when it was counted. The interval is that of the count alone: another centre, product or year may lie outside
it.

How badly it misses
-------------------
A count misses nothing; the list sets the percentage computed from it beside the one printed by the source, which
rounds it.

Examples
--------
>>> print(proportion("axi-cel off its infusion timeline"))  # doctest: +ELLIPSIS
axi-cel off its infusion timeline, 94 of 416: 22.6 %, from 18.84 to 26.86 % (Wilson's 95 % interval of the count)...
>>> proportion("lost bags")
Traceback (most recent call last):
atmp_logistics.core.errors.OutsideModel: proportion: found 'lost bags', expected one of those published: axi-cel lots \
released in Europe, axi-cel off its infusion timeline, cilta-cel out of specification or failed, cord blood bag broken \
after shipping, cord blood bag broken elsewhere, cryobag fractured, CAR-T failed or out of specification in the UK. \
Fix: name one of them, or give your own count to proportion_of.
"""

from __future__ import annotations

from math import sqrt

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.errors import Fault, OutsideModel, refuse
from atmp_logistics.core.likeness import nearest
from atmp_logistics.estimates.estimate import Estimate, Miss
from atmp_logistics.estimates.fitting import NORMAL_QUANTILE

_BREAKAGE = Citation(
    "Blood 112(11):1989, breakage of cord blood units after release",
    url="http://ashpublications.net/blood/article/112/11/1989/57917/Post-Release-Breakage-Rate-of-Cryopreserved-Cord",
    evidence="paper",
)
#: What happened: how often, of how many, the percentage that the source prints, and the source.
PUBLISHED: dict[str, tuple[int, int, float, Citation]] = {
    "axi-cel lots released in Europe": (
        1040,
        1074,
        97.0,
        Citation(
            "EHA 2021, PB1445",
            url="https://library.ehaweb.org/eha/2021/eha2021-virtual-congress/324125/"
            "louis.van.de.wiel.manufacturing.commercial.axicabtagene.ciloleucel.for.html",
            evidence="paper",
        ),
    ),
    "axi-cel off its infusion timeline": (
        94,
        416,
        22.6,
        Citation(
            "A US multi-site cohort",
            section="table",
            url="http://ashpublications.com/view-large/12889823",
            evidence="paper",
        ),
    ),
    "cilta-cel out of specification or failed": (
        40,
        212,
        18.9,
        Citation(
            "Blood 146(Suppl 1):405",
            section="abstract",
            url="http://ashpublications.com/blood/article/146/Supplement%201/405/551205/Safety-and-efficacy-of-out-of-specification",
            evidence="paper",
        ),
    ),
    "cord blood bag broken after shipping": (5, 597, 0.8, _BREAKAGE),
    "cord blood bag broken elsewhere": (24, 679, 3.5, _BREAKAGE),
    "cryobag fractured": (
        15,
        4514,
        0.3,
        Citation("Fracture of cryobags", url="https://m.booksci.cn/literature/144599475.htm", evidence="paper"),
    ),
    "CAR-T failed or out of specification in the UK": (
        38,
        981,
        3.87,
        Citation(
            "UK large B-cell lymphoma cohort",
            url="https://www.repository.cam.ac.uk/handle/1810/380982",
            evidence="paper",
        ),
    ),
}


def proportion(name: str) -> Estimate:
    """Return a published proportion, in %.

    Raises
    ------
    OutsideModel
        For a name that is none of `PUBLISHED`.
    """
    if name not in PUBLISHED:
        expected = f"one of those published: {', '.join(PUBLISHED)}"
        fix = f"name one of them, or give your own count to proportion_of{nearest(name, PUBLISHED)}"
        refuse([Fault("proportion", repr(name), expected, fix, OutsideModel)])
    count, of, printed, source = PUBLISHED[name]
    return _estimate(name, count, of, source, (Miss(name, printed, 100 * count / of, "%"),))


def proportion_of(count: int, of: int, what: str, source: Citation | None = None) -> Estimate:
    """Return your own proportion, in %, with Wilson's 95 % interval.

    Raises
    ------
    OutsideModel
        When the count is not between 0 and a total above 0.

    Examples
    --------
    >>> print(proportion_of(3, 100, "shipments with an excursion"))  # doctest: +ELLIPSIS
    shipments with an excursion, 3 of 100: 3 %, from 1.025 to 8.452 % (Wilson's 95 % interval of the count)...
    """
    if not 0 <= count <= of or not of:
        expected = "a count from 0 to a total above 0"
        refuse([Fault(what, f"{count} of {of}", expected, "correct the count", OutsideModel)])
    return _estimate(what, count, of, source or Citation("your data"), ())


def _estimate(what: str, count: int, of: int, source: Citation, misses: tuple[Miss, ...]) -> Estimate:
    """Return the proportion; an interval of a proportion that reaches the end of the scale ends exactly there."""
    share, z2 = count / of, NORMAL_QUANTILE**2
    middle, half = share + z2 / (2 * of), NORMAL_QUANTILE * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    low, high = ((middle + sign * half) / (1 + z2 / of) for sign in (-1, 1))
    bounds = (100 * min(max(low, 0.0), share), 100 * share, 100 * max(min(high, 1.0), share))
    return Estimate(f"{what}, {count} of {of}", *bounds, "%", "Wilson's 95 % interval of the count", (source,), misses)


def misfit() -> tuple[Miss, ...]:
    """Return each proportion beside the percentage that its source prints."""
    return tuple(miss for name in PUBLISHED for miss in proportion(name).misfit)
