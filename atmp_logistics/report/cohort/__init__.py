"""Readers of cohort: text, page, file, picture."""
