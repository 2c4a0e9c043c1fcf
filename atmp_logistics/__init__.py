"""Cold chain and vein-to-vein timing of advanced therapy medicinal products, judged against each label.

It calculates and explains; a person decides. The names below are loaded when first used, so that the import is fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_WHERE = {
    "Assessment": "assessment",
    "AtmpError": "errors",
    "Bounds": "verdict",
    "Citation": "verdict",
    "Deadlines": "planning.deadlines",
    "EventLog": "records",
    "Finding": "verdict",
    "ImpossiblePlan": "errors",
    "Limit": "verdict",
    "Plan": "planning.planned",
    "Product": "product",
    "Risk": "planning.risk",
    "Scenario": "scenarios.scenario",
    "Site": "site",
    "SpanSummary": "records",
    "TemperatureLog": "records",
    "Verdict": "verdict",
    "assess": "assessment",
    "assess_files": "scale",
    "compare": "scenarios.comparison",
    "deadlines": "planning.deadlines",
    "list_products": "catalogue",
    "load_catalogue": "catalogue",
    "load_product": "catalogue",
    "load_site": "site",
    "plan": "planning.plan",
    "read_events": "ingest",
    "read_readings": "ingest",
    "read_summary": "ingest",
    "risk": "planning.risk",
    "simulate": "scenarios.simulation",
}
__all__ = ["__catalogue_version__", "__version__", *sorted(_WHERE)]  # noqa: PLE0604

if TYPE_CHECKING:
    from atmp_logistics.assessment import Assessment as Assessment
    from atmp_logistics.assessment import assess as assess
    from atmp_logistics.catalogue import list_products as list_products
    from atmp_logistics.catalogue import load_catalogue as load_catalogue
    from atmp_logistics.catalogue import load_product as load_product
    from atmp_logistics.errors import AtmpError as AtmpError
    from atmp_logistics.errors import ImpossiblePlan as ImpossiblePlan
    from atmp_logistics.ingest import read_events as read_events
    from atmp_logistics.ingest import read_readings as read_readings
    from atmp_logistics.ingest import read_summary as read_summary
    from atmp_logistics.planning.deadlines import Deadlines as Deadlines
    from atmp_logistics.planning.deadlines import deadlines as deadlines
    from atmp_logistics.planning.plan import plan as plan
    from atmp_logistics.planning.planned import Plan as Plan
    from atmp_logistics.planning.risk import Risk as Risk
    from atmp_logistics.planning.risk import risk as risk
    from atmp_logistics.product import Product as Product
    from atmp_logistics.records import EventLog as EventLog
    from atmp_logistics.records import SpanSummary as SpanSummary
    from atmp_logistics.records import TemperatureLog as TemperatureLog
    from atmp_logistics.scale import assess_files as assess_files
    from atmp_logistics.scenarios.comparison import compare as compare
    from atmp_logistics.scenarios.scenario import Scenario as Scenario
    from atmp_logistics.scenarios.simulation import simulate as simulate
    from atmp_logistics.site import Site as Site
    from atmp_logistics.site import load_site as load_site
    from atmp_logistics.verdict import Bounds as Bounds
    from atmp_logistics.verdict import Citation as Citation
    from atmp_logistics.verdict import Finding as Finding
    from atmp_logistics.verdict import Limit as Limit
    from atmp_logistics.verdict import Verdict as Verdict

    __catalogue_version__: str


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first used."""
    if name == "__catalogue_version__":
        return import_module("atmp_logistics.catalogue").catalogue_version()
    if name not in _WHERE:
        raise AttributeError(f"module 'atmp_logistics' has no attribute {name!r}")
    return getattr(import_module(f"atmp_logistics.{_WHERE[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
