"""Which files and plug-ins judged or planned: product files, completions, the site's profile; each with its hash."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from atmp_logistics.core.plugins import PluginSource
from atmp_logistics.core.product_file import ProductFile
from atmp_logistics.records.provenance import Provenance

#: So many digits of a hash are shown in text; files hold it whole.
_SHOWN = 12


def file_records(files: Iterable[ProductFile]) -> list[dict[str, str]]:
    """Return the files of labels as JSON has them."""
    return [{"name": one.name, "origin": one.origin, "sha256": one.sha256, "role": one.role} for one in files]


def profile_record(profile: Provenance | None) -> dict[str, str | None] | None:
    """Return the site's profile as JSON has it: null where none was given, no hash where it was made in Python."""
    return {"name": profile.name, "sha256": profile.sha256 or None} if profile else None


def plugin_records(plugins: Iterable[PluginSource]) -> list[dict[str, str]]:
    """Return the plug-ins that judged as JSON has them."""
    return [{"kind": one.kind, "name": one.name, "origin": one.origin, "sha256": one.sha256} for one in plugins]


def files_in_words(
    files: Iterable[ProductFile], profile: Provenance | None, plugins: Iterable[PluginSource] = ()
) -> Iterator[str]:
    """Yield a line for each file, with the beginning of its hash.

    Examples
    --------
    >>> list(files_in_words([ProductFile("x.toml", "folder ward", "0123456789abcdef")], Provenance("site.toml")))
    ['x.toml of the folder ward, SHA-256 0123456789ab', 'site profile site.toml, made or changed in Python']
    """
    for words, sha256 in _named(files, profile, plugins):
        yield f"{words}, SHA-256 {sha256[:_SHOWN]}" if sha256 else words


def files_in_html(
    files: Iterable[ProductFile],
    profile: Provenance | None,
    plugins: Iterable[PluginSource] = (),
    language: str = "en",
) -> Iterator[str]:
    """Yield a paragraph for each file, with its whole hash; in a page of another language it is marked as English."""
    mark = "" if language == "en" else ' lang="en"'
    for words, sha256 in _named(files, profile, plugins):
        shown = f'<br><span class="said">SHA-256 <code>{escape(sha256)}</code></span>' if sha256 else ""
        yield f"<p{mark}>{escape(words)}{shown}</p>\n"


def _named(
    files: Iterable[ProductFile], profile: Provenance | None, plugins: Iterable[PluginSource]
) -> Iterator[tuple[str, str]]:
    """Yield each file and plug-in in words, and its hash."""
    yield from ((str(file), file.sha256) for file in files)
    if profile:
        made = "" if profile.sha256 else ", made or changed in Python"
        yield f"site profile {profile.name}{made}", profile.sha256
    yield from ((f"plug-in {one}", one.sha256) for one in plugins)
