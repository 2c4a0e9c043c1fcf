"""Files that a stranger may send, each with the commands that read it and what must stand in the refusal.

Small in bytes, they hold a billion rows, a text that never closes, an instant of no calendar: each is made here, none is
kept. `NIGHTLY` are those that take seconds to make.
"""

import gzip
import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

EVENTS = (
    "therapy_id,container_id,event,time\n"
    "T1,B1,product_received,2026-11-10T08:30+01:00\n"
    "T1,B1,preparation_start,2026-11-10T12:00+01:00\n"
)
READINGS = "time,temperature [°C]\n" + "".join(
    f"2026-11-10T{h:02d}:{m:02d}:00+01:00,5.0\n" for h in range(8, 13) for m in (0, 20, 40)
)
#: What reads a table: events, and readings.
TABLE = ("validate", "readings", "inspect", "convert", "deadlines", "site new")
LOG = ("readings", "inspect", "convert")
TOML = ("site", "catalogue", "steps")
GIB = 1 << 30


@dataclass(frozen=True)
class Hostile:
    """A file: its name on disk, how its bytes are made, the commands that read it, and words of each refusal."""

    file: str
    made: Callable[[], bytes]
    commands: tuple[str, ...]
    words: str = ""
    nightly: bool = False
    exits: tuple[int, ...] = (2,)

    def exits_of(self, command: str) -> tuple[int, ...]:
        """`site new` judges nothing: it writes a profile of what the headings and the words are."""
        return (*self.exits, 0) if command == "site new" else self.exits


# Workbooks

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {"strings": ("xl/sharedStrings.xml", "sharedStrings"), "styles": ("xl/styles.xml", "styles")}
Bytes = bytes | Callable[[], Iterator[bytes]]


