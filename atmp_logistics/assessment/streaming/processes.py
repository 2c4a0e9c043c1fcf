"""Processes of this machine that judge: they take work from the process that began them, and from nobody else.

It comes by pipes. No port is opened, so that nobody who can reach this machine, or has an account on it, can have them
do anything.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from atmp_logistics.core.errors import Fault, UsageError

Item = TypeVar("Item")
Result = TypeVar("Result")
#: So often processes that were lost are replaced before the work is given up.
TRIES = 10
#: How many processes Windows lets one wait for.
_MOST_ON_WINDOWS = 61


@contextmanager
def processes(count: int) -> Iterator[Processes]:
    """Yield so many processes, which end with the block, however it ends."""
    workers = Processes(min(count, _MOST_ON_WINDOWS) if os.name == "nt" else count)
    try:
        yield workers
    finally:
        workers.end()


@dataclass(slots=True)
class Processes:
    """Processes of this machine; one that is lost is replaced, and its work done again."""

    count: int
    _pool: ProcessPoolExecutor | None = field(default=None, init=False)

    def run(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[tuple[int, Result]]:
        """Yield as the processes finish; a few items more than there are processes are under way at any time."""
        waiting, lost = deque(enumerate(items)), 0
        begun: dict[Future[Result], tuple[int, Item]] = {}
        while waiting or begun:
            broken = not self._begin(work, waiting, begun)
            done = wait(begun, return_when=FIRST_COMPLETED).done if begun else ()
            for future in done:
                if isinstance(future.exception(), BrokenProcessPool):
                    broken = True
                else:
                    lost = 0
                    yield begun.pop(future)[0], future.result()
            if broken:
                lost += 1
                _refuse_after(lost)
                waiting.extendleft(begun.values())
                begun.clear()
                self.end()

    def _begin(
        self, work: Callable[[Item], Result], waiting: deque[tuple[int, Item]], begun: dict[Future[Result], Any]
    ) -> bool:
        """Begin what is to be under way; return False where the processes are lost."""
        while waiting and len(begun) < 2 * self.count + 2:
            try:
                begun[self._started().submit(work, waiting[0][1])] = waiting[0]
            except BrokenProcessPool:  # pragma: no cover - a race: the processes were lost between two tasks
                return False
            waiting.popleft()
        return True

    def _started(self) -> ProcessPoolExecutor:
        """Return the pool of processes, begun where there is none: each is new and shares nothing with this one."""
        if self._pool is None:
            anew = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.count, mp_context=anew, initializer=_end_with_parent)
        return self._pool

    def end(self) -> None:
        """End the processes, whatever they are at."""
        if self._pool is None:
            return
        begun = [*self._pool._processes.values()]  # noqa: SLF001  from Python 3.14 on: terminate_workers()
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in begun:
            process.terminate()
            process.join()
        self._pool = None


def _refuse_after(lost: int) -> None:
    """Refuse to go on where processes were lost again and again."""
    if lost > TRIES:
        fix = "see what ends them (the system's own log names a lack of memory); give fewer workers, or ask with less"
        raise UsageError([Fault("workers", "processes lost again and again", "workers that last", fix, UsageError)])


def _end_with_parent() -> None:
    """Leave an interrupt to the process that began this one, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None  # noqa: S101  this runs in a process that was begun

    def end() -> None:
        parent.join()
        os._exit(1)  # pragma: no cover - nothing is measured any more of a process that ends so

    threading.Thread(target=end, daemon=True).start()
