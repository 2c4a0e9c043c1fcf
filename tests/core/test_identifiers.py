"""Identifiers: what each scheme claims, takes apart and finds wrong, beside a slow and obvious second way."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atmp_logistics import read_identifier
from atmp_logistics.core.errors import UsageError
from atmp_logistics.core.identifier_schemes import all_schemes

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
SEC = "SE000123G123498654321A000123400120270331"
QUICK = settings(max_examples=60, derandomize=True, database=None, deadline=None)
CAPITALS = st.sampled_from(ALPHABET[:-1])


def check_character(din):
    """As the UK Red Book's annex 2 writes it: weights of two, from the right."""
    total = sum(ALPHABET.index(sign) * 2**n for n, sign in enumerate(reversed(din), 1))
    return ALPHABET[(38 - total % 37) % 37]


def mod10(body):
    total = sum(int(digit) * (3, 1)[i % 2] for i, digit in enumerate(reversed(body)))
    return str(-total % 10)


@st.composite
def dins(draw):
    first = draw(st.sampled_from("ABCDEFGHIJKLMNPQRSTUVWXYZ"))
    return first + "".join(draw(st.lists(CAPITALS, min_size=4, max_size=4))) + f"{draw(st.integers(0, 99999999)):08}"


@QUICK
@given(dins())
def test_the_check_character_is_that_of_the_red_book(din):
    right = check_character(din)
    for other in ALPHABET:
        assert (not read_identifier(f"={din}{other}").wrong) == (other == right)
    flags = 60 + ALPHABET.index(right)
    assert read_identifier(f"={din}{flags}").wrong == ()
    assert read_identifier(f"={din}{60 + (flags - 59) % 37}").wrong


@QUICK
@given(dins(), st.integers(0, 13), CAPITALS)
def test_no_single_slip_in_a_number_with_its_check_character_passes(din, at, sign):
    text = din + check_character(din)
    slip = text[:at] + sign + text[at + 1 :]
    found = read_identifier(slip, scheme="isbt128-din")
    assert bool(found.wrong) == (slip != text)
    for i in range(13):
        swapped = text[:i] + text[i + 1] + text[i] + text[i + 2 :]
        assert bool(read_identifier(swapped, scheme="isbt128-din").wrong) == (swapped != text)
    assert read_identifier(text[:-2], scheme="isbt128-din").wrong


@QUICK
@given(st.integers(0, 10**13 - 1), st.integers(0, 13), st.sampled_from("0123456789"))
def test_no_single_slip_in_a_key_of_gs1_passes(number, at, digit):
    body = f"{number:013}"
    text = body + mod10(body)
    slip = text[:at] + digit + text[at + 1 :]
    assert bool(read_identifier(slip, scheme="gtin").wrong) == (slip != text)
    assert bool(read_identifier(f"(01){slip}").wrong) == (slip != text)


@pytest.mark.parametrize(
    ("text", "scheme", "stated"),
    [
        ("=G12349865432177", "isbt128-din", True),
        ("= G1234 98 654321 77", "isbt128-din", True),
        ("G1234 98 654321 H", "isbt128-din", False),
        ("=g123498654321", "isbt128-din", False),
        ("=<E0791V00", "", False),
        ("=SUM(A1)", "", False),
        ("2026-0815", "", False),
        ("SECOND LOT", "", False),
        ("SEC: SE000123", "sec", True),
        (SEC, "sec", True),
        (f"SEC{SEC}", "sec", True),
        (SEC[:-8] + "99999999", "", False),
        ("(01)06291041500213", "gs1-element-string", True),
        ("(77)06291041500213", "", False),
        ("]d20106291041500213", "gs1-element-string", True),
        ("10LOT7\x1d2112", "gs1-element-string", True),
        ("0106291041500213", "gs1-element-string", False),
        ("0106291041500218", "", False),
        ("010629104150021310LOT7", "gs1-element-string", False),
        ("6291041500213", "gtin", False),
        ("6291041500218", "", False),
        ("20261130", "", False),
        ("376104250021234569", "sscc", False),
        ("BAG 7", "", False),
        ("", "", False),
    ],
)
def test_what_a_text_claims(text, scheme, stated):
    found = read_identifier(text)
    assert (found.scheme, found.is_stated, found.text) == (scheme, stated, text)


