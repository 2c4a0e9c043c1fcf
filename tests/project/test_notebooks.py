"""Every notebook runs from top to bottom without an error, and says what its text says."""

import ast
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import nbformat
import pytest
from how_many import spread
from nbclient import NotebookClient
from places import ROOT

from atmp_logistics.estimates.models import all_models

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def run(path: Path) -> tuple[list[str], int]:
    """Return what each cell of code says, and how many pictures there are."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    outputs = [output for cell in cells for output in cell.outputs]
    assert not [output for output in outputs if output.get("name") == "stderr"], "a notebook that warns"
    pictures = sum("image/png" in output.get("data", {}) for output in outputs)
    return ["".join(map(shown, cell.outputs)) for cell in cells], pictures


def shown(output) -> str:
    data = output.get("data", {})
    said = output.get("text") or data.get("text/html") or data.get("text/plain", "")
    return said.replace("\xa0", " ")


def cells(html: str) -> list[list[str]]:
    """Return the cells of a table that a notebook shows, row by row, without its headings."""
    rows = [re.findall(r"<td>(.*?)</td>", row) for row in re.findall(r"<tr.*?</tr>", html, re.DOTALL)]
    return [row for row in rows if row]


def headings(html: str) -> list[str]:
    """Return the heading of each row of such a table."""
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    return [re.search(r"<th>(.*?)</th>", row).group(1) for row in rows if "<td>" in row]


def first_check(said: list[str]) -> None:
    assert said[0] == "<Verdict.CONFORMS: 'conforms'>"
    assert all(row[2] == "conforms" for row in cells(said[3]))
    assert said[4].startswith("indeterminate\n")
    questions = {(bag, row[0]): row[2] for bag, row in zip(headings(said[4]), cells(said[4]), strict=True)}
    assert list(questions) == [(bag, rule) for bag in ("BAG-1", "BAG-2") for rule in ("D501", "T102")]
    assert all(questions.values()), "what would decide it"
    whatif = said[-1].splitlines()
    assert [line.split()[3] for line in whatif] == ["conforms", "indeterminate", "indeterminate", "deviates"]


def race(said: list[str]) -> None:
    assert "from 131 to 251 s" in said[1]
    assert "from 228 to 252 s" in said[1]
    assert cells(said[2])[0] == ["", "10:27:36", "10:59:38"]
    likely = re.findall(r"([\d.]+) of 100 keep", said[4])
    assert [float(one) for one in likely] == pytest.approx([100, 91.2, 91.3, 100], abs=0.05)
    live = re.sub(r"<style>.*?</style>|<[^>]+>", " ", said[5], flags=re.DOTALL)
    assert re.search(r"administration start of bag BAG-2 +now +11:16 +11:26", live)
    verdicts = {(row[0], bag): row[2] for bag, row in zip(headings(said[6]), cells(said[6]), strict=True)}
    assert verdicts.pop(("W201", "BAG-2")) == "deviates"
    assert set(verdicts.values()) == {"conforms"}
    assert "35 min to 39 min" in said[6]
    assert "5 min over" in said[6]


def customs(said: list[str]) -> None:
    assert "3.311 kg, from 3.266 to 3.357 kg" in said[1]
    until = ["Sun 22 Nov 08:00", "Thu 19 Nov 15:11", "Wed 18 Nov 17:36"]
    assert cells(said[2]) == [
        [least, "10.0 d", at] for least, at in zip(["6.0 d", "3.3 d", "2.4 d"], until, strict=True)
    ]
    assert "at least 4.9 d, and 5 d were planned" in said[4]
    swapped, left = said[6].splitlines()
    assert swapped.startswith("swapped: conforms")
    assert left.startswith("left: deviates - too warm, -102")


def courier(said: list[str]) -> None:
    weekends = said[1]
    assert [weekends.count(word) for word in ("deviates", "conforms")] == [1, 2]
    assert "28 min over" in weekends
    assert "2026-10-25 02:00+02:00 or 2026-10-25 02:00+01:00" in said[2]
    assert "18 min 4 s, permitted 30 min" in said[3]
    assert [row[3:] for row in cells(said[5])] == [["9.3", "8.0", "yes"]]
    assert said[6].startswith("too warm, 9.3 °C")


def league(said: list[str]) -> None:
    assert "200 therapies" in said[1]
    assert "40.6 (39.8 to 41.5)" in said[2]
    beside = dict(zip(headings(said[4]), cells(said[4]), strict=True))
    assert beside["systematic review, Europe only"] == ["38.0", "40.6", "2.6", "1.8", "3.5"]
    assert beside["systematic review, United States only"] == ["27.0", "40.6", "13.6", "12.8", "14.5"]
    legs = dict(zip(headings(said[6]), cells(said[6]), strict=True))
    assert legs["material_received to product_released"][3] == "0.58"
    assert legs["product_released to product_dispatched"][1] == "4.02"
    assert legs["product_received to thaw_start"][2:] == ["10.27", "0.25"]
    whole, own = said[8].split("product_received to thaw_start:")
    assert (whole.count("in a row"), whole.count("beyond"), own.count("above the upper limit")) == (3, 0, 6)
    assert "83 in a row above the centre line 7.8 d: T113, begun 2026-01-01" in own


def wrong_freezer(said: list[str]) -> None:
    assert "2 d 13 h 40 min from 2026-11-13 16:10+01:00 to 2026-11-16 05:50+01:00" in said[2]
    assert [row[:1] + row[3:] for row in cells(said[3])] == [
        ["FREEZER-80", "222000.0", "223320.0", "at both ends", "no"],
    ]  # fmt: skip
    assert said[4].startswith("deviates")
    assert said[5].startswith("indeterminate")


def own_product(said: list[str]) -> None:
    assert "0 and 90 min:  0.0966 per hour" in said[1]
    assert "0 and 385 min: 0.1023 per hour" in said[1]
    assert "92.54 min, from 69.88 to 136 min" in said[1]
    assert said[4].count("as expected") + said[4].count("as \nexpected") == 3
    assert said[4].endswith("exit code 0\n")
    assert [said[5].count(words) for words in ("60 without a unit", "25 to 20 °C")] == [1, 1]
    assert dict(zip(headings(said[6]), cells(said[6]), strict=True))["preparation_start"][1:] == [
        "Thu 12:20",
        "Thu 12:45",
    ]
    assert "20 min short" in said[7]
    assert "shelf life of 1 d" in said[7]
    assert cells(said[8])[0][0] == ""
    went, telephone = said[9].splitlines()
    assert went.startswith("as it went: conforms - 43 min to 47 min")
    assert telephone.startswith("with the telephone: deviates - 1 h 6 min to 1 h 10 min")


def triage(said: list[str]) -> None:
    assert "by the beeps:  28 boxes, 56 h" in said[-1]
    assert "by the label:  9 boxes, 18 h" in said[-1]
    assert "{'conforms': 91, 'indeterminate': 2, 'deviates': 7}" in said[-1]


def tank(said: list[str]) -> None:
    assert said[1].count("TANK") == 0
    assert [said[1].count(f"CART-{number}") for number in ("0201", "0207", "0209", "0212", "0198")] == [2, 1, 1, 0, 0]
    assert "latest for sure: Tuesday 17 November, 03:40" in said[2]
    assert "published from -170 to -150 °C only" in said[2]
    assert said[5] == "'-164.6 °C, from -164.9 to -164.2 °C (two published bounds and half way)'"
    assert [said[6].count(verdict) for verdict in ("indeterminate", "conforms", "deviates")] == [4, 2, 0]
    assert "readings for the 6 h without them from 2026-11-14 20:00+01:00" in said[7]
    assert said[8].startswith("{'conforms': 6, 'indeterminate': 0, 'deviates': 0}")


def infusion_week(said: list[str]) -> None:
    first = dict(zip(headings(said[2]), cells(said[2]), strict=True))
    assert first["collection_start"][2] == "Tue 22 Sep 10:00"
    assert first["product_dispatched"][2:] == ["Wed 18 Nov 09:00", "Wed 18 Nov 15:00"]
    assert first["thaw_start"][2] == "Thu 26 Nov 12:45"
    assert "opening hours" in said[3]
    met = dict(zip(headings(said[4]), cells(said[4]), strict=True))
    assert (met["0"], met["5"], met["20"], met["25"]) == (
        ["surely", "perhaps"], ["never", "perhaps"], ["never", "perhaps"], ["never", "never"],
    )  # fmt: skip
    answers = [row[2] for row in cells(said[6])]
    assert answers == ["cannot be promised", "only if a limit gives way", "holds", "holds"]
    assert "6 h short" in said[7]
    assert "at least 2 calendar days after lymphodepletion end" in said[7]
    assert said[8].startswith("16 entries")
    assert "Thu 26 Nov 13:10  CART-0132 Kymriah: thaw start, safe by 13:10" in said[8]
    assert all(row[1] == "" for row in cells(said[9]))


#: What each story's text claims, and how many pictures it shows.
CLAIMS: dict[str, tuple[Callable[[list[str]], None], int]] = {
    "01_first_check": (first_check, 1),
    "02_two_bag_thaw_race": (race, 2),
    "03_customs_delay_of_a_dry_shipper": (customs, 2),
    "04_courier_across_the_dst_night": (courier, 1),
    "05_wrong_freezer_over_a_weekend": (wrong_freezer, 3),
    "06_vein_to_vein_league_table": (league, 3),
    "07_hospital_exemption_from_toml_to_run_sheet": (own_product, 2),
    "08_excursion_triage_of_a_month": (triage, 2),
    "09_nitrogen_tank_failure_on_a_saturday": (tank, 1),
    "10_infusion_week_in_lund": (infusion_week, 1),
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("path", spread(NOTEBOOKS, 5), ids=lambda path: path.stem)
def test_notebook_says_what_its_text_says(path):
    said, pictures = run(path)
    claim, wanted = CLAIMS[path.stem]
    claim(said)
    assert pictures == wanted


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_uses_public_names_and_tables_in_memory(path):
    code = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and node.module.startswith("atmp_logistics"):
            names = {one.name for one in node.names}
            assert names <= public_names(node.module), node.module
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "atmp":
            assert node.attr in public_names("atmp_logistics")
    assert "to_csv" not in code


def public_names(module: str) -> set[str]:
    """Return the public names of a package or of a model; none of a module that is neither."""
    if module in {"atmp_logistics", "atmp_logistics.estimates.cohort"}:
        return set(import_module(module).__all__)
    package, _, model = module.rpartition(".")
    known = package == "atmp_logistics.estimates.models" and model in all_models()
    return {name for name in dir(import_module(module)) if not name.startswith("_")} if known else set()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_kept_without_its_output(path):
    cells = nbformat.read(path, as_version=4).cells
    assert not [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")]
