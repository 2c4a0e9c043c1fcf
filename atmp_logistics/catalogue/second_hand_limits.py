"""The limits of a product that were read at second hand, corrected or confirmed by what a completion states."""

from __future__ import annotations

from dataclasses import replace

from atmp_logistics.catalogue.completion import Completion, Item
from atmp_logistics.catalogue.confirmed_numbers import confirmable, repeated
from atmp_logistics.catalogue.gap_answers import faults_in_place
from atmp_logistics.catalogue.product_parts import ProductParts
from atmp_logistics.core.citation import SECOND_HAND
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.limits import StorageCondition
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.toml_table import TomlTable


def replace_limit(parts: ProductParts, item: Item, completion: Completion) -> None:
    """Correct or confirm a limit that was read at second hand."""
    if item.kind == "shelf_life":
        parts.give_life(item, completion)
        return
    if (place := _second_hand(parts, item)) is None:
        return
    name, at = place
    old = parts.fields[name][at]
    if item.kind == "confirm":
        parts.fields[name][at] = _confirmed(parts, item, old, completion)
    elif item.limit is not None:
        less = list(faults_in_place(item.limit, old, item))
        for key, found, expected in less:
            parts.fault(item, key, found, expected, f"complete the table; {parts.copy_instead}")
        if not less:
            parts.fields[name][at] = _in_place_of(parts, item, old)


def _second_hand(parts: ProductParts, item: Item) -> tuple[str, int] | None:
    """Return the place of the limit at second hand that a table names."""
    every = [
        (name, i, one) for name, held in parts.fields.items() if name != "unread_limits" for i, one in enumerate(held)
    ]
    named = [each for each in every if each[2].code == item.replaces]
    if len(named) > 1 and item.when is not None:
        named = [each for each in named if dict(each[2].when) == dict(item.when)]
    key = "code" if item.kind == "confirm" else "replaces"
    if len(named) != 1:
        known = list(dict.fromkeys(one.code for _, _, one in every if confirmable(one)))
        expected = f"a limit read at second hand ({', '.join(known) or 'none is left'})"
        found = f"{item.replaces!r}, which is {len(named)} limits"
        parts.fault(
            item,
            key,
            found,
            expected,
            f"name one, with its when where two share a code{nearest(item.replaces, known)}",
        )
        return None
    if not confirmable(named[0][2]) or (item.kind != "confirm" and named[0][2].citation.evidence not in SECOND_HAND):
        found = f"{item.replaces!r}, read at evidence {named[0][2].citation.evidence!r}"
        parts.fault(item, key, found, "a limit read at second hand", parts.copy_instead)
        return None
    return named[0][0], named[0][1]


def _in_place_of(parts: ProductParts, item: Item, old: Requirement) -> Requirement:
    """Return a corrected limit: under the old condition, with the old shelf life where it states none."""
    new: Requirement = replace(item.limit, when=old.when)  # type: ignore[assignment, type-var]
    if not isinstance(new, StorageCondition) or not isinstance(old, StorageCondition) or old.shelf_life is None:
        return new
    cited = old.shelf_life_citation
    if new.shelf_life is not None and not (cited and cited.evidence in SECOND_HAND):
        parts.fault(item, "shelf_life", str(new.shelf_life), "none, as ours was read in the label", parts.copy_instead)
    if new.shelf_life is not None:
        return new
    return replace(new, shelf_life=old.shelf_life, shelf_life_citation=cited)


def _confirmed(parts: ProductParts, item: Item, old: Requirement, completion: Completion) -> Requirement:
    table = TomlTable(item.numbers or {}, item.path, parts.faults)
    at_second_hand = confirmable(old)
    chosen = [one for one in at_second_hand if any(key in table for key in one[1])] or list(at_second_hand[:1])
    for part, _ in chosen:
        repeated(old, table, part)
    table.done()
    read = replace(completion.citation, section=item.section)
    return replace(old, **{part: read for part, _ in chosen})  # type: ignore[arg-type]
