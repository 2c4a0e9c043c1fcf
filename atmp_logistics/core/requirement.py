"""What every limit of a label has: its code, its citation, how binding it is, and when it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.product_checks import Checked
from atmp_logistics.core.short_repr import ShortRepr

Obligation = Literal["shall", "should", "information"]


Scope = Literal["container", "therapy", "next container", "next dose", "next instance"]


Instance = Literal["first", "last"]


#: For each condition, the values for which something holds.
When = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Requirement(ShortRepr, Checked):
    """What every limit has.

    Attributes
    ----------
    code : str
        The name by which findings and product files speak of the limit.
    citation : Citation
        Where it was read.
    obligation : {'shall', 'should', 'information'}
        How binding it is; only `shall` enters a verdict.
    when : mapping of str to tuple of str
        The conditions under which it holds.
    note : str
        What a reader should know besides.
    """

    #: The fields that name the events or stages at which the limit's clock starts and ends.
    _ENDS: ClassVar[tuple[str, ...]] = ()
    #: The fields that hold conditions or name containers.
    _CONDITIONS: ClassVar[tuple[str, ...]] = ("when",)

    code: str
    citation: Citation
    obligation: Obligation = "shall"
    when: When = field(default_factory=dict)
    note: str = ""

    @property
    def moments(self) -> tuple[str, ...]:
        """The events or stages that the limit names: where its clock starts and ends."""
        return tuple(getattr(self, name) for name in self._ENDS)

    @property
    def is_what_if(self) -> bool:
        """Whether it, or its shelf life, is no label's own but somebody's change of one."""
        cited = (self.citation, getattr(self, "shelf_life_citation", None))
        return any(one is not None and one.is_what_if for one in cited)

    @property
    def conditions(self) -> tuple[When, ...]:
        """Everything on which the limit depends, or by which it names containers."""
        return tuple(getattr(self, name) for name in self._CONDITIONS)
