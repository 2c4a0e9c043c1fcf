"""Mutants of every format: bytes turned, lost, doubled and put elsewhere, and values that no record has.

Whatever the bytes are, what leaves a reader is what it read, or a refusal of ours: `AtmpError`, and no other exception.
What is read and must not be told apart from the whole file is another test's: `tests/ingest/test_mutants.py`.
"""

import io
import random
import re
import zipfile
from collections.abc import Callable
from functools import cache

import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
import xlwt
from hostile_files import EVENTS, READINGS, parquet
from places import DATA, MADE_UP, MADE_UP_EVENTS, ROOT

from atmp_logistics.catalogue.completion import parse_completion
from atmp_logistics.catalogue.schema import product_of
from atmp_logistics.core.errors import AtmpError, SiteError
from atmp_logistics.core.instants import zone
from atmp_logistics.core.product_file import ProductFile
from atmp_logistics.core.toml_file import read_toml
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.events.read_events import read_events
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.readings.read_log import read_log
from atmp_logistics.ingest.readings.read_summary import _summary
from atmp_logistics.labels.read_label import read_label
from atmp_logistics.records.read_site import parse_site
from atmp_logistics.records.site_profile import Site

UTC = zone("+00:00")
#: What stands where a record has something else: numbers beyond all, days of no calendar, signs of other programs.
STRANGE = [
    *(
        b"1e308",
        b"-1e308",
        b"1e999",
        b"nan",
        b"inf",
        b"-0",
        b"9" * 400,
        b"0x1F",
        b"1,234.5",
        b"1.234,5",
        b"1_000",
        b"\xd9\xa5",
    ),
    *(
        b"0000-00-00",
        b"0001-01-01",
        b"9999-12-31",
        b"10000-01-01",
        b"2026-02-30",
        b"24:00",
        b"23:59:60",
        b"+99:99",
        b"31/12/9999",
    ),
    *(
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xc3",
        b"\x85",
        b"\xe2\x80\xa8",
        b"\x1b[31m",
        b"\\ud800",
        b"\xe2\x80\xae",
    ),
    *(
        b'"',
        b'""',
        b"'",
        b",,,,",
        b";;;;",
        b"\t\t",
        b"\r",
        b"\n\n",
        b"[[[[",
        b"{{{{",
        b"]]",
        b"}}",
        b"\\",
        b"&x;",
        b"<!--",
        b"=1+1",
    ),
    *(b"PAR1", b"PK\x03\x04", b"None", b"null", b"#N/A", b"-", b"T1" * 300),
]


def one_byte_turned(chance: random.Random, data: bytes) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :]


def some_bytes_turned(chance: random.Random, data: bytes) -> bytes:
    for _ in range(chance.randrange(2, 9)):
        data = one_byte_turned(chance, data)
    return data


def cut(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data))]


def piece_lost(chance: random.Random, data: bytes) -> bytes:
    one, other = _two_places(chance, data)
    return data[:one] + data[other:]


def piece_doubled(chance: random.Random, data: bytes) -> bytes:
    one, other = _two_places(chance, data)
    return data[:other] + data[one:other] * chance.randrange(1, 4) + data[other:]


def piece_elsewhere(chance: random.Random, data: bytes) -> bytes:
    one, other = _two_places(chance, data)
    rest, place = data[:one] + data[other:], chance.randrange(len(data))
    return rest[:place] + data[one:other] + rest[place:]


def strange_put_in(chance: random.Random, data: bytes) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + chance.choice(STRANGE) + data[place:]


def strange_for_a_cell(chance: random.Random, data: bytes) -> bytes:
    cells = [*re.finditer(rb"[^\s,;\t\"'<>:={}\[\]]+", data)]
    if not cells:
        return data
    cell = chance.choice(cells)
    return data[: cell.start()] + chance.choice(STRANGE) + data[cell.end() :]


MUTATIONS = (
    one_byte_turned,
    some_bytes_turned,
    cut,
    piece_lost,
    piece_doubled,
    piece_elsewhere,
    strange_put_in,
    strange_for_a_cell,
)


def _two_places(chance: random.Random, data: bytes) -> tuple[int, int]:
    one = chance.randrange(len(data))
    return one, min(len(data), one + chance.choice([1, 4, 40, 400]))


# What is mutated, and who reads it

Read = Callable[[bytes], object]


def as_log(data: bytes) -> object:
    file = File("log", data)
    try:
        return read_log(file, UTC, Site(), Answers(UTC))
    except AtmpError:
        return _summary(file, Site(), Answers(UTC))


@cache
def rows(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(line.split(",")) for line in text.splitlines())


def new_workbook(text: str) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows(text):
        book.active.append([float(cell) if cell.replace(".", "").isdecimal() else cell for cell in row])
    book.save(out)
    return out.getvalue()


