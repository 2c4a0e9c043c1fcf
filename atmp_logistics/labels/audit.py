"""A product file beside a label's own text: each number of the label, and each limit of the file, in both or not.

Numbers are compared by value, kind and side, never by guess: a temperature with a temperature, hours with hours,
calendar days with calendar days. A sentence is shown from the user's file and is stored nowhere.
Nothing becomes a limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from atmp_logistics.core.errors import LabelError
from atmp_logistics.core.identity_check import Check
from atmp_logistics.core.limits import UnreadLimit
from atmp_logistics.core.product import Product
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.short_repr import Described, ShortRepr, counted
from atmp_logistics.core.shown import ShownAsText
from atmp_logistics.labels.audited_sentences import Sentence, sentences_of
from atmp_logistics.labels.changed_numbers import contradicted, speaks_of
from atmp_logistics.labels.file_numbers import LimitNumber, cited_sections, limit_numbers
from atmp_logistics.labels.instruction_words import concepts
from atmp_logistics.labels.label_text import LabelText
from atmp_logistics.labels.product_in_label import sections_of_product
from atmp_logistics.labels.quantity import Quantity

IN_FILE, IN_PART, NOT_IN_FILE = "in the file", "in part", "not in the file"
RESTATES, CONTRADICTS, UNREADABLE = "the same in °F", "contradicts the file", "unreadable"
FOUND, NOT_FOUND, NOT_CHECKED = "in the label", "not in the label", "not checked"


@dataclass(frozen=True, slots=True, repr=False)
class AuditedNumber(ShortRepr):
    """A number of the label.

    Attributes
    ----------
    quantity : Quantity
    sentence : Sentence
        Where it stands.
    status : str
        `IN_FILE`, `IN_PART`, `RESTATES`, `NOT_IN_FILE`, `CONTRADICTS` or `UNREADABLE`.
    numbers : tuple of LimitNumber
        The numbers of the file that it is, or that it contradicts.
    """

    quantity: Quantity
    sentence: Sentence
    status: str
    numbers: tuple[LimitNumber, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class AuditedLimit(ShortRepr):
    """A limit of the file, or a number of it.

    Attributes
    ----------
    limit : Requirement
    number : LimitNumber or None
        None for a limit without a number.
    status : str
        `FOUND`, `NOT_FOUND` or `NOT_CHECKED`.
    sentences : tuple of Sentence
        The sentences of the label that have it.
    why : str
    """

    limit: Requirement
    number: LimitNumber | None
    status: str
    sentences: tuple[Sentence, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class LeftOut(ShortRepr):
    """Something that the label demands and for which the file has no code.

    Attributes
    ----------
    name : str
    sentences : tuple of Sentence
    """

    name: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, repr=False)
class LabelAudit(Described, ShownAsText):
    """A product file beside a label's own text.

    Attributes
    ----------
    product : Product
    label : LabelText
    numbers : tuple of AuditedNumber
    limits : tuple of AuditedLimit
    left_out : tuple of LeftOut
    notes : tuple of str
    """

    _readers: ClassVar[str] = "audits"

    product: Product
    label: LabelText
    numbers: tuple[AuditedNumber, ...]
    limits: tuple[AuditedLimit, ...]
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...] = ()

    def _described(self) -> str:
        numbers, limits = counted(self.numbers, "number"), counted(self.limits, "limit")
        return f"{self.product.slug} beside {self.label.name}, {numbers} of the label, {limits} of the file"

    @property
    def differs(self) -> bool:
        """Whether a person has something to look at: a number or a limit that is not in both."""
        numbers = any(one.status not in (IN_FILE, RESTATES) for one in self.numbers)
        return numbers or bool(self.left_out) or any(one.status != FOUND for one in self.limits)


def audit_label(product: Product, label: LabelText) -> LabelAudit:
    """Compare a product file with a label's own text.

    Parameters
    ----------
    product : Product
    label : LabelText

    Returns
    -------
    LabelAudit

    Raises
    ------
    LabelError
        For the label of another product, or one without the sections on storage and use.
    """
    sections, notes = sections_of_product(product, label)
    sentences = tuple(sentences_of(label, sections, _cited(product)))
    if not any(one.is_asked for one in sentences):
        fix = "take the whole SmPC or prescribing information"
        found, expected = "no text in the sections on storage and use", "4.2, 6.3, 6.4, 6.6 of an SmPC, or 2, 16"
        raise LabelError([LabelError.fault(label.name, found, expected, fix)])
    numbers = limit_numbers(product)
    against = contradicted(numbers, sentences)
    return LabelAudit(
        product, label, tuple(_numbers(numbers, sentences, against)), tuple(_limits(product, numbers, sentences)),
        tuple(_left_out(product, sentences)), notes,
    )  # fmt: skip


def _cited(product: Product) -> frozenset[str]:
    return frozenset(number for limit in product.requirements() for number in cited_sections(limit))


def _numbers(
    numbers: tuple[LimitNumber, ...], sentences: tuple[Sentence, ...], against: dict[int, LimitNumber]
) -> Iterator[AuditedNumber]:
    for sentence in sentences:
        if not sentence.is_asked:
            continue
        for quantity in sentence.quantities:
            if (one := against.get(id(quantity))) is not None:
                yield AuditedNumber(quantity, sentence, CONTRADICTS, (one,))
            else:
                yield AuditedNumber(quantity, sentence, *_status(quantity, sentence, numbers))


def _status(
    quantity: Quantity, sentence: Sentence, numbers: tuple[LimitNumber, ...]
) -> tuple[str, tuple[LimitNumber, ...]]:
    if quantity.unreadable:
        return UNREADABLE, ()
    same = tuple(one for one in numbers if one.is_in(quantity))
    if sentence.restates(quantity):
        return RESTATES, same
    covered = [any(one.equals(number, quantity.unit) for one in same) for number in quantity.numbers]
    return (IN_FILE if all(covered) else IN_PART if any(covered) else NOT_IN_FILE), same


def _limits(
    product: Product, numbers: tuple[LimitNumber, ...], sentences: tuple[Sentence, ...]
) -> Iterator[AuditedLimit]:
    for limit in product.requirements():
        own = [one for one in numbers if one.limit is limit]
        if isinstance(limit, UnreadLimit):
            continue
        yield from (_number(one, sentences) for one in own) if own else [_by_words(limit, sentences)]


def _number(one: LimitNumber, sentences: tuple[Sentence, ...]) -> AuditedLimit:
    having = [sentence for sentence in sentences if any(map(one.is_in, sentence.quantities))]
    cited = [sentence for sentence in having if sentence.is_within(one.sections)]
    best = tuple(sorted(cited or having, key=lambda sentence: not speaks_of(sentence, one)))
    if not best:
        return AuditedLimit(one.limit, one, NOT_FOUND)
    return AuditedLimit(one.limit, one, FOUND, best, "" if cited else "in another section than the file cites")


def _by_words(limit: Requirement, sentences: tuple[Sentence, ...]) -> AuditedLimit:
    """Return a limit without a number: found by the words that are known for its code."""
    known = [concept for concept in concepts() if concept.has_code([_code(limit)])]
    if not known:
        return AuditedLimit(limit, None, NOT_CHECKED, (), "it has no number, and no words are known for it")
    having = tuple(one for one in sentences if any(concept.is_named_by(one.text) for concept in known))
    return AuditedLimit(limit, None, FOUND if having else NOT_FOUND, having, "by its words")


def _code(limit: Requirement) -> str:
    """Return the code by which words are known for a limit; each check of identity has the same."""
    return "identity" if isinstance(limit, Check) else limit.code


def _left_out(product: Product, sentences: tuple[Sentence, ...]) -> Iterator[LeftOut]:
    codes = [_code(limit) for limit in product.requirements() if not isinstance(limit, UnreadLimit)]
    for concept in concepts():
        having = tuple(one for one in sentences if one.is_asked and concept.is_named_by(one.text))
        if having and not concept.has_code(codes):
            yield LeftOut(concept.name, having)
