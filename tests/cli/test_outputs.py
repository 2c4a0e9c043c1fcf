"""Outputs take their place whole or not at all, never an input's, and a write that fails says what was judged."""

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from how_many import spread
from test_cli import CONFORM, DEVIATE, REFUSED, call, rewrite, validate, ward  # noqa: F401  a fixture

from atmp_logistics.core import whole_files as writing
from atmp_logistics.core.whole_files import whole_file, write_bytes, write_text

OLD, NEW = b"old\n", b"new\n"


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "out.txt"
    path.write_bytes(OLD)
    return path


def alone(path):
    return [one.name for one in path.parent.iterdir()] == [path.name]


# ---------------------------------------------------------------- one file


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt(), ValueError("a fault")])
def test_whatever_interrupts_a_write_leaves_the_old_file(old, error):
    def write():
        with whole_file(old) as file:
            file.write(NEW)
            raise error

    with pytest.raises(type(error)):
        write()
    assert old.read_bytes() == OLD
    assert alone(old)


def test_a_new_file_that_fails_is_not_there(tmp_path):
    with pytest.raises(UnicodeEncodeError):
        write_text(tmp_path / "new", ["x" * (2 << 20), "\ud800"])
    assert not list(tmp_path.iterdir())


def test_a_disk_that_is_full_at_the_end_leaves_the_old_file(old, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_bytes(old, NEW)
    assert old.read_bytes() == OLD
    assert alone(old)


def test_two_writers_leave_one_whole_file(tmp_path):
    path, texts = tmp_path / "out.txt", [f"{name}\n" * 50_000 for name in "ab"]
    threads = [threading.Thread(target=write_text, args=(path, text)) for text in texts for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_text() in texts
    assert alone(path)


def test_a_reader_never_sees_a_part(old):
    with whole_file(old) as file:
        file.write(NEW)
        file.flush()
        assert old.read_bytes() == OLD
    assert old.read_bytes() == NEW


@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_a_new_file_has_the_mode_that_open_gives(tmp_path, mask):
    before = os.umask(mask)
    try:
        write_text(tmp_path / "a", "x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o666 & ~mask


def test_a_file_keeps_its_mode(old):
    old.chmod(0o640)
    write_bytes(old, NEW)
    assert stat.S_IMODE(old.stat().st_mode) == 0o640


def test_a_link_stays_and_its_file_is_replaced(old):
    link = old.with_name("link")
    link.symlink_to(old.name)
    write_bytes(link, NEW)
    assert link.is_symlink()
    assert old.read_bytes() == NEW


def test_a_link_to_a_file_that_is_not_there_yet_is_filled(tmp_path):
    (tmp_path / "link").symlink_to("later.txt")
    write_bytes(tmp_path / "link", NEW)
    assert (tmp_path / "later.txt").read_bytes() == NEW


def test_a_pipe_is_written_through(tmp_path):
    pipe, heard = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: heard.append(pipe.read_bytes()))
    reader.start()
    write_bytes(pipe, NEW)
    reader.join()
    assert heard == [NEW]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_device_is_written_through():
    write_bytes("/dev/null", NEW)
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


# ---------------------------------------------------------------- a command


def run(folder, *words, stdout=subprocess.PIPE, **how):
    call = [sys.executable, "-m", "atmp_logistics", *map(str, words)]
    return subprocess.run(call, cwd=folder, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False, **how)


CALL = ("validate", "events.csv", "--readings", "log.csv", "--catalogue", "own", "--product", "example-eu")


@pytest.mark.parametrize("redirected", [True, False])
def test_json_to_the_standard_output_stands_before_the_printed_result(ward, redirected):  # noqa: F811
    with (ward / "all.txt").open("wb") as file:
        done = run(ward, *CALL, "--json", "/dev/stdout", stdout=file if redirected else subprocess.PIPE)
    text = (ward / "all.txt").read_text("utf-8") if redirected else done.stdout
    assert done.returncode == CONFORM
    assert text.startswith("{")
    assert "CONFORMS" in text


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full")
@pytest.mark.parametrize("verdict", spread(["conforms", "deviates"], 2))
def test_a_full_disk_says_what_was_judged_and_which_files_stand(ward, verdict):  # noqa: F811
    if verdict == "deviates":
        rewrite(ward / "log.csv", "08:30Z,5.0", "08:30Z,9.0")
    done = run(ward, *CALL, "--html", "a.html", "--json", "/dev/full", "--csv", "c.csv")
    assert done.returncode == REFUSED
    assert done.stdout.startswith(verdict.upper())
    assert "NOT WRITTEN: 1 output" in done.stderr
    assert f"the record was judged, and {verdict}: exit {CONFORM if verdict == 'conforms' else DEVIATE}" in done.stderr
    assert "written whole: a.html, c.csv" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full")
def test_a_printed_result_that_is_lost_is_no_verdict(ward):  # noqa: F811
    with Path("/dev/full").open("wb") as full:
        done = run(ward, *CALL, stdout=full)
    assert done.returncode == REFUSED
    assert "the printed result" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_killed_command_leaves_the_old_file(ward):  # noqa: F811
    (ward / "old.json").write_bytes(OLD)
    slow = "import time, atmp_logistics.report.assessment.json as j; j.pieces_of = lambda _: (time.sleep(1) or 'x' * 9 for _ in range(99))"
    code = f"{slow}; import sys; sys.argv[1:] = {[*CALL, '--json', 'old.json']!r}; from atmp_logistics.cli.app import app; app()"
    with subprocess.Popen([sys.executable, "-c", code], cwd=ward, stderr=subprocess.PIPE) as process:
        while not list(ward.glob(".atmp-logistics-*")) and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    assert (ward / "old.json").read_bytes() == OLD


# ---------------------------------------------------------------- no output is an input

EVERY = [
    ("validate", "events.csv", "--readings", "log.csv", "--catalogue", "own", "--json"),
    ("deadlines", "events.csv", "--now", "2026-11-10T09:00Z", "--site", "site.toml", "--catalogue", "own", "--json"),
    ("plan", "example-eu", "--site", "site.toml", "--catalogue", "own", "--json"),
    ("simulate", "example-eu", "--site", "site.toml", "--catalogue", "own", "--json"),
    ("convert", "log.csv", "--site", "site.toml", "--out"),
]


@pytest.mark.parametrize("how", ["itself", "a link", "a hard link", "another path"])
@pytest.mark.parametrize("words", EVERY, ids=lambda words: words[0])
def test_no_output_is_an_input_by_any_name(ward, words, how):  # noqa: F811
    (ward / "site.toml").write_text('tz = "UTC"\n', "utf-8")
    for taken in ("events.csv", "log.csv", "site.toml", "own/example-eu.toml"):
        if Path(taken).name not in words and not (taken.startswith("own") and "own" in words):
            continue
        name = taken
        if how == "another path":
            name = f"own/../{taken}"
        elif how != "itself":
            name = f"other-{Path(taken).name}"
            (os.symlink if how == "a link" else os.link)(taken, name)
        before = Path(taken).read_bytes()
        done = call(*words, name)
        assert done.exit_code == REFUSED, (taken, done.output)
        assert "an input of this call" in done.stderr
        assert Path(taken).read_bytes() == before


@pytest.mark.parametrize("name", ["archive/log.csv", "archive/new.json", "archive/deep/new.json", "far/new.json"])
def test_no_output_lies_in_a_folder_of_readings(ward, name):  # noqa: F811
    (ward / "archive" / "deep").mkdir(parents=True)
    (ward / "log.csv").rename(ward / "archive" / "log.csv")
    (ward / "far").symlink_to("archive/deep")
    done = call("validate", "events.csv", "--readings", "archive", "--catalogue", "own", "--json", name)
    assert done.exit_code == REFUSED
    assert "an input of this call" in done.stderr


def test_a_report_may_lie_beside_product_files_but_never_as_one(ward):  # noqa: F811
    assert validate(ward, "--json", "own/result.json").exit_code == CONFORM
    assert "an input of this call" in validate(ward, "--json", "own/result.toml").stderr


def test_two_outputs_are_two_files(ward):  # noqa: F811
    (ward / "a.json").write_text("")
    os.link("a.json", "b.csv")
    for other in ("b.csv", "own/../a.json"):
        assert "a name given twice" in validate(ward, "--json", "a.json", "--csv", other).stderr


@pytest.mark.parametrize("number", [1, 2])
def test_a_file_into_which_a_standard_stream_goes_is_gone_on_with_and_not_replaced(tmp_path, number):
    path = tmp_path / "all.txt"
    kept = os.dup(number)
    try:
        with path.open("wb") as file:
            os.dup2(file.fileno(), number)
            os.write(number, b"printed\n")
            write_bytes(path, b"written\n")
            os.write(number, b"printed\n")
    finally:
        os.dup2(kept, number)
        os.close(kept)
    assert path.read_bytes() == b"printed\nwritten\nprinted\n"


# ---------------------------------------------------------------- endings


@pytest.mark.parametrize(
    ("option", "name", "right"),
    [
        ("--json", "a.csv", "a.json"),
        ("--csv", "a.xlsx", "a.csv"),
        ("--html", "a.pdf", "a.HTM"),
    ],
)
def test_an_output_whose_ending_names_another_format_is_refused(ward, option, name, right):  # noqa: F811
    done = validate(ward, option, name)
    assert done.exit_code == REFUSED
    assert f"{option} {name}" in done.stderr
    assert not Path(name).exists()
    assert validate(ward, option, right).exit_code == CONFORM
    assert Path(right).exists()


def test_every_fault_of_the_endings_stands_in_one_message(tmp_path):
    words = ("plan", "kymriah-eu", "--ics", "a.json", "--csv", "a.html", "--sheet", "a.csv", "--plot", "a.gif")
    done = run(tmp_path, *words)
    assert done.returncode == REFUSED
    assert "4 faults" in done.stderr
