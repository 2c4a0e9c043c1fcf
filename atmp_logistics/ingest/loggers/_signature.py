"""Signatures at the end of Berlinger files: does the text still fit what the device signed?

A file ends with ``Public Key:`` inside its certificate, then ``Sig Cert:`` and ``Sig:``. The last is an ECDSA signature
on the curve P-256 over the SHA-256 of every byte before the line ``Sig:``, line ends CR LF; all numbers are written
lowest byte first. The maker documents none of this: it was found by trial, and it holds in genuine files of three
models. It tells an edited file from a whole one. It does not tell whose key it is: the signature of the certificate
needs the maker's own key, which no file holds.
"""

from __future__ import annotations

import re
from hashlib import sha256

#: What a reader says of a signature.
SAID = {True: "fits the text, by the key in the file", False: "does not fit the text", None: "none"}
#: The curve P-256 of FIPS 186: the field, the order of its base point, and that point.
_FIELD = 2**256 - 2**224 + 2**192 + 2**96 - 1
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
_BASE = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
_KEY = re.compile(r"^ Public Key: ([0-9A-Fa-f]{128})$", re.MULTILINE)
_END = re.compile(r"^(Sig: )([0-9A-Fa-f]{128})\s*\Z", re.MULTILINE)
Point = tuple[int, int] | None


def signature_fits(text: str) -> bool | None:
    """Say whether a file's signature fits its text, by the key in the file; None where it holds no such signature.

    Examples
    --------
    >>> print(signature_fits("Device: Q-tag Fridge-tag 2\\n"))
    None
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    key, end = _KEY.search(lines), _END.search(lines)
    if not key or not end:
        return None
    signed = lines[: end.start()].replace("\n", "\r\n")
    hashed = int.from_bytes(sha256(signed.encode()).digest(), "little")
    return _verified(_pair(key[1]), hashed, *_pair(end[2]))


def _pair(digits: str) -> tuple[int, int]:
    """Return two numbers of 32 bytes each, the lowest byte first."""
    raw = bytes.fromhex(digits)
    return int.from_bytes(raw[:32], "little"), int.from_bytes(raw[32:], "little")


def _verified(key: tuple[int, int], hashed: int, r: int, s: int) -> bool:
    x, y = key
    if not (0 < r < _ORDER and 0 < s < _ORDER and (y * y - x**3 + 3 * x - _B) % _FIELD == 0):
        return False
    inverse = pow(s, -1, _ORDER)
    point = _sum(_times(hashed * inverse % _ORDER, _BASE), _times(r * inverse % _ORDER, key))
    return point is not None and point[0] % _ORDER == r


def _times(factor: int, point: Point) -> Point:
    """Return a multiple of a point, by doubling."""
    total: Point = None
    while factor:
        if factor & 1:
            total = _sum(total, point)
        point = _sum(point, point)
        factor >>= 1
    return total


def _sum(one: Point, other: Point) -> Point:
    """Return the sum of two points; None is the point at infinity."""
    if one is None or other is None:
        return other if one is None else one
    if one[0] == other[0] and (one[1] + other[1]) % _FIELD == 0:
        return None
    rise, run = (3 * one[0] ** 2 - 3, 2 * one[1]) if one == other else (other[1] - one[1], other[0] - one[0])
    slope = rise * pow(run, -1, _FIELD) % _FIELD
    x = (slope * slope - one[0] - other[0]) % _FIELD
    return x, (slope * (one[0] - x) - one[1]) % _FIELD
