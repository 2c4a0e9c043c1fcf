"""Readers of deadlines: text, page, file, picture."""
