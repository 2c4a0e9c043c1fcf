"""Files as they arrive when something went wrong with them: cut, shuffled, doubled, saved again with other signs.

Of every mutant of every sample two things hold. No exception but this package's own leaves the reader. And each reading
that is read stands, at its instant and of its logger, in the whole file too, or else the provenance says in words that
the file was cut or changed: SAYS lists those words. A changed digit is no mutant: nothing can tell it from a reading.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from logger_kit import REAL
from places import MADE_UP, real

from atmp_logistics.core.errors import (
    AmbiguousChannel,
    AmbiguousDateOrder,
    AtmpError,
    DisprovedAnswer,
    MissingUnit,
    NoReadings,
    TimesOutOfOrder,
)
from atmp_logistics.core.instants import zone
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.readings.read_log import read_log
from atmp_logistics.ingest.readings.read_summary import _summary
from atmp_logistics.records.site_profile import Site

UTC = zone("+00:00")
Rows = frozenset[tuple[Any, ...]]

#: Words of a note, not in the whole file's, that say that a file was cut, or that its times are another's word.
SAYS = re.compile(
    "a number may have been cut"
    "|were due and the file holds"
    "|local times read in"  # the offset stood in a line that is gone: the person who states one is named
    "|times of readings are .*the event's"  # the measurement's own time is gone
    "|loggers are named by"  # with the count of reports: lines lost from a message can leave it well formed
)
#: A last line that was cut inside a cell can change the one reading in it, and this is said of every such file.
UNENDED = "the last line has no line end: taken as whole"
#: Words of a note that stands in the whole file already: this file can never show that its rows were exchanged.
STANDING = re.compile("rows that were exchanged or copied over one another would not be seen")
#: Samples that hold no temperature at all, or none of which the size is known.
NO_TEMPERATURE = {"hobo_made_up_no_decimal_sign.csv", "meaco_made_up_light.csv", "trend_made_up_humidity.csv"}
#: Samples of loggers that took no reading.
EMPTY = {"epcis_made_up_alarms.json", "hobo_made_up_empty.txt"}
#: Plain tables, which nobody's logger wrote.
TABLES = {
    "canonical": "time,temperature [°C]\n" + "".join(f"2031-02-03T{h:02d}:15:00Z,{2 + h / 8}\n" for h in range(24)),
    "canonical_local": "time;temperature_degF\n"
    + "".join(f"2031-02-03 {h:02d}:15;{36 + h / 4:.2f}\n".replace(".", ",") for h in range(24)),
    "canonical_two": "logger_id,time,temperature,unit\n"
    + "".join(f"{'AB'[h % 2]},2031-02-03T{h:02d}:15:00+01:00,{270 + h / 8},K\n" for h in range(24)),
}


# What goes wrong with files

Mutation = Callable[[random.Random, str], str]


def cut_end(chance: random.Random, text: str) -> str:
    return text[: chance.randrange(len(text))]


def cut_end_by_little(chance: random.Random, text: str) -> str:
    return text[: -chance.randrange(1, 40)]


def cut_start(chance: random.Random, text: str) -> str:
    return text[chance.randrange(1, len(text)) :]


def cut_start_by_little(chance: random.Random, text: str) -> str:
    return text[chance.randrange(1, 60) :]


def header_lost(chance: random.Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    return "".join(lines[chance.randint(1, min(30, len(lines))) :])


def block_lost(chance: random.Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    one, other = sorted(chance.sample(range(len(lines) + 1), 2))
    return "".join(lines[:one] + lines[other:])


def line_lost(chance: random.Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    del lines[_place(chance, lines)]
    return "".join(lines)


def lines_lost(chance: random.Random, text: str) -> str:
    share = chance.random()
    return "".join(line for line in text.splitlines(keepends=True) if chance.random() > share)


def line_doubled(chance: random.Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    place = _place(chance, lines)
    lines.insert(chance.choice([place, _place(chance, lines)]), lines[place])
    return "".join(lines)


def lines_swapped(chance: random.Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    one = _place(chance, lines)
    other = chance.choice([min(one + 1, len(lines) - 1), _place(chance, lines)])
    lines[one], lines[other] = lines[other], lines[one]
    return "".join(lines)


def lines_shuffled(chance: random.Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    start = chance.choice([0, _place(chance, lines)])
    stop = chance.choice([len(lines), min(len(lines), start + 6)])
    some = lines[start:stop]
    chance.shuffle(some)
    return "".join([*lines[:start], *some, *lines[stop:]])


def lines_turned_round(chance: random.Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    start = _place(chance, lines)
    return "".join([*lines[:start], *lines[start:][::-1]])


def lines_joined(chance: random.Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    place = _place(chance, lines)
    lines[place] = lines[place].rstrip("\r\n")
    return "".join(lines)


def line_blank(chance: random.Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    lines.insert(_place(chance, lines), chance.choice(["\n", "\r\n", " \n", ",,,,\n", ";;;;\n"]))
    return "".join(lines)


def separator_swapped(chance: random.Random, text: str) -> str:
    one, other = chance.choice([",;", ",\t", ";,", ";\t", "\t,", "\t;", ", ", "\t "])
    return _in_some(chance, text, lambda part: part.replace(one, other))


def decimal_sign_swapped(chance: random.Random, text: str) -> str:
    one, other = chance.choice([".,", ",."])
    form = rf"(?<=\d)\{one}(?=\d)"
    return _in_some(chance, text, lambda part: re.sub(form, other, part))


def quotes_lost(chance: random.Random, text: str) -> str:
    return _in_some(chance, text, lambda part: part.replace('"', ""))


def ends_of_lines(chance: random.Random, text: str) -> str:
    lines = text.splitlines()
    ends = chance.choice([["\n"], ["\r\n"], ["\r"], ["\n", "\r\n"], ["\n\n"], [" \n"]])
    return "".join(line + chance.choice(ends) for line in lines)


def degree_sign_lost(chance: random.Random, text: str) -> str:
    return text.replace("°", chance.choice(["", "?", "\ufffd", "Â°", "º"]))


MUTATIONS: tuple[Mutation, ...] = (
    cut_end,
    cut_end_by_little,
    cut_start,
    cut_start_by_little,
    header_lost,
    block_lost,
    line_lost,
    lines_lost,
    line_doubled,
    lines_swapped,
    lines_shuffled,
    lines_turned_round,
    lines_joined,
    line_blank,
    separator_swapped,
    decimal_sign_swapped,
    quotes_lost,
    ends_of_lines,
    degree_sign_lost,
)


def _place(chance: random.Random, lines: list[str]) -> int:
    """Return a place, as often among the first thirty lines, where the keys and headings stand, as anywhere."""
    return chance.randrange(min(chance.choice([30, len(lines)]), len(lines)))


def _in_some(chance: random.Random, text: str, change: Callable[[str], str]) -> str:
    """Change a text throughout, or one line of it."""
    if chance.random() < 0.5:
        return change(text)
    lines = text.splitlines(keepends=True)
    place = _place(chance, lines)
    lines[place] = change(lines[place])
    return "".join(lines)


def encoded(chance: random.Random, text: str, encoding: str) -> bytes:
    """Write a mutant as its file was, or one in four in another encoding."""
    other = chance.choice(["cp1252", "utf-16", "utf-8-sig", "utf-8", "utf-16-le", "latin-1"])
    return text.encode(other if chance.random() < 0.25 else encoding, "replace")


# What a file is read to


@dataclass(frozen=True)
class Whole:
    """A whole file: the answers it needs, and what it is read to."""

    name: str
    answers: Answers
    days: bool
    rows: Rows
    notes: frozenset[str]
    text: str
    encoding: str


def read(data: bytes, answers: Answers, *, days: bool = False) -> tuple[Rows, frozenset[str]]:
    """Return readings, or the extremes of spans, each with its logger, and every note."""
    file = File("log.txt", data)
    if days:
        summary = _summary(file, Site(), answers)
        spans = summary.frame.melt(["logger_id", "begins", "ends"]).dropna()
        return frozenset(spans.itertuples(index=False, name=None)), frozenset(summary.provenance[0].assumptions)
    log = read_log(file, answers.tz, Site(), answers)
    names = [re.sub(r"/\d+$", "", log.loggers[code]) for code in log.logger]  # a piece is its logger's
    rows = zip(names, log.time_us.tolist(), log.temperature_degC.tolist(), strict=True)
    return frozenset(row for row in rows if not np.isnan(row[2])), frozenset(log.provenance[0].assumptions)


#: What a refusal asks for.
ASKED: dict[type[AtmpError], dict[str, Any]] = {
    # A zone that its heading names: not UTC.
    DisprovedAnswer: {"tz": zone("Europe/Stockholm")},
    NoReadings: {"days": True},
    MissingUnit: {"unit": "C"},
    AmbiguousDateOrder: {"date_order": "dmy"},
    AmbiguousChannel: {"channel": "1"},
    TimesOutOfOrder: {"on_clock_jump": "split"},
}


def whole_of(name: str, data: bytes, *, days: bool = False, **more: Any) -> Whole | None:
    """Read a file with the answers that it asks for; None for one that is refused whole."""
    answers = Answers(**{"tz": UTC, **more})
    try:
        rows, notes = read(data, answers, days=days)
    except AtmpError as error:
        asked = ASKED.get(type(error), {})
        given = {**more, "days": days}
        return whole_of(name, data, **{**given, **asked}) if asked.items() - given.items() else None
    text, encoding = File(name, data).text()
    return Whole(name, answers, days, rows, notes, text, encoding)


@cache
def wholes(folder: Path) -> tuple[Whole, ...]:
    files = [(path.name, path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file()]
    files += [(name, text.encode()) for name, text in TABLES.items()] if folder == MADE_UP else []
    return tuple(whole for name, data in files if (whole := whole_of(name, data)))


def broken(whole: Whole, data: bytes, others: Rows = frozenset()) -> str | None:
    """Return what is wrong with the reading of a mutant, "" for nothing, None where it is refused."""
    try:
        rows, notes = read(data, whole.answers, days=whole.days)
    except AtmpError:
        return None
    new = {row for row in rows - whole.rows - others if not _renamed(row, whole.rows | others)}
    said = [note for note in notes - whole.notes if SAYS.search(note)] or [*filter(STANDING.search, whole.notes)]
    if said or not new or (len(new) == 1 and UNENDED in notes):
        return ""
    return f"{len(new)} readings that the whole file has not: {sorted(new)[:3]}; {sorted(notes - whole.notes)}"


def _renamed(row: tuple[Any, ...], rows: Rows) -> bool:
    """Say whether a reading has lost its logger's name with the header, or a sign in it, and nothing else."""
    name = row[0].replace(",", ".")
    return any(name in ("", other[0]) and row[1:] == other[1:] for other in rows)


