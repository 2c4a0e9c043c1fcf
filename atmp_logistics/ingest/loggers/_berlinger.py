"""Berlinger's texts: keys and values by their depth, one space a level, several pairs on a line.

Each line must stand where a section opened above it; a key that stands twice in one section is a fault, and so is a
line that is no key. Nothing is skipped. The `Data:` block is one table in both families.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from atmp_logistics.core.errors import Fault, QuantityError
from atmp_logistics.core.units import temperature_degC

MISSING = frozenset({"", "--.-", "---"})
DATA_HEADING = ["", "yyyy-MM-dd hh:mm", "T", "Out of limits"]
_LINE = re.compile(r"( *)([A-Za-z0-9][^:]*:.*)")
PAIRS = re.compile(r",\s*(?=[A-Za-z][A-Za-z ]*:)")
_WHOLE = "User String"
_ONCE = ("Device:", "Data:", "Cert:", "Sig Cert:", "Sig:")
EXPORT_AGAIN = "export the file again from the logger, and change nothing in it"


@dataclass(frozen=True, slots=True)
class DataRow:
    """One line of the `Data:` block."""

    number: int
    time: str
    value: str
    flag: str


@dataclass(slots=True)
class Section:
    """A section: the line where it opens, its pairs, and the sections in it."""

    row: int
    pairs: dict[str, str] = field(default_factory=dict)
    below: dict[str, Section] = field(default_factory=dict)

    def value(self, *path: str) -> str:
        """Return a value by the sections that lead to it, "" where it stands nowhere.

        Examples
        --------
        >>> read_sections(["Conf:", " Serial: 7"], "log.txt")[0].value("Conf", "Serial")
        '7'
        """
        section = self.at(*path[:-1])
        return section.pairs.get(path[-1], "") if section else ""

    def at(self, *path: str) -> Section | None:
        """Return a section by the sections that lead to it, None where it stands nowhere."""
        section: Section | None = self
        for key in path:
            section = section.below.get(key) if section else None
        return section


def second_file_faults(lines: Sequence[str], name: str) -> Iterator[Fault]:
    """Refuse what can stand in a file once, and stands twice: two files were put together.

    Examples
    --------
    >>> list(second_file_faults(["Device: Q-tag CLm", "Data:"], "log.txt"))
    []
    >>> next(second_file_faults(["Device: Q-tag CLm", "Device: Q-tag CLm"], "log.txt")).where
    'log.txt, row 2'
    """
    keyed = [(number, line) for number, line in enumerate(lines, start=1) if line.startswith(_ONCE)]
    for key in _ONCE:
        for number in [number for number, line in keyed if line.startswith(key)][1:2]:
            expected = "it once: two files were put together"
            yield Fault(f"{name}, row {number}", f"{key!r} a second time", expected, EXPORT_AGAIN)


def read_sections(lines: Sequence[str], name: str) -> tuple[Section, list[Fault]]:
    """Return the lines as one section of sections, and what is wrong with them.

    Examples
    --------
    >>> read_sections(["Conf:", "  Serial: 7"], "log.txt")[1][0].expected
    'at most 1 space before its key, as the section above it has it'
    """
    whole, faults = Section(0), list[Fault]()
    above = [whole]
    for number, line in enumerate(lines, start=1):
        where = f"{name}, row {number}"
        match = _LINE.fullmatch(line.rstrip())
        if not match:
            faults.append(Fault(where, repr(line), "a key and its value", EXPORT_AGAIN))
            continue
        depth = len(match[1])
        if depth >= len(above):
            most = len(above) - 1
            expected = f"at most {most} space{'s' * (most != 1)} before its key, as the section above it has it"
            faults.append(Fault(where, repr(line), expected, EXPORT_AGAIN))
            continue
        del above[depth + 1 :]
        faults += _add(above, match[2], number, where)
    return whole, faults


def _add(above: list[Section], line: str, number: int, where: str) -> list[Fault]:
    """Add a line's pairs to the section it stands in; a key without a value opens a section."""
    parts = [line] if line.startswith(_WHOLE) else PAIRS.split(line)
    pairs = [(key.strip(), value.strip()) for key, _, value in (part.partition(":") for part in parts)]
    section = above[-1]
    twice = [key for key, _ in pairs if key in section.pairs]
    section.pairs |= dict(pairs)
    if len(pairs) == 1 and not pairs[0][1]:
        below = section.below.setdefault(pairs[0][0], Section(number))
        above.append(below)
    found = f"the key {', '.join(map(repr, twice))} twice in one section"
    return [Fault(where, found, "each key once", EXPORT_AGAIN)] if twice else []


def data_rows(lines: Iterable[tuple[int, str]], name: str) -> tuple[list[DataRow], list[Fault]]:
    r"""Return the rows under the headings of a `Data:` block; the flag's cell may be left off.

    Examples
    --------
    >>> data_rows([(9, "\t2031-01-02 03:00\t4.5\tx")], "log.txt")
    ([DataRow(number=9, time='2031-01-02 03:00', value='4.5', flag='x')], [])
    """
    rows, faults = list[DataRow](), list[Fault]()
    for number, line in lines:
        cells = [cell.strip() for cell in line.split("\t")]
        before, time, value, flag = [*cells, "", "", ""][:4]
        if len(cells) not in (3, 4) or before or flag not in ("", "x"):
            expected = "a tab, a time, a temperature and at most an 'x'"
            faults.append(Fault(f"{name}, row {number}", repr(line), expected, EXPORT_AGAIN))
        rows.append(DataRow(number, time, value, flag))
    return rows, faults


def printed_degC(text: str, unit: str) -> float | None:
    """Return a printed temperature in °C, None where the logger printed none."""
    if text in MISSING:
        return None
    try:
        return temperature_degC(f"{text} {unit}")
    except QuantityError:
        return None
