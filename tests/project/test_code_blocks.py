"""Every block of code of the README and the docs runs, in a folder of its own, or says why it is not run.

A comment on the line before a block excuses it, `<!-- not run: WHY -->`, or gives a file of this text, `<!-- file: NAME -->`.
"""

import doctest
import re
import shlex
import shutil
import tomllib
import warnings

import openpyxl
import pytest
import typer
from places import ROOT
from typer.testing import CliRunner

import atmp_logistics as atmp
from atmp_logistics.cli.app import app

#: Pages whose maker runs every block to write it, and whose tests hold them to that.
MADE = {"planning.md": "docs/make_planning.py", "models.md": "doctests of atmp_logistics/estimates/models"}
PLACES = ("*.md", "docs/**/*.md", "notebooks/*.md")
PAGES = [page for place in PLACES for page in sorted(ROOT.glob(place)) if page.name not in MADE]
#: Pages whose TOML is a site profile, or a piece of one.
PROFILES = ("site_profile.md", "event_tables.md", "loggers.md", "reading.md")
BLOCK = re.compile(r"(?:^<!-- (not run|file): (.+?) -->\n)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RUN = ("python", "pycon", "sh", "console")
#: All conform, some deviate, some are indeterminate: the command was understood.
ANSWERED = (0, 1, 3)


def blocks(page):
    """Return each block of a page: what its comment says, its language and its text."""
    return [
        (word, text, language, code)
        for word, text, language, code in BLOCK.findall(page.read_text("utf-8"))
        if language in RUN or word == "file"
    ]


def calls(code):
    """Return the calls of the library in a block of commands, each as words; the output below a `$` is left out."""
    lines = code.replace("\\\n", " ").splitlines()
    if any(line.startswith("$ ") for line in lines):
        lines = [line[2:] for line in lines if line.startswith("$ ")]
    return [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("atmp-logistics ")]


def command_of(words):
    """Return the command that a call names, and the rest of its words."""
    command, rest = typer.main.get_command(app), list(words)
    while hasattr(command, "list_commands"):
        command = command.get_command(None, rest.pop(0))
        assert command is not None, f"no such command: {words}"
    return command, rest


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with the sample's files, as a checkout has them."""
    shutil.copytree(ROOT / "notebooks" / "data", tmp_path / "notebooks" / "data")
    (tmp_path / "docs").mkdir()
    for path in [*ROOT.glob("docs/*.csv"), *ROOT.glob("docs/*.toml")]:
        shutil.copy(path, tmp_path / "docs")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run_python(code, names, page):
    if ">>>" in code:
        example = doctest.DocTestParser().get_doctest(code, names, page, page, 0)
        said = []
        doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example, out=said.append, clear_globs=False)
        names |= example.globs
        assert said == []
    else:
        exec(compile(code, page, "exec"), names)  # noqa: S102  our own pages


def run_shell(code):
    answers = [(words, CliRunner().invoke(app, words)) for words in calls(code)]
    assert answers, "no call of the library: say why it is not run"
    for words, done in answers:
        assert done.exit_code in ANSWERED, (words, done.output)


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page)], ids=lambda page: page.stem)
def test_the_blocks_of_a_page_run_in_their_order(page, folder):
    names = {"atmp": atmp, "__name__": "__main__"}
    for word, text, language, code in blocks(page):
        if word == "file":
            (folder / text).write_text(code, "utf-8")
        elif word == "not run":
            assert len(text.split()) > 1, f"say why: {text}"
        elif language in {"python", "pycon"}:
            with warnings.catch_warnings():
                run_python(code, names, page.name)
        else:
            run_shell(code)


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page)], ids=lambda page: page.stem)
def test_every_call_of_a_page_is_one_of_the_command_line(page):
    """Also where its files are the reader's, so that it is not run."""
    for _, _, language, code in blocks(page):
        for words in calls(code) if language in {"sh", "console"} else []:
            command, rest = command_of(words)
            known = {name for param in command.params for name in param.opts} | {"--help"}
            assert {word.partition("=")[0] for word in rest if word.startswith("--")} <= known, words


def test_the_script_over_data_frames_is_short_and_writes_a_workbook(folder):
    (code,) = [code for _, _, language, code in blocks(ROOT / "docs" / "data_frames.md") if language == "python"]
    assert sum(bool(line) for line in code.splitlines()) <= 25
    names = {"__name__": "__main__"}
    run_python(code, names, "data_frames")
    assert set(names["merged"]["therapy_id"]) == set(names["own"]["therapy_id"])
    sheets = openpyxl.load_workbook(folder / "result.xlsx")
    assert sheets["excursions"].max_row == 1 + len(names["result"].excursions)
    assert names["exit_code"] == 1


def data(name, language):
    """Return the blocks of a page in one language, as they stand."""
    text = (ROOT / "docs" / name).read_text("utf-8")
    return [code for _, _, found, code in BLOCK.findall(text) if found == language]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_piece_of_toml_is_toml(page):
    for _, _, language, code in BLOCK.findall(page.read_text("utf-8")):
        if language == "toml":
            tomllib.loads(code)


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_that_a_page_shows_is_read(name, tmp_path):
    for number, code in enumerate(data(name, "toml")):
        profile = tmp_path / f"site{number}.toml"
        profile.write_text(code, "utf-8")
        assert atmp.load_site(profile).statements() is not None


def test_the_product_file_that_its_page_shows_is_read():
    (code,) = data("product_file.md", "toml")
    assert atmp.parse_product(code).windows


def test_each_event_table_that_its_page_shows_is_read(tmp_path):
    """The ward's sheet is read by the Swedish profile, as the page says."""
    tables = data("event_tables.md", "csv")
    for number, code in enumerate(tables):
        table = tmp_path / f"events{number}.csv"
        table.write_text(code, "utf-8")
        site = atmp.load_site(ROOT / "docs" / "site_swedish.toml") if ";" in code else None
        assert len(atmp.read_events(table, tz="Europe/Stockholm", site=site)) > 1
    assert len(tables) > 5
