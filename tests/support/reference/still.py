"""Who is in a store by the record, once more: one container at a time, from its rows and their written times alone.

Written from docs/how_it_decides.md, "Still in store". Of records in which every row has its time.
"""

from dataclasses import dataclass

from atmp_logistics.core.event_kinds import comes_before, ends_of

#: Typed out once more, so that a change of the library's list is seen.
TAKES_OUT = {
    "thaw_start", "thaw_end", "preparation_start", "preparation_end", "administration_start", "administration_pause",
    "administration_resume", "administration_end", "syringe_drawn", "device_priming_start", "receipt_rejected", "discarded",
    "returned", "product_dispatched", "storage_out", "transport_start", "transport_end", "opened", "refrigerated", "dispensed",
    "received_at_bedside",
}  # fmt: skip


@dataclass(frozen=True)
class Written:
    """A row: its event, and when, in minutes."""

    event: str
    minute: int


def still_in(rows, starts, ends, now):
    """Whether a container is in a storage phase by its rows."""
    begun = [row.minute for row in rows if row.event == ends_of(starts)[1]]
    if not begun or min(begun) > now:
        return False
    put_in = [row.minute for row in rows if row.event == "storage_in" and row.minute <= now]
    for event in {row.event for row in rows}:
        last = max(row.minute for row in rows if row.event == event)
        goes_out = event in ("storage_out", "transport_start", "transport_end")
        if goes_out and put_in and max(put_in) > last and (event not in ends_of(ends) or event == "storage_out"):
            continue
        if event in ends_of(ends):
            return False
        before = last <= min(begun) or comes_before(event, ends_of(starts)[0]) or event in ends_of(starts)
        if event in TAKES_OUT and event not in ends_of(starts) and not before:
            return False
    return True
