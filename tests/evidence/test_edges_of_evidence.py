"""What few records hold: no product, two products, mixed exactness, no notes, a therapy larger than a block."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from rule_words import UTC, rows_of, sentences, table, words

from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
from atmp_logistics.core.errors import ConflictingRecord, UnknownProduct
from atmp_logistics.core.instants import instant
from atmp_logistics.evidence.events import known_events
from atmp_logistics.evidence.events.build_evidence import build_evidence
from atmp_logistics.evidence.events.consignments import products, roster_of
from atmp_logistics.evidence.events.label_in_force import possible_versions
from atmp_logistics.evidence.events.roster import Roster
from atmp_logistics.ingest import read_events

WINDOW = table("window", "post-thaw", starts="thaw_end", ends="administration_end", at_most="30 min")
FRIDGE = table("storage", "fridge", from_="product_received", until="storage_out", upper="8 degC")


# --- the product of each container ---------------------------------------------------------------------------------------
def refused(record, product, kind):
    events = read_events(rows_of(record), site=UTC)
    with pytest.raises(kind) as error:
        products(events, roster_of(events), product)
    return [(fault.where, fault.found, fault.expected) for fault in error.value.faults]


def test_a_container_without_a_product_is_refused():
    record = "B1: thaw_end 10:00 product=kymriah-eu; B2: thaw_end 10:10"
    assert refused(record, None, UnknownProduct) == [
        ("DataFrame, container B2 of therapy T1", "no product", "the product's slug")
    ]


def test_each_container_has_the_product_that_its_rows_name():
    events = read_events(rows_of("B1: thaw_end 10:00 product=kymriah-eu; B2: thaw_end 10:10 product=yescarta-eu"))
    assert products(events, roster_of(events), None).tolist() == ["kymriah-eu", "yescarta-eu"]


def test_an_event_that_no_vocabulary_has_is_not_counted():
    table_of_one = read_events(rows_of("thaw_end 10:00")).table.assign(event=["tea"])
    with pytest.raises(KeyError, match="tea"):
        Roster.of(table_of_one)


def test_a_product_beside_the_one_of_the_call_is_refused():
    record = "B1: thaw_end 10:00 product=kymriah-eu; B2: thaw_end 10:10 product=yescarta-eu"
    assert refused(record, "kymriah-eu", ConflictingRecord) == [
        ("DataFrame, row 3, column product", "the product 'yescarta-eu'", "'kymriah-eu', as called")
    ]


def test_two_products_of_one_container_are_refused():
    record = "B1: thaw_end 10:00 product=kymriah-eu, administration_end 10:10 product=yescarta-eu"
    found = "'kymriah-eu' and 'yescarta-eu' for container B1 of therapy T1"
    assert refused(record, None, ConflictingRecord) == [("DataFrame, rows 2, 3, column product", found, "one")]


def test_an_event_of_no_container_beside_named_ones_is_refused():
    record = "B1: thaw_end 10:00; thaw_end 10:10"
    assert refused(record, "kymriah-eu", ConflictingRecord) == [
        ("DataFrame, row 3, column container_id", "nothing for thaw_end", "the container it happened to")
    ]


# --- how exactly times are written ---------------------------------------------------------------------------------------
def test_each_time_is_as_exact_as_it_is_written():
    as_written = replace(UTC, resolution_s=None)
    record = "thaw_end 10:00, administration_end {}"
    assert words("W201", WINDOW, record.format("10:29:30"), site=as_written) == sentences("""
        post-thaw indeterminate: 28 min 30 s to 30 min 30 s from thaw end to administration end, limit at most 30
            min
          decided by: write the times more exactly than the limit is near
        """)
    assert words("W201", WINDOW, record.format("10:29"), site=as_written) == sentences("""
        post-thaw indeterminate: 27 min to 31 min from thaw end to administration end, limit at most 30 min
          decided by: write the times more exactly than the limit is near
        """)


def test_an_excursion_noted_to_the_minute_beside_times_to_the_second():
    as_written = replace(UTC, resolution_s=None)
    record = "product_received 08:00:30, excursion_start 08:29, excursion_end {}, storage_out 09:00:30"
    warm = "08:00 4, 08:30 12, 09:00 5, 09:30 5"
    assert words("D504", FRIDGE, record.format("08:31"), warm, site=as_written) == sentences("""
        noted-excursion conforms: the readings show what the record notes, and the rules on temperature judge it
        """)
    assert words("D504", FRIDGE, record.format("08:30:20"), warm, site=as_written) == sentences("""
        noted-excursion indeterminate: rows 3 and 4 note an excursion from 2026-11-10 08:29Z to 2026-11-10
            08:30:20Z, and no reading of that time shows it
          decided by: the log of the alarm or of the logger that was with the container, or the note corrected with
            its reason
        """)


# --- tables and blocks -------------------------------------------------------------------------------------------------------
def test_a_table_without_a_column_of_notes_has_none():
    part = assess_sandbox(sandbox_product(WINDOW), "thaw_end 10:00, administration_end 10:20").parts[0]
    rows = part.evidence.event_rows
    assert list(replace(rows, table=rows.table.drop(columns="note")).notes(0)) == []


def test_a_therapy_larger_than_a_block_is_one_part(monkeypatch):
    monkeypatch.setattr(known_events, "CELLS", 2)
    record = "; ".join(f"B{i}: thaw_end 10:00, administration_end 10:{i:02}" for i in range(1, 6))
    part = assess_sandbox(sandbox_product(WINDOW), record).parts[0]
    assert list(part.evidence.parts()) == [slice(0, 5)]
    assert part.evidence.over_therapy(np.arange(5.0), np.maximum).tolist() == [4.0] * 5


def test_forms_can_be_taken_at_their_word():
    """Three events of one minute: not logged, where forms are looked for; else as they are written."""
    events = read_events(rows_of("thaw_start 10:00, thaw_end 10:00, administration_end 10:00"), site=UTC)
    product, roster = sandbox_product(WINDOW), roster_of(events)
    logged = [
        build_evidence(events.table, roster, product, UTC, None, {}, forms=forms).is_logged("thaw_end").tolist()
        for forms in (True, False)
    ]
    assert logged == [[False], [True]]


# --- the label of the day -------------------------------------------------------------------------------------------------------
VERSION = replace(sandbox_product(WINDOW), in_force_from=pd.Timestamp("2026-01-01").date())


def test_what_is_still_to_be_given_is_given_today_where_a_label_is_in_force():
    old = replace(VERSION, in_force_from=None, in_force_until=pd.Timestamp("2025-12-31").date())
    events = read_events(rows_of("thaw_start 2025-12-30T10:00Z"), site=UTC)
    evidence = build_evidence(events.table, roster_of(events), VERSION, UTC, UTC.zone, {}, [old])
    days = ("2026-02-01T10:00Z", "2025-12-31T10:00Z")
    nows = [instant(pd.Timestamp(day).to_pydatetime()) for day in days]
    assert [possible_versions(evidence, [old, VERSION], events, now).may.T.tolist() for now in nows] == [
        [[False, True]],
        [[True, False]],
    ]
    ended = replace(VERSION, in_force_until=pd.Timestamp("2026-01-31").date())
    # Today no label is in force: the day is that of the last event, as without a look ahead.
    assert possible_versions(evidence, [old, ended], events, nows[0]).may.T.tolist() == [[True, False]]
    assert possible_versions(evidence, [old, ended], events).may.T.tolist() == [[True, False]]
