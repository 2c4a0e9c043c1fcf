"""The options that `plan` and `simulate` share are refused in the same words, whichever command reads them."""

import io
import re
from pathlib import Path

import pytest
from test_cli import call

from atmp_logistics.cli.shared import print_refusal

STEPS = ("--step", "thaw_end -> administration_start=3 to 10 min", "--step", "administration=5 to 15 min")
#: For each command, a call that is answered; each option is added to it or stands instead of its part.
CALLS = {
    "plan": ("plan", "{slug}", "--at", "administration_start=2026-11-24T10:44Z", *STEPS, "--tz", "{tz}"),
    "simulate": ("simulate", "{slug}", "--start", "2026-11-24T10:44Z", *STEPS, "--tz", "{tz}", "--n", "100"),
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    Path("no.toml").write_text("steps = [", "utf-8")
    Path("steps.toml").write_text('[steps]\nthaw = "2 to 4 min"\n', "utf-8")
    Path("names.toml").write_text('[steps]\nthawing_it = "2 to 4 min"\n', "utf-8")
    Path("site.toml").write_text("colour = 'red'\n", "utf-8")
    Path("own").mkdir()
    Path("own", "bad.toml").write_text("slug = 1\n", "utf-8")
    return tmp_path


def refusal(command, *options, slug="kymriah-eu", tz="Europe/Stockholm"):
    done = call(*(part.format(slug=slug, tz=tz) for part in CALLS[command]), *options)
    assert done.exit_code == 2, done.output
    assert done.stdout == ""
    return done.stderr


REFUSALS = [
    (("--step", "thaw"), "write it as --step 'thaw=2 to 4 min'"),
    (("--step", "=2 min"), "found '=2 min'"),
    (("--step", "thaw="), "found 'thaw='"),
    (("--step", "thaw=2 min", "--step", "thaw=3 min"), "thaw as 2 min and 3 min"),
    (("--step", "thaw=4 to 2 min"), "the shortest first"),
    (("--step", "thaw=-2 min"), "a duration with its unit"),
    (("--step", "thaw=soon"), "'soon'"),
    (("--step", "tha=2 min"), "did you mean 'thaw'"),
    (("--step", "thaw_end -> thaw_start=2 min"), "the earlier event first"),
    (("--step", "thaw_start -> administration_end=20 min"), "one step that ends an event"),
    (("--steps", "none.toml"), "a TOML file in UTF-8"),
    (("--steps", "no.toml"), "a TOML file in UTF-8"),
    (("--steps", "steps.toml", "--step", "thaw=3 min"), "a step that the file states as well"),
    (("--steps", "names.toml"), "thawing_it"),
    (("--containers", "0"), "a whole number from 1 to 40"),
    (("--containers", "100000"), "a whole number from 1 to 40"),
    (("--containers", "two"), "unable to parse string as an integer"),
    (("--when", "indication"), "--when KEY=VALUE"),
    (("--when", "indication=ALL", "--when", "indication=FL"), "indication as ALL and FL"),
    (("--when", "indication=AML"), "ALL, DLBCL, FL"),
    (("--when", "indicaton=ALL"), "did you mean 'indication'"),
    (("--site", "none.toml"), "none.toml"),
    (("--site", "site.toml"), "colour"),
    (("--catalogue", "nowhere"), "nowhere"),
    (("--catalogue", "own"), "bad.toml"),
    (("--json", "nowhere/a.json"), "no place to write to"),
    (("--json", "steps.toml", "--steps", "steps.toml"), "an input of this call"),
    (("--json", "a.svg", "--plot", "a.svg"), "a name given twice"),
    (("--plot", "plot.bmp"), "a name that ends in .png, .svg, .pdf"),
    (("--plot", "plot"), "a name that ends in .png, .svg, .pdf"),
]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("options", "words"), REFUSALS)
def test_plan_and_simulate_refuse_the_same_mistake_in_the_same_words(options, words):
    refused = [" ".join(refusal(command, *options).replace("│", " ").split()) for command in CALLS]
    assert refused[0].replace(" plan ", " simulate ") == refused[1]
    assert words in refused[0]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ({"slug": "kymria-eu"}, "did you mean 'kymriah-eu'"),
        ({"slug": ""}, "expected"),
        ({"tz": "Europe/Stokholm"}, "an IANA zone or a fixed offset"),
        ({"tz": "+25:00"}, "an IANA zone or a fixed offset"),
    ],
)
def test_a_product_and_a_zone_are_refused_in_the_same_words(stated, words):
    refused = [refusal(command, **stated) for command in CALLS]
    assert refused[0] == refused[1]
    assert words in refused[0]


@pytest.mark.usefixtures("folder")
def test_the_faults_of_several_options_are_shown_together():
    for command in CALLS:
        options = (
            "--step",
            "thaw",
            "--when",
            "indication",
            "--plot",
            "plot.bmp",
            "--json",
            "nowhere/a",
            "--site",
            "none.toml",
        )
        assert refusal(command, *options).startswith("REFUSED: 5 faults.")


@pytest.mark.usefixtures("folder")
def test_a_time_that_is_refused_is_named_as_the_option_that_states_it():
    done = call("plan", "kymriah-eu", "--at", "thaw_stat=2026-11-24T10:44Z", "--tz", "Europe/Stockholm", *STEPS)
    assert "- --at thaw_stat: found 'thaw_stat', expected an event of the vocabulary." in done.stderr
    done = call("plan", "kymriah-eu", "--tz", "Europe/Stockholm", *STEPS)
    assert "- --at: found none, expected at least one event with its time." in done.stderr


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_refusal_is_folded_between_words_in_a_terminal_and_is_one_line_elsewhere(monkeypatch):
    fault = "steps.thaw: found nothing, expected a duration. Fix: write it as text, such as '30 min', or as a range."
    monkeypatch.setenv("COLUMNS", "80")
    printed = []
    for stream in (Terminal(), io.StringIO()):
        monkeypatch.setattr("sys.stderr", stream)
        print_refusal("REFUSED: 1 fault.", [fault])
        printed.append(re.sub(r"\x1b\[[0-9;]*m", "", stream.getvalue()).splitlines())
    assert printed[1] == ["REFUSED: 1 fault.", f"- {fault}"]
    assert [len(line) <= 80 for line in printed[0]] == [True, True, True]
    assert " ".join(line.strip() for line in printed[0][1:]) == f"- {fault}"
