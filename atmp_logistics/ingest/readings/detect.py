"""Which reader a file gets: that of the one logger family that recognises it, or the table's; answers must agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from atmp_logistics.core.errors import AmbiguousDialect, Fault, UnknownDialect, UsageError, refuse
from atmp_logistics.core.likeness import nearest
from atmp_logistics.ingest import loggers as dialects
from atmp_logistics.ingest.answers import TABLE, Answers
from atmp_logistics.ingest.files.file import File, assumptions_of_text
from atmp_logistics.ingest.files.foreign_files import refuse_foreign
from atmp_logistics.ingest.files.memory_table import MemoryTable
from atmp_logistics.ingest.loggers import Dialect, WorkbookDialect
from atmp_logistics.ingest.raw_logs import Raw, Sheets
from atmp_logistics.ingest.readings.canonical import read_canonical
from atmp_logistics.ingest.readings.fast_csv import has_own_headings
from atmp_logistics.ingest.readings.reading_words import ReadingWords
from atmp_logistics.ingest.readings.readings_table import (
    ReadingsTable,
    readings_table,
    readings_table_of_memory,
    readings_table_of_sheet,
)
from atmp_logistics.ingest.readings.unread_texts import saying_what_it_is
from atmp_logistics.records.site_profile import Site

#: So many rows of a workbook are enough to know a family by.
_HEAD_ROWS = 60


@dataclass(frozen=True, slots=True)
class DialectRead:
    """A file taken apart: by which dialect, into what, what was assumed of it, and the answers that hold for it."""

    dialect: str
    raws: Sequence[Raw]
    notes: tuple[str, ...]
    answers: Answers
    is_table: bool = False


def take_apart(file: File | MemoryTable, site: Site, answers: Answers) -> DialectRead:
    """Take a file apart by the one reader that recognises it, or that the caller states.

    Returns
    -------
    DialectRead
        The cells of each logger, the name of the dialect, and notes on the file.

    Raises
    ------
    InputError
        When none or several recognise it, the stated one does not, or the reader refuses it.
    """
    if isinstance(file, MemoryTable):
        _no_family(file, answers)
        words = ReadingWords.of(site, answers)
        return _as_table(readings_table_of_memory(file, words), words, ())
    refuse_foreign(file)
    if file.is_workbook:
        return _of_workbook(file, site, answers)
    is_ours = file.is_text and has_own_headings(file.data)
    passed_over = tuple[str, ...]()
    if file.is_text and not (answers.dialect is None and is_ours):
        text, encoding = file.text()
        module = _reader(text, file.name, answers)
        if module:
            notes = assumptions_of_text(text, encoding)
            return DialectRead(module.NAME, module.read(text, file.name), notes, answers)
        passed_over = _signs_passed_over(text, answers)
    _no_family(file, answers)
    words = ReadingWords(site, answers) if is_ours else ReadingWords.of(site, answers)
    with saying_what_it_is(file, is_stated=answers.forces_table):
        return _as_table(readings_table(file, words), words, passed_over)


def _as_table(found: ReadingsTable, words: ReadingWords, notes: tuple[str, ...]) -> DialectRead:
    dialect, raws, more = read_canonical(found, words)
    return DialectRead(dialect, raws, (*more, *notes), words.answers, is_table=True)


def _of_workbook(file: File, site: Site, answers: Answers) -> DialectRead:
    from atmp_logistics.ingest.files.workbooks import as_csv, filled_sheets, only_sheet

    filled = filled_sheets(file)
    if (
        len(filled) > 1
        and not answers.worksheets
        and (family := _family_of_sheets(sheets := {one.title: one.rows for one in filled}, answers))
    ):
        refuse(fault for one in filled for fault in one.faults)
        note = f"the workbook's sheets {', '.join(map(repr, sheets))} read together"
        notes = (note, *(said for one in filled for said in one.notes))
        return DialectRead(family.NAME, family.read_sheets(sheets, file.name), notes, answers)
    sheet = only_sheet(file, filled, answers.worksheets)
    head = as_csv(sheet.rows[:_HEAD_ROWS])
    module = _reader(head, file.name, answers)
    if module:
        note = f"the workbook's sheet {sheet.title!r} read as comma-separated text"
        raws = [_without_doubt_of_decimals(raw) for raw in module.read(as_csv(sheet.rows), file.name)]
        return DialectRead(module.NAME, raws, (note, *sheet.notes), answers)
    words = ReadingWords.of(site, answers)
    return _as_table(readings_table_of_sheet(file, sheet, words), words, _signs_passed_over(head, answers))


def _signs_passed_over(text: str, answers: Answers) -> tuple[str, ...]:
    """Say which families' signs a file bears that is read as a table, as the caller states."""
    known = [module.NAME for module in dialects.all_dialects() if answers.forces_table and module.recognises(text)]
    return (f"the file bears the signs of {', '.join(known)}; read as a table, as stated",) if known else ()


