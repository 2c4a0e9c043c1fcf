"""How a hospital says which logger stands for what: in the profile, in the call, and in Python."""

import pytest
from typer.testing import CliRunner

import atmp_logistics as atmp
from atmp_logistics.assessment.streaming.assess_files import assess_files
from atmp_logistics.cli import app as cli
from atmp_logistics.core.errors import AtmpError
from atmp_logistics.ingest.readings.placed_files import PlacedFile
from atmp_logistics.records.logger_places import LoggerPlace
from atmp_logistics.records.read_site import parse_site

PRODUCT = """
schema = 1
slug = "trial"
name = "Trial"
inn = "trialcel"
jurisdiction = "EU"
atmp_class = "somatic cell therapy"
origin = "autologous"
container = "bag"
[label]
title = "Trial"
revision = "1"
retrieved = 2026-01-01
url = "https://example.org/trial"
evidence = "local"
[[storage]]
code = "transport"
from = "dispatched"
until = "product_received"
lower = "2 degC"
upper = "8 degC"
section = "6.4"
[[storage]]
code = "fridge"
from = "product_received"
until = "storage_out"
lower = "2 degC"
upper = "8 degC"
section = "6.4"
[[window]]
code = "out"
starts = "storage_out"
ends = "administration_end"
at_most = "4 h"
within = ["15 degC", "30 degC"]
section = "6.3"
"""
EVENTS = """therapy_id,container_id,event,time
T1,B1,dispatched,2026-11-10T08:00:00Z
T1,B1,product_received,2026-11-10T10:00:00Z
T1,B1,storage_out,2026-11-10T12:00:00Z
T1,B1,administration_end,2026-11-10T13:00:00Z
"""


def log(name, first, last, value):
    rows = [f"{name},2026-11-10T{m // 60:02}:{m % 60:02}:00Z,{value}" for m in range(first * 60, last * 60 + 1, 10)]
    return "\n".join(["logger_id,time,temperature [°C]", *rows, ""])


