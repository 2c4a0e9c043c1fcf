"""Findings written straight from their columns: the text that the encoder writes of the same findings, sign by sign."""

import io
import json

import numpy as np
import pandas as pd
import pytest

import atmp_logistics as atmp
from atmp_logistics.assessment.finding_ids import identified
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
from atmp_logistics.core.instants import iso
from atmp_logistics.report.assessment import findings_json
from atmp_logistics.report.assessment.json import render_json
from atmp_logistics.report.shared.encoder import ENCODER, citation_record

WINDOW = "[[window]]\ncode='post-thaw'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'\n"
COLD = "[[storage]]\ncode='cold'\nfrom='product_received'\nuntil='storage_out'\nlower='2 degC'\nupper='8 degC'\n"
ADVICE = COLD.replace("code='cold'", "code='cool'\nobligation='should'")


def test_the_table_and_its_csv_name_each_finding_as_json_does():
    result = assess_sandbox(sandbox_product(WINDOW + COLD), "A: thaw_end 10:00; B: thaw_end 10:00, storage_out 09:00")
    for shown in (result, result["T1", "B"]):
        told = [one["id"] for part in shown.to_dict()["consignments"] for one in part["findings"]]
        assert shown.findings["id"].tolist() == told
        assert pd.read_csv(io.StringIO(shown.to_csv()))["id"].tolist() == told
        assert len(set(told)) == len(told) > 2


def _bounds(bounds, unit):
    lower, upper = (float(value) if np.isfinite(value) else None for value in (bounds.lower, bounds.upper))
    return {"lower": lower, "upper": upper, "unit": unit}


def _record(name, finding):
    """Return a finding as JSON has it, by the slow way of its object."""
    limit = finding.limit
    names = ("lower", "upper", "unit", "inclusive")
    return {
        "id": name,
        "rule": finding.rule,
        "code": finding.code,
        "verdict": finding.verdict.value,
        "obligation": finding.obligation,
        "limit": {name: getattr(limit, name) for name in names} if limit else None,
        "measured": _bounds(finding.measured, finding.unit),
        **({"other_side": _bounds(finding.other_side, finding.unit)} if finding.other_side else {}),
        "start": iso(finding.start),
        "end": iso(finding.end),
        "events": list(finding.events),
        "why": finding.why,
        "decide_by": finding.decide_by,
        "citation": citation_record(finding.citation),
    }


def _filed():
    rows = [
        ("T1", "A", "thaw_end", "2026-11-10T10:00:00.5Z", 'said "Å"\\', "88A"),
        ("T1", "A", "administration_end", "2026-11-10T11:00Z", "", "88A"),
        ("T1", "", "collection_end", "2026-11-01T11:00Z", "", ""),
    ]
    events = atmp.read_events(
        pd.DataFrame(rows, columns=["therapy_id", "container_id", "event", "time", "note", "batch"])
    )
    return atmp.assess(events, product=sandbox_product(WINDOW))


CASES = {
    "three verdicts": lambda: assess_sandbox(
        sandbox_product(WINDOW + COLD),
        "C: thaw_end 10:00, administration_end 10:20; A: thaw_end 10:00, administration_end 11:00; B: thaw_end 10:00",
    ),
    "both sides": lambda: assess_sandbox(
        sandbox_product(COLD + ADVICE),
        "product_received 08:00, storage_out 09:00",
        "08:00 4, 08:20 1, 08:40 9, 09:00 4",
    ),
    "notes, filed columns, parts of a second": _filed,
    "nothing asked": lambda: atmp.assess(
        atmp.read_events(pd.DataFrame({"therapy_id": ["T1"], "event": ["thaw_end"], "time": ["2026-11-10T10:04Z"]})),
        product=sandbox_product(WINDOW),
        rules="S301",
    ),
    "a view": lambda: CASES["three verdicts"]()["T1", "B"],
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("block", [1, 2, 4096])
def test_the_text_is_that_of_the_encoder(name, block, monkeypatch):
    monkeypatch.setattr(findings_json, "_BLOCK", block)
    result = CASES[name]()
    text = render_json(result)
    document = json.loads(text)
    assert text == f"{ENCODER.encode(document)}\n"
    written = [finding for one in document["consignments"] for finding in one["findings"]]
    assert written == [_record(*named) for named in identified(result)]


def test_the_case_of_both_sides_holds_one():
    assert '"other_side": {' in render_json(CASES["both sides"]())


def test_tables_in_any_order_of_containers_are_written_the_same():
    from dataclasses import replace

    result = CASES["three verdicts"]()
    (part,) = result.parts
    turned = tuple(
        replace(
            one, rows=one.rows[::-1], lower=one.lower[::-1], upper=one.upper[::-1], verdict=one.verdict[::-1],
            start=one.start[::-1], end=one.end[::-1], words=lambda i, one=one: one.words(len(one.rows) - 1 - i),
        )
        for one in part.judged
    )  # fmt: skip
    assert render_json(replace(result, parts=(replace(part, judged=turned),))) == render_json(result)