@pytest.mark.parametrize(
    ("text", "scheme", "wrong"),
    [
        ("G123498654321", "isbt128-din", ""),
        ("G123498654321K", "isbt128-din", "check character 'K', expected 'H' (ISO 7064 mod 37-2)"),
        ("G12349865432177H", "isbt128-din", ""),
        ("G12349865432100H", "isbt128-din", ""),
        ("=G1234986543217", "isbt128-din", "check character '7', expected 'H' (ISO 7064 mod 37-2)"),
        ("=G12349865432", "isbt128-din", "12 characters, expected 13, and behind them two flags, a check character"),
        ("O123498654321", "isbt128-din", "character 1 is 'O', which begins no facility"),
        ("G123498654g21", "isbt128-din", "character 11 is 'g', expected a capital or a digit"),
        ("G1234X8654321", "isbt128-din", "character 6 is 'X', expected a digit of the year or of the sequence"),
        ("G12*498654321", "isbt128-din", "character 4 is '*', expected a capital or a digit"),
        ("G12349865432*", "isbt128-din", "character 13 is '*', expected"),
        ("", "isbt128-din", "0 characters"),
        (SEC, "sec", ""),
        (SEC[:-8] + "00000000", "sec", ""),
        (SEC[:-1], "sec", "39 characters, expected 40: 21 of the donation and 19 of the product"),
        (SEC[:-8] + "20270230", "sec", "the expiry '20270230' is no day of the calendar"),
        (SEC[:-8] + "99991231", "sec", "the expiry '99991231' is no day of the calendar"),
        ("S3" + SEC[2:], "sec", "country 'S3': character 2 is '3', expected a capital"),
        ("(01)06291041500218", "gs1-element-string", "(01) GTIN: check digit '8', expected '3' (modulo 10)"),
        ("(01)0629104150021", "gs1-element-string", "(01) GTIN: 13 characters, expected 14: it is cut"),
        ("]C1010629104150021", "gs1-element-string", "(01) GTIN: 13 characters, expected 14: it is cut"),
        ("(01)062910415002134", "gs1-element-string", "(01) GTIN: 15 characters, expected 14"),
        ("(01)0629104150021X", "gs1-element-string", "(01) GTIN: '0629104150021X' is not of its form"),
        ("(17)271300", "gs1-element-string", "(17) USE BY or EXPIRY: '271300' is no day of the calendar"),
        ("(17)270230", "gs1-element-string", "(17) USE BY or EXPIRY: '270230' is no day of the calendar"),
        ("(10)", "gs1-element-string", "(10) BATCH/LOT: 0 characters, expected 1 to 20: it is cut"),
        ("(10)LOT(10)TAL", "gs1-element-string", "(10) BATCH/LOT: twice, 'LOT' and 'TAL'"),
        ("(10)LOT(77)7", "gs1-element-string", ""),
        ("(77)LOT", "gs1-element-string", "77: no application identifier that is known here begins so"),
        ("10LOT<GS>05XX", "gs1-element-string", "05XX: no application identifier that is known here begins so"),
        ("(8003)06291041500213SHIPPER7", "gs1-element-string", ""),
        ("(8003)06291041500214", "gs1-element-string", "(8003) GRAI: check digit '4', expected '3' (modulo 10)"),
        ("(00)376104250021234568", "gs1-element-string", "(00) SSCC: check digit '8', expected '9' (modulo 10)"),
        ("(414)6291041500214", "gs1-element-string", "(414) LOC No.: check digit '4', expected '3' (modulo 10)"),
        ("(7007)261101261103", "gs1-element-string", ""),
        ("37610425002123456", "sscc", "17 characters, expected 18"),
        ("6291041500213", "gln", ""),
        ("629104150021X", "gln", "character 13 is 'X', expected a digit"),
        ("06291041500213" + "A" * 17, "grai", "the serial number has 17 characters, expected at most 16"),
        ("06291041500213é", "grai", "serial number: character 1 is 'é'"),
    ],
)
def test_what_is_wrong(text, scheme, wrong):
    found = "; ".join(read_identifier(text, scheme=scheme).wrong)
    assert found == wrong if not wrong else wrong in found, found


def test_element_strings_hold_their_expiry():
    assert read_identifier("]d2010629104150021317270200\x1d10LOT(7)").expiry == "2027-02-28"
    assert read_identifier("(10)A (17)280229").expiry == "2028-02-29"
    assert read_identifier("(10)A").expiry == ""


def test_notes():
    assert read_identifier("=G123498654321").notes == (
        "no check character is written, so that a mistyped character is not seen",
    )
    assert "begins with a digit" in read_identifier("=1123498654321").notes[-1]
    assert read_identifier(SEC[:-8] + "00000000").notes == ("it holds no expiry",)


@QUICK
@given(st.text(max_size=60), st.sampled_from([None, *all_schemes()]))
def test_any_text_is_answered(text, scheme):
    found = read_identifier(text, scheme=scheme)
    assert bool(found.scheme) or not found.wrong


def test_refused():
    with pytest.raises(UsageError, match="scheme: found 'isbt', expected gln, grai"):
        read_identifier("=G123498654321", scheme="isbt")
    with pytest.raises(UsageError, match="identifier: found 7, expected a text"):
        read_identifier(7)


@pytest.mark.skipif("ATMP_SHARED" not in os.environ, reason="no folder of vectors")
def test_published_vectors():
    vectors = json.loads(Path(os.environ["ATMP_SHARED"], "facts", "standards_vectors.json").read_text("utf-8"))
    for one in vectors["isbt128_din_mod37_2"]:
        assert read_identifier(f"={one['din']}{one['check']}").wrong == (), one
        assert read_identifier(f"={one['din']}{one.get('barcode_flag', '00')}").wrong == (), one
    for one in vectors["gs1_mod10"]:
        assert read_identifier(f"{one['body']}{one['check']}", scheme="gtin").wrong == (), one
    assert sum(length for _, length, _ in vectors["sec"]["layout"]) == len(SEC)
