"""Quantities of genuine labels, which are not in the repository, beside a key that a person wrote from the text."""

import os
from pathlib import Path

import pytest

from atmp_logistics.labels.quantities import quantities
from atmp_logistics.labels.read_label import read_label

SHARED = os.environ.get("ATMP_SHARED", "")
pytestmark = pytest.mark.skipif(not SHARED, reason="no folder of genuine labels (ATMP_SHARED)")

#: A person cannot read it either: a sign was lost, or stands so that it may be another.
NO = "unreadable"
#: File, language, section by number or place, and its quantities by paragraph as a person reads them.
KEY = [
    ("epi/joofio_abecma.fsh", "en", "5", {"p 4": [NO]}),
    ("epi/joofio_abecma.fsh", "en", "6", {"p 2": ["≥ 1 bag"], "p 4": ["≥ 1 bag"], "p 8": ["≥ 1 times"]}),
    ("epi/joofio_carvykti.fsh", "en", "5", {"p 1": [NO]}),
    ("epi/joofio_casgevy.fsh", "en", "5", {"p 5": [NO, "≤ 24 months", "1 vial", NO, "≤ 1200 s"]}),
    ("epi/joofio_casgevy.fsh", "en", "6", {"p 5": ["≥ 1 vial", "≤ 9 vial"], "p 11": ["≥ 1 times"]}),
    ("epi/joofio_ebvallo.fsh", "en", "5", {"p 2": [NO, "≤ 3600 s", "≤ 10800 s"], "p 3": [NO]}),
    ("epi/joofio_ebvallo.fsh", "en", "6", {"p 5": ["1 to 6 vial"]}),
    ("epi/joofio_tecartus.fsh", "en", "5", {"p 3": [NO]}),
    ("epi/joofio_zolgensma.fsh", "en", "5", {"p 4": [NO], "p 5": [NO, "≤ 14 days"]}),
    ("epi/joofio_zolgensma.fsh", "en", "6", {"p 4": ["2 to 14 vial"]}),
    ("epi/joofio_abecma.fsh", "da", "5", {"p 3": ["≤ -130 °C"]}),
    (
        "epi/joofio_abecma.fsh", "da", "6",
        {"p 2": ["≥ 1 bag"], "p 5": ["≥ 1 bag"], "p 19": ["> 1 bag"], "p 23": ["about 37 °C"], "p 31": ["≤ 3600 s"],
         "p 39": ["12 months"]},
    ),
    ("epi/joofio_carvykti.fsh", "da", "6", {"p 1": ["≤ -120 °C"]}),
    ("epi/joofio_casgevy.fsh", "da", "5", {"p 5": ["≤ -135 °C", "≤ 24 months", "1 vial", "20 to 25 °C", "≤ 1200 s"]}),
    (
        "epi/joofio_casgevy.fsh", "da", "6",
        {"p 5": ["≥ 1 vial", "≤ 9 vial"], "p 11": ["≥ 1 times"], "p 23": ["≤ -135 °C"], "p 25": ["≤ 1200 s", "1 vial"],
         "p 27": ["≥ 1 vial"], "p 30": ["1 vial", "≤ -135 °C"], "p 31": ["37 °C", "≤ 40 °C"], "p 32": ["600 to 900 s"],
         "p 36": ["≤ 1200 s"], "p 40": ["> 1 vial"], "p 58": ["≤ 1200 s"], "p 61": ["3600 s"]},
    ),
    ("epi/joofio_ebvallo.fsh", "da", "5", {"p 2": ["≤ -150 °C", "≤ 3600 s", "≤ 10800 s"], "p 3": ["15 to 25 °C"]}),
    (
        "epi/joofio_ebvallo.fsh", "da", "6",
        {"p 5": ["1 to 6 vial"], "p 26": ["≤ -150 °C"], "p 27": ["37 °C"], "p 28": ["about 150 to 900 s"],
         "p 29": ["≤ 3600 s"], "p 36": ["15 to 25 °C", "≤ 3600 s", "≤ 10800 s"], "p 38": ["1 dose"], "p 39": ["300 to 600 s"]},
    ),
    ("epi/aemps_04298002.xml", "es", "6.3", {"p 1": ["36 months"]}),
    ("epi/aemps_04298002.xml", "es", "6.4", {"p 1": ["≤ 30 °C"]}),
    ("epi/aemps_04298002.xml", "es", "4.2.1", {"p 2": ["1 times"], "p 8": ["> 780 months"]}),
    ("epi/aemps_103256017.xml", "es", "6.3", {"p 1": ["24 months"]}),
    ("epi/aemps_103256017.xml", "es", "6.4", {"p 1": [NO, NO], "p 2": ["≤ 25 °C", "≤ 14 days", "14 days"]}),
    ("epi/aemps_97055008.xml", "es", "6.3", {"p 1": ["36 months"], "p 2": ["≤ 2 months"]}),
    (
        "epi/aemps_97055008.xml", "es", "4.2.1",
        {"p 2": ["14 days", "1 times"], "p 3": ["2 times"], "p 4": ["2 times", "1 times"], "p 6": ["≤ 43200 s", "> 43200 s"],
         "p 8": ["≥ 36 months"], "p 10": ["≥ 96 months"], "p 11": ["< 96 months"], "p 13": ["< 36 months"],
         "p 14": ["< 36 months"], "p 15": ["< 36 months"], "p 18": ["14 days", "≤ 28 days"], "p 19": ["> 7 days", "14 days"],
         "p 22": ["> 780 months"]},
    ),
    (
        "spl/openfda_humira.xml", "", "2.4",
        {"p 1": ["1 day number", "1 days", "2 days", "14 days", "15 day number", "14 days", "29 day number"],
         "p 2": ["56 days", "57 day number"]},
    ),
    ("spl/openfda_humira.xml", "", "section[18]/section[3]", {"p 2": ["2.22222 to 7.77778 °C", "2 to 8 °C"]}),
    ("spl/openfda_lipitor-orig.xml", "", "section[17]/section[1]", {"p 2": ["20 to 25 °C", "20 to 25 °C"]}),
    ("spl/openfda_viagra_64f8040f.xml", "", "2.1", {"p 1": ["about 3600 s", "1800 to 14400 s"], "p 2": ["1 times"]}),
    (
        "spl/openfda_viagra_64f8040f.xml", "", "section[16]/section[1]",
        {"p 1": ["25 °C", "25 °C", "15 to 30 °C", "15 to 30 °C"]},
    ),
    (
        "spl/openfda_cough.xml", "", "2",
        {"p 1": ["14400 s", "≤ 6 dose", "86400 s"], "table 1, row 2": ["< 48 months"], "table 1, row 3": ["48 to 72 months"],
         "table 1, row 4": ["72 to 144 months"]},
    ),
    (
        "spl/pharmadb_rogaine_1b5e2860.xml", "", "section[8]",
        {"p 1": ["216 to 588 months", "4 months"], "p 5": ["20 to 25 °C", "20 to 25 °C"], "p 6": ["≤ 48.8889 °C", "49 °C"]},
    ),
]  # fmt: skip
#: Where the program says less than a person: unreadable, or not marked. By file and language, then section and paragraph.
LESS = {
    ("epi/joofio_abecma.fsh", "en"): {("6", "p 2"): [], ("6", "p 4"): [], ("6", "p 8"): []},
    ("epi/joofio_casgevy.fsh", "en"): {("6", "p 5"): ["≤ 9 vial"], ("6", "p 11"): []},
    ("epi/joofio_abecma.fsh", "da"): {("6", "p 2"): [], ("6", "p 5"): []},
    ("epi/joofio_casgevy.fsh", "da"): {
        ("6", "p 5"): ["≤ 9 vial"], ("6", "p 11"): [], ("6", "p 27"): []
    },
    ("epi/joofio_ebvallo.fsh", "da"): {("6", "p 38"): []},
    ("epi/aemps_04298002.xml", "es"): {("6.4", "p 1"): [NO], ("4.2.1", "p 8"): [NO]},
    ("epi/aemps_97055008.xml", "es"): {("4.2.1", "p 18"): ["14 days", NO], ("4.2.1", "p 22"): [NO]},
    ("spl/openfda_humira.xml", ""): {
        ("2.4", "p 1"): ["1 day number", "1 days", "14 days", "15 day number", "14 days", "29 day number"]
    },
    ("spl/openfda_cough.xml", ""): {("2", "table 1, row 3"): [NO], ("2", "table 1, row 4"): [NO]},
    ("spl/pharmadb_rogaine_1b5e2860.xml", ""): {("section[8]", "p 6"): [NO, "49 °C"]},
}  # fmt: skip


def read(name, language, section):
    """Return what the program reads, by paragraph, of the first section of this number or place."""
    label = read_label(Path(SHARED) / "labels" / name)
    part = next(one for one in label.sections if one.language == language and section in (one.number, one.place))
    rows = {one.place.removeprefix(part.place).lstrip(", "): quantities(one.text, language) for one in part.paragraphs}
    return {place: [NO if one.unreadable else str(one) for one in found] for place, found in rows.items() if found}


@pytest.mark.parametrize(("name", "language", "section", "key"), KEY)
def test_quantities_are_those_of_the_key(name, language, section, key):
    other = LESS.get((name, language), {})
    read_as = {place: other.get((section, place), found) for place, found in key.items()}
    assert read(name, language, section) == {place: found for place, found in read_as.items() if found}


def test_where_the_program_differs_from_the_key_it_says_less():
    keys = {(name, language, section): key for name, language, section, key in KEY}
    for (name, language), places in LESS.items():
        for (section, place), found in places.items():
            assert set(found) - {NO} < set(keys[name, language, section][place])
