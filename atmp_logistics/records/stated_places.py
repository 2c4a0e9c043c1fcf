"""What the profile and the call state that loggers stand for: read, and compared with the codes of the labels."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from atmp_logistics.core.errors import Fault, SiteError, UsageError, refuse
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.product import Product
from atmp_logistics.core.toml_table import TomlTable
from atmp_logistics.records.logger_places import CALL, EVERYWHERE, NOWHERE, PROFILE, LoggerPlace


def places_of(table: TomlTable) -> tuple[LoggerPlace, ...]:
    """Read the table [loggers] of a profile: each logger's name, and the codes that it stands for."""
    return tuple(LoggerPlace.of(name, _codes(table, name), PROFILE) for name in table.keys())  # noqa: SIM118


def _codes(table: TomlTable, name: str) -> tuple[str, ...]:
    value = table.take(name)
    codes = [value] if isinstance(value, str) else value
    if not isinstance(codes, list) or not codes or not all(isinstance(one, str) and one.strip() for one in codes):
        expected = f"the code of a storage or of a window, a list of codes, '{EVERYWHERE}' or '{NOWHERE}'"
        table.fault(name, repr(value)[:60], expected, f'write "{name}" = "frozen"')
        return ()
    found = tuple(one.strip() for one in codes)
    if len(found) > 1 and {EVERYWHERE, NOWHERE} & {*found}:
        table.fault(name, repr(value)[:60], f"codes, or '{EVERYWHERE}' or '{NOWHERE}' alone", "keep one of them")
    return found


def phase_codes(product: Product, *, with_temperature: bool = False) -> tuple[str, ...]:
    """Return the codes that a logger can stand for: those of a product's storages and windows, each once.

    Parameters
    ----------
    product : Product
    with_temperature : bool
        Leave out the windows of which the label states no temperature.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> phase_codes(load_product("kymriah-eu"), with_temperature=True)
    ('frozen', 'post-thaw')
    """
    windows = (one for one in product.windows if one.within is not None or not with_temperature)
    return tuple(dict.fromkeys(limit.code for limit in (*product.storage, *windows)))


def check_places(
    places: Iterable[LoggerPlace], products: Iterable[Product], others: Callable[[], Iterable[Product]]
) -> None:
    """Refuse a code that no label has.

    Parameters
    ----------
    places : iterable of LoggerPlace
        What is stated. A code that the call states is one of the call's labels; one of the profile, which serves many
        calls, is one of any label at hand.
    products : iterable of Product
        The labels of the call.
    others : callable
        Returns every other label at hand; called only where the profile names a code that no label of the call has.

    Raises
    ------
    AtmpError
        With every unknown code.
    """
    labels = list(products)
    known = {code for product in labels for code in phase_codes(product)}
    wrong = [(place, code) for place in places for code in place.codes if code not in known]
    if any(place.basis == PROFILE for place, _ in wrong):
        every = {*known, *(code for product in others() for code in phase_codes(product))}
        wrong = [(place, code) for place, code in wrong if place.basis == CALL or code not in every]
    offered = dict.fromkeys(code for product in labels for code in phase_codes(product, with_temperature=True))
    refuse(dict.fromkeys(unknown_code(place, code, [*offered]) for place, code in wrong))


def check_names(places: Iterable[LoggerPlace], loggers: Iterable[str]) -> None:
    """Refuse a line of the profile for a logger that is not there, where one that is there is written nearly so.

    Lines for loggers that are not there are silent; but capitals, blanks, signs or a file's ending make no other.

    Raises
    ------
    SiteError
        With every such line.

    Examples
    --------
    >>> check_names([LoggerPlace("TANK 3", ("frozen",), False, PROFILE)], ["TANK-4", "ROOM"])
    """
    there, stated = set(loggers), [place.logger for place in places]
    absent = [name for name in stated if name not in there]
    if not absent:
        return
    unstated = {_plain(form): name for name in sorted(there - {*stated}) for form in (name, Path(name).stem)}
    nearly = [(name, unstated[_plain(name)]) for name in absent if _plain(name) in unstated]
    refuse(
        Fault(f"site profile, loggers.{name}", repr(name), f"the logger's name, {own!r}", f'write "{own}"', SiteError)
        for name, own in dict.fromkeys(nearly)
    )


def _plain(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum()) or name


def unknown_code(place: LoggerPlace, code: str, known: list[str], source: str = "") -> Fault:
    """Return the fault of a code that no label has; `source` is the profile's name."""
    of_call = place.basis == CALL
    where = "readings" if of_call else f"{f'{source}.' if source else 'site profile, '}loggers.{place.logger}"
    expected = ", ".join([*known, EVERYWHERE, *([] if of_call else [NOWHERE])])
    fix = f"write the code of a storage or of a window of the product{nearest(code, known)}"
    return Fault(where, f"the code {code!r}", expected, fix, UsageError if of_call else SiteError)
