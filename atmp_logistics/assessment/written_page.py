"""A result that is written as a page in one of the languages that there are."""

from __future__ import annotations

from typing import overload

from atmp_logistics.core.phrases_by_key import language_name
from atmp_logistics.core.printable import printable
from atmp_logistics.core.shown import WrittenAsHtml
from atmp_logistics.core.written_out import Target, text_into


class WrittenAsPage(WrittenAsHtml):
    """A result whose page is in English or in another language."""

    __slots__ = ()

    @overload
    def to_html(self, path: None = None, *, language: str | None = None) -> str: ...

    @overload
    def to_html(self, path: Target, *, language: str | None = None) -> None: ...

    def to_html(self, path: Target | None = None, *, language: str | None = None) -> str | None:
        """Write the result as one page of HTML that needs no other file: the same input gives the same bytes.

        Parameters
        ----------
        path : path, or text or binary file object, optional
            A file that is there is replaced as a whole. Without it the text is returned, and nothing is written.
        language : {'en', 'sv'}, optional
            The language of the page; that of the site's profile by default, else English. What is said in English
            alone stays English, and is marked as English.

        Returns
        -------
        str or None
            The text where no path is given.

        Raises
        ------
        UsageError
            For a language that there is not.

        Examples
        --------
        >>> from atmp_logistics.assessment.sandbox import sandbox_product, assess_sandbox
        >>> result = assess_sandbox(sandbox_product(""), "thaw_end 10:04")
        >>> '<html lang="sv">' in result.to_html(language="sv")
        True
        """
        chosen = language_name(language)
        return text_into(path, printable(self._reader("html").render_html(self, language=chosen)))
