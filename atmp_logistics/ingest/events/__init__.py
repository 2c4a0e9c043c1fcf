"""Event tables to records."""
