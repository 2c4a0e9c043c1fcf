"""Genuine labels, which are not in the repository: the sections that each has, by a key made by hand."""

import os
from pathlib import Path

import pytest

from atmp_logistics.labels.read_label import read_label

SHARED = os.environ.get("ATMP_SHARED", "")
FOLDER = Path(SHARED) / "labels"
pytestmark = pytest.mark.skipif(not SHARED, reason="no folder of genuine labels (ATMP_SHARED)")

SMPC = [
    "1",
    "2",
    "3",
    "4",
    "4.1",
    "4.2",
    "4.3",
    "4.4",
    "4.5",
    "4.6",
    "4.7",
    "4.8",
    "4.9",
    "5",
    "5.1",
    "5.2",
    "5.3",
    "6",
    "6.1",
    "6.2",
    "6.3",
    "6.4",
    "6.5",
    "6.6",
    "7",
    "8",
    "9",
    "10",
]
LEAFLET = ["1", "2", "3", "4", "5", "6"]
#: File, document, language, the numbers that must be there, and the words with which the section on storage begins.
KEY = [
    ("epi/aemps_04298002.xml", "SmPC", "es", SMPC, "6.4", "No conservar a temperatura superior a30ºC."),
    ("epi/aemps_04298002.xml", "package leaflet", "es", LEAFLET, "5", "Mantener este medicamento fuera"),
    ("epi/aemps_103256017.xml", "SmPC", "es", SMPC, "6.4", "Conservar en nevera (2?C - 8?C). No congelar."),
    ("epi/aemps_97055008.xml", "SmPC", "es", SMPC, "6.3", "3 años"),
    ("epi/emauat_talzenna_smpc_en.xml", "SmPC", "en", SMPC, "6.3", "2 years"),
    ("epi/benefix_smpc_be_en.fsh", "SmPC", "en", [*SMPC, "2.1", "2.2"], "6.4", "Store and transport at 2-30°C."),
    ("epi/joofio_abecma.fsh", "package leaflet", "en", LEAFLET, "5", "The following information is intended"),
    ("epi/joofio_abecma.fsh", "package leaflet", "da", LEAFLET, "5", "Nedenstående oplysninger er kun"),
    ("epi/joofio_abecma.fsh", "package leaflet", "pt", LEAFLET, "5", "A informação que se segue"),
    ("epi/joofio_carvykti.fsh", "package leaflet", "en", LEAFLET, "5", "The following information is intended"),
    ("epi/joofio_carvykti.fsh", "package leaflet", "da", LEAFLET, "6", "Nedenstående oplysninger er kun til læger."),
    ("epi/joofio_casgevy.fsh", "package leaflet", "en", LEAFLET, "5", "This information is intended"),
    ("epi/joofio_ebvallo.fsh", "package leaflet", "en", LEAFLET, "5", "Your doctor, pharmacist or nurse"),
    ("epi/joofio_tecartus.fsh", "package leaflet", "en", LEAFLET, "5", "The following information is intended"),
    ("epi/joofio_zolgensma.fsh", "package leaflet", "en", LEAFLET, "5", "Keep this medicine out of the sight"),
    ("epi/nhs_diflucan_en.xml", "package leaflet", "en", LEAFLET, "5", "Keep this medicine out of the sight"),
    ("spl/openfda_humira.xml", "US prescribing information", "", ["2", "2.7", "16"], "16", "HUMIRA® (adalimumab) is"),
    (
        "spl/openfda_lipitor-orig.xml",
        "US prescribing information",
        "",
        ["2", "2.6", "16"],
        "16",
        "10 mg tablets: coded",
    ),
    (
        "spl/openfda_lipitor-repack.xml",
        "US prescribing information",
        "",
        ["2", "16", "17.4"],
        "16",
        "10 mg tablets: coded",
    ),
    ("spl/openfda_no-title.xml", "US prescribing information", "", ["2", "16"], "16", "Haloperidol Tablets, USP"),
    (
        "spl/openfda_viagra_64f8040f.xml",
        "US prescribing information",
        "",
        ["2", "2.5", "16"],
        "16",
        "VIAGRA (sildenafil",
    ),
    ("spl/openfda_cough.xml", "human otc drug label", "", ["2"], "2", "may be given every 4 hours."),
    ("spl/pharmadb_rogaine_1b5e2860.xml", "human otc drug label", "", ["2"], "2", "apply half a capful 2 times a day"),
]


@pytest.mark.parametrize(("name", "document", "language", "numbers", "storage", "words"), KEY)
def test_sections_are_those_of_the_key(name, document, language, numbers, storage, words):
    parts = [one for one in read_label(FOLDER / name).sections if (one.document, one.language) == (document, language)]
    assert [number for number in numbers if number not in {part.number for part in parts}] == []
    first = next(part for part in parts if part.number == storage).paragraphs[0]
    assert first.text.startswith(words)


def test_the_key_names_every_genuine_file_in_a_structured_format():
    names = {f"{path.parent.name}/{path.name}" for path in FOLDER.glob("*/*") if path.suffix in {".xml", ".fsh"}}
    assert names == {row[0] for row in KEY}


def test_the_only_section_that_is_not_well_formed_is_unreadable():
    broken = {
        (path.name, part.title, part.unreadable)
        for path in [*FOLDER.glob("epi/*"), *FOLDER.glob("spl/*")]
        for part in read_label(path).sections
        if part.unreadable
    }
    why = "XML that is not well-formed (mismatched tag) at line 3, column 84 of its div, which begins in line 308 of the file"
    assert broken == {("nhs_diflucan_en.xml", "Driving and using machines", why)}
