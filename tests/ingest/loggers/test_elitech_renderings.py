"""Elitech reports between other signs, with several channels, and what a real report prints of its own readings."""

import pytest
from logger_kit import MADE_UP, read_text, said_of, text_of

from atmp_logistics.core.errors import InputError, NotATable, UnreadableNumber
from atmp_logistics.ingest.loggers import elitech

COMMA = text_of(MADE_UP / "elitech_made_up.csv")
SEMICOLON = text_of(MADE_UP / "elitech_made_up_semicolon.csv")


def test_semicolons_and_tabs_hold_the_same_readings():
    one = read_text(COMMA)
    for text in (SEMICOLON, SEMICOLON.replace(";", "\t"), SEMICOLON.replace(",", ".")):
        other = read_text(text)
        assert other.time_us.tolist() == one.time_us.tolist()
        assert other.temperature_degC.tolist() == one.temperature_degC.tolist()
        assert other.loggers == one.loggers
    assert elitech.read(SEMICOLON, "log.txt")[0].decimal == ","


def test_a_comma_between_quotes_is_a_decimal_sign_where_all_have_it():
    head, _, body = COMMA.partition("No.,Time")
    rows = ["No.,Time" + body.splitlines()[0]]
    for line in body.splitlines()[1:]:
        number, time, value, *rest = line.split(",")
        rows.append(",".join([number, time, '"' + value.replace(".", ",") + '"', *rest]))
    assert (
        read_text(head + "\n".join(rows) + "\n").temperature_degC.tolist() == read_text(COMMA).temperature_degC.tolist()
    )


def test_two_channels_are_read_apart():
    text = COMMA.replace("Temperature°C,,", "Temperature°C,Temperature°C,").replace(",1.7,,", ",1.7,9.9,")
    head, _, body = text.partition("No.,Time")
    body = "\n".join(line.replace(",,", ",9.9,") if line[:1].isdigit() else line for line in body.splitlines())
    one, two = elitech.read(f"{head}No.,Time{body}\n", "log.txt")
    assert (one.channel, two.channel) == ("Temperature°C (column 3)", "Temperature°C (column 4)")
    assert (one.values[0], set(two.values)) == ("3.4", {"9.9"})
    assert "highest_degC" not in one.details, "the report does not say which channel it sums up"
    assert read_text(f"{head}No.,Time{body}\n", channel="1").temperature_degC.max() == 4.1


def test_numbers_that_do_not_count_on_are_said():
    lines = COMMA.splitlines(keepends=True)
    gone = next(i for i, line in enumerate(lines) if line.startswith("5,"))
    said = said_of(read_text("".join(lines[:gone] + lines[gone + 1 :])))
    assert "do not count on by one" in said
    assert "declares 12 readings and holds 11" in said


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        (SEMICOLON.replace(";3,3;", ";3.3;"), UnreadableNumber, "'3.3'"),
        (SEMICOLON.replace(";3,3;", ";3;3;"), NotATable, "and 1 such rows"),
        (SEMICOLON.replace("No.;Time;", "No.,Time,"), InputError, "a temperature with its unit"),
        (COMMA.replace("No.,Time,Temperature", "No.|Time|Temperature"), InputError, "without headings"),
    ],
)
def test_refused(text, error, words):
    assert elitech.recognises(text)
    with pytest.raises(error) as refusal:
        read_text(text)
    assert words in str(refusal.value)