def workbook(sheet: Bytes, *, sheets: int = 1, method: int = zipfile.ZIP_DEFLATED, **parts: Bytes) -> bytes:
    """A workbook of which every sheet has this XML, written part by part: none is ever held."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=1) as packed:
        for name, text in _frame(sheets, parts).items():
            packed.writestr(name, text)
        named = {f"xl/worksheets/sheet{i}.xml": sheet for i in range(1, sheets + 1)}
        for name, data in {**named, **{_PARTS[key][0]: part for key, part in parts.items()}}.items():
            with packed.open(name, "w", force_zip64=True) as part:
                for block in [data] if isinstance(data, bytes) else data():
                    part.write(block)
    return out.getvalue()


def _frame(sheets, parts):
    numbers = range(1, sheets + 1)
    types = [(f"/xl/worksheets/sheet{i}.xml", "worksheet") for i in numbers]
    types += [("/xl/workbook.xml", "sheet.main"), *((f"/{_PARTS[key][0]}", _PARTS[key][1]) for key in parts)]
    related = [(f"rId{i}", "worksheet", f"worksheets/sheet{i}.xml") for i in numbers]
    related += [(f"rId{key}", _PARTS[key][1], _PARTS[key][0].removeprefix("xl/")) for key in parts]
    overrides = "".join(f'<Override PartName="{name}" ContentType="{_TYPE}.{kind}+xml"/>' for name, kind in types)
    relations = "".join(
        f'<Relationship Id="{key}" Type="{_RELATION}/{kind}" Target="{to}"/>' for key, kind, to in related
    )
    listed = "".join(f'<sheet name="S{i}" sheetId="{i}" r:id="rId{i}"/>' for i in numbers)
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{rels}{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}"><sheets>{listed}</sheets></workbook>',
    }


_END = "</sheetData></worksheet>"


def cell(place: str, text: str = "x") -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def rows(events: str = EVENTS) -> str:
    """The XML of a sheet up to its last row of events."""
    lines = [line.split(",") for line in events.splitlines()]
    cells = ["".join(cell(f"{chr(65 + j)}{i}", text) for j, text in enumerate(line)) for i, line in enumerate(lines, 1)]
    return f'<worksheet xmlns="{_MAIN}"><sheetData>' + "".join(
        f'<row r="{i}">{row}</row>' for i, row in enumerate(cells, 1)
    )


def sheet(more: str) -> bytes:
    return (rows() + more + _END).encode()


def row(number: object, cells: str) -> str:
    return f'<row r="{number}">{cells}</row>'


def repeated(begin: str, piece: bytes, end: str, size: int) -> Callable[[], Iterator[bytes]]:
    """A part of so many bytes that repeats a piece."""
    block = piece * ((1 << 16) // len(piece) or 1)

    def blocks() -> Iterator[bytes]:
        yield begin.encode()
        for _ in range(size // len(block)):
            yield block
        yield end.encode()

    return blocks


_ROW = b'<row><c t="inlineStr"><is><t>x</t></is></c></row>'
_LAUGHS = "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
_SST = f'<sst xmlns="{_MAIN}">'
_STYLES = f'<styleSheet xmlns="{_MAIN}"><cellXfs>'


def lying_workbook() -> bytes:
    """A workbook whose sheet says that it is short, and unpacks to 256 MiB."""
    data = bytearray(workbook(repeated(rows(), b" " * 64, _END, GIB >> 2)))
    place = data.rfind(b"PK\x01\x02", 0, data.rfind(b"PK\x05\x06"))
    data[place + 24 : place + 28] = struct.pack("<I", 1000)
    return bytes(data)


def _zipped_events() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("events.csv", EVENTS)
    return out.getvalue()


WORKBOOKS = {
    "a cell at XFD1048576": Hostile(
        "a.xlsx", lambda: workbook(sheet(row(1048576, cell("XFD1048576")))), TABLE, "16,384 columns"
    ),
    "a cell at A1048576": Hostile(
        "a.xlsx", lambda: workbook(sheet(row(1048576, cell("A1048576")))), TABLE, "1,048,576 rows"
    ),
    "a row of number 2e9": Hostile(
        "a.xlsx", lambda: workbook(sheet(row(2_000_000_000, cell("A2000000000")))), TABLE, "row 2000000000"
    ),
    "a row of number 1e30": Hostile("a.xlsx", lambda: workbook(sheet(row(10**30, cell("A5")))), TABLE, "row 1000"),
    "a row whose number is a word": Hostile(
        "a.xlsx", lambda: workbook(sheet(row("five", cell("A5")))), TABLE, "row five"
    ),
    "a format that is not there": Hostile(
        "a.xlsx", lambda: workbook(sheet(row(4, '<c r="A4" s="99999"><v>1</v></c>'))), TABLE
    ),
    "a text that is not there": Hostile(
        "a.xlsx", lambda: workbook(sheet(row(4, '<c r="A4" t="s"><v>99</v></c>'))), TABLE, "cannot be opened"
    ),
    "a number of 6000 digits": Hostile(
        "a.xlsx", lambda: workbook(sheet(row(4, f'<c r="A4"><v>{"9" * 6000}</v></c>'))), TABLE
    ),
    "an entity of an entity of an entity": Hostile(
        "a.xlsx",
        lambda: workbook(
            (f'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">{_LAUGHS}]>' + rows() + row(4, cell("A4", "&j;")) + _END).encode()
        ),
        TABLE,
        "cannot be opened",
    ),
    "elements a million deep": Hostile(
        "a.xlsx", lambda: workbook(sheet("<a>" * 1_000_000 + "</a>" * 1_000_000)), TABLE, "640,000"
    ),
    "1 GiB of rows": Hostile(
        "a.xlsx", lambda: workbook(repeated(rows(), _ROW, _END, GIB)), TABLE, "640,000", nightly=True
    ),
    "1 GiB of blanks": Hostile(
        "a.xlsx", lambda: workbook(repeated(rows(), b" " * 64, _END, GIB)), TABLE, "32 MB", nightly=True
    ),
    "64 MiB of blanks": Hostile(
        "a.xlsx", lambda: workbook(repeated(rows(), b" " * 64, _END, GIB >> 4)), TABLE, "32 MB"
    ),
    "1 GiB of shared texts": Hostile(
        "a.xlsx",
        lambda: workbook(sheet(""), strings=repeated(_SST, b"<si><t>x</t></si>", "</sst>", GIB)),
        TABLE,
        "640,000",
        nightly=True,
    ),
    "a shared text of 64 MiB": Hostile(
        "a.xlsx",
        lambda: workbook(sheet(""), strings=repeated(_SST + "<si><t>", b"x" * 64, "</t></si></sst>", GIB >> 4)),
        TABLE,
        "32 MB",
    ),
    "a million formats": Hostile(
        "a.xlsx",
        lambda: workbook(
            sheet(""), styles=repeated(_STYLES, b'<xf numFmtId="0"/>', "</cellXfs></styleSheet>", 18_000_000)
        ),
        TABLE,
        "640,000",
    ),
    "a part longer than it says": Hostile("a.xlsx", lying_workbook, TABLE, "32 MB", nightly=True),
    "rows packed by LZMA": Hostile(
        "a.xlsx",
        lambda: workbook(repeated(rows(), _ROW, _END, 1 << 24), method=zipfile.ZIP_LZMA),
        TABLE,
        "no spreadsheet program",
    ),
    "2000 sheets": Hostile("a.xlsx", lambda: workbook(sheet(""), sheets=2000), TABLE, "parts"),
    "100 000 merged cells, each over all": Hostile(
        "a.xlsx",
        lambda: workbook((rows() + "</sheetData>" + '<mergeCell ref="A1:D900"/>' * 100_000 + "</worksheet>").encode()),
        TABLE,
        "overlap",
    ),
    "a workbook cut short": Hostile("a.xlsx", lambda: workbook(sheet(""))[:-30], TABLE),
    "the first bytes of a zip": Hostile("a.xlsx", lambda: b"PK\x03\x04" + b"x" * 1000, TABLE),
    "the first bytes of an old workbook": Hostile(
        "a.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000), TABLE
    ),
    "a table in a zip": Hostile("a.zip", _zipped_events, TABLE, "zip"),
    "a table in a gzip": Hostile("a.csv.gz", lambda: gzip.compress(EVENTS.encode()), TABLE, "gzip"),
}


# Parquet


def parquet(table: pa.Table, **how: object) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out, **how)
    return out.getvalue()


def with_time(kind: pa.DataType, number: int) -> bytes:
    """One event whose time is this number of a type."""
    return parquet(pa.table({"therapy_id": ["a"], "event": ["thaw_end"], "time": pa.array([number], kind)}))


def runs(times: int, columns: dict[str, pa.Array]) -> bytes:
    """Row groups of a million rows, of which each is some bytes."""
    out, table = io.BytesIO(), pa.table(columns)
    with pq.ParquetWriter(out, table.schema, compression="zstd") as writer:
        for _ in range(times):
            writer.write_table(table)
    return out.getvalue()


def _named(text: str = "T1", count: int = 1 << 20) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int32)), pa.array([text]))


def _no_utf8() -> pa.Array:
    return pa.Array.from_buffers(
        pa.string(), 1, [None, pa.py_buffer(np.array([0, 2], np.int32)), pa.py_buffer(b"\xff\xfe")]
    )


def _readings_of(count: int) -> dict[str, pa.Array]:
    return {
        "time": pa.array(np.zeros(count, np.int64), pa.timestamp("us", "UTC")),
        "temperature_degC": pa.array(np.full(count, 5.0)),
    }


def _deep() -> pa.DataType:
    kind = pa.int32()
    for _ in range(60):
        kind = pa.list_(kind)
    return kind


PARQUET = {
    "a billion rows in runs": Hostile(
        "a.parquet",
        lambda: runs(1024, {"therapy_id": _named(), "event": _named()}),
        TABLE,
        "1,073,741,824 rows",
        nightly=True,
    ),
    "64 million rows in runs": Hostile(
        "a.parquet", lambda: runs(64, {"therapy_id": _named(), "event": _named()}), TABLE, "67,108,864 rows"
    ),
    "64 million readings in runs": Hostile(
        "a.parquet", lambda: runs(64, _readings_of(1 << 20)), TABLE, "67,108,864 rows"
    ),
    "a text of 1 GiB": Hostile(
        "a.parquet",
        lambda: parquet(
            pa.table({"therapy_id": ["x" * GIB], "event": ["y"], "time": ["z"]}),
            compression="zstd",
            use_dictionary=False,
        ),
        TABLE,
        "unpack to",
        nightly=True,
    ),
    "a text of 1 MiB in 400 000 rows": Hostile(
        "a.parquet",
        lambda: parquet(pa.table({name: _named("x" * (1 << 20), 400_000) for name in ("therapy_id", "event", "time")})),
        TABLE,
        "texts have",
    ),
    "2000 columns": Hostile(
        "a.parquet", lambda: parquet(pa.table({f"c{i}": [1] for i in range(2000)})), TABLE, "at most 1,000"
    ),
    "lists in lists, 60 deep": Hostile(
        "a.parquet", lambda: parquet(pa.table({"therapy_id": pa.array([None], _deep())})), TABLE
    ),
    "an instant beyond the calendar": Hostile(
        "a.parquet", lambda: with_time(pa.timestamp("us", "UTC"), 2**62), TABLE, "column time"
    ),
    "an instant in seconds beyond the calendar": Hostile(
        "a.parquet", lambda: with_time(pa.timestamp("s"), 2**52), TABLE, "column time"
    ),
    "a zone that is none": Hostile(
        "a.parquet", lambda: with_time(pa.timestamp("us", "Mars/Base"), 1), TABLE, "column time"
    ),
    "a day beyond the calendar": Hostile("a.parquet", lambda: with_time(pa.date32(), 2**31 - 1), TABLE, "column time"),
    "a duration of ages": Hostile("a.parquet", lambda: with_time(pa.duration("s"), 2**62), TABLE, "column time"),
    "a time of day beyond the day": Hostile(
        "a.parquet", lambda: with_time(pa.time64("us"), 2**62), TABLE, "column time"
    ),
    "a text that is no UTF-8": Hostile(
        "a.parquet",
        lambda: parquet(pa.table({"therapy_id": _no_utf8(), "event": ["thaw_end"], "time": ["2026-01-01T00:00Z"]})),
        TABLE,
        "column therapy_id",
    ),
    "a logger's name that is no UTF-8": Hostile(
        "a.parquet",
        lambda: parquet(
            pa.table(
                {
                    "logger_id": _no_utf8(),
                    "temperature_degC": [5.0],
                    "time": pa.array([1_762_000_000_000_000], pa.timestamp("us", "UTC")),
                }
            )
        ),
        TABLE,
        "column logger_id",
    ),
    "bytes for a text": Hostile(
        "a.parquet",
        lambda: parquet(pa.table({"therapy_id": [b"\xff"], "event": ["thaw_end"], "time": ["soon"]})),
        TABLE,
    ),
    "two columns of one name": Hostile(
        "a.parquet",
        lambda: parquet(pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["time", "time"])),
        TABLE,
    ),
    "a decimal of 1e30": Hostile(
        "a.parquet",
        lambda: parquet(
            pa.table(
                {"time": ["2026-01-01T00:00Z"], "temperature [°C]": pa.array([Decimal("1e30")], pa.decimal128(38))}
            )
        ),
        TABLE,
        exits=(0, 2, 3),
    ),
    "no column": Hostile("a.parquet", lambda: parquet(pa.table({})), TABLE),
    "the first and last bytes of Parquet": Hostile("a.parquet", lambda: b"PAR1PAR1", TABLE, "cannot be read"),
    "Parquet cut short": Hostile(
        "a.parquet", lambda: parquet(pa.table(_readings_of(100)))[:-9], TABLE, "cannot be read"
    ),
    "Parquet with a byte turned": Hostile("a.parquet", lambda: _turned(parquet(pa.table(_readings_of(100)))), TABLE),
}


def _turned(data: bytes) -> bytes:
    return data[:30] + bytes([data[30] ^ 255]) + data[31:]


# Text


def lines(head: str, form: str, count: int) -> bytes:
    return (head + "".join(form.format(i) for i in range(count))).encode()


def headings(count: int, each: Callable[[int], str]) -> bytes:
    return (",".join(map(each, range(count))) + "\n" + ",".join("x" * count) + "\n").encode()


TEXTS = {
    "nothing": Hostile("a.csv", lambda: b"", TABLE, "no rows"),
    "zeros after the table": Hostile("a.csv", lambda: EVENTS.encode() + bytes(100), TABLE, "no text"),
    "40 000 headings": Hostile("a.csv", lambda: headings(40_000, lambda i: f"h{i}"), TABLE),
    "40 000 headings, each twice": Hostile("a.csv", lambda: headings(40_000, lambda i: f"h{i // 2}"), TABLE),
    "40 000 headings that are nearly events": Hostile(
        "a.csv", lambda: headings(40_000, lambda i: f"thaw_ennd{i}"), TABLE
    ),
    "10 000 tabs in a heading": Hostile("a.csv", lambda: b"a" + b"\t" * 10_000 + b"b\n1\n", TABLE),
    "a million commas": Hostile("a.csv", lambda: b"," * 1_000_000 + b"\n1\n", TABLE),
    "a million blanks in a heading": Hostile("a.csv", lambda: b"a" + b" " * 1_000_000 + b"b,time\n1,2\n", TABLE),
    "a line of 60 million letters": Hostile("a.csv", lambda: b"x" * 60_000_000, TABLE, nightly=True),
    "a line of 60 million digits": Hostile("a.csv", lambda: b"1" * 60_000_000, TABLE, nightly=True),
    "a line of 60 million quotes": Hostile("a.csv", lambda: b'"' * 60_000_000, TABLE, nightly=True),
    "100 000 events that are none": Hostile(
        "a.csv",
        lambda: lines(EVENTS, "T1,B1,thaw_ennd{0},2026-11-10T08:30+01:00\n", 100_000),
        ("validate", "inspect", "site new"),
        nightly=True,
    ),
    "100 000 times that are none": Hostile(
        "a.csv",
        lambda: lines(EVENTS, "T1,B1,thaw_end,soon{0}\n", 100_000),
        ("validate", "inspect", "site new"),
        nightly=True,
    ),
    "an event of 120 000 letters": Hostile(
        "a.csv", lambda: EVENTS.replace("product_received", "thaw_end" * 15_000).encode(), TABLE
    ),
    "a time of 110 000 letters": Hostile(
        "a.csv", lambda: EVENTS.replace("2026-11-10T08:30", "2026-11-10T" * 10_000).encode(), TABLE
    ),
    "the year 0": Hostile("a.csv", lambda: EVENTS.replace("2026", "0000").encode(), TABLE),
    "the year 1": Hostile("a.csv", lambda: EVENTS.replace("2026", "0001").encode(), TABLE),
    "the last hour of the year 9999": Hostile(
        "a.csv", lambda: EVENTS.replace("2026-11-10T08:30+01:00", "9999-12-31T23:30-14:00").encode(), TABLE
    ),
    "the last hour of 9999, local": Hostile(
        "a.csv", lambda: EVENTS.replace("2026-11-10", "9999-12-31").replace("+01:00", "").encode(), TABLE
    ),
    "an offset of 99 hours": Hostile("a.csv", lambda: EVENTS.replace("+01:00", "+99:99").encode(), TABLE),
    "readings of the year 0": Hostile("a.csv", lambda: READINGS.replace("2026", "0000").encode(), LOG),
    "readings of the year 9999": Hostile("a.csv", lambda: READINGS.replace("2026", "9999").encode(), LOG),
    "readings of 1e308": Hostile("a.csv", lambda: READINGS.replace("5.0", "1e308").encode(), LOG, exits=(0, 3)),
    "readings of infinity": Hostile("a.csv", lambda: READINGS.replace("5.0", "inf").encode(), LOG, exits=(0, 2, 3)),
    "readings of 6000 digits": Hostile(
        "a.csv", lambda: READINGS.replace("5.0", "9" * 6000).encode(), LOG, exits=(0, 3)
    ),
    "readings in other digits": Hostile("a.csv", lambda: READINGS.replace("5.0", "٥.٠").encode(), LOG, exits=(0, 3)),
    "UTF-16 with half a character": Hostile(
        "a.csv", lambda: b"\xff\xfe" + EVENTS.encode("utf-16-le") + b"\x00\xd8", TABLE, "utf-16"
    ),
    "UTF-16 of an odd length": Hostile(
        "a.csv", lambda: b"\xff\xfe" + EVENTS.encode("utf-16-le") + b"x", TABLE, "utf-16"
    ),
    "UTF-32": Hostile("a.csv", lambda: EVENTS.encode("utf-32"), TABLE),
    "a byte that no encoding has": Hostile(
        "a.csv", lambda: EVENTS.encode() + b"T1,\x81\x8d,thaw_end,2026-11-10T13:30+01:00\n", TABLE
    ),
}


# Messages


def sheet_of(heading: str, count: int, below: int) -> bytes:
    """A sheet of so many headings that differ in a number, over rows of times."""
    times = "".join(",".join(["2026-11-10 10:04"] * count) + "\n" for _ in range(below))
    return (",".join(f"{heading} {i}" for i in range(count)) + "\n" + times).encode()


SHEETS = {
    "a sheet of 1000 headings": Hostile("a.csv", lambda: sheet_of("thaw", 1000, 40), ("site new",), "1,000 headings"),
    "200 headings over 2000 rows of times": Hostile(
        "a.csv", lambda: sheet_of("therapy identifier remarks", 200, 2000), ("site new",), nightly=True
    ),
    "2000 words under event, and 190 headings": Hostile(
        "a.csv",
        lambda: lines(
            "therapy_id,event,time," + ",".join(f"thaw ennd {i}" for i in range(190)) + "\n",
            "T1,thaw_ennd{0},2026-11-10 10:04" + ",2026-11-10 10:04" * 190 + "\n",
            2000,
        ),
        ("site new",),
        "2,000 different words of events",
        nightly=True,
    ),
    "100 000 products": Hostile(
        "a.csv",
        lambda: lines("therapy_id,product,event,time\n", "T1,kymriah {0},thaw_end,2026-11-10 10:04\n", 100_000),
        ("site new",),
        "100,000 different products",
        nightly=True,
    ),
}


def bundle(more: str) -> bytes:
    return f'{{"resourceType":"Bundle","type":"collection",{more}}}'.encode()


MESSAGES = {
    "lists 100 000 deep": Hostile("a.json", lambda: b"[" * 100_000 + b"]" * 100_000, TABLE),
    "lists 100 000 deep in a message": Hostile(
        "a.json", lambda: bundle('"entry":' + "[" * 100_000 + "]" * 100_000), TABLE
    ),
    "a text of escapes that never closes": Hostile("a.json", lambda: bundle('"a":"' + '\\"' * 200_000)[:-1], TABLE),
    "backslashes that never end": Hostile("a.json", lambda: bundle('"a":"' + "\\" * 400_001)[:-1], TABLE),
    "30 000 keys, one of them twice": Hostile(
        "a.json", lambda: bundle(",".join(f'"k{i}":1' for i in range(30_000)) + ',"k7":2'), TABLE
    ),
    "30 000 keys, each twice": Hostile(
        "a.json", lambda: bundle(",".join(f'"k{i // 2}":1' for i in range(60_000))), TABLE
    ),
    "half of a character": Hostile("a.json", lambda: bundle('"a":"\\ud800"'), TABLE),
    "half of a character in a list": Hostile("a.json", lambda: bundle('"a":["b",["\\ud800"]]'), TABLE),
    "a number of 10 000 digits": Hostile("a.json", lambda: bundle('"entry":' + "9" * 10_000), TABLE),
    "100 000 entries of nothing": Hostile(
        "a.json", lambda: bundle('"entry":[' + ",".join(["{}"] * 100_000) + "]"), TABLE, nightly=True
    ),
    "20 million lines of nothing": Hostile("a.json", lambda: bundle('"a":1' + "\n" * 20_000_000), TABLE, nightly=True),
}


# TOML

TOMLS = {
    "lists nested 5000 deep": Hostile("a.toml", lambda: b"a = " + b"[" * 5000 + b"]" * 5000, TOML, "nested"),
    "tables nested 5000 deep": Hostile("a.toml", lambda: b"a = " + b"{a=" * 5000 + b"1" + b"}" * 5000, TOML, "nested"),
    "100 000 keys joined by points": Hostile("a.toml", lambda: b".".join([b"a"] * 100_000) + b" = 1", TOML, "nested"),
    "100 MB of comments": Hostile(
        "a.toml", lambda: b"a = 1\n" + b"# comment\n" * 10_000_000, TOML, "1 MiB", nightly=True
    ),
    "30 000 keys": Hostile("a.toml", lambda: lines("", "k{0} = 1\n", 30_000), TOML),
    "30 000 TOML keys, one of them twice": Hostile(
        "a.toml", lambda: "".join(f"k{i} = 1\n" for i in [*range(30_000), 7]).encode(), TOML
    ),
    "15 000 words for events": Hostile("a.toml", lambda: lines("[events]\n", "k{0} = 'thaw_ennd{0}'\n", 15_000), TOML),
    "15 000 words for columns": Hostile("a.toml", lambda: lines("[columns]\n", "k{0} = 'contaner{0}'\n", 15_000), TOML),
    "5000 storages": Hostile("a.toml", lambda: lines("", "[[storage]]\ncode = 'c{0}'\n", 5000), TOML),
    "a TOML number of 10 000 digits": Hostile("a.toml", lambda: b"a = " + b"9" * 10_000, TOML, "a.toml"),
    "numbers that are none": Hostile("a.toml", lambda: b"schema = nan\ntz = inf\nthaw = -inf\n", TOML),
    "a zone outside of the zones": Hostile("a.toml", lambda: b'tz = "../../../etc/passwd"\nthaw = 1\n', TOML),
    "a zone of 200 000 letters": Hostile("a.toml", lambda: b'tz = "' + b"a/" * 100_000 + b'"\nthaw = 1\n', TOML),
    "a zone with a zero in it": Hostile("a.toml", lambda: b'tz = "a\\u0000b"\nthaw = 1\n', TOML),
    "bytes that are no TOML": Hostile("a.toml", lambda: bytes(range(256)) * 100, TOML),
}


# Labels

_SPL = b'<document xmlns="urn:hl7-org:v3">'
LABELS = {
    "XML a million deep": Hostile("a.xml", lambda: _SPL + b"<a>" * 1_000_000, ("label",), "nested"),
    "an entity in XML": Hostile(
        "a.xml", lambda: b'<!DOCTYPE a [<!ENTITY a "aaaa">]>' + _SPL + b"&a;</document>", ("label",), "document type"
    ),
    "8 million elements": Hostile(
        "a.xml", lambda: _SPL + b"<a/>" * 8_000_000 + b"</document>", ("label",), nightly=True
    ),
    "10 million digits": Hostile(
        "a.txt", lambda: b"6.4 Special precautions for storage\n" + b"1" * 10_000_000, ("label",), nightly=True
    ),
    "the first bytes of a PDF": Hostile("a.pdf", lambda: b"%PDF-1.7\n" + b"x" * 1000, ("label",)),
    "zeros": Hostile("a.txt", lambda: bytes(1000), ("label",)),
}

EVERY: dict[str, Hostile] = {**WORKBOOKS, **PARQUET, **TEXTS, **SHEETS, **MESSAGES, **TOMLS, **LABELS}


def call(command: str, file: str) -> list[str]:
    """The call of a command that reads this file, beside `events.csv`."""
    product = ["--product", "kymriah-eu"]
    return {
        "validate": ["validate", file, *product, "--tz", "+01:00"],
        "readings": ["validate", "events.csv", "--readings", file, *product, "--tz", "+01:00"],
        "inspect": ["inspect", file, "--tz", "+01:00"],
        "convert": ["convert", file, "--tz", "+01:00", "--out", "out.csv"],
        "deadlines": ["deadlines", file, *product, "--tz", "+01:00", "--now", "2026-11-10 12:00"],
        "site": ["validate", "events.csv", *product, "--site", file],
        "catalogue": ["catalogue", "check", "."],
        "steps": ["simulate", "kymriah-eu", "--steps", file, "--n", "100"],
        "label": ["label", "show", file],
        "site new": ["site", "new", file, *product, "--tz", "+01:00"],
    }[command]
