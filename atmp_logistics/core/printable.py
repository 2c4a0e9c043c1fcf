"""Signs that are shown and not sent: what a terminal obeys, or a reader does not see, stands as its code."""

from __future__ import annotations

from unicodedata import category


def printable(text: str, keep: str = "\n") -> str:
    r"""Return a text in which a sign that steers a terminal, or that nobody sees, stands as its code.

    Parameters
    ----------
    text : str
    keep : str
        Signs of this kind that stay; blanks of any width do.

    Examples
    --------
    >>> printable("\uf0b3 2\u00a0°C\x1b[0m")
    '\\uf0b3 2\xa0°C\\x1b[0m'
    """
    codes = {ord(sign): ascii(sign)[1:-1] for sign in {*text} if not _is_seen(sign) and sign not in keep}
    return text.translate(codes) if codes else text


def in_one_line(text: str) -> str:
    r"""Return a text in one line: its ends of lines stand as their codes too.

    Examples
    --------
    >>> in_one_line("T1\nCONFORMS \u202e2B")
    'T1\\nCONFORMS \\u202e2B'
    """
    return printable(text, "")


def _is_seen(sign: str) -> bool:
    return sign.isprintable() or category(sign) == "Zs"
