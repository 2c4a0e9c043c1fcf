"""Readers of scenarios: text, page, file, picture."""
