"""A file's bytes, read once: their sha256, what kind of file they are, and their encoding."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from atmp_logistics.core.arguments import file_path
from atmp_logistics.core.errors import Fault, InputError, NotATable
from atmp_logistics.core.plain_files import TooLarge, check_plain, in_words, read_bytes
from atmp_logistics.core.size_limit import TOO_LARGE, most_bytes

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
#: Kinds of files that are no text, by their first bytes.
_KINDS = {b"PAR1": "parquet", b"PK\x03\x04": "xlsx", b"\xd0\xcf\x11\xe0": "xls"}
_WORKBOOKS = frozenset({"xlsx", "xls"})


@dataclass(frozen=True, slots=True)
class File:
    """A file's name and bytes, read once."""

    name: str
    data: bytes

    @property
    def most_bytes(self) -> int:
        """How many bytes it may unpack to; see `size_limit`."""
        return most_bytes(self.kind)

    @property
    def sha256(self) -> str:
        """The hash by which the report names these very bytes."""
        return sha256(self.data).hexdigest()

    @property
    def kind(self) -> str:
        """What its first bytes say that it is, whatever its name ends in: parquet, xlsx, xls, else text."""
        return _kind_of(self.data)

    @property
    def is_text(self) -> bool:
        """Say whether this is text rather than a workbook or Parquet."""
        return self.kind == "text"

    @property
    def is_workbook(self) -> bool:
        """Say whether this is a workbook, new or old."""
        return self.kind in _WORKBOOKS

    def text(self) -> tuple[str, str]:
        """Return the text and its encoding: by its mark, else UTF-8, else Windows-1252; nothing is replaced.

        Returns
        -------
        tuple[str, str]

        Raises
        ------
        NotATable
            For bytes that are no text.
        """
        if len(self.data) > (most := most_bytes("cells")):
            raise NotATable([too_large(self.name, len(self.data), most)])
        for mark, encoding in _BOMS:
            if self.data.startswith(mark):
                return self._decode(encoding), encoding.removesuffix("-sig")
        if b"\x00" in self.data:
            raise self._no_text("bytes that are no text")
        try:
            return self.data.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            return self._decode("cp1252"), "cp1252"

    def _decode(self, encoding: str) -> str:
        try:
            return self.data.decode(encoding)
        except UnicodeDecodeError as error:
            raise self._no_text(f"bytes that are no {encoding} text at position {error.start}") from error

    def _no_text(self, found: str) -> NotATable:
        fix = "export the record as CSV in UTF-8"
        return NotATable([Fault(self.name, found, "a text file, a workbook (.xlsx, .xls) or Parquet", fix, NotATable)])


def open_file(source: str | Path) -> File:
    """Read a file's bytes.

    Returns
    -------
    File
        The file's name and bytes.

    Raises
    ------
    InputError
        When there is no such file, or it is no plain one.
    """
    path = Path(file_path(source, "source"))
    try:
        return File(path.name, read_bytes(path, max(most_bytes("text"), most_bytes("parquet"))))
    except TooLarge as error:
        raise InputError([too_large(str(source), path.stat().st_size, most_bytes("text"))]) from error
    except OSError as error:
        reason = "no such file" if isinstance(error, FileNotFoundError) else (error.strerror or str(error))
        raise InputError(
            [Fault(str(source), reason, "a file that can be read", "check the path", InputError)]
        ) from error


def may_be_workbook(path: Path) -> bool:
    """Say by its first bytes whether a file is a workbook; one that cannot be opened may be."""
    try:
        check_plain(path)
        with path.open("rb") as file:
            return _kind_of(file.read(max(map(len, _KINDS)))) in _WORKBOOKS
    except OSError:
        return True


def _kind_of(data: bytes) -> str:
    return next((kind for mark, kind in _KINDS.items() if data.startswith(mark)), "text")


def too_large(name: str, size: int, most: int) -> Fault:
    """Return the fault of a file that is larger than files of its kind are."""
    return Fault(name, f"a file of {size:,} bytes", f"at most {in_words(most)}", TOO_LARGE, NotATable)


def assumptions_of_text(text: str, encoding: str) -> tuple[str, ...]:
    """Return what reading a text takes for granted: its encoding, and that it was not cut inside its last line."""
    notes = [] if encoding == "utf-8" else [f"encoding read as {encoding}"]
    if text and not text.endswith(("\n", "\r")):
        notes.append("the last line has no line end: taken as whole")
    return tuple(notes)


def damaged_parquet(name: str, error: Exception) -> Fault:
    """Return a fault for Parquet that cannot be read, or whose pages are not what their checksums say."""
    said = f"{type(error).__name__}: {' '.join(str(error).split())[:120]}"
    what = (
        "that is damaged: a page does not match its checksum"
        if "CRC" in str(error)
        else f"that cannot be read ({said})"
    )
    return Fault(name, f"Parquet {what}", "a Parquet file", "write it again, or fetch it again", NotATable)