@pytest.fixture
def ward(tmp_path, monkeypatch):
    """A folder with a record, its product, and the logs of a courier, a refrigerator and a room."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own").mkdir()
    for name, text in {
        "own/trial.toml": PRODUCT,
        "events.csv": EVENTS,
        "courier.csv": log("COURIER", 7, 11, 5.0),
        "fridge.csv": log("FRIDGE-2", 7, 20, 4.0),
        "room.csv": log("ROOM", 7, 20, 21.0),
    }.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def validate(*args):
    done = CliRunner().invoke(cli.app, ["validate", "events.csv", "--product", "trial", "--catalogue", "own", *args])
    return done.exit_code, " ".join((done.stdout + done.stderr).split())


def readings(*paths):
    return [word for path in paths for word in ("--readings", path)]


PLACED = readings("transport=courier.csv", "fridge=fridge.csv", "out=room.csv")
PROFILE = {"loggers": {"COURIER": "transport", "FRIDGE-2": ["fridge"], "ROOM": "out", "TANK-9": "everywhere"}}


@pytest.mark.usefixtures("ward")
def test_without_a_word_nobody_knows_which_stands_for_what():
    code, said = validate(*readings("courier.csv", "fridge.csv", "room.csv"))
    assert code == 3
    assert "for no container" in said


@pytest.mark.usefixtures("ward")
def test_the_call_says_it():
    code, said = validate(*PLACED)
    assert code == 0, said
    assert "logger FRIDGE-2 stands for fridge (the call)" in said


def test_the_profile_says_it_once_and_is_silent_about_loggers_that_are_not_there(ward):
    (ward / "site.toml").write_text(
        '[loggers]\nCOURIER = "transport"\n"FRIDGE-2" = ["fridge"]\nROOM = "out"\n"TANK-9" = "everywhere"\n', "utf-8"
    )
    code, said = validate(*readings("courier.csv", "fridge.csv", "room.csv"), "--site", "site.toml")
    assert code == 0, said
    assert "logger ROOM stands for out (the site profile)" in said
    assert "TANK-9" not in said


@pytest.mark.usefixtures("ward")
def test_a_mapping_says_it_in_python():
    events, product = atmp.read_events("events.csv"), atmp.load_product("trial", atmp.load_catalogue("own"))
    logs = {"transport": "courier.csv", "fridge": "fridge.csv", "out": "room.csv"}
    assert atmp.assess(events, {code: atmp.read_readings(path) for code, path in logs.items()}, product).verdict == (
        atmp.Verdict.CONFORMS
    )
    assert atmp.assess(events, atmp.read_readings(logs), product).verdict is atmp.Verdict.CONFORMS
    profile = parse_site(PROFILE)
    log = atmp.read_readings([*logs.values()])
    assert atmp.assess(events, log, product, site=profile).verdict is atmp.Verdict.CONFORMS


@pytest.mark.usefixtures("ward")
def test_one_log_for_two_phases():
    log = atmp.read_readings("fridge.csv")
    events, product = atmp.read_events("events.csv"), atmp.load_product("trial", atmp.load_catalogue("own"))
    result = atmp.assess(events, {"transport": log, "fridge": log, "out": atmp.read_readings("room.csv")}, product)
    assert result.verdict is atmp.Verdict.CONFORMS
    assert "logger FRIDGE-2 stands for transport, fridge (the call)" in result.statements


@pytest.mark.usefixtures("ward")
@pytest.mark.parametrize("codes", ["transport,fridge", " transport , fridge "])
def test_several_codes_stand_with_commas_in_a_mapping_too(codes):
    events, product = atmp.read_events("events.csv"), atmp.load_product("trial", atmp.load_catalogue("own"))
    files = {codes: "fridge.csv", "out": "room.csv"}
    logs = {code: atmp.read_readings(path) for code, path in files.items()}
    frames = {code: log.to_frame() for code, log in logs.items()}
    together = atmp.assess_files("events.csv", files, product)
    read = [atmp.read_readings(files), atmp.read_readings(frames)]
    for result in [together, *(atmp.assess(events, one, product) for one in [logs, *read])]:
        assert result.verdict is atmp.Verdict.CONFORMS
        assert "logger FRIDGE-2 stands for transport, fridge (the call)" in result.statements
    with pytest.raises(AtmpError, match="found the code 'fridg'"):
        atmp.assess(events, {"transport, fridg": logs[codes]}, product)


def test_streamed_it_is_the_same_bytes(ward):
    (ward / "site.toml").write_text('[loggers]\nCOURIER = "transport"\nROOM = "out"\n', "utf-8")
    site, known = atmp.load_site("site.toml"), atmp.load_catalogue("own")
    given = {"fridge": ["fridge.csv"], "everywhere": "room.csv"}
    events = atmp.read_events("events.csv", site=site)
    atmp.assess(events, atmp.read_readings(given, site=site), "trial", site=site, catalogue=known).to_json("a.json")
    assess_files(events, given, "trial", site=site, catalogue=known).to_json("b.json")
    assert (ward / "a.json").read_bytes() == (ward / "b.json").read_bytes()


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (readings("frige=fridge.csv"), ("the code 'frige'", "transport, fridge, out", "did you mean 'fridge'")),
        (readings("=fridge.csv"), ("'=fridge.csv'", "CODE=FILE")),
        (readings("fridge="), ("'fridge='", "CODE=FILE")),
        (readings("fridge=two.csv"), ("2 loggers (A, B)", "a file of one logger", "[loggers]")),
        (readings("fridge=fridge.csv", "fridge.csv"), ("the same file twice",)),
    ],
)
def test_what_is_wrong_is_named(ward, args, words):
    rows = ["logger_id,time,temperature [°C]", "A,2026-11-10T08:00Z,5", "B,2026-11-10T08:00Z,5", ""]
    (ward / "two.csv").write_text("\n".join(rows), "utf-8")
    code, said = validate(*args)
    assert code == 2
    for word in words:
        assert word in said


def test_a_path_with_the_sign_stays_a_path(ward):
    (ward / "fridge=3.csv").write_text(log("FRIDGE-2", 7, 20, 4.0), "utf-8")
    assert PlacedFile.of("fridge=3.csv").codes == ()
    code, said = validate(*readings("fridge=fridge=3.csv", "transport=courier.csv", "out=room.csv"))
    assert code == 0, said


@pytest.mark.usefixtures("ward")
def test_several_codes_stand_with_commas_or_each_with_the_file():
    assert PlacedFile.of("fridge, out=room.csv").codes == ("fridge", "out")
    code, said = validate(*readings("transport=fridge.csv", "fridge=fridge.csv", "out=room.csv"))
    assert code == 0, said


@pytest.mark.parametrize("value", [3, [], [""], ["everywhere", "fridge"], {"a": 1}])
def test_a_profile_that_says_it_wrongly_is_refused(value):
    with pytest.raises(AtmpError, match=r"loggers\.X"):
        parse_site({"loggers": {"X": value}})


@pytest.mark.usefixtures("ward")
def test_a_code_of_the_profile_that_no_label_at_hand_has_is_refused():
    site = parse_site({"loggers": {"ROOM": "fridgge"}})
    with pytest.raises(AtmpError, match=r"loggers\.ROOM.*'fridgge'.*did you mean 'fridge'"):
        atmp.assess(atmp.read_events("events.csv"), None, "trial", site=site, catalogue=atmp.load_catalogue("own"))
    of_another_label = parse_site({"loggers": {"ROOM": "post-thaw"}})
    known = atmp.load_catalogue("own")
    atmp.assess(atmp.read_events("events.csv"), None, "trial", site=of_another_label, catalogue=known)


def test_a_place_is_said_in_words():
    assert str(LoggerPlace.of("A", ["none"], "the call")) == "logger A stands for no container (the call)"
    assert str(LoggerPlace.of("", ["everywhere"], "the call")) == "the logger stands everywhere (the call)"


def test_two_logs_that_only_their_files_name_are_not_taken_for_one(ward):
    for folder in ("a", "b"):
        (ward / folder).mkdir()
        (ward / folder / "log.csv").write_text("time,temperature [°C]\n2026-11-10T08:00Z,5\n", "utf-8")
    logs = {code: atmp.read_readings(f"{folder}/log.csv") for code, folder in (("fridge", "a"), ("out", "b"))}
    with pytest.raises(AtmpError, match=r"two logs of a logger that goes by .log\.csv"):
        atmp.assess(atmp.read_events("events.csv"), logs, "kymriah-eu")


@pytest.mark.usefixtures("ward")
@pytest.mark.parametrize("name", ["fridge 2", "FRIDGE2", "Fridge-2", "fridge_2"])
def test_a_name_that_is_nearly_a_loggers_is_refused(name):
    """A slip of the pen must not leave a logger unstated that the profile states to stand for nothing."""
    site, events = parse_site({"loggers": {name: "none"}}), atmp.read_events("events.csv")
    known, log = atmp.load_catalogue("own"), atmp.read_readings("fridge.csv")
    with pytest.raises(AtmpError, match=r"loggers\..*'FRIDGE-2'"):
        atmp.assess(events, log, "trial", site=site, catalogue=known)
    with pytest.raises(AtmpError, match=r"loggers\..*'FRIDGE-2'"):
        assess_files(events, "fridge.csv", "trial", site=site, catalogue=known)


def test_a_name_without_the_ending_of_its_file_is_refused(ward):
    rows = (ward / "fridge.csv").read_text("utf-8").replace("FRIDGE-2,", "").replace("logger_id,", "")
    (ward / "tank.csv").write_text(rows, "utf-8")
    with pytest.raises(AtmpError, match=r"loggers\.tank.*'tank\.csv'"):
        atmp.assess(
            atmp.read_events("events.csv"), atmp.read_readings("tank.csv"), "trial",
            site=parse_site({"loggers": {"tank": "none"}}), catalogue=atmp.load_catalogue("own"),
        )  # fmt: skip


@pytest.mark.usefixtures("ward")
def test_another_loggers_name_stays_silent():
    site = parse_site({"loggers": {"FRIDGE-3": "fridge", "fridge 2": "out", "FRIDGE-2": "fridge"}})
    result = atmp.assess(
        atmp.read_events("events.csv"), atmp.read_readings("fridge.csv"), "trial", site=site,
        catalogue=atmp.load_catalogue("own"),
    )  # fmt: skip
    assert "logger FRIDGE-2 stands for fridge (the site profile)" in result.statements
