"""From nothing to a verdict, with six sheets as wards keep them: `site new`, the lines filled in, one `validate`."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from test_cli import call

LOGGERS = Path(__file__).parents[1] / "data" / "loggers"

KYMRIAH = """Sjukhuset, Cellterapienheten;;;;;;;;;;
Upptining och infusion;;;;;;;;;;
;;;;;;;;;;
Patient-ID;Påse nr;Batchnummer;Datum;Uttag ur tank kl;Upptining start;Upptining slut;Infusion start;Infusion slut;Volym (ml);Utförd av
KYM-1;1;88A;24.11.2026;10.20;10.32;10.35;10.41;10.53;17,5;AK
KYM-1;2;88A;24.11.2026;10.50;10.56;11.00;11.06;11.20;17,5;AK
Signatur: Anna Karlsson, leg. sjuksköterska;;;;;;;;;;
"""
RECEIPTS = """Sjukhusapoteket - mottagningslista;;;;;;
Patient-ID;Påse nr;Batchnummer;Mottaget;Inlagd i tank;Mottagningskontroll;Utgångsdatum
KYM-1;1;88A;23.11.2026 13.10;23.11.2026 13.25;Godkänd;31.05.2027
KYM-1;2;88A;23.11.2026 13.10;23.11.2026 13.25;Godkänd;31.05.2027
Signatur: Per Ek;;;;;;
"""
TECARTUS = """Tecartus, logg för patient TEC-3
Behandling;Påse;Händelse;Tidpunkt;Signatur
TEC-3;A;Mottagen;23.11.2026 11.15;PE
TEC-3;A;Uttagen ur frys;24.11.2026 09.50;AK
TEC-3;A;Tining påbörjad;24.11.2026 10.00;AK
TEC-3;A;Tining avslutad;24.11.2026 10.06;AK
TEC-3;A;Infusion påbörjad;24.11.2026 10.14;AK
TEC-3;A;Infusion avslutad;24.11.2026 10.32;AK
Signatur: Anna Karlsson
"""
CARVYKTI = """UMC - toedieningsformulier;;;;;;;;;
Patiëntnummer;Zak;Datum;Ontvangen;Uit opslag;Ontdooien start;Ontdooien einde;Infuus start;Infuus einde;Toegediend door
CAR-2;1;24-11-2026;23-11-2026 14:10;10.02;10.10;10.16;10.25;10.58;MV
Handtekening: M. de Vries;;;;;;;;;
"""
ZOLGENSMA = """Barnneurologen;;;;;;
Pat-ID;Kit;Datum;Ur kylskåp;Infusion start;Infusion slut;Ansvarig
ZOL-1;K1;24.11.2026;09.30;10.32;11.33;EL
Signatur: E. Ljung;;;;;;
"""


def moments(first: datetime, last: datetime, minutes: int = 10) -> Iterator[datetime]:
    while first <= last:
        yield first
        first += timedelta(minutes=minutes)


def log(form: str, first: datetime, last: datetime) -> str:
    """Return the rows of a log, its times in the format."""
    return "\n".join(form.format(i=i, at=at) for i, at in enumerate(moments(first, last), 1)) + "\n"


def book(name: str, **sheets: list[list[object]]) -> None:
    out = openpyxl.Workbook()
    out.remove(out.active)
    for title, rows in sheets.items():
        sheet = out.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out.save(name)


def kymriah() -> None:
    Path("infusion.csv").write_text(KYMRIAH, "cp1252")
    Path("mottagning.csv").write_text(RECEIPTS, "cp1252")
    head = "Tank 3 - temperaturlogg\nDatum;Klockslag;Temperatur (°C);Nivå (cm)\n"
    rows = log("{at:%Y-%m-%d;%H.%M};-188,4;21,4", datetime(2026, 11, 23, 13), datetime(2026, 11, 24, 12))
    Path("tank3.csv").write_text(head + rows, "cp1252")


def breyanzi() -> None:
    head = ["Behandling", "Flaska", "Komponent", "Datum", "Uttag", "Tinad", "Injektion start", "Injektion slut"]
    day = date(2026, 11, 24)
    first = ["BRE-7", "CD8-1", "CD8", day, time(9, 30), time(9, 42), time(10, 5), time(10, 9)]
    second = ["BRE-7", "CD4-1", "CD4", day, time(9, 30), time(9, 42), time(10, 17), time(10, 21)]
    rows = [["Infusionsblad Breyanzi"], [], head, first, second, [], ["Signatur: M. Lind"]]
    book("breyanzi.xlsx", Infusion=rows, Mottagning=[["Mottagning apotek"], ["Flaska", "Ankomst"], ["CD8-1", "kl 14"]])
    rows_of_tank = log("{at:%Y-%m-%d %H:%M:%S};-165,0;0", datetime(2026, 11, 23, 13), datetime(2026, 11, 24, 10))
    Path("tank.csv").write_text("Tid;Temp;Larm\n" + rows_of_tank, "utf-8")


def tecartus() -> None:
    Path("logg.csv").write_text(TECARTUS, "utf-8")
    rows = log("{at:%d.%m.%Y %H.%M};-171,5", datetime(2026, 11, 23, 11), datetime(2026, 11, 24, 10))
    Path("frys.csv").write_text("Datum/tid;Temperatur °C\n" + rows, "utf-8")


def carvykti() -> None:
    Path("toediening.csv").write_text(CARVYKTI, "utf-8")
    rows = log("{at:%d-%m-%Y;%H:%M};-183,5", datetime(2026, 11, 23, 14), datetime(2026, 11, 24, 11))
    Path("vat.csv").write_text("Datum;Tijd;Temperatuur (°C)\n" + rows, "utf-8")


def zolgensma() -> None:
    Path("avdelning.csv").write_text(ZOLGENSMA, "utf-8")
    head = ["Pat-ID", "Kit", "Avsänt", "Mottaget datum", "Mottaget kl", "Kylskåp kl", "Utgångsdatum"]
    row = ["ZOL-1", "K1", "22.11.2026 16.00", date(2026, 11, 23), "09.45", "09.50", date(2026, 12, 2)]
    book("mottagning.xlsx", Mottagning=[["Sjukhusapoteket"], head, row, ["Signatur: Per Ek"]], Gamla=[["se pärm"]])
    head = ",Time,1\nS/N,,700077\nType,,TGP-0001\nDescription,,Bud box 7\nProperty,,Temperature\n"
    rows = log("{i},{at:%Y-%m-%d %H:%M:%S},-74.1 °C", datetime(2026, 11, 22, 15, 50), datetime(2026, 11, 23, 10))
    Path("bud.csv").write_text(head + rows, "cp1252")
    head = "Timestamp for sample frequency every 10 min,Temperature (°C),Relative Humidity (%)\n"
    rows = log("{at:%Y-%m-%d %H:%M:%S},4.5000,41.2500", datetime(2026, 11, 23, 9), datetime(2026, 11, 24, 12))
    Path("kyl.csv").write_text(head + rows, "utf-8")


def spherox() -> None:
    head = ["Pat.nr", "Spruta", "Satsnummer", "Avsänt", "Ankomst", "Datum", "Uttag kl", "Implantation start"]
    row = ["SPH-2", "S1", "L-77", "06.05.2031 12.10", "06.05.2031 12.30", date(2031, 5, 6), "12.50", "12.58"]
    book("spherox.xlsx", Op=[["Ortopeden"], head, row, ["Signatur: H. Berg"]], Instruktion=[["Förvaras i kyl"]])
    Path("bud.csv").write_bytes((LOGGERS / "elitech_made_up_semicolon.csv").read_bytes())


@dataclass(frozen=True)
class Case:
    """A ward's files, the call of `site new`, what a person fills in, the exit code and what is printed."""

    files: object
    new: str
    answers: dict[str, str]
    exit_code: int
    said: tuple[str, ...]
    more: str = field(default="")


