"""A site's profile from its TOML file: every key known, and every fault of the file at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, get_args

from atmp_logistics.core.arguments import Arguments, file_path, function, refused, text
from atmp_logistics.core.checks import being_read
from atmp_logistics.core.errors import Fault, SiteError, UsageError, refuse
from atmp_logistics.core.instants import zone
from atmp_logistics.core.phrases_by_key import languages
from atmp_logistics.core.reading_times import DateOrder
from atmp_logistics.core.table_in_python import as_table
from atmp_logistics.core.toml_file import read_toml, toml_of
from atmp_logistics.core.toml_table import TomlTable
from atmp_logistics.records.band_facts import BandFact, read_band_fact
from atmp_logistics.records.custody_terms import read_custody_terms
from atmp_logistics.records.product_names import read_product_names
from atmp_logistics.records.site_identity import read_identity, read_site_checks
from atmp_logistics.records.site_profile import Site, seal_of_site
from atmp_logistics.records.site_words import read_words
from atmp_logistics.records.spacing_facts import SpacingFact, read_spacing_fact
from atmp_logistics.records.stated_fault_codes import fault_codes_of
from atmp_logistics.records.stated_identifiers import read_identifiers
from atmp_logistics.records.stated_places import places_of
from atmp_logistics.records.stated_tables import read_stated_table

#: What else may be wrong with a profile: what only its reader's caller has at hand shows it, such as a catalogue.
Check = Callable[[Site], Iterable[Fault]]


def load_site(path: str | os.PathLike[str], *, check: Check | None = None) -> Site:
    """Return a site's profile, read from its TOML file.

    Parameters
    ----------
    path : path
        The profile: a TOML file in UTF-8.
    check : callable, optional
        Returns further faults of the profile, which are raised with the others.

    Returns
    -------
    Site
        What the profile states, and the hash of its bytes.

    Raises
    ------
    SiteError
        With every fault of the file at once.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "site.toml")
    ...     _ = file.write_text('tz = "Europe/Stockholm"\\nresolution = "1 min"', "utf-8")
    ...     load_site(file).statements()
    ('local times and calendar days are in Europe/Stockholm', 'event times are written to 1 min, and taken as ± that')
    """
    call = Arguments()
    file = Path(call(file_path, path, "path") or "")
    check = call(function, check, "check")
    call.refuse()
    table, data = read_toml(file, SiteError)
    site = _site_of(table, file.name, check)
    object.__setattr__(site, "seal", seal_of_site(site))
    return replace(site, sha256=sha256(data).hexdigest())


def parse_site(site: str | Mapping[str, Any], source: str = "site") -> Site:
    """Return the profile that a TOML text or a mapping states: what a profile's file holds (docs/site_profile.md).

    Parameters
    ----------
    site : str or mapping
        The text of a profile; or the same keys as a mapping, where a temperature or a duration may also be a
        `pint.Quantity`, and a duration a `timedelta`.
    source : str
        What it is called: every fault's path begins with it, and results name it.

    Returns
    -------
    Site
        What the profile states; it has no hash.

    Raises
    ------
    SiteError
        With every fault at once, each with its path and its fix.
    UsageError
        For what is neither a text nor a mapping.

    Examples
    --------
    >>> site = parse_site({"tz": "Europe/Stockholm", "loggers": {"TANK-3": "frozen"}})
    >>> site == parse_site('tz = "Europe/Stockholm"\\n[loggers]\\nTANK-3 = "frozen"')
    True
    >>> parse_site({"tz": "Stockholm"})
    Traceback (most recent call last):
    atmp_logistics.core.errors.SiteError: site.tz: found 'Stockholm', expected an IANA zone or a fixed offset. \
