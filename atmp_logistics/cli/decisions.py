"""What `validate` reads and writes about decisions: decision files, deviation forms, and the manifest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from atmp_logistics.cli.option_values import now_of
from atmp_logistics.cli.outputs import InputPaths, Outputs
from atmp_logistics.core.errors import Fault, UsageError

if TYPE_CHECKING:
    from atmp_logistics.assessment.result import Assessment


@dataclass(frozen=True, slots=True)
class FilesOfDecisions:
    """The files of a call that are about decisions."""

    decisions: tuple[Path, ...]
    forms: Path | None
    indeterminate: bool
    manifest: Path | None
    opened_at: str | None = None
    opened_by: str | None = None

    def read(self, paths: InputPaths) -> InputPaths:
        """Return the paths that the call reads, decision files among them."""
        return replace(paths, files=(*paths.files, *self.decisions))

    def faults(self, paths: InputPaths) -> Iterator[Fault]:
        """Yield what is wrong with the folder of forms."""
        folder = self.forms
        if folder is None:
            if self.indeterminate:
                fix = "name a folder for the forms, or leave it out"
                yield UsageError.fault("--with-indeterminate", "no --deviations", "--deviations FOLDER", fix)
        elif folder.exists() and not folder.is_dir():
            yield UsageError.fault(f"--deviations {folder}", "a file", "a folder", "name a folder")
        elif not folder.absolute().parent.is_dir():
            found = f"no folder {folder.absolute().parent}"
            yield UsageError.fault(f"--deviations {folder}", found, "a folder in one that is there", "make it first")
        elif folder / "form.toml" in paths:
            expected, fix = "a folder of its own", "choose another, outside the folders that are read"
            yield UsageError.fault(f"--deviations {folder}", "a folder that this call reads", expected, fix)

    def decided(self, result: Assessment) -> Assessment:
        """Return the result with what was decided on its findings."""
        return result.with_decisions(*self.decisions) if self.decisions else result

    def write(self, result: Assessment, paths: InputPaths, outputs: Outputs) -> None:
        """Write the forms that are not there yet, and, where all else was written, the manifest."""
        outputs.write(self.forms, lambda folder: self._write_forms(result, folder, outputs))
        if not outputs.failed:
            reports = [path for path in outputs.written if path != self.forms]
            outputs.write(self.manifest, lambda path: self._write_manifest(result, paths, reports, path))

    def _write_forms(self, result: Assessment, folder: Path, outputs: Outputs) -> None:
        from atmp_logistics.report.deviations.form_files import write_forms

        opened: dict[str, Any] = {"opened_at": now_of(self.opened_at), "opened_by": self.opened_by}
        found = list(write_forms(result.deviations(indeterminate=self.indeterminate, **opened), folder))
        kept = [path for path, is_new in found if not is_new]
        lines = [f"wrote {len(found) - len(kept)} files of deviation forms into {folder}"]
        lines += [f"{len(kept)} were there already, and stay as they are"] if kept else []
        outputs.show(lambda: print(*lines, sep="\n"))  # noqa: T201  the answer itself

    def _write_manifest(self, result: Assessment, paths: InputPaths, reports: list[Path], path: Path) -> None:
        from atmp_logistics.assessment.manifest import manifest_text
        from atmp_logistics.core.whole_files import write_text

        write_text(path, manifest_text(result, self.read(paths).all_files(), reports, path.parent))
