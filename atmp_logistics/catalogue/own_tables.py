"""Tables of product files that rules of plug-ins claim: `[[x.NAME]]`, read by the rule that has `TABLE = "NAME"`.

All other keys are the library's, now and later, so that no plug-in stands in the way of a new one. A table that no
plug-in claims is a fault: its limits would not be judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from atmp_logistics.core.checks import being_read, every_value
from atmp_logistics.core.errors import Fault, PluginError, refuse
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.limits import OwnLimit
from atmp_logistics.core.plugins import Plugin, plugins_of
from atmp_logistics.core.toml_table import TomlTable

#: The table that holds those of plug-ins.
KEY = "x"


def own_limits(top: TomlTable, common: Callable[[TomlTable], dict[str, Any]]) -> tuple[OwnLimit, ...]:
    """Return the limits of the tables that plug-ins claim.

    Parameters
    ----------
    top : TomlTable
        The product file.
    common : callable
        Reads what every limit has.

    Raises
    ------
    PluginError
        Where a plug-in's reader raises anything but a fault, or gives no plain values.
    """
    if KEY not in top:
        return ()
    held = top.table(KEY)
    claims = {one.module.TABLE: one for one in plugins_of("rules") if getattr(one.module, "TABLE", None)}
    found = list[OwnLimit]()
    for name in held.keys():  # noqa: SIM118  no dictionary
        if name not in claims:
            _unclaimed(held, name, claims)
        else:
            found += _limits_of(held, name, claims[name], common)
    return tuple(found)


def _unclaimed(held: TomlTable, name: str, claims: Mapping[str, Plugin]) -> None:
    held.take(name)
    here = ", ".join(f"{table} ({one.source})" for table, one in claims.items()) or "none is here"
    fix = f"install the package whose rule claims [[{KEY}.{name}]], or name its folder of plug-ins (--plugins)"
    suggested = nearest(name, claims, held.faults)
    held.fault(name, "a table that no plug-in here claims", f"a table of a plug-in's rule: {here}", f"{fix}{suggested}")


def _limits_of(
    held: TomlTable, name: str, plugin: Plugin, common: Callable[[TomlTable], dict[str, Any]]
) -> Iterator[OwnLimit]:
    written = held.peek(name)
    for item, raw in zip(held.tables(name), written if isinstance(written, list) else (), strict=False):
        stated = common(item)
        yield OwnLimit(**stated, table=name, values=_values(item, plugin), written=raw)
        item.done()


def _values(item: TomlTable, plugin: Plugin) -> Mapping[str, object]:
    """Return what a plug-in reads of its own table."""
    before = len(item.faults)
    try:
        with being_read():
            values = plugin.module.read_limit(item)
    except (Exception, SystemExit) as error:  # noqa: BLE001  whatever the code of others raises
        if len(item.faults) > before:
            return {}
        refuse([_fault(plugin, f"read_limit raised {type(error).__name__}: {error}", item)])
    if expected := every_value(str, int, float, date)(values):
        refuse([_fault(plugin, f"read_limit returned {values!r}"[:200], item, expected)])
    return dict(values)


def _fault(plugin: Plugin, found: str, item: TomlTable, expected: str = "the values of the table") -> Fault:
    fix = "correct the table as the plug-in's documentation says, or report it to its author"
    return Fault(f"{item.path}, read by the {plugin.source}", found, expected, fix, PluginError)
