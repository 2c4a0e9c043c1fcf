"""SmPCs and US prescribing information as PDF and as text: sections by their numbers, in any language."""

import io
import os
from pathlib import Path

import pytest
from made_up_pdf import pdf_of

from atmp_logistics.core.errors import LabelError
from atmp_logistics.labels import pdf_pages
from atmp_logistics.labels.quantities import quantities
from atmp_logistics.labels.read_label import read_label

SMPC = """
SUMMARY OF PRODUCT CHARACTERISTICS

1. NAME OF THE MEDICINAL PRODUCT

Examplecel dispersion for infusion

4. CLINICAL PARTICULARS

4.2 Posology and method of administration

Infuse 2 to 9 days after lymphodepletion; see section
6.3 and section 6.6 for handling.
• Step by step:
1. Take the bag
2. Thaw it at 37 °C

5. PHARMACOLOGICAL PROPERTIES

5.1 Pharmacodynamic properties

Table 1
6.3 Months of follow-up
6.4 Placebo
12.3

5.2 Pharmacokinetic properties

None.

6. PHARMACEUTICAL PARTICULARS

6.3 Shelf life

12 months.

6.4 Special precautions for storage

Store below -130 °C.

6.6 Special precautions for disposal and other handling

Infuse within 30 minutes.

10. DATE OF REVISION OF THE TEXT

01/03/2031
"""
WANTED = {"1", "4", "4.2", "5", "5.1", "5.2", "6", "6.3", "6.4", "6.6", "10"}


@pytest.fixture
def read(tmp_path):
    def read(data, name="label.txt"):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return read_label(path)

    return read


@pytest.fixture
def refused(read):
    def refused(data, name="label.pdf"):
        with pytest.raises(LabelError) as caught:
            read(data, name)
        return str(caught.value)

    return refused


def texts(label, number, document=None):
    return [
        p.text for s in label.sections if s.number == number and document in (None, s.document) for p in s.paragraphs
    ]


def test_numbers_in_tables_references_and_steps_are_no_headings(read):
    label = read(SMPC)
    assert [section.number for section in label.sections] == sorted(WANTED, key=lambda n: [*map(int, n.split("."))])
    assert texts(label, "6.3") == ["12 months."]
    assert texts(label, "6.4") == ["Store below -130 °C."]
    assert "6.3 Months of follow-up" in texts(label, "5.1")[0]
    assert "2. Thaw it at 37 °C" in texts(label, "4.2")[1]
    assert (label.title, label.revision, label.language) == ("Examplecel dispersion for infusion", "01/03/2031", "en")
    assert label.sections[2].place == "line 10"


def test_a_number_may_stand_in_a_line_of_its_own(read):
    label = read(SMPC.replace("6.3 Shelf", "6.3 \nShelf").replace("6.4 Special", "6.4\nSpecial"))
    assert {section.number for section in label.sections} == WANTED
    assert texts(label, "6.4") == ["Store below -130 °C."]


def test_an_unknown_language_is_read_by_its_numbers(read):
    strange = SMPC.replace("Shelf life", "Kestvus").replace("Special precautions for", "Erilised tingimused")
    label = read(strange.replace("Posology and method of administration", "Annustamine"))
    assert texts(label, "6.4") == ["Store below -130 °C."]
    assert label.language == ""
    assert "the headings are not among those known; the sections are known by their numbers" in label.notes


def test_a_list_of_contents_is_left_out(read):
    contents = "1 NAME OF THE MEDICINAL PRODUCT ..... 1\n4 CLINICAL PARTICULARS ..... 2\n4.2 Posology ..... 2\n6.3 Shelf life ... 3\n6.4 Special precautions ..... 3\n\n"
    label = read(contents + SMPC)
    assert texts(label, "6.3") == ["12 months."]
    assert "1 list of contents left out" in label.notes


