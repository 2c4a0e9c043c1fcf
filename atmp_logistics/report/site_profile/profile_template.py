"""A site profile to fill in, made of the words that stand in a ward's sheet and in its loggers' files.

What the vocabulary knows for certain is filled in; everything else is a line in a comment, with what it may be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from atmp_logistics.core.event_words import plain_word
from atmp_logistics.core.printable import in_one_line
from atmp_logistics.core.toml_text import quoted
from atmp_logistics.core.vocabulary import vocabulary
from atmp_logistics.ingest.logger_file_words import LoggerFileWords
from atmp_logistics.ingest.sheet_words import SheetWord, SheetWords
from atmp_logistics.records.logger_places import EVERYWHERE, NOWHERE
from atmp_logistics.records.site_words import IGNORE, folded

_MARK = "# TO FILL IN: "


@dataclass(frozen=True, slots=True)
class StatedOfSite:
    """What the call states of the site: its name, its zone, its jurisdiction."""

    name: str = ""
    tz: str = ""
    jurisdiction: str = ""


@dataclass(frozen=True, slots=True)
class ProductNames:
    """The slugs that each name of a product may mean, which of them is certain, and what loggers can stand for.

    Attributes
    ----------
    certain : mapping of str to str
    may_be : mapping of str to tuple of str
    codes : tuple of str
        The codes of the storages and windows that a logger can stand for.
    stated : bool
        Whether the call states the product.
    """

    certain: Mapping[str, str]
    may_be: Mapping[str, tuple[str, ...]]
    codes: tuple[str, ...]
    stated: bool = False


@dataclass(slots=True)
class SiteTemplate:
    """The lines of a profile, and in a few words each line that is to be filled in."""

    lines: list[str] = field(default_factory=list)
    to_fill_in: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The whole file."""
        return "\n".join(self.lines) + "\n"

    def say(self, *lines: str) -> None:
        """Add lines as they are."""
        self.lines += lines

    def state(self, key: str, value: str, why: str) -> None:
        """Add a line that is filled in."""
        self.lines.append(f"{key} = {quoted(value)}{f'  # {in_one_line(why)}' if why else ''}")

    def ask(self, where: str, key: str, what: str, example: str = "") -> None:
        """Add a line to fill in, as a comment."""
        self.lines += [f"{_MARK}{in_one_line(what)}", f"# {key} = {quoted(example)}"]
        self.to_fill_in.append(f"{where}{key}: {in_one_line(what)}")


def site_template(
    sheet: SheetWords, logs: Sequence[LoggerFileWords], stated: StatedOfSite, products: ProductNames
) -> SiteTemplate:
    """Return a profile to fill in.

    Parameters
    ----------
    sheet : SheetWords
    logs : sequence of LoggerFileWords
    stated : StatedOfSite
    products : ProductNames

    Returns
    -------
    SiteTemplate
    """
    out = SiteTemplate()
    files = ", ".join(in_one_line(name) for name in (sheet.name, *(one.name for one in logs)))
    out.say(f"# A site profile made of {files}.")
    out.say('# Below "TO FILL IN" take the "#" away and write the answer; until then the line counts for nothing.')
    out.say("# Check what is filled in: it was read by the vocabulary (`atmp-logistics vocabulary WORD`).")
    _of_the_site(out, stated)
    if sheet.unclear_date:
        out.ask("", "date_order", f"dates such as {sheet.unclear_date} do not say which number is the day: dmy or mdy")
    _columns(out, sheet)
    _events(out, sheet)
    _products(out, sheet, products)
    _loggers(out, sheet, logs, products)
    _tables(out, logs)
    out.say("", "# What else a site can state, such as facts with their basis: docs/site_profile.md")
    return out


def _of_the_site(out: SiteTemplate, stated: StatedOfSite) -> None:
    out.say("")
    if stated.name:
        out.state("name", stated.name, "")
    if stated.tz:
        out.state("tz", stated.tz, "the zone of local times and of calendar days")
    else:
        out.ask("", "tz", "the zone of local times and of calendar days", "Europe/Stockholm")
    if stated.jurisdiction:
        out.state("jurisdiction", stated.jurisdiction, "whose labels are suggested first")
    out.say('# resolution = "1 min"  # how finely event times are written; absent: as each is written')


def _columns(out: SiteTemplate, sheet: SheetWords) -> None:
    out.say("", f"[columns]  # the headings of {in_one_line(sheet.places)}")
    said = dict[str, str]()
    for one in sheet.headings:
        _heading(out, one, said)


def _tables(out: SiteTemplate, logs: Sequence[LoggerFileWords]) -> None:
    """Add what is to be said of tables of readings that are not read as they are; nothing where all files are."""
    tables = [log for log in logs if log.headings]
    if not tables:
        return
    out.say("", "[readings.table]  # how these tables are written: docs/reading.md")
    for log in tables:
        out.say(f"# {in_one_line(log.name)}, headings in row {log.heading_row}: {in_one_line(log.refused)}")
    _time_format(out, tables)
    if not all(log.names_unit for log in tables):
        out.ask("readings.table ", "unit", "no heading names the unit of the temperatures: C, F or K")
    out.say("", "[readings.table.columns]")
    said = dict[str, str]()
    for one in (heading for log in tables for heading in log.headings if folded(heading.word) not in said):
        _heading(out, one, said, "readings.table.columns ")


