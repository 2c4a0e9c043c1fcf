"""Every relative link of the README, the docs and the templates leads somewhere, and the citation names the version."""

import re
from pathlib import Path

import pytest
from places import ROOT

from atmp_logistics.core.version import __version__

PLACES = ("*.md", ".github/**/*.md", "docs/**/*.md", "notebooks/*.md")
PAGES = [page for place in PLACES for page in sorted(ROOT.glob(place))]
LINK = re.compile(r"\]\(([^)\s]+)\)")


def anchors(page):
    """Return the anchors of a page's headings, as a forge makes them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def prose(page):
    """Return a page without its code: what looks like a link there is none."""
    return re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_no_link_is_dead(page):
    for link in LINK.findall(prose(page)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{link}: nothing there"
        assert Path(ROOT) in (target, *target.parents), f"{link}: outside the repository"
        assert not anchor or anchor in anchors(target), f"{link}: no such heading"


def test_the_citation_names_this_version():
    assert f"\nversion: {__version__}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
