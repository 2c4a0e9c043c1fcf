"""The dose records that a command writes into a folder: where, when they are made and by whom, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from atmp_logistics.cli.option_values import now_of
from atmp_logistics.cli.outputs import InputPaths
from atmp_logistics.core.errors import Fault, UsageError

if TYPE_CHECKING:
    from atmp_logistics.assessment.result import Assessment


@dataclass(frozen=True, slots=True)
class RecordFolder:
    """What a call states of the records that it files."""

    folder: Path | None
    made_at: str | None
    made_by: str | None
    overwrite: bool
    language: str | None
    verified: tuple[Path, ...] = ()

    def faults(self, read: InputPaths, forms: Path | None = None) -> Iterator[Fault]:
        """Yield what can be refused before anything is judged: the folder, and options that say nothing without it."""
        if self.folder is None:
            of_forms = {} if forms else {"--made-at": self.made_at, "--made-by": self.made_by}  # forms are opened then
            stated = {**of_forms, "--overwrite": self.overwrite, "--verified": self.verified}
            for name in filter(stated.get, stated):
                fix = f"state the folder of the records, or leave {name} out"
                yield UsageError.fault(name, "no --record beside it", "--record FOLDER", fix)
        elif self.folder.exists() and not self.folder.is_dir():
            fix = "name another folder"
            yield UsageError.fault(f"--record {self.folder}", "a file", "a folder, or a name for one", fix)
        elif self.folder in read:
            expected, fix = "a folder of its own", "choose one outside of the folders that are read"
            yield UsageError.fault(f"--record {self.folder}", "a folder that this call reads", expected, fix)

    def read(self, paths: InputPaths) -> InputPaths:
        """Return the paths that the call reads, what it verifies among them."""
        return replace(paths, files=(*paths.files, *self.verified))

    def write(self, result: Assessment, folder: Path) -> tuple[Path, ...]:
        """Write the record of each therapy; return where each stands."""
        from atmp_logistics.assessment.verify_files import verify

        found = verify(*self.verified) if self.verified else None
        how = {"made_at": now_of(self.made_at), "made_by": self.made_by, "language": self.language}
        return result.to_record(folder, **how, verification=found, overwrite=self.overwrite)
