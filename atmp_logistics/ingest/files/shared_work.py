"""Many small items of work, shared with processes that are begun beside this one where there is enough to do.

What is made of an item depends on the item alone, so that it does not matter who does it, in which order, or whether a
process is lost on the way: this one does what no other has done. The processes take their work by pipes from this one
and from nobody else, and end with it.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import IO, Any, Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

#: What an item takes beside its bytes, as bytes that take as long.
_EACH = 4096
#: A process more is begun for so many bytes: its start takes as long as some five hundred small files.
_ENOUGH = 1 << 22
#: An item of more bytes is done here: what is made of it would be sent through a pipe.
_LARGE = 1 << 23
_MOST_PROCESSES = 7
#: So many parts each process gets on average, so that none waits long for another at the end.
_PARTS = 12
_BEGIN = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    f"from {__name__} import serve; serve(sys.stdin.buffer)"
)


def results_of(
    work: Callable[[Item], Result], items: Sequence[Item], sizes: Sequence[int], *, alone: bool = False
) -> list[Result]:
    """Return what a function makes of each item, in their order.

    Parameters
    ----------
    work : callable
        It can be pickled, as can the items and what it returns.
    items : sequence
    sizes : sequence of int
        How many bytes each item is, which says about how long it takes.
    alone : bool
        Whether the work is one that this process alone can do.

    Examples
    --------
    >>> results_of(abs, [-3, 2], [1, 1])
    [3, 2]
    """
    count = 0 if alone else _count_of_processes(sizes)
    if not count:
        return [work(item) for item in items]
    shared = _SharedWork(work, items, *_parts(sizes, count + 1))
    with _processes(count) as processes:
        shared.run(processes)
    return [shared.results[i] for i in range(len(items))]


def _count_of_processes(sizes: Sequence[int]) -> int:
    """Return how many processes are begun beside this one: none where there is little to do, or no core for it."""
    if getattr(sys, "frozen", False) or not Path(sys.executable or "").name.startswith(("python", "pypy")):
        return 0  # this program is no Python that could be begun again
    enough = sum(_EACH + size for size in sizes if size <= _LARGE) // _ENOUGH
    return min(_cores() - 1, enough, _MOST_PROCESSES)


def _cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1  # pragma: no cover - only where the system does not say which cores a process may use


def _parts(sizes: Sequence[int], count: int) -> tuple[list[int], deque[list[int]]]:
    """Return the places of the items that are done here, and those of all others in parts of like size."""
    large = [i for i, size in enumerate(sizes) if size > _LARGE]
    small = [i for i, size in enumerate(sizes) if size <= _LARGE]
    most = sum(_EACH + sizes[i] for i in small) // (count * _PARTS)
    parts, held = deque[list[int]](), most
    for i in small:
        if held >= most:
            parts.append([])
            held = 0
        parts[-1].append(i)
        held += _EACH + sizes[i]
    return large, parts


@dataclass(slots=True)
class _SharedWork(Generic[Item, Result]):
    """Items, what is made of them, and the parts that nobody has taken yet."""

    work: Callable[[Item], Result]
    items: Sequence[Item]
    large: list[int]
    parts: deque[list[int]]
    results: dict[int, Result] = field(default_factory=dict)

    def run(self, processes: Iterable[subprocess.Popen[bytes]]) -> None:
        """Do all of it, together with processes; what one of them takes and does not do is done here."""
        threads = [Thread(target=self._share, args=(process,), daemon=True) for process in processes]
        for thread in threads:
            thread.start()
        self._do(self.large)
        self._do_parts()
        for thread in threads:
            thread.join()
        self._do_parts()

    def _do_parts(self) -> None:
        while part := self._taken():
            self._do(part)

    def _do(self, places: Iterable[int]) -> None:
        self.results.update((i, self.work(self.items[i])) for i in places)

    def _taken(self) -> list[int]:
        """Return a part that nobody has taken yet; an empty one where none is left."""
        try:
            return self.parts.popleft()
        except IndexError:
            return []

    def _share(self, process: subprocess.Popen[bytes]) -> None:
        """Have a process do one part after another; one that it does not do goes back."""
        assert process.stdin is not None  # noqa: S101  both are pipes
        assert process.stdout is not None  # noqa: S101
        part = list[int]()
        try:
            _send(process.stdin, sys.path)
            _send(process.stdin, self.work)
            while part := self._taken():
                _send(process.stdin, [self.items[i] for i in part])
                made = pickle.load(process.stdout)  # noqa: S301  from a process that was begun here
                self.results.update(zip(part, made, strict=True))
        except Exception:  # noqa: BLE001  whatever it was, this process does the part, and fails as it then must
            self.parts.append(part)


@contextmanager
def _processes(count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Yield up to so many processes, as many as the system lets begin; they end with the block, however it ends."""
    begun = list[subprocess.Popen[bytes]]()
    try:
        with suppress(OSError):
            for _ in range(count):
                begun.append(_begun())
        yield begun
    finally:
        for process in begun:
            process.terminate()
        for process in begun:
            with suppress(OSError), process:
                pass


def _begun() -> subprocess.Popen[bytes]:
    """Return a new process; `-P`: it imports nothing from the folder in which it is begun."""
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    window = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    command = [sys.executable, "-P", "-c", _BEGIN]
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere, creationflags=window)


def _send(pipe: IO[bytes], what: object) -> None:
    pickle.dump(what, pipe, pickle.HIGHEST_PROTOCOL)
    pipe.flush()


def serve(source: IO[bytes]) -> None:
    """Do the parts that come by a pipe, in a process that was begun for it, until no more comes."""
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)  # what anything prints is no result
        with suppress(EOFError):
            work: Callable[[Any], Any] = pickle.load(source)  # noqa: S301  from the process that began this one
            while True:
                _send(out, [work(item) for item in pickle.load(source)])  # noqa: S301