def test_two_products_in_one_file_are_two_documents(read):
    label = read(SMPC + SMPC.replace("Examplecel", "Othercel").replace("12 months", "9 months"))
    assert texts(label, "6.3", "SmPC 1") == ["12 months."]
    assert texts(label, "6.3", "SmPC 2") == ["9 months."]
    assert "the file holds 2 documents: SmPC 1, SmPC 2" in label.notes


@pytest.mark.parametrize("last", [6, 20])
def test_the_numbers_of_a_package_leaflet_or_of_steps_are_no_section_of_the_smpc(read, last):
    leaflet = "".join(f"\n{n}. What it is {n}\n\nStore at 5 °C.\n" for n in range(1, last + 1))
    label = read(SMPC + leaflet)
    assert texts(label, "6.4") == ["Store below -130 °C."]
    assert [p.text for s in label.sections if s.number.startswith("6") for p in s.paragraphs if "5 °C" in p.text] == []


def test_a_leaflet_by_itself_is_named_so(read):
    label = read("Leaflet\n\n" + "".join(f"\n{n}. What it is\n\nText {n}.\n" for n in range(1, 7)))
    assert {section.document for section in label.sections} == {"package leaflet"}


def test_a_us_prescribing_information(read):
    uspi = "FULL PRESCRIBING INFORMATION: CONTENTS*\n" + "".join(
        f"{n} SECTION OF {n}\n{n}.1 First part\n" for n in range(1, 18)
    )
    body = "".join(
        f"\n{n} SECTION OF {n}\n\nBody {n}.\n\n{n}.1 First part\n\nUse within {n} hours.\n" for n in range(1, 18)
    )
    label = read(uspi + "\n" + body)
    assert {section.document for section in label.sections} == {"US prescribing information"}
    assert texts(label, "2.1") == ["Use within 2 hours."]
    assert len([section for section in label.sections if section.number == "16"]) == 1


def pages_of(text, per_page=12):
    lines = [line or " " for line in text.strip().split("\n")]
    groups = [lines[i : i + per_page] for i in range(0, len(lines), per_page)]
    return [["Examplecel SmPC", *group, f"page {n} of {len(groups)}"] for n, group in enumerate(groups, 1)]


def test_a_pdf_is_read_as_its_text_is_without_the_heads_and_feet_of_its_pages(read):
    label = read(pdf_of(pages_of(SMPC)), "label.pdf")
    assert {section.number for section in label.sections} == WANTED
    assert texts(label, "6.4") == ["Store below -130 °C."]
    assert (
        label.notes[0]
        == f"left out at the head or foot of the pages: 'Examplecel SmPC', 'page 1 of {len(pages_of(SMPC))}'"
    )
    assert label.sections[-1].place.startswith(f"page {len(pages_of(SMPC))}, line ")


def test_a_paragraph_goes_on_over_a_page(read):
    text = SMPC.replace("Store below -130 °C.", "Store below\n\f\n-130 °C and use it.")
    assert texts(read(text), "6.4") == ["Store below\n-130 °C and use it."]
    (one,) = quantities(texts(read(text), "6.4")[0])
    assert (one.text, one.unreadable) == ("below\n-130 °C", "a dash stands at the end or the beginning of a line")


def encrypted(password):
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of(pages_of(SMPC)))))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_an_encrypted_pdf_needs_no_password_or_is_refused(read, refused):
    label = read(encrypted(""), "label.pdf")
    assert label.notes[0] == "the PDF is encrypted with an empty password, and was opened with it"
    assert texts(label, "6.3") == ["12 months."]
    assert "a PDF that needs a password" in refused(encrypted("secret"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (pdf_of([[]]), "a PDF without text: pictures of pages (scanned)"),
        (pdf_of([["a"]])[:-120], "a damaged PDF"),
        (b"%PDF-1.7\n", "a damaged PDF"),
        (pdf_of([["a"]] * 5000), "a PDF of 5000 pages, expected at most 1000 pages"),
        (pdf_of([["One line"]]), "no line that begins with the number and title of a section"),
        (pdf_of([["1 NAME", "2 OTHER", "3 THIRD"]]), "the numbers 1, 2, 3 alone"),
    ],
)
def test_a_pdf_is_refused(refused, data, words):
    assert words in refused(data)


