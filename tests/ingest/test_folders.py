"""What a folder holds is read, refused, or counted in the result: links, pipes, folders that cannot be read, marks."""

import os
import socket
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from how_many import draws
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_label import PRODUCT
from typer.testing import CliRunner

from atmp_logistics import assess, assess_files, load_catalogue, read_events, read_readings
from atmp_logistics.cli.app import app
from atmp_logistics.core import folder_listing as folders
from atmp_logistics.core.errors import CatalogueError, InputError, UsageError
from atmp_logistics.ingest.readings.folders import readings_files
from atmp_logistics.report.assessment.json import render_json

EVENTS = read_events(
    pd.DataFrame(
        [("T1", "thaw_end", "2026-11-10T08:00Z"), ("T1", "administration_end", "2026-11-10T08:05Z")],
        columns=["therapy_id", "event", "time"],
    )
)
HEAD = "time,temperature [°C],logger_id\n"


def log(path, logger="A", day=10):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{HEAD}2026-11-{day}T08:00:00Z,4.0,{logger}\n2026-11-{day}T08:05:00Z,4.1,{logger}\n", "utf-8")
    return path


def names(read):
    return [one.name for one in read.provenance]


def said(read):
    return [note for one in read.provenance if one.dialect == "folder" for note in one.assumptions]


@pytest.fixture
def archive(tmp_path):
    folder = tmp_path / "archive"
    log(folder / "a.csv")
    return folder


def test_a_link_to_a_file_is_read(archive, tmp_path):
    (archive / "b.csv").symlink_to(log(tmp_path / "elsewhere" / "x.csv", "B"))
    read = read_readings(archive)
    assert names(read) == ["archive/a.csv", "archive/b.csv"]
    assert read.loggers == ("A", "B")


def test_a_link_to_a_folder_is_followed(archive, tmp_path):
    log(tmp_path / "old" / "deep" / "x.csv", "B")
    (archive / "old").symlink_to(tmp_path / "old")
    assert names(read_readings(archive)) == ["archive/a.csv", "archive/old/deep/x.csv"]


@pytest.mark.parametrize("how", [os.symlink, os.link])
def test_a_file_with_two_names_is_read_once_and_said(archive, how):
    how(archive / "a.csv", archive / "latest.csv")
    read = read_readings(archive)
    assert names(read) == ["archive/a.csv", "archive/"]
    assert said(read) == ["1 left out, the same as a.csv: latest.csv"]


def test_links_that_lead_round_are_left_out_and_said(archive, tmp_path):
    (archive / "sub").mkdir()
    (archive / "sub" / "up").symlink_to(archive)
    (archive / "sub" / "above").symlink_to(tmp_path)
    (archive / "again").symlink_to(archive / "sub")
    assert said(read_readings(archive)) == [
        "1 left out, the same as sub: again",
        "2 left out, a link to a folder above it: sub/above, sub/up",
    ]


@pytest.mark.parametrize("to", ["nowhere.csv", "itself"])
def test_a_link_that_leads_nowhere_is_refused(archive, to):
    (archive / "itself").symlink_to(archive / to)
    with pytest.raises(InputError, match=r"a link to .* that cannot be opened"):
        read_readings(archive)


def test_pipes_and_sockets_are_left_out_and_never_waited_for(archive, monkeypatch):
    monkeypatch.chdir(archive)
    os.mkfifo(archive / "pipe.csv")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("s")
        assert said(read_readings(archive)) == [
            "1 left out, a pipe and no plain file: pipe.csv",
            "1 left out, a socket and no plain file: s",
        ]


@pytest.mark.parametrize("reader", [read_readings, read_events])
def test_a_pipe_that_is_named_is_refused_before_it_is_opened(tmp_path, reader):
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(InputError, match="a pipe"):
        reader(tmp_path / "pipe.csv")


@pytest.mark.parametrize("name", ["_x.csv", ".x.csv", "_old/x.csv", ".git/x.csv"])
def test_names_that_programs_leave_are_counted(archive, name):
    log(archive / name, "B")
    mark = name.partition("/")[0]
    assert said(read_readings(archive)) == [f"1 left out, by a name that begins with . or _: {mark}"]


def test_a_folder_that_cannot_be_read_is_refused(archive, monkeypatch):
    log(archive / "locked" / "x.csv", "B")
    scan = os.scandir

    def scandir(path):
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(folders.os, "scandir", scandir)
    with pytest.raises(InputError, match=r"locked: found a folder that cannot be read \(Permission denied\)"):
        read_readings(archive)


@pytest.mark.parametrize("how", ["link", "hard link", "folder"])
def test_a_file_named_twice_is_refused_by_any_name(archive, tmp_path, how):
    other = tmp_path / "b.csv"
    if how == "link":
        other.symlink_to(archive / "a.csv")
    elif how == "hard link":
        os.link(archive / "a.csv", other)
    with pytest.raises(UsageError, match="the same file twice"):
        read_readings([archive, archive / "a.csv" if how == "folder" else other])


