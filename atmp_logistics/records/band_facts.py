"""What a site states of a temperature that was not logged: during which window or storage, of which product, and when.

Such a statement counts for a container where its product, its phase and its condition fit. Without a condition, on a
code that several conditional limits share, it does not say which of them it means, and decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from atmp_logistics.core.errors import Fault, SiteError, refuse
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.limits import StorageCondition, TimeWindow
from atmp_logistics.core.product import Product
from atmp_logistics.core.requirement import When
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.toml_table import TomlTable
from atmp_logistics.core.translatable import Message, joined, said
from atmp_logistics.core.wording import named_containers
from atmp_logistics.records.site_checks import CheckedFact


@dataclass(frozen=True, slots=True, repr=False)
class BandFact(ShortRepr, CheckedFact):
    """A stated fact about the temperature during a window, or a storage phase, that was not logged.

    Attributes
    ----------
    window, storage : str
        The code of the one or of the other; the other is "".
    range : TemperatureRange
    basis : str
        What the statement rests on.
    product : str
        The product that it is about; "": any.
    when : mapping of str to tuple of str
        The conditions of the containers that it is about.
    """

    window: str
    range: TemperatureRange
    basis: str
    storage: str = ""
    product: str = ""
    when: When = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The code of the phase that it speaks of."""
        return self.window or self.storage

    def is_about(self, product: Product, limit: StorageCondition | TimeWindow) -> bool:
        """Say whether the fact names a phase of a product; `when` says for which of its containers."""
        code = self.storage if isinstance(limit, StorageCondition) else self.window
        return code == limit.code and self.product in {"", product.slug}

    def is_open(self, product: Product, limit: StorageCondition | TimeWindow) -> bool:
        """Say whether the fact names no condition, on a code that conditional limits share: then it decides nothing."""
        same = product.storage if isinstance(limit, StorageCondition) else product.windows
        return not self.when and sum(one.code == limit.code for one in same) > 1

    def fits(self, product: Product) -> bool:
        """Say whether a product has a phase that the fact can be about."""
        limits: tuple[StorageCondition | TimeWindow, ...] = (*product.storage, *product.windows)
        named = product.conditions
        known = all(key in named and set(values) & set(named[key]) for key, values in self.when.items())
        return known and any(self.is_about(product, limit) for limit in limits)

    def __str__(self) -> str:
        return str(self.in_words)

    @property
    def in_words(self) -> Message:
        """The fact in words that can be said in other languages."""
        of: list[str] = [said("records", "fact.of", product=self.product)] if self.product else []
        of += [joined("", [", ", named_containers({key: values})]) for key, values in self.when.items()]
        named = {"code": self.code, "of": joined("", of), "range": self.range.in_words, "basis": self.basis}
        return said("records", "fact.band", **named)


def read_band_fact(item: TomlTable) -> BandFact | None:
    """Read a fact of a site's profile that names a window or a storage; None where it has faults."""
    if "window" in item and "storage" in item:
        item.fault("storage", "a window and a storage", "one of them", "make two facts of it")
    key = "window" if "window" in item else "storage"
    code, band = item.text(key, required=True), item.band("within", required=True)
    basis, product, when = item.text("basis", required=True), item.text("product"), item.when()
    item.take("storage")
    if band is None:
        return None
    window, storage = (code, "") if key == "window" else ("", code)
    return BandFact(window, band, basis, storage, product, when)


def check_facts(
    facts: Iterable[BandFact], products: Iterable[Product], others: Callable[[], Iterable[Product]], source: str
) -> None:
    """Refuse a fact that fits no product.

    Parameters
    ----------
    facts : iterable of BandFact
    products : iterable of Product
        Those of the call.
    others : callable
        Returns every other product at hand; called only where a fact fits none of the call.
    source : str
        The profile's name.

    Raises
    ------
    SiteError
        With every such fact.
    """
    left = [fact for fact in facts if not any(map(fact.fits, products := list(products)))]
    if left:
        every = [*products, *others()]
        refuse(unfit_fact(fact, every, source) for fact in left if not any(map(fact.fits, every)))


def unfit_fact(fact: BandFact, products: Iterable[Product], source: str) -> Fault:
    """Return what is wrong with a fact that fits no product."""
    kind = "window" if fact.window else "storage"
    every = list(products)
    codes = {one.code for product in every for one in (product.windows if fact.window else product.storage)}
    where = f"{source or 'site'}, [[fact]] {kind} = {fact.code!r}"
    if fact.product and fact.product not in {one.slug for one in every}:
        expected, slugs = "a product of the catalogue", {one.slug for one in every}
        return Fault(
            where, f"product {fact.product!r}", expected, f"correct it{nearest(fact.product, slugs)}", SiteError
        )
    if fact.code not in codes:
        expected = f"the code of a {kind} of a product: {', '.join(sorted(codes))}"
        fix = f"correct it{nearest(fact.code, codes)}"
        return Fault(where, repr(fact.code), expected, fix, SiteError)
    said = ", ".join(f"{key} {' or '.join(values)}" for key, values in fact.when.items()) or f"product {fact.product}"
    expected, fix = (
        f"a product with a {kind} {fact.code!r} that it can be about",
        "correct its product or its condition",
    )
    return Fault(where, said, expected, fix, SiteError)
