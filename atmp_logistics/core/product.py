"""A product as one label describes it: frozen values, no files, no records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from atmp_logistics.core.administration_rate import Rate
from atmp_logistics.core.arguments import Day, refused
from atmp_logistics.core.arguments import day as read_day
from atmp_logistics.core.citation import Citation
from atmp_logistics.core.frozen_dict import FrozenDict
from atmp_logistics.core.identity_check import Check
from atmp_logistics.core.keyed_product import KeyedProduct
from atmp_logistics.core.limits import (
    Allowance,
    Budget,
    Expiry,
    Instruction,
    OwnLimit,
    Precondition,
    Prohibition,
    StorageCondition,
    TimeWindow,
    UnreadLimit,
)
from atmp_logistics.core.product_checks import Checked
from atmp_logistics.core.product_file import ProductFile
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.short_repr import Described, counted
from atmp_logistics.core.shown import ShownAsText

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Product(Described, Checked, KeyedProduct, ShownAsText):
    """One product as one label describes it.

    Attributes
    ----------
    slug : str
        The product and its label's jurisdiction: ``kymriah-eu``.
    name, inn : str
        The invented name and the international nonproprietary name.
    jurisdiction : str
        The country or union whose label it is, such as ``EU``.
    atmp_class, pathway : str
        Those of Regulation (EC) 1394/2007.
    origin : str
        ``autologous``, ``allogeneic`` or ``not cell-based``.
    container : str
        What one container is, such as ``infusion bag``.
    citation : Citation
        The label.
    retrieved : date
        When it was read.
    in_force_from, in_force_until : date or None
        The first and the last day on which this version of the label was in force.
    authorisation_ended : date or None
        The day on which the authorisation ended; it is shown, and judges nothing.
    authorisation_source : Citation or None
        Where that was read.
    later_revision : Citation or None
        A later revision of the label that is known and was not read.
    device : str
        The device part of a combined ATMP.
    storage, windows, preconditions, allowances, budgets, rates, prohibitions, instructions, checks : tuple
        The limits of each kind.
    expiry : Expiry or None
    unread_limits : tuple of UnreadLimit
    own_limits : tuple of OwnLimit
        The limits of tables that rules of plug-ins claim.
    source : str
        The file that it was read from.
    files : tuple of ProductFile
        The product file and the completions that state this, each with its origin and hash. A product that is made or
        changed in Python has one of the origin ``python``, whatever it was made from.

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> print(load_product("kymriah-eu").storage[0].range)
    ≤ -120 °C
    """

    _readers: ClassVar[str] = "products"
    slug: str
    name: str
    inn: str
    jurisdiction: str
    atmp_class: str
    origin: str
    container: str
    citation: Citation
    retrieved: date
    in_force_from: date | None = None
    in_force_until: date | None = None
    authorisation_ended: date | None = None
    authorisation_source: Citation | None = None
    later_revision: Citation | None = None
    pathway: str = "marketing authorisation"
    device: str = ""
    storage: tuple[StorageCondition, ...] = ()
    windows: tuple[TimeWindow, ...] = ()
    preconditions: tuple[Precondition, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    budgets: tuple[Budget, ...] = ()
    rates: tuple[Rate, ...] = ()
    prohibitions: tuple[Prohibition, ...] = ()
    instructions: tuple[Instruction, ...] = ()
    checks: tuple[Check, ...] = ()
    expiry: Expiry | None = None
    unread_limits: tuple[UnreadLimit, ...] = ()
    own_limits: tuple[OwnLimit, ...] = ()
    source: str = field(default="", compare=False)
    files: tuple[ProductFile, ...] = field(default=(), compare=False)

    def _described(self) -> str:
        limits = counted(tuple(self.requirements()), "limit")
        return f"{self.slug}, {self.name} ({self.inn}), {self.jurisdiction}, {limits}"

    @property
    def conditions(self) -> dict[str, tuple[str, ...]]:
        """Each condition that a limit depends on, with every value that the label tells apart."""
        found: dict[str, dict[str, None]] = {}
        for limit in self.requirements():
            for condition in limit.conditions:
                for key, values in condition.items():
                    found.setdefault(key, {}).update(dict.fromkeys(values))
        return {key: tuple(values) for key, values in found.items()}

    @property
    def statements(self) -> tuple[str, ...]:
        """What the limits need to be told of a container: the conditions, a dose's number, an amount."""
        found = dict.fromkeys(self.conditions)
        found |= dict.fromkeys(["dose"] if any(window.scope == "next dose" for window in self.windows) else [])
        found |= dict.fromkeys(rate.of for rate in self.rates)
        found |= dict.fromkeys(["body_weight"] if any(rate.per_kg for rate in self.rates) else [])
        return tuple(found)

    @property
    def demanded(self) -> tuple[Instruction, ...]:
        """What the label demands and no record shows."""
        return tuple(one for one in self.instructions if not one.states_none_of)

    @property
    def stated_none(self) -> tuple[Instruction, ...]:
        """The limits that, by a completion, the label does not state, so that nothing is asked of them."""
        return tuple(one for one in self.instructions if one.states_none_of)

    @property
    def own_tables(self) -> Mapping[str, tuple[Mapping[str, object], ...]]:
        """The tables that rules of plug-ins claim, by name, as the product file writes them; frozen."""
        found: dict[str, tuple[Mapping[str, object], ...]] = {}
        for limit in self.own_limits:
            found[limit.table] = (*found.get(limit.table, ()), limit.written)
        return FrozenDict(found)

    @property
    def what_if(self) -> tuple[str, ...]:
        """The codes of the limits that somebody changed, and the slug where a limit was left out or added besides.

        A result by such a product says on its first lines that it is no label's own.
        """
        changed = [one.code for one in self.requirements() if one.is_what_if]
        whole = [self.slug] if self.citation.is_what_if and not changed else []
        return tuple(dict.fromkeys([*whole, *changed]))

    def replace(self, **fields: Any) -> Product:
        """Return the product with some fields changed, as `dataclasses.replace` does.

        What is no longer the label's is cited as the caller's, with the evidence ``what-if``; `what_if` names it.

        Parameters
        ----------
        **fields
            Fields of the product, with their new values.

        Returns
        -------
        Product
            Another product; this one stays as it is.

        Examples
        --------
        >>> from atmp_logistics import load_product
        >>> load_product("kymriah-eu").replace(windows=()).citation.evidence
        'what-if'
        """
        return replace(self, **fields)

    def plot(self, *, fig: Figure | SubFigure | None = None) -> list[Axes]:
        """Draw the storage ranges and the clocks.

        Parameters
        ----------
        fig : matplotlib Figure or SubFigure, optional
            Where to draw; it has no axes yet. A new figure by default.

        Returns
        -------
        list of matplotlib Axes
            One for each picture, from the top.
        """
        axes: list[Axes] = self._reader("plot").plot_product(self, fig)
        return axes

    def in_force(self, day: Day) -> bool:
        """Say whether this version of the label was in force on a day.

        Parameters
        ----------
        day : date
            A day of the record.

        Returns
        -------
        bool
            Whether it is no earlier than `in_force_from` and no later than `in_force_until`, where those are stated.
        """
        asked = read_day(day, "day") or refused(day, "day", "a day", "write it as '2026-11-24'")
        return (self.in_force_from or date.min) <= asked <= (self.in_force_until or date.max)

    def requirements(self) -> Iterator[Requirement]:
        """Yield every limit of the label, storage first.

        Yields
        ------
        limit
            A storage, a window or another limit, each with its code, obligation and citation.
        """
        yield from self.storage
        yield from self.windows
        yield from self.preconditions
        yield from self.allowances
        yield from self.budgets
        yield from self.rates
        yield from self.prohibitions
        yield from self.instructions
        yield from self.checks
        yield from [self.expiry] if self.expiry else []
        yield from self.unread_limits
        yield from self.own_limits