Fix: write tz = 'Europe/Stockholm'.
    """
    call = Arguments()
    table = call(_text_or_mapping, site, "site")
    name = call(text, source, "source") or "site"
    call.refuse()
    if isinstance(table, str):
        return _site_of(toml_of(table.encode(errors="surrogatepass"), name, SiteError), name)
    return _site_of(as_table(table), name)


def _text_or_mapping(value: object, where: str) -> str | Mapping[str, Any]:
    if isinstance(value, (str, Mapping)):
        return value
    expected, fix = "the text of a profile, or a mapping with its keys", "read a file with load_site"
    return refused(value, where, expected, fix)


@being_read()
def _site_of(table: Mapping[str, Any], source: str, check: Check | None = None) -> Site:
    faults: list[Fault] = []
    top = TomlTable(table, source, faults, SiteError)
    readings = top.table("readings")
    is_stated, accuracy_degC = "accuracy" in readings, readings.difference("accuracy")
    spacing, bands = _facts(top)
    order = top.text("date_order", one_of=get_args(DateOrder)) or None
    rule = readings.text("decision_rule", one_of=("simple", "guarded")) or "simple"
    required, unique = read_identity(top)
    site = Site(
        name=top.text("name"),
        tz=_zone(top),
        resolution_s=top.duration("resolution"),
        events=read_words(top.table("events"), events=True),
        columns=read_words(top.table("columns"), events=False),
        max_gap_s=readings.duration("max_gap"),
        accuracy_degC=accuracy_degC or 0.0,
        tolerance_degC=top.difference("nominal_tolerance"),
        decision_rule=rule,  # type: ignore[arg-type]
        spacing=spacing,
        bands=bands,
        source=source,
        loggers=places_of(top.table("loggers")),
        fault_codes_degC=fault_codes_of(readings),
        products=read_product_names(top.table("products")),
        jurisdiction=top.text("jurisdiction"),
        table=read_stated_table(readings.table("table")),
        date_order=order,  # type: ignore[arg-type]
        checks=read_site_checks(top),
        identity_required=required,
        language=top.text("language", one_of=languages()) or None,
        identifiers=read_identifiers(top.table("identifiers")),
        terms=read_custody_terms(top),
        unique_containers=unique,
    )
    _refuse_numbers(site, top, readings, stated=is_stated, is_refused=is_stated and accuracy_degC is None)
    readings.done()
    top.done()
    faults += [*site.faults_of_words(), *(check(site) if check else ())]
    refuse(faults)
    return site


def _refuse_numbers(site: Site, top: TomlTable, readings: TomlTable, *, stated: bool, is_refused: bool) -> None:
    """Refuse numbers that would widen or void a comparison: the accuracy was stated, or was refused already."""
    if site.decision_rule == "guarded" and site.accuracy_degC == 0 and not is_refused:
        nothing = "0 °C" if stated else "nothing"
        readings.fault("accuracy", nothing, "the loggers' accuracy, which guarded needs", "add accuracy = '0.5 degC'")
    if site.accuracy_degC < 0:
        readings.fault("accuracy", f"{site.accuracy_degC:g} °C", "an accuracy above zero", "write it without a sign")
    if site.tolerance_degC is not None and site.tolerance_degC <= 0:
        found = f"{site.tolerance_degC:g} °C"
        top.fault("nominal_tolerance", found, "a tolerance above zero", "write it without a sign")


def _zone(top: TomlTable) -> str | None:
    name = top.text("tz") or None
    try:
        return name if name is None or zone(name) else None
    except UsageError:
        top.fault("tz", repr(name), "an IANA zone or a fixed offset", "write tz = 'Europe/Stockholm'")
        return None


def _facts(top: TomlTable) -> tuple[tuple[SpacingFact, ...], tuple[BandFact, ...]]:
    spacing, bands = [], []
    for item in top.tables("fact"):
        if "window" in item or "storage" in item:
            band = read_band_fact(item)
            bands += [band] if band else []
        else:
            spacing.append(read_spacing_fact(item))
        item.done()
    return tuple(spacing), tuple(bands)
