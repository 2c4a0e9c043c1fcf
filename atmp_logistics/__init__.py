"""Cold chain and vein-to-vein timing of advanced therapy medicinal products, judged against each label.

It calculates and explains; a person decides. The names below are loaded when first used, so that the import is fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from atmp_logistics.core.version import __version__

_WHERE = {
    "Assessment": "assessment.result",
    "AtmpError": "core.errors",
    "Bounds": "core.verdict",
    "Citation": "core.verdict",
    "Deadlines": "planning.deadlines",
    "EventLog": "records.logs",
    "Finding": "core.verdict",
    "ImpossiblePlan": "core.errors",
    "Limit": "core.verdict",
    "Plan": "planning.plan_result",
    "Product": "core.product",
    "Risk": "planning.risk",
    "Scenario": "estimates.simulation.scenario",
    "Site": "records.site_profile",
    "SpanSummary": "records.logs",
    "TemperatureLog": "records.logs",
    "Verdict": "core.verdict",
    "assess": "assessment.assess",
    "assess_files": "assessment.streaming.assess_files",
    "compare": "estimates.simulation.comparison",
    "deadlines": "planning.deadlines",
    "list_products": "catalogue.catalogue",
    "load_catalogue": "catalogue.catalogue",
    "load_product": "catalogue.catalogue",
    "load_site": "records.site_profile",
    "plan": "planning.plan",
    "read_events": "ingest.events.read_events",
    "read_readings": "ingest.readings.read_readings",
    "read_summary": "ingest.readings.read_summary",
    "risk": "planning.risk",
    "simulate": "estimates.simulation.simulate",
}
__all__ = ["__catalogue_version__", "__version__", *sorted(_WHERE)]  # noqa: PLE0604

if TYPE_CHECKING:
    from atmp_logistics.assessment.assess import assess as assess
    from atmp_logistics.assessment.result import Assessment as Assessment
    from atmp_logistics.assessment.streaming.assess_files import assess_files as assess_files
    from atmp_logistics.catalogue.catalogue import list_products as list_products
    from atmp_logistics.catalogue.catalogue import load_catalogue as load_catalogue
    from atmp_logistics.catalogue.catalogue import load_product as load_product
    from atmp_logistics.core.errors import AtmpError as AtmpError
    from atmp_logistics.core.errors import ImpossiblePlan as ImpossiblePlan
    from atmp_logistics.core.product import Product as Product
    from atmp_logistics.core.verdict import Bounds as Bounds
    from atmp_logistics.core.verdict import Citation as Citation
    from atmp_logistics.core.verdict import Finding as Finding
    from atmp_logistics.core.verdict import Limit as Limit
    from atmp_logistics.core.verdict import Verdict as Verdict
    from atmp_logistics.estimates.simulation.comparison import compare as compare
    from atmp_logistics.estimates.simulation.scenario import Scenario as Scenario
    from atmp_logistics.estimates.simulation.simulate import simulate as simulate
    from atmp_logistics.ingest import read_events as read_events
    from atmp_logistics.ingest import read_readings as read_readings
    from atmp_logistics.ingest import read_summary as read_summary
    from atmp_logistics.planning.deadlines import Deadlines as Deadlines
    from atmp_logistics.planning.deadlines import deadlines as deadlines
    from atmp_logistics.planning.plan import plan as plan
    from atmp_logistics.planning.plan_result import Plan as Plan
    from atmp_logistics.planning.risk import Risk as Risk
    from atmp_logistics.planning.risk import risk as risk
    from atmp_logistics.records.logs import EventLog as EventLog
    from atmp_logistics.records.logs import SpanSummary as SpanSummary
    from atmp_logistics.records.logs import TemperatureLog as TemperatureLog
    from atmp_logistics.records.site_profile import Site as Site
    from atmp_logistics.records.site_profile import load_site as load_site

    __catalogue_version__: str


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first used."""
    if name == "__catalogue_version__":
        return import_module("atmp_logistics.catalogue.catalogue").catalogue_version()
    if name not in _WHERE:
        raise AttributeError(f"module 'atmp_logistics' has no attribute {name!r}")
    return getattr(import_module(f"atmp_logistics.{_WHERE[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
