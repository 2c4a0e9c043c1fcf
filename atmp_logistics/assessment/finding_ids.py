"""A name for each finding, by which a person's decision speaks of it: the same whenever the same files are judged.

The name is a hash over what is judged (therapy, container, rule, limit), the label's files and the files that were
read. It holds neither verdict nor what was measured: judged again by another profile or a later library, a finding
keeps its name, and what was decided before stands beside what is found now.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np

from atmp_logistics.assessment.product_result import ProductResult, rows_by_container
from atmp_logistics.assessment.set_aside_findings import finding_of
from atmp_logistics.core.columns import Index
from atmp_logistics.core.finding import Finding
from atmp_logistics.core.product_file import joint_hash
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.records.set_aside import SetAside

#: An `Assessment`, which asks this module.
Result = Any
#: A hash that was begun: what all findings of one table have in common.
Base = Any
#: So many digits of the hash are its name: 80 bits.
_DIGITS = 20


def hash_of_inputs(inputs: Iterable[Provenance]) -> str:
    """Return one hash over the content of the files that were read, in whatever order and by whatever names.

    A record that was made in memory without a hash counts by its name, rows, first and last instant.

    Examples
    --------
    >>> one, other = Provenance("a.csv", "aa"), Provenance("b.csv", "bb")
    >>> hash_of_inputs([one, other]) == hash_of_inputs([other, one]), hash_of_inputs([one]) == hash_of_inputs([other])
    (True, False)
    """
    return _hash(sorted(each.sha256 or _hash([each.name, each.rows, each.first, each.last]) for each in inputs))


@dataclass(frozen=True, slots=True)
class TableIds:
    """What the ids of a table's findings have in common, and for each row how often it was asked before.

    Two limits that nothing else tells apart are numbered, for each container by itself: the number does not depend on
    which containers are judged together.
    """

    common: Base
    before: Index | None

    def of(self, i: int, container: bytes) -> str:
        """Return the id of row i, which is of a container."""
        return _id_of(self.common, container, 0 if self.before is None else int(self.before[i]))


def ids_of_tables(part: ProductResult, read: str) -> list[TableIds]:
    """Return for each table of findings what its ids are made of.

    Parameters
    ----------
    part : ProductResult
    read : str
        The hash over the files that were read.
    """
    labels, product = joint_hash(part.files), part.evidence.product.slug
    keys = []
    for one in part.judged:
        limit = one.limit
        asked = [limit.lower, limit.upper, limit.unit, limit.inclusive] if limit else []
        keys.append(json.dumps([read, labels, product, one.rule, one.code, *asked, one.citation.section]))
    several = {key: np.zeros(len(part.evidence), np.int64) for key, count in Counter(keys).items() if count > 1}
    found = []
    for key, one in zip(keys, part.judged, strict=True):
        times = several.get(key)
        found.append(TableIds(sha256(key.encode()), None if times is None else times[one.rows]))
        if times is not None:
            times[one.rows] += 1
    return found


def container_key(evidence: Evidence, place: int) -> bytes:
    """Return what tells a container apart in the ids of its findings."""
    return _key(str(evidence.therapy[place]), str(evidence.container[place]))


def _id_of(common: Base, container: bytes, before: int = 0) -> str:
    """Return the id of a finding of a container, of which so many are alike before it."""
    own = common.copy()
    own.update(container if not before else container + str(before).encode())
    return str(own.hexdigest())[:_DIGITS]


def id_of_aside(aside: SetAside, read: str) -> str:
    """Return the id of what is said of a therapy that was set aside."""
    return _id_of(sha256(json.dumps([read, "set-aside"]).encode()), _key(aside.therapy_id, ""))


def named_findings(
    part: ProductResult, read: str, only: Index | None = None, verdicts: Collection[Verdict] = tuple(Verdict)
) -> Iterator[tuple[int, list[tuple[str, Finding]]]]:
    """Yield the place of each container, and its findings, each with its id; of some containers where they are given.

    Parameters
    ----------
    part : ProductResult
    read : str
        The hash over the files that were read.
    only : ndarray of int, optional
        The places of the containers to look at, in rising order.
    verdicts : collection of Verdict
        Only findings with one of these; words are made for no others.
    """
    ids, codes = ids_of_tables(part, read), {verdict.code for verdict in verdicts}
    for row, own in rows_by_container(part, only):
        key = container_key(part.evidence, row)
        asked = ((ids[place], part.judged[place], i) for place, i in own)
        wanted = ((own_ids, table, i) for own_ids, table, i in asked if int(table.verdict[i]) in codes)
        yield row, [(own_ids.of(i, key), table.finding(i, part.evidence)) for own_ids, table, i in wanted]


def identified(result: Result, therapies: Collection[str] | None = None) -> Iterator[tuple[str, Finding]]:
    """Yield each finding of a result with its id; those of some therapies alone where they are given.

    Parameters
    ----------
    result : Assessment
    therapies : collection of str, optional

    Yields
    ------
    tuple of str and Finding
    """
    read = hash_of_inputs(result.inputs)
    for part in result.parts:
        for _, findings in named_findings(part, read, _places(part, therapies)):
            yield from findings
    for aside in result.set_aside:
        if therapies is None or aside.therapy_id in therapies:
            yield id_of_aside(aside, read), finding_of(aside)


def _places(part: ProductResult, therapies: Collection[str] | None) -> Index | None:
    if therapies is None:
        return None
    places = part.places
    return np.asarray(places[np.isin(part.evidence.therapy[places], list(therapies))], np.int64)


def _key(therapy: str, container: str) -> bytes:
    return json.dumps([therapy, container]).encode()


def _hash(value: object) -> str:
    return sha256(json.dumps(value).encode()).hexdigest()
