"""What is printed and drawn: no name steers a terminal or breaks a line, a reader that goes away hears no verdict."""

import os
import shlex
import subprocess
import sys
import unicodedata

import icalendar
import matplotlib as mpl
import pandas as pd
import pytest
from how_many import draws, spread
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_cli import CALL_OF_THE_WARD, CONFORM, DAY, EVENTS, REFUSED, rewrite, validate, ward  # noqa: F401  a fixture

import atmp_logistics as atmp
from atmp_logistics.core.errors import Fault
from atmp_logistics.core.printable import in_one_line, printable
from atmp_logistics.report.shared.plain_text import plain_text
from atmp_logistics.report.shared.terminal import Text

CUT_SHORT = 141
#: Signs that clear a screen, go back in the line, turn the writing round, ring, or begin a line.
EVIL = "\x1b[2J\x9b31m\r\u202eB\u2066\u200b\u2028\x07\x7f\u0085\udce9"


def run(folder, *words, options=(), env=None, **how):
    call = [sys.executable, *options, "-m", "atmp_logistics", *words]
    surroundings = {**os.environ, "PYTHONIOENCODING": "utf-8", **(env or {})}
    return subprocess.run(call, cwd=folder, capture_output=not how, env=surroundings, check=False, **how)


def steers(text):
    return [sign for sign in text if unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp", "Cs"} and sign != "\n"]


# ---------------------------------------------------------------- names


@settings(
    max_examples=draws(200), derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(st.text(st.sampled_from([*EVIL, *"\n\tA 1[]é°"]), max_size=30))
def test_no_text_steers_a_terminal_and_no_line_breaks_another(name):
    shown = plain_text([Text(name), Text.assemble("a ", (name, "bold")), printable(name), name], 80)
    assert not steers(shown)
    assert "\n" not in in_one_line(name)
    fault = Fault(name, name, name, name)
    assert not steers(str(fault))
    assert "\n" not in str(fault)


def test_an_identifier_with_a_line_end_is_shown_in_one_line(ward):  # noqa: F811
    spoof = "T1\nCONFORMS: all of it"
    (ward / "events.csv").write_text(EVENTS.replace("T1,", f'"{spoof}",'), "utf-8")
    (ward / "log.csv").write_text(
        "logger_id,time,temperature [°C]\n"
        + "".join(f'"L\nREFUSED",{DAY}{m // 60:02d}:{m % 60:02d}Z,25.0\n' for m in range(470, 560, 5)),
        "utf-8",
    )
    done = validate(ward, "--html", "a.html")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("DEVIATES")
    assert not any(line.lstrip().startswith(("CONFORMS", "REFUSED")) for line in lines)
    assert r"T1\nCONFORMS: all of it / B1: DEVIATES" in done.stdout
    asked = run(
        ward, "deadlines", "events.csv", "--now", f"{DAY}12:00Z", "--catalogue", "own", "--product", "example-eu"
    )
    assert rb"Therapy T1\nCONFORMS: all of it" in asked.stdout


@pytest.mark.skipif(os.name == "nt", reason="no such name is possible on Windows")
@pytest.mark.parametrize(
    "words", spread([["inspect"], ["validate"], ["convert", "--out", "o.csv"], ["label", "show"]], 3)
)
def test_a_file_whose_name_steers_a_terminal_is_named_by_codes(tmp_path, words):
    name = "a\x1b[31m\nCONFORMS \u202e.csv"
    (tmp_path / name).write_text("a,b\n1,2\n", "utf-8")
    done = run(tmp_path, *words, name)
    text = (done.stdout + done.stderr).decode("utf-8")
    assert done.returncode == REFUSED
    assert not steers(text)
    assert r"a\x1b[31m\nCONFORMS \u202e.csv" in " ".join(text.split())


def test_a_page_shows_what_turns_the_writing_round(ward):  # noqa: F811
    rewrite(ward / "events.csv", "event,time\n", "event,time,note\n")
    text = (ward / "events.csv").read_text("utf-8").replace("Z\n", "Z,left \u202ewas\n")
    (ward / "events.csv").write_text(text, "utf-8")
    assert validate(ward, "--html", "a.html").exit_code == CONFORM
    page = (ward / "a.html").read_text("utf-8")
    assert not steers(page)
    assert r"left \u202ewas" in page


@pytest.mark.parametrize("options", [(), ("-O",)])
def test_a_name_with_a_line_end_puts_nothing_into_a_calendar(tmp_path, options):
    therapy = "T1\r\nBEGIN:VALARM\n\x0b\u2028\u0085X"
    words = ("plan", "kymriah-eu", "--at", "administration_start=2026-11-24 13:00", "--tz", "UTC", "--therapy", therapy)
    when = ("--when", "indication=ALL", "--step", "thaw=2 to 4 min", "--step", "administration=5 to 20 min")
    done = run(tmp_path, *words, *when, "--ics", "a.ics", options=options)
    assert (tmp_path / "a.ics").exists(), done.stderr
    data = (tmp_path / "a.ics").read_bytes()
    alarms = data.count(b"\nBEGIN:VALARM\r\n")
    assert alarms == data.count(b"\r\nTRIGGER:") == data.count(b"\r\nEND:VALARM"), "reminders, and no more"
    assert not steers(data.decode("utf-8").replace("\r\n", "\n"))
    assert r"T1\r\nBEGIN:VALARM" in icalendar.Calendar.from_ical(data)["x-wr-calname"]


# ---------------------------------------------------------------- pictures

DOLLARS = ["$a$", r"$\frac{", "_hidden", "A\nB\x1b"]


@pytest.mark.parametrize("name", spread(DOLLARS, 3))
def test_a_dollar_sign_in_a_name_is_drawn_as_one(name, tmp_path):
    events = pd.DataFrame(
        {
            "therapy_id": [f"T{name}"] * 2 + ["T2"] * 2,
            "container_id": [f"C{name}"] * 2 + ["C2"] * 2,
            "event": ["thaw_start", "thaw_end"] * 2,
            "time": ["2026-11-10T10:00Z", "2026-11-10T10:04Z"] * 2,
        }
    )
    if name.endswith("\x1b"):
        events = events.map(lambda cell: cell.replace("\x1b", ""))
    log = atmp.read_events(events)
    readings = pd.DataFrame(
        {"logger_id": [name.replace("\x1b", ""), "B"] * 2, "time": ["2026-11-10T10:00Z"] * 2 + ["2026-11-10T10:05Z"] * 2,
         "temperature [°C]": [4.0, 5.0, 4.5, 5.5]}
    )  # fmt: skip
    readings.to_csv(tmp_path / "log.csv", index=False)
    loggers = atmp.read_readings(tmp_path / "log.csv")
    result = atmp.assess(log, loggers, "kymriah-eu")
    for axes in (log.plot(), loggers.plot(), result.plot()):
        for one in axes if isinstance(axes, list) else [axes]:
            figure = one.get_figure(root=True)
            figure.savefig(tmp_path / "a.png")
            texts = [text for text in figure.findobj(mpl.text.Text) if text.get_text()]
            assert texts
            assert not any(text.get_parse_math() for text in texts if "$" in text.get_text())
            mpl.pyplot.close(figure)
    legend = loggers.plot().get_legend()
    assert len(legend.get_texts()) == 2
    mpl.pyplot.close("all")
    result.to_html(tmp_path / "a.html")


@pytest.mark.parametrize("backend", ["module://of_another_program", "nonsense"])
def test_a_backend_of_another_program_breaks_no_picture(ward, backend):  # noqa: F811
    done = run(ward, *CALL_OF_THE_WARD, "--html", "a.html", env={"MPLBACKEND": backend})
    assert (done.returncode, done.stderr) == (CONFORM, b"")
    assert b"<img" in (ward / "a.html").read_bytes()


def test_a_backend_that_is_not_there_gives_a_figure_all_the_same(monkeypatch):
    from matplotlib import pyplot as plt

    def missing(**_):
        raise ModuleNotFoundError("of_another_program")

    monkeypatch.setattr(plt, "figure", missing)
    axes = atmp.load_product("kymriah-eu").plot()[0]
    assert axes.get_figure().get_size_inches()[0] > 1


# ---------------------------------------------------------------- outputs that end before the text does

COMMANDS = [
    ("--help",),
    ("validate", "--help"),
    ("catalogue", "list"),
    ("catalogue", "show", "kymriah-eu"),
    ("explain", "T1"),
    ("inspect", "log.csv"),
    CALL_OF_THE_WARD,
    ("no-such-command",),
    ("validate", "no-such-file.csv"),
]


@pytest.mark.skipif(os.name == "nt", reason="pipes break otherwise on Windows")
@pytest.mark.parametrize("words", spread(COMMANDS, 4, one=True), ids=" ".join)
def test_a_pipe_that_nobody_reads_is_no_verdict(ward, words):  # noqa: F811
    end, begin = os.pipe()
    os.close(end)
    try:
        done = run(ward, *words, stdout=begin, stderr=begin)
    finally:
        os.close(begin)
    assert done.returncode == CUT_SHORT


def test_what_was_to_be_written_is_written_where_the_pipe_breaks(ward):  # noqa: F811
    end, begin = os.pipe()
    os.close(end)
    done = run(ward, *CALL_OF_THE_WARD, "--json", "a.json", stdout=begin, stderr=subprocess.PIPE)
    os.close(begin)
    assert (done.returncode, done.stderr) == (CUT_SHORT, b"")
    assert (ward / "a.json").read_bytes().endswith(b"}\n")


@pytest.mark.skipif(os.name == "nt", reason="a shell of POSIX")
def test_a_closed_output_is_refused_before_anything_is_judged(ward):  # noqa: F811
    line = shlex.join([sys.executable, "-m", "atmp_logistics", *CALL_OF_THE_WARD, "--json", "a.json"])
    for closed, told in ((">&-", True), (">&- 2>&-", False)):
        words = ["sh", "-c", f"{line} {closed}"]
        done = subprocess.run(words, cwd=ward, capture_output=True, text=True, check=False)
        assert done.returncode == REFUSED
        assert ("found a standard output that is closed" in done.stderr) == told
        assert not (ward / "a.json").exists()
    assert (
        subprocess.run(["sh", "-c", f"{line} 2>&-"], cwd=ward, capture_output=True, check=False).returncode == CONFORM
    )


@pytest.mark.long
def test_a_width_that_is_none_is_left_aside(ward):  # noqa: F811
    texts = {
        run(ward, "inspect", "log.csv", env={"COLUMNS": columns}).stdout for columns in ("80", "0", "abc", "9" * 30)
    }
    assert len(texts) == 1
    assert b"18 readings" in texts.pop()
