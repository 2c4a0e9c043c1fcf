"""Files to records: events from what a ward writes, readings from what a logger writes. Nothing is guessed."""

from __future__ import annotations

from atmp_logistics.ingest.events import read_events
from atmp_logistics.ingest.readings import read_readings

__all__ = ["read_events", "read_readings"]
