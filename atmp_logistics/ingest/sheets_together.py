"""The words of several sheets of one record, such as the ward's and the pharmacy's receipt list, for one profile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from atmp_logistics.ingest.sheet_words import SheetWord, SheetWords
from atmp_logistics.records.site_words import folded


def sheets_together(sheets: Sequence[SheetWords]) -> SheetWords:
    """Return the words of sheets that are judged together; a heading that means two things is asked.

    Examples
    --------
    >>> bag = SheetWord("Bag", "container_id")
    >>> ward = SheetWords("ward.csv", 2, (SheetWord("Datum", "date"), bag), (), (), ())
    >>> list_of_receipts = SheetWords("list.csv", 1, (SheetWord("Datum", "time"), bag), (), (), ())
    >>> both = sheets_together([ward, list_of_receipts])
    >>> both.name, both.places
    ('ward.csv, list.csv', 'ward.csv stand in row 2, of list.csv in row 1')
    >>> [(one.word, one.means, one.may_be) for one in both.headings]
    [('Datum', '', ('date', 'time')), ('Bag', 'container_id', ())]
    """
    first, *others = sheets
    if not others:
        return first
    places = [f"of {one.name} in row {one.heading_row}" for one in others]
    return replace(
        first,
        name=", ".join(one.name for one in sheets),
        places=", ".join([first.places, *places]),
        headings=tuple(_headings(sheets)),
        events=tuple(word for one in sheets for word in one.events),
        products=tuple(dict.fromkeys(name for one in sheets for name in one.products)),
        loggers=tuple(dict.fromkeys(name for one in sheets for name in one.loggers)),
        unclear_date=next((one.unclear_date for one in sheets if one.unclear_date), ""),
    )


def _headings(sheets: Sequence[SheetWords]) -> Iterator[SheetWord]:
    """Yield each heading once, and as often as it stands in the sheet that has it first."""
    said = set[str]()
    for i, sheet in enumerate(sheets):
        for one in sheet.headings:
            if folded(one.word) not in said:
                yield _agreed(one, [other for later in sheets[i + 1 :] for other in later.headings])
        said |= {folded(one.word) for one in sheet.headings}


def _agreed(one: SheetWord, others: Sequence[SheetWord]) -> SheetWord:
    """Return a heading with its meaning where the other sheets that have it give it the same."""
    means = {other.means for other in others if folded(other.word) == folded(one.word)} | {one.means}
    if len(means) == 1:
        return one
    may_be = tuple(sorted(filter(None, means)))
    return SheetWord(one.word, may_be=may_be, why="it means another thing in each sheet: rename one of the columns")
