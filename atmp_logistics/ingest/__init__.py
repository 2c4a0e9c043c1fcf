"""Files to records: event tables and messages to events, logger files to readings. Nothing is guessed."""

from __future__ import annotations

from atmp_logistics.ingest.events.read_events import read_events
from atmp_logistics.ingest.readings.read_readings import channels_of, read_readings
from atmp_logistics.ingest.readings.read_summary import read_summary

__all__ = ["channels_of", "read_events", "read_readings", "read_summary"]
