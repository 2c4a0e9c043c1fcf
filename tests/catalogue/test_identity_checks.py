"""Checks of identity: read from the label as data, shown, and judged by no rule yet."""

import json
import tomllib
from pathlib import Path

import pytest
from invented_label import PRODUCT as INVENTED

from atmp_logistics import load_product
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
from atmp_logistics.catalogue.product_in_python import parse_product
from atmp_logistics.catalogue.product_list import list_products
from atmp_logistics.core.errors import CatalogueError
from atmp_logistics.report.assessment.html import render_html
from atmp_logistics.report.assessment.json import render_json
from atmp_logistics.report.assessment.text import render_text
from atmp_logistics.report.products.text import render_text as product_text
from atmp_logistics.timing.label_constraints import limits_of
from atmp_logistics.timing.nodes import Naming
from atmp_logistics.timing.numbered_containers import NumberedContainers

#: Slug, code, event, identifiers, section, and how many persons where the label says it. Written from the labels a second time, not from the TOML.
READ = """
tecartus-uk | patient-before-thaw | thaw_start | patient identity, outer label | 6.6
tecartus-uk | outer-label-to-bag | thaw_start | outer label, product label | 6.6
tecartus-uk | patient-before-administration | administration_start | patient identity, product label, outer label | 4.2, 6.6
abecma-eu | patient-before-thaw | thaw_start | patient identity, outer label, product label, accompanying document | leaflet
abecma-eu | patient-before-administration | administration_start | patient identity, product label, accompanying document | leaflet
abecma-eu | number-of-bags | administration_start | number of containers, accompanying document | leaflet
casgevy-eu | labels-at-receipt | product_received | product label, accompanying document | leaflet
casgevy-eu | patient-before-thaw | thaw_start | patient identity, product label | leaflet
casgevy-eu | patient-before-administration | administration_start | patient identity, product label | leaflet | 2
casgevy-eu | number-of-vials | thaw_start | number of containers, accompanying document | leaflet
ebvallo-eu | patient-before-thaw | thaw_start | patient number, accompanying document, outer label | leaflet
ebvallo-eu | outer-label-to-document | thaw_start | patient number, accompanying document, outer label | leaflet
ebvallo-eu | vial-to-document | thaw_start | lot number, donor number, product label, accompanying document | leaflet
"""
CHECK = """
[[check]]
code = "bedside"
at = "administration_start"
identifiers = ["patient name", "date of birth", "product label"]
persons = 2
section = "4.2"
"""


def test_checks_of_the_catalogue_are_those_read_a_second_time() -> None:
    """What was read is there, and nothing else."""
    found = []
    for slug in sorted(set(list_products()["slug"])):
        for check in load_product(slug).checks:
            section = check.citation.section.partition(", part for healthcare")[0]
            persons = [] if check.persons is None else [str(check.persons)]
            found.append(" | ".join((slug, check.code, check.at, ", ".join(check.identifiers), section, *persons)))
    assert sorted(found) == sorted(READ.strip().splitlines())


def test_a_check_is_a_limit_with_its_own_citation() -> None:
    """It has a code, an event, identifiers, persons, a section and an obligation as every limit has."""
    (check,) = sandbox_product(CHECK).checks
    assert (check.code, check.at, check.persons, check.obligation) == ("bedside", "administration_start", 2, "shall")
    assert check.identifiers == ("patient name", "date of birth", "product label")
    assert check.citation.section == "4.2"


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"identifiers": ["room"]}, "identifiers"),
        ({"identifiers": []}, "identifiers"),
        ({"identifiers": "patient name"}, "identifiers"),
        ({"identifiers": None}, "found nothing"),
        ({"identifiers": ["lot number", "lot number"]}, "each word once"),
        ({"persons": 3}, "1 or 2"),
        ({"persons": 0}, "persons"),
        ({"at": "breakfast"}, "at"),
    ],
)
def test_what_is_no_check_is_refused_with_its_path(table: dict[str, object], says: str) -> None:
    """Every fault of the shape names the table and the key."""
    check = {"code": "bedside", "at": "thaw_start", "identifiers": ["patient name"], **table}
    check = {key: value for key, value in check.items() if value is not None}
    with pytest.raises(CatalogueError, match=r"check\[0\]") as refused:
        parse_product({**tomllib.loads(INVENTED), "check": [check]}, "x.toml")
    assert says in str(refused.value)


def test_a_check_is_shown_and_changes_no_verdict(tmp_path: Path) -> None:
    """The product, the text, the page and the JSON show it as not assessed; findings are those without it."""
    del tmp_path
    window = "[[window]]\ncode='post-thaw'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'\n"
    events = "thaw_end 10:04, administration_end 10:34"
    with_check = assess_sandbox(sandbox_product(window + CHECK), events)
    without = assess_sandbox(sandbox_product(window), events)
    assert with_check.findings.drop(columns="id").equals(without.findings.drop(columns="id"))
    words = "patient name with date of birth with product label, before administration start, by two people"
    for shown in (render_text(with_check, 200), render_html(with_check)):
        assert f"Not assessed, checks of identity that the label demands: bedside: {words}" in shown
    (check,) = json.loads(render_json(with_check))["products"][0]["checks_not_assessed"]
    assert (check["code"], check["at"], check["persons"]) == ("bedside", "administration_start", 2)
    assert words in product_text(sandbox_product(CHECK), 200)
    assert "Checks of identity, judged where a record logs any (C401)" in product_text(sandbox_product(CHECK), 200)


def test_a_plan_names_the_check_that_it_does_not_plan() -> None:
    """A check bounds no time."""
    assert (
        "bedside: a check of identity"
        in limits_of(sandbox_product(CHECK), NumberedContainers(Naming(1), [{}])).not_planned
    )
