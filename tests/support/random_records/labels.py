"""Small labels: storages that follow each other or share a code, windows, budgets, allowances, some under conditions."""

from dataclasses import dataclass, field
from random import Random

#: Phases that follow each other: code, its two events, and its range.
STORES = (
    ("transport", "product_dispatched", "product_received", (None, 8)),
    ("fridge", "product_received", "storage_out", (2, 8)),
    ("fridge", "product_received", "thaw_start", (2, 8)),
    ("ward", "storage_out", "administration_start", (2, 25)),
    ("fridge", "storage_in", "storage_out", (2, 8)),
)
MOMENTS = ("product_received", "storage_out", "thaw_start", "thaw_end", "administration_start", "administration_end")
CONDITION, VALUES = "preparation", ("washed", "diluted")


@dataclass
class Label:
    """A label's text and what a record of it should name."""

    text: str = ""
    codes: list[str] = field(default_factory=list)
    bands: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    conditional: bool = False
    named: tuple[str, ...] = ()
    called: tuple[tuple[str, str], ...] = ()


def label_of(chance: Random) -> Label:
    """Return a small label."""
    label, tables = Label(), []
    conditional = chance.random() < 0.35
    stores = chance.sample(STORES, chance.choice([1, 1, 1, 2]))
    if len(stores) == 2 and stores[0][0] == stores[1][0]:
        stores = stores[:1]
    for store in stores:
        tables += _stores(chance, label, store, conditional)
    for i in range(chance.choice([0, 1, 1, 2])):
        tables += _windows(chance, label, i, conditional)
    tables += _budgets(chance, label, conditional) if chance.random() < 0.35 else []
    tables += _order(chance, label) if chance.random() < 0.2 else []
    if chance.random() < 0.1:
        by = chance.choice(MOMENTS[1:])
        label.kinds.add(by)
        tables += ["[expiry]", f"by = '{by}'"]
    label.text = "\n".join(_read_at_second_hand(tables))
    label.named = tuple(value for value in VALUES if f"'{value}'" in label.text)
    label.conditional = bool(label.named)
    if label.conditional and chance.random() < 0.3:
        label.called = ((CONDITION, chance.choice(label.named)),)
    return label


def _read_at_second_hand(tables):
    """Let a few labels have limits that were not read in them; drawn apart, so that the rest of a record stays as it is."""
    chance = Random("\n".join(tables))  # noqa: S311  drawn records, no secrets
    weak = chance.random() < 0.2
    for line in tables:
        yield line
        if weak and line.startswith("[") and chance.random() < 0.5:
            yield f"source = {{ evidence = '{chance.choice(['secondary', 'secondary', 'other-jurisdiction'])}' }}"


def _range(low, high):
    lines = [f"lower = '{low} degC'"] if low is not None else []
    return lines + ([f"upper = '{high} degC'"] if high is not None else [])


def _when(value):
    return f"when = {{ {CONDITION} = '{value}' }}"


def _stores(chance: Random, label: Label, store, conditional):
    code, starts, ends, (low, high) = store
    label.codes.append(code)
    label.kinds |= {starts, ends}
    tables = []
    branches = chance.choice([VALUES, VALUES, VALUES[:1]]) if conditional and chance.random() < 0.6 else [None]
    for n, value in enumerate(branches):
        until = (
            chance.choice([ends, ends, "administration_start"]) if value and starts != "product_dispatched" else ends
        )
        label.kinds.add(until)
        limits = _range(low, high) if n == 0 else _range(low and 5, 25)
        life = [f"shelf_life = '{chance.choice([60, 90, 240])} min'"] if chance.random() < 0.15 else []
        tables += ["[[storage]]", f"code = '{code}'", f"from = '{starts}'", f"until = '{until}'", *limits, *life]
        tables += [_when(value)] if value else []
    for i in range(chance.choice([0, 0, 0, 1, 2])):
        value = chance.choice([None, None, *VALUES]) if conditional else None
        size = chance.choice(
            ["times = 1", "at_most = '10 min'", "times = 2\nat_most = '5 min'", "at_most = '30 min'\nuntil_end = true"]
        )
        tables += ["[[allowance]]", f"code = 'allowed{i}-{code}'", f"storage = '{code}'", "upper = '26 degC'", size]
        tables += [_when(value)] if value else []
    return tables


def _windows(chance: Random, label: Label, i, conditional):
    a, b = sorted(chance.sample(range(len(MOMENTS)), 2))
    starts, ends = MOMENTS[a], MOMENTS[b]
    label.kinds |= {starts, ends}
    scope = chance.choice(["container"] * 4 + ["therapy", "next container"])
    banded = scope == "container" and chance.random() < 0.5
    least, most = sorted(chance.sample([0, 1, 5, 10, 20, 30, 60], 2))
    sizes = chance.choice([[f"at_most = '{most} min'"], [f"at_least = '{least} min'"],
                           [f"at_most = '{most} min'", f"at_least = '{least} min'"]])  # fmt: skip
    sizes = sizes if not banded or chance.random() < 0.5 else []
    strict = ["strict = true"] if chance.random() < 0.15 else []
    code = f"window{i}"
    label.codes.append(code)
    label.bands += [code] if banded else []
    branches = VALUES if conditional and chance.random() < 0.5 else [None]
    if branches != [None] and chance.random() < 0.3:
        branches = VALUES[:1]
    tables = []
    for n, value in enumerate(branches):
        band = [f"within = {['2 degC', '8 degC'] if n == 0 else ['5 degC', '25 degC']}"] if banded else []
        tables += ["[[window]]", f"code = '{code}'", f"starts = '{starts}'", f"ends = '{ends}'", f"scope = '{scope}'"]
        tables += [*sizes, *strict, *band, *([_when(value)] if value else [])]
    return tables


def _budgets(chance: Random, label: Label, conditional):
    a, b = sorted(chance.sample(range(len(MOMENTS)), 2))
    bands = chance.choice([[(8, 25)], [(2, 8), (8, 25)], [(2, 8), (20, 25)], [(2, 8), (10, 25)]])
    tables = []
    for i, (low, high) in enumerate(bands):
        a = a if chance.random() < 0.8 else max(a - 1, 0)
        label.kinds |= {MOMENTS[a], MOMENTS[b]}
        tables += ["[[budget]]", f"code = 'budget{i}'", f"band = ['{low} degC', '{high} degC']"]
        tables += [
            f"from = '{MOMENTS[a]}'",
            f"until = '{MOMENTS[b]}'",
            f"at_most = '{chance.choice([5, 15, 30, 60])} min'",
        ]
        tables += [_when(chance.choice(VALUES))] if conditional and chance.random() < 0.3 else []
    return tables


def _order(chance: Random, label: Label):
    a, b = chance.sample(range(len(MOMENTS)), 2)
    scope = chance.choice(["container", "therapy", "next container"])
    label.kinds |= {MOMENTS[a], MOMENTS[b]}
    lines = [f"before = '{MOMENTS[a]}'", f"after = '{MOMENTS[b]}'", f"scope = '{scope}'"]
    return ["[[precondition]]", "code = 'order'", *lines]
