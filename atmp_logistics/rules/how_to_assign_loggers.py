"""How to say which logger stands for what, in the words of a finding that nobody's readings decide."""

from __future__ import annotations

from atmp_logistics.core.limits import Budget
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.evidence.temperature.limit_phase import ends_of_phase

#: So many loggers are named; the others are counted.
_SHOWN = 3


def how_to_assign_logger(exposure: Exposure, requirement: Requirement, row: int) -> str:
    """Return how to say which of the loggers read stands for a phase; nothing where one stood, or none was read."""
    if not exposure.read or has_readings(exposure, row):
        return ""
    shown = ", ".join(name or "the one without a name" for name in exposure.read[:_SHOWN])
    more = f" and {len(exposure.read) - _SHOWN} more" if len(exposure.read) > _SHOWN else ""
    name, code = exposure.read[0], requirement.code
    many = f"which logger stands for {code} (read: {shown}{more})" if len(exposure.read) > 1 else (
        f"whether logger {shown} stands for {code}" if name else f"whether the logger stands for {code}"
    )  # fmt: skip
    (opens, _), _ = ends_of_phase(requirement)
    ways = [f"logger_id on {opens}"]
    if not isinstance(requirement, Budget):
        ways = [f'[loggers] in the site profile: "{name or "NAME"}" = "{code}"', f"--readings {code}=FILE", *ways]
    return f"say {many}: {', or '.join(ways)}"


def has_readings(exposure: Exposure, row: int) -> bool:
    """Say whether any logger with a reading ever stood for a container."""
    own = slice(*exposure.container.searchsorted([row, row + 1]))
    loggers, readings = exposure.logger[own], exposure.readings
    return bool((readings.stop[loggers] > readings.first[loggers]).any())
