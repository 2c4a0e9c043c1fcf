"""Readers of an assessment: text, page, JSON, CSV, pictures."""
