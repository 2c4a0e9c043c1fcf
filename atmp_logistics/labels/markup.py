"""XML that comes from outside, to a tree: no entities, no document types, and bounds on its depth and size."""

from __future__ import annotations

import re
from html.entities import html5
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from atmp_logistics.core.errors import Fault, LabelError

if TYPE_CHECKING:
    from defusedxml.ElementTree import DefusedXMLParser

#: Genuine labels have some 30 levels and 12 000 elements.
DEEPEST, MOST_ELEMENTS = 100, 400_000
_FIX = "fetch the label again; if it is the same, tell its publisher"
_NAMED = re.compile(r"&(\w+;)")
_OF_XML = {"amp;", "lt;", "gt;", "quot;", "apos;"}
#: What may stand before the first element: declarations, comments, white space.
_PROLOG = re.compile(
    r"(?:\s|<\?(?:(?!\?>).)*\?>|<!--(?:(?!-->).)*-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>)*+", re.DOTALL
)
_ROOT = re.compile(r"<(?:([\w.-]+):)?([\w.-]+)([^<>]*)")
_HEAD = 1 << 16


class _BoundedBuilder(TreeBuilder):
    """A builder that ends where a tree is deeper or larger than any label."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.count = 0

    def start(self, tag: Any, attrs: Any, /) -> Any:
        self.depth, self.count = self.depth + 1, self.count + 1
        if self.depth > DEEPEST or self.count > MOST_ELEMENTS:
            what = f"elements nested {self.depth} deep" if self.depth > DEEPEST else f"{self.count:,} elements"
            raise _Beyond(what, f"at most {DEEPEST} levels and {MOST_ELEMENTS:,} elements")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Any:
        self.depth -= 1
        return super().end(tag)


class _Beyond(Exception):
    """A tree beyond the bounds: what was met, and what is allowed."""


def parse_xml(data: bytes | str, name: str) -> Element:
    """Return the outermost element of an XML document.

    Parameters
    ----------
    data : bytes or str
    name : str
        The file's, for messages.

    Raises
    ------
    LabelError
        With line and column, for XML that is not well-formed; for entities and document types; beyond the bounds.

    Examples
    --------
    >>> parse_xml("<a><b/></a>", "a.xml").tag
    'a'
    >>> parse_xml("<a><b></a>", "a.xml")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    atmp_logistics.core.errors.LabelError: a.xml, line 1, column 9: found XML that is not well-formed...
    """
    parser = _parser(name)
    try:
        parser.feed(data)
        return parser.close()  # type: ignore[no-any-return]
    except ParseError as error:
        what = f"XML that is not well-formed ({str(error).rpartition(': ')[0] or error})"
        found = what, "well-formed XML"
    except _Beyond as error:
        found = error.args[0], error.args[1]
    except (LookupError, UnicodeError, ValueError) as error:
        found = _found_in(error), "well-formed XML in UTF-8, without document type and entities"
    raise LabelError([_fault(name, parser, *found)])


def _parser(name: str) -> DefusedXMLParser:
    try:
        from defusedxml.ElementTree import DefusedXMLParser
    except ImportError as error:  # pragma: no cover - only where the extra is not installed
        fix = "install it: pip install 'atmp-logistics[labels]'"
        raise LabelError(
            [LabelError.fault(name, "XML, and no reader for it", "the package defusedxml", fix)]
        ) from error
    return DefusedXMLParser(target=_BoundedBuilder(), forbid_dtd=True)


def _found_in(error: Exception) -> str:
    """Return what stopped the parser: its own words, or what defusedxml forbids."""
    kinds = {"DTDForbidden": "a document type (<!DOCTYPE)", "EntitiesForbidden": "an entity of its own (<!ENTITY)"}
    return kinds.get(type(error).__name__, f"an encoding that cannot be read ({error})")


def _fault(name: str, parser: Any, found: str, expected: str) -> Fault:
    line, column = parser.parser.ErrorLineNumber, parser.parser.ErrorColumnNumber + 1
    return LabelError.fault(f"{name}, line {line}, column {column}", found, expected, _FIX)


def with_numbered_entities(text: str) -> str:
    """Return XHTML with its named characters as numbers: they are defined in XHTML, and in XML alone they are not.

    Examples
    --------
    >>> with_numbered_entities("2&nbsp;&deg;C &lt; 8 &unknown;")
    '2&#160;&#176;C &lt; 8 &unknown;'
    """

    def numbered(match: re.Match[str]) -> str:
        letters = html5.get(match[1], "")
        return "".join(f"&#{ord(one)};" for one in letters) if letters and match[1] not in _OF_XML else match[0]

    return _NAMED.sub(numbered, text)


def root_of(data: bytes) -> tuple[str, str]:
    r"""Return namespace and name of an XML document's outermost element by its first bytes, ("", "") for anything else.

    Examples
    --------
    >>> root_of(b"<?xml version='1.0'?>\n<!-- a --><f:Bundle xmlns:f='http://hl7.org/fhir'>")
    ('http://hl7.org/fhir', 'Bundle')
    >>> root_of(b"%PDF-1.7"), root_of('<?xml version="1.0"?><a/>'.encode("utf-16"))
    (('', ''), ('', 'a'))
    """
    text = _head(data)
    match = _ROOT.match(text, prolog.end() if (prolog := _PROLOG.match(text)) else 0)
    if match is None:
        return "", ""
    prefix = f":{match[1]}" if match[1] else ""
    space = re.search(rf"\bxmlns{re.escape(prefix)}\s*=\s*[\"']([^\"']*)[\"']", match[3])
    return (space[1] if space else ""), match[2]


def _head(data: bytes) -> str:
    head = data[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", errors="ignore")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def local(element: Element) -> str:
    """Return an element's name without its namespace, in small letters.

    Examples
    --------
    >>> local(Element("{urn:hl7-org:v3}renderMultiMedia"))
    'rendermultimedia'
    """
    return element.tag.rpartition("}")[2].lower()