ROOM = """
[[fact]]
window = "post-thaw"
within = ["20 degC", "25 degC"]
basis = "room monitoring of the ward"
"""
CASES = {
    "kymriah": Case(
        kymriah,
        "infusion.csv tank3.csv --events mottagning.csv --product kymriah-eu",
        {
            "Uttag ur tank kl": "storage_out",
            "Volym (ml)": "ignore",
            "Mottaget": "product_received",
            "Inlagd i tank": "storage_in",
            "Mottagningskontroll": "outcome",
            "tank3.csv": "frozen",
            "Nivå (cm)": "ignore",
        },
        0,
        ("CONFORMS", "T101 frozen: -188.4 °C", "18 min to 22 min", "performed by AK"),
        ROOM,
    ),
    "breyanzi": Case(
        breyanzi,
        "breyanzi.xlsx tank.csv --worksheet Infusion --product breyanzi-uk",
        {
            "Behandling": "therapy_id",
            "Flaska": "container_id",
            "Komponent": "component",
            "Uttag": "storage_out",
            "tank.csv": "frozen",
            "unit": "C",
            "Larm": "ignore",
        },
        3,
        ("W202 cd8-before-cd4: administration start", "it came 6 min to 10", "filled sheets", "left out: Mottagning"),
    ),
    "tecartus": Case(
        tecartus,
        "logg.csv frys.csv --product tecartus-uk",
        {
            "Behandling": "therapy_id",
            "Signatur": "performed_by",
            "Mottagen": "product_received",
            "frys.csv": "frozen",
            "Datum/tid": "time",
        },
        3,
        ("W201 infusion-duration: 16 min to 20 min", "times are written as dd.mm.yyyy hh.mm", "row 9: 'Signatur:"),
    ),
    "carvykti": Case(
        carvykti,
        "toediening.csv vat.csv --product carvykti-eu",
        {
            "Ontvangen": "product_received",
            "Uit opslag": "storage_out",
            "Infuus start": "administration_start",
            "Infuus einde": "administration_end",
            "Toegediend door": "performed_by",
            "vat.csv": "frozen",
        },
        3,
        ("T101 frozen: -183.5 °C", "W201 thaw: 4 min to 8 min", "performed by MV"),
    ),
    "zolgensma": Case(
        zolgensma,
        "avdelning.csv bud.csv kyl.csv --events mottagning.xlsx --worksheet Mottagning --product zolgensma-eu",
        {
            "Kit": "container_id",
            "Ur kylskåp": "storage_out",
            "Ansvarig": "performed_by",
            "Avsänt": "product_dispatched",
            "Mottaget datum": "date",
            "Mottaget kl": "product_received",
            "Kylskåp kl": "storage_in",
            "700077": "transport",
            "kyl.csv": "refrigerated",
        },
        3,
        ("T101 transport: -74.1 °C", "T101 refrigerated: 4.5 °C", "1 day from product received"),
    ),
    "spherox": Case(
        spherox,
        "spherox.xlsx bud.csv --worksheet Op --product spherox-eu",
        {
            "Pat.nr": "therapy_id",
            "Spruta": "container_id",
            "Avsänt": "product_dispatched",
            "Ankomst": "product_received",
            "Uttag kl": "storage_out",
            "date_order": "dmy",
            "EFI000000001": "refrigerated",
        },
        3,
        ("dates of numbers are written dmy", "1 clock times with points, such as 12.50"),
    ),
}


