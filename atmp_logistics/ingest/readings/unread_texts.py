"""A text that no reader takes: the line of a family's export that was edited, or that it is no table at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from atmp_logistics.core.errors import Fault, NotATable, UnknownColumn, UnknownDialect, refuse
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.files.no_table import no_table_fault
from atmp_logistics.ingest.loggers import EditedDialect, all_dialects


@contextmanager
def saying_what_it_is(file: File, *, is_stated: bool) -> Iterator[None]:
    """Refuse a text that cannot be read by the line that was edited in it, or as no table, where it is that.

    What a person states to be a table is refused as one.
    """
    try:
        yield
    except (NotATable, UnknownColumn, UnknownDialect) as error:
        if file.is_text and not is_stated:
            text, _ = file.text()
            refuse(_edited_faults(text, file.name))
            refuse(no_table_fault(text, file.name))
        raise error from None


def _edited_faults(text: str, name: str) -> Iterator[Fault]:
    for module in all_dialects():
        if isinstance(module, EditedDialect):
            yield from module.edited_faults(text, name)
