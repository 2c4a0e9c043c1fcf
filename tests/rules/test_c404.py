"""C404, in the words of its findings: which identifier is of another form than it claims, and where it stands."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rule_words import sentences, table, words

from atmp_logistics import assess, parse_site, read_events
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product, try_rule
from atmp_logistics.core.errors import SiteError
from atmp_logistics.records.site_profile import Site

SEC = "SE000123G123498654321A000123400120261231"
STORE = table("storage", "frozen", from_="product_received", until="storage_out", upper="-120 degC")
PROFILE = Site(tz="UTC", resolution_s=0.0, identifiers={"donation_number": "isbt128-din", "batch": "gtin"})
RECEIVED = "product_received 08:00 {}"


def test_a_sound_number_conforms():
    assert words("C404", "", RECEIVED.format("donation_number==G12349865432177")) == sentences("""
        donation-number conforms: donation number '=G12349865432177' (row 2): nothing is wrong as an ISBT 128
            donation identification number
        """)


def test_a_wrong_check_character_deviates_where_the_text_states_its_scheme():
    assert words("C404", "", RECEIVED.format("donation_number==G12349865432178")) == sentences("""
        donation-number deviates: donation number '=G12349865432178' (row 2), as an ISBT 128 donation identification
            number: the flags 78 hold the check character, expected 77 (ISO 7064 mod 37-2)
        """)


def test_a_number_that_may_be_of_a_scheme_is_shown_and_decides_nothing():
    assert words("C404", "", RECEIVED.format("donation_number=G123498654321K")) == sentences("""
        donation-number indeterminate: donation number 'G123498654321K' (row 2), as an ISBT 128 donation
            identification number: check character 'K', expected 'H' (ISO 7064 mod 37-2)
          decided by: read it again on the container, and state its scheme in the site profile: [identifiers]
        """)
    result = assess_sandbox(sandbox_product(""), RECEIVED.format("donation_number=G123498654321K"))
    assert [one.obligation for one in result if one.rule == "C404"] == ["information"]


def test_a_number_of_the_house_is_not_looked_at():
    assert words("C404", "", RECEIVED.format("donation_number=2026-0815 product_code=E0791V00")) == ""


def test_the_profile_states_the_scheme():
    assert words("C404", "", RECEIVED.format("donation_number=2026-0815"), site=PROFILE) == sentences("""
        donation-number deviates: donation number '2026-0815' (row 2), as an ISBT 128 donation identification
            number: character 5 is '-', expected a capital or a digit; 9 characters, expected 13, and behind them
            two flags, a check character, or both
        """)
    assert words("C404", "", RECEIVED.format("batch=6291041500213"), site=PROFILE) == sentences("""
        batch conforms: batch '6291041500213' (row 2): nothing is wrong as a GS1 GTIN
        """)


def test_a_column_of_codes_that_holds_none_stays_open():
    assert words("C404", "", RECEIVED.format("sec=SE000123")) == sentences("""
        sec indeterminate: sec 'SE000123' (row 2), as a Single European Code: 8 characters, expected 40: 21 of the
            donation and 19 of the product
          decided by: read it again on the container, and state its scheme in the site profile: [identifiers]
        """)


def test_a_truncated_element_string_is_found():
    assert words("C404", "", RECEIVED.format("product_code=(01)0629104150021")) == sentences("""
        product-code deviates: product code '(01)0629104150021' (row 2), as a GS1 element string: (01) GTIN: 13
            characters, expected 14: it is cut
        """)


def test_an_expiry_inside_a_code_that_is_not_the_printed_one_is_named_with_both_rows():
    assert words("C404", "", RECEIVED.format(f"sec={SEC} expiry=2027-03-31")) == sentences("""
        sec-expiry indeterminate: sec of row 2 ends on 2026-12-31, and the printed expiry of row 2 (until 2027-03-31
            23:59:59Z) is another
          decided by: read both on the container, and correct the one that is wrong
        sec conforms: sec 'SE000123G123498654321A000123400120261231' (row 2): nothing is wrong as a Single European
            Code
        """)
    assert words("C404", "", RECEIVED.format(f"sec={SEC} expiry=2026-12-31")) == sentences("""
        sec conforms: sec 'SE000123G123498654321A000123400120261231' (row 2): nothing is wrong as a Single European
            Code
        sec-expiry conforms: sec of row 2 ends on 2026-12-31, as does the printed expiry of row 2 (until 2026-12-31
            23:59:59Z)
        """)


@pytest.mark.parametrize("zone", [None, "Europe/Stockholm"])
@pytest.mark.parametrize(
    ("printed", "verdict"),
    [
        ("2026-12-31", "conforms"),
        ("2026-12", "conforms"),
        ("2026-12-31T12:00+01:00", "conforms"),
        ("2026-12-30", "indeterminate"),
        ("2027-01-01", "indeterminate"),
        ("2026-12-29T12:00+01:00", "indeterminate"),
    ],
)
def test_which_printed_expiries_are_those_of_a_code(zone, printed, verdict):
    found = try_rule("C404", "", RECEIVED.format(f"sec={SEC} expiry={printed}"), site=Site(tz=zone))
    assert f"sec-expiry {verdict}" in found


def test_a_code_without_an_expiry_or_with_a_wrong_one_is_held_against_nothing():
    for end in ("00000000", "20261301"):
        record = RECEIVED.format(f"sec={SEC[:-8]}{end} expiry=2027-03-31")
        assert "sec-expiry" not in try_rule("C404", "", record)
        assert assess_sandbox(sandbox_product(STORE), record).parts[0].evidence.expiry_upper.size == 1


def test_s301_asks_whether_a_product_was_used_before_the_end_of_its_code():
    used = "product_received 08:00 sec={}, storage_out 09:00"
    kept, over = used.format(SEC), used.format(SEC[:-8] + "20261109")
    assert words("S301", STORE, kept).startswith("expiry conforms: storage out 51 d 15 h before the end of the exp")
    assert words("S301", STORE, over) == sentences("""
        expiry deviates: storage out 9 h after the end of the expiry of its Single European Code (2026-11-09
            23:59:59Z)
        """)
    printed = over.replace("sec=", "expiry=2026-11-10 sec=")
    assert words("S301", STORE, printed).startswith("expiry conforms: storage out 15 h before the end of the printed")
    assert words("S301", STORE, used.format("SEC:" + SEC[:20])) == ""


def test_two_texts_of_one_container_are_told_with_their_rows():
    record = RECEIVED.format("seal=6291041500213") + ", storage_out 09:00 seal=6291041500218"
    site = Site(tz="UTC", identifiers={"seal": "gtin"})
    assert words("C404", STORE, record, site=site) == sentences("""
        seal deviates: seal '6291041500213' (row 2): nothing is wrong as a GS1 GTIN; seal '6291041500218' (row 3),
            as a GS1 GTIN: check digit '8', expected '3' (modulo 10)
        """)


def test_containers_are_told_apart():
    record = "A: product_received 08:00 sec=XX; B: product_received 08:00; C: product_received 08:00 donation_number==G12349865432177"
    assert try_rule("C404", "", record).splitlines() == [
        "sec indeterminate [1, 1] faults",
        "donation-number conforms [0, 0] faults",
    ]


def test_the_profile_says_what_it_states():
    site = parse_site({"identifiers": {"donation_number": "isbt128-din", "sec": "sec"}})
    assert site.statements() == (
        "donation_number holds an ISBT 128 donation identification number",
        "sec holds a Single European Code",
    )


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ({"donation_number": "isbt"}, "found 'isbt', expected one of gln, grai"),
        ({"reason": "sec"}, "found the column 'reason', expected batch, donation_number"),
        ({"sec": 7}, "found 7, expected a text"),
    ],
)
def test_what_a_profile_cannot_state(stated, found):
    with pytest.raises(SiteError, match=found):
        parse_site({"identifiers": stated})


def test_a_profile_made_by_hand_is_held_to_the_same():
    for wrong in ({"reason": "sec"}, {"sec": "isbt"}, 7):
        with pytest.raises(SiteError, match="identifiers"):
            Site(identifiers=wrong)


FIELDS = {
    "donation_number": "=G123498654321H",
    "sec": f"SEC:{SEC}",
    "product_code": "(01)06291041500213(10)LOT7",
}
QUICK = settings(max_examples=8, derandomize=True, database=None, deadline=None, suppress_health_check=[*HealthCheck])


@st.composite
def slips(draw):
    """A column, and its clean value with one character changed, left out or doubled, or two exchanged."""
    column = draw(st.sampled_from(["donation_number", "product_code"]))
    text = FIELDS[column]
    at = draw(st.integers(1 if column == "donation_number" else 4, len(text) - 1))
    at = min(at, 17) if column == "product_code" else at
    sign = draw(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    if text[at:] in ("H", "3"):
        return column, text[:at] + ("0" if sign == text[at] else sign)
    changed = [text[:at] + sign + text[at + 1 :], text[:at] + text[at + 1 :], text[:at] + text[at] + text[at:]]
    return column, draw(st.sampled_from([one for one in changed if one != text] or [text[:-1]]))


@QUICK
@given(st.lists(slips(), min_size=20, max_size=40), st.sampled_from([None, "product_received", "storage_out"]))
def test_no_slip_in_a_clean_record_conforms_and_the_loss_of_a_time_changes_nothing(found, lost):
    """A batch behind (10) has no check character: it is left as it is. A number without its check character is sound."""
    values = [FIELDS, *({**FIELDS, column: text} for column, text in found)]
    rows = [
        {"container_id": f"B{i}", "event": event, "time": None if event == lost else f"2026-11-10T{at}Z", **own}
        for i, own in enumerate(values)
        for event, at in (("product_received", "08:00"), ("storage_out", "09:00"))
    ]
    site = parse_site({"tz": "UTC", "identifiers": {"donation_number": "isbt128-din"}})
    events = read_events(pd.DataFrame(rows).assign(therapy_id="T1"), site=site)
    result = assess(events, product=sandbox_product(STORE), site=site)
    verdicts = {}
    for one in result:
        if one.rule == "C404":
            verdicts.setdefault(one.container_id, []).append(one.verdict.value)
    assert verdicts.pop("B0") == ["conforms"] * 3
    assert len(verdicts) == len(found)
    assert [name for name, own in verdicts.items() if {*own} == {"conforms"}] == []


CODED = "(01)06291041500213(17)270228(10)LOT7"


def test_a_batch_inside_a_code_is_held_against_the_one_that_is_filed():
    record = f"product_received 08:00 product_code={CODED} batch={{}}, administration_end 10:00 batch=LOT7"
    assert "product-code-batch conforms [0, 0] differences" in try_rule("C404", "", record.format("LOT7"))
    assert "product-code-batch indeterminate [1, 1] differences" in try_rule("C404", "", record.format("LOT8"))
    assert "product-code-batch" not in try_rule("C404", "", f"product_received 08:00 product_code={CODED}")
    assert "product-code-batch" not in try_rule("C404", "", "product_received 08:00 batch=L1 product_code=S1")


def test_the_words_of_a_batch_inside_a_code():
    same, other = (
        " ".join(words("C404", "", RECEIVED.format(f"product_code={CODED} batch={lot}")).split())
        for lot in ("LOT7", "LOT8")
    )
    assert "product code of row 2 holds the batch 'LOT7', as does row 2" in same
    assert "product code of row 2 holds the batch 'LOT7', and the batch of row 2 is 'LOT8'" in other


def test_the_other_batch_of_two_codes_is_found():
    """Of two codes on one container the one that holds another batch is named, whichever stands first."""
    other = CODED.replace("LOT7", "LOT8")
    for first, second in ((CODED, other), (other, CODED)):
        record = f"product_received 08:00 batch=LOT7 product_code={first}, thaw_start 09:00 product_code={second}"
        assert "product-code-batch indeterminate" in try_rule("C404", "", record)
