"""Readers of an assessment: a terminal's text, JSON, a table. They compute nothing."""
