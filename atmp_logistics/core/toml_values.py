"""Reading one TOML table strictly: every key known, every value of its kind, every fault with its path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Self

from atmp_logistics.core.errors import AtmpError, CatalogueError, Fault
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.product_checks import MOST


class TomlValues:
    """One TOML table being read; what is asked for is taken out, and `done` faults whatever is left."""

    def __init__(
        self, table: Mapping[str, Any], path: str, faults: list[Fault], error: type[AtmpError] = CatalogueError
    ) -> None:
        self._left = dict(table)
        self._known: list[str] = []
        self.path = path
        self.faults = faults
        self.error = error

    def __contains__(self, key: str) -> bool:
        return key in self._left

    def keys(self) -> tuple[str, ...]:
        """The keys that nobody has taken yet."""
        return tuple(self._left)

    def fault(self, key: str, found: str, expected: str, fix: str) -> None:
        """Note a fault at a key of this table.

        Parameters
        ----------
        key : str
            Of this table. Empty for the table itself.
        found : str
            What stands there.
        expected : str
            What could stand there.
        fix : str
            How to put it right.
        """
        where = f"{self.path}.{key}" if key else self.path
        self.faults.append(Fault(where, found, expected, fix, self.error))

    def take(self, key: str, default: object = None) -> Any:
        """Take a value out as it is.

        Parameters
        ----------
        key : str
            Of this table.
        default : object
            What its absence means.

        Returns
        -------
        object
            As TOML has it.
        """
        self._known.append(key)
        return self._left.pop(key, default)

    def peek(self, key: str) -> object:
        """Return a value without taking it out."""
        return self._left.get(key)

    def text(self, key: str, *, required: bool = False, one_of: Iterable[str] = ()) -> str:
        """Take a text; one of a closed list where one is given.

        Parameters
        ----------
        key : str
            Of this table.
        required : bool
            Whether its absence is a fault.
        one_of : iterable of str
            The closed list.

        Returns
        -------
        str
            Empty where it is absent or at fault.
        """
        value, allowed = self.take(key), tuple(one_of)
        if value is None:
            if required:
                self.fault(
                    key, "nothing", f"one of {', '.join(allowed)}" if allowed else "a text", f"add {key} = '...'"
                )
            return ""
        if not isinstance(value, str) or not value.strip():
            self.fault(key, repr(value), "a text that is not empty", f"write {key} = '...'")
            return ""
        if allowed and value not in allowed:
            self.fault(
                key, repr(value), f"one of {', '.join(allowed)}", f"choose one{nearest(value, allowed, self.faults)}"
            )
            return ""
        return value

    def day(self, key: str, *, required: bool = False) -> date | None:
        """Take a date.

        Parameters
        ----------
        key : str
            Of this table.
        required : bool
            Whether its absence is a fault.

        Returns
        -------
        date or None
            None where it is absent or at fault.
        """
        value = self.take(key)
        if type(value) is date:
            return value
        if value is not None or required:
            fix = f"write {key} = 2026-11-22, without quotes (in Python a datetime.date)"
            self.fault(key, repr(value) if value is not None else "nothing", "a date", fix)
        return None

    def number(self, key: str, *, least: int = 0) -> int | None:
        """Take a whole number.

        Parameters
        ----------
        key : str
            Of this table.
        least : int
            The smallest that may stand there.

        Returns
        -------
        int or None
            None where it is absent or at fault.
        """
        value = self.take(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and least <= value <= MOST):
            return value
        self.fault(key, repr(value)[:40], f"a whole number of at least {least} and at most {MOST}", f"write {key} = 3")
        return None

    def flag(self, key: str) -> bool:
        """Take true or false.

        Parameters
        ----------
        key : str
            Of this table.

        Returns
        -------
        bool
            False where it is absent or at fault.
        """
        value = self.take(key, default=False)
        if not isinstance(value, bool):
            self.fault(key, repr(value), "true or false", f"write {key} = true")
        return value is True

    def words(self, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
        """Take a list of words of a vocabulary: at least one, each once.

        Parameters
        ----------
        key : str
            Of this table.
        known : tuple of str
            The vocabulary.

        Returns
        -------
        tuple of str
            Empty where it is absent or at fault.
        """
        value = self.take(key)
        if not isinstance(value, list) or not value or any(part not in known for part in value):
            found = "nothing" if value is None else repr(value)[:60]
            self.fault(key, found, f"a list of words of {', '.join(known)}", f"write {key} = ['{known[0]}']")
            return ()
        if len(set(value)) < len(value):
            self.fault(key, repr(value)[:60], "each word once", "remove the second")
        return tuple(value)

    def tables(self, key: str) -> list[Self]:
        """Take an array of tables."""
        value = self.take(key, default=[])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fault(key, repr(value)[:60], "tables", f"write each as [[{key}]]")
            return []
        return [self._inner(item, f"{key}[{i}]") for i, item in enumerate(value)]

    def table(self, key: str, *, required: bool = False) -> Self:
        """Take one table; an empty one where it is absent.

        Parameters
        ----------
        key : str
            Of this table.
        required : bool
            Whether its absence is a fault.

        Returns
        -------
        TomlTable
            With its path, and the same list of faults.
        """
        value = self.take(key)
        if isinstance(value, dict):
            return self._inner(value, key)
        if required or value is not None:
            self.fault(key, "nothing" if value is None else repr(value)[:60], "a table", f"write it as [{key}]")
        return type(self)({}, f"{self.path}.{key}", [])

    def _inner(self, table: Mapping[str, Any], key: str) -> Self:
        return type(self)(table, f"{self.path}.{key}", self.faults, self.error)

    def done(self) -> None:
        """Fault every key that nobody asked for."""
        for key in self._left:
            fix = f"remove it, or use one of {', '.join(self._known)}{nearest(key, self._known, self.faults)}"
            self.fault(key, "an unknown key", "a key of the schema", fix)
