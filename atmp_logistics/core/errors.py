"""What the library refuses, and how a refusal reads.

Every refusal names the place (file, row, column), what stands there, what was expected and how to fix it. All faults
of one input are collected and raised together, so that a file is corrected once and not ten times.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from atmp_logistics.core.fault_lines import summary
from atmp_logistics.core.fault_places import RowName, code_of, column_in, file_in, found_value, rows_in
from atmp_logistics.core.printable import in_one_line, printable
from atmp_logistics.core.short_repr import ShortRepr


class AtmpError(Exception):
    """Base of everything the library raises on purpose; `exit_code` is what the command line returns.

    Examples
    --------
    >>> error = InputError([Fault("events.csv, row 2, column time", "'soon'", "an ISO 8601 time", "write the time")])
    >>> print(error)
    events.csv, row 2, column time: found 'soon', expected an ISO 8601 time. Fix: write the time.
    """

    exit_code = 2
    #: Whether two faults of a column that differ in what was found are two things to mend, as unknown words are.
    each_word = False

    def __init__(self, faults: Iterable[Fault] | str) -> None:
        self.faults: tuple[Fault, ...] = () if isinstance(faults, str) else tuple(faults)
        super().__init__(faults if isinstance(faults, str) else "\n".join(summary(self.faults)))

    @classmethod
    def fault(cls, where: str, found: str, expected: str, fix: str) -> Fault:
        """Return a fault that is raised as this class.

        Parameters
        ----------
        where : str
            The file, row and column, or the argument.
        found : str
            What stands there.
        expected : str
            What could stand there.
        fix : str
            How to put it right.

        Returns
        -------
        Fault

        Examples
        --------
        >>> UsageError.fault("tz", "'Mars'", "an IANA zone", "write it as Europe/Stockholm").error.__name__
        'UsageError'
        """
        return Fault(where, found, expected, fix, cls)


class QuantityError(AtmpError, TypeError):
    """A quantity without a unit, or with one of another dimension."""


class LimitError(AtmpError, ValueError):
    """A limit, or bounds on what was measured, that are no numbers or stand the wrong way round."""


class CatalogueError(AtmpError):
    """A product file that cannot be read as one."""


class UnknownProduct(CatalogueError):
    """No catalogue at hand has this product."""


class LabelError(AtmpError):
    """A file with a label's own text that cannot be read as one."""


class SiteError(AtmpError):
    """A site profile that cannot be read as one."""


class ConditionError(AtmpError):
    """A condition (`when`) that no product asks for, or a value that the product does not list."""


class DecisionError(AtmpError):
    """A person's decision that cannot be read as one, or is about no finding of the result."""


class ChainError(AtmpError):
    """Files of which it cannot be said whether they belong together."""


class UsageError(AtmpError):
    """A call whose arguments do not fit together."""


class PluginError(AtmpError):
    """A plug-in that cannot be loaded, clashes with another, or answers with what is no answer."""


class OutsideModel(AtmpError):
    """A question that a model has no data for, and that its answer would only pretend to know."""


class ImpossiblePlan(AtmpError):
    """A plan that cannot work, with the statements that contradict each other."""

    exit_code = 1


class InputError(AtmpError):
    """A logged record that cannot be read without guessing."""


class NotATable(InputError):
    """The bytes are no table that any reader knows."""


class UnknownColumn(InputError):
    """A heading that means nothing here."""


class UnknownEvent(InputError):
    """An event that the vocabulary does not hold."""

    each_word = True


class UnreadableTime(InputError):
    """A cell that is not one instant."""


class NaiveTime(UnreadableTime):
    """A local time without a zone."""


class AmbiguousLocalTime(UnreadableTime):
    """A local time that occurs twice, in the night the clocks go back."""


class NonexistentLocalTime(UnreadableTime):
    """A local time that never occurs, in the night the clocks go forward."""


class AmbiguousDateOrder(UnreadableTime):
    """Dates that read as day/month and as month/day alike."""


