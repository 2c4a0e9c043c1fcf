"""How to say which logger stands for what, in the words of a finding that nobody's readings decide."""

from __future__ import annotations

from collections.abc import Sequence

from atmp_logistics.core.limits import Budget
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.translatable import Message, joined
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.evidence.temperature.limit_phase import ends_of_phase
from atmp_logistics.rules.rule_phrases import say

#: So many loggers are named; the others are counted.
_SHOWN = 3


def how_to_assign_logger(exposure: Exposure, requirement: Requirement, row: int) -> str:
    """Return how to say which of the loggers read stands for a phase; nothing where one stood, or none was read."""
    if not exposure.read or has_readings(exposure, row):
        return ""
    name, code = exposure.read[0], requirement.code
    (opens, _), _ = ends_of_phase(requirement)
    ways: list[str] = [say("logger.on_event", event=opens)]
    if not isinstance(requirement, Budget):
        in_profile = say("logger.in_profile", line=f'"{name or "NAME"}" = "{code}"')
        ways = [in_profile, f"--readings {code}=FILE", *ways]
    return say("logger.say", what=_what_to_say(exposure.read, code), ways=joined(say("logger.or"), ways))


def _what_to_say(read: Sequence[str], code: str) -> Message:
    """Return what is asked of the loggers read."""
    if len(read) == 1:
        return say("logger.whether", name=read[0], code=code) if read[0] else say("logger.whether_nameless", code=code)
    shown: str = joined(", ", [name or say("logger.nameless") for name in read[:_SHOWN]])
    if len(read) > _SHOWN:
        shown = say("logger.more", shown=shown, count=len(read) - _SHOWN)
    return say("logger.which", code=code, shown=shown)


def has_readings(exposure: Exposure, row: int) -> bool:
    """Say whether any logger with a reading ever stood for a container."""
    own = slice(*exposure.container.searchsorted([row, row + 1]))
    loggers, readings = exposure.logger[own], exposure.readings
    return bool((readings.stop[loggers] > readings.first[loggers]).any())
