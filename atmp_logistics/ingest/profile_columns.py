"""What a site's profile may say of a heading: a column of events or of readings, an event, or that nothing needs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized

from atmp_logistics.core.column_names import (
    EVENT_COLUMN_NAMES,
    EVENT_COLUMNS,
    READING_COLUMN_NAMES,
    READING_COLUMNS,
    columns_it_may_mean,
    event_column,
    reading_column,
)
from atmp_logistics.core.errors import Fault, SiteError
from atmp_logistics.core.event_kinds import OFFERED, event_name, events_it_may_mean
from atmp_logistics.core.event_words import plain_word
from atmp_logistics.core.label_conditions import CONDITIONS
from atmp_logistics.core.likeness import nearest
from atmp_logistics.ingest.files.named_units import without_unit
from atmp_logistics.ingest.files.named_zones import without_zone
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.site_words import IGNORE


def unknown_columns(site: Site, conditions: Iterable[str]) -> Iterator[Fault]:
    """Yield a fault for each heading of which the profile says what is neither a column nor an event.

    Parameters
    ----------
    site : Site
    conditions : iterable of str
        The conditions of your own products, which columns of events may hold.

    Examples
    --------
    >>> [one.where for one in unknown_columns(Site(columns={"Ut ur tank": "out_of_tank", "Tid": "time (UTC)"}), [])]
    ['site.columns.Ut ur tank']
    """
    known, unknown = tuple(conditions), list[str]()
    for heading, stated in site.columns.items():
        if not is_known_column(stated, known):
            yield unknown_column(site, heading, stated, known, unknown)
            unknown.append(heading)


def is_known_column(stated: str, conditions: Iterable[str]) -> bool:
    """Say whether a profile may say this of a heading; it may name a zone or a unit besides.

    Examples
    --------
    >>> [is_known_column(word, ["kit"]) for word in ("thaw_end", "time (UTC)", "temperature [°F]", "kit", "out")]
    [True, True, True, True, False]
    """
    bare = (stated, without_zone(stated), without_unit(stated))
    names = {IGNORE, *CONDITIONS, *map(plain_word, conditions)}
    return any(
        event_column(word) or reading_column(word) or event_name(word) or plain_word(word) in names for word in bare
    )


def unknown_column(site: Site, heading: str, stated: str, known: Iterable[str], unknown: Sized = ()) -> Fault:
    """Return the fault of a profile that says of a heading what is neither a column nor an event.

    After many `unknown` ones nothing is suggested.
    """
    close = columns_it_may_mean(stated) or events_it_may_mean(stated)
    close = close or nearest(
        stated, (*known, *CONDITIONS, *EVENT_COLUMN_NAMES, *READING_COLUMN_NAMES, *OFFERED), unknown
    )
    columns = ", ".join(dict.fromkeys([*EVENT_COLUMNS, *READING_COLUMNS, *CONDITIONS]))
    expected = f"a column ({columns}), an event of the vocabulary, or {IGNORE!r}"
    fix = f"write one of them; `atmp-logistics vocabulary` lists the events{close}"
    return Fault(f"{site.source or 'site'}.columns.{heading}", repr(stated), expected, fix, SiteError)
