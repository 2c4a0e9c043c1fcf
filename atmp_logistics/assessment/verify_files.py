"""Whether files still are what a result, its decisions and its manifest say that they were: each link by its hash."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from atmp_logistics.assessment.chain_links import ChainDocument, NamedFile, document_of
from atmp_logistics.assessment.link_states import Link, LinkState, Verification
from atmp_logistics.catalogue.read_product import OURS
from atmp_logistics.core.arguments import Arguments, file_path
from atmp_logistics.core.errors import AtmpError, ChainError, Fault, refuse
from atmp_logistics.core.plain_files import is_plain, sha256_of
from atmp_logistics.core.product_file import LIBRARY
from atmp_logistics.core.version import __version__

_SHOWN = 12
#: The documents that say nothing where they name no file.
_NAMES_FILES = ("manifest", "result")


def verify(*paths: str | os.PathLike[str]) -> Verification:
    """Say of each file that a result, a decision or a manifest names by its hash whether it still is that file.

    Parameters
    ----------
    *paths : path
        At least one result (JSON), decision (TOML), dose record (HTML) or manifest; and, in any order, files that
        these name: what is not given is looked for beside the document that names it, and product files of the library
        in the library.

    Returns
    -------
    Verification
        A hash finds what was altered by a fault, by hand or by a program; not what somebody altered who made all
        hashes after it anew (docs/deviations.md says what to keep against that).

    Raises
    ------
    ChainError
        For a file that is not there, that none of the documents names, or that cannot be read as what it says it is.

    Examples
    --------
    >>> import tempfile
    >>> from atmp_logistics.assessment.sandbox import sandbox_product, assess_sandbox
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "result.json")
    ...     assess_sandbox(sandbox_product(""), "thaw_end 10:04").to_json(path)
    ...     text = path.read_text("utf-8")
    ...     _ = path.write_text(text.replace("indeterminate", "conforms", 1), "utf-8")
    ...     verify(path).first_broken.what
    'content of result.json'
    """
    call = Arguments()
    files = [Path(call(file_path, path, "paths") or "") for path in paths]
    call.refuse()
    absent = [path for path in files if not is_plain(path)]
    refuse(_fault(str(path), "no plain file", "a file", "correct the path") for path in absent)
    chain = _Chain(files)
    links = tuple(chain.links())
    refuse(chain.faults())
    return Verification(links)


@dataclass(slots=True)
class _Chain:
    """The documents that were found so far, and the files of the call by their hash.

    `placed` are the files whose place a manifest says: they serve every document that names their hash.
    """

    files: Sequence[Path]
    hashes: dict[Path, str] = field(default_factory=dict)
    used: set[Path] = field(default_factory=set)
    documents: list[ChainDocument] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    unreadable: dict[Path, AtmpError] = field(default_factory=dict)
    placed: list[Path] = field(default_factory=list)

    def links(self) -> Iterator[Link]:
        """Yield the links of each document, and of those that they lead to."""
        for path in self.files:
            self._open(path)
        for document in self.documents:  # it grows
            yield from self._links_of(document)
        yield from self._links_of_decisions()

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong with the call: no document, and files that none names."""
        names = ", ".join(one.path.name for one in self.documents)
        for path, error in self.unreadable.items():
            if path not in self.used:
                yield from error.faults
        if not self.documents and not self.unreadable:
            given, found = ", ".join(map(str, self.files)), "no document that names others by their hash"
            expected = "at least one result as JSON, decision, dose record or manifest"
            yield _fault(given, found, expected, "add what was written when it was judged (--json, --manifest)")
            return
        for path in self.files:
            if path not in self.used and path not in self.unreadable:
                found = f"a file of the hash {self._hash(path)[:_SHOWN]}, which none of them names"
                yield _fault(str(path), found, f"a file that one of {names} names", "leave it out, or give its result")

    def _open(self, path: Path) -> None:
        """Take a file up where it is a document; what it cannot be read for is told where no other names it."""
        real = os.path.realpath(path)
        if any(os.path.realpath(one.path) == real for one in self.documents):
            self.used.add(path)
            return
        try:
            document = document_of(path)
        except AtmpError as error:
            self.unreadable[path] = error
        else:
            self._take(document)

    def _take(self, document: ChainDocument | None) -> None:
        if document:
            self.documents.append(document)
            self.used.add(document.path)
            places = (document.path.parent / one.path for one in document.files if one.path)
            self.placed += filter(is_plain, places)

    def _links_of(self, document: ChainDocument) -> Iterator[Link]:
        name = document.path.name
        if document.kind != "decision":
            state = LinkState.INTACT if document.is_whole else LinkState.BROKEN
            yield Link(f"content of {name}", document.kind, state, "" if document.is_whole else _why(document))
        if document.is_whole and document.kind in _NAMES_FILES and not document.files:
            yield Link(f"files of {name}", document.kind, LinkState.ABSENT, "it names no file")
        for one in document.files:
            yield self._link(one, document)

    def _link(self, wanted: NamedFile, document: ChainDocument) -> Link:
        """Return what is known of a file that a document names."""
        by = f"named by {document.path.name}"
        if not wanted.sha256:
            return Link(str(wanted), by, LinkState.ABSENT, "made in memory: the document has no hash of it")
        self.named.add(wanted.sha256)
        candidates = self._candidates(wanted, document)
        alike = [path for path in candidates if self._hash(path) == wanted.sha256]
        others = [path for path in candidates if path not in alike]
        at_its_place = [path for path in others if wanted.path and path == document.path.parent / wanted.path]
        if alike:
            self.used |= set(alike)
            self._open(alike[0])
        if alike and not at_its_place:
            return Link(str(wanted), by, LinkState.INTACT, _where_it_is(wanted, alike, others), wanted.sha256)
        if candidates:
            self.used |= set(candidates)
            return Link(str(wanted), by, LinkState.BROKEN, self._other_hash([*at_its_place, *candidates][0], wanted))
        return self._of_library(wanted, by)

    def _other_hash(self, path: Path, wanted: NamedFile) -> str:
        return f"{path} has the hash {self._hash(path)[:_SHOWN]}, expected {wanted.sha256[:_SHOWN]}"

    def _candidates(self, wanted: NamedFile, document: ChainDocument) -> list[Path]:
        """Return the files that may be the one that is wanted: by its hash, its place or its name."""
        alike = [path for path in (*self.files, *self.placed) if self._hash(path) == wanted.sha256]
        if wanted.origin == LIBRARY:
            return alike
        beside = document.path.parent
        named = [path for path in self.files if path.name == wanted.name]
        places = [beside / one for one in (wanted.path, wanted.name) if one]
        return list(dict.fromkeys([*alike, *named, *filter(is_plain, places), *self._decided_before(wanted, document)]))

    def _decided_before(self, wanted: NamedFile, document: ChainDocument) -> Iterator[Path]:
        """Yield the earlier decisions at hand on the same findings, where a decision names its predecessor by hash."""
        own = document.decision
        if own is not None and wanted.role == "decision":
            ids = {one.id for one in own.findings}
            for each in self.documents:
                other = each.decision
                if other and other.at_us < own.at_us and ids & {one.id for one in other.findings}:
                    yield each.path

    @staticmethod
    def _of_library(wanted: NamedFile, by: str) -> Link:
        ours = {path.name: path for path in OURS.rglob("*.toml")}.get(wanted.name)
        if wanted.origin != LIBRARY or ours is None:
            return Link(str(wanted), by, LinkState.ABSENT, f"give a file of the hash {wanted.sha256[:_SHOWN]}")
        if sha256_of(ours) == wanted.sha256:
            return Link(str(wanted), by, LinkState.INTACT, sha256=wanted.sha256)
        if wanted.library != __version__:
            why = f"judged by version {wanted.library} of the library, this is {__version__}"
            return Link(str(wanted), by, LinkState.ABSENT, why)
        return Link(str(wanted), by, LinkState.BROKEN, "the library's own file is another")

    def _links_of_decisions(self) -> Iterator[Link]:
        """Yield for each decision whether its findings are those of a result at hand, and who names its own bytes."""
        results = [one for one in self.documents if one.kind == "result" and one.is_whole]
        for one in (each for each in self.documents if each.kind == "decision"):
            name = one.path.name
            yield _findings_link(one, results)
            if self._hash(one.path) not in self.named:
                why = "no result, manifest or later decision names its hash"
                yield Link(f"content of {name}", "decision", LinkState.ABSENT, why)
        for one in (each for each in self.documents if each.kind == "record" and each.is_whole):
            if self._hash(one.path) not in self.named:
                why = "no manifest names its hash, and so nothing leads to the files it rests on"
                yield Link(f"files of {one.path.name}", "record", LinkState.ABSENT, why)

    def _hash(self, path: Path) -> str:
        if path not in self.hashes:
            self.hashes[path] = sha256_of(path)
        return self.hashes[path]