def _without_doubt_of_decimals(raw: Raw) -> Raw:
    """Return a series of a workbook, whose numbers are stored without the zeros at their end: none was cut."""
    from atmp_logistics.ingest.loggers._row_checks import is_about_decimals

    return replace(raw, assumptions=tuple(note for note in raw.assumptions if not is_about_decimals(note)))


def _family_of_sheets(sheets: Sheets, answers: Answers) -> WorkbookDialect | None:
    """Return the family whose workbook several sheets are, None where they are none's or another is stated."""
    if answers.forces_table:
        return None
    families = [one for one in dialects.all_dialects() if isinstance(one, WorkbookDialect)]
    stated = dialect_named(answers.dialect) if answers.dialect is not None else None
    return next((one for one in families if stated in (None, one) and one.recognises_sheets(sheets)), None)


def _reader(text: str, name: str, answers: Answers) -> Dialect | None:
    """Return the family's reader, None for a plain table."""
    if answers.forces_table:
        return None
    known = [module for module in dialects.all_dialects() if module.recognises(text)]
    if answers.dialect is not None:
        return _stated(answers.dialect, known, name)
    if len(known) > 1:
        names = ", ".join(module.NAME for module in known)
        fix = "state which it is: --dialect NAME; and report the file: two readers must never both accept one"
        fault = Fault(name, f"the signs of {names}", "one logger family", fix, AmbiguousDialect)
        raise AmbiguousDialect([fault])
    return known[0] if known else None


def _stated(stated: str, known: Sequence[Dialect], name: str) -> Dialect:
    """Return the reader that the caller states; the file must bear its signs all the same."""
    module = dialect_named(stated)
    if module not in known:
        signs = f"the signs of {', '.join(one.NAME for one in known)}" if known else "no family's signs"
        fix = "leave --dialect out, or state the one that the file is"
        expected = f"an export of {module.NAME}, as stated"
        raise UnknownDialect([Fault(name, signs, expected, fix, UnknownDialect)])
    return module


def _no_family(file: File | MemoryTable, answers: Answers) -> None:
    """Refuse a family stated of a file that is no text: nothing of it can be recognised."""
    if answers.dialect is not None and not answers.forces_table:
        module = dialect_named(answers.dialect)
        expected = f"an export of {module.NAME}, as stated"
        fault = Fault(file.name, "no family's signs", expected, "leave --dialect out", UnknownDialect)
        raise UnknownDialect([fault])


def dialect_named(stated: str) -> Dialect:
    """Return a logger family by its name, whatever its case.

    Returns
    -------
    Dialect

    Raises
    ------
    UsageError
        For a name that no family has.

    Examples
    --------
    >>> dialect_named("elitech").NAME
    'Elitech'
    """
    every = {module.NAME.casefold(): module for module in dialects.all_dialects()}
    wanted = " ".join(stated.split()).casefold()
    if wanted not in every:
        names = [*(module.NAME for module in every.values()), TABLE]
        fix = f"state one of them, or leave it out{nearest(wanted, names)}"
        refuse([Fault("dialect", repr(stated), ", ".join(names), fix, UsageError)])
    return every[wanted]