def old_workbook(text: str) -> bytes:
    book, out = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("S")
    for i, row in enumerate(rows(text)):
        for j, cell in enumerate(row):
            sheet.write(i, j, float(cell) if cell.replace(".", "").isdecimal() else cell)
    book.save(out)
    return out.getvalue()


def as_parquet(text: str, *, typed: bool) -> bytes:
    frame = pd.read_csv(io.StringIO(text))
    if typed:
        frame["time"] = pd.to_datetime(frame["time"], utc=True)
    return parquet(pa.Table.from_pandas(frame))


def part_mutated(mutate: Callable[[random.Random, bytes], bytes]) -> Callable[[random.Random, bytes], bytes]:
    """Mutate a part of a zip, and pack it well again."""

    def mutated(chance: random.Random, data: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
            chosen = chance.choice([*source.namelist(), *["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"] * 5])
            for name in source.namelist():
                part = source.read(name)
                target.writestr(name, mutate(chance, part) if name == chosen else part)
        return out.getvalue()

    return mutated


def readers(folder) -> dict[str, tuple[bytes, Read]]:
    """Every sample by its name, with its reader; the folder is where a file must stand to be read."""

    def as_toml(parse: Callable[[dict], object]) -> Read:
        def read(data: bytes) -> object:
            (folder / "a.toml").write_bytes(data)
            return parse(read_toml(folder / "a.toml", SiteError)[0])

        return read

    def as_label(ending: str) -> Read:
        def read(data: bytes) -> object:
            (folder / f"a{ending}").write_bytes(data)
            return read_label(folder / f"a{ending}")

        return read

    def as_events(data: bytes) -> object:
        (folder / "events").write_bytes(data)
        return read_events(folder / "events", tz="+01:00")

    def product(table: dict) -> object:
        return product_of(table, "a.toml", ProductFile("a.toml", "folder x", ""))

    found = {path.name: (path.read_bytes(), as_log) for path in sorted(MADE_UP.iterdir()) if path.suffix != ".pdf"}
    found |= {path.name: (path.read_bytes(), as_events) for path in sorted(MADE_UP_EVENTS.iterdir())}
    for name, text, read in (("events", EVENTS, as_events), ("readings", READINGS, as_log)):
        found[f"{name}.csv"] = (text.encode(), read)
        found[f"{name}.xlsx"] = (new_workbook(text), read)
        found[f"{name}.xls"] = (old_workbook(text), read)
        found[f"{name}.parquet"] = (as_parquet(text, typed=False), read)
        found[f"{name} typed.parquet"] = (as_parquet(text, typed=True), read)
    found["site.toml"] = ((ROOT / "docs" / "site_swedish.toml").read_bytes(), as_toml(parse_site))
    own = ROOT / "atmp_logistics" / "catalogue" / "data" / "eu" / "kymriah-eu.toml"
    found["product.toml"] = (own.read_bytes(), as_toml(product))
    found["completion.toml"] = (
        (DATA / "completions" / "madecel-eu.toml").read_bytes(),
        as_toml(lambda table: parse_completion(table, "a.toml")),
    )
    found |= {path.name: (path.read_bytes(), as_label(path.suffix)) for path in sorted((DATA / "labels").iterdir())}
    return found


def check(folder, count: int, first: int = 0) -> None:
    """Read so many mutants, from a first one on: every sample and every mutation in turn."""
    every, wrong, refused = [*readers(folder).items()], list[str](), 0
    for i in range(first, first + count):
        name, (data, read) = every[i % len(every)]
        seed = i // len(every)
        chance, mutate = random.Random(f"{name} {seed}"), MUTATIONS[seed % len(MUTATIONS)]  # noqa: S311
        within = name.endswith(".xlsx") and seed // len(MUTATIONS) % 2
        mutant = (part_mutated(mutate) if within else mutate)(chance, data)
        try:
            read(mutant)
        except AtmpError as error:
            refused += 1
            if not all(fault.where and fault.found and fault.fix for fault in error.faults):
                wrong.append(f"{name}, seed {seed}, {mutate.__name__}: a fault without its words: {error}")
        except Exception as error:  # noqa: BLE001  what this looks for
            wrong.append(f"{name}, seed {seed}, {mutate.__name__}: {type(error).__name__}: {error}"[:300])
    assert not wrong, f"{len(wrong)} of {count}:\n" + "\n".join(wrong[:40])
    assert refused > count / 3, "mutants that are all read prove nothing"


@pytest.mark.long
def test_some_mutants_of_every_format(tmp_path):
    check(tmp_path, 900)


#: A hundred thousand, in parts that several processes share.
PARTS, EACH = 40, 2_500


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(PARTS))
def test_a_hundred_thousand_mutants_of_every_format(part, tmp_path):
    check(tmp_path, EACH, part * EACH)
