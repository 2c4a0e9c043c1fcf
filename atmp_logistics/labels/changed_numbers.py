"""Which numbers of a label contradict a limit: the same section, kind, side and events, and another number.

Only where one number of the label alone can be the limit, and the limit's number stands nowhere in the label: all else
is "not in the file" and "not in the label", and a person compares.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from atmp_logistics.core.limits import Allowance, StorageCondition
from atmp_logistics.labels.audited_sentences import Sentence
from atmp_logistics.labels.file_numbers import LimitNumber
from atmp_logistics.labels.quantity import Quantity


def contradicted(numbers: Sequence[LimitNumber], sentences: Sequence[Sentence]) -> dict[int, LimitNumber]:
    """Return, by the identity of a label's quantity, the number of the file that it contradicts."""
    found: dict[int, list[LimitNumber]] = {}
    for number in numbers:
        if any(number.is_in(one) for sentence in sentences for one in sentence.quantities):
            continue
        able = [one for sentence in sentences for one in _able(number, sentence, numbers)]
        if able and len({one.numbers for one in able}) == 1:
            for one in able:
                found.setdefault(id(one), []).append(number)
    return {quantity: against[0] for quantity, against in found.items()}


def _able(number: LimitNumber, sentence: Sentence, numbers: Sequence[LimitNumber]) -> list[Quantity]:
    """Return the quantities of a sentence that may be the number, changed."""
    if not sentence.is_within(number.sections) or not speaks_of(sentence, number):
        return []
    return [
        one
        for one in sentence.quantities
        if number.comparable(one) and not one.approximate and not any(other.is_in(one) for other in numbers)
    ]


def speaks_of(sentence: Sentence, number: LimitNumber) -> bool:
    """Return whether a sentence has words for the events of a limit, each of them; without known events never."""
    text = sentence.text.casefold()
    stems = _stems(number)
    return bool(stems) and all(stem and any(word in text for word in stem) for stem in stems)


def _stems(number: LimitNumber) -> list[tuple[str, ...]]:
    if number.key == "shelf_life":
        return []
    if isinstance(number.limit, (StorageCondition, Allowance)):
        return [_words()["storage"]]
    return [
        next((words for stem, words in _words().items() if moment.startswith(stem)), ())
        for moment in number.limit.moments
    ]


@cache
def _words() -> dict[str, tuple[str, ...]]:
    table = tomllib.loads(files(__package__).joinpath("event_words.toml").read_text("utf-8"))
    return {stem: tuple(words) for stem, words in table.items()}
