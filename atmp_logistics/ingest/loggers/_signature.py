"""Signatures at the end of Berlinger files: does the text still fit what the device signed?

A file ends with ``Public Key:`` inside its certificate, then ``Sig Cert:`` and ``Sig:``. The last is an ECDSA signature
on the curve P-256 over the SHA-256 of every byte before the line ``Sig:``, line ends CR LF; all numbers are written
lowest byte first. The maker documents none of this: it was found by trial, and it holds in genuine files of three
models. It tells an edited file from a whole one. It does not tell whose key it is: the signature of the certificate
needs the maker's own key, which no file holds.

The library `cryptography` (the extra `signatures`) does the arithmetic where it is installed, in far less time;
where it is not, the sums below do. Both say the same of every file, so that no result depends on what is installed.
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from typing import Any

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
#: A point as X/Z², Y/Z³, so that a sum needs no division; Z = 0 is the point at infinity.
Point = tuple[int, int, int]


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
    verified = _verified_by_library if _library() else _verified
    return verified(_pair(key[1]), hashed, *_pair(end[2]))


@cache
def _library() -> Any:
    """Return the modules `ec`, `hashes` and `utils` of `cryptography`; None where it is not installed."""
    try:
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec, utils
    except ImportError:
        return None
    return ec, hashes, utils


def _verified_by_library(key: tuple[int, int], hashed: int, r: int, s: int) -> bool:
    from cryptography.exceptions import InvalidSignature

    ec, hashes, utils = _library()
    try:
        public = ec.EllipticCurvePublicNumbers(*key, ec.SECP256R1()).public_key()
        how = ec.ECDSA(utils.Prehashed(hashes.SHA256()))
        public.verify(utils.encode_dss_signature(r, s), hashed.to_bytes(32, "big"), how)
    except (ValueError, InvalidSignature):  # a ValueError: no point of the curve
        return False
    return True


def _pair(digits: str) -> tuple[int, int]:
    """Return two numbers of 32 bytes each, the lowest byte first."""
    raw = bytes.fromhex(digits)
    return int.from_bytes(raw[:32], "little"), int.from_bytes(raw[32:], "little")


def _verified(key: tuple[int, int], hashed: int, r: int, s: int) -> bool:
    x, y = key
    if not (0 < r < _ORDER and 0 < s < _ORDER and max(x, y) < _FIELD and (y * y - x**3 + 3 * x - _B) % _FIELD == 0):
        return False
    inverse = pow(s, -1, _ORDER)
    point = _both((hashed * inverse % _ORDER, (*_BASE, 1)), (r * inverse % _ORDER, (x, y, 1)))
    return point[2] != 0 and point[0] * pow(point[2], -2, _FIELD) % _FIELD % _ORDER == r


def _both(one: tuple[int, Point], other: tuple[int, Point]) -> Point:
    """Return the sum of two points, each times its factor: doubled from the highest digit on, both at once."""
    (a, first), (b, second) = one, other
    of_digits = {(True, False): first, (False, True): second, (True, True): _sum(first, second)}
    total: Point = (1, 1, 0)
    for place in reversed(range(_ORDER.bit_length())):
        total = _doubled(total)
        digits = bool(a >> place & 1), bool(b >> place & 1)
        if any(digits):
            total = _sum(total, of_digits[digits])
    return total


def _doubled(point: Point) -> Point:
    x, y, z = point
    z_2, y_2 = z * z % _FIELD, y * y % _FIELD
    beta, alpha = x * y_2 % _FIELD, 3 * (x - z_2) * (x + z_2) % _FIELD
    x_sum = (alpha * alpha - 8 * beta) % _FIELD
    return x_sum, (alpha * (4 * beta - x_sum) - 8 * y_2 * y_2) % _FIELD, 2 * y * z % _FIELD


def _sum(one: Point, other: Point) -> Point:
    if not one[2] or not other[2]:
        return other if not one[2] else one
    z1_2, z2_2 = one[2] * one[2] % _FIELD, other[2] * other[2] % _FIELD
    u, s = one[0] * z2_2 % _FIELD, one[1] * other[2] * z2_2 % _FIELD
    run, rise = (other[0] * z1_2 - u) % _FIELD, (other[1] * one[2] * z1_2 - s) % _FIELD
    if not run:
        return (1, 1, 0) if rise else _doubled(one)
    run_2 = run * run % _FIELD
    run_3, v = run * run_2 % _FIELD, u * run_2 % _FIELD
    x = (rise * rise - run_3 - 2 * v) % _FIELD
    return x, (rise * (v - x) - s * run_3) % _FIELD, run * one[2] * other[2] % _FIELD
