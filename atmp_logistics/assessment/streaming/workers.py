"""What does the work: this process, some threads of it, or the workers of a Dask cluster; see `processes` too.

What is done is a function of its item alone, so that a worker that is lost loses nothing: another does it again.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from atmp_logistics.core.errors import Fault, UsageError

Item = TypeVar("Item")
Result = TypeVar("Result")
#: A worker's work is begun so often in all before it is given up.
_TRIES = 10
#: How long a scheduler has to answer, in seconds.
ANSWER_S = 5


class Workers(Protocol):
    """What every kind of workers can do."""

    def run(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[tuple[int, Result]]:
        """Yield what was made of each item, with its place, in any order."""


@dataclass(frozen=True, slots=True)
class Threads:
    """Threads of this process, or, with one, this process alone."""

    count: int = 1

    def run(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[tuple[int, Result]]:
        """Yield in order; no more is begun than the threads are about to take."""
        if self.count == 1 or len(items) < 2:
            yield from ((i, work(item)) for i, item in enumerate(items))
            return
        with ThreadPoolExecutor(self.count) as pool:
            begun: deque[Any] = deque()
            for i, item in enumerate(items):
                begun.append((i, pool.submit(work, item)))
                if len(begun) > self.count:
                    number, future = begun.popleft()
                    yield number, future.result()
            yield from ((number, future.result()) for number, future in begun)


@dataclass(frozen=True, slots=True)
class Dask:
    """The workers of a Dask client."""

    client: Any

    def run(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[tuple[int, Result]]:
        """Yield as the workers finish; a few items more than there are workers are under way at any time."""
        from distributed import KilledWorker, as_completed

        waiting = iter(enumerate(items))
        ahead = 2 * max(1, len(self.client.scheduler_info(n_workers=-1)["workers"])) + 2
        under_way = as_completed(with_results=True)
        place: dict[str, int] = {}

        def begin(many: int) -> None:
            for _, (i, item) in zip(range(many), waiting, strict=False):
                future = self.client.submit(work, item, pure=False, retries=_TRIES)
                place[future.key] = i
                under_way.add(future)

        begin(ahead)
        try:
            for future, result in under_way:
                yield place.pop(future.key), result
                begin(1)
        except KilledWorker as error:
            fix = "see the workers' own logs; give each more memory, or ask with less"
            fault = Fault("workers", "workers lost again and again at one task", "workers that last", fix, UsageError)
            raise UsageError([fault]) from error
        except OSError as error:
            fix = "name a folder that all of them share, and the readings by a path that all of them have"
            expected = "workers that see the readings and the temporary folder"
            raise UsageError([Fault("workers", str(error), expected, fix, UsageError)]) from error


@contextmanager
def dask_workers(address: str) -> Iterator[Dask]:
    """Reach a Dask cluster by its scheduler's address.

    Raises
    ------
    UsageError
        Where Dask is not installed, or no scheduler answers.
    """
    try:
        from distributed import Client
    except ImportError:
        fix = "pip install 'atmp-logistics[dask]'"
        raise UsageError([Fault("cluster", "no Dask", "the package dask with distributed", fix, UsageError)]) from None
    with _quiet():
        try:
            with ThreadPoolExecutor(1) as pool:  # a notebook has a loop of its own in its thread
                kind = pool.submit(asyncio.run, _kind_of(address)).result()
        except Exception as error:
            raise _no_scheduler(address, "") from error
        if kind != "Scheduler":
            raise _no_scheduler(address, f", a {kind.lower()} of Dask")
    with Client(address, timeout=ANSWER_S) as client:
        yield Dask(client)


async def _kind_of(address: str) -> str:
    """Return what a part of Dask that answers at an address is."""
    from distributed import rpc

    async with rpc(address) as part:
        return str((await asyncio.wait_for(part.identity(), ANSWER_S))["type"])


def _no_scheduler(address: str, kind: str) -> UsageError:
    fix = "start a scheduler there, or check the address, as in tcp://10.0.0.5:8786"
    expected = f"the address of a Dask scheduler that answers within {ANSWER_S} s"
    return UsageError([Fault("cluster", f"{address!r}{kind}", expected, fix, UsageError)])


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep to itself what Dask logs of an address at which it finds no scheduler."""
    logger = logging.getLogger("distributed")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)