class UnreadableNumber(InputError):
    """A cell that is not one number."""


class MissingUnit(InputError):
    """A temperature without a unit."""


class ConflictingReadings(InputError):
    """Two temperatures for one instant of one logger."""


class TimesOutOfOrder(InputError):
    """A log whose clock steps back."""


class DuplicateEvent(InputError):
    """An event that happens once, logged twice."""


class ConflictingRecord(InputError):
    """Two values where the record can hold only one."""


class UnknownDialect(InputError):
    """No reader recognises the file."""


class AmbiguousDialect(InputError):
    """Several readers recognise the file."""


class AmbiguousChannel(InputError):
    """A logger with several temperature channels: a person must say which is the product's."""


class DisprovedAnswer(InputError):
    """A caller's answer that the file itself contradicts."""


class NoReadings(InputError):
    """A file that holds the extremes of whole spans, and no readings."""


@dataclass(frozen=True, slots=True, repr=False)
class Fault(ShortRepr):
    """One thing wrong with an input.

    Attributes
    ----------
    where : str
        The place: file, row, column, or the argument of a call.
    found, expected, fix : str
        What stands there, what belongs there, and how to correct it.
    error : type
        The class of error that the fault is raised as.
    therapy_id : str
        The therapy that it is about, where its place names no row; else "".

    Examples
    --------
    >>> fault = Fault("events.csv, row 2, column time", "'soon'", "an ISO 8601 time", "write the time", UnreadableTime)
    >>> fault.file, fault.row, fault.column, fault.value, fault.code
    ('events.csv', 2, 'time', 'soon', 'unreadable-time')
    """

    where: str
    found: str
    expected: str
    fix: str
    error: type[AtmpError] = InputError
    therapy_id: str = ""

    @property
    def file(self) -> str | None:
        """The file that its place names; None where it names none, such as an argument of a call."""
        return file_in(self.where)

    @property
    def row(self) -> RowName | None:
        """The first row that its place names, by its number in the file or its label in a DataFrame."""
        return next((row for each in rows_in(self.where) for row in each.rows), None)

    @property
    def column(self) -> str | None:
        """The column that its place names, by its heading."""
        return column_in(self.where)

    @property
    def value(self) -> str:
        """What stands there, without the quotes around a cell's text."""
        return found_value(self.found)

    @property
    def code(self) -> str:
        """The kind of fault in one word, such as ``unreadable-time``."""
        return code_of(self.error.__name__)

    def __str__(self) -> str:
        stop = "" if self.fix.endswith("?") else "."
        where, expected, fix = map(in_one_line, (self.where, self.expected, self.fix))
        found = printable(self.found) if issubclass(self.error, ImpossiblePlan) else in_one_line(self.found)
        return f"{where}: found {found}, expected {expected}. Fix: {fix}{stop}"


def refuse(faults: Iterable[Fault]) -> None:
    """Raise all faults, each once, as one error, of their own class where they share one; nothing where there are none.

    Parameters
    ----------
    faults : iterable of Fault
        In the order in which they are to be read.

    Raises
    ------
    AtmpError
        When there is at least one fault.

    Examples
    --------
    >>> refuse([])
    >>> refuse([Fault("row 2", "'thawed'", "an event", "write thaw_end", UnknownEvent)])
    Traceback (most recent call last):
    atmp_logistics.core.errors.UnknownEvent: row 2: found 'thawed', expected an event. Fix: write thaw_end.
    """
    found = tuple(dict.fromkeys(faults))
    if not found:
        return
    kinds = {fault.error for fault in found}
    raise (kinds.pop() if len(kinds) == 1 else _common(kinds))(found)


def _common(kinds: set[type[AtmpError]]) -> type[AtmpError]:
    """Return the nearest class that all the kinds share."""
    return next(cls for cls in next(iter(kinds)).__mro__ if all(issubclass(kind, cls) for kind in kinds))