def put_together(one: Whole, other: Whole) -> bytes:
    return one.text.encode(one.encoding) + other.text.encode(one.encoding, "replace")


def mutant(whole: Whole, seed: int) -> tuple[str, bytes]:
    chance = random.Random(f"{whole.name} {seed}")  # noqa: S311
    change = MUTATIONS[seed % len(MUTATIONS)]
    return change.__name__, encoded(chance, change(chance, whole.text), whole.encoding)


def check(every: tuple[Whole, ...], count: int, first: int = 0) -> None:
    """Check so many mutants, from a first one on: every file and every mutation in turn."""
    found, accepted = [], 0
    for i in range(first, first + count):
        whole, seed = every[i % len(every)], i // len(every) + i % len(every)
        name, data = mutant(whole, seed)
        wrong = broken(whole, data)
        accepted += wrong is not None
        if wrong:
            found.append(f"{whole.name}, seed {seed}, {name}: {wrong}")
    assert not found, f"{len(found)} mutants:\n" + "\n".join(found[:10])
    assert count / 5 < accepted < count * 4 / 5, "mutants that are all refused, or all read, prove nothing"


def check_put_together(every: tuple[Whole, ...]) -> None:
    found = [
        f"{one.name} and {other.name}: {wrong}"
        for one in every
        for other in every
        if not (one.days or other.days) and (wrong := broken(one, put_together(one, other), other.rows))
    ]
    assert not found, "\n".join(found[:10])


