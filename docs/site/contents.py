"""Which page belongs to which chapter: what a chapter's page lists is its contents, so that no second list gets old."""

from __future__ import annotations

import re

#: The pages that list others: a line that is an item of a list or a row of a table begins with a link to one of them.
CHAPTERS = (
    "docs/index",
    "docs/tutorials",
    "docs/howto",
    "docs/explanation",
    "docs/reference",
    "docs/adr/README",
    "docs/manual/README",
    "docs/catalogue/README",
    "notebooks/README",
)
#: A chapter whose pages are all those of a folder.
FOLDERS = {"docs/api": "api/*"}
#: The front page on a forge is not a page of the site, which has its own.
_README = re.compile(r"\]\((?:\.\./)?README\.md(#[^)]*)?\)")
_LISTED = re.compile(r"^(?:[-*] |\| )\**\[[^\]]+\]\(([^)#:]+)\.(?:md|ipynb)\)", re.MULTILINE)


def page_with_contents(page: str, text: str) -> str:
    """Return a page's text; a chapter's with the contents that Sphinx asks for.

    Parameters
    ----------
    page : str
        The page's path without its ending, from the root of the repository.
    text : str
        Its Markdown.

    Returns
    -------
    str

    Examples
    --------
    >>> print(page_with_contents("docs/howto", "- [One question](one.md)"))
    - [One question](one.md)
    <BLANKLINE>
    ```{toctree}
    :hidden:
    :glob:
    <BLANKLINE>
    one
    ```
    <BLANKLINE>
    >>> page_with_contents("docs/one", "- [How](howto.md)")
    '- [How](howto.md)'
    """
    listed = list(dict.fromkeys(_LISTED.findall(text))) if page in CHAPTERS else []
    listed += [FOLDERS[page]] if page in FOLDERS else []
    text = _with_own_front(page, text)
    if not listed:
        return text
    return "\n".join([text, "", "```{toctree}", ":hidden:", ":glob:", "", *listed, "```", ""])


def _with_own_front(page: str, text: str) -> str:
    """Return a text whose links to the README lead to the front page of the site."""
    if page.startswith(("docs/manual/", "docs/catalogue/", "docs/adr/", "notebooks/")):
        return text  # they have READMEs of their own
    return _README.sub("](index.md)" if page.startswith("docs/") else "](docs/index.md)", text)
