"""An identifier taken apart: its scheme, its parts, and what is wrong with its structure or its check character."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from atmp_logistics.core.arguments import Arguments, text
from atmp_logistics.core.errors import UsageError
from atmp_logistics.core.identifier_schemes import Scheme, all_schemes
from atmp_logistics.core.identifier_schemes._parts import Claim
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.short_repr import Described


@dataclass(frozen=True, slots=True, repr=False)
class Identifier(Described):
    """What an identifier is by its structure, and what is wrong with it; what it stands for is not known here.

    Attributes
    ----------
    text : str
        As it was given.
    scheme : str
        Its scheme, such as ``"isbt128-din"``; empty where no scheme was stated and the text claims none.
    name : str
        The scheme in words.
    is_stated : bool
        Whether the caller, or the text's own unmistakable structure, states the scheme; else it is only likely.
    parts : mapping of str to str
        The parts by their names.
    wrong : tuple of str
        What is wrong, in words: a character that may not stand there, a length, a check character, a date.
    notes : tuple of str
        What is to be known of it.
    expiry : str
        The last day of use that it holds, as ``2027-03-31``; empty where it holds none.

    Examples
    --------
    >>> read_identifier("=G12349865432177")
    <Identifier: isbt128-din, nothing wrong>
    """

    text: str
    scheme: str = ""
    name: str = ""
    is_stated: bool = False
    parts: Mapping[str, str] = field(default_factory=dict)
    wrong: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    expiry: str = ""

    def _described(self) -> str:
        return f"{self.scheme or 'no scheme'}, {'; '.join(self.wrong) or 'nothing wrong'}"


def read_identifier(identifier: str, *, scheme: str | None = None) -> Identifier:
    """Return an identifier's scheme and parts, and what is wrong with its structure and its check characters.

    Parameters
    ----------
    identifier : str
        An ISBT 128 donation identification number, a Single European Code, a key of GS1 (GTIN, SSCC, GLN, GRAI) or an
        element string of GS1 with its application identifiers in parentheses or behind separators.
    scheme : str, optional
        ``"isbt128-din"``, ``"sec"``, ``"gtin"``, ``"sscc"``, ``"gln"``, ``"grai"`` or ``"gs1-element-string"``; the
        one that the text claims by its structure by default.

    Returns
    -------
    Identifier
        Without a scheme where none is stated and the text claims none.

    Raises
    ------
    UsageError
        For a scheme that is not known, and for what is no text.

    Notes
    -----
    Structure and check characters are all that is asked: whether a facility, a product or a location of that number
    exists is not known here, and no licensed table is shipped.

    Examples
    --------
    >>> read_identifier("=G12349865432178").wrong
    ('the flags 78 hold the check character, expected 77 (ISO 7064 mod 37-2)',)
    >>> read_identifier("6291041500218", scheme="gln").wrong
    ("check digit '8', expected '3' (modulo 10)",)
    """
    call = Arguments()
    given = call(text, identifier, "identifier") or ""
    stated = call(text, scheme, "scheme")
    known = all_schemes()
    if stated and stated not in known:
        fix = f"name one of them{nearest(stated, known)}"
        call.faults.append(UsageError.fault("scheme", repr(stated), ", ".join(known), fix))
    call.refuse()
    if stated:
        return _taken(given, known[stated], is_stated=True)
    claim, found = claimed_scheme(given)
    return Identifier(given) if found is None else _taken(given, found, is_stated=claim is Claim.STATED)


def claimed_scheme(given: str) -> tuple[Claim, Scheme | None]:
    """Return the scheme that a text claims by its structure, and how surely; None where it claims none.

    Examples
    --------
    >>> claimed_scheme("BAG 7")
    (<Claim.NONE: 0>, None)
    """
    claims = [(scheme.claim(given.strip()), scheme) for scheme in all_schemes().values()]
    claim, found = max(claims, key=lambda item: item[0])
    return claim, found if claim else None


def _taken(given: str, scheme: Scheme, *, is_stated: bool) -> Identifier:
    found = scheme.take_apart(given.strip())
    return Identifier(given, scheme.SCHEME, scheme.NAME, is_stated, found.parts, found.wrong, found.notes, found.expiry)
