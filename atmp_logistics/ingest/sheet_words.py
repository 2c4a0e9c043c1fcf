"""The words of a ward's sheet and of its loggers' files, and what each means: what a site profile is made of.

A word that the vocabulary does not know for certain has no meaning here, and what it may mean is named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from pathlib import Path

from atmp_logistics.core.column_names import AMBIGUOUS_HEADINGS
from atmp_logistics.core.errors import Fault, NotATable, refuse
from atmp_logistics.core.event_kinds import EVENTS, event_name, names_an_end
from atmp_logistics.core.event_words import plain_word
from atmp_logistics.core.label_conditions import CONDITIONS
from atmp_logistics.core.vocabulary import likely_meanings
from atmp_logistics.ingest.events.headings import COLUMNS, meaning_of_heading
from atmp_logistics.ingest.files.file import open_file
from atmp_logistics.ingest.lifecycle import ACTIVITIES, Half, event_meaning
from atmp_logistics.ingest.messages import is_message
from atmp_logistics.ingest.sheet_rows import RoughTable, has_day_and_clock, is_day, rough_table, says_when, unclear_date
from atmp_logistics.records.site_profile import Site

_KNOWN = (*COLUMNS, *CONDITIONS)
#: The columns that say when.
_ENDS = frozenset({"time_start", "time_end"})
_CLOCKS = frozenset({"time", "time_of_day"}) | _ENDS
#: A word behind the name of an event that says no more than that a clock time stands below it.
_CLOCK_WORD = re.compile(r"[\s,:(]+(?:kl\.?|klockan|klockslag|tid|tijd|time|uhrzeit)\)?$", re.IGNORECASE)
_MOST = 4
#: For so many words of one column it is looked for what they mean; the others are asked. A ward has some thirty.
MOST_SUGGESTED = 100
#: So many different words of one kind a profile holds: one that is longer would not be read back.
MOST_WORDS = 1_000


@dataclass(frozen=True, slots=True)
class SheetWord:
    """A heading or a word, what it means, else what it may mean; `count` is how often it stands there."""

    word: str
    means: str = ""
    may_be: tuple[str, ...] = ()
    count: int = 1
    why: str = ""


@dataclass(frozen=True, slots=True)
class SheetWords:
    """The words of a sheet: its headings, its events, its products and its loggers; a date whose order is not clear.

    `places` says where the headings of several sheets stand.
    """

    name: str
    heading_row: int
    headings: tuple[SheetWord, ...]
    events: tuple[SheetWord, ...]
    products: tuple[str, ...]
    loggers: tuple[str, ...]
    unclear_date: str = ""
    places: str = ""

    def __post_init__(self) -> None:
        if not self.places:
            object.__setattr__(self, "places", f"{self.name} stand in row {self.heading_row}")


def words_of_sheet(path: str | Path, worksheets: Sequence[str] = ()) -> SheetWords:
    """Return the words of a sheet of events.

    Raises
    ------
    InputError
        For a file that is no table, and for one of more words than a profile holds.
    """
    file = open_file(path)
    if is_message(file):
        fix = "judge it as it is, or name the ward's own sheet"
        refuse([Fault(file.name, "JSON, such as a FHIR or an EPCIS message", "a sheet with headings", fix, NotATable)])
    table = rough_table(file, lambda cell: bool(column_of(cell)), worksheets)
    headings = _headings(table)
    means = {one.word: one.means for one in headings}
    events = _events(table, means)
    products, loggers = (distinct_cells(table, means, column) for column in ("product", "logger_id"))
    refuse(too_many_words(table.name, {"words of events": events, "products": products, "loggers": loggers}))
    date = next(filter(None, (unclear_date(table.cells(heading)) for heading in means)), "")
    return SheetWords(table.name, table.number, headings, events, products, loggers, date)


def too_many_words(name: str, kinds: dict[str, Sized]) -> Iterator[Fault]:
    """Yield a fault for each kind of which a file has more words than a profile holds."""
    fix = "see whether the column under that heading holds something else, or divide the file"
    for kind, words in kinds.items():
        if len(words) > MOST_WORDS:
            yield Fault(name, f"{len(words):,} different {kind}", f"at most {MOST_WORDS:,} of them", fix, NotATable)


def meant_twice(means: dict[str, str]) -> set[str]:
    """Return the names that several headings mean."""
    return {name for name, count in Counter(filter(None, means.values())).items() if count > 1}


def column_of(heading: str) -> str:
    """Return the column or the event that a heading of a sheet means for certain, else ""."""
    return meaning_of_heading(heading, Site(), _KNOWN) or ""


def _headings(table: RoughTable) -> tuple[SheetWord, ...]:
    """Return each heading with its meaning; of several that mean one column, none has it."""
    filled = [heading for heading in table.headings if heading]
    means = {heading: column_of(heading) for heading in filled}
    means = _dates_with_clocks(table, means)
    twice = meant_twice(means)
    has_events = "event" in means.values() or any(
        not name and _words_of_events(table, heading) for heading, name in means.items()
    )
    return tuple(_heading(table, heading, means[heading], twice, has_events=has_events) for heading in filled)


def _heading(table: RoughTable, heading: str, means: str, twice: set[str], *, has_events: bool) -> SheetWord:
    if means in twice:
        return SheetWord(heading, may_be=(means, "ignore"), why=f"several headings mean {means}: keep one")
    cells = table.cells(heading)
    if means in EVENTS and cells and not any(map(says_when, cells)):
        may_be = ("outcome",) if any(map(names_an_end, cells)) else ("outcome", "note")
        return SheetWord(heading, may_be=may_be, why=f"its cells are no times, such as {cells[0]!r}")
    if means in _ENDS and not has_events:
        why = "no column says what begins or ends there"
        return SheetWord(heading, may_be=likely_names(heading, "event"), why=why)
    if means:
        return SheetWord(heading, means)
    if (words := _words_of_events(table, heading)) and not AMBIGUOUS_HEADINGS.get(plain_word(heading)):
        return SheetWord(heading, may_be=("event",), why=f"its cells are words of events, such as {words[0]!r}")
    return SheetWord(heading, may_be=_may_be_of_cells(heading, cells, has_events=has_events))


def _may_be_of_cells(heading: str, cells: Sequence[str], *, has_events: bool) -> tuple[str, ...]:
    """Return what a heading may mean over such cells: days alone, clock times, which are of an event, or anything."""
    if cells and all(map(is_day, cells)):
        return ("date", "expiry")
    if not has_events and any(map(says_when, cells)):
        return likely_names(heading, "event") or likely_names(_CLOCK_WORD.sub("", heading), "event")
    return likely_names(heading, "column of events")


def _dates_with_clocks(table: RoughTable, means: dict[str, str]) -> dict[str, str]:
    """Take a column of dates as one of times where each of its cells has a clock and no other column says when."""
    if _CLOCKS & {*means.values()}:
        return means
    dates = [heading for heading, name in means.items() if name == "date"]
    timed = [heading for heading in dates if (cells := table.cells(heading)) and all(map(has_day_and_clock, cells))]
    return means | dict.fromkeys(timed if len(dates) == 1 else (), "time")


def _words_of_events(table: RoughTable, heading: str) -> list[str]:
    """Return the cells under a heading where most of them are words of events."""
    cells = table.cells(heading)
    if len({*cells}) > MOST_SUGGESTED:
        return []
    known = {cell for cell in {*cells} if event_name(cell) or plain_word(cell) in ACTIVITIES}
    found = [cell for cell in cells if cell in known]
    return found if len(found) * 2 > len(cells) else []


def likely_names(word: str, kind: str) -> tuple[str, ...]:
    """Return what an unknown word may mean: names of a kind of the vocabulary, and conditions."""
    return tuple(one.name for one in likely_meanings(word) if one.kind in (kind, "condition"))[:_MOST]


def _events(table: RoughTable, means: dict[str, str]) -> tuple[SheetWord, ...]:
    """Return the words of the column of events, or of one that may be it, in the order in which they come first."""
    stated = [heading for heading, name in means.items() if name == "event"]
    maybe = [heading for heading, name in means.items() if not name and _words_of_events(table, heading)]
    half: Half = "start" if {"time_start", "time_end", "lifecycle"} & {*means.values()} else ""
    counts = Counter(cell for heading in (stated or maybe[:1]) for cell in table.cells(heading))
    return tuple(
        SheetWord(word, *(_event(word, half) if i < MOST_SUGGESTED else ("", ())), count)
        for i, (word, count) in enumerate(counts.items())
    )


def _event(word: str, half: Half) -> tuple[str, tuple[str, ...]]:
    """Return the event, or where rows say which end they are the activity, that a word means; else what it may mean."""
    found = event_meaning(word, half, Site())
    ends = ACTIVITIES.get(plain_word(word), {})
    if half and ends:
        return str(ends["start"]).rpartition("_")[0], ()
    if found.event:
        return found.event, ()
    likely: Iterable[str] = filter(None, ends.values()) if ends else _likely_events(word)
    return "", tuple(likely)[:_MOST]


def _likely_events(word: str) -> Iterator[str]:
    return (one.name for one in likely_meanings(word) if one.kind == "event")


def distinct_cells(table: RoughTable, means: dict[str, str], column: str) -> tuple[str, ...]:
    """Return each cell once that stands under a heading which means a column."""
    headings = [heading for heading, name in means.items() if name == column]
    return tuple(dict.fromkeys(cell for heading in headings for cell in table.cells(heading)))
