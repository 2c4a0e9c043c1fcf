"""Formats of labels, one a file. Whatever module stands in this folder is a format; nothing registers it.

A format has three names: `NAME`, as a person calls it; `recognises(file)`, true for files of this format alone, by
their content; and `read(file)`, which returns the label's text, or refuses the file (`LabelError`) with the place and
what to do. It repairs nothing: what is not surely readable is marked so, in a paragraph or a section.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from atmp_logistics.ingest.files.file import File
from atmp_logistics.labels.label_text import LabelText


class LabelFormat(Protocol):
    """What every module of this folder has."""

    NAME: str

    def recognises(self, file: File) -> bool:
        """Say whether a file is of this format, from its content alone; damaged content raises nothing here."""

    def read(self, file: File) -> LabelText:
        """Return the label's text."""


@cache
def all_formats() -> tuple[LabelFormat, ...]:
    """Return every format in this folder, by name.

    Examples
    --------
    >>> all(form.NAME and form.recognises and form.read for form in all_formats())
    True
    """
    names = [module.name for module in iter_modules(__path__) if not module.name.startswith("_")]
    modules = [cast("LabelFormat", import_module(f"{__name__}.{name}")) for name in names]
    return tuple(sorted(modules, key=lambda module: module.NAME))
