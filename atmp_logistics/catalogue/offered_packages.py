"""The product files that installed packages offer, by the entry point group `atmp_logistics.products`.

The value of an entry point is the package that holds the files. What is broken in one package stops the labels that it
stops, and no other: it is said in every result, and an unknown product's refusal names it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from atmp_logistics.catalogue.completion import Completion
from atmp_logistics.catalogue.completions_at_hand import parted_files
from atmp_logistics.catalogue.product_folder import product_files
from atmp_logistics.catalogue.read_product import labels_of
from atmp_logistics.core.errors import CatalogueError, Fault
from atmp_logistics.core.plugin_entries import entries_of
from atmp_logistics.core.toml_file import read_toml

_MEND = "mend or uninstall the package, or put the file into a folder of product files that the call names"


@dataclass(slots=True)
class Offered:
    """What installed packages offer.

    Attributes
    ----------
    labels : dict of str to (dict of str to list of Path)
        Of each slug its files, by the package that holds them.
    stopped : dict of str to Fault
        The slugs of which a package's file is faulty, or that two packages offer.
    broken : list of str
        In words what is broken, each with its package.
    completions : dict of str to tuple of Completion
        The completions that each package holds.
    origins : dict of str to str
        Each package with its version, as results name it.
    """

    labels: dict[str, dict[str, list[Path]]] = field(default_factory=dict)
    stopped: dict[str, Fault] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    completions: dict[str, tuple[Completion, ...]] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)

    def add(self, package: str, folders: Sequence[Path]) -> None:
        """Add a package's folders: its labels, and what is broken in it."""
        origin, faults, by_slug = self.origins[package], list[Fault](), dict[str, list[Path]]()
        held = [path for folder in folders for path in product_files(folder, faults)[0]]
        files, self.completions[package] = parted_files(held, origin, faults)
        self._break(package, folders, faults)
        for path in files:
            own = list[Fault]()
            for slug in labels_of([path], origin, own):
                by_slug.setdefault(slug, []).append(path)
            if own:
                self._break(package, folders, own)
                self._stop(package, own[0], path.stem.partition("@")[0], _slug_in(path))
        for slug, paths in by_slug.items():
            own = []
            self.labels.setdefault(slug, {}).setdefault(package, []).extend(labels_of(paths, origin, own)[slug])
            if own:
                self._break(package, folders, own)
                self._stop(package, own[0], slug)

    def _stop(self, package: str, fault: Fault, *slugs: str) -> None:
        """Stop the slugs that a faulty file may be meant for: the one that it states, and the one of its name."""
        found, expected = f"{fault.where}, {fault.found}", f"{fault.expected}, in the package {package}"
        stop = Fault("product", found, expected, f"{fault.fix}; or {_MEND}", CatalogueError)
        self.stopped |= dict.fromkeys(filter(None, slugs), stop)

    def _break(self, package: str, folders: Sequence[Path], faults: list[Fault]) -> None:
        """Say what is broken in a package, without the way to its folders."""
        for fault in faults:
            said = f"the package {package} is broken: {fault.where}: found {fault.found}, expected {fault.expected}"
            for folder in folders:
                said = said.replace(str(folder), folder.name)
            self.broken.append(said)

    def settle(self) -> None:
        """Stop each label that two packages offer."""
        for slug, packages in self.labels.items():
            if len(packages) > 1:
                found = f"{slug!r} in the packages {' and '.join(sorted(packages))}"
                fix = "uninstall one of them, or put the file that is meant into a folder that the call names"
                fault = Fault("product", found, "one package that offers it", fix, CatalogueError)
                self.stopped.setdefault(slug, fault)
                self.broken.append(f"two packages offer one product: {found}; it is refused where it is needed")


def offered_labels() -> Offered:
    """Return what the installed packages offer; a broken one is said, and nothing is raised."""
    found, by_package = Offered(), dict[str, dict[Path, None]]()
    offers = entries_of("products")
    found.broken += [f"the package {name} is broken: its entry points cannot be read" for name in offers.broken]
    for entry in offers.entries:
        folders, why = _folders_of(entry.value)
        found.origins[entry.package] = entry.origin
        by_package.setdefault(entry.package, {}).update(dict.fromkeys(folders))
        found.broken += [f"the package {entry.package} is broken: its entry point {entry.value} {why}"] if why else []
    for package, each in by_package.items():
        found.add(package, list(each))
    found.settle()
    return found


def _folders_of(value: str) -> tuple[list[Path], str]:
    """Return the folders of the package that an entry point names, or why there is none; its own code is not run."""
    module = value.partition(":")[0].strip()
    if not all(map(str.isidentifier, module.split("."))):
        return [], "is no name of a package"
    try:
        spec = find_spec(module)
    except (Exception, SystemExit) as error:  # noqa: BLE001  a parent package runs, and may raise anything
        return [], f"cannot be imported ({type(error).__name__})"
    if spec is None:
        return [], "names no package that is there"
    folders = [Path(one) for one in spec.submodule_search_locations or ()]
    if not folders:
        return [], "names a module, and no package that holds product files"
    there = [one for one in folders if one.is_dir()]
    return there, "" if there == folders else "has no folder of files, as in an archive"


def _slug_in(path: Path) -> str:
    """Return the slug that a faulty file states, nothing where it cannot be read."""
    try:
        slug = read_toml(path, CatalogueError)[0].get("slug")
    except CatalogueError:
        return ""
    return slug if isinstance(slug, str) else ""