def fill_in(answers: dict[str, str]) -> set[str]:
    """Fill in the lines of a profile as a person does; return those that were not asked."""
    path, left = Path("site.toml"), set[str]()
    text = path.read_text("utf-8")
    for key, answer in answers.items():
        name = key if key in {"unit", "date_order"} else f'"{key}"'
        text, count = re.subn(rf"^# {re.escape(name)} = .*$", f'{name} = "{answer}"', text, flags=re.MULTILINE)
        left |= set() if count else {key}
    path.write_text(text, "utf-8")
    return left


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("name", CASES)
def test_a_sheet_leads_to_a_verdict_in_two_calls(name):
    case = CASES[name]
    case.files()
    new = call("site", "new", *case.new.split(), "--tz", "Europe/Stockholm")
    assert new.exit_code == 0, new.output
    assert fill_in(case.answers) == set()
    assert "TO FILL IN" in Path("site.toml").read_text("utf-8")
    with Path("site.toml").open("a", encoding="utf-8") as profile:
        profile.write(case.more)
    said = new.stdout.splitlines()[-1]
    assert said.startswith("then: atmp-logistics validate ")
    done = call(*shlex.split(said)[2:])
    assert done.exit_code == case.exit_code, done.output
    printed = " ".join(done.stdout.split())
    assert [words for words in case.said if " ".join(words.split()) not in printed] == []


