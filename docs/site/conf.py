"""How Sphinx builds the site: `make site`. The pages are the Markdown of `docs/`, as a forge shows them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT)]

from api_pages import API, write_pages  # noqa: E402
from contents import page_with_contents  # noqa: E402
from pygments.lexers.special import TextLexer  # noqa: E402

from atmp_logistics.core.version import __version__  # noqa: E402

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "atmp_logistics"
author = "the authors of atmp_logistics"
version = release = __version__
language = "en"

extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx_copybutton",
]
root_doc = "docs/index"
include_patterns = [
    "docs/*.md",
    "docs/adr/*.md",
    "docs/api/*",
    "docs/catalogue/*.md",
    "docs/manual/*.md",
    "notebooks/*",
    "*.md",
]
exclude_patterns = ["README.md", ".*", "build", "mutants", "tests", "atmp_logistics", "**/.ipynb_checkpoints"]
nitpicky = True
default_role = "py:obj"
# What is outside this package has its page elsewhere, and no inventory of such pages is fetched: the site is built
# without a network.
nitpick_ignore_regex = [(r"py:.*", r"(?!atmp_logistics).*")]

# --- the reference ---
autodoc_typehints = "none"
autosummary_generate = False
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
numpydoc_show_class_members = False
maximum_signature_line_length = 80

# --- Markdown and notebooks ---
nb_ipywidgets_js = {}  # scripts of widgets come from elsewhere
myst_heading_anchors = 4
# Notebooks are kept without outputs: each is run, once for each of its states, in its own folder.
nb_execution_mode = "cache"
nb_execution_cache_path = str(ROOT / "build" / "notebooks")
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_merge_streams = True

# --- what is seen ---
html_theme = "pydata_sphinx_theme"
html_title = "atmp_logistics"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_extra_path = ["front"]
html_copy_source = False
html_show_sourcelink = False
html_last_updated_fmt = None
pygments_style = "friendly"
html_theme_options = {
    "show_nav_level": 1,
    "navigation_depth": 3,
    "show_toc_level": 2,
    "navbar_persistent": ["search-button"],
    "navbar_end": ["theme-switcher"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
    "show_prev_next": True,
}
copyright = "the authors of atmp_logistics, Apache-2.0. It calculates and explains; a person decides"  # noqa: A001
copybutton_exclude = ".linenos, .gp, .go"


def setup(app: Sphinx) -> None:
    """Write the reference's pages before they are read, and give each list of pages its contents."""
    app.connect("config-inited", lambda *_: write_pages(ROOT / "docs" / API))
    app.connect("source-read", _with_contents)
    app.add_lexer("csv", TextLexer)


def _with_contents(app: Sphinx, page: str, source: list[str]) -> None:
    """Give a page that lists pages its contents."""
    del app
    source[0] = page_with_contents(page, source[0])
