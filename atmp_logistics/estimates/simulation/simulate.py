"""`simulate`: what the steps of a product's path let one expect of its label's limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from atmp_logistics.catalogue.catalogue import CatalogueGiven, ProductGiven, load_product
from atmp_logistics.core.arguments import Arguments
from atmp_logistics.core.errors import AtmpError, Fault, refuse
from atmp_logistics.core.product import Product
from atmp_logistics.core.zone_argument import Zone
from atmp_logistics.estimates.simulation.prepared import prepare
from atmp_logistics.estimates.simulation.request import SimulationRequest, read_request
from atmp_logistics.estimates.simulation.scenario import Scenario
from atmp_logistics.records.given_records import SiteGiven, site_given


def simulate(
    product: ProductGiven,
    steps: Mapping[Any, Any],
    n: int = 100_000,
    seed: int = 1,
    *,
    containers: int = 1,
    start: Any = None,
    by: Mapping[Any, Any] | None = None,
    when: Mapping[str, str] | None = None,
    conditions: Sequence[Mapping[str, str]] = (),
    site: SiteGiven | None = None,
    tz: Zone | None = None,
    delays: Mapping[Any, Any] | None = None,
    correlation: Mapping[Any, float] | None = None,
    catalogue: CatalogueGiven | None = None,
    name: str = "",
) -> Scenario:
    """Simulate a product's path many times, and ask every run what the label asks of a record.

    It is planning, not evidence: it says what the stated durations let one expect, and no verdict comes from it.

    Parameters
    ----------
    product : Product, str or path
        The product, its slug, a name of the profile's `[products]`, or the path of a product file.
    steps : mapping
        How long each step takes: from a stage such as ``"thaw"`` or two events such as
        ``"thaw_end -> administration_start"`` to ``"5 min"``, ``"2 to 4 min"``, a `Shape`, a mapping with shortest,
        longest, mode, median, iqr, durations, shape, source, or an `EventLog` in which it was measured. The runs go
        through the events that the steps name.
    n : int
        How many runs.
    seed : int
        The same seed gives the same draws, step by step, whatever else is changed.
    containers : int
        How many bags, vials or syringes.
    start : str, datetime or mapping, optional
        When the first event happens, or for which times events are planned, such as
        ``{"thaw_start": "2026-11-24 10:44"}``. Without it the runs have no dates.
    by : mapping, optional
        Times by which events have to have happened, such as ``{"administration_end": "2026-11-24 11:30"}``.
    when : mapping, optional
        Conditions on which limits depend, such as ``{"indication": "ALL"}``.
    conditions : sequence of mapping, optional
        What is stated of each container by itself, such as its component or dose.
    site : Site or path, optional
        Its facts bound the steps; its zone is that of local times.
    tz : str or tzinfo, optional
        The zone of local times and calendar days.
    delays : mapping, optional
        Steps, or events that people start, to a delay ``"14 min"``, or ``("10%", "2 to 6 h")`` with its probability.
    correlation : mapping, optional
        Pairs of steps to the rank correlation of their durations in one container, joined by a Gaussian copula; a pair
        of the same step is that step in two containers.
    catalogue : Catalogue, path or list of paths, optional
        Where a slug is looked up; ours by default.
    name : str, optional
        What tells this scenario from others.

    Returns
    -------
    Scenario
        The runs, and how often each limit is kept in them.

    Raises
    ------
    AtmpError
        With every fault of the call.

    Examples
    --------
    >>> scenario = simulate(
    ...     "kymriah-eu",
    ...     {"thaw": "2 to 4 min", "thaw_end -> administration_start": "3 to 10 min", "administration": "5 to 15 min"},
    ...     n=10_000,
    ...     containers=2,
    ...     start="2026-11-24 10:44",
    ...     by={"administration_end": "2026-11-24 11:30"},
    ...     tz="Europe/Stockholm",
    ... )
    >>> print(scenario.probability)
    91.3 of 100 (90.8 to 91.9)
    >>> scenario.most_frequent_failure
    'administration end of container 2 past 2026-11-24 11:30'
    """
    faults: list[Fault] = []
    request = read_request(
        _product(product, catalogue, site, faults), steps, n, seed, containers, start, by, when, conditions, site, tz,
        delays, correlation, name, faults,
    )  # fmt: skip
    if request is None or faults:
        refuse([*faults, *(_more(request) if request else [])])
    assert request is not None  # noqa: S101  without one there are faults
    return Scenario.of(request)


def _product(
    product: ProductGiven, catalogue: CatalogueGiven | None, site: SiteGiven | None, faults: list[Fault]
) -> Product | None:
    profile = Arguments()(site_given, site, "site")  # what is wrong with it, the request says
    try:
        return load_product(product, catalogue, site=profile)
    except AtmpError as error:
        faults += error.faults
        return None


def _more(request: SimulationRequest) -> tuple[Fault, ...]:
    """Return what else would be refused, were the call itself without faults."""
    try:
        prepare(request)
    except AtmpError as error:
        return error.faults
    return ()