# The mutants


def test_every_sample_is_mutated():
    names = {whole.name for whole in wholes(MADE_UP)}
    every = {path.name for path in MADE_UP.iterdir()}
    assert every - names == NO_TEMPERATURE
    assert names - every == set(TABLES)
    assert {whole.name for whole in wholes(MADE_UP) if not whole.rows} == EMPTY


def test_mutations_change_the_text():
    for whole in wholes(MADE_UP):
        changed = {mutant(whole, seed)[0] for seed in range(len(MUTATIONS))}
        assert changed == {change.__name__ for change in MUTATIONS}


def test_mutants_of_made_up_files():
    check(wholes(MADE_UP), 840)


def test_made_up_files_put_together():
    check_put_together(wholes(MADE_UP))


@pytest.mark.long
@real
def test_mutants_of_real_files_and_real_files_put_together():
    check(wholes(REAL), 940)
    check_put_together(wholes(REAL))


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(8))
@pytest.mark.parametrize("folder", [MADE_UP, pytest.param(REAL, marks=real)], ids=["made up", "real"])
def test_many_mutants(folder, part):
    check(wholes(folder), 2_500, part * 2_500)


# What the words are


EXCUSED = [
    ("elitech_made_up.csv", "Time Zone,UTC -03:00,", ",,", "local times read in"),
    ("epcis_made_up.json", '"time": "2031-06-01T08:30:00.000Z",', "", "the event's"),
    ("lascar_made_up.txt", ",5.5,49.0,-4.4\r\n", ",5.50,49.0,-4.4\r\n", "decimals"),
]


