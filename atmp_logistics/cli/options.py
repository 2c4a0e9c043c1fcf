"""The options of the commands, each once: its name, its type and its line of help."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

DateOrder = Literal["dmy", "mdy", "ymd"]
DecimalSign = Literal[".", ","]
ClockJump = Literal["refuse", "split"]

# What is judged, planned or simulated, and by which label.
Product = Annotated[str | None, typer.Option("--product", help="The product's slug, where the events do not name it.")]
Slug = Annotated[str, typer.Argument(help="The product's slug, such as kymriah-eu.")]
Containers = Annotated[int, typer.Option("--containers", help="How many bags, vials or syringes.")]
When = Annotated[list[str] | None, typer.Option("--when", help="A condition, KEY=VALUE. Repeatable.")]
WhenEach = Annotated[
    list[str] | None,
    typer.Option("--when", help="A condition, KEY=VALUE, or of one container, CONTAINER:KEY=VALUE. Repeatable."),
]
PrintedExpiry = Annotated[
    list[str] | None,
    typer.Option("--expiry", help="The printed expiry, '2027-01-31', or CONTAINER=2027-01-31. Repeatable."),
]
Expect = Annotated[
    list[str] | None,
    typer.Option("--expect", help="A container that must be there, THERAPY/CONTAINER. Repeatable."),
]
On = Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="Use the label of this day.")]
CatalogueFolders = Annotated[
    list[Path] | None, typer.Option("--catalogue", help="A folder with your own product files. Repeatable.")
]
PluginFolders = Annotated[
    list[Path] | None,
    typer.Option("--plugins", help="A folder of plug-ins, whose code is run (docs/plugins.md). Repeatable."),
]
SiteFile = Annotated[Path | None, typer.Option("--site", help="The site's profile, a TOML file.")]

# How times are written.
Tz = Annotated[
    str | None, typer.Option("--tz", help="Zone of local times and days, such as Europe/Stockholm or +01:00.")
]
LoggerTz = Annotated[
    str | None,
    typer.Option("--logger-tz", help="Zone of the loggers' local times, where it is not that of the events."),
]
Resolution = Annotated[
    str | None,
    typer.Option("--resolution", help="How finely event times are written, such as '1 min'; '0 s' is exact."),
]

# How a table is read.
Order = Annotated[
    DateOrder | None, typer.Option("--date-order", help="Order of day and month, where a column does not prove it.")
]
Worksheet = Annotated[
    list[str] | None,
    typer.Option("--worksheet", help="The sheet to read of a workbook with several, by its name. Repeatable."),
]

CollectFaults = Annotated[
    Literal["raise", "collect"],
    typer.Option("--errors", help="raise: refuse the record; collect: set aside the therapies at fault."),
]

# How a logger's file is read.
Unit = Annotated[str | None, typer.Option("--unit", help="C, F or K, where a logger's file names no unit.")]
Decimal = Annotated[
    DecimalSign | None,
    typer.Option("--decimal", help="A logger's decimal sign, where the file does not prove it."),
]
Channel = Annotated[
    str | None, typer.Option("--channel", help="The product's temperature channel: its heading or its number.")
]
Dialect = Annotated[
    str | None, typer.Option("--dialect", help="The logger family, such as Elitech; 'table' for a plain table.")
]
OnClockJump = Annotated[
    ClockJump,
    typer.Option("--on-clock-jump", help="A logger's clock that steps back: refuse the log, or split it there."),
]
ColumnTexts = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        help="What a column of a readings table is, 'Stamp=time', 'Probe 1=temperature', '*=ignore'. Repeatable.",
    ),
]
HeadingRow = Annotated[
    int | None, typer.Option("--heading-row", help="The row that heads a readings table; 0 where none does.")
]
TimeFormatText = Annotated[
    str | None,
    typer.Option("--time-format", help="How a readings table writes its times, such as 'dd.mm.yyyy hh.mm'."),
]

MaxSize = Annotated[
    float | None,
    typer.Option("--max-size", help="The largest file that is read, unpacked, in MB (docs/hostile_files.md)."),
]

# How long steps take, and what is set.
StepTexts = Annotated[
    list[str] | None,
    typer.Option(
        "--step", help="How long a step takes, 'thaw=2 to 4 min' or 'EVENT -> EVENT=3 to 10 min'. Repeatable."
    ),
]
StepFile = Annotated[Path | None, typer.Option("--steps", help="Steps as a TOML file: thaw = '2 to 4 min'.")]
At = Annotated[
    list[str] | None,
    typer.Option("--at", help="What is set: EVENT=TIME, EVENT[2]=TIME or EVENT='TIME to TIME'. Repeatable."),
]

# What is written.
Html = Annotated[Path | None, typer.Option("--html", help="Write the result as a page, with pictures.")]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", help="Show only containers of this verdict, printed and as a page. Repeatable."),
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print the verdict, the counts and one line a container alone.")]
CsvStyleOption = Annotated[
    Literal["plain", "excel"],
    typer.Option(
        "--csv-style", help="excel: the CSV as Excel opens it in Sweden: semicolons, decimal commas, local times."
    ),
]
Ledger = Annotated[
    Path | None, typer.Option("--ledger", help="Write the stability ledger: a name that ends in .csv or .xlsx.")
]
Excursions = Annotated[
    Path | None, typer.Option("--excursions", help="Write every excursion as a row: a name that ends in .csv or .xlsx.")
]
Excel = Annotated[
    Path | None,
    typer.Option("--excel", help="Write verdicts, findings, excursions, events and gaps as a workbook (.xlsx)."),
]
Record = Annotated[Path | None, typer.Option("--record", help="Write a dose record for each therapy into this folder.")]
MadeAt = Annotated[
    str | None,
    typer.Option("--made-at", help="When records are made and forms opened: '2026-11-25 08:00', or 'clock'."),
]
MadeBy = Annotated[str | None, typer.Option("--made-by", help="Who makes the records, and opens the forms.")]
Language = Annotated[
    str | None,
    typer.Option(
        "--language",
        help="Of validate's text, page and records, run sheets, calendars: en or sv; else the profile's, else English.",
    ),
]
Verified = Annotated[
    list[Path] | None,
    typer.Option("--verified", help="Verify this manifest or result now, and print on the records what was found."),
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace records of --record that are there already.")]
StillInStore = Annotated[
    str | None,
    typer.Option("--now", help="What the record shows in a store was still there then: a time, '18:00', or 'clock'."),
]
Json = Annotated[Path | None, typer.Option("--json", help="Write the result as JSON.")]
Decisions = Annotated[
    list[Path] | None,
    typer.Option("--decisions", help="What a person decided on findings (docs/deviations.md). Repeatable."),
]
DeviationFolder = Annotated[
    Path | None,
    typer.Option("--deviations", help="Write a form for each container that deviates into this folder."),
]
WithIndeterminate = Annotated[
    bool, typer.Option("--with-indeterminate", help="With --deviations: a form for what nothing decides too.")
]
Manifest = Annotated[
    Path | None, typer.Option("--manifest", help="List the files read and written with their hashes, for verify.")
]
Ics = Annotated[Path | None, typer.Option("--ics", help="Write what a person has to do as an iCalendar file.")]
Remind = Annotated[str, typer.Option("--remind", help="How long before an entry the calendar reminds of it.")]
Plot = Annotated[Path | None, typer.Option("--plot", help="Draw the result: a name that ends in .png, .svg or .pdf.")]


@dataclass(frozen=True, slots=True)
class LoggerOptions:
    """What a call states of its loggers' files.

    Attributes
    ----------
    tz : str or None
        The zone of their local times.
    date_order, unit, decimal, channel, dialect : str or None
        What a file does not say of itself.
    on_clock_jump : str
        Whether a clock that steps back refuses the log or splits it.
    worksheet : tuple of str
        The sheets to read, by their names.
    columns : dict of str to str
        What each heading of a table is.
    heading_row, time_format : int or None, str or None
        The row that heads a table, and how it writes its times.
    """

    tz: str | None
    date_order: DateOrder | None
    unit: str | None
    decimal: DecimalSign | None
    channel: str | None
    dialect: str | None
    on_clock_jump: ClockJump
    worksheet: tuple[str, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    heading_row: int | None = None
    time_format: str | None = None

    @property
    def of_layout(self) -> dict[str, Any]:
        """What is said of how a file is laid out: the keywords of `channels_of`."""
        return {name: getattr(self, name) for name in ("dialect", "worksheet", "columns", "heading_row", "time_format")}

    @property
    def of_readings(self) -> dict[str, Any]:
        """The keywords that `read_readings` takes."""
        return asdict(self)

    @property
    def of_events(self) -> dict[str, Any]:
        """The keywords that `read_events` takes of these."""
        return {"date_order": self.date_order, "worksheet": self.worksheet}

    @property
    def of_summary(self) -> dict[str, Any]:
        """The keywords that `read_summary` takes."""
        left = {"on_clock_jump", "columns", "heading_row", "time_format"}
        return {key: value for key, value in asdict(self).items() if key not in left}