def _time_format(out: SiteTemplate, tables: Sequence[LoggerFileWords]) -> None:
    """State how times are written where one way fits all tables; ask where they are to be stated and several may."""
    formats = dict.fromkeys(one for log in tables for one in log.time_formats)
    if not formats:
        out.say('# time_format = "dd.mm.yyyy hh.mm"  # where the times are not read as they stand')
    elif len(formats) == 1 and all(log.time_formats for log in tables):
        out.state("time_format", next(iter(formats)), "the only way of writing times that fits all of them")
    else:
        files = ", ".join(log.name for log in tables if log.time_formats)
        what = f"how are the times of {files} written? {' or '.join(formats)}; it goes for all tables of the call"
        out.ask("readings.table ", "time_format", what)


def _heading(out: SiteTemplate, one: SheetWord, said: dict[str, str], where: str = "columns ") -> None:
    key, before = quoted(one.word), said.get(folded(one.word))
    if before is not None:
        out.say(f"# {key} stands above already: rename one of the columns")
    elif one.means:
        out.state(key, one.means, _definition(one.means) if plain_word(one.word) != one.means else "")
    else:
        choices = _choices(one.may_be, "the name of a column or an event")
        out.ask(where, key, f"what is it? {choices}{one.why and f'; {one.why}'}")
    said.setdefault(folded(one.word), one.means)


def _events(out: SiteTemplate, sheet: SheetWords) -> None:
    out.say("", "[events]  # what each word of the column of events means")
    said = set[str]()
    for one in sheet.events:
        if folded(one.word) in said or plain_word(one.word) == one.means:
            continue
        said.add(folded(one.word))
        if one.means:
            out.state(quoted(one.word), one.means, f"{_definition(one.means)}; {_times(one.count)}")
        else:
            choices = _choices(one.may_be, "an event of the vocabulary")
            out.ask("events ", quoted(one.word), f"it stands in {_times(one.count)}; {choices}")


def _products(out: SiteTemplate, sheet: SheetWords, products: ProductNames) -> None:
    out.say("", "[products]  # the ward's names of products, to the slugs of the catalogue")
    names = dict.fromkeys(name for name in sheet.products if products.may_be.get(name) != (name,))
    for name in names:
        if name in products.certain:
            out.state(quoted(name), products.certain[name], "the only label of this name and jurisdiction")
        else:
            slugs = products.may_be.get(name, ())
            out.ask("products ", quoted(name), f"which label? {', '.join(slugs) or '`catalogue list` shows them'}")
    if not sheet.products:
        out.say(f"# {in_one_line(sheet.name)} names no product: state --product SLUG, or add a column product")
        if not products.stated:
            why = "the sheet names no product: add --product SLUG (`atmp-logistics catalogue list` shows them)"
            out.to_fill_in.append(f"in the call: {why}")


def _loggers(out: SiteTemplate, sheet: SheetWords, logs: Sequence[LoggerFileWords], products: ProductNames) -> None:
    out.say("", "[loggers]  # what each logger stands for: docs/loggers.md")
    choices = ", ".join([*products.codes, f'"{EVERYWHERE}" for one that goes along with the product', f'"{NOWHERE}"'])
    said = set[str]()
    for log in logs:
        if not log.loggers:
            why = f"{in_one_line(log.name)} could not be read: {in_one_line(log.refused)}"
            out.say(f"# {why}")
            out.to_fill_in.append(f"loggers: {why}")
        for name in dict.fromkeys(log.loggers):
            if folded(name) in said:
                continue
            said.add(folded(name))
            if name in sheet.loggers:
                out.say(f"# {quoted(name)} is named by the rows of {in_one_line(sheet.name)}, and needs no line")
            else:
                family = "a table" if log.dialect == "table" else log.dialect
                out.ask("loggers ", quoted(name), f"{log.name} ({family}) stands for {choices}")


def _choices(may_be: Sequence[str], otherwise: str) -> str:
    named = [name for name in may_be if name != IGNORE]
    return f'{", ".join(named) or otherwise}, or "{IGNORE}" where nothing needs it'


def _times(count: int) -> str:
    return f"{count} row{'s' * (count != 1)}"


def _definition(name: str) -> str:
    return next((one.definition for one in vocabulary() if one.name == name), "an activity, which starts and ends")


def lines_to_fill_in(template: SiteTemplate) -> Iterator[str]:
    """Yield what is left to do, for the terminal."""
    count = len(template.to_fill_in)
    yield f"{count} thing{'s' * (count != 1)} to fill in" + (":" if count else "")
    yield from (f"- {line}" for line in template.to_fill_in)
