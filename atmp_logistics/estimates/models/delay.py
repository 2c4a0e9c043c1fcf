"""What does waiting for a CAR-T product cost a population?

What it is
----------
Four published results of a simulation, and a simple rival that misses them: a constant hazard of chemotherapy while
waiting, then a constant hazard of CAR-T. It is here to teach why two hazards are not enough, and never as a replica.
Its interval is its own worst miss either way. These are shares of a population; of one patient they say nothing.

Source
------
Tully 2019, a discrete-event simulation of relapsed or refractory diffuse large B-cell lymphoma (10 000 patients, 1 000
runs), mortality after one year: 34.0 % without a wait, 36.1 % after 1 month, 76.3 % after 9 months, 75.1 % with
chemotherapy; after more than 8 months waiting is worse than chemotherapy. As reported by Cancer Therapy Advisor.

Where it holds
--------------
Nowhere: the estimate is never valid. Ask `published` for the four results themselves; waits between them are not
published, and the model reaches from 0 to 9 months only.

How badly it misses
-------------------
+3.0 points at 1 month and -8.1 points at 9 months; and the rival never crosses chemotherapy, as the simulation does
after 8 months.

Examples
--------
>>> print(two_hazards(9))  # doctest: +ELLIPSIS
one-year mortality after a wait of 9 months, two hazards: 68.23 %, from 65.18 to 76.3 % (its own...
>>> round(100 * relative_rise(1), 1)
6.2
"""

from __future__ import annotations

from math import exp, log

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.errors import Fault, OutsideModel, refuse
from atmp_logistics.estimates.estimate import Estimate, Miss

_TULLY = Citation(
    "Tully 2019, reported by Cancer Therapy Advisor",
    url="https://www.cancertherapyadvisor.com/home/cancer-topics/lymphoma/"
    "event-simulation-model-to-analyze-effect-of-wait-times-on-car-t-therapy-efficacy/",
    evidence="news",
)
#: One-year mortality, in %, by the months waited, and with chemotherapy alone.
PUBLISHED_PERCENT = {0: 34.0, 1: 36.1, 9: 76.3}
CHEMOTHERAPY_PERCENT = 75.1
_LONGEST_MONTHS = 9


def published(wait_months: int) -> float:
    """Return the simulation's own one-year mortality, in %, for a wait of 0, 1 or 9 months.

    Raises
    ------
    OutsideModel
        For any other wait: none is published.

    Examples
    --------
    >>> published(9)
    76.3
    """
    if wait_months not in PUBLISHED_PERCENT:
        fix = "the source gives no others; two_hazards shows a rival, and how it misses"
        refuse([Fault("wait", f"{wait_months!r} months", "0, 1 or 9 months", fix, OutsideModel)])
    return PUBLISHED_PERCENT[wait_months]


def relative_rise(wait_months: int) -> float:
    """Return by which share the published mortality rises over that without a wait.

    Examples
    --------
    >>> round(100 * relative_rise(9), 1)
    124.4
    """
    return published(wait_months) / PUBLISHED_PERCENT[0] - 1


def two_hazards(wait_months: float) -> Estimate:
    """Return the rival's one-year mortality, in %, after a wait of 0 to 9 months; never valid.

    Raises
    ------
    OutsideModel
        For a wait outside 0 to 9 months.
    """
    if not 0 <= wait_months <= _LONGEST_MONTHS:
        fix = "nothing is published beyond"
        refuse([Fault("wait", f"{wait_months!r} months", f"0 to {_LONGEST_MONTHS} months", fix, OutsideModel)])
    central, own = _rival_percent(wait_months), misfit()
    low = central - max(miss.difference for miss in own)
    high = central - min(miss.difference for miss in own)
    what = f"one-year mortality after a wait of {wait_months:g} months, two hazards"
    doubts = ("a rival that misses the published results; of one patient it says nothing",)
    return Estimate(what, low, central, high, "%", "its own worst miss either way", (_TULLY,), own, doubts)


def _rival_percent(wait_months: float) -> float:
    waiting, treated = (-log(1 - percent / 100) for percent in (CHEMOTHERAPY_PERCENT, PUBLISHED_PERCENT[0]))
    years = wait_months / 12
    return 100 * (1 - exp(-waiting * years - treated * (1 - years)))


def misfit() -> tuple[Miss, ...]:
    """Return the rival beside the published results."""
    return tuple(
        Miss(f"wait of {months} month{'s' * (months != 1)}", percent, _rival_percent(months), "%")
        for months, percent in PUBLISHED_PERCENT.items()
    )