@pytest.mark.usefixtures("folder")
def test_a_profile_states_the_order_of_dates_for_events_and_loggers():
    sheet = "Patient;Påse;Händelse;Tid\nT1;B1;Upptining start;03.04.2026 10.00\nT1;B1;Upptining slut;24.04.2026 10.04\n"
    Path("ward.csv").write_text(sheet, "utf-8")
    Path("tank.csv").write_text("Tid;Temperatur (°C)\n03.04.2026 09:50;-172,0\n03.04.2026 10:00;-171,8\n", "utf-8")
    text = 'tz = "Europe/Stockholm"\n[loggers]\n"tank.csv" = "frozen"\n[readings.table.columns]\n"Tid" = "time"\n'
    words = ["validate", "ward.csv", "--readings", "tank.csv", "--product", "kymriah-eu", "--site", "site.toml"]
    Path("site.toml").write_text(text, "utf-8")
    refused = call(*words)
    assert refused.exit_code == 2
    assert refused.stderr.count("or date_order in the site profile") == 2
    Path("site.toml").write_text('date_order = "dmy"\n' + text, "utf-8")
    said = " ".join(call(*words).stdout.split())
    assert "dates read as dmy: the order stated" in said
    assert "the order stated by the site profile" in said
    assert "dates of numbers are written dmy, where the call states no order" in said
    assert "2026-04-03 09:50+02:00" in said
    called = " ".join(call(*words, "--date-order", "mdy").stdout.split())
    assert "2026-03-04T08:50:00Z" not in called  # the sheet's second row is no date in that order
    Path("site.toml").write_text('date_order = "dym"\n', "utf-8")
    assert "site.toml.date_order: found 'dym', expected one of dmy, mdy, ymd" in call(*words).stderr


