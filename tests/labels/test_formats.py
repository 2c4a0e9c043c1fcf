"""What each format's reader makes of a made-up file of its shape: sections, numbers, paragraphs, places and doubts."""

import json
from pathlib import Path

import pytest
from places import ROOT

from atmp_logistics.core.errors import LabelError
from atmp_logistics.labels.read_label import read_label

DATA = ROOT / "tests" / "data" / "labels"


def outline(label):
    return [(section.level, section.number, section.title, len(section.paragraphs)) for section in label.sections]


def paragraphs(label, number):
    return [
        (paragraph.place, paragraph.text, paragraph.unreadable)
        for section in label.sections
        if section.number == number
        for paragraph in section.paragraphs
    ]


def refusal(tmp_path, text):
    path = Path(tmp_path) / "label.xml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(LabelError) as caught:
        read_label(path)
    return str(caught.value)


def test_spl_has_numbers_of_titles_codes_and_first_lines():
    label = read_label(DATA / "made_up_spl.xml")
    assert (label.format, label.title) == (
        "FDA SPL (XML)",
        "INVENTCEL (inventagene autoleucel) suspension for infusion",
    )
    assert label.revision == "version 3, dated 2031-02-05"
    assert label.notes == (
        "product: Inventcel (inventagene autoleucel)",
        "organisation: Invented Cells Inc.",
        "set id: 00000000-0000-0000-0000-00000000000a",
    )
    assert outline(label) == [
        (1, "", "", 0),
        (1, "2", "2 DOSAGE AND ADMINISTRATION", 0),
        (2, "2.2", "2.2 Preparation", 8),
        (1, "16", "HOW SUPPLIED", 0),
        (2, "16.1", "", 2),
        (2, "", "", 1),
    ]
    assert {section.document for section in label.sections} == {"US prescribing information"}


def test_spl_keeps_rows_raised_numbers_footnotes_and_says_what_is_a_picture():
    place = "section[2]/section[1]"
    assert paragraphs(read_label(DATA / "made_up_spl.xml"), "2.2") == [
        (f"{place}, p 1", "Thaw at 37°C until no ice is left.", ""),
        (f"{place}, p 1, footnote", "In a water bath.", ""),
        (f"{place}, p 2", "Infuse within 30 minutes of thaw.", ""),
        (f"{place}, p 3", "b.Up to 2 × 10⁸ cells.", ""),
        (f"{place}, p 4", "Bags", ""),
        (f"{place}, table 1, row 1", "16.2 Weight | Bags", ""),
        (f"{place}, table 1, row 2", "<30 kg (66 lb) | 1", ""),
        (f"{place}, p 5", "", "a picture, which is not read"),
    ]


EPI = [(1, "6", "6. PHARMACEUTICAL PARTICULARS", 0), (2, "6.3", "6.3 Shelf life", 1), (2, "6.4", "Storage", 2)]


def test_epi_has_numbers_of_titles_and_codes_whatever_their_system():
    label = read_label(DATA / "made_up_epi.xml")
    assert outline(label) == [*EPI, (2, "6.5", "6.5 Container", 0)]
    assert (label.title, label.revision, label.language) == ("Inventcel, SmPC", "version 2, dated 2031-02-05", "en")
    assert label.notes == (
        "product: Inventcel dispersion",
        "Composition/section[1]/section[3]: the title prints 6.5, its code 200000029842 is that of 6.6",
    )
    assert {section.document for section in label.sections} == {"SmPC"}
    assert paragraphs(label, "6.3") == [("Composition/section[1]/section[1], p 1", "9 months below −120 °C", "")]
    assert paragraphs(label, "6.4")[1][1:] == ("Not thawed frozen again", "text that is struck out")


def test_xhtml_that_is_broken_makes_its_section_unreadable_and_no_other(tmp_path):
    text = (DATA / "made_up_epi.xml").read_text("utf-8").replace("<p>9 months", "<p><b>9 months")
    path = tmp_path / "broken.xml"
    path.write_text(text, "utf-8")
    label = read_label(path)
    broken, whole = label.sections[1:3]
    assert broken.unreadable.startswith("XML that is not well-formed (mismatched tag) at line 1, column ")
    assert broken.unreadable.endswith("of its div, which begins in line 11 of the file")
    assert broken.paragraphs == ()
    assert (whole.unreadable, len(whole.paragraphs)) == ("", 2)


def as_json(div):
    code = {"coding": [{"system": "https://spor.ema.europa.eu/rmswi/", "code": "200000029840"}]}
    section = {"title": "6.4 Storage", "code": code, "text": {"status": "generated", "div": div}}
    outer = {"title": "6. PHARMACEUTICAL PARTICULARS", "section": [section]}
    composition = {"resourceType": "Composition", "language": "en", "title": "Inventcel", "section": [outer]}
    product = {"resourceType": "MedicinalProductDefinition", "name": [{"productName": "Inventcel cells"}]}
    bundle = {"resourceType": "Bundle", "entry": [{"resource": product}, {"resource": composition}]}
    return json.dumps(bundle, indent=1)


