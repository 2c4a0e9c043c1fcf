"""The built site stands by itself: nothing is loaded from elsewhere, and every page that a reader needs is there."""

import re
import runpy
from html.parser import HTMLParser

import pytest
from places import ROOT

SITE = ROOT / "build" / "site"
pytestmark = pytest.mark.skipif(not (SITE / "docs" / "index.html").is_file(), reason="no site is built: make site")
#: The attributes by which a page loads something; a link that a reader follows loads nothing.
LOADS = {"src", "srcset", "data", "poster", "action", "xlink:href"}
REL = {"stylesheet", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload", "icon", "manifest"}
OUTSIDE = re.compile(r"(?:https?:)?//")


class Loaded(HTMLParser):
    """What a page loads."""

    def __init__(self):
        super().__init__()
        self.addresses = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.addresses += [value or "" for name, value in attrs if name in LOADS]
        if tag == "link" and REL & set((given.get("rel") or "").split()):
            self.addresses.append(given.get("href") or "")


def pages():
    return sorted(SITE.rglob("*.html"))


def test_no_page_loads_anything_from_elsewhere():
    found = {}
    for page in pages():
        loaded = Loaded()
        loaded.feed(page.read_text("utf-8"))
        outside = [address for address in loaded.addresses if OUTSIDE.match(address)]
        if outside:
            found[page.relative_to(SITE).as_posix()] = outside
    assert found == {}
    assert len(pages()) > 200


def test_no_style_loads_anything_from_elsewhere():
    for sheet in SITE.rglob("*.css"):
        addresses = re.findall(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)", sheet.read_text("utf-8"))
        assert not [address for pair in addresses for address in pair if OUTSIDE.match(address)], sheet


def test_a_page_that_loads_is_seen():
    loaded = Loaded()
    loaded.feed(
        '<script src="https://cdn.example.org/x.js"></script><link rel="stylesheet" href="//fonts.example.org">'
    )
    loaded.feed('<a href="https://www.ema.europa.eu">the label</a>')
    assert [bool(OUTSIDE.match(address)) for address in loaded.addresses] == [True, True]


def test_every_public_name_has_its_page_and_its_anchor():
    for path in runpy.run_path(str(ROOT / "docs" / "site" / "api_pages.py"))["public_names"]():
        page = SITE / "docs" / "api" / f"{path}.html"
        assert f'id="{path}"' in page.read_text("utf-8"), path


def test_the_notebooks_show_what_they_say():
    for notebook in ROOT.glob("notebooks/*.ipynb"):
        page = (SITE / "notebooks" / f"{notebook.stem}.html").read_text("utf-8")
        assert "cell_output" in page, notebook.stem
        assert "<img " in page, notebook.stem
