"""What a heading of a readings table means: by the call, by the site's profile, or by our own names of columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from atmp_logistics.core.column_names import reading_column
from atmp_logistics.core.errors import DisprovedAnswer
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.files.named_units import units_named, without_unit
from atmp_logistics.ingest.files.named_zones import without_zone, zone_named
from atmp_logistics.ingest.files.table import MOST_COLUMNS
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.site_words import IGNORE, folded
from atmp_logistics.records.stated_tables import OTHERS, StatedTable, logger_of

#: No heading is so long that nobody states.
_LONG = 200
#: What stands in brackets behind this heading alone is a unit, or refused as one.
IN_BRACKETS = re.compile(r"temperature\s*[\[(](.+)[\])]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading means.

    Attributes
    ----------
    column : str
        A column of readings, `IGNORE`, or "" for a heading that means nothing here.
    stated : str
        As somebody states it, "" where nobody does.
    logger : str
        Whose temperature it is, where that is stated.
    by : str
        Who states it, "" for the words that a profile has for all tables.
    """

    column: str
    stated: str = ""
    logger: str = ""
    by: str = ""


@dataclass(frozen=True)
class ReadingWords:
    """What a call and a profile say of the headings of readings tables; the call goes first."""

    site: Site = field(default_factory=Site)
    answers: Answers = field(default_factory=Answers)
    table: StatedTable = field(default_factory=StatedTable)

    @classmethod
    def of(cls, site: Site, answers: Answers) -> ReadingWords:
        """Return the words for a table that is not headed as ours: what the profile says of such tables counts too."""
        return cls(site, answers.with_profile(site.table), site.table)

    @cached_property
    def _stated(self) -> dict[str, tuple[str, str]]:
        tables = ((self.table.columns, "the site profile"), (self.answers.columns, "the caller"))
        return {folded(theirs): (ours, by) for words, by in tables for theirs, ours in words.items()}

    @property
    def leaves_out(self) -> bool:
        """Whether columns that nobody names are left out: as stated, or of a table whose readings somebody names."""
        if self._stated.get(folded(OTHERS)):
            return True
        meant = [*(ours for ours, _ in self._stated.values()), *self.site.columns.values()]
        named = {_column(logger_of(ours)[0]) for ours in meant}
        return self.answers.forces_table and bool({"time", "temperature"} & named)

    def meaning(self, heading: str) -> Meaning:
        """Return what a heading means.

        Examples
        --------
        >>> words = ReadingWords(answers=Answers(columns={"Probe 1": "temperature of TANK-3", "Stamp": "time"}))
        >>> words.meaning("probe 1"), words.meaning("time").column, words.meaning("Humidity").column
        (Meaning(column='temperature', stated='temperature', logger='TANK-3', by='the caller'), 'time', '')
        """
        ours, by = self._stated.get(folded(heading), ("", ""))
        ours = ours or self.site.column(heading) or ""
        if not ours and len(heading) >= _LONG:
            return Meaning("")
        if not ours and (bare := self._of_bare(heading)):
            return Meaning("temperature", "temperature") if bare == "temperature" else Meaning("")
        stated, logger = logger_of(ours) if by else (ours, "")
        return Meaning(IGNORE if stated == IGNORE else _column(stated or heading), stated, logger, by)

    def _of_bare(self, heading: str) -> str:
        """Return what is said of a heading without the unit that it names, "" for nothing."""
        bare = without_unit(heading) if units_named(heading) else ""
        return (self._stated.get(folded(bare), ("",))[0] or self.site.column(bare) or "") if bare else ""

    def is_heading(self, cells: Sequence[str]) -> bool:
        """Say whether a row names a time and a temperature."""
        if len(cells) > MOST_COLUMNS:
            return False
        try:
            return {"time", "temperature"} <= {self.meaning(cell).column for cell in {*cells} if cell}
        except DisprovedAnswer:
            return False


@lru_cache(maxsize=1 << 16)
def _column(heading: str) -> str:
    """Return the column that a word means, apart from the unit or the zone that it names; "" for none."""
    if plain := reading_column(heading):
        return plain
    if IN_BRACKETS.fullmatch(heading.strip()):
        return "temperature"
    if units_named(heading) and reading_column(without_unit(heading)) == "temperature":
        return "temperature"
    return "time" if zone_named(heading) and reading_column(without_zone(heading)) == "time" else ""
