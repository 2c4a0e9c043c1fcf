"""Readers of plans: text, page, file, picture."""