@pytest.mark.usefixtures("folder")
def test_a_logger_that_proves_its_order_goes_before_that_of_the_profile():
    Path("ward.csv").write_text("therapy_id,container_id,event,time\nT1,B1,thaw_start,2026-04-24T10:00Z\n", "utf-8")
    Path("log.csv").write_text("time,temperature [°C]\n04/24/2026 09:50,-172.0\n04/24/2026 10:00,-171.8\n", "utf-8")
    Path("site.toml").write_text('tz = "UTC"\ndate_order = "dmy"\n', "utf-8")
    done = call(
        "validate",
        "ward.csv",
        "--readings",
        "log.csv",
        "--product",
        "kymriah-eu",
        "--site",
        "site.toml",
        "--dialect",
        "table",
    )
    assert done.exit_code == 3, done.output
    assert "2026-04-24 09:50Z" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("tank3.csv", "found readings of a logger, expected a sheet of events"),
        ("bud.csv", "found readings of a logger (Elitech), expected a sheet of events"),
        ("list.pdf", "found a PDF"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_is_no_sheet_of_events_is_refused(words, said):
    kymriah()
    spherox()
    Path("list.pdf").write_bytes(b"%PDF-1.7\n")
    done = call("site", "new", words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not Path("site.toml").exists()


@pytest.mark.usefixtures("folder")
def test_a_sheet_of_events_or_a_pdf_among_the_loggers_is_named():
    kymriah()
    Path("list.pdf").write_bytes(b"%PDF-1.7\n")
    done = call("site", "new", "infusion.csv", "mottagning.csv", "list.pdf")
    assert "in the call: the sheet names no product: add --product SLUG" in done.stdout
    assert "mottagning.csv could not be read: it seems to be a sheet of events: name it with --events" in done.stdout
    assert "list.pdf could not be read: list.pdf: found a PDF" in done.stdout


@pytest.mark.usefixtures("folder")
def test_tables_whose_times_are_written_in_several_ways_are_asked():
    kymriah()
    tecartus()
    done = call("site", "new", "infusion.csv", "tank3.csv", "frys.csv")
    asked = "how are the times of tank3.csv, frys.csv written? yyyy-mm-dd hh.mm or dd.mm.yyyy hh.mm; it goes for all"
    assert asked in done.stdout


@pytest.mark.usefixtures("folder")
def test_a_heading_that_means_two_things_in_two_sheets_is_asked():
    Path("ward.csv").write_text("Patient;Påse;Datum;Tinad\nT1;B1;2026-11-24;10:04\n", "utf-8")
    Path("list.csv").write_text("Patient;Påse;Datum;Händelse\nT1;B1;2026-11-23 10:00;Beställd\n", "utf-8")
    done = call("site", "new", "ward.csv", "--events", "list.csv")
    assert 'columns "Datum": what is it? date, time, or "ignore"' in done.stdout
    assert "it means another thing in each sheet" in done.stdout
    assert "ward.csv stand in row 1, of list.csv in row 1" in Path("site.toml").read_text("utf-8")


@pytest.mark.usefixtures("folder")
def test_two_sheets_of_one_workbook_are_judged_as_two_files():
    breyanzi()
    said = call("site", "new", "breyanzi.xlsx", "--worksheet", "Infusion", "--worksheet", "Mottagning").stderr
    assert "save the other as a file of its own and name both files in the call" in said


@pytest.mark.usefixtures("folder")
def test_a_cell_that_is_no_time_names_the_column_as_what_may_be_wrong():
    Path("ward.csv").write_text("Patient;Påse;Tinad;Mottagningskontroll\nT1;B1;2026-11-24 10:04;Godkänd\n", "utf-8")
    done = call("validate", "ward.csv", "--product", "kymriah-eu", "--tz", "Europe/Stockholm")
    assert done.exit_code == 2
    assert "column Mottagningskontroll: found 'Godkänd', expected a time." in done.stderr
    assert "state it in the site profile's [columns], such as 'outcome' or 'ignore'" in done.stderr


@pytest.mark.usefixtures("folder")
def test_the_page_leads_from_its_sheet_to_its_verdict():
    page = (Path(__file__).parents[2] / "docs" / "first_hour.md").read_text("utf-8")
    blocks = re.findall(r"```(\w+)\n(.*?)```", page, re.DOTALL)
    (ward, tank), (new, judge), (answers, more) = (
        [text for kind, text in blocks if kind == k] for k in ("text", "sh", "toml")
    )
    Path("ward.csv").write_text(ward, "utf-8")
    Path("tank.csv").write_text(tank, "utf-8")
    done = call(*shlex.split(new)[1:])
    assert done.stdout.splitlines()[-1] == f"then: {judge.strip()}"
    assert f"{len(answers.splitlines())} things to fill in" in done.stdout
    assert fill_in(dict(re.findall(r'"(.*)" = "(.*)"', answers))) == set()
    with Path("site.toml").open("a", encoding="utf-8") as profile:
        profile.write(more)
    judged = call(*shlex.split(judge)[1:])
    assert judged.exit_code == 0, judged.output
    assert "CONFORMS" in judged.stdout
