"""What the rule of a plug-in is held to, by examples of its own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from inspect import getdoc

from atmp_logistics.assessment.result import Assessment
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.core.errors import AtmpError, CatalogueError
from atmp_logistics.core.product import Product
from atmp_logistics.core.verdict import Verdict, fold
from atmp_logistics.report.assessment.json import render_json
from atmp_logistics.rules import select
from atmp_logistics.testing.drawn_records import (
    Choose,
    DrawnRecord,
    chooser,
    drawn,
    of_therapies,
    record_of_example,
    weakened,
)
from atmp_logistics.testing.expectations import expect

#: What a docstring has below the rule's question.
SECTIONS = ("Why it matters", "Sources", "Common causes", "What to do")
#: A record in words; with readings, a pair.
Example = str | tuple[str, str]
#: By therapy, container and limit, what one rule found.
Answers = dict[tuple[str, str | None, str], Verdict]
_ORDER = "W203"


def check_rule(
    code: str,
    limits: str,
    examples: Mapping[str, Example],
    *,
    cannot: Iterable[str] = (),
    draws: int = 100,
) -> None:
    """Check a rule by examples of its own: what it says of each, and what holds of every rule.

    Its docstring asks a question and has its sections. An example of each verdict has that verdict. A record of which
    nothing is known, and a container that is not mentioned, are indeterminate. Several therapies are judged as each
    alone, and the same record twice in the same words. In records drawn from the examples, losing the time of an event,
    a row, what it states, or a reading, or knowing times or temperatures less exactly, never makes an answer another
    one but indeterminate.

    Parameters
    ----------
    code : str
        The rule's code; the plug-in is installed, or loaded with `plugins_from`.
    limits : str
        Tables of a product file, among them the rule's own.
    examples : mapping of str to str, or to (str, str)
        For each verdict a record, written as for `try_rule`: events, and readings where there are some.
    cannot : iterable of str
        The verdicts that the rule cannot give.
    draws : int
        How many records are drawn.

    Raises
    ------
    AssertionError
        With the first thing that does not hold.
    UsageError
        Where hypothesis is not installed.

    Examples
    --------
    >>> window = "[[window]]\\ncode='rest'\\nstarts='thaw_end'\\nends='administration_end'\\nat_most='30 min'"
    >>> at = "thaw_end 10:00, administration_end {}"
    >>> examples = {"conforms": at.format("10:20"), "deviates": at.format("11:00"), "indeterminate": "thaw_end 10:00"}
    >>> check_rule("W201", window, examples, draws=10)
    >>> check_rule("W201", window, examples | {"conforms": at.format("10:40")}, draws=10)
    Traceback (most recent call last):
    AssertionError: the example of 'conforms' is deviates: rest is deviates
    """
    check_docstring(code)
    _check_keys(examples, {*cannot})
    product = sandbox_product(limits)
    records = {word: record_of_example(*_parts(example), product) for word, example in examples.items()}
    for word, record in records.items():
        _check_example(code, word, record, product)
        _check_nothing(code, record, product)
        _check_each_alone(code, record, product)
    _check_law(code, list(records.values()), product, draws)


def check_docstring(code: str) -> None:
    """Check that a rule's docstring asks a question, and has each section with something in it.

    Raises
    ------
    AssertionError

    Examples
    --------
    >>> check_docstring("W201")
    """
    text = getdoc(select([code])[code]) or ""
    expect(text.partition("\n")[0].endswith("?"), f"the docstring of {code} does not begin with a question")
    for section in SECTIONS:
        head = f"\n{section}\n{'-' * len(section)}\n"
        words = text.partition(head)[2].partition("\n\n")[0].strip()
        expect(words, f"the docstring of {code} has no section {section!r}, underlined, with words")


def _check_keys(examples: Mapping[str, Example], cannot: set[str]) -> None:
    wanted = {verdict.value for verdict in Verdict} - cannot
    expect(set(examples) == wanted, f"examples of {sorted(examples)} are given, those of {sorted(wanted)} are needed")


def _parts(example: Example) -> tuple[str, str]:
    return (example, "") if isinstance(example, str) else example


def answers_of(result: Assessment, code: str) -> Answers:
    """Return what one rule found, by therapy, container and limit: the gravest where there are several."""
    found: Answers = {}
    for one in result:
        if one.rule == code:
            key = one.therapy_id, one.container_id, one.code
            found[key] = fold([one.verdict, found.get(key, one.verdict)])
    return found


def _in_words(found: Answers) -> str:
    return ", ".join(f"{limit} is {verdict.value}" for (_, _, limit), verdict in found.items()) or "nothing is found"


def _check_example(code: str, word: str, record: DrawnRecord, product: Product) -> None:
    result = record.assess(product, [code])
    found = answers_of(result, code)
    verdict = fold(found.values()).value if found else "not asked"
    expect(verdict == word, f"the example of {word!r} is {verdict}: {_in_words(found)}")
    again = render_json(record.assess(product, [code]))
    expect(render_json(result) == again, f"the example of {word!r} is judged in other words the second time")


def _check_nothing(code: str, record: DrawnRecord, product: Product) -> None:
    """Check what a rule says of a record without a time, a statement or a reading, and of a container not mentioned."""
    bare = [{key: row.get(key, "") for key in ("therapy_id", "container_id", "event")} for row in record.rows]
    nothing = DrawnRecord(tuple(bare[:1]), None, record.site)
    found = answers_of(nothing.assess(product, [code], containers=[("T9", "BAG-9")]), code)
    good = [key for key, verdict in found.items() if verdict is not Verdict.INDETERMINATE]
    expect(not good, f"of a record of which nothing is known the rule says: {_in_words(found)}")


def _check_each_alone(code: str, record: DrawnRecord, product: Product) -> None:
    alone = answers_of(record.assess(product, [code]), code)
    together = answers_of(of_therapies(record, 3).assess(product, [code]), code)
    three = {(f"T{i + 1}", *key[1:]): verdict for i in range(3) for key, verdict in alone.items()}
    said = f"{_in_words(together)}; and of each alone: {_in_words(alone)}"
    expect(together == three, f"of three therapies alike the rule says: {said}")


def _check_law(code: str, records: list[DrawnRecord], product: Product, draws: int) -> None:
    filed = [(key, cell) for record in records for row in record.rows for key, cell in row.items()]
    names = {key for key, _ in filed} - {"therapy_id", "container_id", "event", "time"}
    cells = {name: sorted({cell for key, cell in filed if key == name}) for name in names}

    def law(choose: Choose) -> None:
        record = drawn(choose(records), cells, choose)
        less, lost = weakened(record, cells, choose)
        try:
            before, after = (one.assess(product, [code, _ORDER]) for one in (record, less))
        except AtmpError:
            return  # no record that can be read
        _obeys(code, before, after, lost)

    chooser(draws)(law)


def _obeys(code: str, before: Assessment, after: Assessment, lost: str) -> None:
    """Check that nothing known less well became another answer, but in a record that contradicts itself."""
    clear = {key[:2] for key, verdict in answers_of(before, _ORDER).items() if verdict is Verdict.CONFORMS}
    was, now = answers_of(before, code), answers_of(after, code)
    for key in (key for key in {**was, **now} if key[:2] in clear or not answers_of(before, _ORDER)):
        one, other = was.get(key), now.get(key)
        good = other in {one, Verdict.INDETERMINATE} or (other is None and one is Verdict.CONFORMS)
        words = ["not found" if each is None else each.value for each in (one, other)]
        expect(good, f"{key[2]} was {words[0]} and became {words[1]} when this was lost: {lost}")


def check_refused(limits: str, words: str) -> None:
    """Check that a rule's own table with a fault in it is refused in these words.

    Parameters
    ----------
    limits : str
        Tables of a product file, as TOML.
    words : str
        What the refusal says.

    Raises
    ------
    AssertionError
    """
    try:
        sandbox_product(limits)
    except CatalogueError as error:
        expect(words in str(error), f"the refusal does not say {words!r}: {error}")
    except tomllib.TOMLDecodeError as error:
        expect(False, f"this is no TOML: {error}")
    else:
        expect(False, "the table is read")
