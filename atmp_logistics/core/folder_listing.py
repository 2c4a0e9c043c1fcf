"""What a folder holds: its plain files, also through links, what was left out and why, and what cannot be read."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from atmp_logistics.core.errors import AtmpError, Fault, InputError
from atmp_logistics.core.plain_files import is_unicode, kind_of

#: How many names a sentence holds.
_NAMED = 5


@dataclass(slots=True)
class Listing:
    """A folder's plain files in the order of their paths; names below it that were left out, each with its reason."""

    folder: Path
    files: list[Path] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def said(self) -> tuple[str, ...]:
        """Return in words what was left out: a sentence a reason, with the names, or the first of many.

        Examples
        --------
        >>> Listing(Path("logs"), left_out=[("pipe", "a pipe"), ("_SUCCESS", "a mark"), ("_tmp", "a mark")]).said()
        ('1 left out, a pipe: pipe', '2 left out, a mark: _SUCCESS, _tmp')
        """
        order = {why: i for i, (_, why) in enumerate(reversed(self.left_out))}
        ordered = sorted(self.left_out, key=lambda one: (-order[one[1]], one[0]))
        return tuple(_sentence(why, [name for name, _ in own]) for why, own in groupby(ordered, itemgetter(1)))


def _sentence(why: str, names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{len(names)} left out, {why}: {', '.join(names[:_NAMED])}{more}"


def listing(folder: Path, mark: Callable[[str], str] = lambda _: "", error: type[AtmpError] = InputError) -> Listing:
    """Return what a folder and the folders in it hold.

    Links are followed, to files and to folders. What is met twice is read once, under its own name rather than a
    link's; a link to a folder above is left out. Nothing is opened.

    Parameters
    ----------
    folder : Path
    mark : callable, optional
        Why something of a name is left out; an empty text for what is not.
    error : type
        Of the faults: folders that cannot be listed, and links that lead nowhere.

    Returns
    -------
    Listing

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     _ = Path(name, "a.csv").write_text("")
    ...     Path(name, "b.csv").symlink_to("a.csv")
    ...     found = listing(Path(name))
    >>> [path.name for path in found.files], found.said()
    (['a.csv'], ('1 left out, the same as a.csv: b.csv',))
    """
    walk = _Walk(Listing(folder), mark, error)
    walk.take(folder)
    while walk.links:
        walk.follow(walk.links.pop(0))
    walk.found.files.sort()
    return walk.found


def _link(path: Path) -> str:
    """Return what cannot be opened: a link and where it leads, if that is known, or a name."""
    try:
        return f"a link to {path.readlink()}"
    except OSError:
        return "a name"


@dataclass(slots=True)
class _Walk:
    """What has been found so far; `seen` are the files and folders by device and number, `links` those to follow."""

    found: Listing
    mark: Callable[[str], str]
    error: type[AtmpError]
    seen: dict[tuple[int, int], Path] = field(default_factory=dict)
    links: list[Path] = field(default_factory=list)

    def take(self, path: Path) -> None:
        """Take in a file, or a folder with all that is in it."""
        waiting = [path]
        while waiting:
            one = waiting.pop()
            state = self._state(one)
            if state is None:
                continue
            if (key := (state.st_dev, state.st_ino)) in self.seen:
                self._leave(one, f"the same as {self._inside(self.seen[key])}")
            elif stat.S_ISDIR(state.st_mode):
                self.seen[key] = one
                waiting += reversed(list(self._entries(one)))
            elif not is_unicode(one):
                self._refuse(one, "a name that is no text in UTF-8", "a name that a result can hold")
            elif kind := kind_of(state.st_mode):
                self._leave(one, f"{kind} and no plain file")
            else:
                self.seen[key] = one
                self.found.files.append(one)

    def follow(self, link: Path) -> None:
        """Take in what a link leads to, unless it leads back to a folder in which it lies."""
        if self.found.folder.resolve().is_relative_to(os.path.realpath(link)):
            self._leave(link, "a link to a folder above it")
        else:
            self.take(link)

    def _entries(self, folder: Path) -> Iterator[Path]:
        """Yield what lies in a folder; marks are left out, and links wait until everything else was taken in."""
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self._refuse(folder, f"a folder that cannot be read ({error.strerror or error})", "its files")
            return
        for entry in found:
            path = folder / entry.name
            if why := self.mark(entry.name):
                self._leave(path, why)
            elif entry.is_symlink():
                self.links.append(path)
            else:
                yield path

    def _state(self, path: Path) -> os.stat_result | None:
        try:
            return path.stat()
        except OSError as error:
            to = _link(path)
            self._refuse(path, f"{to} that cannot be opened ({error.strerror or error})", "a file that is there")
            return None

    def _refuse(self, path: Path, found: str, expected: str) -> None:
        fix = "make it readable, or take it out of the folder"
        self.found.faults.append(Fault(str(path), found, expected, fix, self.error))

    def _leave(self, path: Path, why: str) -> None:
        self.found.left_out.append((self._inside(path), why))

    def _inside(self, path: Path) -> str:
        return path.relative_to(self.found.folder).as_posix()
