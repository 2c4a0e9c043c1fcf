"""What a manifest, a result and a decision say by hash of other files: the links of the chain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from atmp_logistics.assessment.finding_ids import hash_of_inputs
from atmp_logistics.assessment.manifest import SCHEMA as MANIFEST
from atmp_logistics.core.errors import ChainError, DecisionError, refuse
from atmp_logistics.core.plain_files import TooLarge, read_bytes, size_of
from atmp_logistics.core.record_id import is_record, is_unchanged
from atmp_logistics.core.sealed_json import is_whole
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.core.size_limit import TOO_LARGE, most_bytes
from atmp_logistics.core.toml_file import MOST_BYTES, toml_of
from atmp_logistics.ingest.files.json_node import JsonNode
from atmp_logistics.records.decision import SCHEMA as DECISION
from atmp_logistics.records.decision import Decision
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.records.read_decision import parse_decision

RESULT = "atmp-logistics/assessment/1"
_ROLES = {"product": "product file", "completion": "completion", "plug-in": "plug-in", "profile": "site profile"}
#: The schema stands in the first line of a document.
_HEAD = 200


@dataclass(frozen=True, slots=True, repr=False)
class NamedFile(ShortRepr):
    """A file that a document names by its hash.

    Attributes
    ----------
    role, name, sha256 : str
    path : str
        Where it is, from the document's folder; "" where that is not said.
    origin : str
        Of a product file: the library, a folder or a package.
    library : str
        The version of the library that the document is of.
    """

    role: str
    name: str
    sha256: str
    path: str = ""
    origin: str = ""
    library: str = ""

    def __str__(self) -> str:
        return f"{_ROLES.get(self.role, self.role)} {self.name}"


@dataclass(frozen=True, slots=True, repr=False)
class ChainDocument(ShortRepr):
    """A manifest, a result or a decision.

    Attributes
    ----------
    path : Path
    kind : {'manifest', 'result', 'decision', 'record'}
    is_whole : bool
        Whether its own hash is that of its content; a decision has none of its own.
    files : tuple of NamedFile
        What it names; nothing of a document that is not whole.
    inputs_sha256 : str
        The hash over the files that were judged.
    decision : Decision or None
    top : JsonNode or None
        A result's own content.
    """

    path: Path
    kind: str
    is_whole: bool = True
    files: tuple[NamedFile, ...] = ()
    inputs_sha256: str = ""
    decision: Decision | None = None
    top: JsonNode | None = None

    @property
    def findings(self) -> Iterator[tuple[str, ...]]:
        """The id, therapy, container, rule and limit of each finding that a result holds."""
        if self.top is not None:
            yield from _findings(self.top)
            refuse(self.top.faults)


def document_of(path: Path) -> ChainDocument | None:
    """Return what a file is a link of; None for a file that is only named by others.

    Raises
    ------
    AtmpError
        For a document that cannot be read as what it says it is.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if f'"schema": "{MANIFEST}"'.encode() in head or f'"schema": "{RESULT}"'.encode() in head:
        return _of_json(path, "manifest" if MANIFEST.encode() in head else "result")
    if is_record(head):
        data = read_bytes(path, most_bytes("text"))
        return ChainDocument(path, "record", is_whole=is_unchanged(data.decode(errors="replace")))
    if path.suffix.casefold() == ".toml" and size_of(path) <= MOST_BYTES:
        data = read_bytes(path)
        if DECISION.encode() in data:
            decision = parse_decision(toml_of(data, path.name, DecisionError), path.name)
            named = _of_decision(decision)
            return ChainDocument(path, "decision", files=named, inputs_sha256=decision.inputs_sha256, decision=decision)
    return None


def _of_json(path: Path, kind: str) -> ChainDocument:
    try:
        data = read_bytes(path, most_bytes("text"))
        if not is_whole(data):
            return ChainDocument(path, kind, is_whole=False)
        top = JsonNode.of(data.decode(), path.name)
    except TooLarge as error:
        raise ChainError([ChainError.fault(path.name, str(error.strerror), "a smaller file", TOO_LARGE)]) from error
    except UnicodeDecodeError as error:
        fix = "take the file as the library wrote it"
        raise ChainError([ChainError.fault(path.name, "bytes that are no UTF-8", "text in UTF-8", fix)]) from error
    if kind == "manifest":
        files = tuple(_of_manifest(top))
        refuse(top.faults)
        return ChainDocument(path, kind, files=files)
    files, read = tuple(_of_result(top)), hash_of_inputs(_inputs(top))
    refuse(top.faults)
    return ChainDocument(path, kind, files=files, inputs_sha256=read, top=top)


def _of_manifest(top: JsonNode) -> Iterator[NamedFile]:
    library = top.text("library", required=True)
    for one in top.objects("files"):
        role, name, digest = (one.text(key, required=True) for key in ("role", "name", "sha256"))
        yield NamedFile(role, name, digest, one.text("path"), one.text("origin"), library)


def _of_result(top: JsonNode) -> Iterator[NamedFile]:
    """Yield what a result names; what was made in memory has no hash of bytes that could be checked."""
    library, profile = top.text("library", required=True), top.child("profile")
    yield from _named("input", top.objects("inputs"), library)
    yield from _named("profile", [profile] if profile else [], library)
    files = [file for product in top.objects("products") for file in _named("", product.objects("files"), library)]
    yield from dict.fromkeys(files)
    yield from _named("plug-in", top.objects("plugins"), library)
    yield from _named("decision", top.objects("decisions"), library)


def _named(role: str, nodes: Iterable[JsonNode], library: str) -> Iterator[NamedFile]:
    for one in nodes:
        name = one.text("file" if role == "decision" else "name", required=True)
        yield NamedFile(role or one.text("role"), name, _said(one, "sha256"), "", one.text("origin"), library)


def _inputs(top: JsonNode) -> Iterator[Provenance]:
    for one in top.objects("inputs"):
        rows = str(one.value.get("rows"))
        count = int(rows) if rows.isdecimal() else 0
        first, last = (one.text(key) or None for key in ("first", "last"))
        yield Provenance(one.text("name"), _said(one, "sha256"), "", count, first, last)


def _said(node: JsonNode, key: str) -> str:
    """Return a text that may be empty."""
    return node.text(key) if node.value.get(key) != "" else ""


def _findings(top: JsonNode) -> Iterator[tuple[str, ...]]:
    for container in top.objects("consignments"):
        names = container.text("therapy_id", required=True), container.text("container_id")
        for one in container.objects("findings"):
            own, rule, code = (one.text(key, required=True) for key in ("id", "rule", "code"))
            yield own, *names, rule, code
    for aside in top.objects("set_aside"):
        yield aside.text("id", required=True), aside.text("therapy_id", required=True), "", "D502", "set-aside"


def _of_decision(decision: Decision) -> tuple[NamedFile, ...]:
    earlier = [NamedFile("decision", "before this one", digest) for digest in decision.previous]
    return (*(NamedFile("input", name, digest) for name, digest in decision.inputs), *earlier)
