"""Cells to temperatures: one unit and one decimal sign for the whole column, written in the file or stated."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.errors import DisprovedAnswer, Fault, MissingUnit, UnreadableNumber
from atmp_logistics.core.temperature_units import COLDEST_DEGC, HOTTEST_DEGC, temperature_unit, temperatures_degC
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.readings.off_scale import notes_on_off_scale, off_scale

SIGNS = {".": "a point", ",": "a comma"}
_NUMBER = {sign: re.compile(rf"[+-]?\d+(?:{re.escape(sign)}\d+)?(?:[eE][+-]?\d+)?") for sign in SIGNS}
_SPELLED = {"degC": "°C", "degF": "°F", "K": "K"}


def unit_of(written: str | None, answers: Answers, where: str, notes: list[str], faults: list[Fault]) -> str | None:
    """Return a column's unit: the file's own, else the one stated; None, with a fault, where there is none.

    Parameters
    ----------
    written : str or None
        As the file writes it.
    answers : Answers
    where : str
        The column's first cell, for messages.
    notes, faults : list
        What was taken from the caller, and what is wrong, are added to them.

    Returns
    -------
    str | None
    """
    unit = temperature_unit(written) if written else answers.degrees
    if unit is None:
        found = f"the unit {written!r}" if written else "no unit"
        fix = "write it in the heading, as in 'temperature [°C]', or in a column unit"
        fix = fix if written else f"state it: --unit C|F|K; or {fix}"
        faults.append(Fault(where, found, "°C, °F or K", fix, MissingUnit))
    elif written and answers.degrees not in (None, unit):
        stated = f"the unit {_SPELLED[answers.degrees or unit]} stated by {answers.stated_by('unit')}"
        fix = "leave the unit unstated, or correct the file where it is wrong"
        faults.append(Fault(where, stated, f"{_SPELLED[unit]}, as the file writes it", fix, DisprovedAnswer))
    elif not written:
        notes.append(f"the unit {_SPELLED[unit]} is stated by {answers.stated_by('unit')}")
    return unit


def numbers_of(
    cells: Sequence[str],
    missing: frozenset[str],
    decimal: str | None,
    answers: Answers,
    place: tuple[str, Sequence[int], str],
    notes: list[str],
    faults: list[Fault],
) -> NDArray[np.float64]:
    """Return a column's numbers, NaN for a cell that says "no reading", or beyond which end of its scale a logger was.

    Parameters
    ----------
    cells : sequence of str
    missing : frozenset of str
    decimal : str or None
        The sign that the dialect fixes, None where the cells must prove it.
    answers : Answers
    place : (str, sequence of int, str)
        The file's name, the line of each cell, and the column's name, for messages.
    notes, faults : list
        What was taken for granted, and what is wrong, are added to them.

    Returns
    -------
    NDArray[np.float64]
    """
    present = [i for i, cell in enumerate(cells) if cell not in missing]
    sign = decimal or answers.decimal or _proven(cells, present)
    good = set(_reading(cells, present, sign))
    no_numbers = [i for i in present if i not in good]
    beyond = [i for i in no_numbers if off_scale(cells[i])]
    bad = [i for i in no_numbers if not off_scale(cells[i])]
    wrong = _disproved(cells, bad, decimal, answers, place)
    faults += wrong or [_no_number(cells[i], sign, i, place) for i in bad]
    if wrong or bad:
        return np.full(len(cells), np.nan)
    if answers.decimal and decimal is None:
        notes.append(f"the decimal {SIGNS[sign].split()[1]} is stated by {answers.stated_by('decimal')}")
    elif decimal is None and sign == ",":
        notes.append("decimal comma throughout")
    notes += notes_on_off_scale(cells[i] for i in beyond)
    out = np.full(len(cells), np.nan)
    out[sorted(good)] = [float(cells[i].replace(",", ".")) for i in sorted(good)]
    return out


def _reading(cells: Sequence[str], places: Sequence[int], sign: str) -> list[int]:
    """Return the places whose cells are numbers with a decimal sign, or whole ones."""
    form = _NUMBER[sign]
    return [i for i in places if form.fullmatch(cells[i])]


def _proven(cells: Sequence[str], places: Sequence[int]) -> str:
    """Return the sign with which the most cells are numbers; without any sign in the cells they are whole numbers."""
    return max(SIGNS, key=lambda sign: len(_reading(cells, places, sign)))


def _disproved(
    cells: Sequence[str],
    bad: Sequence[int],
    decimal: str | None,
    answers: Answers,
    place: tuple[str, Sequence[int], str],
) -> list[Fault]:
    """Refuse a decimal sign that the caller states and the file contradicts."""
    stated = answers.decimal
    fix = "leave --decimal out, or state the sign that the file has"
    if stated is None:
        return []
    if decimal not in (None, stated):
        expected = f"{SIGNS[decimal or stated]}, which this kind of file writes"
        return [Fault(place[0], f"{SIGNS[stated]} stated as the decimal sign", expected, fix, DisprovedAnswer)]
    other = {".": ",", ",": "."}[stated]
    against = _reading(cells, bad, other)
    if not against or len(against) != len(bad):
        return []
    found = f"{cells[against[0]]!r} with {SIGNS[stated]} stated as the decimal sign, and {len(against)} such cells"
    return [Fault(_where(place, against[0]), found, f"{SIGNS[other]}, as the cells have it", fix, DisprovedAnswer)]


def _no_number(cell: str, sign: str, i: int, place: tuple[str, Sequence[int], str]) -> Fault:
    expected = f"a number with {SIGNS[sign]} as its decimal sign, as in the rest"
    return Fault(_where(place, i), repr(cell), expected, "correct the cell, or leave it empty", UnreadableNumber)


def _where(place: tuple[str, Sequence[int], str], i: int) -> str:
    name, rows, column = place
    return f"{name}, row {rows[i]}, column {column}"


def temperatures_of(
    cells: Sequence[str], numbers: NDArray[np.float64], unit: str, missing: frozenset[str], notes: list[str]
) -> NDArray[np.float64]:
    """Return numbers in °C, NaN for what the logger or physics says is no reading, and say how many those are."""
    values = temperatures_degC(numbers, unit)
    empty = np.array([cell in missing for cell in cells], bool)
    with np.errstate(invalid="ignore"):
        codes = (values < COLDEST_DEGC) | (values > HOTTEST_DEGC)
    if empty.any():
        notes.append(f"temperatures missing: {int(empty.sum())}, rows that hold a time alone")
    if codes.any():
        seen = ", ".join(sorted({cells[i] for i in map(int, np.nonzero(codes)[0])})[:5])
        notes.append(f"fault codes, values that no product can have ({seen}): {int(codes.sum())}, kept as missing")
    return np.where(codes | empty, np.nan, values)
