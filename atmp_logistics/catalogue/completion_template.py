"""The file to fill in for a completion: a commented block for each gap and each limit read at second hand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from atmp_logistics.catalogue.confirmed_numbers import confirmable, events_of
from atmp_logistics.catalogue.gap_answers import KINDS
from atmp_logistics.core.errors import CatalogueError, Fault, refuse
from atmp_logistics.core.limits import UnreadLimit
from atmp_logistics.core.product import Product
from atmp_logistics.core.requirement import Requirement, When
from atmp_logistics.core.toml_text import quoted
from atmp_logistics.core.whole_files import write_text

_HEAD = """\
# A completion of {slug} ({name}): what you read in the label in your hand. Nothing of our file is copied here.
# Fill in [label] and [read]. Then take the # away from each block that you fill in.
# A block left as a comment stays open.
# Where the label states none, write instead of the block: [[none]] with closes = "..." and section = "..."
extends = {slug_text}
base_revision = {revision}

[label]                      # the label in your hand
title = ""
revision = ""
url = ""                     # may stay empty

[read]
by = ""                      # who read it
again_by = ""                # who read it again; empty: each finding says that it was read by one
on = ""                      # the day, without quotes: 2026-11-22
"""

_FIELDS = {
    "storage": ('from = "product_received"', 'until = "storage_out"', 'upper = ""               # such as "-120 degC"'),
    "shelf_life": (
        "storage = {storage}    # the code of the storage",
        "life = { months =  }      # or { days =  }",
    ),
    "allowance": ("storage = {storage}", 'upper = ""', 'at_most = ""', "# times = 1"),
    "budget": ('band = ["", ""]', 'from = "storage_out"', 'until = "administration_end"', 'at_most = ""'),
    "precondition": ('before = "administration_end"', 'after = "thaw_start"', 'scope = "next container"'),
    "rate": ('at_most = ""            # such as "2.6 mL/kg/h"',),
}


_EMPTY = '""'
_BLANK = dict.fromkeys(("within", "band"), '["", ""]')
_BLANK |= dict.fromkeys(("at_least_days", "at_most_days", "times"), '""      # a whole number, without quotes')
_BLANK["shelf_life"] = '""      # without quotes: { months = 12 }, or { days = 90 }'


def template_of(product: Product, candidates: Sequence[Sequence[str]] = ()) -> str:
    """Return the text of a completion that closes nothing yet.

    `candidates` are the lines that a label may answer each gap with, in the product's order: comments, and no limits.

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> "closes = \\"shelf-life\\"" in template_of(load_product("carvykti-eu"))
    True
    """
    texts = {"slug_text": quoted(product.slug), "revision": quoted(product.citation.revision)}
    head = _HEAD.format(slug=product.slug, name=product.name, **texts)
    return "\n".join([head, *_blocks(product, candidates)])


def write_completion(product: Product, out: str | Path | None = None, candidates: Sequence[Sequence[str]] = ()) -> Path:
    """Write a completion to fill in; write over nothing.

    Raises
    ------
    CatalogueError
        When the file is there already, or its folder is not.
    """
    return write_new(Path(out) if out else Path(f"{product.slug}.completion.toml"), template_of(product, candidates))


def write_new(path: Path, text: str) -> Path:
    """Write a text as a new file in a folder that is there; write over nothing."""
    if not path.parent.is_dir():
        refuse([Fault(str(path.parent), "no folder", "a folder to write into", "make it first", CatalogueError)])
    if path.exists() or path.is_symlink():
        refuse([Fault(str(path), "a file that is there already", "a new one", "name another", CatalogueError)])
    write_text(path, text)
    return path


def _blocks(product: Product, candidates: Sequence[Sequence[str]]) -> Iterator[str]:
    for i, gap in enumerate(product.unread_limits):
        lines = candidates[i] if candidates else ()
        yield _commented([*_said_of_gap(gap), *(f"   {line}" for line in lines), *_table_of_gap(gap, product)])
    for limit in product.requirements():
        for _, keys in confirmable(limit):
            yield _commented([*_said_of_limit(limit), *_confirm(limit, keys)])


def _commented(lines: list[str]) -> str:
    return "".join(f"# {line}\n" for line in lines)


def _said_of_gap(gap: UnreadLimit) -> Iterator[str]:
    note = " ".join(gap.note.split()) or gap.code
    yield f"-- NOT READ: {note}. Look in section {gap.citation.section or '(not known)'}."


def _table_of_gap(gap: UnreadLimit, product: Product) -> Iterator[str]:
    kind = KINDS[gap.rule][0]
    yield f"[[{kind}]]"
    yield f"closes = {quoted(gap.code)}"
    yield from _condition(gap.when)
    fitting = [store for store in product.storage if dict(store.when) == dict(gap.when)] or [*product.storage]
    storage = quoted(fitting[0].code if fitting else "storage")
    fields = _window(gap) if kind == "window" else _FIELDS[kind]
    yield from (line.replace("{storage}", storage) for line in fields)
    yield 'section = ""'


def _window(gap: UnreadLimit) -> tuple[str, ...]:
    """Return a clock between the events that a gap's code and note speak of."""
    about = f"{gap.code} {gap.note}".casefold()
    starts = next((event for word, event in _STARTS if word in about), "thaw_end")
    lines = (f'starts = "{starts}"           # correct both as the label has them', 'ends = "administration"')
    if gap.rule == "T102":
        return (*lines, 'within = ["", ""]       # such as ["20 degC", "25 degC"]')
    if starts in {"lymphodepletion_end", "conditioning_end", "leukapheresis_end"}:
        return (
            *lines,
            'scope = "therapy"',
            'at_least_days = ""      # whole numbers, without quotes',
            'at_most_days = ""',
        )
    return (*lines, 'at_most = ""            # such as "2.5 h"', '# within = ["", ""]')


_STARTS = (
    ("lymphodepletion", "lymphodepletion_end"), ("conditioning", "conditioning_end"),
    ("leukapheresis", "leukapheresis_end"), ("reconstitut", "preparation_end"), ("prepar", "preparation_end"),
    ("dilut", "preparation_end"), ("thaw", "thaw_end"),
)  # fmt: skip


def _said_of_limit(limit: Requirement) -> Iterator[str]:
    moments = ", ".join(limit.moments)
    where = f"{limit.citation.label} {limit.citation.section}".strip()
    yield f"-- AT SECOND HAND: {limit.code}{f' ({moments})' if moments else ''}, read in {' '.join(where.split())}."
    yield "Compare its events with the label and repeat its numbers. Where they differ, write the limit with replaces."


def _confirm(limit: Requirement, keys: tuple[str, ...]) -> Iterator[str]:
    yield "[[confirm]]"
    yield f"code = {quoted(limit.code)}"
    yield from _condition(limit.when)
    events = {key: json.dumps(value) for key, value in events_of(limit)}
    yield from (f"{key} = {events.get(key) or _BLANK.get(key, _EMPTY)}" for key in keys)
    yield 'section = ""'


def _condition(when: When) -> Iterator[str]:
    if when:
        pairs = ", ".join(f"{key} = [{', '.join(map(quoted, values))}]" for key, values in when.items())
        yield f"when = {{ {pairs} }}"
