"""A value of a JSON message and the path at which it stands; every fault is kept, for one refusal of them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from atmp_logistics.core.errors import AtmpError, ConflictingRecord, Fault, InputError
from atmp_logistics.core.likeness import nearest
from atmp_logistics.ingest.files.strict_json import is_text, read_json, shown_value


@dataclass(frozen=True, slots=True)
class JsonNode:
    """A value of a message, and where it stands. Faults are collected in a list that all nodes of a message share.

    Attributes
    ----------
    value : object
        As JSON has it.
    path : str
        Where it stands, such as ``$.a[1]``.
    name : str
        The file's.
    faults : list of Fault
        What was noted; it refuses the message.
    """

    value: Any
    path: str
    name: str
    faults: list[Fault]

    @classmethod
    def of(cls, text: str, name: str) -> JsonNode:
        """Return a message's outermost value.

        Returns
        -------
        JsonNode

        Raises
        ------
        NotATable
            For text that is no JSON, and whatever else two readers could read apart.

        Examples
        --------
        >>> JsonNode.of('{"a": [1, 2]}', "m.json").children("a")[1].where
        'm.json, $.a[1]'
        """
        return cls(read_json(text, name), "$", name, [])

    @property
    def where(self) -> str:
        """The file and the path, for a message."""
        return f"{self.name}, {self.path}"

    @property
    def is_object(self) -> bool:
        """Say whether this is an object."""
        return isinstance(self.value, dict)

    def __contains__(self, key: str) -> bool:
        return self.is_object and key in self.value

    def fault(
        self, found: str, expected: str, fix: str, key: str = "", error: type[AtmpError] = ConflictingRecord
    ) -> None:
        """Note a fault here, or at a key of this object.

        Parameters
        ----------
        found : str
            What stands there.
        expected : str
            What could stand there.
        fix : str
            How to put it right.
        key : str
            Of this object; empty for the value itself.
        error : type of AtmpError
            As which the fault is raised.
        """
        self.faults.append(Fault(f"{self.where}.{key}" if key else self.where, found, expected, fix, error))

    def text(self, key: str, *, required: bool = False, one_of: Iterable[str] = ()) -> str:
        """Return a text of this object, "" where it has none; what is there and is no text is a fault.

        Parameters
        ----------
        key : str
            Of this object.
        required : bool
            Whether its absence is a fault.
        one_of : iterable of str
            The closed list of what it may be.

        Returns
        -------
        str
            Without blanks at its ends.
        """
        value, allowed = self.value.get(key), tuple(one_of)
        if value is None and not required:
            return ""
        if not is_text(value) or not value.strip() or (allowed and value not in allowed):
            expected = f"one of {', '.join(allowed)}" if allowed else "a text that is not empty"
            close = nearest(value, allowed, self.faults) if is_text(value) else ""
            self.fault("nothing" if value is None else shown_value(value), expected, f"correct it{close}", key)
            return ""
        return value.strip()

    def child(self, key: str) -> JsonNode | None:
        """Return an object inside this one, None where there is none; what is no object is a fault.

        Parameters
        ----------
        key : str
            Of this object.

        Returns
        -------
        JsonNode or None
            The object, with its path.
        """
        value = self.value.get(key)
        if value is None:
            return None
        node = JsonNode(value, f"{self.path}.{key}", self.name, self.faults)
        if not node.is_object:
            node.fault(shown_value(value), "an object", "write it in braces")
            return None
        return node

    def children(self, key: str = "") -> list[JsonNode]:
        """Return the values of a list inside this object, or of this list itself.

        Parameters
        ----------
        key : str
            Of this object; empty where this is the list.

        Returns
        -------
        list of JsonNode
            Each with its path.
        """
        value = self.value.get(key) if key else self.value
        path = f"{self.path}.{key}" if key else self.path
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(shown_value(value), "a list", "write it in brackets", key)
            return []
        return [JsonNode(part, f"{path}[{i}]", self.name, self.faults) for i, part in enumerate(value)]

    def objects(self, key: str = "") -> list[JsonNode]:
        """Return the objects of a list; what is no object in it is a fault.

        Parameters
        ----------
        key : str
            Of this object; empty where this is the list.

        Returns
        -------
        list of JsonNode
            Each with its path.
        """
        found = self.children(key)
        for node in found:
            if not node.is_object:
                node.fault(shown_value(node.value), "an object", "write it in braces")
        return [node for node in found if node.is_object]

    def only(self, known: Iterable[str], of: str) -> None:
        """Fault every name of this object that is not known; one with `_` or `@` before it, or a prefix, extends.

        Parameters
        ----------
        known : iterable of str
            The names that are read.
        of : str
            What has these names, in words.
        """
        names = tuple(known)
        for key in self.value:
            if key not in names and not key.startswith(("_", "@")):
                expected = f"a name that {of} has"
                self.fault(
                    repr(key), expected, f"correct or remove it{nearest(key, names, self.faults)}", key, InputError
                )
