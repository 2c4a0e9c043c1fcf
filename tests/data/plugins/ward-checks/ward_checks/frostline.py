"""Frostline F2: an invented logger, whose file counts its rows and states its offset.

What it looks like
    `FROSTLINE F2`, then `serial`, `unit` and `offset`, then a line for each reading: its number, its time, its value.
    The last line counts them.

What proves its shape
    The first line; the numbers of the rows, which count on from 1; the count at the end.

Traps
    None was seen: it is invented.
"""

import re

from atmp_logistics.plugins.loggers import EXPORT_AGAIN, Fault, NotATable, RawLog, lines_of, other_shape_faults, refuse

NAME = "Frostline"
_HEAD = re.compile(r"FROSTLINE F2\nserial=([A-Z]\d{4})\nunit=(C|F)\noffset=([+-]\d\d:\d\d)\n")
_ROW = re.compile(r"(\d+)\|(\d\d/\d\d/\d{4} \d\d:\d\d:\d\d)\|(-?\d{1,3}\.\d\d)\|")


def recognises(text):
    """Say whether a text is an export of this logger."""
    return text.startswith("FROSTLINE F2\n")


def read(text, name):
    """Take an export apart."""
    head = _HEAD.match(text)
    if head is None:
        raise NotATable([Fault(f"{name}, row 2", "another head", "serial, unit and offset", EXPORT_AGAIN, NotATable)])
    *rows, (last, end) = lines_of(text)[4:] or [(5, "")]
    matches = [(number, _ROW.fullmatch(line), line) for number, line in rows]
    wrong = [(number, [line]) for number, match, line in matches if match is None]
    refuse(other_shape_faults(wrong, name, "a number, a time and a temperature, each with a bar behind it"))
    for count, (number, match, _) in enumerate(matches, start=1):
        if match[1] != str(count):
            found, expected = f"the row {match[1]}", f"the row {count}: rows count on"
            raise NotATable([Fault(f"{name}, row {number}", found, expected, EXPORT_AGAIN, NotATable)])
    if end != f"rows={len(rows)}.":
        found, expected = repr(end), f"'rows={len(rows)}.', which counts the rows"
        raise NotATable([Fault(f"{name}, row {last}", found, expected, EXPORT_AGAIN, NotATable)])
    return [
        RawLog(
            logger=head[1],
            times=[match[2] for _, match, _ in matches],
            values=[match[3] for _, match, _ in matches],
            rows=[number for number, _, _ in matches],
            unit=head[2],
            date_forms=("%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S"),
            offset=head[3],
        )
    ]
