"""What a caller states of containers still in store, and what it does not say, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.core.wording import clock
from atmp_logistics.evidence.events.still_in_store import StillInStore


def words_on_now(parts: Iterable[ProductResult]) -> Iterator[str]:
    """Yield what is stated of how many containers, and of how many nothing is."""
    known = [(part, still) for part in parts if (still := part.evidence.still) is not None]
    if not known:
        return
    when = clock(known[0][1].now_us, known[0][0].evidence.tz)
    stated, against, other = _counts(still for _, still in known)
    yield (
        f"stated in the call: still in store at {when}, {_containers(stated)}: the start of its storage is in the "
        "record, and nothing that ends it or takes the container out of a store. It makes nothing conform"
        if stated
        else f"stated in the call: still in store at {when}, which is taken of no container"
    )
    if other:
        yield f"still in store at {when} says nothing of {_containers(other)}, which the record shows in no store then"
    if against:
        yield (
            f"still in store at {when} contradicts a fact that the site states of {_containers(against)}: "
            "nothing of it is taken there"
        )


def _counts(every: Iterable[StillInStore]) -> tuple[int, int, int]:
    """Return of how many containers it is stated, against how many records it is, and how many others there are."""
    stated = against = total = 0
    for still in every:
        stated += int(still.containers.sum())
        against += int(still.against.sum())
        total += len(still.against)
    return stated, against, total - stated - against


def _containers(count: int) -> str:
    return f"{count} container{'s' * (count != 1)}"