def _why(document: ChainDocument) -> str:
    """Return why a document is not what it was."""
    if document.kind == "record":
        return "its record id is not the hash of the page"
    return "its last line is not the hash of what stands above it"


def _where_it_is(wanted: NamedFile, alike: Sequence[Path], others: Sequence[Path]) -> str:
    """Return under which other name a file stands, and which file has its name and is another."""
    renamed = wanted.name and all(path.name != Path(wanted.name).name for path in alike) and wanted.role != "decision"
    told = [f"it is called {alike[0].name} now"] if renamed else []
    named = [path for path in others if path.name == wanted.name]
    return "; ".join([*told, *(f"{path} is another file of this name" for path in named[:1])])


def _findings_link(decision: ChainDocument, results: Sequence[ChainDocument]) -> Link:
    what, by = f"findings of {decision.path.name}", "decision"
    if not results:
        return Link(what, by, LinkState.ABSENT, "give the result that it is on, as JSON")
    alike = [one for one in results if one.inputs_sha256 == decision.inputs_sha256]
    if not alike:
        return Link(what, by, LinkState.BROKEN, "it is on other inputs than any result given")
    every = {told for one in alike for told in one.findings}
    for one in decision.decision.findings if decision.decision else ():
        if (one.id, one.therapy_id, one.container_id, one.rule, one.code) not in every:
            why = f"no result given has {one.id}, {one.therapy_id} {one.rule} {one.code}"
            return Link(what, by, LinkState.BROKEN, why)
    return Link(what, by, LinkState.INTACT)


def _fault(where: str, found: str, expected: str, fix: str) -> Fault:
    return Fault(where, found, expected, fix, ChainError)
