"""`site new` writes a profile of a ward's own words: what is certain is filled in, everything else is asked."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_cli import call

from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.logger_file_words import LoggerFileWords
from atmp_logistics.ingest.sheet_rows import rough_table
from atmp_logistics.ingest.sheet_words import SheetWord, SheetWords
from atmp_logistics.records.read_site import load_site, parse_site
from atmp_logistics.report.site_profile.profile_template import ProductNames, StatedOfSite, site_template

WARD = """Universitetssjukhuset;;;;;;
Protokoll;;;;;;
;;;;;;
Patient-ID;Påse;Preparat;Händelse;Tidpunkt;Signatur;Anmärkning
LU-1;1;Kymriah;Ut ur tank;2026-11-24 10:06;CD;
LU-1;1;Kymriah;Tining påbörjad;2026-11-24 10:11;CD;
LU-1;1;Kymriah;Tinad;2026-11-24 10:15;CD;
LU-1;1;Kymriah;Infusion klar;2026-11-24 10:35;CD;långsam
Signatur: CD;;;;;;
"""
PLAIN = "\n".join(WARD.splitlines()[3:-1]) + "\n"
TANK = "Tid;Temperatur (°C);Givare\n2026-11-24 10:00;-172,0;T3\n2026-11-24 10:10;-171,8;T3\n"


@pytest.fixture
def ward(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("ward.csv").write_text(WARD, "utf-8")
    Path("tank.csv").write_text(TANK, "utf-8")
    return tmp_path


def new(*words):
    done = call("site", "new", *words)
    return done, Path("site.toml").read_text("utf-8") if Path("site.toml").exists() else ""


def fill_in(text, **answers):
    """Return a profile with some of its lines filled in."""
    for key, value in answers.items():
        text = text.replace('# unit = ""', f'unit = "{answers.get("unit", "")}"') if key == "unit" else text
        text = text.replace(f'# "{key.replace("_", " ")}" = ""', f'"{key.replace("_", " ")}" = "{value}"')
    return text


def test_what_is_certain_is_filled_in_and_the_rest_is_asked(ward):
    done, text = new("ward.csv", "tank.csv", "--tz", "Europe/Stockholm", "--jurisdiction", "EU", "--name", "Ward 7")
    assert done.exit_code == 0, done.output
    site = load_site(ward / "site.toml")
    assert site.name == "Ward 7"
    assert site.tz == "Europe/Stockholm"
    assert site.column("Påse") == "container_id"
    assert site.table.columns == {"Tid": "time", "Temperatur (°C)": "temperature"}
    assert site.event("Tinad") == "thaw_end"
    assert site.products == {"Kymriah": "kymriah-eu"}
    assert site.loggers == ()
    for word in ("Signatur", "Givare", "Infusion klar", "T3", "tank.csv"):
        assert f'# "{word}" = ""' in text
        assert f'"{word}":' in done.stdout
    assert "5 things to fill in:" in done.stdout
    assert "custodian, performed_by, witnessed_by" in done.stdout
    assert "preparation_end, administration_end" in done.stdout
    assert "frozen, post-thaw" in done.stdout
    assert done.stdout.rstrip().endswith("validate ward.csv --readings tank.csv --site site.toml")


def test_a_filled_in_profile_leads_to_a_verdict(ward):
    (ward / "ward.csv").write_text(PLAIN, "utf-8")
    _, text = new("ward.csv", "tank.csv", "--tz", "Europe/Stockholm", "--jurisdiction", "EU")
    answers = {"Signatur": "performed_by", "Givare": "logger_id", "Infusion_klar": "administration_end", "T3": "frozen"}
    (ward / "site.toml").write_text(fill_in(text, **answers), "utf-8")
    done = call("validate", "ward.csv", "--readings", "tank.csv", "--site", "site.toml")
    assert done.exit_code in (1, 3), done.output
    assert "T3" in done.stdout


def test_a_line_that_is_left_empty_is_named(ward):
    _, text = new("ward.csv", "tank.csv", "--tz", "Europe/Stockholm")
    (ward / "site.toml").write_text(fill_in(text, Signatur="", Infusion_klar="", T3=""), "utf-8")
    done = call("validate", "ward.csv", "--site", "site.toml")
    assert done.exit_code == 2
    assert all(f"site.toml.{key}" in done.stderr for key in ("columns.Signatur", "events.Infusion klar", "loggers.T3"))


def test_the_same_files_give_the_same_bytes_and_nothing_is_replaced(ward):
    _, first = new("ward.csv", "tank.csv")
    done, after = new("ward.csv", "tank.csv")
    assert done.exit_code == 2
    assert "a file that is there already" in done.stderr
    assert after == first
    assert call("site", "new", "ward.csv", "tank.csv", "--out", "other.toml").exit_code == 0
    assert (ward / "other.toml").read_text("utf-8") == first


@pytest.mark.parametrize(
    ("sheet", "lines"),
    [
        # One row a container; a date column that holds the clock too; a word whose end is not said.
        (
            "Påse;Behandlings-ID;Upptining start;Infusion slut;Kyl\nB1;T1;2026-11-10 10:00;2026-11-10 10:30;\n",
            ['"Kyl"'],
        ),
        ("Datum,Händelse,Påse,Patient\n2026-11-10 10:00,Tinad,B1,T1\n", ['"Datum" = "time"']),
        (
            "Tid,Händelse,Påse,Patient\n2026-11-10 10:00,Upptining,B1,T1\n",
            ["thaw_start, thaw_end", '# "Upptining" = ""'],
        ),
        ("Starttid,Sluttid,Händelse,Patient\n2026-11-10 10:00,,Upptining,T1\n", ['"Upptining" = "thaw"']),
        ('"Tid";"Händelse";"Patient"\n"2026-11-10 10:00";"Tinad";"T,1"\n', ['"Tinad" = "thaw_end"']),
        # Two headings for one column; a heading that nobody knows over words of events.
        ("Tid,Händelse,Behandlings-ID,Patient\n2026-11-10 10:00,Tinad,B1,T1\n", ["several headings mean therapy_id"]),
        ("Tid,Steg,Patient\n2026-11-10 10:00,Tinad,T1\n", ["its cells are words of events", '"Tinad" = "thaw_end"']),
        (
            "Tid,Händelse,Patient\n03.11.2026 10:00,Tinad,T1\n",
            ['# date_order = ""', "dates such as 03.11.2026 10:00 do not say"],
        ),
        (
            "Tid,Händelse,Patient,Rum,Rum\n2026-11-10 10:00,Tinad,T1,1,2\n",
            ['# "Rum" stands above already'],
        ),
        # Names of products: a slug, one that several labels bear, one that none does; none at all.
        ("Tid,Händelse,Patient,Produkt\n2026-11-10 10:00,Tinad,T1,kymriah-eu\n", ["[products]", "[loggers]"]),
        ("Tid,Händelse,Patient,Produkt\n2026-11-10 10:00,Tinad,T1,Kymriah\n", ["which label? kymriah-ch, kymriah-eu"]),
        ("Tid,Händelse,Patient,Produkt\n2026-11-10 10:00,Tinad,T1,Kaffe\n", ["which label? `catalogue list`"]),
        ("Tid,Händelse,Patient\n2026-11-10 10:00,Tinad,T1\n", ["names no product: state --product SLUG"]),
    ],
)
def test_sheets_of_other_shapes(ward, sheet, lines):
    (ward / "ward.csv").write_text(sheet, "utf-8")
    done, text = new("ward.csv")
    assert done.exit_code == 0, done.output
    assert [line for line in lines if line not in text] == []
    assert load_site(ward / "site.toml").tz is None
    assert '# tz = "Europe/Stockholm"' in text


def test_loggers_that_the_rows_name_and_files_that_cannot_be_read_are_said(ward):
    (ward / "ward.csv").write_text("Tid,Händelse,Patient,Logger\n2026-11-10 10:00,Tinad,T1,T3\n", "utf-8")
    (ward / "prose.txt").write_text("no table at all\n", "utf-8")
    (ward / "tank.csv").write_text(TANK.replace("Givare", "Logger"), "utf-8")
    (ward / "plain.csv").write_text("time,temperature [°C],logger_id\n2026-11-10T10:00Z,4.0,P1\n", "utf-8")
    done, text = new("ward.csv", "tank.csv", "prose.txt", "plain.csv")
    assert done.exit_code == 0, done.output
    assert '# "T3" is named by the rows of ward.csv, and needs no line' in text
    assert "# prose.txt could not be read:" in text
    assert '# "P1" = ""' in text


def test_a_loggers_table_is_described_by_itself_and_its_unit_asked_where_no_heading_names_it(ward):
    (ward / "tank2.csv").write_text(
        "Tank 3;;;\nDatum;Kl;Temp;Anm\n2026-11-16;08:00;-172,0;\n2026-11-16;08:10;-171,8;\n", "utf-8"
    )
    done, text = new("ward.csv", "tank.csv", "tank2.csv", "--tz", "Europe/Stockholm")
    assert done.exit_code == 0, done.output
    assert '# unit = ""' in text
    (ward / "two.csv").write_text("Tid;Temp;Temperatur\n2026-11-16 08:00;-172,0;-171,0\n", "utf-8")
    call("site", "new", "ward.csv", "two.csv", "--out", "two.toml")
    assert load_site(ward / "two.toml").table.columns == {"Tid": "time"}
    assert (ward / "two.toml").read_text("utf-8").count("several headings mean temperature") == 2
    assert text.count('"Tid" = "time"') == 1
    (ward / "site.toml").write_text(fill_in(text, unit="C", Anm="ignore", Givare="logger_id"), "utf-8")
    done = call("inspect", "tank2.csv", "--site", "site.toml")
    assert done.exit_code == 0, done.output
    assert "-172" in done.stdout


def test_workbooks_and_parquet_are_sheets_too(ward):
    import pandas as pd

    frame = pd.DataFrame({"Patient": ["T1"], "Händelse": ["Tinad"], "Tid": ["2026-11-10 10:00"]})
    frame.to_excel(ward / "ward.xlsx", index=False, startrow=2)
    frame.to_parquet(ward / "ward.parquet")
    assert call("site", "new", "ward.xlsx").exit_code == 0
    assert "stand in row 3" in (ward / "site.toml").read_text("utf-8")
    assert call("site", "new", "ward.parquet", "--out", "b.toml").exit_code == 0
    assert '"Tinad" = "thaw_end"' in (ward / "b.toml").read_text("utf-8")


def test_of_several_sheets_the_one_that_is_stated_is_taken(ward):
    import pandas as pd

    with pd.ExcelWriter(ward / "ward.xlsx") as book:
        pd.DataFrame({"Patiënt": ["T1"], "Ontdooid": ["2026-11-10 10:00"]}).to_excel(
            book, sheet_name="A B", index=False
        )
        pd.DataFrame({"x": ["1"]}).to_excel(book, sheet_name="C", index=False)
    assert "--worksheet NAME" in call("site", "new", "ward.xlsx").stderr
    done = call("site", "new", "ward.xlsx", "tank.csv", "--worksheet", "A B", "--product", "kymriah-eu")
    assert done.exit_code == 0, done.output
    assert "--worksheet 'A B' --product kymriah-eu --site site.toml" in done.stdout
    assert load_site(ward / "site.toml").column("Ontdooid") == "thaw_end"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("prose.txt",), "no row that looks like headings"),
        (("none.csv",), "no such file"),
        (("bundle.json",), "a FHIR or an EPCIS message"),
        (("quotes.csv",), "text that is no CSV"),
        (("ward.csv", "none.csv"), "none.csv"),
        (("ward.csv", "--out", "ward.csv"), "an input of this call"),
        (("ward.csv", "--tz", "Mars"), "an IANA zone"),
        (("ward.csv", "--product", "kymria-eu"), "did you mean 'kymriah-eu'"),
    ],
)
def test_what_cannot_be_made_is_refused(ward, words, said):
    (ward / "prose.txt").write_text("no table at all\n1\n", "utf-8")
    (ward / "bundle.json").write_text('{"resourceType": "Bundle"}', "utf-8")
    (ward / "quotes.csv").write_text('"Patient,Tid', "utf-8")
    done, text = new(*words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert text == ""


WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(str.strip)
MEANINGS = st.builds(
    SheetWord,
    WORDS,
    st.sampled_from(["", "time", "container_id", "thaw_end"]),
    st.lists(st.sampled_from(["custodian", "note"]), max_size=2).map(tuple),
)


@given(
    st.lists(MEANINGS, max_size=4).map(tuple),
    st.lists(st.builds(SheetWord, WORDS, st.sampled_from(["", "thaw_end"])), max_size=4).map(tuple),
    st.lists(WORDS, max_size=3).map(tuple),
    st.lists(
        st.builds(
            LoggerFileWords,
            WORDS,
            WORDS,
            st.lists(WORDS, max_size=2).map(tuple),
            st.lists(st.builds(SheetWord, WORDS, st.sampled_from(["", "time"])), max_size=2).map(tuple),
            refused=WORDS,
            names_unit=st.booleans(),
        ),
        max_size=2,
    ),
    WORDS,
)
def test_whatever_words_stand_in_the_files_the_profile_is_one(headings, events, products, logs, name):
    sheet = SheetWords(name, 3, headings, events, products, ())
    named = ProductNames({}, {}, ("frozen",))
    text = site_template(sheet, logs, StatedOfSite(name, "", ""), named).text
    table = tomllib.loads(text)
    assert {"columns", "events", "products", "loggers"} <= set(table)
    uncommented = [line for line in text.splitlines() if not line.startswith("#")]
    assert tomllib.loads("\n".join(uncommented)) == table
    if all(
        sign.isprintable()
        for word in (*headings, *events, *(one for log in logs for one in log.headings))
        for sign in word.word
    ):
        assert parse_site(table, "site.toml").source == "site.toml"


def test_the_separator_is_that_of_the_headings_and_not_the_decimal_comma():
    text = "Tank 3\nTid;Temp\n2026-11-10 10:00;-172,0\n2026-11-10 10:10;-171,8\n"
    table = rough_table(File("tank.csv", text.encode()), lambda _: False)
    assert table.headings == ("Tid", "Temp")
    assert table.number == 2


@pytest.mark.parametrize(("start", "end"), [("Start", "Slut"), ("Begin", "Einde"), ("Beginn", "Ende")])
def test_headings_of_two_ends_are_of_an_activity_only_where_one_is_named(ward, start, end):
    Path("ends.csv").write_text(
        f"Patient;Aktivitet;{start};{end}\nT1;Tining;2026-11-24 10:32;2026-11-24 10:35\n", "utf-8"
    )
    new("ends.csv", "--out", "ends.toml")
    columns = load_site(ward / "ends.toml").columns
    assert (columns[start], columns[end]) == ("time_start", "time_end")
    Path("wide.csv").write_text(f"Patient;{start};{end}\nT1;2026-11-24 10:32;2026-11-24 10:35\n", "utf-8")
    done, _ = new("wide.csv", "--out", "wide.toml")
    assert not {start, end} & {*load_site(ward / "wide.toml").columns}
    assert "no column says what begins or ends there" in done.stdout


@pytest.mark.parametrize(("cell", "asked"), [("Godkänd", "outcome, note, or"), ("Ej godkänd", "outcome, or")])
@pytest.mark.usefixtures("ward")
def test_a_column_that_rejects_is_not_offered_as_a_note(cell, asked):
    Path("list.csv").write_text(f"Patient;Påse;Tinad;Mottagningskontroll\nT1;B1;2026-11-24 10:32;{cell}\n", "utf-8")
    done, _ = new("list.csv")
    assert f'columns "Mottagningskontroll": what is it? {asked}' in done.stdout
    said = call("validate", "list.csv", "--product", "kymriah-eu", "--tz", "Europe/Stockholm").stderr
    assert ("such as 'outcome' or 'ignore'" in said) == (cell == "Godkänd")
    assert "such as 'outcome'" in said
