"""The catalogue in a terminal: the list of products, and one product's limits with their sources."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table

from atmp_logistics.catalogue.catalogue import Catalogue
from atmp_logistics.catalogue.edition import catalogue_version
from atmp_logistics.catalogue.product_list import list_products
from atmp_logistics.core.administration_rate import Rate
from atmp_logistics.core.identity_check import Check
from atmp_logistics.core.identity_check_words import check_of_identity
from atmp_logistics.core.instants import CalendarPeriod
from atmp_logistics.core.label_notes import notes_on_label, what_if_note, when_read
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
from atmp_logistics.core.product import Product
from atmp_logistics.core.requirement import Requirement, When
from atmp_logistics.core.wording import duration, event, named_containers
from atmp_logistics.report.shared.plain_text import plain_text
from atmp_logistics.report.shared.terminal import Text

_LISTED = ["slug", "name", "storage", "evidence", "authorisation_ended"]
#: What every limit of a table has; it stands beside the limit in other words.
_OF_EVERY_LIMIT = {"code", "section", "source", "obligation", "when", "note"}
_KINDS = {"StorageCondition": "storage", "TimeWindow": "window", "UnreadLimit": "not read:"}


def list_of(catalogue: Catalogue) -> RenderableType:
    """Return the products as a table."""
    table = Table(box=None, padding=(0, 1), title=f"catalogue {catalogue_version()}", title_justify="left")
    for column in ("slug", "name", "storage", "evidence"):
        table.add_column(column, overflow="fold")
    for *row, evidence, ended in list_products(catalogue)[_LISTED].to_numpy(str):
        table.add_row(*row, evidence + (f"; authorisation ended {ended}" if ended else ""))
    return table


def rich_text(product: Product) -> Iterable[RenderableType]:
    """Yield one product's limits, each with its section, and where they were read."""
    yield Text(f"{product.name} ({product.inn}), {product.jurisdiction}", "bold")
    if said := what_if_note(product):
        yield Text(said, "bold yellow")
    yield Text(f"{product.atmp_class}, {product.origin}, {product.container}; {product.pathway}")
    yield from _storage_bar(product)
    groups: tuple[tuple[str, tuple[Requirement, ...]], ...] = (
        ("Storage", product.storage),
        ("Windows", product.windows),
        ("Order", product.preconditions),
        ("Permitted excursions", product.allowances),
        ("Budgets", product.budgets),
        ("Rates", product.rates),
        ("Printed expiry", (product.expiry,) if product.expiry else ()),
        ("Prohibitions", product.prohibitions),
        ("Instructions, which no record shows", product.demanded),
        ("Not asked, as a completion says that the label states no limit", product.stated_none),
        ("Checks of identity, judged where a record logs any (C401)", product.checks),
        ("Judged by rules of plug-ins", product.own_limits),
        ("Not read in this label, or judged by no rule", product.unread_limits),
    )
    for title, limits in groups:
        if limits:
            yield Text()
            yield Text(title, "bold")
            yield from (_limit(limit) for limit in limits)
    cited = product.citation
    yield Text()
    yield Text("Source", "bold")
    yield Text(f"  {cited.label}; revision {cited.revision}; {cited.evidence}; {when_read(product)}")
    yield Text(f"  {cited.url}", overflow="fold")
    yield from (Text(f"  {note}", "yellow", overflow="fold") for note in notes_on_label(product))


def render_text(product: Product, width: int = 80) -> str:
    """Return one product as plain text."""
    return plain_text(rich_text(product), width)


def _storage_bar(product: Product) -> Iterable[RenderableType]:
    """Draw each storage range on one scale, from liquid nitrogen to a warm room."""
    coldest, warmest, width = -200.0, 40.0, 44

    def place(value_degC: float) -> int:
        share = (min(max(value_degC, coldest), warmest) - coldest) / (warmest - coldest)
        return round(share * (width - 1))

    for store in product.storage:
        low = place(coldest if store.range.lower_degC is None else store.range.lower_degC)
        high = place(warmest if store.range.upper_degC is None else store.range.upper_degC)
        bar = "".join("█" if low <= i <= high else "·" for i in range(width))
        yield Text.assemble("  -200 ", (bar, "blue"), " +40 °C  ", store.code, overflow="fold")


def _limit(limit: Requirement) -> RenderableType:
    conditions = "; ".join(f"{key}: {', '.join(values)}" for key, values in limit.when.items())
    extra = [f"for {conditions}"] if conditions else []
    extra += [limit.obligation] if limit.obligation != "shall" else []
    section = f"section {limit.citation.section}" if limit.citation.section else ""
    extra += [f"{section} ({limit.citation.evidence})".strip()]
    head = Text.assemble((limit.code, "cyan"), f"  {sentence_of(limit)}")
    lines: list[RenderableType] = [head, Text("; ".join(extra), "dim")]
    lines += [Text(limit.note, "italic")] if limit.note else []
    return Padding(_stack(lines), (0, 0, 0, 2), expand=False)


def _stack(lines: list[RenderableType]) -> RenderableType:
    grid = Table.grid()
    for line in lines:
        grid.add_row(line)
    return grid


