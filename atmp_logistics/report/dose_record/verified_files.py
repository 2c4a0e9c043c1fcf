"""What a verification says of the files of a result: counted, and no more than the files that it is of."""

from __future__ import annotations

from dataclasses import dataclass

from atmp_logistics.assessment.link_states import LinkState
from atmp_logistics.report.dose_record.record_source import RecordSource


@dataclass(frozen=True, slots=True)
class Verified:
    """A verification in words, and each link that is not intact, or file that it says nothing of."""

    says: str
    faults: tuple[str, ...]


def verified(source: RecordSource) -> Verified | None:
    """Return what the verification that the call gives says of the inputs of a record; None where it gives none.

    A verification of other files must not stand on a record as if it were of these: each input that it did not find
    intact is named.
    """
    found, say = source.verification, source.words.say
    if found is None:
        return None
    counts = {state: sum(one.state is state for one in found.links) for state in LinkState}
    unchecked = [one.name for one in source.result.inputs if one.sha256 not in found.intact]
    key = "text.verified_in_part" if unchecked or found.exit_code else "text.verified"
    says = say(
        key, intact=counts[LinkState.INTACT], absent=counts[LinkState.ABSENT], broken=counts[LinkState.BROKEN]
    )  # fmt: skip
    lines = [str(one) for one in found.links if one.state is not LinkState.INTACT]
    return Verified(says, (*lines, *(say("text.not_verified", file=name) for name in unchecked)))
