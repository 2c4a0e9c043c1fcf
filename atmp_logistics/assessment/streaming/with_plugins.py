"""Work of workers with the plug-ins of the process that asks: another process loads the same ones, or refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from atmp_logistics.core.errors import Fault, PluginError, refuse
from atmp_logistics.core.plugins import PluginSource, load_plugins, plugin_folders, plugins_at_hand

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class WithPlugins(Generic[Item, Result]):
    """Work that is done with plug-ins, of which some are loaded from folders."""

    work: Callable[[Item], Result]
    folders: tuple[str, ...]
    plugins: tuple[PluginSource, ...]

    def __call__(self, item: Item) -> Result:
        """Do the work on one item.

        Raises
        ------
        PluginError
            Where the plug-ins here are others than those of the process that asks.
        """
        missing = [folder for folder in self.folders if folder not in plugin_folders()]
        here = load_plugins(*missing) if missing else plugins_at_hand()
        said = [" and ".join(map(str, sources)) or "none" for sources in (here, self.plugins)]
        if here != self.plugins:
            fix = "install the same packages where workers run, and let all of them see the folders of plug-ins"
            refuse([Fault("plug-ins of a worker", said[0], f"those of the call: {said[1]}", fix, PluginError)])
        return self.work(item)


def with_plugins(work: Callable[[Item], Result]) -> Callable[[Item], Result]:
    """Return work that is done with the plug-ins at hand; the work itself where there are none."""
    plugins = plugins_at_hand()
    return WithPlugins(work, plugin_folders(), plugins) if plugins else work