@pytest.mark.long
def test_a_pdf_that_takes_too_long_or_too_much_is_stopped(refused, monkeypatch):
    monkeypatch.setattr(pdf_pages, "MAX_TIME_S", 1)
    assert "takes more than 1 s or 1 GiB" in refused(pdf_of([[]], content=b"BT /F1 9 Tf (a) Tj ET " * 300_000))
    monkeypatch.setattr(pdf_pages, "MAX_MEMORY", 1 << 24)
    assert "a PDF that ends its reader, or takes more" in refused(pdf_of(pages_of(SMPC)))


def test_without_pypdf_it_says_how_to_get_it(refused, monkeypatch):
    monkeypatch.setattr(pdf_pages, "find_spec", lambda _: None)
    assert "pip install 'atmp-logistics[labels]'" in refused(pdf_of([["a"]]))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("Dear all,\nthis\nis\nno\nlabel\nat all.\n", "4.2, 6.3, 6.4, 6.6 of an SmPC, or 2 and 16"),
        ("1 NAME\na\n2 OTHER\nb\n3 THIRD\nc\n", "the numbers 1, 2, 3 alone"),
        ("1.1 Heading\n" * 4000, "4000 lines that begin with a number and a title, expected at most 3000"),
    ],
)
def test_a_text_without_sections_is_refused(refused, data, words):
    assert words in refused(data, "label.txt")


# The genuine SmPC, by a key written from the text by hand: (section, quantity as read, in the order of the text).
KEY = {
    "4.2": [
        "≥ 1 dose", "≤ 28800 s", "1 bag", "3 to 14 days", "list", "list", "3 day number", "1 bag", "2 to 14 days", "3600 s",
        "2 day number", "1800 s", "list", "list", "2 day number", "about 3600 s", "7 days", "7 days", "7 days", "≥ 28 days",
        "≥ 780 months", "< 216 months", "≤ 1800 s",
    ],
    "6.3": ["12 months", "20 to 25 °C", "≤ 10800 s", "≤ 1800 s", "≤ 1800 s"],
    "6.4": ["≤ -150 °C", "1 times", "-90 to -70 °C", "≤ 90 days", "-90 to -70 °C", "90 days"],
    "6.6": ["about 37 °C", "about 180 to 300 s", "20 to 25 °C", "≤ 10800 s", "≤ 1800 s", "≤ 1800 s"],
}  # fmt: skip
NUMBERS = """1 2 2.1 2.2 3 4 4.1 4.2 4.3 4.4 4.5 4.6 4.7 4.8 4.9 5 5.1 5.2 5.3 6 6.1 6.2 6.3 6.4 6.5 6.6 7 8 9 10"""


@pytest.mark.skipif("ATMP_SHARED" not in os.environ, reason="no folder of genuine labels")
@pytest.mark.parametrize("ending", ["pdf", "txt"])
def test_the_genuine_smpc_equals_the_hand_made_key(ending):
    label = read_label(Path(os.environ["ATMP_SHARED"]) / "labels" / "smpc" / f"uk_brexucabtagene-autoleucel.{ending}")
    assert [section.number for section in label.sections] == NUMBERS.split()
    for number, key in KEY.items():
        found = [one for text in texts(label, number) for one in quantities(text)]
        assert ["list" if "of a list" in one.unreadable else str(one) for one in found] == key, number
    assert label.revision == "30/04/2026"
    where = {section.number: section.place.split(",")[0] for section in label.sections}
    assert [where[n] for n in ("4.2", "6.3", "6.4", "6.6")] == ["page 2", "page 24", "page 24", "page 25"]
