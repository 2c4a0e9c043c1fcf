"""What a record files of each container under a number that has a scheme: taken apart, with the rows that state it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from atmp_logistics.core.identifier_reading import Identifier, read_identifier
from atmp_logistics.core.verdict import CONFORMS, DEVIATES, INDETERMINATE
from atmp_logistics.evidence.events.coded_expiry import PSEUDONYM, SEC
from atmp_logistics.evidence.events.evidence import Evidence

#: The columns that are looked at, whatever a profile states.
COLUMNS = ("donation_number", SEC, "product_code")


@dataclass(frozen=True, slots=True)
class FiledIdentifier:
    """A text that the record files of a container, in which rows, and what it is by its structure.

    `is_stated` says that the profile or the text's own structure states its scheme; `binds` that it counts: a text that
    may be of a scheme is shown alone.
    """

    rows: tuple[int, ...]
    read: Identifier
    is_stated: bool
    binds: bool

    @property
    def verdict(self) -> int:
        """What its structure comes to."""
        if not self.read.wrong:
            return CONFORMS
        return DEVIATES if self.is_stated else INDETERMINATE


#: What is filed of each container in one column, by its place.
Filed = Mapping[int, tuple[FiledIdentifier, ...]]


def filed_identifiers(evidence: Evidence, column: str) -> Filed:
    """Return what a column files of each container, where a profile, the column or the text itself says its scheme."""
    rows, known = evidence.event_rows, dict[str, FiledIdentifier]()
    texts = rows.table[column].tolist() if column in rows.table else []
    found = {}
    for place, own in rows.stated(column).items():
        kept = tuple(_of_container(own, texts, known, column, evidence.site.identifiers.get(column)))
        if kept:
            found[place] = kept
    return found


def _of_container(
    rows: Iterable[int], texts: list[str], known: dict[str, FiledIdentifier], column: str, scheme: str | None
) -> Iterator[FiledIdentifier]:
    """Yield each text of one container that has a scheme, with its rows; `known` are those that were taken apart."""
    each: dict[str, list[int]] = {}
    for row in rows:
        each.setdefault(str(texts[row]), []).append(row)
    for text, own in each.items():
        if text not in known:
            known[text] = _taken_apart(text, column, scheme)
        one = known[text]
        if one.read.scheme:
            yield FiledIdentifier(tuple(own), one.read, one.is_stated, one.binds)


def _taken_apart(text: str, column: str, scheme: str | None) -> FiledIdentifier:
    read = read_identifier(text)
    if scheme and read.scheme != PSEUDONYM:
        read = read_identifier(text, scheme=scheme)
    if column == SEC and not read.scheme:
        return FiledIdentifier((), read_identifier(text, scheme=SEC), is_stated=False, binds=True)
    return FiledIdentifier((), read, read.is_stated, binds=read.is_stated or column == SEC)
