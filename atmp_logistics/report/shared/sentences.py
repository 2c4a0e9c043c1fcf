"""Sentences as HTML in the language of a page: what is said in English alone is marked as English."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from atmp_logistics.core.phrases_by_key import Phrases

#: Returns a text as HTML.
AsHtml = Callable[[str], str]


def sentence(say: Phrases, text: str, as_html: AsHtml = escape) -> str:
    """Return a sentence as HTML; one that is said in English alone is marked where the page is in another language.

    Examples
    --------
    >>> from atmp_logistics.core.phrases_by_key import phrases_of
    >>> from atmp_logistics.core.translatable import said
    >>> sentence(phrases_of("core", "sv"), said("core", "verdict.deviates"))
    'avviker'
    >>> sentence(phrases_of("core", "sv"), "2 < 3"), sentence(phrases_of("core"), "2 < 3")
    ('<span lang="en">2 &lt; 3</span>', '2 &lt; 3')
    """
    shown = as_html(say.said(text))
    return shown if say.is_known(text) else f'<span lang="en">{shown}</span>'


def filled(say: Phrases, key: str, **sentences: str) -> str:
    """Return a phrase as HTML with the sentences that it is filled with, each marked where it is English alone.

    Examples
    --------
    >>> from atmp_logistics.core.phrases_by_key import phrases_of
    >>> filled(phrases_of("core", "sv"), "bounds.at_most", upper="some")
    'högst <span lang="en">some</span>'
    """
    return escape(say.table[key]).format(**{name: sentence(say, text) for name, text in sentences.items()})


def items(parts: Iterable[str]) -> str:
    """Return parts of HTML as a list; nothing where there are none.

    Examples
    --------
    >>> items(["<b>a</b>"]), items([])
    ('<ul><li><b>a</b></li></ul>\\n', '')
    """
    lines = "".join(f"<li>{part}</li>" for part in parts)
    return f"<ul>{lines}</ul>\n" if lines else ""