@pytest.mark.parametrize(("name", "old", "new", "words"), EXCUSED)
def test_what_cannot_be_refused_is_said(name, old, new, words):
    whole = next(one for one in wholes(MADE_UP) if one.name == name)
    assert old in whole.text
    _, notes = read(whole.text.replace(old, new).encode(whole.encoding), whole.answers)
    assert [note for note in notes - whole.notes if words in note]


def test_a_last_line_cut_inside_its_number_is_said():
    whole = next(one for one in wholes(MADE_UP) if one.name == "canonical")
    rows, notes = read(whole.text.rstrip()[:-1].encode(), whole.answers)
    assert len(rows - whole.rows) == 1
    assert UNENDED in notes - whole.notes


# Mutants that once were read as something else: the smallest of each kind

ONCE = [
    ("elitech_text_made_up.txt", "S/N : MADEUP51\r\n", "S/N : MADEUP51", "letters, digits and hyphens"),
    ("elitech_text_made_up.txt", "Elitech\r\n", "time,temperature\r\n2031-01-01T00:00Z,4.5\r\n", "a key and its value"),
    ("fg2_made_up.txt", "<LOGGER: $E5BEEF>\n", "<LOGGER: $E5BEEF>", "letters, digits and hyphens"),
    ("ibutton_made_up.txt", "00000000000MADE1\r\n", "00000000000MADE1", "letters, digits and hyphens"),
    ("fridgetag_made_up.txt", "Serial: 900100000017\r\n", "Serial: 900100000017", "letters, digits and hyphens"),
    ("qtag_made_up.txt", "Serial: TEST00042\r\n", "Serial: TEST00042", "letters, digits and hyphens"),
    ("rotronic_made_up_tab.txt", "X70000001\t\t\t", "X70000001,,,", "letters, digits and hyphens"),
    ("logtag_made_up.csv", "Serial #", "2031-01-01T00:00Z,4.5\nSerial #", "each key once"),
    ("logtag_made_up.csv", "Serial #", "Serial #,A1\nSerial #", "each key once"),
    ("logtag_made_up.csv", "7,2031-06-07", "8;2031-06-07;09:10:00;5.7\n7,2031-06-07", "a number, a date, a time"),
    ("meaco_made_up_one.csv", '"Made', "Made", "a title whole"),
]


@pytest.mark.parametrize(("name", "old", "new", "words"), ONCE)
def test_once_read_as_something_else(name, old, new, words):
    whole = next(one for one in wholes(MADE_UP) if one.name == name)
    assert old in whole.text
    with pytest.raises(AtmpError, match=words):
        read(whole.text.replace(old, new).encode(whole.encoding), whole.answers, days=whole.days)


@pytest.mark.parametrize("name", ["qtag_made_up.txt", "fridgetag_made_up.txt", "fridgetag_made_up_2l.txt"])
def test_two_signed_files_in_one(name):
    whole = next(one for one in wholes(MADE_UP) if one.name == name)
    with pytest.raises(AtmpError, match="two files were put together"):
        read(put_together(whole, whole), whole.answers, days=whole.days)