def test_what_was_left_out_is_in_the_result_in_memory_and_streamed(archive):
    (archive / "_SUCCESS").write_text("")
    rows = [("T1", "thaw_end", "2026-11-10T08:00Z"), ("T1", "administration_end", "2026-11-10T08:05Z")]
    events = read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]))
    result = assess(events, read_readings(archive), "kymriah-eu")
    assert "_SUCCESS" in str(result)
    assert render_json(result) == render_json(assess_files(events, archive, "kymriah-eu"))


# ---------------------------------------------------------------- folders of product files


@pytest.fixture
def own(tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "example-eu.toml").write_text(PRODUCT, "utf-8")
    return folder


def other(slug):
    return PRODUCT.replace("example-eu", slug)


@pytest.mark.parametrize("name", ["b.TOML", "_b.toml", ".b.toml", "deep/b.toml"])
def test_a_product_file_is_read_whatever_its_name_begins_with(own, name):
    path = own / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(other("second-eu"), "utf-8")
    assert "second-eu" in load_catalogue(own)


def test_product_files_behind_links_are_read(own, tmp_path):
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "b.toml").write_text(other("second-eu"), "utf-8")
    (own / "link").symlink_to(tmp_path / "shared")
    assert "second-eu" in load_catalogue(own)


@pytest.mark.parametrize("name", ["b.toml.txt", "B.TOML.TXT"])
def test_a_product_file_that_an_editor_renamed_is_refused(own, name):
    (own / name).write_text(other("second-eu"), "utf-8")
    with pytest.raises(CatalogueError, match=r"a product file by another name.*rename it to"):
        load_catalogue(own)


def test_a_product_link_that_leads_nowhere_is_refused(own):
    (own / "b.toml").symlink_to(own / "nowhere")
    with pytest.raises(CatalogueError, match="a link to"):
        load_catalogue(own)


def test_a_product_folder_that_cannot_be_read_is_refused(own, monkeypatch):
    scan = os.scandir

    def scandir(path):
        if str(path).endswith("own"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(folders.os, "scandir", scandir)
    with pytest.raises(CatalogueError, match="cannot be read"):
        load_catalogue(own)


def test_what_is_no_product_file_is_counted_in_the_result(own):
    (own / "readme.md").write_text("")
    (own / "example-eu.toml.bak").write_text("")
    os.mkfifo(own / "pipe.toml")
    known = load_catalogue(own)
    events = read_events(
        pd.DataFrame(
            [("T1", "B1", "thaw_end", "2026-11-10T08:00Z")], columns=["therapy_id", "container_id", "event", "time"]
        )
    )
    result = str(assess(events, None, "example-eu", catalogue=known))
    for one in ("readme.md", "example-eu.toml.bak", "pipe.toml"):
        assert one in result


def test_catalogue_check_says_what_it_left_out(own):
    (own / "readme.md").write_text("")
    done = CliRunner().invoke(app, ["catalogue", "check", str(own)])
    assert done.exit_code == 0
    assert "readme.md" in done.stdout


def test_a_folder_that_is_none_is_refused(own):
    with pytest.raises(CatalogueError, match="no product file"):
        load_catalogue(own / "none")


# ---------------------------------------------------------------- whatever a folder holds

KINDS = ("file", "link", "hard link", "link to a folder", "link above", "broken", "pipe", "folder")
ENTRIES = st.lists(
    st.tuples(st.sampled_from(KINDS), st.sampled_from(["", "_", "."]), st.sampled_from(["", "in/"])), max_size=6
)


def put(kind, path, place, number):
    """Put one thing into a folder, whose readings, if it has any, are of a logger of its own."""
    path.parent.mkdir(exist_ok=True)
    outside = log(place / f"outside-{number}" / "x.csv", f"L{number}")
    if kind == "file":
        log(path, f"L{number}")
    elif kind == "hard link":
        os.link(outside, path)
    elif kind == "folder":
        log(path / "x.csv", f"L{number}")
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        to = {"link": outside, "link to a folder": outside.parent, "link above": place, "broken": place / "nowhere"}
        path.symlink_to(to[kind])


@settings(max_examples=draws(60), deadline=None)
@given(ENTRIES)
def test_whatever_lies_in_a_folder_is_read_refused_or_named(entries):
    with TemporaryDirectory() as name:
        place = Path(name)
        folder = log(place / "archive" / "first.csv", "first").parent
        paths = [folder / inside / f"{mark}e{i}" for i, (_, mark, inside) in enumerate(entries)]
        for i, (path, (kind, *_)) in enumerate(zip(paths, entries, strict=True)):
            put(kind, path, place, i)
        broken = [path for path, (kind, mark, _) in zip(paths, entries, strict=True) if kind == "broken" and not mark]
        if broken:
            with pytest.raises(InputError) as refusal:
                read_readings(folder)
            assert {str(path) for path in broken} == {fault.where for fault in refusal.value.faults}
            return
        sources = readings_files(folder)
        found = " ".join(note for one in sources.folders for note in one.assumptions)
        read = read_readings(folder)
        for i, (path, (kind, mark, _)) in enumerate(zip(paths, entries, strict=True)):
            holds = kind not in {"pipe", "link above"} and not mark
            assert (f"L{i}" in read.loggers) == holds
            assert holds or path.name in found or "more" in found
        streamed = assess_files(EVENTS, folder, "kymriah-eu")
        assert render_json(streamed) == render_json(assess(EVENTS, read, "kymriah-eu"))