def test_epi_in_json_is_read_as_in_xml(tmp_path):
    path = tmp_path / "epi.json"
    path.write_text(as_json('<div xmlns="http://www.w3.org/1999/xhtml"><p>Below&nbsp;-120 °C</p></div>'))
    label = read_label(path)
    assert (label.format, label.notes) == ("EMA ePI (FHIR JSON)", ("product: Inventcel cells",))
    assert paragraphs(label, "6.4") == [("Composition/section[1]/section[1], p 1", "Below -120 °C", "")]
    path.write_text(as_json("<div><p>At < 25 °C</p></div>"))
    assert "not well-formed (invalid token)" in read_label(path).sections[1].unreadable


def test_shorthand_is_numbered_by_titles_where_one_code_stands_on_all_sections():
    label = read_label(DATA / "made_up_epi.fsh")
    assert outline(label) == [
        (1, "", "B. Package Leaflet", 0),
        (2, "5", "5. How to store inventcel", 1),
        (2, "6", "6. Contents", 0),
    ]
    assert label.title == 'Inventcel, "leaflet"'
    assert label.notes == (
        "product: Inventcel cells",
        "code 100000155538 stands on 3 of 3 sections: numbered by their titles alone",
    )
    assert paragraphs(label, "5") == [("line 15, p 1", "Store frozen ( -120 C) until thawed.", "")]
    assert "not well-formed (invalid token)" in label.sections[2].unreadable


V3 = '<document xmlns="urn:hl7-org:v3">'
FHIR = '<Bundle xmlns="http://hl7.org/fhir">'
BOMB = '<!DOCTYPE d [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{BOMB}{V3}&b;</document>", "line 1, column 13: found a document type (<!DOCTYPE)"),
        (f"{V3}<component></document>", "column 47: found XML that is not well-formed (mismatched tag)"),
        (f"{V3}{'<a>' * 200_000}", "elements nested 101 deep, expected at most 100 levels"),
        (f"{V3}{'<a/>' * 500_000}</document>", "400,001 elements"),
        (
            f'<?xml version="1.0" encoding="utf-8"?>{V3}<title>'.encode() + b"2\xb0C</title></document>",
            "not well-formed",
        ),
        (f'<?xml version="1.0" encoding="none-such"?>{V3}</document>', "label.xml, line 1"),
        (f"{V3}</document>", "an SPL document without sections"),
        (f"{FHIR}<entry><resource><List/></resource></entry></Bundle>", "a Bundle with List, and no Composition"),
        (f"{FHIR}<Composition/></Bundle>", "1 Compositions without a section"),
        (f"{FHIR}{'<div>' * 90_000}</text></Bundle>", "nested 101 deep"),
        ('{"resourceType": "Bundle", "entry": []}', "resources Bundle, and no Composition"),
        ('{"resourceType": "Composition", "section": [3]}', "$.section[0]: found the number 3, expected an object"),
        ('{"resourceType": "Bundle", "entry": [', "text that is no JSON"),
        ('{"resourceType": "Bundle", "a": ' + "[" * 5000, "nested"),
        ('InstanceOf: CompositionUvEpi\n* section[3]\n  * title = "a"', "line 2: found the path section[3]"),
        (
            'InstanceOf: CompositionUvEpi\n* section[+]\n  * text.div = """<div>',
            "line 3: found a text that begins with",
        ),
        ('{"resourceType": "Bundle", "a": ' + "[" * 500_000, "500,000 times '[', expected at most 400,000"),
        (f"{FHIR}{'<text><div><b></div></text>' * 2000}</Bundle>", "not well-formed"),
        ("<html><body/></html>", "begins with '<html><body/></html>', expected a label: "),
    ],
)
def test_hostile_and_other_files_are_refused_with_their_place(tmp_path, text, words):
    assert words in refusal(tmp_path, text)


def test_shorthand_whose_kind_stands_late_is_no_text_of_an_smpc(tmp_path):
    path = tmp_path / "late.fsh"
    comments = "// 6.4 Storage, in a comment\n" * 500
    path.write_text(comments + (DATA / "made_up_epi.fsh").read_text("utf-8"), "utf-8")
    assert read_label(path).format == "EMA ePI (FHIR Shorthand)"


def test_a_mark_that_stands_too_often_is_refused_by_its_name(tmp_path):
    answer = refusal(tmp_path, V3 + "<a " + "=" * 400_001 + "\n" * 400_001)
    assert "found 400,001 times '\\n'" in answer
    assert "found 400,002 times '=', expected at most 400,000 times" in answer