def sentence_of(limit: Requirement) -> str:  # noqa: C901, PLR0911, PLR0912  one kind of limit, one sentence
    """Return a limit in words: its numbers, and the events between which it holds."""
    match limit:
        case StorageCondition():
            life = f", shelf life {_period(limit.shelf_life)}" if limit.shelf_life is not None else ""
            return f"{limit.range} from {event(limit.starts)} until {event(limit.ends)}{life}"
        case TimeWindow():
            return _window(limit)
        case Precondition():
            return _order(limit)
        case Allowance():
            often = f"{limit.times} times" if limit.times else ""
            each = "from the first to the end of the phase" if limit.until_end else "each"
            long = f"{each} at most {duration(limit.at_most_s)}" if limit.at_most_s else ""
            return f"up to {limit.range} during {limit.storage}, {', '.join(filter(None, (often, long)))}"
        case Budget():
            between = f"{event(limit.starts)} to {event(limit.ends)}"
            return f"{limit.band} for at most {duration(limit.at_most_s)} in all, {between}"
        case Rate():
            over = f" in any {duration(limit.over_s)}" if limit.over_s else ", as the highest rate"
            return f"at most {limit.at_most:g} {limit.unit}{over}, {event(limit.starts)} to {event(limit.ends)}"
        case Prohibition():
            shown = f", shown by {' or '.join(map(event, limit.forbids))}" if limit.forbids else ""
            return f"forbidden{shown}{f' after {event(limit.after)}' if limit.after else ''}"
        case Instruction():
            return "the label states none" if limit.states_none_of else "demanded"
        case Check():
            return check_of_identity(limit)
        case Expiry():
            return f"judged by {event(limit.by)}{', which must come before it' if limit.strict else ''}"
        case OwnLimit():
            return _own(limit)
        case UnreadLimit():
            return f"needed by {limit.rule}"
        case _:
            return ""


def _own(limit: OwnLimit) -> str:
    """Return a table of a plug-in's rule as it is written, without what every limit has and stands beside it."""
    stated = {key: value for key, value in limit.written.items() if key not in _OF_EVERY_LIMIT}
    return ", ".join([limit.table, *(f"{key} = {_written(value)}" for key, value in stated.items())])


def _written(value: object) -> str:
    return ", ".join(map(_written, value)) if isinstance(value, tuple) else str(value)


def _order(order: Precondition) -> str:
    of_containers = {"next container": " of the container before", "therapy": " of every container"}.get(
        order.scope, ""
    )
    if order.before_of or order.after_of:
        of_containers = f" of {named_containers(order.before_of)}"
    waits = f" of {named_containers(order.after_of)}" if order.after_of else ""
    return f"{event(order.after)}{waits} only after {event(order.before)}{of_containers}"


def _moment(name: str, which: When, instance: str, usual: str) -> str:
    """Return one end of a clock in words."""
    return (
        (f"{instance} " if instance != usual else "")
        + event(name)
        + (f" of {named_containers(which)}" if which else "")
    )


def _window(window: TimeWindow) -> str:
    parts = []
    least, most = window.at_least_s, window.at_most_s
    parts += [f"at least {duration(least)}"] if least is not None else []
    parts += [f"{'less than' if window.strict else 'at most'} {duration(most)}"] if most is not None else []
    parts += [f"at least {window.at_least_days} days"] if window.at_least_days is not None else []
    parts += [f"at most {window.at_most_days} days"] if window.at_most_days is not None else []
    band = f", at {window.within}" if window.within else ""
    since = f" from {event(window.within_from)}" if window.within_from else ""
    unless = f"; unless {window.unless}" if window.unless else ""
    first = ", first container" if window.until_first else ""
    scope = f" ({window.scope}{first})" if window.scope != "container" else ""
    starts = _moment(window.starts, window.starts_of, window.starts_instance, "first")
    ends = _moment(window.ends, window.ends_of, window.ends_instance, "last")
    return f"{starts} to {ends}{scope}: {' and '.join(parts)}{band}{since}{unless}"


def _period(life: CalendarPeriod | float | None) -> str:
    return str(life) if isinstance(life, CalendarPeriod) else duration(life or 0.0)


def comparison_of(first: Product, second: Product) -> RenderableType:
    """Return two products side by side: each limit by its code, as each of them has it."""
    table = Table(padding=(0, 1), show_lines=True)
    for heading in ("limit", first.slug, second.slug):
        table.add_column(heading, overflow="fold", ratio=1 if heading == "limit" else 2)
    sides = [_by_code(product) for product in (first, second)]
    for code in dict.fromkeys([*sides[0], *sides[1]]):
        texts = ["\n".join(side.get(code, ["-"])) for side in sides]
        table.add_row(code, *texts, style=None if texts[0] == texts[1] else "bold")
    return table


def _by_code(product: Product) -> dict[str, list[str]]:
    """Return the sentences of a product by the kind and code of the limit."""
    sentences: dict[str, list[str]] = {}
    for limit in product.requirements():
        condition = "; ".join(f"{key}: {', '.join(values)}" for key, values in limit.when.items())
        weight = "" if limit.obligation == "shall" else f" ({limit.obligation})"
        key = f"{_KINDS.get(type(limit).__name__, type(limit).__name__.lower())} {limit.code}"
        sentences.setdefault(key, []).append(sentence_of(limit) + (f", for {condition}" if condition else "") + weight)
    return sentences
