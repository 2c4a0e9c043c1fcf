"""What a profile is made of, of sheets that nobody keeps: bounded, and asked for where it is not known."""

import pytest
from typer.testing import CliRunner

from atmp_logistics.cli.app import app
from atmp_logistics.core.errors import NotATable, QuantityError
from atmp_logistics.core.units import temperature_degC
from atmp_logistics.ingest.logger_file_words import words_of_logger_files
from atmp_logistics.ingest.sheet_words import MOST_SUGGESTED, MOST_WORDS, SheetWord, words_of_sheet


def test_a_sheet_of_a_thousand_headings_is_refused_and_of_many_words_the_first_are_looked_up(tmp_path):
    wide, many = tmp_path / "wide.csv", tmp_path / "many.csv"
    wide.write_text(",".join(f"thaw {i}" for i in range(1000)) + "\n", "utf-8")
    with pytest.raises(NotATable, match=r"wide\.csv, row 1: found 1,000 headings, expected at most 200"):
        words_of_sheet(wide)
    rows = "".join(f"2026-01-01 10:00,step {i}\n" for i in range(MOST_SUGGESTED))
    many.write_text(f"time,event\n{rows}2026-01-01 11:00,thaw end\n", "utf-8")
    assert words_of_sheet(many).events[-1] == SheetWord("thaw end")


def test_a_loggers_table_without_a_column_of_times_has_no_time_format(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("Probe 1;Remark\n4,5;a\n", "utf-8")
    assert words_of_logger_files([path])[0].time_formats == ()


def test_a_temperature_of_more_digits_than_a_float_takes_is_none():
    with pytest.raises(QuantityError, match="a temperature with its unit"):
        temperature_degC(f"{'9' * 400} degC")


def test_a_fault_of_a_step_names_the_file_that_states_it(tmp_path):
    path = tmp_path / "steps.toml"
    path.write_text("thaw = 'soon'\n", "utf-8")
    call = ["simulate", "kymriah-eu", "--steps", str(path), "--step", "tea=soon", "--n", "100"]
    run = CliRunner().invoke(app, call)
    assert run.exit_code == 2
    assert "steps.toml, steps.thaw: found" in run.stderr
    assert "- steps.tea: found" in run.stderr


def test_a_bound_beyond_every_memory_takes_none(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("time,temperature_degC\n2026-01-01T10:00Z,4.5\n", "utf-8")
    run = CliRunner().invoke(app, ["inspect", str(path), "--max-size", "1e8"])
    assert run.exit_code == 0, run.output


@pytest.mark.parametrize(("column", "kind"), [("event", "words of events"), ("product", "products")])
def test_more_words_than_a_profile_holds_are_refused(tmp_path, column, kind):
    path = tmp_path / "ward.csv"
    path.write_text(f"time,{column}\n" + "".join(f"2026-01-01 10:00,a {i}\n" for i in range(MOST_WORDS + 1)), "utf-8")
    with pytest.raises(NotATable, match=rf"ward\.csv: found 1,001 different {kind}, expected at most 1,000"):
        words_of_sheet(path)


def test_a_log_of_more_loggers_than_a_profile_holds_is_refused(tmp_path):
    path = tmp_path / "log.csv"
    rows = "".join(f"2026-01-01T10:00Z,4.5,L{i}\n" for i in range(MOST_WORDS + 1))
    path.write_text(f"time,temperature [°C],logger_id\n{rows}", "utf-8")
    with pytest.raises(NotATable, match=r"log\.csv: found 1,001 different loggers"):
        words_of_logger_files([path])


def test_a_message_that_holds_no_readings_is_not_cut_into_rows(tmp_path):
    path = tmp_path / "a.json"
    path.write_text("{" + "\n" * 100 + "}", "utf-8")
    (one,) = words_of_logger_files([path])
    assert one.refused
    assert not one.headings
