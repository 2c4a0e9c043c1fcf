"""Pseudonyms: the same key joins, no name is left, and the record is judged as before. People's numbers are seen."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atmp_logistics import assess, new_key, parse_site, pseudonymise, read_events
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.core.errors import UsageError
from atmp_logistics.core.personal_numbers import is_swedish_number, notes_on_personal_numbers

LIMITS = (
    "[[window]]\ncode='post-thaw'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'\n"
    "[[storage]]\ncode='frozen'\nfrom='product_received'\nuntil='storage_out'\nupper='-120 degC'\nshelf_life='20 day'\n"
)
SEC = "SE000123G123498654321A000123400120261231"
BSN = ["111222333", "123456782", "999990019"]
QUICK = settings(max_examples=6, derandomize=True, database=None, deadline=None, suppress_health_check=[*HealthCheck])


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "key"
    new_key(path)
    return path


def record(**more):
    rows = [
        ("anna-1", "B1", "product_received", "2026-11-10T08:00Z"),
        ("anna-1", "B1", "thaw_end", "2026-11-10T10:00Z"),
        ("anna-1", "B1", "administration_end", "2026-11-10T10:20Z"),
        ("bo-2", "B2", "thaw_end", "2026-11-10T11:00Z"),
    ]
    frame = pd.DataFrame(rows, columns=["therapy_id", "container_id", "event", "time"])
    return read_events(frame.assign(**more))


def test_the_same_key_joins_across_files_and_columns_and_another_does_not(key, tmp_path):
    one = pseudonymise(record(identity=["anna-1"] * 3 + ["bo-2"]), key=key).table
    other = pseudonymise(record(), key=key).table
    assert one["therapy_id"].tolist() == other["therapy_id"].tolist() == one["identity"].tolist()
    new_key(tmp_path / "second")
    assert {*one["therapy_id"]}.isdisjoint(pseudonymise(record(), key=tmp_path / "second").table["therapy_id"])


def test_no_name_is_left_anywhere(key):
    own = {"performed_by": "Karin Ek", "witnessed_by": "Per Ask", "patient_pseudonym": "PAT-9", "sec": SEC}
    log = pseudonymise(record(donation_number="=G12349865432177", note="ring Karin", **own), key=key, free_text="drop")
    everything = f"{log.to_frame().to_csv()} {log.provenance} {log.inputs} {log.containers}"
    for name in ("anna", "bo-2", "Karin", "Per Ask", "PAT-9", "G1234", SEC[:32]):
        assert name not in everything
    assert "B1" in everything
    assert log.provenance.assumptions[0].startswith("pseudonyms stand in the columns therapy_id, ")
    assert pseudonymise(record(note="seen"), key=key, free_text="keep").table["note"].tolist() == ["seen"] * 4


def test_other_columns_when_asked(key):
    table = pseudonymise(record(), key=key, columns=["container_id"]).table
    assert table["therapy_id"].tolist()[0] == "anna-1"
    assert table["container_id"].iloc[0].startswith("PSN-")


def test_files_that_were_joined_are_not_named(key, tmp_path):
    frame = record().to_frame()[["therapy_id", "container_id", "event", "time"]]
    for name, rows in (("anna.csv", frame[:3]), ("bo.csv", frame[3:])):
        rows.to_csv(tmp_path / name, index=False)
    log = pseudonymise(read_events([tmp_path / "anna.csv", tmp_path / "bo.csv"]), key=key)
    assert [one.name for one in log.inputs] == ["pseudonymised file 1", "pseudonymised file 2"]
    assert {*log.table["file"]} == {"pseudonymised file 1", "pseudonymised file 2"}


@st.composite
def records(draw):
    minute = st.integers(0, 59)
    rows = []
    for therapy, container in (("anna-1", "B1"), ("anna-1", "B2"), ("bo-2", "B3")):
        own = {"therapy_id": therapy, "container_id": container}
        own["sec"] = draw(st.sampled_from(["", SEC, SEC[:-8] + "20261109", SEC[:-8] + "00000000"]))
        own["donation_number"] = draw(st.sampled_from(["", "=G123498654321H", "2026-0815"]))
        expiry = draw(st.sampled_from(["", "2026-12-31", "2026-11-20"]))
        for event in ("product_received", "storage_out", "thaw_end", "administration_end"):
            hour = 8 + ["product_received", "storage_out", "thaw_end", "administration_end"].index(event)
            time = draw(st.one_of(st.none(), minute.map(lambda m, h=hour: f"2026-11-10T{h:02}:{m:02}Z")))
            people = {name: draw(st.sampled_from(["", "AB", "CD"])) for name in ("performed_by", "witnessed_by")}
            identity = draw(st.sampled_from(["", therapy, "anna-1"]))
            rows.append(
                {**own, "event": event, "time": time, "expiry": expiry, "patient_pseudonym": identity, **people}
            )
    return pd.DataFrame(rows)


@QUICK
@given(frame=records())
def test_a_record_with_pseudonyms_is_judged_as_the_record_itself(key, frame):
    log = read_events(frame, tz="UTC")
    product = sandbox_product(LIMITS)
    before, after = (assess(each, product=product) for each in (log, pseudonymise(log, key=key)))
    assert _found(before) == _found(after)
    assert before.verdict == after.verdict


def _found(result):
    """A number of the house has no scheme; its pseudonym has one, which conforms and decides nothing."""
    kept = (one for one in result if (one.rule, one.verdict.value) != ("C404", "conforms"))
    return sorted((one.container_id, one.rule, one.code, one.verdict.value, str(one.measured)) for one in kept)


@pytest.mark.parametrize(
    ("more", "options", "words"),
    [
        ({"note": "x"}, {}, "free text in note, which may name anybody"),
        ({"performed_by": ["AB", "A.B.", "", ""]}, {}, "performed_by and witnessed_by: found names typed nearly"),
        (
            {"performed_by": ["A. Berg", "", "", ""], "witnessed_by": ["Anna Berg", "", "", ""]},
            {},
            "performed_by and witnessed_by: found cells that name nobody, or two of one row that may be one person: 1",
        ),
        ({"witnessed_by": ["-", "", "", ""]}, {}, "witnessed_by: found cells that name nobody"),
        (
            {"performed_by": ["AB", "", "", ""], "witnessed_by": ["AB", "", "", ""]},
            {"columns": ["performed_by"]},
            "columns: found pseudonyms in one of two columns, which are compared with each other",
        ),
        ({"identity": ["I7", "i7", "", ""]}, {}, "identity: found names typed nearly as another: 1"),
        (
            {"sec": "SE000123"},
            {},
            "sec: found identifiers that are not of their form: 1",
        ),
        (
            {"donation_number": "=G12349865432178"},
            {},
            "donation_number: found identifiers that are not of their form: 1",
        ),
        (
            {"donation_number": "815"},
            {"site": parse_site({"identifiers": {"donation_number": "isbt128-din"}})},
            "or leave the column out with columns= (--columns)",
        ),
        ({"identity": "PSN-ABCDEFGHIJKLMNOP"}, {}, "identity: found pseudonyms, expected the record itself"),
        ({}, {"columns": ["logger_id"]}, "columns: found 'logger_id'"),
        ({}, {"free_text": "hide"}, "free_text: found 'hide', expected 'drop' or 'keep'"),
        ({}, {"columns": [3]}, "columns"),
    ],
)
def test_what_would_be_judged_otherwise_is_refused(key, more, options, words):
    with pytest.raises(UsageError) as refused:
        pseudonymise(record(**more), key=key, **options)
    assert words in str(refused.value)


def test_therapies_set_aside_are_refused(key):
    frame = pd.DataFrame(
        [("T1", "thaw_end", "2026-11-10T10:00Z"), ("T2", "thaw_end", "yesterday")],
        columns=["therapy_id", "event", "time"],
    )
    with pytest.raises(UsageError, match="therapies that were set aside"):
        pseudonymise(read_events(frame, errors="collect"), key=key)


def test_keys(key, tmp_path):
    assert key.stat().st_mode & 0o77 == 0
    with pytest.raises(UsageError, match="a file that is there"):
        new_key(key)
    with pytest.raises(UsageError, match="expected a file to write"):
        new_key(tmp_path / "nowhere" / "key")
    (tmp_path / "other").write_bytes(b"\xff\x00")
    for path in (tmp_path / "other", tmp_path / "absent"):
        with pytest.raises(UsageError, match="found no key"):
            pseudonymise(record(), key=path)


def test_two_texts_of_one_pseudonym_are_refused(key, monkeypatch):
    monkeypatch.setattr("atmp_logistics.records.pseudonymise.pseudonym", lambda _text, _key: "PSN-" + "A" * 16)
    with pytest.raises(UsageError, match="1 pseudonyms that are not told apart"):
        pseudonymise(record(), key=key)


# ---------------------------------------------------------------- people's numbers


@pytest.mark.parametrize(
    ("column", "cells", "found"),
    [
        ("therapy_id", ["880320-0016", "T2"], "a Swedish personnummer or samordningsnummer in 1 row:"),
        ("therapy_id", ["8803200016"], "a Swedish personnummer or samordningsnummer in 1 row:"),
        ("note", ["ring 19880320-0016 imorgon"], "a Swedish personnummer or samordningsnummer in 1 row:"),
        ("batch", ["8803200016"], ""),
        ("batch", ["880320-0018"], ""),
        ("therapy_id", BSN[:1], "a Dutch BSN in 1 row:"),
        ("therapy_id", [BSN[0], "123456789"], ""),
        ("batch", BSN[:2], ""),
        ("batch", BSN, "a Dutch BSN in 3 rows:"),
        ("batch", [*BSN, "123456789", "123456788"], ""),
        ("therapy_id", ["", "BAG 7"], ""),
    ],
)
def test_what_looks_like_a_persons_number(column, cells, found):
    (note,) = [*notes_on_personal_numbers({column: cells})] or [""]
    assert found in note if found else not note
    assert not any(cell in note for cell in cells if cell)


def test_a_samordningsnummer_has_sixty_added_to_its_day():
    assert is_swedish_number("198803800013")
    assert not is_swedish_number("881320-0014")
    assert not is_swedish_number("880340-0012")


def test_reading_says_it_and_what_was_written_too(key, tmp_path):
    log = record(identity="880320-0016")
    said = "holds what looks like a Swedish personnummer or samordningsnummer in 4 rows"
    assert [said in one for one in log.provenance.assumptions].count(True) == 1
    left = pseudonymise(log, key=key, columns=["therapy_id"]).provenance.assumptions
    assert f"the column identity of the pseudonymised record {said}" in left[1]
    assert len(pseudonymise(log, key=key).provenance.assumptions) == 1
    path = tmp_path / "ward.csv"
    path.write_text("therapy_id,container_id,event,time\n880320-0016,B1,thaw_end,2026-11-10T10:00Z\n", "utf-8")
    assert any("therapy_id of ward.csv" in one for one in read_events(path).provenance.assumptions)
