"""Readers of records: text, page, file, picture."""
