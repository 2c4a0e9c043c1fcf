"""`label show`: which sections are shown, how a number is marked, and what is refused."""

import json

import pytest
from places import ROOT
from typer.testing import CliRunner

from atmp_logistics import read_label
from atmp_logistics.cli.app import app
from atmp_logistics.labels.label_text import LEAFLET, LabelText, Paragraph, Section
from atmp_logistics.report.labels.text import render_text, rich_text

DATA = ROOT / "tests" / "data" / "labels"
SPL, EPI, FSH = DATA / "made_up_spl.xml", DATA / "made_up_epi.xml", DATA / "made_up_epi.fsh"


def shown(*arguments, code=0):
    done = CliRunner().invoke(app, ["label", "show", *map(str, arguments)])
    assert done.exit_code == code, done.output
    return done.stdout if code == 0 else done.stderr


def test_a_us_label_shows_sections_2_and_16():
    assert shown(SPL) == (
        "INVENTCEL (inventagene autoleucel) suspension for infusion\n"
        "FDA SPL (XML); version 3, dated 2031-02-05; made_up_spl.xml\n"
        f"sha256 {read_label(SPL).sha256}\n"
        "product: Inventcel (inventagene autoleucel)\n"
        "organisation: Invented Cells Inc.\n"
        "set id: 00000000-0000-0000-0000-00000000000a\n"
        "Read from the file as it is. Nothing in it is a limit until a person enters it.\n"
        "\nUS PRESCRIBING INFORMATION\n"
        "\n2 DOSAGE AND ADMINISTRATION  (section[2])\n"
        "\n2.2 Preparation  (section[2]/section[1])\n"
        "  p 1              Thaw at [37°C] until no ice is left.\n"
        "  p 1, footnote    In a water bath.\n"
        "  p 2              Infuse [within 30 minutes] of thaw.\n"
        "  p 3              b.Up to 2 × 10⁸ cells.\n"
        "  p 4              Bags\n"
        "  table 1, row 1   16.2 Weight | Bags\n"
        "  table 1, row 2   <30 kg (66 lb) | 1\n"
        "  p 5              (unreadable: a picture, which is not read)\n"
        "\n16  HOW SUPPLIED  (section[3])\n"
        "\n16.1  (no title) 42229-5  (section[3]/section[1])\n"
        "  p 1              16.1 Package Forms\n"
        "  p 2              A bag.\n"
        "\n(no title) 44425-7  (section[3]/section[2])\n"
        "  p 1              Store [at or below minus 130°C].\n"
    )


def test_an_smpc_shows_its_sections_on_storage_and_use_and_names_the_others():
    text = shown(EPI)
    assert "\nSMPC, EN\n" in text
    assert "6.3 Shelf life" in text
    assert "6.4  Storage" in text
    assert "Not shown, of this file: 6; 6.5. All of it: --all" in text
    assert "6.5 Container" in shown(EPI, "--all")


def test_a_section_is_shown_by_its_number_or_code_with_those_inside_it():
    assert "6.3 Shelf life" in shown(EPI, "--section", "6")
    assert "6.3 Shelf life" not in shown(EPI, "--section", "6.4.")
    assert "6.3 Shelf life" in shown(EPI, "--section", "200000029839")


def test_an_unknown_section_is_refused_with_those_that_there_are():
    text = shown(EPI, "--section", "6.6x", "--section", "9", code=2)
    assert "section '6.6x': found no such section, expected one of 6, 6.3, 6.4, 6.5 or a code such as" in text
    assert "2 faults" in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([ROOT / "pyproject.toml"], "pyproject.toml: found a file that begins with"),
        ([SPL, "--max-size", "0.001"], "at most 0.001 MB"),
        (["nothing.xml"], "nothing.xml: found no such file"),
        ([SPL, "--json", SPL], "an input of this call"),
    ],
)
def test_what_cannot_be_shown_is_refused(arguments, words):
    assert words in shown(*arguments, code=2)


def test_json_has_every_section_and_every_quantity(tmp_path):
    shown(SPL, "--section", "16", "--json", tmp_path / "label.json")
    label = json.loads((tmp_path / "label.json").read_text("utf-8"))
    (one,) = label["sections"][2]["paragraphs"][0]["quantities"]
    assert (one["kind"], one["lower"], one["unit"], one["text"]) == ("temperature", 37.0, "degC", "37°C")
    assert len(label["sections"]) == 6


def label_with(*texts, **of_section):
    paragraphs = tuple(Paragraph(text, f"s, p {i}") for i, text in enumerate(texts, 1))
    section = Section("5", "5. Storage", (), "s", paragraphs, document=LEAFLET, **of_section)
    return LabelText("a.fsh", "0" * 64, "made up", "Inventcel", "", "", (section,))


def test_what_is_not_surely_readable_says_why_and_is_not_repaired():
    text = render_text(label_with("At 2?C.", "\uf0b3 2 °C \x1b[31m", "a" * 20_000))
    assert "At [2?C | unreadable: a sign was lost]." in text
    assert "\\uf0b3" in text
    assert "\\x1b[31m" in text
    assert "(unreadable: a paragraph of 20000 letters," in text
    assert "unreadable: not well-formed" in render_text(label_with(unreadable="not well-formed"))


def test_a_terminal_has_bold_in_the_place_of_brackets():
    pieces = list(rich_text(label_with("Below -120 °C.")))
    (cell,) = pieces[-1].columns[1].cells
    assert (cell.plain, [str(span.style) for span in cell.spans]) == ("Below -120 °C.", ["bold"])


def test_numbers_alone_leaves_out_paragraphs_and_says_how_many():
    text = shown(SPL, "--numbers")
    assert text[text.index("US PRESC") :] == (
        "US PRESCRIBING INFORMATION\n"
        "\n2 DOSAGE AND ADMINISTRATION  (section[2])\n"
        "\n2.2 Preparation  (section[2]/section[1])\n"
        "  p 1              Thaw at [37°C] until no ice is left.\n"
        "  p 2              Infuse [within 30 minutes] of thaw.\n"
        "  p 5              (unreadable: a picture, which is not read)\n"
        "\n16  HOW SUPPLIED  (section[3])\n"
        "\n(no title) 44425-7  (section[3]/section[2])\n"
        "  p 1              Store [at or below minus 130°C].\n"
        "\nNot shown, of these sections: paragraphs without a temperature, duration or\n"
        "count (5).\n"
        "Not shown, of this file: 16.1. All of it: --all\n"
    )
